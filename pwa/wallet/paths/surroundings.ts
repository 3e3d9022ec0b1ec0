// What a path needs from outside itself: time, chance, the relay, the authenticator, the slow workers. Paths take it as
// their last argument, so that tests give a clock that stands still; screens leave it out.

import type { PassphraseCost } from '../../../crypto/passphrase.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { type Communes, readCommunes } from '../../../policy/commune.ts';
import { hereReach, type Reach } from '../link/call.ts';
import type { Ceremony, FoundPasskey } from '../passkey/ceremony.ts';
import { prfSalt } from '../passkey/salt.ts';
import type { RulesRun } from '../worker/rules.ts';

export interface PasskeyDoor {
  readonly prfSalt: Uint8Array;
  isSupported(): Promise<boolean>;
  make(): Promise<Ceremony>;
  ask(credentials: readonly string[]): Promise<Ceremony>;
  /** Answers a challenge of the relay, on a device that knows no credential yet. */
  find(challenge: string): Promise<FoundPasskey>;
}

export interface Surroundings {
  now(): number;
  /** 0 ≤ chance < 1 */
  chance(): number;
  pause(ms: number): Promise<void>;
  isOnline(): boolean;
  readonly reach: Reach;
  readonly passkey: PasskeyDoor;
  derive(passphrase: string, salt: Uint8Array, cost: PassphraseCost): Promise<Uint8Array>;
  runRules: RulesRun;
  /** The list of communes, loaded whole: asking for a part would tell where one lives. */
  communes(): Promise<Communes>;
}

const ceremony = () => import('../passkey/ceremony.ts');

export const here: Surroundings = {
  now: () => Date.now(),
  chance: () => new DataView(randomBytes(4).buffer).getUint32(0) / 4_294_967_296,
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  isOnline: () => globalThis.navigator.onLine,
  get reach() {
    return hereReach();
  },
  passkey: {
    prfSalt,
    isSupported: async () => (await import('../passkey/support.ts')).supportsPasskey(),
    make: async () => (await ceremony()).makePasskey(),
    ask: async (credentials) => (await ceremony()).askPasskey(credentials),
    find: async (challenge) => {
      const { findPasskey } = await ceremony();
      return findPasskey(challenge);
    },
  },
  derive: async (passphrase, salt, cost) =>
    (await import('../worker/derive.ts')).deriveInWorker(passphrase, salt, cost),
  communes: async () => readCommunes((await import('../communes.json', { with: { type: 'json' } })).default),
  runRules: async (task, question) => (await import('../worker/rules.ts')).runInWorker(task, question),
};

/** Where an order would tell something. */
export function shuffled<T>(entries: readonly T[], around: Surroundings): T[] {
  const order = [...entries];
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(around.chance() * (at + 1));
    [order[at], order[other]] = [order[other] as T, order[at] as T];
  }
  return order;
}
