import type { LogHead } from './contract.ts';
import { StoreFault } from './fault.ts';

/** Where a record came to stand, and a head that covers it. */
export interface Placed {
  index: number;
  head: LogHead;
}

const waitMs = 3000;

interface Waiter {
  placed: Promise<Placed>;
  /** How many acts of this process wait for this ticket. */
  count: number;
  resolve: (placed: Placed) => void;
  reject: (cause: unknown) => void;
  timer: NodeJS.Timeout;
}

/** Who waits, in this process, for the signer to give a committed record its place. */
export class Waiters {
  readonly #waiting = new Map<number, Waiter>();

  /** Asked for before COMMIT, so that a quick signer is not missed; `forget` if the transaction fails. */
  expect(ticket: number): Promise<Placed> {
    const known = this.#waiting.get(ticket);
    if (known !== undefined) {
      known.count += 1;
      return known.placed;
    }
    const { promise: placed, resolve, reject } = Promise.withResolvers<Placed>();
    const timer = setTimeout(() => {
      this.#waiting.delete(ticket);
      reject(new StoreFault('signer-absent', 'the record is kept, and no head covers it yet'));
    }, waitMs);
    this.#waiting.set(ticket, { placed, resolve, reject, timer, count: 1 });
    // Whoever forgets or is closed does not look at it any more.
    placed.catch(() => undefined);
    return placed;
  }

  forget(ticket: number): void {
    const waiter = this.#waiting.get(ticket);
    if (waiter === undefined) return;
    waiter.count -= 1;
    if (waiter.count === 0) this.#take(ticket);
  }

  tickets(): number[] {
    return [...this.#waiting.keys()];
  }

  tell(ticket: number, placed: Placed): void {
    this.#take(ticket)?.resolve(placed);
  }

  close(): void {
    for (const ticket of this.tickets()) {
      this.#take(ticket)?.reject(new StoreFault('store-closed', 'the store was closed'));
    }
  }

  #take(ticket: number): Waiter | undefined {
    const waiter = this.#waiting.get(ticket);
    clearTimeout(waiter?.timer);
    this.#waiting.delete(ticket);
    return waiter;
  }
}
