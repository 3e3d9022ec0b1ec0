import { type OpeningReason, openingReasons, type ThreadTarget } from '../../../../policy/thread/reason.ts';
import type { Opening } from '../../paths/thread.ts';

export const writeKinds = ['contest', 'rights', 'question', 'report'] as const;
export type WriteKind = (typeof writeKinds)[number];

/** Without a record of one's own there is no sum to hold against another. */
const ofOwnRecord: readonly OpeningReason[] = [
  'result-differs',
  'rule-misapplied',
  'access-unwanted',
  'fact-old',
];
/** What touches people who are not served comes first for them. */
const contests: readonly OpeningReason[] = ['affected', 'left-out'];

export function reasonsFor(kind: WriteKind): readonly OpeningReason[] {
  const all = (openingReasons[kind] as readonly OpeningReason[]).filter(
    (reason) => !ofOwnRecord.includes(reason),
  );
  return kind === 'contest' ? [...contests, ...all.filter((reason) => !contests.includes(reason))] : all;
}

const targets: Readonly<Partial<Record<OpeningReason, ThreadTarget>>> = {
  'fact-wrong': 'input',
  'fact-missing': 'input',
  'rule-wrong': 'rule',
  'cohort-wrong': 'cohort',
  'human-absent': 'human',
  'left-out': 'exclusion',
};

export function openingFor({
  kind,
  reason,
  declaration,
  isOfPlace,
}: {
  kind: WriteKind;
  reason: string;
  declaration: string | null;
  isOfPlace: boolean;
}): Opening {
  const known = reasonsFor(kind).find((entry) => entry === reason) ?? 'other';
  const what = isOfPlace ? 'place' : kind === 'contest' ? (targets[known] ?? 'declaration') : 'declaration';
  return { kind, declaration, grant: null, target: { what, digest: null, name: null }, reason: known };
}
