import { describe, expect, it } from 'vitest';
import type { LangText } from '../../../policy/record.ts';
import { readStudy, usualCohort } from '../../../policy/study.ts';
import {
  askable,
  classesOf,
  type Draft,
  draftFile,
  emptyDraft,
  expectations,
  faultsOf,
  manifestOf,
  strengths,
} from '../../../pwa/research/paths/ask.ts';
import fr from '../../../pwa/words/fr.json' with { type: 'json' };
import { aStudy } from '../../support/a-study.ts';

const nowMs = Date.parse('2026-11-28T12:00:00Z');
const said: LangText = { fr: 'dit', en: 'said' };
const whole: Draft = {
  ...emptyDraft,
  title: said,
  question: said,
  summary: said,
  area: said,
  covered: said,
  comesBack: said,
  opens: '2026-12-01',
  closes: '2026-12-08',
  releaseAt: '2026-12-09',
  destroyAt: '2026-12-31',
  email: 'etudes@universite.example',
};

describe('a draft', () => {
  it('is a whole study as soon as somebody signs it', () => {
    expect(faultsOf(whole, nowMs)).toEqual({});
    const { v, type, id, at, by, leader, helper, issuer } = aStudy();
    const study = readStudy({ ...manifestOf(whole), v, type, id, at, by, leader, helper, issuer });
    expect(study.vdaf.length).toBe(7);
    expect(study.window).toEqual({ opens: '2026-12-01T00:00:00Z', closes: '2026-12-08T00:00:00Z' });
    expect(JSON.parse(draftFile(whole).text)).toEqual(manifestOf(whole));
  });

  it('is told everything that is wrong at once, each at its field', () => {
    expect(Object.keys(faultsOf(emptyDraft, nowMs)).sort()).toEqual([
      'area',
      'comesBack',
      'covered',
      'email',
      'opens',
      'question',
      'summary',
      'title',
    ]);
  });

  it.each<[Partial<Draft>, keyof Draft]>([
    [{ title: { fr: 'dit', en: ' ' } }, 'title'],
    [{ opens: '2026-11-01' }, 'closes'],
    [{ closes: '2026-12-01' }, 'closes'],
    [{ releaseAt: '2026-12-07' }, 'releaseAt'],
    [{ destroyAt: '' }, 'destroyAt'],
    [{ email: 'nobody' }, 'email'],
    [{ minimumCohort: 20 }, 'minimumReason'],
    [{ minimumCohort: Number.NaN }, 'minimumCohort'],
    [{ suppressBelow: -1 }, 'suppressBelow'],
    [{ notCovered: said }, 'notCoveredWhy'],
    [{ dimensions: [] }, 'dimensions'],
    [{ dimensions: [{ fact: 'commute-km', typed: '' }] }, 'dimensions'],
    [{ dimensions: [{ fact: 'commute-km', typed: '5, 2' }] }, 'dimensions'],
    [{ dimensions: [{ fact: 'commute-km', typed: 'far' }] }, 'dimensions'],
    [
      {
        dimensions: [
          { fact: 'travel-mode', typed: '' },
          { fact: 'travel-mode', typed: '' },
        ],
      },
      'dimensions',
    ],
    [{ dimensions: [{ fact: 'commune', typed: '33063 33063' }] }, 'dimensions'],
  ])('with %j is refused at its field', (change, field) => {
    expect(Object.keys(faultsOf({ ...whole, ...change }, nowMs))).toEqual([field]);
    expect(fr).toHaveProperty([`research.ask.wrong.${field}`]);
  });

  it('needs no reason from a hundred people on', () => {
    expect(
      manifestOf({ ...whole, minimumReason: said, minimumCohort: usualCohort }).minimumReason,
    ).toBeNull();
    expect(faultsOf({ ...whole, minimumReason: said, minimumCohort: 50 }, nowMs)).toEqual({});
  });
});

describe('a fact in classes', () => {
  it.each(['0, 2, 5', '0;2;5', '0 2 5', '0,2,5', ' 0,  2; 5 '])('is read from « %s »', (typed) => {
    expect(classesOf({ fact: 'commute-km', typed }).map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 5],
      [5, null],
    ]);
  });

  it('keeps decimals as they are typed, and names bands in both languages', () => {
    const [first, second] = classesOf({ fact: 'commute-km', typed: '0 0,5 1' });
    expect([first?.from, first?.to, second?.to]).toEqual([0, 0.5, 1]);
    expect(first?.label).toEqual({ fr: '0 à 0,5 km', en: '0 to 0.5 km' });
    expect(classesOf({ fact: 'birth-year', typed: '1950 1980' })[1]?.label.fr).toBe('1980 et plus');
  });

  it('can be made of every fact that can be asked', () => {
    for (const { key, type } of askable) {
      const typed = type === 'place' ? '33063, 24' : '1990, 2000';
      const dimensions = [{ fact: key, typed }];
      expect([key, faultsOf({ ...whole, dimensions }, nowMs)]).toEqual([key, {}]);
    }
  });
});

describe('what is seen before asking', () => {
  it('costs people less and tells less, margin by margin', () => {
    const costs = strengths.map((_, strength) => manifestOf({ ...whole, strength }).costMillionths);
    expect(costs).toEqual([500_000, 125_000, 31_250, 5_000]);
    const halves = strengths.map(
      (_, strength) => expectations({ ...whole, strength })[0]?.error.halfWidth ?? 0,
    );
    expect(halves).toEqual(halves.toSorted((a, b) => a - b));
  });

  it('is the same margin for few and for many, and another share of a cell', () => {
    const rows = expectations({ ...whole, participants: 700 });
    expect(rows.map(({ participants }) => participants)).toEqual([200, 700, 2_000, 100_000]);
    expect(new Set(rows.map(({ error }) => error.halfWidth)).size).toBe(1);
    expect(rows[0]?.error.relative ?? 0).toBeGreaterThan(rows[3]?.error.relative ?? 1);
  });

  it('says nothing of a number of people that is none', () => {
    expect(expectations({ ...whole, participants: Number.NaN })).toHaveLength(3);
    expect(expectations({ ...whole, participants: 200 })).toHaveLength(3);
  });
});
