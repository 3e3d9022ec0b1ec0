/** The threads of one party, counted for everybody: what was asked, how it was answered, what is overdue. */
import { dateText } from '../instant.ts';
import { dayMs } from '../period.ts';
import {
  type Count,
  cellFloor,
  type Lapse,
  medianDays,
  publicCount,
  publicTable,
  weekStartMs,
} from '../public-count.ts';
import { groupOf, type PublicAnswer } from '../thread.ts';
import type { Procedure } from './procedure.ts';
import type { OpeningReason, Outcome, ThreadKind, ThreadTarget } from './reason.ts';
import { standing, type ThreadMember } from './standing.ts';

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
  /**
   * The Monday of the week that its oldest answer has been owed since; `null`: none is overdue. Told from the first one
   * on: being late is a fact about the party, how many wait would be one about people (docs/decisions/0022).
   */
  readonly lateSince: string | null;
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

/** One thread as far as the page counts it: small, because a party may have many. */
export interface FoldedThread {
  readonly kind: ThreadKind;
  readonly reason: OpeningReason;
  readonly group: string;
  readonly declaration: string | null;
  readonly what: ThreadTarget;
  readonly name: string | null;
  readonly openedMs: number;
  readonly answeredMs: number | null;
  readonly outcome: Outcome | null;
  readonly isWithdrawn: boolean;
  /** When its time was over, where nobody has answered. */
  readonly overdueMs: number | null;
  readonly isLate: boolean;
  readonly answers: readonly ToldAnswer[];
}

/** As it stood at `untilMs`; undefined for one that was opened later. */
export function foldThread(
  { members: all, procedure }: CountedThread,
  untilMs: number,
): FoldedThread | undefined {
  const members = all.filter(({ atMs }) => atMs < untilMs);
  const [first] = members;
  if (first?.record.act !== 'open') return undefined;
  const { record, atMs: openedMs } = first;
  const { answer, answeredMs, state, dueMs, isOverdue, isLate } = standing(members, procedure, untilMs);
  return {
    kind: record.kind,
    reason: record.reason,
    group: groupOf(record),
    declaration: record.declaration,
    what: record.target.what,
    name: record.target.name,
    openedMs,
    answeredMs,
    outcome: answer?.outcome ?? null,
    isWithdrawn: state === 'withdrawn' && answer === null,
    overdueMs: isOverdue ? dueMs : null,
    isLate,
    answers: answersOf(members, record.declaration),
  };
}

function answersOf(members: readonly ThreadMember[], declaration: string | null): ToldAnswer[] {
  return members.flatMap(({ record, atMs }): ToldAnswer[] =>
    record.act === 'answer' && record.public !== null
      ? [{ ...record.public, declaration, on: dateText(atMs) }]
      : [],
  );
}

/** Nothing later than the time they were folded at counts, whenever this is asked. */
export function countThreads(folded: readonly FoldedThread[]): ThreadCounts {
  const ofKind = (kind: ThreadKind): FoldedThread[] => folded.filter((one) => one.kind === kind);
  const reports = ofKind('report');
  const ofReason = (reason: OpeningReason): Count =>
    publicCount(reports.filter((one) => one.reason === reason).length);
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
    answers: folded
      .flatMap(({ answers }) => answers)
      .sort(newestFirst)
      .slice(0, maxAnswers),
  };
}

function tableOf(folded: readonly FoldedThread[]): ThreadTable {
  const count = (fits: (of: FoldedThread) => boolean): number => folded.filter(fits).length;
  const { total, parts } = publicTable({
    upheld: count(({ outcome }) => outcome === 'upheld' || outcome === 'done'),
    partly: count(({ outcome }) => outcome === 'partly'),
    rejected: count(({ outcome }) => outcome === 'rejected' || outcome === 'cannot'),
    withdrawn: count(({ isWithdrawn }) => isWithdrawn),
    waiting: count(({ outcome, isWithdrawn }) => outcome === null && !isWithdrawn),
  });
  return {
    received: total,
    ...parts,
    overdue: publicCount(count(({ overdueMs }) => overdueMs !== null)),
    late: publicCount(count(({ isLate }) => isLate)),
    lateSince: lateSince(folded),
    medianDays: medianDays(folded.flatMap(lapseOf)),
  };
}

function lateSince(folded: readonly FoldedThread[]): string | null {
  const owed = folded.flatMap(({ overdueMs }) => overdueMs ?? []);
  return owed.length === 0 ? null : dateText(weekStartMs(owed.reduce((one, other) => Math.min(one, other))));
}

function lapseOf({ answeredMs, openedMs }: FoldedThread): Lapse[] {
  if (answeredMs === null) return [];
  return [{ endMs: answeredMs, days: Math.max(0, Math.ceil((answeredMs - openedMs) / dayMs)) }];
}

/** Told when five are in it, or when the party has answered it in public. */
function groupsOf(contests: readonly FoldedThread[]): ContestGroup[] {
  return [...Map.groupBy(contests, ({ group }) => group).values()]
    .flatMap((members): ContestGroup[] => {
      const [{ declaration, what, name }] = members as [FoldedThread, ...FoldedThread[]];
      const answer = members.flatMap(({ answers }) => answers).sort(newestFirst)[0] ?? null;
      const contested = publicCount(members.length);
      if (contested === null && answer === null) return [];
      const isOwed = members.length >= cellFloor && answer === null;
      return [{ declaration, what, name, contests: contested, isOwed, answer }];
    })
    .sort((left, right) => (right.contests ?? 0) - (left.contests ?? 0))
    .slice(0, maxGroups);
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
