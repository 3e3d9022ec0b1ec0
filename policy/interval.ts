/**
 * How far a released count may lie from the truth. Each of two aggregators adds its own noise to each cell, so k cells put
 * together, added or taken from each other (the noise is symmetric), carry the sum of 2k independent draws.
 *
 * Nothing here is an approximation by a bell curve. The characteristic function φ of one draw is known in closed form, that
 * of n draws is φⁿ, and on a circle of N places a sum over the N-th roots of unity gives every probability back, wrapped
 * around that circle. N is chosen by a bound on the tail, so that what is wrapped weighs less than 10⁻¹⁷.
 */
import { PolicyFault } from './fault.ts';
import type { Mechanism } from './study/budget.ts';

export type NoiseLaw = Pick<Mechanism, 'name' | 'numerator' | 'denominator'>;

export const confidence = 0.95;
/** Two intervals at once: what fails in either fails at most 2 × 2.5 % (Bonferroni). */
export const confidenceOfEachOfTwo = 0.975;

/** −ln of the weight that may be wrapped around the circle, or left out at its far end. */
const negligibleExponent = 40;
const negligible = Math.exp(-negligibleExponent);

/** One draw of a mechanism. */
interface Draw {
  readonly variance: number;
  /** φ at an angle in [0, π], where it falls from 1. */
  characteristic(angle: number): number;
  /** A bound that the sum of `draws` passes, in size, with a weight of at most twice `negligible`. */
  reach(draws: number): number;
}

/** P(x) ∝ e^(−|x|/scale): what is left between neighbours is q = e^(−1/scale). */
function laplaceDraw(scale: number): Draw {
  const left = Math.exp(-1 / scale);
  const lost = -Math.expm1(-1 / scale);
  const spread = (4 * left) / (lost * lost);
  return {
    variance: (2 * left) / (lost * lost),
    characteristic: (angle) => 1 / (1 + spread * Math.sin(angle / 2) ** 2),
    // Chernoff, E e^(λZ) = ((1 − q)² / ((1 − q e^λ)(1 − q e^−λ)))ⁿ, at the best of a few λ below 1/scale.
    reach: (draws) => {
      const bounds = [0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95].map((part) => {
        const [above, below] = [-Math.expm1((part - 1) / scale), -Math.expm1(-(part + 1) / scale)];
        const exponent = draws * (2 * Math.log(lost) - Math.log(above) - Math.log(below));
        return ((exponent + negligibleExponent) * scale) / part;
      });
      return Math.min(...bounds);
    },
  };
}

/** Both sums below are one function (Poisson summation); each is used where few terms of it are left. */
const gaussianTerms = [-10, -9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** P(x) ∝ e^(−x²/2σ²); σ² is not quite its variance. */
function gaussianDraw(sigma2: number): Draw {
  const narrow = () => {
    const weights = gaussianTerms.map((x) => Math.exp(-(x * x) / (2 * sigma2)));
    const whole = sum(weights);
    const mean = (of: (x: number) => number) =>
      sum(gaussianTerms.map((x, at) => of(x) * (weights[at] ?? 0))) / whole;
    return {
      variance: mean((x) => x * x),
      characteristic: (angle: number) => mean((x) => Math.cos(x * angle)),
    };
  };
  const wide = () => {
    const turns = [-2, -1, 0, 1, 2].map((turn) => 2 * Math.PI * turn);
    const waves = (angle: number) => turns.map((turn) => Math.exp((-sigma2 * (angle - turn) ** 2) / 2));
    const whole = sum(waves(0));
    const bent = sum(waves(0).map((wave, at) => wave * (turns[at] ?? 0) ** 2));
    return {
      variance: sigma2 - (sigma2 * sigma2 * bent) / whole,
      characteristic: (angle: number) => sum(waves(angle)) / whole,
    };
  };
  return {
    ...(sigma2 < 1 ? narrow() : wide()),
    // Sub-Gaussian with σ² (Canonne, Kamath, Steinke 2020).
    reach: (draws) => Math.sqrt(2 * draws * sigma2 * negligibleExponent),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The noise in `cells` cells put together, from both aggregators. */
export class Noise {
  readonly variance: number;
  readonly sd: number;
  /** |Z| above this weighs nothing in a double. */
  readonly reach: number;
  readonly #places: number;
  readonly #halfWidths = new Map<number, number>();
  /** φⁿ at the angles 2πj/N from j = 0 on, as far as it weighs anything. */
  readonly #spectrum: Float64Array;

  constructor(law: NoiseLaw, cells: number, aggregators = 2) {
    if (!Number.isSafeInteger(cells) || cells < 1)
      throw new PolicyFault('release-invalid', 'expected at least one cell', 'cells');
    const draws = aggregators * cells;
    const size = law.numerator / law.denominator;
    const draw = law.name === 'discrete-laplace' ? laplaceDraw(size) : gaussianDraw(size);
    this.variance = draws * draw.variance;
    this.sd = Math.sqrt(this.variance);
    this.reach = Math.ceil(draw.reach(draws)) + 1;
    this.#places = 2 * this.reach + 2;
    const spectrum: number[] = [];
    for (let at = 0; at <= this.#places / 2; at++) {
      const part = draw.characteristic((2 * Math.PI * at) / this.#places) ** draws;
      if (part < negligible) break;
      spectrum.push(part);
    }
    this.#spectrum = Float64Array.from(spectrum);
  }

  /** Σ over the circle of φⁿ times an even function of the angle. */
  #around(of: (angle: number, at: number) => number): number {
    const places = this.#places;
    let total = 0;
    // From the small end, so that what is small is not lost.
    for (let at = this.#spectrum.length - 1; at >= 0; at--) {
      const twice = at === 0 || at === places / 2 ? 1 : 2;
      total += twice * (this.#spectrum[at] as number) * of((2 * Math.PI * at) / places, at);
    }
    return total / places;
  }

  /** P(Z = value), to about 10⁻¹⁶. */
  probability(value: number): number {
    if (Math.abs(value) > this.reach) return 0;
    return Math.max(
      0,
      this.#around((angle) => Math.cos(value * angle)),
    );
  }

  /** P(|Z| ≤ halfWidth) for a whole number: the sum of all `probability` from −halfWidth to halfWidth, by Dirichlet's kernel. */
  coverage(halfWidth: number): number {
    if (halfWidth < 0) return 0;
    if (halfWidth >= this.reach) return 1;
    const kernel = (angle: number, at: number) =>
      at === 0 ? 2 * halfWidth + 1 : Math.sin((halfWidth + 0.5) * angle) / Math.sin(angle / 2);
    return Math.min(1, this.#around(kernel));
  }

  /** The smallest whole number with `coverage` of at least `wanted`. */
  halfWidth(wanted: number = confidence): number {
    const known = this.#halfWidths.get(wanted);
    if (known !== undefined) return known;
    let [under, over] = [-1, this.reach];
    while (over - under > 1) {
      const middle = Math.floor((under + over) / 2);
      if (this.coverage(middle) >= wanted) over = middle;
      else under = middle;
    }
    this.#halfWidths.set(wanted, over);
    return over;
  }

  /** P(Z < value) for a whole number. */
  below(value: number): number {
    if (value > 0) return (1 + this.coverage(value - 1)) / 2;
    return (1 - this.coverage(-value)) / 2;
  }

  /** E |Z|: how far off, on average, in persons. */
  meanAbsolute(): number {
    const places = this.#places;
    // Σ |x| e^(ixt) over the circle: N²/4 at the angle 0, −1/sin²(t/2) at every odd place, nothing at the even ones.
    const found = this.#around((angle, at) => {
      if (at === 0) return (places * places) / 4;
      return at % 2 === 0 ? 0 : -1 / Math.sin(angle / 2) ** 2;
    });
    return Math.max(0, found);
  }
}

const noises = new WeakMap<NoiseLaw, Map<number, Noise>>();

/** The noise in so many cells, worked out once for each law that is held. */
export function noiseOf(law: NoiseLaw, cells: number): Noise {
  const known = noises.get(law) ?? new Map<number, Noise>();
  noises.set(law, known);
  const noise = known.get(cells) ?? new Noise(law, cells);
  known.set(cells, noise);
  return noise;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Around a whole number, cut to what a count can be. The truth is never cut away, so what covers it still does. */
export function intervalAround(estimate: number, halfWidth: number, least: number, most: number): Interval {
  const cut = (value: number) => Math.min(Math.max(value, least), most);
  return { low: cut(estimate - halfWidth), high: cut(estimate + halfWidth) };
}
