import { describe, expect, it } from 'vitest';
import {
  type CountedThread,
  countThreads as countFolded,
  foldThread,
  owedGroups,
} from '../../../policy/thread/count.ts';
import { procedureOf } from '../../../policy/thread/procedure.ts';
import { standing } from '../../../policy/thread/standing.ts';
import { someId } from '../../support/builders.ts';
import { answer, askedMs, dayMs, publicContest, thread } from '../threads.ts';

const countThreads = (threads: readonly CountedThread[], untilMs: number) =>
  countFolded(threads.flatMap((one) => foldThread(one, untilMs) ?? []));
const atDay = (days: number): number => askedMs + days * dayMs;
const contests = (
  count: number,
  ...acts: Parameters<typeof thread> extends [unknown, ...infer A] ? A : never
): CountedThread[] =>
  Array.from({ length: count }, () => ({ members: thread({}, ...acts), procedure: publicContest }));
const rejected = answer({ outcome: 'rejected', reason: 'rule-applies', nextStep: 'appeal' });
const hourMs = 3_600_000;
const told = {
  question: { fr: 'Quel prix ?', en: 'Which price?' },
  answer: { fr: 'Celui payé.', en: 'The one paid.' },
};

describe('the contests of a party', () => {
  it('are counted by what became of them', () => {
    const threads = [...contests(12, [10, answer()]), ...contests(7, [20, rejected]), ...contests(10)];
    const { contests: table } = countThreads(threads, atDay(25));
    expect(table).toMatchObject({ upheld: 10, rejected: 5, waiting: 10, overdue: null, late: null });
    // Partly and withdrawn are not told either: the total stands beside two that are hidden.
    expect(table.received).toBe(25);
    expect(table.medianDays).toBe(10);
  });

  it('are publicly overdue a month after, when nobody answered', () => {
    const threads = contests(5);
    expect(countThreads(threads, atDay(30)).contests).toMatchObject({ waiting: 5, overdue: null });
    expect(countThreads(threads, atDay(32)).contests).toMatchObject({ waiting: 5, overdue: 5, late: 5 });
    expect(countThreads(contests(4), atDay(32)).contests).toMatchObject({ waiting: null, overdue: null });
  });

  it('make the party late in public from the first one on, in the week since when, and how many is not told', () => {
    const [lone] = contests(1) as [CountedThread];
    const { dueMs } = standing(lone.members, lone.procedure, askedMs);
    // Due on Friday 25 December 2026, 00:00: the week of Monday 21.
    expect(countThreads([lone], dueMs - hourMs).contests).toMatchObject({ overdue: null, lateSince: null });
    expect(countThreads([lone], dueMs).contests).toMatchObject({
      received: null,
      waiting: null,
      overdue: null,
      late: null,
      lateSince: '2026-12-21',
    });
    const answered = contests(1, [40, answer()]);
    expect(countThreads(answered, atDay(39)).contests.lateSince).toBe('2026-12-21');
    expect(countThreads(answered, atDay(41)).contests.lateSince).toBeNull();
  });

  it('tell the oldest that is owed, by kind: rights and erasures as well', () => {
    const erasure = procedureOf({ kind: 'deletion', reason: 'after-end' }, { role: 'city' });
    const kinds = (['rights', 'deletion'] as const).map((kind) => ({
      members: thread({
        kind,
        grant: someId('grant'),
        reason: kind === 'rights' ? 'access' : 'after-end',
        target: { what: 'declaration', digest: null, name: null },
      }),
      procedure: { ...erasure, kind },
    }));
    const counts = countThreads(kinds, atDay(60));
    expect(counts.contests.lateSince).toBeNull();
    expect(counts.rights.lateSince).toBe('2026-12-21');
    expect(counts.deletions.lateSince).toBe('2026-12-21');
    const later = contests(1).map((one) => ({
      ...one,
      members: one.members.map((member) => ({ ...member, atMs: member.atMs + 20 * dayMs })),
    }));
    expect(countThreads([...later, ...contests(1)], atDay(90)).contests.lateSince).toBe('2026-12-21');
    expect(countThreads(later, atDay(90)).contests.lateSince).toBe('2027-01-11');
  });

  it('stay late when the answer came after its time', () => {
    const threads = contests(5, [40, answer()]);
    expect(countThreads(threads, atDay(60)).contests).toMatchObject({
      overdue: null,
      late: 5,
      medianDays: 40,
    });
  });

  it('count as they stood then, whatever came later', () => {
    const threads = contests(6, [40, answer()]);
    const then = countThreads(threads, atDay(35));
    expect(then.contests).toMatchObject({ upheld: null, waiting: 5, overdue: 5 });
    expect(countThreads(contests(6), atDay(35))).toEqual(then);
    expect(countThreads(threads, askedMs).contests.waiting).toBeNull();
  });
});

describe('several contests on the same thing', () => {
  it('owe one public answer', () => {
    const threads = contests(5);
    const [group] = countThreads(threads, atDay(2)).groups;
    expect(group).toMatchObject({
      what: 'input',
      name: 'bike-price',
      contests: 5,
      isOwed: true,
      answer: null,
    });
    const [first, ...others] = threads as [CountedThread, ...CountedThread[]];
    const answered = { ...first, members: thread({}, [3, answer({ public: told })]) };
    const after = countThreads([answered, ...others], atDay(5));
    expect(after.groups).toMatchObject([
      { contests: 5, isOwed: false, answer: { ...told, on: '2026-11-27' } },
    ]);
    expect(after.answers).toHaveLength(1);
  });

  it('are told to the party from two on, to everybody from five on', () => {
    expect(countThreads(contests(4), atDay(2)).groups).toEqual([]);
    expect(owedGroups(contests(2))).toMatchObject([{ what: 'input', name: 'bike-price', contests: 2 }]);
    expect(owedGroups(contests(1))).toEqual([]);
    expect(owedGroups(contests(3, [3, answer({ public: told })]))).toEqual([]);
  });
});

describe('questions and reports', () => {
  it('show what was answered in public, with the median time', () => {
    const procedure = procedureOf({ kind: 'question', reason: 'data' }, { role: 'city' });
    const question = (days: number): CountedThread => ({
      members: thread({ kind: 'question', reason: 'data' }, [
        days,
        answer({ outcome: 'done', reason: 'explained', public: told }),
      ]),
      procedure,
    });
    const { questions, answers } = countThreads([3, 4, 5, 6, 20].map(question), atDay(30));
    expect(questions).toMatchObject({ upheld: 5, medianDays: 5 });
    expect(answers.map(({ on }) => on)[0]).toBe('2026-12-14');
  });

  it('count declared ≠ observed apart from other reports', () => {
    const report = (reason: 'bias' | 'result-differs'): CountedThread => ({
      members: thread({ kind: 'report', reason, target: { what: 'result', digest: aDigest, name: null } }),
      procedure: procedureOf({ kind: 'report', reason }, { role: 'city' }),
    });
    const threads = [...Array.from({ length: 6 }, () => report('result-differs')), report('bias')];
    const counts = countThreads(threads, atDay(2));
    expect(counts.mismatches).toBe(5);
    expect(counts.reports).toEqual({ bias: null, fault: null, security: null, other: null });
    expect(counts.contests.received).toBeNull();
  });
});

const aDigest = 'h8vtVYsG-pJpMpT7BH19PjtoKO4UmkK8q1JBPi3jyMU';
