/** The threads of one party, counted for everybody: what was asked, how it was answered, what is overdue. */
import { dateText } from './instant.ts';
import { dayMs } from './period.ts';
import type { Procedure } from './procedure.ts';
import { type Count, cellFloor, type Lapse, medianDays, publicCount, publicTable } from './public-count.ts';
import { type Standing, standing, type ThreadMember } from './standing.ts';
import { groupOf, type PublicAnswer, type ThreadOpening } from './thread.ts';
import type { ThreadKind, ThreadTarget } from './thread-reason.ts';

export interface CountedThread {
  readonly members: readonly ThreadMember[];
  readonly procedure: Procedure;
}

/** Parts of `received`: `waiting` is without an answer, `overdue` and `late` are counted apart from them. */
export interface ThreadTable {
  readonly received: Count;
  readonly upheld: Count;
  readonly partly: Count;
  readonly rejected: Count;
  readonly withdrawn: Count;
  readonly waiting: Count;
  /** Without an answer, and its time is over. */
  readonly overdue: Count;
  /** Overdue, or answered after its time. */
  readonly late: Count;
  readonly medianDays: number | null;
}

export interface ContestGroup {
  readonly declaration: string | null;
  readonly what: ThreadTarget;
  readonly name: string | null;
  readonly contests: Count;
  /** Several contests on the same thing owe one public answer. */
  readonly isOwed: boolean;
  readonly answer: ToldAnswer | null;
}

export interface ToldAnswer extends PublicAnswer {
  readonly declaration: string | null;
  /** The day of the answer. */
  readonly on: string;
}

export interface ThreadCounts {
  readonly contests: ThreadTable;
  readonly rights: ThreadTable;
  /** `upheld`: the party has declared that it is deleted. Claimed, never proved. */
  readonly deletions: ThreadTable;
  readonly questions: ThreadTable;
  readonly reports: {
    readonly bias: Count;
    readonly fault: Count;
    readonly security: Count;
    readonly other: Count;
  };
  /** Declared ≠ observed: only those that residents chose to send. */
  readonly mismatches: Count;
  readonly groups: readonly ContestGroup[];
  /** Newest first. */
  readonly answers: readonly ToldAnswer[];
}

const maxAnswers = 200;
const maxGroups = 100;

interface Folded {
  readonly opening: ThreadOpening;
  readonly openedMs: number;
  readonly members: readonly ThreadMember[];
  readonly at: Standing;
}

/** As it stood at `untilMs`: nothing later counts, whenever this is asked. */
export function countThreads(threads: readonly CountedThread[], untilMs: number): ThreadCounts {
  const folded = threads.flatMap(({ members, procedure }) => foldOne(members, procedure, untilMs));
  const ofKind = (kind: ThreadKind): Folded[] => folded.filter(({ opening }) => opening.kind === kind);
  const reports = ofKind('report');
  const ofReason = (reason: string): Count =>
    publicCount(reports.filter(({ opening }) => opening.reason === reason).length);
  return {
    contests: tableOf(ofKind('contest')),
    rights: tableOf(ofKind('rights')),
    deletions: tableOf(ofKind('deletion')),
    questions: tableOf(ofKind('question')),
    reports: {
      bias: ofReason('bias'),
      fault: ofReason('fault'),
      security: ofReason('security'),
      other: ofReason('other'),
    },
    mismatches: ofReason('result-differs'),
    groups: groupsOf(ofKind('contest')),
    answers: folded.flatMap(answersOf).sort(newestFirst).slice(0, maxAnswers),
  };
}

function foldOne(all: readonly ThreadMember[], procedure: Procedure, untilMs: number): Folded[] {
  const members = all.filter(({ atMs }) => atMs < untilMs);
  const [first] = members;
  if (first?.record.act !== 'open') return [];
  return [
    { opening: first.record, openedMs: first.atMs, members, at: standing(members, procedure, untilMs) },
  ];
}

function tableOf(folded: readonly Folded[]): ThreadTable {
  const count = (fits: (of: Folded) => boolean): number => folded.filter(fits).length;
  const isWithdrawn = ({ at }: Folded): boolean => at.state === 'withdrawn' && at.answer === null;
  const { total, parts } = publicTable({
    upheld: count(({ at }) => at.answer?.outcome === 'upheld' || at.answer?.outcome === 'done'),
    partly: count(({ at }) => at.answer?.outcome === 'partly'),
    rejected: count(({ at }) => at.answer?.outcome === 'rejected' || at.answer?.outcome === 'cannot'),
    withdrawn: count(isWithdrawn),
    waiting: count((one) => one.at.answer === null && !isWithdrawn(one)),
  });
  return {
    received: total,
    ...parts,
    overdue: publicCount(count(({ at }) => at.isOverdue)),
    late: publicCount(count(({ at }) => at.isLate)),
    medianDays: medianDays(folded.flatMap(lapseOf)),
  };
}

function lapseOf({ at, openedMs }: Folded): Lapse[] {
  if (at.answeredMs === null) return [];
  return [{ endMs: at.answeredMs, days: Math.max(0, Math.ceil((at.answeredMs - openedMs) / dayMs)) }];
}

/** Told when five are in it, or when the party has answered it in public. */
function groupsOf(contests: readonly Folded[]): ContestGroup[] {
  const groups = Map.groupBy(contests, ({ opening }) => groupOf(opening));
  return [...groups.values()]
    .flatMap((members): ContestGroup[] => {
      const [first] = members as [Folded, ...Folded[]];
      const { declaration, target } = first.opening;
      const answer = members.flatMap(answersOf).sort(newestFirst)[0] ?? null;
      const contested = publicCount(members.length);
      if (contested === null && answer === null) return [];
      const isOwed = members.length >= cellFloor && answer === null;
      return [{ declaration, what: target.what, name: target.name, contests: contested, isOwed, answer }];
    })
    .sort((left, right) => (right.contests ?? 0) - (left.contests ?? 0))
    .slice(0, maxGroups);
}

function answersOf({ members, opening }: Folded): ToldAnswer[] {
  return members.flatMap(({ record, atMs }): ToldAnswer[] =>
    record.act === 'answer' && record.public !== null
      ? [{ ...record.public, declaration: opening.declaration, on: dateText(atMs) }]
      : [],
  );
}

const newestFirst = (left: ToldAnswer, right: ToldAnswer): number =>
  right.on < left.on ? -1 : right.on > left.on ? 1 : 0;

/** For the party's own eyes: groups of two and more that it has not answered in public yet. */
export function owedGroups(threads: readonly CountedThread[]): {
  readonly declaration: string | null;
  readonly what: ThreadTarget;
  readonly name: string | null;
  readonly contests: number;
}[] {
  const contests = threads.flatMap(({ members }) => {
    const [first] = members;
    return first?.record.act === 'open' && first.record.kind === 'contest'
      ? [{ opening: first.record, members }]
      : [];
  });
  const groups = Map.groupBy(contests, ({ opening }) => groupOf(opening));
  return [...groups.values()].flatMap((group) => {
    const isTold = group.some(({ members }) =>
      members.some(({ record }) => record.act === 'answer' && record.public !== null),
    );
    const [first] = group;
    if (isTold || group.length < 2 || first === undefined) return [];
    const { declaration, target } = first.opening;
    return [{ declaration, what: target.what, name: target.name, contests: group.length }];
  });
}
