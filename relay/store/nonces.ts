// Which calls were seen. The record's own row holds party and nonce and is the only replay store; this is its index, in
// memory like everything that the embedded store decides by. An index on disk would touch a page of its own for each
// call, because nonces are random: two thirds of what the row itself costs.

/**
 * A door refuses a `created` that is more than a minute away, so a nonce can come again for two minutes. It is
 * remembered for five to ten, counted by the calls' own times: a clock that is put back a little does no harm.
 */
const generationMs = 300_000;

export class Nonces {
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  #turnMs = Number.NEGATIVE_INFINITY;

  /** The row of the call that used it, by its `nonceKey`. */
  find(key: string): number | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  add(key: string, row: number, atMs: number): void {
    if (atMs >= this.#turnMs) {
      if (this.#turnMs > Number.NEGATIVE_INFINITY) this.#old = this.#young;
      this.#young = new Map();
      this.#turnMs = atMs + generationMs;
    }
    this.#young.set(key, row);
  }

  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
    this.#turnMs = Number.NEGATIVE_INFINITY;
  }
}

/** At start: every call that may come again, seen from the newest. */
export const rememberedMs = 2 * generationMs;
