// Challenges for the passkey that finds a backup: five minutes, one use. The relay makes them again from what stands in them
// instead of holding each: asking for many fills nothing and keeps nobody out. Only those that a passkey answered are held.

import { areEqual, concat, fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { blake2b } from '../../crypto/hash.ts';
import { randomBytes } from '../../crypto/random.ts';
import { UsedOnce } from '../room/once.ts';

const challengeMs = 300_000;
const maxUsed = 20_000;
const timeBytes = 8;
const headBytes = 16;
const label = toUtf8('backup challenge\n');

/** In bytes: 0–7 when it was made, 8–15 chance, 16–31 what this process alone can make of these. */
export class Challenges {
  readonly #secret = randomBytes(32);
  readonly #used = new UsedOnce(maxUsed, 'forget');

  make(nowMs: number): string {
    const head = new Uint8Array(headBytes);
    new DataView(head.buffer).setBigUint64(0, BigInt(Math.floor(nowMs)));
    head.set(randomBytes(headBytes - timeBytes), timeBytes);
    return toBase64url(concat(head, this.#mac(head)));
  }

  /** `challenge`: 43 characters of base64url. */
  isFresh(challenge: string, nowMs: number): boolean {
    const bytes = fromBase64url(challenge);
    const head = bytes.subarray(0, headBytes);
    if (!areEqual(bytes.subarray(headBytes), this.#mac(head))) return false;
    return nowMs < endOf(bytes);
  }

  /** Of a fresh one that a passkey has answered; throws the second time. */
  use(challenge: string, nowMs: number): void {
    this.#used.use(challenge, endOf(fromBase64url(challenge)), nowMs);
  }

  #mac(head: Uint8Array): Uint8Array {
    return blake2b(this.#secret, label, head).subarray(0, headBytes);
  }
}

const endOf = (bytes: Uint8Array): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0)) + challengeMs;
