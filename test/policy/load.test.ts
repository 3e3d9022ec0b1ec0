import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateText } from '../../policy/instant.ts';
import { type LoadRow, loadBands, sumUpLoad } from '../../policy/load.ts';
import { hoursOfDay, inParis, parisAheadMs } from '../../policy/local-time.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Half-hours of whole days of Paris, each stamped at its end. */
function curve(
  firstDay: string,
  days: number,
  wattsAt: (hour: number, day: string) => number = () => 500,
  stepMinutes = 30,
): LoadRow[] {
  const at = (day: string) => {
    const ms = Date.parse(`${day}T00:00:00Z`);
    return ms - parisAheadMs(ms - hourMs);
  };
  const startMs = at(firstDay);
  const endMs = at(dateText(Date.parse(`${firstDay}T00:00:00Z`) + days * dayMs));
  const rows: LoadRow[] = [];
  for (let ms = startMs; ms < endMs; ms += stepMinutes * minuteMs) {
    const wall = inParis(ms).wallMs;
    rows.push({
      at: inParis(ms + stepMinutes * minuteMs),
      value: wattsAt(Math.floor((wall % dayMs) / hourMs), dateText(wall)),
      line: rows.length,
    });
  }
  return rows;
}

const summaryOf = (rows: readonly LoadRow[]) => sumUpLoad(rows, 'W', null).summary;

describe('a load curve', () => {
  it('gives what a day takes: 500 watts all day long are 12 kWh', () => {
    expect(summaryOf(curve('2025-06-02', 3))).toMatchObject({
      from: '2025-06-02',
      until: '2025-06-04',
      days: 3,
      holedDays: 0,
      stepMinutes: 30,
      dayKwh: 12,
    });
  });

  it('has 46 half-hours on the day on which summer begins and 50 on the day on which it ends', () => {
    for (const [day, count] of [
      ['2025-03-30', 46],
      ['2025-10-26', 50],
    ] as const) {
      const rows = curve(day, 1);
      expect(rows).toHaveLength(count);
      expect(summaryOf(rows)).toMatchObject({ from: day, until: day, days: 1, dayKwh: (count / 2) * 0.5 });
      expect(sumUpLoad(rows.slice(1), 'W', 30).refusal).toBe('no-whole-day');
    }
  });

  it('leaves out a day with a hole, and a day of which there is nothing', () => {
    const rows = curve('2025-06-02', 5, (_, day) => (day === '2025-06-03' ? 100 : 500));
    const holed = rows.filter(
      ({ at }, place) => place !== 60 && !dateText(at.wallMs - minuteMs).endsWith('06-05'),
    );
    expect(summaryOf(holed)).toMatchObject({ days: 3, holedDays: 2, dayKwh: 12 });
  });

  it('takes the first of two rows of one time, and says which the other was', () => {
    const rows = curve('2025-06-02', 1);
    const found = sumUpLoad([...rows, { ...(rows[3] as LoadRow), value: 9000, line: 99 }], 'W', null);
    expect(found.twice).toEqual([{ line: 99 }]);
    expect(found.summary?.dayKwh).toBe(12);
  });

  it('reads energy in each step and thousands as what they are', () => {
    const rows = curve('2025-06-02', 1);
    const scaled = (by: number) => rows.map((row) => ({ ...row, value: row.value * by }));
    expect(sumUpLoad(scaled(1 / 1000), 'kW', null).summary?.dayKwh).toBe(12);
    expect(sumUpLoad(scaled(0.5), 'Wh', null).summary?.dayKwh).toBe(12);
    expect(sumUpLoad(scaled(0.5 / 1000), 'kWh', null).summary?.dayKwh).toBe(12);
  });

  it('may have steps of ten minutes or an hour, and none of seven', () => {
    expect(
      sumUpLoad(
        curve('2025-06-02', 1, () => 500, 10),
        'W',
        null,
      ).summary?.stepMinutes,
    ).toBe(10);
    expect(
      sumUpLoad(
        curve('2025-06-02', 1, () => 500, 60),
        'W',
        null,
      ).summary?.stepMinutes,
    ).toBe(60);
    expect(sumUpLoad(curve('2025-06-02', 1), 'W', 7).refusal).toBe('step-unclear');
    expect(sumUpLoad([], 'W', null).refusal).toBe('step-unclear');
  });

  it('may stamp the beginning of each step', () => {
    const evening = (hour: number) => (hour === 18 ? 3000 : 100);
    const ends = curve('2025-06-02', 2, evening);
    const begins = ends.map((row) => ({ ...row, at: inParis(row.at.ms - 30 * minuteMs) }));
    expect(summaryOf(begins)).toEqual(summaryOf(ends));
  });

  it('keeps the wall of an island that never changes its clocks', () => {
    const rows = Array.from({ length: 48 }, (_, at): LoadRow => {
      const wallMs = Date.parse('2025-03-30T00:00:00Z') + (at + 1) * 30 * minuteMs;
      return { at: { ms: wallMs - 4 * hourMs, wallMs }, value: at === 36 ? 3000 : 100, line: at };
    });
    // In Paris this day has 46 half-hours: the island's day is then not whole, and said to be so.
    expect(sumUpLoad(rows, 'W', null).refusal).toBe('no-whole-day');
    const june = rows.map((row) => ({
      ...row,
      at: { ms: row.at.ms + 70 * dayMs, wallMs: row.at.wallMs + 70 * dayMs },
    }));
    expect(summaryOf(june)).toMatchObject({ from: '2025-06-08', days: 1, peak: 'evening' });
  });

  it('gives the same whatever the order of its rows', () => {
    const rows = curve('2025-03-29', 3, (hour) => 100 + hour * 10);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(summaryOf(shuffled)).toEqual(summaryOf(rows));
      }),
      { numRuns: 30 },
    );
  });

  it('never counts a day more when a row is taken away', () => {
    const rows = curve('2025-10-25', 3);
    fc.assert(
      fc.property(fc.subarray(rows, { minLength: 1 }), (some) => {
        const days = sumUpLoad(some, 'W', 30).summary?.days ?? 0;
        expect(days).toBeLessThanOrEqual(3);
        if (some.length < rows.length) expect(days).toBeLessThan(3);
      }),
    );
  });
});

describe('the time of the day at which most is used', () => {
  it.each([
    [23, 'night'],
    [3, 'night'],
    [7, 'morning'],
    [12, 'day'],
    [19, 'evening'],
  ] as const)('at %i h is « %s »', (peakHour, band) => {
    const summary = summaryOf(curve('2025-06-02', 2, (hour) => (hour === peakHour ? 6000 : 200)));
    expect(summary?.peak).toBe(band);
    expect(summary?.isPeakClose).toBe(false);
  });

  it('is said to be close where another one is nearly as high', () => {
    expect(summaryOf(curve('2025-06-02', 2))?.isPeakClose).toBe(true);
  });

  it('is looked for in bands that make up the day', () => {
    const hours = loadBands.flatMap(({ from, to }) =>
      Array.from({ length: (to - from + 24) % 24 }, (_, at) => (from + at) % 24),
    );
    expect(hours.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
  });
});

describe('what winter adds', () => {
  const winterTimes = (factor: number) =>
    summaryOf(curve('2025-03-01', 62, (_, day) => (day < '2025-04-01' ? 400 * factor : 400)))?.season?.level;

  it('is nothing, more or much more, or less', () => {
    expect([0.5, 1, 1.3, 2.5].map(winterTimes)).toEqual([
      'less-in-winter',
      'flat',
      'more-in-winter',
      'much-more-in-winter',
    ]);
  });

  it('is not told from a week of it', () => {
    expect(summaryOf(curve('2025-03-25', 60))?.season).toBeNull();
  });

  it('covers every whole day once, month by month', () => {
    const summary = summaryOf(curve('2025-02-20', 60));
    expect(summary?.months.map(({ month, days }) => [month, days])).toEqual([
      ['2025-02', 9],
      ['2025-03', 31],
      ['2025-04', 20],
    ]);
    expect(summary?.days).toBe(60);
    expect(hoursOfDay('2025-03-30')).toBe(23);
  });
});
