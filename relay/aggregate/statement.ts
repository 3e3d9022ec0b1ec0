// What both sign: made by the leader, made again by the helper from its own numbers and compared.

import { canonicalText } from '../../policy/canonical.ts';
import {
  type RejectionReason,
  type ReleaseCounts,
  type ReleaseStatement,
  rejectionReasons,
} from '../../policy/release.ts';
import type { Study } from '../../policy/study.ts';
import type { Tally } from '../store/aggregate-contract.ts';
import type { StudyTask } from './task.ts';

/** SHA-256 of each file of the package, by its name: made from manifest and results alone, the same in both houses. */
export type ReleaseFiles = (
  study: Study,
  studyText: string,
  results: Pick<ReleaseStatement, 'outcome' | 'counts' | 'cells'>,
) => Promise<Readonly<Record<string, string>>>;

const none = Object.fromEntries(rejectionReasons.map((reason) => [reason, 0])) as Record<
  RejectionReason,
  number
>;

/** Under the minimum nothing is told, not even how many. */
const noCounts: ReleaseCounts = { accepted: 0, withdrawn: 0, rejected: none };

export async function makeStatement(
  { study, text, digest }: StudyTask,
  filesOf: ReleaseFiles,
  told: { readonly accepted: number; readonly tally: Tally; readonly cells: readonly number[] } | 'too-few',
): Promise<string> {
  const results =
    told === 'too-few'
      ? ({ outcome: 'too-few', counts: noCounts, cells: [] } as const)
      : ({
          outcome: 'published',
          counts: { accepted: told.accepted, ...told.tally },
          cells: told.cells,
        } as const);
  const statement: ReleaseStatement = {
    study: digest,
    ...results,
    files: await filesOf(study, text, results),
  };
  return canonicalText(statement);
}
