/** Chance that is the same for the same seed, on every machine (AES-256 in counter mode): a test that draws cannot flake. */
import { createCipheriv, createHash } from 'node:crypto';

const stockBytes = 65_536;

export function seededChance(seed: string): (bytes: number) => Uint8Array {
  const cipher = createCipheriv('aes-256-ctr', createHash('sha256').update(seed).digest(), Buffer.alloc(16));
  let stock = Buffer.alloc(0);
  return (bytes) => {
    if (stock.length < bytes)
      stock = Buffer.concat([stock, cipher.update(Buffer.alloc(Math.max(bytes, stockBytes)))]);
    const taken = new Uint8Array(stock.subarray(0, bytes));
    stock = stock.subarray(bytes);
    return taken;
  };
}

/** Whole numbers from 0 to below the limit, near enough to evenly for choosing where to cheat. */
export function seededChoice(seed: string): (limit: number) => number {
  const chance = seededChance(seed);
  return (limit) => Buffer.from(chance(6)).readUIntBE(0, 6) % limit;
}

/** 0 ≤ chance < 1. */
export function seededNumbers(seed: string): () => number {
  const chance = seededChance(seed);
  return () => new DataView(chance(4).buffer).getUint32(0) / 4_294_967_296;
}
