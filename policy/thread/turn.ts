/** May this act follow in this thread now? The door asks before it keeps one; the wallet asks before it offers one. */
import { dateMs, instantMs } from '../instant.ts';
import { dayMs } from '../period.ts';
import {
  isByOpener,
  type Thread,
  type ThreadAnswer,
  type ThreadExtend,
  type ThreadPaper,
} from '../thread.ts';
import type { Procedure } from './procedure.ts';
import { latestExtension, type Standing, standing, type ThreadMember } from './standing.ts';

export type TurnRefusal = 'thread-closed' | 'thread-full' | 'act-misplaced';

/** Of each side, so that neither can bury the other in paper. */
export const maxActsOfSide = 40;

export function refuseTurn(
  members: readonly ThreadMember[],
  next: Thread,
  procedure: Procedure,
  nowMs: number,
): TurnRefusal | null {
  const isOwn = isByOpener(next);
  const at = standing(members, procedure, nowMs);
  if (at.state === 'withdrawn' || at.state === 'settled') return 'thread-closed';
  const said = members.filter(({ record }) => isByOpener(record) === isOwn).length;
  // Withdrawing and answering are never too much.
  if (said >= maxActsOfSide && next.act !== 'withdraw' && next.act !== 'answer') return 'thread-full';
  if (said >= 2 * maxActsOfSide) return 'thread-full';
  return fits(members, next, procedure, at, nowMs) ? null : 'act-misplaced';
}

function fits(
  members: readonly ThreadMember[],
  next: Thread,
  procedure: Procedure,
  at: Standing,
  nowMs: number,
): boolean {
  switch (next.act) {
    case 'open':
      return false;
    case 'reply':
    case 'withdraw':
      return true;
    case 'classify':
      return at.answer !== null && at.state !== next.outcome;
    case 'receive':
      return at.state === 'asked';
    case 'clarify':
      return at.answer === null && at.state !== 'clarify';
    case 'extend':
      return mayExtend(members, next, procedure, at, nowMs);
    case 'answer':
    case 'paper':
      return mayAnswer(next, procedure);
  }
}

/** Once, before the answer is due, and no further than the procedure lets it (GDPR art. 12(3)). */
function mayExtend(
  members: readonly ThreadMember[],
  { until }: ThreadExtend,
  procedure: Procedure,
  at: Standing,
  nowMs: number,
): boolean {
  const latest = latestExtension((members[0] as ThreadMember).atMs, procedure);
  const untilMs = dateMs(until) + dayMs;
  const isFirst = !members.some(({ record }) => record.act === 'extend');
  return (
    latest !== null &&
    isFirst &&
    at.answer === null &&
    nowMs < at.dueMs &&
    untilMs > at.dueMs &&
    untilMs <= latest
  );
}

function mayAnswer(next: ThreadAnswer | ThreadPaper, { kind, ladder }: Procedure): boolean {
  const { nextStep } = next;
  if (nextStep !== 'none-needed' && !ladder.some(({ code }) => code === nextStep)) return false;
  // What one person asked for herself is told to nobody else.
  if (next.act === 'answer') return next.public === null || (kind !== 'rights' && kind !== 'deletion');
  return dateMs(next.sentOn) <= instantMs(next.at);
}
