import { describe, expect, it } from 'vitest';
import { measurementOf, ownCell } from '../../../policy/contribution.ts';
import { aboutMe } from '../../../policy/fact.ts';
import { cellCount, classesOf } from '../../../policy/study.ts';
import { aStudy } from '../../support/a-study.ts';

const study = aStudy();
const nothing = cellCount(study.dimensions);
const me = (km: unknown, mode: unknown) => [
  aboutMe('trip-km', km, 'self', '2026-12-01'),
  aboutMe('travel-mode', mode, 'self', '2026-12-01'),
];

describe('one’s own cell', () => {
  it('is the class of each fact', () => {
    const { cell, missing } = ownCell(study, me(7.5, 'bike'));
    expect(classesOf(study, cell)?.map(({ id }) => id)).toEqual(['from-5', 'bike']);
    expect(missing).toEqual([]);
  });

  it('begins at the lower edge of a band and ends before the upper one', () => {
    expect(classesOf(study, ownCell(study, me(4.99, 'walk')).cell)?.[0]?.id).toBe('from-2');
    expect(classesOf(study, ownCell(study, me(5, 'walk')).cell)?.[0]?.id).toBe('from-5');
    expect(classesOf(study, ownCell(study, me(1999, 'walk')).cell)?.[0]?.id).toBe('from-25');
  });

  it('is « nothing to say » when a fact is not there, and says which', () => {
    expect(ownCell(study, [])).toEqual({ cell: nothing, missing: ['trip-km', 'travel-mode'] });
    expect(ownCell(study, me(7, 'bike').slice(0, 1))).toEqual({ cell: nothing, missing: ['travel-mode'] });
  });

  it('is « nothing to say » when a coarse fact reaches over an edge', () => {
    expect(ownCell(study, me({ from: 5, to: 10 }, 'bike')).missing).toEqual([]);
    expect(ownCell(study, me({ from: 0, to: 5 }, 'bike'))).toEqual({ cell: nothing, missing: ['trip-km'] });
  });

  it('becomes one 1 among zeros', () => {
    const vector = measurementOf(study, 3);
    expect(vector).toHaveLength(26);
    expect(vector.flatMap((is, at) => (is ? [at] : []))).toEqual([3]);
    expect(measurementOf(study, nothing).indexOf(true)).toBe(25);
  });
});
