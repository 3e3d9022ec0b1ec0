// Stands in the place of pwa/wallet/paths/release.ts in the looking build: a fictional release, and the real table of it.

import { tableOf } from '../../../policy/release/table.ts';
import type { KnownRelease } from '../../../pwa/wallet/paths/release.ts';
import type { KnownStudy } from '../../../pwa/wallet/paths/study.ts';
import { aRelease } from './made-studies.ts';

export async function readReleaseOf({ study, digest }: KnownStudy): Promise<KnownRelease> {
  const release = aRelease(study, digest);
  return { release, table: tableOf(study, release.statement) };
}
