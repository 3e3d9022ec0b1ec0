/** Intervals against noise that is really drawn, with a seeded chance, so that what is found here is found everywhere. */
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../crypto/hash.ts';
import { discreteGaussian, discreteLaplace } from '../../crypto/noise.ts';
import { Noise } from '../../policy/interval.ts';
import { type Combination, combine } from '../../policy/release/combine.ts';
import { type PublishedTable, tableOf } from '../../policy/release/table.ts';
import type { Mechanism } from '../../policy/study/budget.ts';
import { someCounts } from '../support/a-release.ts';
import { aStudy } from '../support/a-study.ts';

const draws = 20_000;

/** Bytes that depend on the seed alone. */
function seeded(seed: string): (length: number) => Uint8Array {
  let counter = 0;
  let left = new Uint8Array(0);
  return (length) => {
    while (left.length < length) {
      const block = sha256(new TextEncoder().encode(`${seed} ${counter++}`));
      left = new Uint8Array(Buffer.concat([left, block]));
    }
    const out = left.subarray(0, length);
    left = left.subarray(length);
    return out;
  };
}

const mechanisms: readonly Mechanism[] = [
  { name: 'discrete-laplace', numerator: 2, denominator: 1, neighbour: 'substitution' },
  { name: 'discrete-gaussian', numerator: 9, denominator: 2, neighbour: 'substitution' },
];

function sampler({ name, numerator, denominator }: Mechanism): () => number {
  const parameter = { numerator: BigInt(numerator), denominator: BigInt(denominator) };
  const chance = seeded(name);
  const draw = name === 'discrete-laplace' ? discreteLaplace : discreteGaussian;
  return () => Number(draw(parameter, chance));
}

/** A share is off by more than this in one of 16 000 runs; with a seed it is so or it is not. */
const fourSigma = (share: number): number => 4 * Math.sqrt((share * (1 - share)) / draws);

const truth = [60, 45, 40, 120, 300];
const accepted = 600;
const dimension = aStudy().dimensions[0];
const ofTable = (mechanism: Mechanism, cells: readonly number[]): PublishedTable =>
  tableOf(
    {
      ...aStudy({ suppressBelow: 0, mechanism }),
      dimensions: [
        { ...(dimension as NonNullable<typeof dimension>), classes: dimension?.classes.slice(0, 4) ?? [] },
      ],
      vdaf: { ...aStudy().vdaf, length: 5 },
    },
    { outcome: 'published', counts: someCounts({ accepted }), cells },
  ) as PublishedTable;

const sumOf = (cells: readonly number[]): number =>
  cells.reduce((sum, cell) => sum + (truth[cell] as number), 0);

const combinations: readonly Combination[] = [
  { kind: 'sum', over: [1] },
  { kind: 'sum', over: [0, 1, 2] },
  { kind: 'difference', over: [3], under: [0] },
  { kind: 'difference', over: [0, 1, 3], under: [1, 2] },
  { kind: 'ratio', over: [0], under: [3] },
  // Cells on both sides: their noises are not independent.
  { kind: 'ratio', over: [0, 1], under: [0, 1, 2] },
];

function truthOf({ kind, over, under = [] }: Combination): number {
  if (kind === 'ratio') return sumOf(over) / sumOf(under);
  return sumOf(over) - sumOf(under);
}

describe.each(mechanisms)('with $name noise, drawn 20 000 times for both aggregators', (mechanism) => {
  const sample = sampler(mechanism);
  const noisy = Array.from({ length: draws }, () => truth.map((count) => count + sample() + sample()));

  it('an interval of a cell holds the truth as often as the exact probability says', () => {
    const noise = new Noise(mechanism, 1);
    const halfWidth = noise.halfWidth();
    for (const width of [0, 1, halfWidth - 1, halfWidth, halfWidth + 2]) {
      const held = noisy.filter((cells) => Math.abs((cells[1] as number) - (truth[1] as number)) <= width);
      const exact = noise.coverage(width);
      expect(Math.abs(held.length / draws - exact)).toBeLessThan(fourSigma(exact));
    }
  });

  it('sums, differences and ratios hold it at least as often as stated, and the first two exactly', () => {
    const held = combinations.map(() => 0);
    let stated = combinations.map(() => 0);
    for (const cells of noisy) {
      const table = tableFor(mechanism, cells);
      stated = combinations.map((combination, at) => {
        const found = combine(combination, table);
        if (found.outcome !== 'told') throw new TypeError(`expected a number, found ${found.outcome}`);
        const value = truthOf(combination);
        if (found.low <= value && value <= found.high) held[at] = (held[at] as number) + 1;
        return found.coverage;
      });
    }
    combinations.forEach(({ kind }, at) => {
      const [share, exact] = [(held[at] as number) / draws, stated[at] as number];
      expect(exact).toBeGreaterThanOrEqual(0.95);
      if (kind === 'ratio') expect(share).toBeGreaterThan(0.95);
      else expect(Math.abs(share - exact)).toBeLessThan(fourSigma(exact));
    });
  });

  it('a planted interval is found out: one narrower, or one for a single noise', () => {
    const noise = new Noise(mechanism, 1);
    const halfWidth = noise.halfWidth();
    const shareWithin = (width: number) =>
      noisy.filter((cells) => Math.abs((cells[0] as number) - (truth[0] as number)) <= width).length / draws;
    const isBelieved = (width: number, claimed: number) =>
      claimed >= 0.95 && Math.abs(shareWithin(width) - claimed) < fourSigma(claimed);
    expect(isBelieved(halfWidth, noise.coverage(halfWidth))).toBe(true);
    expect(isBelieved(halfWidth - 1, noise.coverage(halfWidth))).toBe(false);
    const single = new Noise(mechanism, 1, 1);
    expect(isBelieved(single.halfWidth(), single.coverage(single.halfWidth()))).toBe(false);
  });
});

/** One table for each draw: what does not change is worked out once. */
const bare = new Map<string, PublishedTable>();
function tableFor(mechanism: Mechanism, cells: readonly number[]): PublishedTable {
  const known = bare.get(mechanism.name) ?? ofTable(mechanism, cells);
  bare.set(mechanism.name, known);
  return { ...known, signed: { ...known.signed, cells } };
}
