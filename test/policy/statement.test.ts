import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PolicyFault } from '../../policy/fault.ts';
import { instantMs, instantText } from '../../policy/instant.ts';
import { readPause } from '../../policy/pause.ts';
import { dayMs } from '../../policy/period.ts';
import {
  type CountedMember,
  isOwed,
  lastBefore,
  leafFault,
  leafText,
  monthEnd,
  monthOf,
  monthStart,
  readLeafText,
  readPlacedLeaf,
  readStatement,
  statementState,
} from '../../policy/statement.ts';
import { aMailbox, aPause, aStatement, someDigest, someId } from '../support/builders.ts';

const until = '2026-12-01T00:00:00Z';
const member = (seq: number, at: string, isByParty = true): CountedMember => ({
  seq,
  digest: someDigest(`member ${seq}`),
  at,
  isByParty,
});
const sequence = [
  member(1, '2026-11-21T10:05:00Z', false),
  member(2, '2026-11-22T08:00:00Z'),
  member(3, '2026-11-30T23:59:59Z'),
  member(4, '2026-12-01T00:00:00Z'),
];
const leafOf = (seq: number) => ({ count: seq, digest: someDigest(`member ${seq}`) });

describe('a statement', () => {
  it('is of a month that is over, and says where it ends', () => {
    expect(readStatement(aStatement()).until).toBe(until);
    for (const wrong of [
      { until: '2026-12-02T00:00:00Z' },
      { at: '2026-11-30T23:59:59Z' },
      { month: '2026-13' },
      { month: '2026-1' },
      { size: -1 },
      { size: 1.5 },
      { root: 'short' },
    ])
      expect(() => readStatement(aStatement(wrong))).toThrow(PolicyFault);
  });

  it('knows where every month begins and ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: instantMs('2099-12-31T23:59:59Z') }), (ms) => {
        const month = monthOf(ms);
        expect(instantMs(monthStart(month))).toBeLessThanOrEqual(ms);
        expect(instantMs(monthEnd(month))).toBeGreaterThan(ms);
        const next = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1));
        expect(monthEnd(month)).toBe(instantText(next.getTime()));
      }),
    );
  });
});

describe('a leaf', () => {
  it('is one canonical text', () => {
    const leaf = { mailbox: aMailbox, grant: someId('grant'), count: 3, digest: someDigest('member 3') };
    expect(readLeafText(leafText(leaf))).toEqual(leaf);
    expect(() => readLeafText(`${leafText(leaf)} `)).toThrow(PolicyFault);
    expect(() => readLeafText(leafText({ ...leaf, count: 0 }))).toThrow(PolicyFault);
    const placed = { text: leafText(leaf), position: 0, path: [someDigest('sibling')] };
    expect(readPlacedLeaf(placed)).toEqual(placed);
    expect(() => readPlacedLeaf({ ...placed, path: Array(28).fill(someDigest('x')) })).toThrow(PolicyFault);
  });

  it('counts what happened before the first instant of the next month', () => {
    expect(lastBefore(sequence, until)?.seq).toBe(3);
    expect(lastBefore(sequence, '2026-11-01T00:00:00Z')).toBeUndefined();
  });

  it('agrees with the own sequence, or is told apart from it', () => {
    expect(leafFault(leafOf(3), sequence, until)).toBeNull();
    expect(leafFault(leafOf(5), sequence, until)).toBe('count-more');
    expect(leafFault(leafOf(2), sequence, until)).toBe('count-less');
    expect(leafFault({ count: 3, digest: someDigest('other') }, sequence, until)).toBe('digest-other');
    // One more than it had to count is no lie, as long as it is the same one.
    expect(leafFault(leafOf(4), sequence, until)).toBeNull();
  });

  it('need not count what a wallet signed in the month and sent after it', () => {
    const late = [...sequence.slice(0, 3), member(4, '2026-11-30T00:00:00Z', false)];
    expect(leafFault(leafOf(3), late, until)).toBeNull();
    expect(leafFault(leafOf(4), late, until)).toBeNull();
    expect(leafFault(leafOf(2), late, until)).toBe('count-less');
  });

  it('holds whatever is left out by a party, in every sequence', () => {
    const hour = 3_600_000;
    const steps = fc.array(fc.record({ hours: fc.nat(300), isByParty: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(steps, fc.nat(), (given, chosen) => {
        let atMs = instantMs('2026-11-10T00:00:00Z');
        const members = given.map(({ hours, isByParty }, at) => {
          atMs += hours * hour;
          return member(at + 1, instantText(atMs), isByParty);
        });
        const count = (chosen % members.length) + 1;
        const left = members.slice(count).some(({ at, isByParty }) => isByParty && at < until);
        expect(leafFault(leafOf(count), members, until) === null).toBe(!left);
      }),
    );
  });

  it('is owed for the months of a grant, and not for those after its end', () => {
    expect(isOwed(sequence, false, '2026-10')).toBe(false);
    expect(isOwed(sequence, false, '2026-11')).toBe(true);
    expect(isOwed(sequence, true, '2026-12')).toBe(true);
    expect(isOwed(sequence, true, '2027-01')).toBe(false);
    expect(isOwed(sequence, false, '2027-01')).toBe(true);
  });
});

describe('what is confirmed', () => {
  const fromMs = instantMs('2026-10-20T10:00:00Z');
  const at = (iso: string) => instantMs(iso);

  it('is awaited for ten days after a month, and missing from then on', () => {
    const nobody = { fromMs, months: [] };
    expect(statementState(nobody, at('2026-10-31T23:59:59Z'))).toMatchObject({
      state: 'confirmed',
      month: null,
    });
    expect(statementState(nobody, at('2026-11-01T00:00:00Z'))).toMatchObject({ state: 'awaited', late: [] });
    expect(statementState(nobody, at('2026-11-11T00:00:00Z') - 1)).toMatchObject({ state: 'awaited' });
    expect(statementState(nobody, at('2026-11-11T00:00:00Z'))).toEqual({
      state: 'missing',
      month: null,
      since: '2026-10-20T10:00:00Z',
      late: ['2026-10'],
    });
  });

  it('ends where a month is left out, whatever came after it', () => {
    const state = statementState({ fromMs, months: ['2026-10', '2026-12'] }, at('2027-01-15T00:00:00Z'));
    expect(state).toEqual({
      state: 'missing',
      month: '2026-10',
      since: '2026-11-01T00:00:00Z',
      late: ['2026-11'],
    });
  });

  it('is whole when every month is, over the turn of a year', () => {
    const months = ['2026-10', '2026-11', '2026-12', '2027-01'];
    const state = statementState({ fromMs, months }, at('2027-02-05T00:00:00Z'));
    expect(state).toEqual({ state: 'confirmed', month: '2027-01', since: '2027-02-01T00:00:00Z', late: [] });
  });

  it('is owed no longer once it is over', () => {
    const toMs = at('2026-11-03T00:00:00Z');
    const state = (months: string[]) => statementState({ fromMs, toMs, months }, at('2027-06-01T00:00:00Z'));
    expect(state(['2026-10', '2026-11'])).toMatchObject({ state: 'confirmed', month: '2026-11' });
    expect(state(['2026-10'])).toMatchObject({ state: 'missing', late: ['2026-11'] });
    expect(fromMs + 14 * dayMs).toBeLessThan(toMs + dayMs);
  });
});

describe('a pause', () => {
  it('and its end come in turn', () => {
    expect(readPause(aPause())).toEqual(aPause());
    expect(readPause(aPause({ act: 'resume', n: 2 })).act).toBe('resume');
    for (const wrong of [{ n: 2 }, { act: 'resume' as const }, { n: 0 }, { n: 1001 }])
      expect(() => readPause(aPause(wrong))).toThrow(PolicyFault);
    expect(() => readPause(aPause({ at: '2026-11-21T10:07:01Z' }))).toThrow(PolicyFault);
  });
});
