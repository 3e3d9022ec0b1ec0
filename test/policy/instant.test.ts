import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateMs,
  dateText,
  dayText,
  instantMs,
  instantText,
  isDate,
  isInstant,
  minuteText,
} from '../../policy/instant.ts';

const anyMs = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(9999, 11, 31) });

describe('times', () => {
  it('are what the platform’s own calendar says', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        const text = `${new Date(ms).toISOString().slice(0, 19)}Z`;
        expect(instantText(ms)).toBe(text);
        expect(instantMs(text)).toBe(Math.floor(ms / 1000) * 1000);
      }),
      { numRuns: 1000 },
    );
  });

  it('are cut to the minute for wallets and to the day for countersignatures', () => {
    const ms = instantMs('2026-11-21T10:05:59Z');
    expect(minuteText(ms)).toBe('2026-11-21T10:05:00Z');
    expect(dayText(ms)).toBe('2026-11-21T00:00:00Z');
    expect(dateText(ms)).toBe('2026-11-21');
    expect(dateMs('2026-11-21')).toBe(instantMs('2026-11-21T00:00:00Z'));
  });

  it('exist in the calendar', () => {
    for (const date of ['2028-02-29', '2000-02-29', '2026-12-31']) expect(isDate(date), date).toBe(true);
    const none = [
      '2026-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '26-01-01',
      '0001-01-01',
    ];
    for (const date of none) expect(isDate(date), date).toBe(false);
  });

  it('have one spelling', () => {
    const others = [
      '2026-11-21T10:05:00.000Z',
      '2026-11-21T10:05:00+00:00',
      '2026-11-21 10:05:00Z',
      '2026-11-21T24:00:00Z',
      '2026-11-21T10:05:60Z',
      '2026-11-21T10:05Z',
      '2026-02-30T10:05:00Z',
      '',
    ];
    for (const text of others) {
      expect(isInstant(text), text).toBe(false);
      expect(instantMs(text)).toBeNaN();
    }
  });
});
