/**
 * What a party promised beside what was observed of it, row by row. Both come from things that the resident holds: the
 * signed declaration, and the verified records of one grant. What no record can show is a row of its own kind, `unseen`,
 * so that silence is never taken for good behaviour.
 */
import type { Declaration } from './declaration.ts';
import type { FactKey } from './fact.ts';
import { instantMs } from './instant.ts';
import { dayMs } from './period.ts';
import type { PurposeId } from './purpose.ts';
import type { DeletionState } from './thread/deletion.ts';

/** One reading or question, as its verified record says. */
export interface ObservedAccess {
  readonly digest: string;
  readonly at: string;
  readonly isAllowed: boolean;
  /** Data left the relay with it; else the party only asked whether it may read. */
  readonly isReading: boolean;
  readonly purpose: string;
  readonly facts: readonly string[];
}

export interface Observed {
  readonly accesses: readonly ObservedAccess[];
  readonly calculations: readonly { readonly digest: string }[];
  /** Days from a contest to its answer; of one still open, the days so far. */
  readonly answers: readonly { readonly days: number; readonly isOpen: boolean }[];
  /** What was asked, what the party says, what is late. A claim is never a proof. */
  readonly erasure: DeletionState;
  /** Places in `notServed` of the groups that this person is in, as only the phone can tell. */
  readonly groups: readonly number[];
  readonly nowMs: number;
}

/** `as-said` and `otherwise` are observed; `nothing-yet` waits for a record; `unseen` has none and never will. */
export type Verdict = 'as-said' | 'otherwise' | 'nothing-yet' | 'unseen';

interface Row<N extends string, S, D> {
  readonly row: N;
  readonly verdict: Verdict;
  readonly said: S;
  readonly done: D;
  /** The record that shows what is otherwise, where one does: a contest is anchored on it. */
  readonly record: string | null;
}

export type SaidDone =
  | Row<'purpose', readonly PurposeId[], readonly string[]>
  | Row<'facts', readonly FactKey[], { readonly read: readonly string[]; readonly never: readonly FactKey[] }>
  /** Pieces of data a month: a reading of three facts is three. `said` is null where no limit was promised. */
  | Row<'volume', number | null, number>
  | Row<'frequency', Declaration['frequency'], { readonly most: number; readonly total: number }>
  | Row<'recipients', Declaration['recipients'], null>
  /** Days that an answer to a contest may take, and the longest that one took. */
  | Row<'delay', number, number | null>
  | Row<'erasure', Declaration['retention'], DeletionState>
  | Row<'served', readonly number[], { readonly hasResult: boolean }>;

const monthDays = 30;

/** Every row, always, in the order of the screen: a promise that cannot be watched is shown as such. */
export function saidAndDone(of: Declaration, seen: Observed): SaidDone[] {
  const readings = seen.accesses.filter((access) => access.isAllowed && access.isReading);
  const allowed = seen.accesses.filter((access) => access.isAllowed);
  return [
    purposeRow(of, allowed),
    factsRow(of, readings),
    volumeRow(of, readings),
    frequencyRow(of, allowed),
    { row: 'recipients', verdict: 'unseen', said: of.recipients, done: null, record: null },
    delayRow(of, seen),
    erasureRow(of, seen),
    servedRow(seen),
  ];
}

const each = <T>(entries: readonly T[]): T[] => [...new Set(entries)];

function purposeRow(of: Declaration, allowed: readonly ObservedAccess[]): SaidDone {
  const said = of.purposes.map((entry) => entry.id);
  const done = each(allowed.map((access) => access.purpose));
  const other = allowed.find((access) => !said.some((id) => id === access.purpose));
  return { row: 'purpose', ...judge(done.length, other !== undefined, other), said, done };
}

/** Asked for and never read is worth knowing too: it could have been left out. */
function factsRow(of: Declaration, readings: readonly ObservedAccess[]): SaidDone {
  const said = of.inputs.map((entry) => entry.key);
  const read = each(readings.flatMap((access) => access.facts)).sort();
  const isSaid = (key: string) => said.some((known) => known === key);
  const other = readings.find((access) => !access.facts.every(isSaid));
  const never = said.filter((key) => !read.includes(key));
  return { row: 'facts', ...judge(readings.length, other !== undefined, other), said, done: { read, never } };
}

function volumeRow(of: Declaration, readings: readonly ObservedAccess[]): SaidDone {
  const { maxPerPeriod, periodDays } = of.frequency;
  // At least one whole use: twelve a year is at most twelve in some one month, never a fraction of a reading.
  const uses =
    maxPerPeriod === undefined || periodDays === undefined ? null : usesInMonth(maxPerPeriod, periodDays);
  const said = uses === null ? null : uses * of.inputs.length;
  const done = mostWithin(
    readings.map((access) => ({ atMs: instantMs(access.at), weight: access.facts.length })),
    monthDays * dayMs,
  );
  return {
    row: 'volume',
    ...judge(readings.length, said !== null && done > said, readings.at(-1)),
    said,
    done,
  };
}

/** The most uses that can fall into thirty days: all of a longer period, or each of the periods they touch. */
const usesInMonth = (max: number, days: number): number =>
  days >= monthDays ? max : max * (Math.ceil(monthDays / days) + 1);

/** Questions count as uses: `decide` counts them, so the promise is about them too. */
function frequencyRow(of: Declaration, allowed: readonly ObservedAccess[]): SaidDone {
  const { kind, maxPerPeriod, periodDays } = of.frequency;
  const limit = maxPerPeriod ?? (kind === 'once' ? 1 : null);
  // Two windows of the promise may stand side by side, so a stretch of one window can hold the uses of two.
  const windowMs = periodDays === undefined ? Number.POSITIVE_INFINITY : periodDays * dayMs;
  const most = mostWithin(
    allowed.map((access) => ({ atMs: instantMs(access.at), weight: 1 })),
    windowMs,
  );
  const bound = limit === null ? null : periodDays === undefined ? limit : limit * 2;
  return {
    row: 'frequency',
    ...judge(allowed.length, bound !== null && most > bound, allowed.at(-1)),
    said: of.frequency,
    done: { most, total: allowed.length },
  };
}

function delayRow(of: Declaration, { answers }: Observed): SaidDone {
  const said = of.contest.deadlineDays;
  const longest = answers.length === 0 ? null : Math.max(...answers.map((answer) => answer.days));
  // One that is open and in time has shown nothing yet.
  const counted = answers.filter((answer) => !answer.isOpen || answer.days > said).length;
  return { row: 'delay', ...judge(counted, longest !== null && longest > said), said, done: longest };
}

/** That data is gone is only ever claimed: a declaration of it is never `as-said`, its absence after the time is otherwise. */
function erasureRow(of: Declaration, { erasure }: Observed): SaidDone {
  const isBroken = erasure === 'overdue' || (erasure === 'refused' && of.leavePolicy === 'delete');
  const verdict: Verdict = isBroken ? 'otherwise' : erasure === 'declared' ? 'unseen' : 'nothing-yet';
  return { row: 'erasure', verdict, said: of.retention, done: erasure, record: null };
}

/** In a group that was said not to be served, and served all the same: good for the person, and not what was said. */
function servedRow({ groups, calculations }: Observed): SaidDone {
  const hasResult = calculations.length > 0;
  return {
    row: 'served',
    ...judge(calculations.length, hasResult && groups.length > 0, calculations.at(-1)),
    said: groups,
    done: { hasResult },
  };
}

function judge(
  records: number,
  isOtherwise: boolean,
  shown?: { readonly digest: string },
): { readonly verdict: Verdict; readonly record: string | null } {
  if (isOtherwise) return { verdict: 'otherwise', record: shown?.digest ?? null };
  return { verdict: records === 0 ? 'nothing-yet' : 'as-said', record: null };
}

/** The greatest weight that falls into any stretch of this length. */
function mostWithin(
  entries: readonly { readonly atMs: number; readonly weight: number }[],
  lengthMs: number,
): number {
  const sorted = [...entries].sort((a, b) => a.atMs - b.atMs);
  let most = 0;
  let sum = 0;
  let from = 0;
  for (const entry of sorted) {
    sum += entry.weight;
    for (
      let first = sorted[from];
      first !== undefined && entry.atMs - first.atMs >= lengthMs;
      first = sorted[from]
    ) {
      sum -= first.weight;
      from += 1;
    }
    most = Math.max(most, sum);
  }
  return most;
}
