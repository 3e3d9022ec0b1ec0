import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateText } from '../../policy/instant.ts';
import {
  guessDayOrder,
  hoursOfDay,
  inParis,
  parisAheadMs,
  readDay,
  readStamp,
  secondTime,
  wallDay,
  wallHour,
} from '../../policy/local-time.ts';

const hourMs = 3_600_000;
const paris = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', timeZoneName: 'shortOffset' });
const zoneOf = (ms: number) => paris.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value;

describe('the clocks of Paris', () => {
  it('are as far ahead of UTC as the browser’s own table says, from 1996 to 2050', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1996, 0), max: Date.UTC(2050, 0) }), (ms) => {
        expect(parisAheadMs(ms)).toBe(zoneOf(ms) === 'GMT+2' ? 2 * hourMs : hourMs);
      }),
    );
  });

  it('make a day of 23 hours in March and one of 25 in October', () => {
    const days = ['2025-03-29', '2025-03-30', '2025-03-31', '2025-10-25', '2025-10-26', '2025-10-27'];
    expect(days.map(hoursOfDay)).toEqual([24, 23, 24, 24, 25, 24]);
  });

  it('show no 2:30 on the day on which summer begins, and two on the day on which it ends', () => {
    expect(readStamp('2025-03-30 02:30')).toBeNull();
    const first = readStamp('2025-10-26T02:30:00');
    expect(first?.ms).toBe(Date.parse('2025-10-26T00:30:00Z'));
    const second = first && secondTime(first);
    expect(second?.ms).toBe(Date.parse('2025-10-26T01:30:00Z'));
    expect(second && secondTime(second)).toBeNull();
  });
});

describe('a time as another program wrote it', () => {
  it('is read with a zone, with Z, and as of Paris without either', () => {
    expect(readStamp('2025-07-01T12:00:00+02:00')).toEqual(inParis(Date.parse('2025-07-01T10:00:00Z')));
    expect(readStamp('2025-07-01T10:00:00.123Z')?.ms).toBe(Date.parse('2025-07-01T10:00:00Z'));
    expect(readStamp('2025-01-01 10:00')?.ms).toBe(Date.parse('2025-01-01T09:00:00Z'));
    expect(readStamp('2025-07-01T12:00:00-0330')?.ms).toBe(Date.parse('2025-07-01T15:30:00Z'));
  });

  it('keeps the day of the wall that it was written at', () => {
    const late = readStamp('2025-07-01T23:30:00+04:00');
    expect(late && [wallDay(late), wallHour(late)]).toEqual(['2025-07-01', 23]);
  });

  it('may be midnight at the end of a day', () => {
    expect(readStamp('2025-01-01T24:00:00+01:00')?.ms).toBe(Date.parse('2025-01-01T23:00:00Z'));
  });

  it('is nothing when it is no time', () => {
    for (const text of [
      '',
      'hier',
      '2025-02-30T10:00:00Z',
      '2025-01-01',
      '2025-01-01T25:00',
      '2025-01-01T24:30',
    ])
      expect(readStamp(text), text).toBeNull();
  });
});

describe('a day as another program wrote it', () => {
  it('is read in the order that was said', () => {
    expect(readDay('21/11/2026', 'day-first')).toBe('2026-11-21');
    expect(readDay('1.2.2026 08:15', 'day-first')).toBe('2026-02-01');
    expect(readDay('11/21/2026', 'month-first')).toBe('2026-11-21');
    expect(readDay('2026-11-21T08:15:00Z', 'year-first')).toBe('2026-11-21');
    expect(readDay('30/02/2026', 'day-first')).toBeNull();
    expect(readDay('21/11/26', 'day-first')).toBeNull();
  });

  it('has its order guessed from what cannot be a month, and else as the French write it', () => {
    expect(guessDayOrder(['01/13/2026', '02/01/2026'])).toBe('month-first');
    expect(guessDayOrder(['13/01/2026', '02/01/2026'])).toBe('day-first');
    expect(guessDayOrder(['02/01/2026', '03/04/2026'])).toBe('day-first');
    expect(guessDayOrder(['2026-01-02', '', '2026-01-03'])).toBe('year-first');
    expect(guessDayOrder(['pain', 'lait', '02/01/2026'])).toBeNull();
    expect(guessDayOrder([])).toBeNull();
  });

  it('comes back whichever way it is written', () => {
    const anyDay = fc.integer({ min: -25_000, max: 40_000 }).map((day) => dateText(day * 86_400_000));
    fc.assert(
      fc.property(anyDay, (day) => {
        const [year, month, date] = day.split('-');
        expect(readDay(day, 'year-first')).toBe(day);
        expect(readDay(`${date}/${month}/${year}`, 'day-first')).toBe(day);
        expect(readDay(`${month}/${date}/${year}`, 'month-first')).toBe(day);
      }),
    );
  });
});
