/**
 * How a thread runs, as data: who owes what by when, and where a person can go next. The delays are those of the law of
 * one country; each names its text. docs/procedures.md says them in words.
 */

import type { PartyRole } from '../party.ts';
import type { ThreadOpening } from '../thread.ts';
import type { Body, LadderStep, Reply } from './ladder.ts';
import { frenchLadder, frenchReplies } from './procedure-france.ts';
import type { ThreadKind } from './reason.ts';

export interface Procedure extends Reply {
  readonly id: string;
  readonly country: 'FR';
  readonly kind: ThreadKind;
  /** The declaration promised an answer within so many days: it counts where it is shorter. */
  readonly promisedDays: number | null;
  readonly ladder: readonly LadderStep[];
}

const bodies: Readonly<Record<PartyRole, Body>> = {
  city: 'public',
  regie: 'public',
  research: 'public',
  operator: 'private',
  association: 'private',
  auditor: 'private',
  evaluator: 'private',
};

export interface ProcedureFor {
  readonly role: PartyRole;
  /** `contest.deadlineDays` of the declaration, where the thread names one. */
  readonly promisedDays?: number;
}

export function procedureOf(
  opening: Pick<ThreadOpening, 'kind' | 'reason'>,
  { role, promisedDays }: ProcedureFor,
): Procedure {
  const { kind, reason } = opening;
  const body = bodies[role];
  const ladder = frenchLadder.filter(
    (step) =>
      (step.body === 'any' || step.body === body) &&
      step.kinds.includes(kind) &&
      (step.reasons === undefined || step.reasons.includes(reason)),
  );
  // What a declaration promises is the answer to a contest.
  const promised = kind === 'contest' ? (promisedDays ?? null) : null;
  return { id: `fr/${kind}`, country: 'FR', kind, ...frenchReplies[kind], promisedDays: promised, ladder };
}
