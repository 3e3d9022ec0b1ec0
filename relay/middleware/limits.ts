// How often. Buckets live in memory only and are keyed by door and party, never by address: nothing here can tell who
// a resident is. A bucket fills at `perSecond` and holds at most `burst`.

import { DoorFault } from './fault.ts';

export interface Rate {
  perSecond: number;
  burst: number;
}

interface Bucket {
  left: number;
  filledMs: number;
}

/** Parties are few; past this many the bucket that was idle longest is forgotten, which only gives it more. */
const maxBuckets = 4096;

export class Limits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  take(name: string, rate: Rate, count = 1): void {
    const nowMs = this.#clock();
    const bucket = this.#buckets.get(name) ?? { left: rate.burst, filledMs: nowMs };
    const sinceS = Math.max(0, nowMs - bucket.filledMs) / 1000;
    bucket.left = Math.min(rate.burst, bucket.left + sinceS * rate.perSecond);
    bucket.filledMs = nowMs;
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > maxBuckets) {
      const oldest = this.#buckets.keys().next();
      if (!oldest.done) this.#buckets.delete(oldest.value);
    }
    if (bucket.left < count) {
      const waitS = Math.ceil((count - bucket.left) / rate.perSecond);
      throw new DoorFault('rate-exceeded', `expected at most ${rate.perSecond} a second`, {
        retryAfterS: waitS,
      });
    }
    bucket.left -= count;
  }
}
