import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Noise } from '../../../policy/interval.ts';
import { consistentHundredths } from '../../../policy/release/consistent.ts';
import { type PublishedTable, type ReleaseResults, tableOf } from '../../../policy/release/table.ts';
import type { Study } from '../../../policy/study.ts';
import { aPublished, someCounts } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';

const study = aStudy();
const tableFrom = (cells: readonly number[], changes: Partial<Study> = {}, accepted = 2000) =>
  tableOf(aStudy(changes), {
    outcome: 'published',
    counts: someCounts({ accepted }),
    cells,
  }) as PublishedTable;

describe('a table of a release', () => {
  const results = aPublished(study);
  const table = tableOf(study, results) as PublishedTable;

  it('has a row a cell, in the order of the signed counts, the last bucket apart', () => {
    expect(table.cells).toHaveLength(study.vdaf.length - 1);
    expect(table.cells.map(({ estimate }) => estimate)).toEqual(
      results.cells.slice(0, -1).map((count) => (count < study.suppressBelow ? null : count)),
    );
    expect(table.nothing.estimate).toBe(results.cells.at(-1));
    const [first, second] = study.dimensions;
    expect(table.cells[1]?.classes.map(({ id }) => id)).toEqual([
      first?.classes[0]?.id,
      second?.classes[1]?.id,
    ]);
  });

  it('gives each cell the interval of two noises', () => {
    const noise = new Noise(study.mechanism, 1);
    const halfWidth = noise.halfWidth();
    expect(table.noise.halfWidth).toBe(halfWidth);
    expect(noise.coverage(halfWidth) - table.noise.coverage).toBeLessThan(0.0001);
    for (const { estimate, low, high, noiseSd } of table.cells) {
      if (estimate === null) continue;
      expect([low, high]).toEqual([
        Math.max(0, estimate - halfWidth),
        Math.min(table.accepted, estimate + halfWidth),
      ]);
      expect(noiseSd).toBeCloseTo(noise.sd, 4);
    }
  });

  it('gives each class the sum of its cells, with the noise of all of them', () => {
    const [dimension] = study.dimensions;
    const margins = table.margins.filter(({ dimension: id }) => id === dimension?.id);
    expect(margins.map(({ of }) => of.id)).toEqual(dimension?.classes.map(({ id }) => id));
    for (const { cells, estimate, noiseSd } of margins) {
      expect(estimate).toBe(cells.reduce((sum, cell) => sum + (results.cells[cell] as number), 0));
      expect(noiseSd).toBeCloseTo(new Noise(study.mechanism, cells.length).sd, 4);
    }
    expect(tableFrom(results.cells.slice(0, 3), oneDimension).margins).toEqual([]);
  });

  it('writes a small estimate « suppressed », and tells nothing else of it', () => {
    const [first, second] = tableFrom([9, 10, 50], { ...oneDimension, suppressBelow: 10 }).cells;
    expect(first).toMatchObject({
      estimate: null,
      consistent: null,
      low: null,
      high: null,
      flags: ['suppressed'],
    });
    expect(second?.estimate).toBe(10);
  });

  it('tells an estimate below zero where all are told, and says that it is one', () => {
    const cells = tableFrom([-3, 2, 50], { ...oneDimension, suppressBelow: 0 }).cells;
    expect(cells[0]).toMatchObject({ estimate: -3, low: 0, flags: ['negative', 'wide'] });
    expect(cells[1]?.flags).toEqual(['wide']);
  });

  it('counts what was refused, all reasons together and each', () => {
    expect(table.rejected).toBe(1 + 3 + 2);
    expect(table.rejectedFor).toMatchObject({ late: 1, forged: 3, duplicate: 2 });
    expect(table.withdrawn).toBe(4);
  });

  it('has no number where there were too few', () => {
    const few: ReleaseResults = { outcome: 'too-few', counts: someCounts({ accepted: 0 }), cells: [] };
    expect(tableOf(study, few)).toEqual({
      outcome: 'too-few',
      minimumCohort: study.minimumCohort,
      withdrawn: 4,
      rejected: 6,
      rejectedFor: few.counts.rejected,
    });
  });

  it('is not made of another number of cells', () => {
    expect(() => tableFrom(results.cells.slice(1))).toThrow('one count a bucket');
  });
});

const oneDimension: Partial<Study> = {
  dimensions: [
    { ...study.dimensions[0], classes: study.dimensions[0]?.classes.slice(0, 2) },
  ] as Study['dimensions'],
  vdaf: { ...study.vdaf, length: 3, chunkLength: 2 },
};

describe('the consistent table', () => {
  const someCells = fc.array(fc.integer({ min: -60, max: 500 }), { minLength: 1, maxLength: 12 });

  it('has no negative count and adds up to what was accepted, to the hundredth', () => {
    fc.assert(
      fc.property(someCells, fc.integer({ min: 0, max: 3000 }), (cells, accepted) => {
        const found = consistentHundredths(cells, accepted);
        expect(found.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
        expect(found.reduce((sum, value) => sum + value, 0)).toBe(accepted * 100);
      }),
    );
  });

  it('is the nearest one: no move of a person between two cells comes nearer', () => {
    fc.assert(
      fc.property(someCells, fc.integer({ min: 1, max: 3000 }), (cells, accepted) => {
        const found = consistentHundredths(cells, accepted).map((value) => value / 100);
        const far = (of: readonly number[]) =>
          of.reduce((sum, value, at) => sum + (value - (cells[at] as number)) ** 2, 0);
        found.forEach((from, at) => {
          found.forEach((_, to) => {
            if (at === to || from < 0.02) return;
            const moved = found.map(
              (value, place) => value + (place === to ? 0.02 : place === at ? -0.02 : 0),
            );
            expect(far(moved)).toBeGreaterThanOrEqual(far(found) - 1e-6);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is the table itself where that is one', () => {
    expect(consistentHundredths([3, 0, 7], 10)).toEqual([300, 0, 700]);
    expect(consistentHundredths([-5, 10, 5], 10)).toEqual([0, 750, 250]);
    expect(consistentHundredths([1, 1, 1], 1)).toEqual([34, 33, 33]);
  });
});
