import { CryptoFault } from './fault.ts';

/** A positive fraction: a scale or a variance is exactly what the study says, never a float near it. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Gives as many random bytes; `randomBytes` of `random.ts`, but in a test. */
export type Chance = (bytes: number) => Uint8Array;

/**
 * Exact discrete noise after Canonne, Kamath and Steinke 2020 (arXiv 2004.00010, algorithms 1 to 3): P(x) is proportional
 * to exp(−|x| / scale). Each decision is whether a random integer is below another, so each outcome has its probability to
 * the last digit. A sampler on floats has holes, values that no draw gives beside a certain sum, and so gives the sum away
 * (Mironov 2012).
 *
 * Not constant in time: how often its loops run depends on the noise, and BigInt on its size. Who can time one sample
 * learns about that noise, so about one sum. Hence noise is drawn by an aggregator on its own machine, a whole vector
 * once per release when the window has closed, and never while somebody waits for the answer to a call of theirs.
 */
export function discreteLaplace(scale: Rational, chance: Chance): bigint {
  checkPositive(scale);
  return laplace(scale.numerator, scale.denominator, new Draws(chance));
}

/** P(x) is proportional to exp(−x² / (2 · variance)); algorithm 3, by rejection from the Laplace of the next whole scale. */
export function discreteGaussian(variance: Rational, chance: Chance): bigint {
  checkPositive(variance);
  const { numerator, denominator } = variance;
  const scale = squareRoot(numerator / denominator) + 1n;
  const draws = new Draws(chance);
  for (;;) {
    const sample = laplace(scale, 1n, draws);
    const distance = (sample < 0n ? -sample : sample) * denominator * scale - numerator;
    if (draws.isExponential(distance * distance, 2n * numerator * denominator * scale * scale)) return sample;
  }
}

/** Algorithm 2, for the scale t / s. */
function laplace(t: bigint, s: bigint, draws: Draws): bigint {
  for (;;) {
    const rest = draws.below(t);
    if (!draws.isExponential(rest, t)) continue;
    let whole = 0n;
    while (draws.isExponential(1n, 1n)) whole++;
    const size = (rest + t * whole) / s;
    const isNegative = draws.below(2n) === 1n;
    // 0 has one sign only, or it would come twice as often.
    if (isNegative && size === 0n) continue;
    return isNegative ? -size : size;
  }
}

/** The chance of one sample, taken in pieces: most decisions need one byte. */
class Draws {
  private readonly chance: Chance;
  private bytes = new Uint8Array(0);
  private at = 0;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  /** Each integer from 0 to below the limit equally often: bits that make too large a one are thrown away. */
  below(limit: bigint): bigint {
    const bits = limit === 1n ? 0 : (limit - 1n).toString(2).length;
    for (;;) {
      let value = 0n;
      let left = bits;
      for (; left >= 8; left -= 8) value = (value << 8n) | BigInt(this.byte());
      if (left > 0) value = (value << BigInt(left)) | BigInt(this.byte() >> (8 - left));
      if (value < limit) return value;
    }
  }

  /** Yes with probability exp(−numerator / denominator); algorithm 1, of its whole parts first. */
  isExponential(numerator: bigint, denominator: bigint): boolean {
    let rest = numerator;
    for (; rest > denominator; rest -= denominator) if (!this.isExponential(1n, 1n)) return false;
    let factor = 1n;
    while (this.below(denominator * factor) < rest) factor++;
    return factor % 2n === 1n;
  }

  private byte(): number {
    if (this.at === this.bytes.length) {
      this.bytes = new Uint8Array(this.chance(64));
      this.at = 0;
      if (this.bytes.length === 0) throw new CryptoFault('size-invalid', 'chance gave no bytes');
    }
    return this.bytes[this.at++] as number;
  }
}

/** The whole part of a square root, by Newton from above. */
function squareRoot(square: bigint): bigint {
  if (square < 2n) return square;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

function checkPositive({ numerator, denominator }: Rational): void {
  if (numerator <= 0n || denominator <= 0n)
    throw new CryptoFault('size-invalid', 'a noise parameter that is not a positive fraction');
}
