import { type Chance, discreteGaussian, discreteLaplace } from '../../crypto/noise.ts';
import type { Mechanism } from '../../policy/study.ts';

/** Draws what the manifest names, one at each call: the same for the noise of a count and for the draws of its package. */
export function samplerOf({ name, numerator, denominator }: Mechanism, chance: Chance): () => bigint {
  const draw = name === 'discrete-laplace' ? discreteLaplace : discreteGaussian;
  const parameter = { numerator: BigInt(numerator), denominator: BigInt(denominator) };
  return () => draw(parameter, chance);
}
