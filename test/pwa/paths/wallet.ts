// A wallet in one process with a real relay: a clock that stands still, chance that is counted, a fake IndexedDB, an
// authenticator of a few lines. What the tests of paths need before they begin.

import 'fake-indexeddb/auto';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { randomBytes } from '../../../crypto/random.ts';
import type { FactKey } from '../../../policy/fact.ts';
import type { Ceremony, FoundPasskey } from '../../../pwa/wallet/passkey/ceremony.ts';
import { PasskeyFault } from '../../../pwa/wallet/passkey/fault.ts';
import { prfSalt } from '../../../pwa/wallet/passkey/salt.ts';
import { type Ask, readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { eraseDevice } from '../../../pwa/wallet/paths/erase.ts';
import { type Choice, sayYes, viewOf } from '../../../pwa/wallet/paths/grant.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { createWallet } from '../../../pwa/wallet/paths/open.ts';
import { offeredPeriods } from '../../../pwa/wallet/paths/propose.ts';
import type { SentGrant } from '../../../pwa/wallet/paths/send.ts';
import type { Surroundings } from '../../../pwa/wallet/paths/surroundings.ts';
import { runRules } from '../../../pwa/wallet/worker/rules.worker.ts';
import { clientIdHash } from '../../../relay/routes/authorize.ts';
import { askAs, origin, type TestCity, type TestHouse } from '../../relay/house.ts';
import { enterRoom, type TestRoom } from '../../relay/resident.ts';
import { aFact } from '../../support/builders.ts';

export interface Call {
  readonly path: string;
  readonly method: string;
  readonly body: string;
  readonly options: RequestInit;
}

/** An authenticator that gives the PRF secret only when used, as most do. */
export class TestAuthenticator {
  readonly prfSalt = prfSalt;
  /** Credential → what it computes its PRF with. */
  readonly secrets = new Map<string, Uint8Array>();
  /** Credential → what it signs with. */
  readonly keys = new Map<string, KeyObject>();
  givesSecretAtOnce = false;
  ceremonies = 0;

  async isSupported(): Promise<boolean> {
    return true;
  }

  async make(): Promise<Ceremony> {
    this.ceremonies += 1;
    const credential = toBase64url(randomBytes(16));
    this.secrets.set(credential, randomBytes(32));
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.keys.set(credential, privateKey);
    return {
      credential,
      secret: this.givesSecretAtOnce ? this.#prf(credential) : null,
      publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    };
  }

  async ask(credentials: readonly string[]): Promise<Ceremony> {
    this.ceremonies += 1;
    const credential = credentials.find((known) => this.secrets.has(known)) ?? '';
    return { credential, secret: this.#prf(credential) };
  }

  /** The passkey that this person has, whatever the device. */
  async find(challenge: string): Promise<FoundPasskey> {
    this.ceremonies += 1;
    const [credential = '', privateKey] = [...this.keys].at(-1) ?? [];
    if (privateKey === undefined) throw new PasskeyFault('passkey-refused', 'no passkey here');
    const clientData = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin }));
    const host = createHash('sha256').update('localhost').digest();
    const authenticatorData = Buffer.concat([host, Buffer.from([0x05, 0, 0, 0, 0])]);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
    return {
      credential,
      secret: this.#prf(credential),
      assertion: {
        clientData: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign(null, signed, privateKey).toString('base64url'),
      },
    };
  }

  #prf(credential: string): Uint8Array {
    return sha256(this.secrets.get(credential) ?? new Uint8Array(0), prfSalt);
  }
}

export interface TestAround extends Surroundings {
  readonly passkey: TestAuthenticator;
  /** Every call that left the wallet. */
  readonly calls: Call[];
  /** How long each pause was asked to last; none is waited for. */
  readonly pauses: number[];
  isOffline: boolean;
  /** Looked at before each call: throw to lose it, answer to stand in for the relay. */
  meddle: (path: string, next: () => Promise<Response>) => Promise<Response>;
}

export function aroundOf(relay: TestHouse): TestAround {
  let seed = 1_234_567_891;
  const around: TestAround = {
    now: relay.clock.now,
    chance: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    pause: async (ms) => void around.pauses.push(ms),
    isOnline: () => !around.isOffline,
    passkey: new TestAuthenticator(),
    // Argon2id at its floor takes seconds; what it gives is tested beside it.
    derive: async (passphrase, salt) => sha256(toUtf8(passphrase), salt),
    runRules: async (task, question) => runRules(task, question),
    communes: async () => {
      const { readCommunes } = await import('../../../policy/commune.ts');
      const list = await import('../../../pwa/wallet/communes.json', { with: { type: 'json' } });
      return readCommunes(list.default);
    },
    reach: {
      origin,
      patienceMs: 5_000,
      fetch: async (address, options) => {
        const path = new URL(address).pathname;
        const body = typeof options.body === 'string' ? options.body : '';
        around.calls.push({ path, method: options.method ?? 'GET', body, options });
        if (around.isOffline) throw new TypeError('offline');
        return around.meddle(path, () => relay.fetch(path, options));
      },
    },
    calls: [],
    pauses: [],
    isOffline: false,
    meddle: (_, next) => next(),
  };
  return around;
}

export const phrase = 'quatre vélos bleus sous la pluie';

/** A device with an open vault and the facts that the city asks for. */
export async function openWallet(around: Surroundings): Promise<void> {
  await eraseDevice();
  await keepFacts(around);
  await createWallet({ kind: 'passphrase', passphrase: phrase }, around);
}

export async function keepFacts(
  around: Surroundings,
  keys: FactKey[] = ['commune', 'reference-income'],
): Promise<void> {
  for (const key of keys) await keepFact({ key, value: aFact(key).value }, around);
}

export interface Scanned {
  readonly room: TestRoom;
  readonly hash: string;
  readonly verifier: string;
  readonly requestDigest: string;
}

/** The party asks, its browser opens the room; what the phone's camera then reads. */
export async function scan(
  relay: TestHouse,
  city: TestCity,
  changes: Parameters<typeof askAs>[1] = {},
): Promise<Scanned> {
  const asked = await askAs(city, changes);
  const room = await enterRoom(relay, asked.address);
  const hash = `#${room.handle}.${clientIdHash(city.client.id)}`;
  return { room, hash, verifier: asked.verifier, requestDigest: asked.requestDigest };
}

/** Everything that was asked, at the asked precision, for the longest offered period. */
export function wholeChoice(ask: Ask): Choice {
  const [period] = offeredPeriods(ask);
  if (period === undefined) throw new Error('expected an offered period');
  return { facts: ask.detail.facts.map(({ key, precision }) => ({ key, precision })), period, lang: 'fr' };
}

export async function agreeTo(
  ask: Ask,
  around: Surroundings,
  changes: Partial<Choice> = {},
): Promise<SentGrant> {
  const choice = { ...wholeChoice(ask), ...changes };
  return sayYes(ask, choice, viewOf(ask, choice), around);
}

/** The six characters are typed in front of the party's screen. */
export async function typeAtRoom(
  relay: TestHouse,
  room: TestRoom,
  confirm: string | null,
): Promise<Response> {
  return relay.post('/room/code', { room: room.id, code: confirm }, { cookie: room.cookie });
}

export interface Lived {
  readonly ask: Ask;
  readonly grantId: string;
  readonly room: TestRoom;
  readonly code: string;
  readonly scanned: Scanned;
}

/** From the scan to a grant in force. */
export async function liveGrant(relay: TestHouse, city: TestCity, around: TestAround): Promise<Lived> {
  const scanned = await scan(relay, city);
  const ask = await readAsk(scanned.hash, around);
  const sent = await agreeTo(ask, around);
  const typed = await typeAtRoom(relay, scanned.room, sent.confirm);
  const { redirect } = (await typed.json()) as { redirect: string };
  const code = new URL(redirect).searchParams.get('code') ?? '';
  return { ask, grantId: sent.grantId, room: scanned.room, code, scanned };
}
