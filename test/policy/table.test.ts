import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foldedFacts,
  guessColumns,
  type Mapping,
  readMapping,
  readNumber,
  sumUpTable,
  type TableRow,
} from '../../policy/table.ts';

describe('a number as a spreadsheet wrote it', () => {
  it('is read with the sign that was said, and thousands parted by the other or by a space', () => {
    const french: [string, number | null][] = [
      ['3,4', 3.4],
      ['1 234,56 €', 1234.56],
      ['1.234,56', 1234.56],
      ['1\u202f234\u202f567', 1_234_567],
      ['12 kWh', 12],
      ['-5', -5],
      ['3.4', null],
      ['1,234,567', null],
      ['12,', null],
      ['environ 5', null],
      ['', null],
      ['1e9', null],
      ['Infinity', null],
    ];
    for (const [text, value] of french) expect(readNumber(text, ','), text).toBe(value);
    expect(readNumber('1,234.56', '.')).toBe(1234.56);
    expect(readNumber('3.4 km', '.')).toBe(3.4);
    expect(readNumber('3,4', '.')).toBeNull();
  });

  it('comes back as it was written, in French and in English', () => {
    const anyAmount = fc.integer({ min: -99_999_999, max: 99_999_999 }).map((cents) => cents / 100);
    const written = {
      ',': new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2 }),
      '.': new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2 }),
    };
    fc.assert(
      fc.property(anyAmount, fc.constantFrom(',' as const, '.' as const), (amount, sign) => {
        expect(readNumber(written[sign].format(amount), sign)).toBe(amount + 0);
      }),
    );
  });

  it('is a number or nothing, whatever stands there', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(',' as const, '.' as const), (text, sign) => {
        const value = readNumber(text, sign);
        expect(value === null || Number.isFinite(value)).toBe(true);
      }),
    );
  });
});

describe('a table', () => {
  it('has its columns guessed: the dates, and the numbers that vary', () => {
    const rows = [
      ['0042', '01/09/2026', 'Maison', '3,4'],
      ['0042', '02/09/2026', 'École', '3,5'],
      ['0042', '15/09/2026', 'Gare', '5'],
    ];
    expect(guessColumns(rows)).toEqual({
      dayColumn: 1,
      dayOrder: 'day-first',
      numberColumn: 3,
      decimal: ',',
    });
    expect(
      guessColumns([
        ['2026-09-01', '3.4'],
        ['2026-09-02', '12'],
      ]),
    ).toMatchObject({
      dayOrder: 'year-first',
      decimal: '.',
    });
    expect(guessColumns([['pain', 'lait']])).toMatchObject({ dayColumn: null, numberColumn: null });
    expect(guessColumns([])).toMatchObject({ dayColumn: null, numberColumn: null });
  });

  const rows: TableRow[] = [
    { day: '2026-10-02', value: 6 },
    { day: '2026-09-01', value: 2 },
    { day: '2026-09-20', value: 4 },
  ];
  const folded = (folding: Mapping['folding'], period: Mapping['period'] = 'all') =>
    sumUpTable(rows, { fact: 'trip-km', folding, period })?.folded;

  it('becomes one number: mean, sum, latest by its date, or how many', () => {
    expect([folded('mean'), folded('sum'), folded('last'), folded('count')]).toEqual([4, 12, 6, 3]);
  });

  it('becomes the mean of its months where that was said', () => {
    expect([folded('mean', 'month'), folded('sum', 'month'), folded('count', 'month')]).toEqual([
      4.5, 6, 1.5,
    ]);
  });

  it('gives the fact a value that the fact can take, or none', () => {
    const value = (fact: Mapping['fact'], of: number) =>
      sumUpTable([{ day: '2026-10-02', value: of }], { fact, folding: 'mean', period: 'all' })?.value;
    expect(value('trips-week', 3.4)).toBe(3);
    expect(value('bike-price', 1833.333)).toBe(1833.33);
    expect(value('household-parts', 2.4)).toBe(2.5);
    expect(value('trip-km', 3.28)).toBe(3.3);
    expect(value('bike-price', -3)).toBeNull();
    expect(value('household-persons', 1e9)).toBeNull();
  });

  it('is nothing without a row', () => {
    expect(sumUpTable([], { fact: 'trip-km', folding: 'mean', period: 'all' })).toBeNull();
  });

  it('loses no row and no sum by being told month by month', () => {
    const anyRow = fc.record({
      day: fc.constantFrom('2026-01-05', '2026-02-28', '2025-12-31', '2026-02-01'),
      value: fc.integer({ min: -1000, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 50 }), (some) => {
        const summary = sumUpTable(some, { fact: 'trip-km', folding: 'sum', period: 'all' });
        const months = summary?.months ?? [];
        expect(months.reduce((sum, month) => sum + month.rows, 0)).toBe(some.length);
        expect(months.reduce((sum, month) => sum + month.value, 0)).toBeCloseTo(
          summary?.folded ?? Number.NaN,
          6,
        );
      }),
    );
  });

  it('is read only by a whole mapping', () => {
    const mapping: Mapping = {
      dayColumn: 0,
      dayOrder: 'day-first',
      numberColumn: 2,
      decimal: ',',
      fact: 'trip-km',
      folding: 'mean',
      period: 'all',
    };
    expect(readMapping(mapping)).toEqual(mapping);
    for (const wrong of [
      { ...mapping, dayColumn: -1 },
      { ...mapping, numberColumn: 200 },
      { ...mapping, fact: 'shoe-size' },
      { ...mapping, folding: 'median' },
      { ...mapping, more: 1 },
    ])
      expect(() => readMapping(wrong)).toThrow();
  });

  it('is offered the facts that are a number, and no other', () => {
    expect(foldedFacts.map(({ key }) => key)).toContain('electricity-day');
    expect(foldedFacts.map(({ key }) => key)).not.toContain('commune');
    expect(foldedFacts.map(({ key }) => key)).not.toContain('birth-year');
  });
});
