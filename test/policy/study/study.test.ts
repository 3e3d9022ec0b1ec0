import { describe, expect, it } from 'vitest';
import { rhoMillionths } from '../../../policy/study/budget.ts';
import {
  cellCount,
  classesOf,
  type Dimension,
  isOpen,
  isSameBody,
  readStudy,
  type Study,
  studyState,
} from '../../../policy/study.ts';
import { aStudy, someOperators } from '../../support/a-study.ts';

const at = (text: string): number => Date.parse(text);

const refusedAt = (changes: Partial<Study>): string => {
  try {
    readStudy(aStudy(changes));
  } catch (cause) {
    return (cause as { where: string }).where;
  }
  return 'taken';
};

describe('a manifest', () => {
  it('is read as it was written', () => {
    expect(readStudy(aStudy())).toEqual(aStudy());
  });

  it('names two legal bodies, or nobody is asked', () => {
    const { helper, leader } = aStudy();
    expect(refusedAt({ helper: { ...helper, legalId: leader.legalId } })).toBe('helper.legalId');
    expect(refusedAt({ helper: { ...helper, party: leader.party } })).toBe('helper.legalId');
    const spaced = [...leader.legalId].join(' ');
    expect(refusedAt({ helper: { ...helper, legalId: spaced } })).toBe('helper.legalId');
  });

  it.each([
    ['213500010', '213 500 010', true],
    ['213500010', '213-500.010', true],
    ['213500010', '213\u00a0500\u2011010', true],
    ['213500010', '２１３５００010', true],
    ['213500010', '21350001000017', true],
    ['W353000001', 'w353000001', true],
    ['ÉTAT', 'e\u0301tat', true],
    ['213500010', '213500011', false],
    ['213500010', '0213500010', false],
    ['FR213500010', '213500010', false],
  ])('takes the legal ids `%s` and `%s` for one body: %s', (left, right, isSame) => {
    expect(isSameBody(left, right)).toBe(isSame);
    expect(isSameBody(right, left)).toBe(isSame);
  });

  it('says what it costs, to the millionth', () => {
    expect(refusedAt({ costMillionths: 499_999 })).toBe('costMillionths');
    expect(refusedAt({ costMillionths: 500_001 })).toBe('costMillionths');
  });

  it('has one bucket a cell and one for « nothing to say »', () => {
    const { vdaf } = aStudy();
    expect(refusedAt({ vdaf: { ...vdaf, length: 25 } })).toBe('vdaf.length');
    expect(refusedAt({ vdaf: { ...vdaf, length: 27 } })).toBe('vdaf.length');
    expect(refusedAt({ vdaf: { ...vdaf, chunkLength: 28 } })).toBe('vdaf.chunkLength');
  });

  it('gives a reason in public for a cohort under a hundred, and none above', () => {
    const reason = { fr: 'Une petite île.', en: 'A small island.' };
    expect(refusedAt({ minimumCohort: 99 })).toBe('minimumReason');
    expect(refusedAt({ minimumCohort: 99, minimumReason: reason })).toBe('taken');
    expect(refusedAt({ minimumReason: reason })).toBe('minimumReason');
  });

  it('opens, closes, is told and is destroyed in this order, on whole steps of its precision', () => {
    const { window } = aStudy();
    expect(refusedAt({ window: { ...window, closes: window.opens } })).toBe('window');
    expect(refusedAt({ at: '2026-12-01T08:00:01Z' })).toBe('window');
    expect(refusedAt({ window: { ...window, opens: '2026-12-01T08:01:00Z' } })).toBe('window');
    expect(refusedAt({ releaseAt: window.closes })).toBe('releaseAt');
    expect(refusedAt({ destroyAt: aStudy().releaseAt })).toBe('releaseAt');
  });

  it('adds at least the noise of a quarter of a year, and no more than means something', () => {
    const { mechanism } = aStudy();
    const less = { ...mechanism, numerator: 199, denominator: 100 };
    expect(refusedAt({ mechanism: less, costMillionths: rhoMillionths(less) })).toBe('mechanism');
    const most = { ...mechanism, numerator: 10_001 };
    expect(refusedAt({ mechanism: most, costMillionths: rhoMillionths(most) })).toBe('mechanism');
  });

  it('ends within some four hundred days, and is destroyed within as many more', () => {
    const { window } = aStudy();
    expect(refusedAt({ destroyAt: '2028-12-31T08:00:00Z' })).toBe('destroyAt');
    const late = { window: { ...window, closes: '2028-01-10T08:00:00Z' }, releaseAt: '2028-01-11T08:00:00Z' };
    expect(refusedAt({ ...late, destroyAt: '2028-01-12T08:00:00Z' })).toBe('destroyAt');
  });

  it('turns no sentence round on a screen', () => {
    const turned = { fr: 'Nos \u202Estejart', en: 'Our trips' };
    expect(refusedAt({ title: turned })).toBe('title');
  });

  it('puts nobody into two cells', () => {
    const [distance, way] = aStudy().dimensions;
    if (distance === undefined || way === undefined) throw new Error('expected two dimensions');
    const [near, ...far] = distance.classes;
    const overlapping = {
      ...distance,
      classes: [{ ...near, id: 'near', label: distance.label, from: 0, to: 3 }, ...far],
    };
    expect(refusedAt({ dimensions: [overlapping, way] })).toBe('dimensions.0.classes');
    const doubled = { ...way, classes: way.classes.map((entry) => ({ ...entry, values: ['walk'] })) };
    expect(refusedAt({ dimensions: [distance, doubled] })).toBe('dimensions.1.classes');
    const places = ['75', '75101'].map((code) => ({ id: `p${code}`, label: way.label, values: [code] }));
    const town: Dimension = { ...way, fact: 'commune', classes: places };
    expect(refusedAt({ dimensions: [town], vdaf: { ...aStudy().vdaf, length: 3, chunkLength: 2 } })).toBe(
      'dimensions.0.classes',
    );
    const unknown = {
      ...way,
      classes: way.classes.map((entry, n) => ({ ...entry, values: [`rocket-${n}`] })),
    };
    expect(refusedAt({ dimensions: [distance, unknown] })).toBe('dimensions.1.classes');
  });

  it('counts no free text and no list of places', () => {
    const [distance, way] = aStudy().dimensions;
    if (distance === undefined || way === undefined) throw new Error('expected two dimensions');
    for (const fact of ['bike-number', 'park-visits'] as const)
      expect(refusedAt({ dimensions: [{ ...distance, fact }, way] })).toBe('dimensions.0.fact');
  });

  it('takes no field that it does not know', () => {
    expect(() => readStudy({ ...aStudy(), nudge: true })).toThrow('unknown field');
    expect(() =>
      readStudy({ ...aStudy(), mechanism: { ...aStudy().mechanism, neighbour: 'addition' } }),
    ).toThrow();
  });

  it('is carried by operators with addresses that residents could check', () => {
    const { helpers } = someOperators;
    expect(
      refusedAt({ helper: { ...helpers[0], url: 'http://universite.example' } as Study['helper'] }),
    ).toBe('helper.url');
  });
});

describe('a cell', () => {
  it('has one class of each dimension, the last one running fastest', () => {
    const study = aStudy();
    expect(cellCount(study.dimensions)).toBe(25);
    const names = Array.from({ length: 25 }, (_, cell) =>
      classesOf(study, cell)
        ?.map(({ id }) => id)
        .join(' '),
    );
    expect(names[0]).toBe('under-2 walk');
    expect(names[1]).toBe('under-2 bike');
    expect(names[5]).toBe('from-2 walk');
    expect(new Set(names).size).toBe(25);
    expect(classesOf(study, 25)).toBeUndefined();
    expect(classesOf(study, -1)).toBeUndefined();
  });
});

describe('a study', () => {
  it('is open from its opening until just before its close', () => {
    const study = aStudy();
    expect(isOpen(study, at('2026-12-01T07:59:59Z'))).toBe(false);
    expect(isOpen(study, at('2026-12-01T08:00:00Z'))).toBe(true);
    expect(isOpen(study, at('2026-12-08T07:59:59Z'))).toBe(true);
    expect(isOpen(study, at('2026-12-08T08:00:00Z'))).toBe(false);
  });

  it('is told to nobody before its minute, and to everybody from then on', () => {
    const study = aStudy();
    const told = { isTakenOn: true, outcome: 'published' } as const;
    expect(studyState(study, told, at('2026-12-09T07:59:59Z'))).toBe('counting');
    expect(studyState(study, told, at('2026-12-09T08:00:00Z'))).toBe('released');
    expect(studyState(study, { ...told, outcome: 'too-few' }, at('2026-12-09T08:00:00Z'))).toBe('too-few');
  });

  it('asks nobody before both aggregators have taken it on', () => {
    const known = { isTakenOn: false, outcome: undefined };
    expect(studyState(aStudy(), known, at('2026-12-02T08:00:00Z'))).toBe('announced');
    expect(studyState(aStudy(), { ...known, isTakenOn: true }, at('2026-12-02T08:00:00Z'))).toBe('open');
  });
});
