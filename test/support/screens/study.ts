// Stands in the place of pwa/wallet/paths/study.ts in the looking build: fictional studies, as if verified.

import type { KnownStudy } from '../../../pwa/wallet/paths/study.ts';
import { knownStudies } from './made-studies.ts';

const isEmpty = () => new URLSearchParams(location.search).get('studies') === 'none';

export const listStudies = async (): Promise<readonly KnownStudy[]> => (isEmpty() ? [] : knownStudies);

export async function findStudy(digest: string): Promise<KnownStudy> {
  const found = knownStudies.find((known) => known.digest === digest);
  if (found === undefined) throw new Error('planted');
  return found;
}

export const isJoinable = ({ state }: KnownStudy): boolean => state === 'open';

export const isUntrue = (): boolean => false;
