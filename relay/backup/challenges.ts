// Challenges for the passkey that finds a backup: memory only, five minutes, one use.

import { toBase64url } from '../../crypto/encode.ts';
import { randomBytes } from '../../crypto/random.ts';
import { DoorFault } from '../middleware/fault.ts';

const challengeMs = 300_000;
const maxWaiting = 20_000;

export class Challenges {
  /** Challenge → until when. All live equally long: the first in are the first out. */
  readonly #waiting = new Map<string, number>();

  make(nowMs: number): string {
    this.#forgetOld(nowMs);
    if (this.#waiting.size >= maxWaiting)
      throw new DoorFault('rate-exceeded', 'too many challenges wait', { retryAfterS: 60 });
    const challenge = toBase64url(randomBytes(32));
    this.#waiting.set(challenge, nowMs + challengeMs);
    return challenge;
  }

  /** True once. */
  take(challenge: string, nowMs: number): boolean {
    this.#forgetOld(nowMs);
    return this.#waiting.delete(challenge);
  }

  #forgetOld(nowMs: number): void {
    for (const [challenge, endsMs] of this.#waiting) {
      if (endsMs > nowMs) return;
      this.#waiting.delete(challenge);
    }
  }
}
