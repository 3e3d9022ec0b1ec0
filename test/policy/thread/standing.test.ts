import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantText } from '../../../policy/instant.ts';
import { deletionOf } from '../../../policy/thread/deletion.ts';
import { procedureOf } from '../../../policy/thread/procedure.ts';
import { isTimely, standing, type ThreadMember, threadStates } from '../../../policy/thread/standing.ts';
import { refuseTurn } from '../../../policy/thread/turn.ts';
import { act, answer, askedMs, clarify, dayMs, publicContest, reply, thread } from '../threads.ts';

const atDay = (days: number): number => askedMs + days * dayMs;
const stepOf = (members: ReturnType<typeof thread>, days: number, code: string) =>
  standing(members, publicContest, atDay(days)).nextSteps.find((step) => step.code === code);

describe('the relay’s time of a thread’s act', () => {
  it('is believed within a day of what a person signed, and within two minutes of what a party signed', () => {
    const [opening, answered] = thread({}, [3, answer()]) as [ThreadMember, ThreadMember];
    const moved = (member: ThreadMember, ms: number) => ({ ...member, atMs: member.atMs + ms });
    for (const way of [-1, 1]) {
      expect(isTimely(moved(opening, way * dayMs))).toBe(true);
      expect(isTimely(moved(opening, way * (dayMs + 120_000)))).toBe(false);
      expect(isTimely(moved(answered, way * 60_000))).toBe(true);
      expect(isTimely(moved(answered, way * 180_000))).toBe(false);
    }
    expect(isTimely({ ...opening, atMs: Number.NaN })).toBe(false);
  });
});

describe('the clock of a thread', () => {
  it('gives a party one month', () => {
    const open = thread({});
    const { dueMs, isOverdue, state, awaits } = standing(open, publicContest, atDay(1));
    expect(instantText(dueMs)).toBe('2026-12-25T00:00:00Z');
    expect({ isOverdue, state, awaits }).toEqual({ isOverdue: false, state: 'asked', awaits: 'party' });
  });

  it('is overdue from the first instant after the last day, and not before', () => {
    const open = thread({});
    const { dueMs } = standing(open, publicContest, askedMs);
    expect(standing(open, publicContest, dueMs - 1).isOverdue).toBe(false);
    expect(standing(open, publicContest, dueMs).isOverdue).toBe(true);
  });

  it('is held to what the declaration promised where that is shorter, never where it is longer', () => {
    const promise = (promisedDays: number) =>
      standing(
        thread({}),
        procedureOf({ kind: 'contest', reason: 'other' }, { role: 'city', promisedDays }),
        askedMs,
      ).dueMs;
    expect(instantText(promise(10))).toBe('2026-12-05T00:00:00Z');
    expect(promise(60)).toBe(standing(thread({}), publicContest, askedMs).dueMs);
  });

  it('stops with the first answer, and remembers one that came too late', () => {
    const inTime = thread({}, [10, answer()]);
    const late = thread({}, [40, answer()]);
    expect(standing(inTime, publicContest, atDay(400))).toMatchObject({ isOverdue: false, isLate: false });
    expect(standing(late, publicContest, atDay(400))).toMatchObject({ isOverdue: false, isLate: true });
    // Before that answer came, it was overdue.
    expect(standing(late, publicContest, atDay(39)).isOverdue).toBe(true);
  });

  it('waits while a question back waits, thirty days at most and only once', () => {
    const plain = standing(thread({}), publicContest, askedMs).dueMs;
    const asked = thread({}, [5, clarify], [12, reply]);
    expect(standing(asked, publicContest, atDay(20)).dueMs).toBe(plain + 7 * dayMs);
    const silent = thread({}, [5, clarify]);
    expect(standing(silent, publicContest, atDay(10)).dueMs).toBe(plain + 5 * dayMs);
    expect(standing(silent, publicContest, atDay(300)).dueMs).toBe(plain + 30 * dayMs);
    const twice = thread({}, [5, clarify], [6, reply], [7, clarify]);
    expect(standing(twice, publicContest, atDay(300)).dueMs).toBe(plain + dayMs);
  });

  it('can be longer by two months, said once and in time', () => {
    const extend = { act: 'extend', reason: 'complex', until: '2027-02-20' } as const;
    const inTime = thread({}, [20, extend]);
    expect(instantText(standing(inTime, publicContest, atDay(40)).dueMs)).toBe('2027-02-21T00:00:00Z');
    const tooLate = thread({}, [35, extend]);
    expect(standing(tooLate, publicContest, atDay(40)).isOverdue).toBe(true);
    const tooFar = thread({}, [20, { ...extend, until: '2029-01-01' }]);
    expect(instantText(standing(tooFar, publicContest, atDay(40)).dueMs)).toBe('2027-02-25T00:00:00Z');
    const question = procedureOf({ kind: 'question', reason: 'data' }, { role: 'city' });
    expect(
      standing(thread({ kind: 'question', reason: 'data' }, [20, extend]), question, atDay(40)).isOverdue,
    ).toBe(true);
  });

  it('knows nothing of acts after the time that is asked about', () => {
    const whole = thread(
      {},
      [3, { act: 'receive' }],
      [10, answer()],
      [12, { act: 'classify', outcome: 'settled' }],
    );
    const states = [1, 5, 11, 13].map((days) => standing(whole, publicContest, atDay(days)).state);
    expect(states).toEqual(['asked', 'received', 'answered', 'settled']);
  });
});

describe('the state of a thread', () => {
  it('has a word of DPV wherever DPV has one', () => {
    const extend = { act: 'extend', reason: 'complex', until: '2027-01-20' } as const;
    const cases: [ReturnType<typeof thread>, string | null][] = [
      [thread({}), 'RequestInitiated'],
      [thread({}, [1, { act: 'receive' }]), 'RequestAcknowledged'],
      [thread({}, [1, clarify]), 'RequestRequiresAction'],
      [thread({}, [1, clarify], [2, reply]), 'RequestRequiredActionPerformed'],
      [thread({}, [1, extend]), 'RequestActionDelayed'],
      [thread({}, [1, answer()]), 'RequestFulfilled'],
      [
        thread({}, [1, answer({ outcome: 'rejected', reason: 'rule-applies', nextStep: 'cnil' })]),
        'RequestRejected',
      ],
      [
        thread({}, [1, answer({ outcome: 'cannot', reason: 'not-held', nextStep: 'cnil' })]),
        'RequestUnfulfilled',
      ],
      [thread({}, [1, { act: 'withdraw' }]), null],
    ];
    for (const [members, word] of cases) {
      const iri = standing(members, publicContest, atDay(5)).dpv;
      expect(iri).toBe(word === null ? null : `https://w3id.org/dpv#${word}`);
    }
  });

  it('says whose turn it is', () => {
    const turns: [ReturnType<typeof thread>, string][] = [
      [thread({}, [1, clarify]), 'opener'],
      [thread({}, [1, clarify], [2, reply]), 'party'],
      [thread({}, [1, answer()]), 'opener'],
      [thread({}, [1, answer()], [2, reply]), 'party'],
      [thread({}, [1, answer()], [2, { act: 'classify', outcome: 'not-settled' }]), 'party'],
      [thread({}, [1, answer()], [2, { act: 'classify', outcome: 'settled' }]), 'nobody'],
      [thread({}, [1, { act: 'withdraw' }]), 'nobody'],
    ];
    for (const [members, turn] of turns) expect(standing(members, publicContest, atDay(5)).awaits).toBe(turn);
  });

  it('is one of the list for any acts in any order, and never overdue once it is answered or withdrawn', () => {
    const bodies = [
      reply,
      clarify,
      answer(),
      { act: 'receive' },
      { act: 'withdraw' },
      { act: 'extend', reason: 'complex', until: '2027-01-20' },
      { act: 'classify', outcome: 'settled' },
      { act: 'classify', outcome: 'not-settled' },
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bodies), { maxLength: 8 }), fc.nat(200), (acts, days) => {
        const members = thread({}, ...acts.map((body, at): [number, typeof body] => [at * 5, body]));
        const told = standing(members, publicContest, atDay(days));
        expect(threadStates).toContain(told.state);
        const isOver = told.answer !== null || told.state === 'withdrawn';
        if (isOver) expect(told.isOverdue).toBe(false);
        else expect(told.isOverdue).toBe(atDay(days) >= told.dueMs);
        // More time never takes lateness back.
        if (told.isLate)
          expect(standing(members, publicContest, atDay(days + 1)).isLate || told.state === 'clarify').toBe(
            true,
          );
      }),
    );
  });
});

describe('the ways that are open', () => {
  it('open with an answer, or when it does not come', () => {
    const open = thread({});
    expect(stepOf(open, 5, 'dpo')?.isOpen).toBe(true);
    expect(stepOf(open, 5, 'cnil')?.isOpen).toBe(false);
    expect(stepOf(open, 32, 'cnil')?.isOpen).toBe(true);
    expect(stepOf(open, 32, 'defender')?.isOpen).toBe(true);
    expect(stepOf(thread({}, [5, answer()]), 6, 'cnil')?.isOpen).toBe(true);
  });

  it('close when their time is over: two months for an appeal and for the court', () => {
    const rejected = thread({}, [
      6,
      answer({ outcome: 'rejected', reason: 'rule-applies', nextStep: 'appeal' }),
    ]);
    const appeal = stepOf(rejected, 10, 'appeal');
    expect(instantText(appeal?.untilMs as number)).toBe('2027-01-31T00:00:00Z');
    expect(stepOf(rejected, 60, 'appeal')?.isOpen).toBe(true);
    expect(stepOf(rejected, 70, 'appeal')?.isOpen).toBe(false);
    // Without an answer there is nothing to appeal against; silence is a refusal after two months (CRPA L231-4).
    expect(stepOf(thread({}), 100, 'appeal')?.fromMs).toBeNull();
    expect(stepOf(thread({}), 59, 'court-administrative')?.isOpen).toBe(false);
    expect(stepOf(thread({}), 70, 'court-administrative')?.isOpen).toBe(true);
    expect(stepOf(thread({}), 130, 'court-administrative')?.isOpen).toBe(false);
  });

  it('are those of the law that the party is under', () => {
    const codes = (role: 'city' | 'operator') =>
      procedureOf({ kind: 'contest', reason: 'fact-wrong' }, { role }).ladder.map(({ code }) => code);
    expect(codes('city')).toContain('court-administrative');
    expect(codes('city')).not.toContain('mediator');
    expect(codes('operator')).toContain('mediator');
    expect(codes('operator')).not.toContain('court-administrative');
    const rules = procedureOf({ kind: 'rights', reason: 'rules' }, { role: 'city' });
    expect(rules.ladder.map(({ code }) => code)).toContain('cada');
    const copy = procedureOf({ kind: 'rights', reason: 'access' }, { role: 'city' });
    expect(copy.ladder.map(({ code }) => code)).not.toContain('cada');
  });

  it('are none after the thread was withdrawn', () => {
    expect(standing(thread({}, [1, { act: 'withdraw' }]), publicContest, atDay(50)).nextSteps).toEqual([]);
  });
});

describe('an act', () => {
  const turn = (members: ReturnType<typeof thread>, body: Parameters<typeof act>[0], days: number) =>
    refuseTurn(members, act(body, days), publicContest, atDay(days));
  const extend = { act: 'extend', reason: 'complex', until: '2027-01-20' } as const;

  it('fits where the thread stands, or is refused', () => {
    const open = thread({});
    const answered = thread({}, [5, answer()]);
    expect(turn(open, { act: 'receive' }, 1)).toBeNull();
    expect(turn(thread({}, [1, { act: 'receive' }]), { act: 'receive' }, 2)).toBe('act-misplaced');
    expect(turn(open, { act: 'classify', outcome: 'settled' }, 1)).toBe('act-misplaced');
    expect(turn(answered, { act: 'classify', outcome: 'not-settled' }, 6)).toBeNull();
    expect(turn(answered, clarify, 6)).toBe('act-misplaced');
    expect(turn(answered, answer(), 6)).toBeNull();
    expect(turn(open, extend, 10)).toBeNull();
    expect(turn(thread({}, [10, extend]), extend, 11)).toBe('act-misplaced');
    expect(turn(open, extend, 35)).toBe('act-misplaced');
    expect(turn(open, { ...extend, until: '2027-03-01' }, 10)).toBe('act-misplaced');
    expect(turn(open, { ...extend, until: '2026-12-01' }, 3)).toBe('act-misplaced');
  });

  it('comes too late when the thread is settled or withdrawn', () => {
    const settled = thread({}, [5, answer()], [6, { act: 'classify', outcome: 'settled' }]);
    for (const members of [settled, thread({}, [1, { act: 'withdraw' }])]) {
      for (const body of [reply, answer(), { act: 'withdraw' } as const])
        expect(turn(members, body, 10)).toBe('thread-closed');
    }
  });

  it('names a next step of its own ladder only', () => {
    const rejected = (nextStep: string) => answer({ outcome: 'rejected', reason: 'rule-applies', nextStep });
    expect(turn(thread({}), rejected('appeal'), 2)).toBeNull();
    expect(turn(thread({}), rejected('mediator'), 2)).toBe('act-misplaced');
  });

  it('tells everybody nothing of what one person asked for herself', () => {
    const told = { question: { fr: 'Quoi ?', en: 'What?' }, answer: { fr: 'Cela.', en: 'That.' } };
    const rights = procedureOf({ kind: 'rights', reason: 'access' }, { role: 'city' });
    const members = thread({ kind: 'rights', reason: 'access' });
    const body = answer({ outcome: 'done', reason: 'copy-given', public: told });
    expect(refuseTurn(members, act(body, 2), rights, atDay(2))).toBe('act-misplaced');
    expect(refuseTurn(members, act({ ...body, public: null }, 2), rights, atDay(2))).toBeNull();
    expect(turn(thread({}), answer({ public: told }), 2)).toBeNull();
  });

  it('is one of forty of its side, an answer and an end apart', () => {
    const many = thread({}, ...Array.from({ length: 39 }, (): [number, typeof reply] => [1, reply]));
    expect(turn(many, reply, 2)).toBe('thread-full');
    expect(turn(many, { act: 'withdraw' }, 2)).toBeNull();
    expect(turn(many, answer(), 2)).toBeNull();
  });
});

describe('after a withdrawal', () => {
  const deletion = procedureOf({ kind: 'deletion', reason: 'after-withdrawal' }, { role: 'city' });
  const opening = {
    kind: 'deletion',
    reason: 'after-withdrawal',
    target: { what: 'declaration', digest: null, name: null },
  } as const;
  const ended = { atMs: askedMs - dayMs, record: null };
  const at = (members: ReturnType<typeof thread>, days: number) =>
    deletionOf(ended, standing(members, deletion, atDay(days))).deletion;

  it('« access ended » and « deletion declared » are two states, whatever the other is', () => {
    expect(deletionOf(ended, null)).toMatchObject({ accessEnded: ended, deletion: 'not-asked' });
    const done = thread(opening, [9, answer({ outcome: 'done', reason: 'deleted' })]);
    const told = deletionOf(null, standing(done, deletion, atDay(10)));
    expect(told).toMatchObject({ accessEnded: null, deletion: 'declared', declaredMs: atDay(9) });
  });

  it('deletion is asked, then declared by a signed answer, or overdue', () => {
    expect(at(thread(opening), 5)).toBe('asked');
    expect(at(thread(opening), 40)).toBe('overdue');
    expect(at(thread(opening, [50, answer({ outcome: 'done', reason: 'deleted' })]), 60)).toBe('declared');
    const refused = answer({ outcome: 'cannot', reason: 'law-requires', nextStep: 'cnil' });
    expect(at(thread(opening, [9, refused]), 60)).toBe('refused');
    expect(at(thread(opening, [9, { act: 'withdraw' }]), 60)).toBe('withdrawn');
  });
});
