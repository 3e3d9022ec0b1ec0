import { describe, expect, it } from 'vitest';
import { Noise } from '../../../policy/interval.ts';
import { epsilonOf, type Mechanism } from '../../../policy/study/budget.ts';
import { seededChance } from '../../support/seeded-chance.ts';
import {
  type Design,
  localAnswers,
  meanError,
  peopleIn,
  randomisedResponse,
  trustedCentre,
  twoAggregators,
} from './designs.ts';

const laplace: Mechanism = {
  name: 'discrete-laplace',
  numerator: 2,
  denominator: 1,
  neighbour: 'substitution',
};
const gaussian: Mechanism = { ...laplace, name: 'discrete-gaussian', numerator: 9, denominator: 2 };
const counts = peopleIn([5, 1, 0, 3, 1], 400);

/** Mean and variance of what is told of each bucket, over many runs. */
function toldBy(design: Design, mechanism: Mechanism, runs: number) {
  const chance = seededChance(`${mechanism.name} ${runs}`);
  const told = Array.from({ length: runs }, () => design(counts, mechanism, chance));
  return counts.map((_, bucket) => {
    const values = told.map((run) => run[bucket] as number);
    const mean = values.reduce((sum, value) => sum + value, 0) / runs;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1);
    return { mean, variance };
  });
}

const runs = 3000;
/** Exact variance of one bucket by each design. */
const designs: [string, Design, (mechanism: Mechanism, count: number) => number][] = [
  ['two aggregators', twoAggregators, (mechanism) => new Noise(mechanism, 1, 2).variance],
  ['a trusted centre', trustedCentre, (mechanism) => new Noise(mechanism, 1, 1).variance],
  [
    'local answers',
    localAnswers,
    (mechanism, count) => {
      const { own, other } = randomisedResponse(counts.length, epsilonOf(mechanism));
      return (count * own * (1 - own) + (400 - count) * other * (1 - other)) / (own - other) ** 2;
    },
  ],
];

describe.each([laplace, gaussian])('with $name noise', (mechanism) => {
  it.each(designs)(
    '%s tell the truth on average, as far off as the mathematics says',
    (_, design, varianceOf) => {
      toldBy(design, mechanism, runs).forEach(({ mean, variance }, bucket) => {
        const count = counts[bucket] as number;
        const exact = varianceOf(mechanism, count);
        expect(Math.abs(mean - count)).toBeLessThan(4 * Math.sqrt(exact / runs));
        expect(Math.abs(variance / exact - 1)).toBeLessThan(0.2);
      });
    },
  );

  it('ours is off by as much as its exact expectation, between the other two', () => {
    const off = (design: Design) => meanError(design, counts, mechanism, 1500, seededChance('off'));
    const ours = off(twoAggregators);
    expect(ours / new Noise(mechanism, 1).meanAbsolute()).toBeCloseTo(1, 1);
    expect(off(trustedCentre)).toBeLessThan(ours);
    expect(off(localAnswers)).toBeGreaterThan(ours);
  });
});

describe('what the designs are compared on', () => {
  it('is the same ε: an answer is at most e^ε more likely from one bucket than from another', () => {
    for (const mechanism of [laplace, gaussian]) {
      const { own, other } = randomisedResponse(26, epsilonOf(mechanism));
      expect(Math.log(own / other)).toBeCloseTo(epsilonOf(mechanism), 12);
      expect(own + 25 * other).toBeCloseTo(1, 12);
    }
  });

  it('is exactly as many people as were asked for', () => {
    for (const people of [1, 7, 200, 1_000_000]) {
      const spread = peopleIn([0.1, 0.234, 0.3, 0, 0.05], people);
      expect(spread.reduce((sum, count) => sum + count, 0)).toBe(people);
      expect(spread.every((count) => count >= 0)).toBe(true);
    }
  });

  it('is a chance that comes out the same for the same seed', () => {
    const [one, two] = [seededChance('a'), seededChance('a')];
    expect(Buffer.concat([two(3), two(70_000), two(1)]).equals(Buffer.from(one(70_004)))).toBe(true);
  });
});
