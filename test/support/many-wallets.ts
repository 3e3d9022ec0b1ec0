// Many wallets in one process, each with modules, vault, and chance of its own, around one real relay. Time is given:
// whoever waits is woken in order, one after the other, so that days pass in seconds and every run is the same run.

import Dexie from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { vi } from 'vitest';
import { toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import type { FactKey } from '../../policy/fact.ts';
import type { Surroundings } from '../../pwa/wallet/paths/surroundings.ts';
import type { StillClock } from './clock.ts';

/** Numbers that look like nothing and are the same in every run. */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ids, keys and salts too come from here while it lasts: else a test of order would be another test each time. */
export function seedRandomBytes(seed: number): () => void {
  const chance = seededChance(seed);
  const spy = vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((into) => {
    const bytes = new Uint8Array(
      (into as Uint8Array).buffer,
      (into as Uint8Array).byteOffset,
      into?.byteLength,
    );
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(chance() * 256);
    return into;
  });
  return () => spy.mockRestore();
}

/** Wakes whoever waits, in the order of time; the clock stands while anybody is awake. */
export class Days {
  readonly #clock: StillClock;
  #asleep: { atMs: number; wake: () => void }[] = [];
  #awake = 0;
  #whenAllSleep: () => void = () => undefined;
  #fault: { readonly fault: unknown } | undefined;

  constructor(clock: StillClock) {
    this.#clock = clock;
  }

  /** Somebody begins to act now, until the first sleep or the end. */
  begin(act: () => Promise<void>): void {
    this.#enter();
    act()
      .catch((fault: unknown) => {
        this.#fault ??= { fault };
      })
      .finally(() => this.#leave());
  }

  #enter(): void {
    this.#awake += 1;
  }

  #leave(): void {
    this.#awake -= 1;
    if (this.#awake === 0) this.#whenAllSleep();
  }

  /** Two things done side by side by one who goes on when both are over. */
  async both(one: () => Promise<void>, other: () => Promise<void>): Promise<void> {
    let under = 2;
    const end = (): void => {
      under -= 1;
      if (under > 0) this.#leave();
    };
    this.#enter();
    await Promise.all([one().finally(end), other().finally(end)]);
  }

  sleepUntil(atMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asleep.push({ atMs, wake: resolve });
    this.#leave();
    return promise;
  }

  async pass(): Promise<void> {
    for (;;) {
      if (this.#awake > 0) {
        await new Promise<void>((resolve) => {
          this.#whenAllSleep = resolve;
        });
      }
      if (this.#fault !== undefined) throw this.#fault.fault;
      let first = 0;
      for (let at = 1; at < this.#asleep.length; at += 1)
        if ((this.#asleep[at]?.atMs ?? 0) < (this.#asleep[first]?.atMs ?? 0)) first = at;
      const [next] = this.#asleep.splice(first, 1);
      if (next === undefined) return;
      if (next.atMs > this.#clock.now()) this.#clock.pass({ ms: next.atMs - this.#clock.now() });
      this.#awake += 1;
      next.wake();
    }
  }
}

export interface WalletCall {
  readonly path: string;
  readonly body: string;
  readonly atMs: number;
  readonly options: RequestInit;
}

export type Wallet = Awaited<ReturnType<typeof openOneWallet>>;

interface Place {
  readonly clock: StillClock;
  readonly days: Days;
  readonly chance: () => number;
  readonly origin: string;
  readonly fetch: (path: string, options: RequestInit) => Promise<Response>;
}

/** One phone: what it holds is reached by the functions that its screens call. */
export async function openOneWallet(
  { clock, days, chance, origin, fetch }: Place,
  facts: Readonly<Partial<Record<FactKey, unknown>>>,
) {
  vi.resetModules();
  Dexie.dependencies.indexedDB = new IDBFactory() as unknown as typeof indexedDB;
  Dexie.dependencies.IDBKeyRange = IDBKeyRange;
  const calls: WalletCall[] = [];
  const around: Surroundings = {
    now: clock.now,
    chance,
    pause: (ms) => days.sleepUntil(clock.now() + ms),
    isOnline: () => true,
    reach: {
      origin,
      patienceMs: 5_000,
      fetch: (address, options) => {
        const path = new URL(address).pathname;
        calls.push({
          path,
          body: typeof options.body === 'string' ? options.body : '',
          atMs: clock.now(),
          options,
        });
        return fetch(path, options);
      },
    },
    passkey: {
      prfSalt: new Uint8Array(32),
      isSupported: async () => false,
      make: () => Promise.reject(new Error('no passkey here')),
      ask: () => Promise.reject(new Error('no passkey here')),
      find: () => Promise.reject(new Error('no passkey here')),
    },
    // Argon2id at its floor takes seconds; what it gives is tested beside it.
    derive: async (passphrase, salt) => sha256(toUtf8(passphrase), salt),
    runRules: () => Promise.reject(new Error('nobody recomputes here')),
    communes: () => Promise.reject(new Error('nobody looks for a town here')),
  };
  const paths = {
    ...(await import('../../pwa/wallet/paths/ask.ts')),
    ...(await import('../../pwa/wallet/paths/grant.ts')),
    ...(await import('../../pwa/wallet/paths/keep.ts')),
    ...(await import('../../pwa/wallet/paths/look.ts')),
    ...(await import('../../pwa/wallet/paths/my-thread.ts')),
    ...(await import('../../pwa/wallet/paths/open.ts')),
    ...(await import('../../pwa/wallet/paths/outbox.ts')),
    ...(await import('../../pwa/wallet/paths/paper-thread.ts')),
    ...(await import('../../pwa/wallet/paths/propose.ts')),
    ...(await import('../../pwa/wallet/paths/revoke.ts')),
    ...(await import('../../pwa/wallet/paths/send-receipt.ts')),
    ...(await import('../../pwa/wallet/vault/open.ts')),
  };
  for (const [key, value] of Object.entries(facts))
    await paths.keepFact({ key: key as FactKey, value }, around);
  await paths.createWallet({ kind: 'passphrase', passphrase: 'quatre vélos bleus sous la pluie' }, around);
  return { ...paths, around, calls };
}
