import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantMs, instantText } from '../../policy/instant.ts';
import { type Observed, type ObservedAccess, type SaidDone, saidAndDone } from '../../policy/observed.ts';
import { aDeclaration } from '../support/a-declaration.ts';

const startMs = instantMs('2026-11-21T08:00:00Z');
const dayMs = 86_400_000;
const declared = aDeclaration();
const [first, second] = declared.inputs.map((input) => input.key);

function anAccess(day: number, changes: Partial<ObservedAccess> = {}): ObservedAccess {
  const at = instantText(startMs + day * dayMs);
  return {
    digest: `look of day ${day}`,
    at,
    isAllowed: true,
    isReading: true,
    purpose: 'aid',
    facts: [first as string],
    ...changes,
  };
}

function seen(changes: Partial<Observed> = {}): Observed {
  return {
    accesses: [],
    calculations: [],
    answers: [],
    erasure: 'not-asked',
    groups: [],
    nowMs: startMs,
    ...changes,
  };
}

function row<N extends SaidDone['row']>(name: N, rows: readonly SaidDone[]): Extract<SaidDone, { row: N }> {
  return rows.find((entry) => entry.row === name) as Extract<SaidDone, { row: N }>;
}

describe('said beside done', () => {
  it('shows every promise, also where nothing was observed', () => {
    const rows = saidAndDone(declared, seen());
    expect(rows.map((entry) => entry.row)).toEqual([
      'purpose',
      'facts',
      'volume',
      'frequency',
      'recipients',
      'delay',
      'erasure',
      'served',
    ]);
    expect(new Set(rows.map((entry) => entry.verdict))).toEqual(new Set(['nothing-yet', 'unseen']));
  });

  it('never says of recipients that the promise was kept: the log cannot see them', () => {
    const rows = saidAndDone(declared, seen({ accesses: [anAccess(0)], calculations: [{ digest: 'sum' }] }));
    expect(row('recipients', rows).verdict).toBe('unseen');
  });

  it('finds a purpose that was not said', () => {
    const rows = saidAndDone(
      declared,
      seen({ accesses: [anAccess(0), anAccess(1, { purpose: 'advertising' })] }),
    );
    expect(row('purpose', rows)).toMatchObject({
      verdict: 'otherwise',
      done: ['aid', 'advertising'],
      record: 'look of day 1',
    });
    expect(row('purpose', saidAndDone(declared, seen({ accesses: [anAccess(0)] }))).verdict).toBe('as-said');
  });

  it('finds a fact that was read and not said, and names those asked for and never read', () => {
    const honest = row('facts', saidAndDone(declared, seen({ accesses: [anAccess(0)] })));
    expect(honest.verdict).toBe('as-said');
    expect(honest.done.never).toContain(second);
    expect(honest.done.never).not.toContain(first);
    const other = saidAndDone(declared, seen({ accesses: [anAccess(0, { facts: ['disability'] })] }));
    expect(row('facts', other)).toMatchObject({ verdict: 'otherwise', record: 'look of day 0' });
  });

  it('counts a question as a use and not as a reading of data', () => {
    const rows = saidAndDone(declared, seen({ accesses: [anAccess(0, { isReading: false })] }));
    expect(row('frequency', rows).done).toEqual({ most: 1, total: 1 });
    expect(row('facts', rows).verdict).toBe('nothing-yet');
    expect(row('volume', rows).done).toBe(0);
  });

  it('a no of the relay is no use', () => {
    const rows = saidAndDone(declared, seen({ accesses: [anAccess(0, { isAllowed: false })] }));
    expect(row('frequency', rows)).toMatchObject({ verdict: 'nothing-yet', done: { total: 0 } });
  });

  it('takes the windows of the promise where they fall: two full ones may touch', () => {
    const limited = aDeclaration({ frequency: { kind: 'on-event', maxPerPeriod: 3, periodDays: 10 } });
    const at = (days: readonly number[]) =>
      row('frequency', saidAndDone(limited, seen({ accesses: days.map((day) => anAccess(day)) })));
    expect(at([7, 8, 9, 10, 11, 12]).verdict).toBe('as-said');
    expect(at([7, 8, 9, 10, 11, 12, 13]).verdict).toBe('otherwise');
  });

  it('once without figures is once in the life of the grant', () => {
    const once = aDeclaration({ frequency: { kind: 'once' } });
    expect(row('frequency', saidAndDone(once, seen({ accesses: [anAccess(0)] }))).verdict).toBe('as-said');
    expect(
      row('frequency', saidAndDone(once, seen({ accesses: [anAccess(0), anAccess(300)] }))).verdict,
    ).toBe('otherwise');
  });

  it('finds more data in one month than the promise allows', () => {
    const limited = aDeclaration({
      inputs: declared.inputs.slice(0, 1),
      frequency: { kind: 'periodic', maxPerPeriod: 2, periodDays: 365 },
    });
    const volume = (days: readonly number[]) =>
      row('volume', saidAndDone(limited, seen({ accesses: days.map((day) => anAccess(day)) })));
    expect(volume([0, 29])).toMatchObject({ said: 2, done: 2, verdict: 'as-said' });
    expect(volume([0, 1, 29])).toMatchObject({ said: 2, done: 3, verdict: 'otherwise' });
    expect(volume([0, 30, 60])).toMatchObject({ done: 1, verdict: 'as-said' });
  });

  it('says nothing yet of an answer that is still in time, and finds one that is late', () => {
    const { deadlineDays } = declared.contest;
    const delay = (answers: Observed['answers']) =>
      row('delay', saidAndDone(declared, seen({ answers }))).verdict;
    expect(delay([{ days: deadlineDays, isOpen: true }])).toBe('nothing-yet');
    expect(delay([{ days: deadlineDays, isOpen: false }])).toBe('as-said');
    expect(delay([{ days: deadlineDays + 1, isOpen: true }])).toBe('otherwise');
  });

  it('a declared erasure stays a claim', () => {
    const erasure = (state: Observed['erasure']) =>
      row('erasure', saidAndDone(declared, seen({ erasure: state }))).verdict;
    expect(erasure('declared')).toBe('unseen');
    expect(erasure('asked')).toBe('nothing-yet');
    expect(erasure('overdue')).toBe('otherwise');
    expect(erasure('refused')).toBe('otherwise');
    const freezing = aDeclaration({ leavePolicy: 'freeze' });
    expect(row('erasure', saidAndDone(freezing, seen({ erasure: 'refused' }))).verdict).toBe('nothing-yet');
  });

  it('finds who was served although it was said that they are not', () => {
    const calculations = [{ digest: 'sum' }];
    expect(row('served', saidAndDone(declared, seen({ calculations, groups: [0] }))).verdict).toBe(
      'otherwise',
    );
    expect(row('served', saidAndDone(declared, seen({ calculations }))).verdict).toBe('as-said');
    expect(row('served', saidAndDone(declared, seen({ groups: [0] }))).verdict).toBe('nothing-yet');
  });

  it('one more record never turns « otherwise » back', () => {
    const look = fc.record({
      day: fc.integer({ min: 0, max: 400 }),
      isAllowed: fc.boolean(),
      isReading: fc.boolean(),
      purpose: fc.constantFrom('aid', 'advertising'),
      facts: fc.subarray([first as string, second as string, 'disability'], { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 30 }), look, (some, more) => {
        const accesses = some.map(({ day, ...rest }) => anAccess(day, rest));
        const before = saidAndDone(declared, seen({ accesses }));
        const after = saidAndDone(declared, seen({ accesses: [...accesses, anAccess(more.day, more)] }));
        before.forEach((entry, at) => {
          if (entry.verdict === 'otherwise') expect(after[at]?.verdict).toBe('otherwise');
        });
      }),
    );
  });
});
