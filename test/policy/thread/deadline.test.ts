import { describe, expect, it } from 'vitest';
import { instantText } from '../../../policy/instant.ts';
import { dueAfter, isWorkingDay, safeUntil } from '../../../policy/thread/deadline.ts';

const at = (text: string): number => Date.parse(text);
const due = (from: string, delay: Parameters<typeof dueAfter>[1]): string =>
  instantText(dueAfter(at(from), delay));

describe('a legal period', () => {
  it('of a month ends with the day of the same number', () => {
    // Tuesday 24 November → Thursday 24 December 2026, to its last hour.
    expect(due('2026-11-24T18:20:00Z', { months: 1 })).toBe('2026-12-25T00:00:00Z');
    expect(due('2026-11-24T00:00:00Z', { months: 1 })).toBe('2026-12-25T00:00:00Z');
    expect(due('2026-11-24T18:20:00Z', { months: 3 })).toBe('2027-02-25T00:00:00Z');
  });

  it('ends with the last day of a shorter month, also in leap years', () => {
    expect(due('2027-12-31T10:00:00Z', { months: 2 })).toBe('2028-03-01T00:00:00Z');
    expect(due('2028-01-31T10:00:00Z', { months: 1 })).toBe('2028-03-01T00:00:00Z');
    expect(instantText(safeUntil(at('2027-01-31T10:00:00Z'), { months: 1 }))).toBe('2027-03-01T00:00:00Z');
    expect(instantText(safeUntil(at('2027-01-30T10:00:00Z'), { months: 1 }))).toBe('2027-03-01T00:00:00Z');
  });

  it('does not count the day it begins on', () => {
    expect(due('2026-11-23T23:59:59Z', { days: 1 })).toBe('2026-11-25T00:00:00Z');
  });

  it('goes on to the next working day for whoever owes an act', () => {
    // 27 February 2027 is a Saturday.
    expect(due('2027-01-27T10:00:00Z', { months: 1 })).toBe('2027-03-02T00:00:00Z');
    // 25 December 2026 is a Friday: the next working day is Monday 28.
    expect(due('2026-11-25T10:00:00Z', { months: 1 })).toBe('2026-12-29T00:00:00Z');
  });

  it('is never longer than the law surely gives for a person who would lose a right', () => {
    expect(instantText(safeUntil(at('2027-01-27T10:00:00Z'), { months: 1 }))).toBe('2027-02-28T00:00:00Z');
  });

  it('knows the public holidays of France, those that move with Easter too', () => {
    const moving = {
      2024: ['2024-04-01', '2024-05-09', '2024-05-20'],
      2026: ['2026-04-06', '2026-05-14', '2026-05-25'],
      2027: ['2027-03-29', '2027-05-06', '2027-05-17'],
      2038: ['2038-04-26', '2038-06-03', '2038-06-14'],
    };
    for (const day of [
      ...Object.values(moving).flat(),
      '2026-05-01',
      '2026-07-14',
      '2026-11-11',
      '2027-01-01',
    ]) {
      expect(isWorkingDay(at(`${day}T00:00:00Z`)), day).toBe(false);
    }
    for (const day of ['2026-11-23', '2026-04-07', '2026-12-24', '2026-05-13'])
      expect(isWorkingDay(at(`${day}T00:00:00Z`)), day).toBe(true);
    for (const day of ['2026-11-21', '2026-11-22'])
      expect(isWorkingDay(at(`${day}T00:00:00Z`)), day).toBe(false);
  });

  it('is none where there is no time', () => {
    expect(() => dueAfter(Number.NaN, { months: 1 })).toThrow('calendar');
    expect(() => safeUntil(Number.POSITIVE_INFINITY, { months: 1 })).toThrow();
  });
});
