/** Results of a study that anybody may have run, with one cell too small to be told. */

import type { ReleaseResults } from '../../policy/release/table.ts';
import type { ReleaseCounts } from '../../policy/release.ts';
import type { Study } from '../../policy/study.ts';

export const someCounts = (changes: Partial<ReleaseCounts> = {}): ReleaseCounts => ({
  accepted: 2000,
  withdrawn: 4,
  rejected: { late: 1, early: 0, duplicate: 2, forged: 3, 'other-study': 0, token: 0, unreadable: 0 },
  ...changes,
});

export function aPublished(study: Study, changes: Partial<ReleaseResults> = {}): ReleaseResults {
  const small = Math.max(0, study.suppressBelow - 1);
  const cells = Array.from({ length: study.vdaf.length }, (_, at) =>
    at === 2 ? small : 40 + ((at * 37) % 90),
  );
  return { outcome: 'published', counts: someCounts(), cells, ...changes };
}
