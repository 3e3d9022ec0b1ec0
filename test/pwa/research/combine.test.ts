import { describe, expect, it } from 'vitest';
import { combine } from '../../../policy/release/combine.ts';
import { type PublishedTable, tableOf } from '../../../policy/release/table.ts';
import {
  cellsOf,
  combinationOf,
  narrowed,
  nothingPicked,
  ofHundred,
  type Pick,
  readPick,
  toggle,
  writePick,
} from '../../../pwa/research/paths/combine.ts';
import { aPublished } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';

const study = aStudy({ suppressBelow: 12 });
const table = tableOf(study, aPublished(study)) as PublishedTable;
const everyCell = table.cells.map(({ cell }) => cell);

describe('what is picked', () => {
  it('is everything until a class is picked, and then only what fits it', () => {
    expect(cellsOf({}, study, table)).toEqual(everyCell);
    expect(cellsOf({ way: ['bike'] }, study, table)).toHaveLength(5);
    expect(cellsOf({ way: ['bike', 'walk'], distance: ['under-2'] }, study, table)).toHaveLength(2);
    expect(cellsOf(toggle({ way: ['bike'] }, 'way', 'bike'), study, table)).toEqual(everyCell);
  });

  it('stands in the address and comes back from it', () => {
    const pick: Pick = {
      kind: 'ratio',
      over: { way: ['bike', 'walk'] },
      under: { distance: ['under-2', 'from-2'] },
    };
    expect(writePick(pick)).toBe('op=ratio&a=way:bike.walk&b=distance:under-2.from-2');
    expect(readPick(writePick(pick), study)).toEqual({
      ...pick,
      over: { way: ['walk', 'bike'] },
    });
    expect(readPick('', study)).toEqual(nothingPicked);
  });

  it('passes over what this study does not have', () => {
    expect(readPick('op=power&a=way:rocket.bike~moon:full&b=%E0%A4%A', study)).toEqual({
      kind: 'sum',
      over: { way: ['bike'] },
      under: {},
    });
  });

  it('is named class by class, and by nothing where it is all', () => {
    expect(narrowed({}, study)).toEqual([]);
    expect(narrowed({ way: ['bike'] }, study).map((classes) => classes.map(({ id }) => id))).toEqual([
      ['bike'],
    ]);
  });
});

describe('what comes out', () => {
  const outcome = (pick: Partial<Pick>) =>
    combine(combinationOf({ ...nothingPicked, ...pick }, study, table), table);

  it('is the margin’s own interval where the cells are a margin', () => {
    const margin = table.margins.find(({ of }) => of.id === 'bike');
    expect(outcome({ over: { way: ['bike'] } })).toMatchObject({
      outcome: 'told',
      estimate: margin?.estimate,
      low: margin?.low,
      high: margin?.high,
    });
  });

  it('is not told where a side is under what the study tells', () => {
    const small = table.cells[2]?.classes.map(({ id }) => id) ?? [];
    const over = { distance: small.slice(0, 1), way: small.slice(1) };
    expect(outcome({ over })).toEqual({ outcome: 'suppressed' });
    expect(outcome({ kind: 'ratio', over: {}, under: over })).toEqual({ outcome: 'suppressed' });
  });

  it('is nothing at all where the difference is of the same cells', () => {
    expect(outcome({ kind: 'difference' })).toMatchObject({ outcome: 'told', low: 0, high: 0 });
  });

  it('is told of a hundred with an interval that is rounded outwards', () => {
    expect(ofHundred({ estimate: 0.21749, low: 0.20791, high: 0.23111 })).toEqual({
      estimate: 21.7,
      low: 20.7,
      high: 23.2,
    });
  });
});
