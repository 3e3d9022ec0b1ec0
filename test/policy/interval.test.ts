import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalAround, Noise, type NoiseLaw } from '../../policy/interval.ts';
import vectors from '../vectors/interval.json' with { type: 'json' };

const law = (name: NoiseLaw['name'], numerator: number, denominator = 1): NoiseLaw => ({
  name,
  numerator,
  denominator,
});

/** One draw, straight from the definition of the law; far enough out that nothing is left. */
function oneDraw({ name, numerator, denominator }: NoiseLaw, reach: number): number[] {
  const size = numerator / denominator;
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => {
    const x = Math.abs(at - reach);
    return name === 'discrete-laplace' ? Math.exp(-x / size) : Math.exp((-x * x) / (2 * size));
  });
  const whole = weights.toSorted((a, b) => a - b).reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / whole);
}

function convolve(left: readonly number[], right: readonly number[]): number[] {
  const out = new Array<number>(left.length + right.length - 1).fill(0);
  left.forEach((a, at) => {
    right.forEach((b, by) => {
      out[at + by] = (out[at + by] as number) + a * b;
    });
  });
  return out;
}

/** The same law a second time, by adding everything up; the middle of the list is 0. */
function bruteForce(of: NoiseLaw, draws: number, reach: number): number[] {
  const one = oneDraw(of, reach);
  let sum = [1];
  for (let at = 0; at < draws; at++) sum = convolve(sum, one);
  return sum;
}

const someLaw = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 10 }))
    .map(([over, under]) => law('discrete-laplace', over, under)),
  fc
    .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 10 }))
    .map(([over, under]) => law('discrete-gaussian', over, under)),
);

describe('the noise in a cell', () => {
  it('is the sum of both aggregators’ noises, place by place, and adds up to 1', () => {
    fc.assert(
      fc.property(someLaw, fc.integer({ min: 1, max: 2 }), (of, cells) => {
        const noise = new Noise(of, cells);
        const size = of.numerator / of.denominator;
        const reach = Math.ceil(of.name === 'discrete-laplace' ? 40 * size : 9 * Math.sqrt(size)) + 3;
        const expected = bruteForce(of, 2 * cells, reach);
        const middle = (expected.length - 1) / 2;
        let total = 0;
        for (let value = -noise.reach; value <= noise.reach; value++) {
          const found = noise.probability(value);
          total += found;
          if (Math.abs(found - (expected[middle + value] ?? 0)) > 1e-14) return false;
        }
        return Math.abs(total - 1) < 1e-12;
      }),
      { numRuns: 60 },
    );
  });

  it('has the closed form of two discrete Laplace noises', () => {
    const scale = 7 / 2;
    const noise = new Noise(law('discrete-laplace', 7, 2), 1);
    const q = Math.exp(-1 / scale);
    for (const value of [0, 1, 2, 10, 30])
      expect(noise.probability(value)).toBeCloseTo(
        ((1 - q) / (1 + q)) ** 2 * q ** value * (value + (1 + q * q) / (1 - q * q)),
        14,
      );
    expect(noise.variance).toBeCloseTo((4 * q) / (1 - q) ** 2, 12);
  });

  it('has the spread, the average error and the tails that its own probabilities give', () => {
    fc.assert(
      fc.property(someLaw, fc.integer({ min: 1, max: 5 }), (of, cells) => {
        const noise = new Noise(of, cells);
        let [square, size, below] = [0, 0, 0];
        for (let value = -noise.reach; value <= noise.reach; value++) {
          const weight = noise.probability(value);
          square += weight * value * value;
          size += weight * Math.abs(value);
          if (value < 3) below += weight;
        }
        expect(square / Math.max(noise.variance, 1e-9)).toBeCloseTo(1, 9);
        expect(noise.sd).toBe(Math.sqrt(noise.variance));
        expect(noise.meanAbsolute()).toBeCloseTo(size, 9);
        expect(noise.below(3)).toBeCloseTo(below, 12);
        expect(noise.below(-2)).toBeCloseTo(1 - below, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('is that of one noise where one noise was added', () => {
    const noise = new Noise(law('discrete-laplace', 2), 1, 1);
    const q = Math.exp(-1 / 2);
    expect(noise.probability(3)).toBeCloseTo(((1 - q) / (1 + q)) * q ** 3, 15);
  });

  it('needs at least one cell', () => {
    for (const cells of [0, -1, 1.5, Number.NaN])
      expect(() => new Noise(law('discrete-laplace', 2), cells)).toThrow('at least one cell');
  });
});

describe('a half-width', () => {
  it('is the smallest that covers as often as asked, and says exactly how often', () => {
    fc.assert(
      fc.property(
        someLaw,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0.5, 0.9, 0.95, 0.975, 0.99),
        (of, cells, wanted) => {
          const noise = new Noise(of, cells);
          const halfWidth = noise.halfWidth(wanted);
          expect(noise.coverage(halfWidth)).toBeGreaterThanOrEqual(wanted);
          expect(noise.coverage(halfWidth - 1)).toBeLessThan(wanted);
          let added = noise.probability(0);
          for (let value = 1; value <= halfWidth; value++) added += 2 * noise.probability(value);
          expect(noise.coverage(halfWidth)).toBeCloseTo(added, 12);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is what another program finds by adding up in 60 digits', () => {
    for (const { name, numerator, denominator, cells, ...expected } of vectors.noise) {
      const noise = new Noise(law(name as NoiseLaw['name'], numerator, denominator), cells);
      const [h95, h975] = [noise.halfWidth(0.95), noise.halfWidth(0.975)];
      expect([h95, h975]).toEqual([expected.halfWidth95, expected.halfWidth975]);
      const found = [noise.coverage(h95), noise.coverage(h975), noise.probability(0)];
      const wanted = [expected.coverage95, expected.coverage975, expected.zero].map(Number);
      found.forEach((value, at) => {
        expect(Math.abs(value - (wanted[at] as number))).toBeLessThan(1e-14);
      });
      expect(noise.sd).toBeCloseTo(Number(expected.sd), 12);
      expect(noise.meanAbsolute()).toBeCloseTo(Number(expected.meanAbsolute), 12);
    }
  });

  it('is known for cells that no list could be added up for', () => {
    // Of n draws of scale b far above 1: a sum of n continuous Laplace, and with many draws a bell.
    const bell = new Noise(law('discrete-gaussian', 1_000_000_000), 400);
    const spread = Math.sqrt(800) * Math.sqrt(1_000_000_000);
    expect(bell.sd).toBeCloseTo(spread, 3);
    expect(bell.halfWidth() / spread).toBeCloseTo(1.959964, 5);
    const wide = new Noise(law('discrete-laplace', 1_000_000), 1);
    // Two continuous Laplace of scale 1: P(|S| > h) = e^−h (1 + h/2).
    const h = wide.halfWidth() / 1_000_000;
    expect(Math.exp(-h) * (1 + h / 2)).toBeCloseTo(0.05, 5);
    expect(wide.meanAbsolute() / 1_000_000).toBeCloseTo(1.5, 6);
  });

  it('is 0 where there is next to no noise', () => {
    const noise = new Noise(law('discrete-laplace', 1, 1_000_000_000), 400);
    expect([noise.halfWidth(), noise.coverage(0), noise.sd, noise.meanAbsolute()]).toEqual([0, 1, 0, 0]);
  });
});

describe('an interval', () => {
  it('is cut to what a count can be, and never away from the truth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: -200, max: 200 }),
        fc.integer({ min: 0, max: 60 }),
        (truth, noise, halfWidth) => {
          const { low, high } = intervalAround(truth + noise, halfWidth, 0, 50);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(50);
          expect(low).toBeLessThanOrEqual(high);
          if (Math.abs(noise) <= halfWidth) expect(low <= truth && truth <= high).toBe(true);
        },
      ),
    );
  });
});
