import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PublishedTable, tableOf } from '../../../policy/release/table.ts';
import { inWords } from '../../../pwa/research/paths/cost.ts';
import { cellsView, firstView, rowsOf, ticksOf, viewsOf } from '../../../pwa/research/paths/release.ts';
import { aPublished } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';

const study = aStudy({ suppressBelow: 12 });
const table = tableOf(study, aPublished(study)) as PublishedTable;

describe('the rows of a release', () => {
  it('stand in the study’s own order until somebody asks for another', () => {
    expect(rowsOf(table, cellsView, 'study').map(({ id }) => id)).toEqual(
      table.cells.map(({ cell }) => String(cell)),
    );
  });

  it('are ordered by the published number when asked, and what is not told comes last both ways', () => {
    for (const [order, sign] of [
      ['most', -1],
      ['least', 1],
    ] as const) {
      const told = rowsOf(table, cellsView, order).map(({ estimate }) => estimate);
      expect(told.at(-1)).toBeNull();
      const numbers = told.filter((estimate) => estimate !== null);
      expect(numbers).toEqual(numbers.toSorted((a, b) => sign * (a - b)));
    }
  });

  it('show each dimension class by class, with the interval of all its cells together', () => {
    const [first = cellsView, ...dimensions] = viewsOf(study);
    expect([first, ...dimensions]).toEqual([cellsView, 'distance', 'way']);
    const rows = rowsOf(table, 'way', 'study');
    expect(rows.map(({ id }) => id)).toEqual(study.dimensions[1]?.classes.map(({ id }) => id));
    const [cell] = rowsOf(table, cellsView, 'study');
    expect((rows[0]?.high ?? 0) - (rows[0]?.low ?? 0)).toBeGreaterThan((cell?.high ?? 0) - (cell?.low ?? 0));
  });

  it('begin with the classes where there are more cells than one reads', () => {
    expect(firstView(table)).toBe(cellsView);
    const many = { ...table, cells: [...table.cells, ...table.cells] };
    expect(firstView(many)).toBe('distance');
    expect(firstView({ ...many, margins: [] })).toBe(cellsView);
  });
});

describe('the axis of a chart', () => {
  const figure = (low: number, estimate: number, high: number) => ({
    estimate,
    low,
    high,
    consistent: estimate,
    noiseSd: 1,
    flags: [],
  });

  it('goes from under everything to over everything in few whole steps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -50, max: 1e7 }), fc.nat({ max: 1000 })), { minLength: 1 }),
        (drawn) => {
          const rows = drawn.map(([estimate, half]) =>
            figure(Math.max(0, estimate - half), estimate, Math.max(0, estimate + half)),
          );
          const ticks = ticksOf(rows);
          expect(ticks[0]).toBeLessThanOrEqual(Math.min(0, ...rows.map((row) => row.estimate)));
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(...rows.map((row) => row.high)));
          expect(ticks.every(Number.isInteger)).toBe(true);
          expect(ticks.length).toBeLessThanOrEqual(7);
        },
      ),
    );
  });

  it('stands even where nothing is told', () => {
    const silent = { ...figure(0, 0, 0), estimate: null, low: null, high: null, consistent: null };
    expect(ticksOf([silent]).length).toBeGreaterThan(1);
  });
});

describe('a method in words', () => {
  it('says the margin in persons and how many such studies a year holds', () => {
    const { mechanism, costMillionths } = study;
    expect(inWords(mechanism, costMillionths)).toEqual({
      halfWidth: table.noise.halfWidth,
      aYear: 4,
      epsilon: 1,
    });
  });
});
