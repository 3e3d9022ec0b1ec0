import { describe, expect, it } from 'vitest';
import { usuallyFree } from '../../docs/examples/information/counts.ts';
import { bikeBox, model } from '../../docs/examples/scoring/declaration.ts';
import {
  bandOf,
  contributions,
  features,
  type Measured,
  measure,
  scoreOf,
} from '../../docs/examples/scoring/model.ts';
import { pastRequests, requests2025, train } from '../../docs/examples/scoring/train.ts';
import { aboutMe } from '../../policy/fact.ts';

const on = '2026-11-20';
const facts = [
  aboutMe('household-persons', 4, 'self', on),
  aboutMe('commute-km', { from: 5, to: 10 }, 'self', on),
  aboutMe('travel-mode', 'bike', 'self', on),
];

describe('the model of the bike boxes', () => {
  it('is the one that anyone learns again from the same requests', () => {
    expect(train(requests2025, '1.0.0')).toEqual(model);
  });

  it('is another one when it learns from other requests', () => {
    expect(train(pastRequests(900, 7), '1.0.0').weights).not.toEqual(model.weights);
  });

  it('says in its declaration what was measured, worse for one group included', () => {
    const values = bikeBox.model.metrics.map(({ group, value }) => [group, value]);
    expect(values).toEqual([
      [null, model.found.all],
      ['large-home', model.found.large],
      ['travel-pass', model.found.pass],
    ]);
    expect(model.found.pass).toBeLessThan(model.found.all);
  });

  it('takes a band by its middle and a fact not given as the usual one', () => {
    expect(measure(facts, model)).toEqual({
      'household-persons': 4,
      'commute-km': 7.5,
      'travel-mode': 1,
      'transit-pass': model.weights['transit-pass'].mean,
    });
  });

  it('gives points from 0 to 100, and more for whoever comes by bike', () => {
    const rider = measure(facts, model);
    const driver: Measured = { ...rider, 'travel-mode': 0 };
    expect(scoreOf(rider, model)).toBeGreaterThan(scoreOf(driver, model));
    const extreme: Measured = { ...rider, 'commute-km': 1000 };
    for (const measured of [rider, driver, extreme]) {
      expect(scoreOf(measured, model)).toBeGreaterThanOrEqual(0);
      expect(scoreOf(measured, model)).toBeLessThanOrEqual(100);
    }
  });

  it('tells what each fact did: nothing where it is the usual one', () => {
    const done = contributions(measure(facts, model), model);
    expect(done.map(({ key }) => key)).toEqual([...features]);
    expect(done.at(-1)).toEqual({ key: 'transit-pass', points: 0 });
    expect(done.find(({ key }) => key === 'travel-mode')?.points).toBeGreaterThan(0);
  });

  it('puts every score in one band, and the year before fills the group one is compared to', () => {
    expect([0, 19, 20, 79, 80, 100].map(bandOf)).toEqual([
      '0 à 19',
      '0 à 19',
      '20 à 39',
      '60 à 79',
      '80 à 100',
      '80 à 100',
    ]);
    const people = model.distribution.reduce((sum, { count }) => sum + count, 0);
    expect(people).toBe(requests2025.length);
    expect(bikeBox.comparison.cohort.minimum).toBe(people);
  });
});

describe('the counts of free stands', () => {
  it('are averages of weekdays, and none where nobody counts', () => {
    expect(usuallyFree('33063')).toEqual({ morning: 12, evening: 43 });
    expect(usuallyFree('13055')).toBeUndefined();
  });
});
