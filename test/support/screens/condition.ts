// Stands in the place of pwa/wallet/paths/condition.ts in the looking build: fictional conditions, as if verified.

import type { KnownCondition } from '../../../pwa/wallet/paths/condition.ts';
import { knownConditions } from './made-conditions.ts';

const isEmpty = () => new URLSearchParams(location.search).get('conditions') === 'none';

export const listConditions = async (): Promise<readonly KnownCondition[]> =>
  isEmpty() ? [] : knownConditions;

export async function findCondition(digest: string): Promise<KnownCondition> {
  const found = knownConditions.find((known) => known.digest === digest);
  if (found === undefined) throw new Error('planted');
  return found;
}

export const isOpen = ({ state, isAskable }: KnownCondition): boolean => state !== 'ended' && isAskable;
