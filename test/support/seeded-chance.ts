/** Chance that is the same for the same name: AES-128 in counter mode over zeros. For tests only. */
import { createCipheriv, createHash } from 'node:crypto';

export function seededChance(name: string): (bytes: number) => Uint8Array {
  const key = createHash('sha256').update(name).digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  let stock = Buffer.alloc(0);
  return (bytes) => {
    while (stock.length < bytes) stock = Buffer.concat([stock, cipher.update(Buffer.alloc(65_536))]);
    const taken = new Uint8Array(stock.subarray(0, bytes));
    stock = stock.subarray(bytes);
    return taken;
  };
}

/** 0 ≤ chance < 1, from the same source. */
export function seededNumbers(name: string): () => number {
  const chance = seededChance(name);
  return () => new DataView(chance(4).buffer).getUint32(0) / 4_294_967_296;
}
