import { CryptoFault } from '../fault.ts';
import type { Element, Field, Vector } from './field.ts';

/** What one aggregator publishes: its share and its own noise, added modulo the field so that both hide each other. */
export function addNoise(field: Field, aggregateShare: Vector, noise: readonly bigint[]): Element[] {
  if (noise.length !== aggregateShare.length)
    throw new CryptoFault(
      'size-invalid',
      `\`${noise.length}\` noises, expected \`${aggregateShare.length}\``,
    );
  return aggregateShare.map((element, at) => field.add(element, field.element(noise[at] as bigint)));
}

/** The noisy sums: noise may bring a sum below 0, so what lies above half of the modulus is negative. */
export function unshardSigned(field: Field, aggregateShares: readonly Vector[]): bigint[] {
  const [first, ...others] = aggregateShares;
  if (first === undefined) throw new CryptoFault('size-invalid', 'no aggregate share');
  const total = others.reduce((sum, share) => field.addVectors(sum, share), first);
  return total.map((element) => {
    const least = field.integer(element);
    return least > field.modulus / 2n ? least - field.modulus : least;
  });
}
