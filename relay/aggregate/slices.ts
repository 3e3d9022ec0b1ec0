import { setImmediate as nextTurn } from 'node:timers/promises';

const sliceMs = 10;

/** Proofs are many and each is short: every so often whoever else waits is let through. */
export class Slices {
  #sinceMs = performance.now();

  async pause(): Promise<void> {
    if (performance.now() - this.#sinceMs < sliceMs) return;
    await nextTurn();
    this.#sinceMs = performance.now();
  }
}
