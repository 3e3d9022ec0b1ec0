// Names that may be used once: the `jti` of a client assertion or of a request object, the nonce of a wallet's call.
// Kept until the thing they name would be too old anyway, in memory: a restart forgets them, and the time limits of
// each kind bound what a replay over a restart could do.
//
// Parties are known, so a full list refuses. Anybody can make a wallet's call with a key of the moment: were such a list
// to refuse, a stranger could keep every wallet from its mailbox for a day. It lets go of what is nearest to its end.

import { DoorFault } from '../middleware/fault.ts';

const sliceMs = 60_000;

export class UsedOnce {
  readonly #seen = new Set<string>();
  /** By the minute in which they may be forgotten, so that forgetting needs no list in order. */
  readonly #slices = new Map<number, string[]>();
  readonly #max: number;
  readonly #whenFull: 'refuse' | 'forget';
  #sweptSlice = 0;

  constructor(max: number, whenFull: 'refuse' | 'forget') {
    this.#max = max;
    this.#whenFull = whenFull;
  }

  /** Throws when the name was seen; remembers it until then otherwise. */
  use(name: string, untilMs: number, nowMs: number): void {
    this.#forgetOld(nowMs);
    if (this.#seen.has(name))
      throw new DoorFault('request-replayed', 'expected a name that was not used before');
    if (this.#seen.size >= this.#max && this.#whenFull === 'forget') this.#forgetNearest();
    if (this.#seen.size >= this.#max)
      throw new DoorFault('rate-exceeded', 'too many calls', { retryAfterS: 60 });
    const slice = Math.floor(untilMs / sliceMs) + 1;
    const names = this.#slices.get(slice);
    if (names === undefined) this.#slices.set(slice, [name]);
    else names.push(name);
    this.#seen.add(name);
  }

  #forgetOld(nowMs: number): void {
    const current = Math.floor(nowMs / sliceMs);
    if (current === this.#sweptSlice) return;
    this.#sweptSlice = current;
    for (const [slice, names] of this.#slices) {
      if (slice > current) continue;
      this.#forgetSlice(slice, names);
    }
  }

  #forgetNearest(): void {
    const nearest = Math.min(...this.#slices.keys());
    this.#forgetSlice(nearest, this.#slices.get(nearest) ?? []);
  }

  #forgetSlice(slice: number, names: readonly string[]): void {
    for (const name of names) this.#seen.delete(name);
    this.#slices.delete(slice);
  }
}
