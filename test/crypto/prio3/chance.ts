import { createCipheriv, createHash } from 'node:crypto';
import type { Chance } from '../../../crypto/noise.ts';

/** The same bytes for the same seed, on every machine: AES-256 in counter mode. A test that draws from it cannot flake. */
export function seededChance(seed: string): Chance {
  const cipher = createCipheriv('aes-256-ctr', createHash('sha256').update(seed).digest(), Buffer.alloc(16));
  return (bytes) => new Uint8Array(cipher.update(Buffer.alloc(bytes)));
}

/** Whole numbers from 0 to below the limit, near enough to evenly for choosing where to cheat. */
export function seededChoice(seed: string): (limit: number) => number {
  const chance = seededChance(seed);
  return (limit) => Buffer.from(chance(6)).readUIntBE(0, 6) % limit;
}
