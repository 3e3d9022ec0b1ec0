/**
 * Where a thread stands at a given time. Pure: the records, each with the relay's time of record, and a clock that is
 * given. Wallet, party and relay fold the same records and come to the same state.
 */

import { dateMs, instantMs } from '../instant.ts';
import { dayMs } from '../period.ts';
import type { LangText } from '../record.ts';
import type { Thread, ThreadAnswer, ThreadExtend, ThreadOpening, ThreadPaper } from '../thread.ts';
import { isAnswer, isByOpener } from '../thread.ts';
import type { Delay } from './deadline.ts';
import { dueAfter, safeUntil } from './deadline.ts';
import type { LadderStep } from './ladder.ts';
import type { Procedure } from './procedure.ts';
import type { NextStepCode, Outcome } from './reason.ts';

/** A record of a thread, and when the relay kept it: periods run on that time. */
export interface ThreadMember {
  readonly record: Thread;
  readonly atMs: number;
}

/** Both are cut to the minute for who opened; a party's act is signed in the minute in which it is kept. */
const skewMs = { opener: dayMs + 60_000, party: 120_000 } as const;

/**
 * Periods run on the relay's time, and each side holds it against the time that was signed: a relay that dates an act
 * wrongly would move a deadline (protocol §1: 24 h for a person's clock, a minute for a party's).
 */
export const isTimely = ({ record, atMs }: ThreadMember): boolean =>
  Math.abs(atMs - instantMs(record.at)) <= skewMs[isByOpener(record) ? 'opener' : 'party'];

export const threadStates = [
  'asked',
  'received',
  'clarify',
  'clarified',
  'extended',
  'answered',
  'settled',
  'not-settled',
  'withdrawn',
] as const;
export type ThreadState = (typeof threadStates)[number];

export interface NextStep {
  readonly code: NextStepCode;
  readonly text: LangText;
  readonly where: string | null;
  readonly source: string;
  /** When it opens, or will if nothing comes; `null`: with an answer only. */
  readonly fromMs: number | null;
  /** The end of the last day that is surely in time; `null`: no end in the texts. */
  readonly untilMs: number | null;
  readonly isOpen: boolean;
}

export interface Standing {
  readonly state: ThreadState;
  /** DPV `RequestStatus`; it has no word for a request that was withdrawn. */
  readonly dpv: string | null;
  /** The first instant that is too late for an answer. */
  readonly dueMs: number;
  /** No answer, and its time is over. */
  readonly isOverdue: boolean;
  /** Overdue, or answered after its time. */
  readonly isLate: boolean;
  /** Whose turn it is. */
  readonly awaits: 'party' | 'opener' | 'nobody';
  readonly answer: ThreadAnswer | ThreadPaper | null;
  readonly answeredMs: number | null;
  readonly nextSteps: readonly NextStep[];
}

const openingOf = (members: readonly ThreadMember[]): ThreadMember & { readonly record: ThreadOpening } => {
  const [first] = members;
  if (first?.record.act !== 'open') throw new TypeError('expected a thread to begin with its opening');
  return first as ThreadMember & { record: ThreadOpening };
};

export function standing(members: readonly ThreadMember[], procedure: Procedure, nowMs: number): Standing {
  const opening = openingOf(members);
  const told = members.filter((member) => member.atMs <= nowMs || member === opening);
  const state = told.reduce<ThreadState>((before, { record }) => after(before, record), 'asked');
  const answered = told.findLast((member) => isAnswer(member.record));
  const first = told.find((member) => isAnswer(member.record));
  const answer = (answered?.record ?? null) as ThreadAnswer | ThreadPaper | null;
  const dueMs = dueOf(told, procedure, nowMs);
  // The clock stops with the first answer: a second one, after « not settled », mends the first.
  const endMs = first?.atMs ?? told.find(({ record }) => record.act === 'withdraw')?.atMs ?? null;
  const isOverdue = endMs === null && nowMs >= dueMs;
  return {
    state,
    dpv: dpvOf(state, answer?.outcome),
    dueMs,
    isOverdue,
    isLate: isOverdue || (endMs !== null && endMs >= dueMs),
    awaits: turnOf(state, told),
    answer,
    answeredMs: first?.atMs ?? null,
    nextSteps: stepsOf(procedure.ladder, {
      askedMs: opening.atMs,
      answeredMs: answered?.atMs ?? null,
      dueMs,
      nowMs,
      isWithdrawn: state === 'withdrawn',
    }),
  };
}

function after(before: ThreadState, record: Thread): ThreadState {
  if (before === 'withdrawn') return before;
  switch (record.act) {
    case 'open':
      return 'asked';
    case 'withdraw':
      return 'withdrawn';
    case 'answer':
    case 'paper':
      return 'answered';
    case 'classify':
      return record.outcome;
    case 'receive':
      return before === 'asked' ? 'received' : before;
    case 'clarify':
      return isAnswered(before) ? before : 'clarify';
    case 'reply':
      return before === 'clarify' ? 'clarified' : before;
    case 'extend':
      return isAnswered(before) ? before : 'extended';
  }
}

const isAnswered = (state: ThreadState): boolean =>
  state === 'answered' || state === 'settled' || state === 'not-settled';

function turnOf(state: ThreadState, told: readonly ThreadMember[]): Standing['awaits'] {
  if (state === 'withdrawn' || state === 'settled') return 'nobody';
  if (state === 'clarify') return 'opener';
  if (!isAnswered(state)) return 'party';
  const last = told.at(-1)?.record;
  if (state === 'not-settled' || (last !== undefined && last.act === 'reply')) return 'party';
  return 'opener';
}

/** The shorter of law and promise, the time that waited for a reply, and an extension said in time. */
function dueOf(told: readonly ThreadMember[], procedure: Procedure, nowMs: number): number {
  const askedMs = openingOf(told).atMs;
  const waitedMs = waitedOf(told, procedure.clarificationDays * dayMs, nowMs);
  const byLaw = dueAfter(askedMs, procedure.reply);
  const promised = procedure.promisedDays;
  const byPromise = promised === null ? byLaw : dueAfter(askedMs, { days: promised });
  const dueMs = Math.min(byLaw, byPromise) + waitedMs;
  const extended = told.find(({ record, atMs }) => record.act === 'extend' && atMs < dueMs);
  if (extended === undefined || procedure.extension === null) return dueMs;
  const until = dateMs((extended.record as ThreadExtend).until) + dayMs;
  const latest = latestExtension(askedMs, procedure) ?? dueMs;
  return Math.max(dueMs, Math.min(until, latest) + waitedMs);
}

/** The first instant that no extension reaches. */
export function latestExtension(askedMs: number, { reply, extension }: Procedure): number | null {
  if (extension === null) return null;
  return dueAfter(askedMs, sum(reply, extension));
}

function sum(left: Delay, right: Delay): Delay {
  if ('months' in left && 'months' in right) return { months: left.months + right.months };
  const days = (of: Delay): number => ('days' in of ? of.days : of.months * 30);
  return { days: days(left) + days(right) };
}

/** Only the first question back stops the clock, and not for ever. */
function waitedOf(told: readonly ThreadMember[], maxMs: number, nowMs: number): number {
  const at = told.findIndex(({ record }) => record.act === 'clarify');
  const asked = told[at];
  if (asked === undefined) return 0;
  const reply = told.slice(at).find(({ record }) => isByOpener(record));
  return Math.min(maxMs, Math.max(0, (reply?.atMs ?? nowMs) - asked.atMs));
}

const answeredDpv: Readonly<Record<Outcome, string>> = {
  upheld: 'RequestFulfilled',
  done: 'RequestFulfilled',
  partly: 'RequestFulfilled',
  rejected: 'RequestRejected',
  cannot: 'RequestUnfulfilled',
};
const openDpv: Readonly<Partial<Record<ThreadState, string>>> = {
  asked: 'RequestInitiated',
  received: 'RequestAcknowledged',
  clarify: 'RequestRequiresAction',
  clarified: 'RequestRequiredActionPerformed',
  extended: 'RequestActionDelayed',
};

function dpvOf(state: ThreadState, outcome: Outcome | undefined): string | null {
  const word =
    openDpv[state] ?? (state === 'withdrawn' || outcome === undefined ? null : answeredDpv[outcome]);
  return word === null ? null : `https://w3id.org/dpv#${word}`;
}

interface Times {
  readonly askedMs: number;
  readonly answeredMs: number | null;
  readonly dueMs: number;
  readonly nowMs: number;
  readonly isWithdrawn: boolean;
}

function stepsOf(ladder: readonly LadderStep[], times: Times): NextStep[] {
  if (times.isWithdrawn) return [];
  return ladder.map((step) => {
    const { code, text, where, source } = step;
    const fromMs = opensMs(step, times);
    const untilMs = closesMs(step, fromMs, times);
    const isOpen = fromMs !== null && times.nowMs >= fromMs && (untilMs === null || times.nowMs < untilMs);
    return { code, text, where, source, fromMs, untilMs, isOpen };
  });
}

/** A late answer opens a way that silence had opened once more (CJA R421-2). */
function opensMs({ opens, silence }: LadderStep, { askedMs, answeredMs, dueMs }: Times): number | null {
  if (opens.includes('at-once')) return askedMs;
  if (answeredMs !== null && opens.includes('answered')) return answeredMs;
  if (!opens.includes('overdue')) return null;
  return silence === undefined ? dueMs : dueAfter(askedMs, silence);
}

function closesMs(
  { within, isFromOpening }: LadderStep,
  fromMs: number | null,
  { askedMs }: Times,
): number | null {
  if (within === null || fromMs === null) return null;
  return safeUntil(isFromOpening === true ? askedMs : fromMs, within);
}
