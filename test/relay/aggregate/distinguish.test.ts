/**
 * The distinguishing game. Somebody holds one aggregator whole (its share, its noise, its logs), knows the cell of
 * everybody but one person, reads the release, and has to tell whether she is in one cell or in another. What is left to
 * them is her cell and the other aggregator's noise; the best test between two such worlds is the likelihood ratio. How
 * often it is right may not exceed what the manifest says.
 */
import { describe, expect, it } from 'vitest';
import { type Chance, discreteGaussian, discreteLaplace } from '../../../crypto/noise.ts';
import { epsilonOf, type Mechanism } from '../../../policy/study/budget.ts';
import { leastProbability, mostProbability } from '../../support/binomial.ts';
import { seededChance } from '../../support/seeded-chance.ts';

const tries = process.env.LONG === '1' ? 200_000 : 20_000;
/** A wrong alarm one time in a thousand for each of some twenty events, and always the same one: the chance is seeded. */
const doubt = 1e-4;

const laplace: Mechanism = {
  name: 'discrete-laplace',
  numerator: 2,
  denominator: 1,
  neighbour: 'substitution',
};
const gaussian: Mechanism = {
  name: 'discrete-gaussian',
  numerator: 4,
  denominator: 1,
  neighbour: 'substitution',
};

type Noise = (chance: Chance) => number;

const noiseOf =
  ({ name, numerator, denominator }: Mechanism): Noise =>
  (chance) => {
    const parameter = { numerator: BigInt(numerator), denominator: BigInt(denominator) };
    return Number(
      name === 'discrete-laplace' ? discreteLaplace(parameter, chance) : discreteGaussian(parameter, chance),
    );
  };

/** ln of how much likelier what was seen is where she is in the first cell. */
function likelihood(
  { name, numerator, denominator }: Mechanism,
  [first, second]: readonly [number, number],
): number {
  const parameter = numerator / denominator;
  const cost = (x: number) =>
    name === 'discrete-laplace' ? Math.abs(x) / parameter : (x * x) / (2 * parameter);
  return cost(first) + cost(second - 1) - cost(first - 1) - cost(second);
}

/** What is left in her two cells when all that is known was taken off; the release is the same, read `times` times. */
function seen(isFirst: boolean, noise: Noise, chance: Chance, times = 1): [number, number] {
  const mean = (truth: number) => {
    let sum = 0;
    for (let at = 0; at < times; at += 1) sum += truth + noise(chance);
    return sum / times;
  };
  return [mean(isFirst ? 1 : 0), mean(isFirst ? 0 : 1)];
}

/** At each threshold: how often the answer is « first » in the one world, and in the other. */
function play(mechanism: Mechanism, noise: Noise, name: string, times = 1) {
  const chance = seededChance(name);
  const world = (isFirst: boolean) =>
    Float64Array.from({ length: tries }, () =>
      likelihood(mechanism, seen(isFirst, noise, chance, times)),
    ).sort();
  const [first, second] = [world(true), world(false)];
  const thresholds = [...new Set([...first].filter((_, at) => at % Math.ceil(tries / 20) === 0))];
  return thresholds.map((threshold) => ({
    right: first.filter((score) => score >= threshold).length,
    wrong: second.filter((score) => score >= threshold).length,
  }));
}

/** The largest ε (for δ) that the game proves to have been exceeded, whatever the luck. */
function provenEpsilon(events: ReturnType<typeof play>, delta = 0): number {
  return Math.max(
    0,
    ...events.map(({ right, wrong }) => {
      const likely = leastProbability(right, tries, doubt) - delta;
      return likely <= 0 ? 0 : Math.log(likely / mostProbability(wrong, tries, doubt));
    }),
  );
}

describe('whoever holds one aggregator whole and knows everybody else', () => {
  it('tells two cells of one person apart no better than the ε that the manifest says', () => {
    const epsilon = provenEpsilon(play(laplace, noiseOf(laplace), 'one honest aggregator'));
    expect(epsilonOf(laplace)).toBe(1);
    expect(epsilon).toBeLessThan(1);
    // The bound is reached, so the game is no easy one: a test that sees nothing would prove nothing.
    expect(epsilon).toBeGreaterThan(0.85);
  });

  it('gets no further with Gaussian noise than its (ε, δ), at each of three δ', () => {
    const events = play(gaussian, noiseOf(gaussian), 'one honest aggregator, Gaussian');
    const rho = gaussian.denominator / gaussian.numerator;
    for (const delta of [0.1, 0.01, 0.001]) {
      const epsilon = rho + 2 * Math.sqrt(rho * Math.log(1 / delta));
      expect(provenEpsilon(events, delta), `δ = ${delta}`).toBeLessThan(epsilon);
    }
  });

  it('is found out to know more where the noise is half of what was said', () => {
    const half = { ...laplace, numerator: 1 };
    expect(provenEpsilon(play(laplace, noiseOf(half), 'half the noise'))).toBeGreaterThan(1.2);
  });

  it('is found out to know more where the other aggregator adds none', () => {
    expect(provenEpsilon(play(laplace, () => 0, 'no noise'))).toBeGreaterThan(3);
  });

  it('is found out to know more where each repeated question gets fresh noise', () => {
    expect(provenEpsilon(play(laplace, noiseOf(laplace), 'asked four times', 4))).toBeGreaterThan(1.2);
  });
});
