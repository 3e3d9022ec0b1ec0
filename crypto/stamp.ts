// A small cost for opening a thread without an account: a number that, hashed with the record's digest, begins with
// enough zero bits. Finding it takes 2^bits tries on average, checking it one; nobody is named by it.

import { fromBase64url, toBase64url, toUtf8 } from './encode.ts';
import { type Sha256, sha256 } from './hash.ts';

/** What each opening costs, and what opens a lane of its own when the usual one is full (docs/decisions/0021). */
export const usualBits = 18;
export const dearBits = 20;
/** What the first write of a backup costs: it takes room at the relay. */
export const backupBits = 16;

const label = toUtf8('vav/stamp/1\n');
const nonceBytes = 8;
const stampForm = /^[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]$/;

function bytesFor(digest: string): Uint8Array {
  const bytes = new Uint8Array(label.length + 32 + nonceBytes);
  bytes.set(label);
  bytes.set(fromBase64url(digest).subarray(0, 32), label.length);
  return bytes;
}

/** How many zero bits a stamp gives to the record of this digest; 0 for what is no stamp. */
export function stampBits(digest: string, stamp: string, hash: Sha256 = sha256): number {
  if (!stampForm.test(stamp)) return 0;
  const bytes = bytesFor(digest);
  bytes.set(fromBase64url(stamp), label.length + 32);
  return zeroBits(hash(bytes));
}

/** Looks through `tries` numbers from `from` on, so that a phone can do it in slices and stay awake for its screen. */
export function findStamp(
  digest: string,
  bits: number,
  from: number,
  tries: number,
  hash: Sha256 = sha256,
): string | undefined {
  const bytes = bytesFor(digest);
  const view = new DataView(bytes.buffer, label.length + 32, nonceBytes);
  for (let at = from; at < from + tries; at += 1) {
    view.setBigUint64(0, BigInt(at));
    if (zeroBits(hash(bytes)) >= bits) return toBase64url(bytes.subarray(label.length + 32));
  }
  return undefined;
}

function zeroBits(hash: Uint8Array): number {
  let count = 0;
  for (const byte of hash) {
    if (byte === 0) {
      count += 8;
      continue;
    }
    return count + Math.clz32(byte) - 24;
  }
  return count;
}
