// Three ways to count people in classes without looking at anybody, at the same ε: ours (two aggregators, a noise each), a
// centre that everybody has to trust (it sees all and adds one noise), and no centre at all (each phone tells a noisy answer).

import { type Chance, discreteGaussian, discreteLaplace } from '../../../crypto/noise.ts';
import { epsilonOf, type Mechanism } from '../../../policy/study/budget.ts';

/** From how many people are in each bucket to what the design would release; chance is given, so a run can be repeated. */
export type Design = (counts: readonly number[], mechanism: Mechanism, chance: Chance) => number[];

const noisyTimes =
  (noises: number): Design =>
  (counts, { name, numerator, denominator }, chance) => {
    const parameter = { numerator: BigInt(numerator), denominator: BigInt(denominator) };
    const draw = name === 'discrete-laplace' ? discreteLaplace : discreteGaussian;
    return counts.map((count) => {
      let told = count;
      for (let noise = 0; noise < noises; noise++) told += Number(draw(parameter, chance));
      return told;
    });
  };

export const twoAggregators: Design = noisyTimes(2);
export const trustedCentre: Design = noisyTimes(1);

/** Of k-ary randomised response: how likely the true answer is told, and each of the others. */
export function randomisedResponse(buckets: number, epsilon: number): { own: number; other: number } {
  const weight = Math.exp(epsilon) + buckets - 1;
  return { own: Math.exp(epsilon) / weight, other: 1 / weight };
}

/** Each phone answers for itself; the share of lies is known, and taken out of the sums (unbiased). */
export const localAnswers: Design = (counts, mechanism, chance) => {
  const buckets = counts.length;
  const people = counts.reduce((sum, count) => sum + count, 0);
  const { own, other } = randomisedResponse(buckets, epsilonOf(mechanism));
  const uniform = uniformFrom(chance);
  const answers = new Array<number>(buckets).fill(0);
  counts.forEach((count, bucket) => {
    for (let person = 0; person < count; person++) {
      const step = uniform() < own ? 0 : 1 + Math.floor(uniform() * (buckets - 1));
      const told = (bucket + step) % buckets;
      answers[told] = (answers[told] as number) + 1;
    }
  });
  return answers.map((answer) => (answer - people * other) / (own - other));
};

/** 48 bits, as a number from 0 to below 1: for a simulation, never for noise that is released. */
function uniformFrom(chance: Chance): () => number {
  let bytes = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === bytes.length) {
      bytes = Buffer.from(chance(6 * 4096));
      at = 0;
    }
    at += 6;
    return bytes.readUIntBE(at - 6, 6) / 2 ** 48;
  };
}

/** So many people over the buckets by their shares, whole, and together exactly that many. */
export function peopleIn(shares: readonly number[], people: number): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let [given, reached] = [0, 0];
  return shares.map((share) => {
    reached += (share / total) * people;
    const count = Math.round(reached) - given;
    given += count;
    return count;
  });
}

/** Persons that a cell is off by, on average over cells and runs; the last bucket is no cell. */
export function meanError(
  design: Design,
  counts: readonly number[],
  mechanism: Mechanism,
  runs: number,
  chance: Chance,
): number {
  let off = 0;
  for (let run = 0; run < runs; run++) {
    const told = design(counts, mechanism, chance);
    for (let cell = 0; cell < counts.length - 1; cell++)
      off += Math.abs((told[cell] as number) - (counts[cell] as number));
  }
  return off / (runs * (counts.length - 1));
}
