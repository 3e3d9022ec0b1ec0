// A relay in one process on a real store in a folder of its own, a city that was admitted and has declared, and a wallet
// that acts by hand: what the tests of doors and paths need before they begin.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256, stopHashOf } from '../../crypto/hash.ts';
import { newPairKey, newStopSeed, type Pairwise, pairwise, stopSecret } from '../../crypto/keys.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { padTo, sealTo, sealWith } from '../../crypto/seal.ts';
import { signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { envelopeBinding, envelopeText, wrappedKeyBinding } from '../../policy/envelope.ts';
import type { Fact } from '../../policy/fact.ts';
import type { Grant } from '../../policy/grant.ts';
import { dayText, minuteText } from '../../policy/instant.ts';
import { readParty } from '../../policy/party.ts';
import {
  type Head,
  joinRecord,
  type RecordType,
  recordLabel,
  recordLine,
  splitRecord,
} from '../../policy/record.ts';
import { type Request as AskRequest, readRequest } from '../../policy/request.ts';
import { type View, viewDigest } from '../../policy/view.ts';
import { buildApp, openHouse } from '../../relay/app.ts';
import type { House } from '../../relay/house.ts';
import { type DeclarationBody, openParty, type PartyClient, type PushedAsk } from '../../relay/kit/client.ts';
import { newPartyKeys, type PartyAbout, type PartyKeys, partyRecord } from '../../relay/kit/keys.ts';
import { openLogs } from '../../relay/middleware/logs.ts';
import { openLogSigner } from '../../relay/proof/log-signer.ts';
import { openRegie, publishRegie, type Regie } from '../../relay/regie.ts';
import { type Wallet as BuiltWallet, noWallet } from '../../relay/routes/wallet.ts';
import { openSqliteStore } from '../../relay/store/sqlite.ts';
import { aDeclaration, aFact, aParty } from '../support/builders.ts';
import { type StillClock, stillClock } from '../support/clock.ts';

export const origin = 'http://localhost:8787';

export interface TestHouse {
  readonly house: House;
  readonly clock: StillClock;
  readonly regie: Regie;
  readonly folder: string;
  /** Every log line so far. */
  readonly lines: string[];
  fetch(path: string, options?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestHouse(wallet: BuiltWallet = noWallet): Promise<TestHouse> {
  await readySodium();
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const clock = stillClock();
  const lines: string[] = [];
  const regie = openRegie(folder, origin, clock.now());
  const logs = openLogs((text) => void lines.push(...text.trim().split('\n')));
  const open = async () => {
    const signer = openLogSigner(folder, origin);
    const store = openSqliteStore(join(folder, 'relay.db'), signer);
    await publishRegie(store, regie);
    const house = await openHouse({
      origin,
      now: clock.now,
      store,
      signer,
      regie: regie.id,
      isShared: false,
    });
    return { house, app: buildApp(house, logs, wallet) };
  };
  let opened = await open();
  const fetch = async (path: string, options?: RequestInit) => {
    const address = path.startsWith('http') ? path : origin + path;
    const response = await opened.app.request(address, options);
    logs.flush();
    return response;
  };
  return {
    get house() {
      return opened.house;
    },
    clock,
    regie,
    folder,
    lines,
    fetch,
    post: (path, body, headers = {}) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    restart: async () => {
      await opened.house.store.close();
      opened = await open();
    },
    close: async () => {
      await opened.house.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestParty {
  readonly client: PartyClient;
  readonly keys: PartyKeys;
  readonly record: string;
}

const { name, role, interest, legalId, url, contact } = aParty();
export const aboutCity: PartyAbout = { name, role, interest, legalId, url, contact };

/** Known to the relay, not admitted yet. */
export async function knownParty(relay: TestHouse, about: PartyAbout = aboutCity): Promise<TestParty> {
  const keys = newPartyKeys();
  const record = await partyRecord(keys, about, relay.clock.now());
  const client = await openParty({ relay: origin, keys, record, fetch: relay.fetch, now: relay.clock.now });
  await client.makeKnown();
  return { client, keys, record };
}

export async function admit(relay: TestHouse, party: string): Promise<Response> {
  const nowMs = relay.clock.now();
  return relay.post('/label', { record: relay.regie.admit(party, nowMs + 365 * 86_400_000, nowMs) });
}

/** Like the city's bike grant, without published rules: the logic is named. */
export function declarationBody(changes: Partial<DeclarationBody> = {}): DeclarationBody {
  const { v: _v, type: _type, id: _id, at: _at, by: _by, ...body } = aDeclaration();
  const parameters = [
    { name: 'plafond', value: 300, unit: '€', weight: 1, source: { fr: 'Délibération', en: 'Deliberation' } },
  ];
  return { ...body, logic: { kind: 'statistical', parameters }, ...changes };
}

export interface TestCity extends TestParty {
  readonly declaration: string;
}

export async function admittedCity(relay: TestHouse, about: PartyAbout = aboutCity): Promise<TestCity> {
  const party = await knownParty(relay, about);
  const admitted = await admit(relay, party.client.id);
  if (!admitted.ok) throw new Error(await admitted.text());
  const { digest } = await party.client.declare(declarationBody());
  return { ...party, declaration: digest };
}

export const redirectUri = 'https://ville.example/retour';

export async function askAs(
  city: TestCity,
  changes: Partial<Parameters<PartyClient['pushRequest']>[0]> = {},
): Promise<PushedAsk> {
  return city.client.pushRequest({
    declaration: city.declaration,
    purpose: 'aid',
    facts: [
      { key: 'commune', necessity: 'required', precision: 'exact' },
      { key: 'reference-income', necessity: 'required', precision: 'exact' },
    ],
    period: { days: 182 },
    redirectUri,
    state: randomId(),
    ...changes,
  });
}

/** The party's browser in front of the waiting room. */
export interface TestRoom {
  readonly id: string;
  readonly cookie: string;
  readonly handle: string;
  readonly page: string;
}

export async function enterRoom(relay: TestHouse, address: string): Promise<TestRoom> {
  const response = await relay.fetch(address, { headers: { accept: 'text/html' } });
  const page = await response.text();
  if (!response.ok) throw new Error(page);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const id = /data-room="([^"]+)"/.exec(page)?.[1] ?? '';
  const handle = /href="\/r#([A-Za-z0-9_-]{22})\./.exec(page)?.[1] ?? '';
  return { id, cookie, handle, page };
}

export function signLine(record: Head<RecordType>, secretKey: Uint8Array): string {
  const line = recordLine(record);
  const signature = signRecord(recordLabel(record.type, record.v), line, secretKey);
  return joinRecord(line, { kind: 'ed25519', value: toBase64url(signature) });
}

export interface Yes {
  readonly grant: Grant;
  readonly text: string;
  readonly envelope: string;
  readonly epochKey: Uint8Array;
  readonly view: View;
  readonly viewSalt: Uint8Array;
}

/** Keys and acts of one resident, without screens. */
export class TestWallet {
  readonly pairKey = newPairKey();
  readonly stopSeed = newStopSeed();
  readonly claim = toBase64url(randomBytes(32));
  readonly relay: TestHouse;

  constructor(relay: TestHouse) {
    this.relay = relay;
  }

  keysFor(party: string): Pairwise {
    return pairwise(this.pairKey, party, 0);
  }

  async open(
    handle: string,
  ): Promise<{ request: AskRequest; digest: string; partyText: string; crossDevice: boolean }> {
    const response = await this.relay.post('/request', { handle, claim: this.claim });
    const body = (await response.json()) as {
      request: string;
      party: { texts: string[] };
      crossDevice: boolean;
    };
    if (!response.ok) throw new Error(JSON.stringify(body));
    const payload = Buffer.from(body.request.split('.')[1] ?? '', 'base64url').toString('utf8');
    return {
      request: readRequest(JSON.parse(payload)),
      digest: toBase64url(sha256(toUtf8(body.request))),
      partyText: body.party.texts[0] ?? '',
      crossDevice: body.crossDevice,
    };
  }

  /** The whole yes, signed and sealed, not sent. */
  say(
    asked: { request: AskRequest; digest: string; partyText: string },
    changes: Partial<Grant> = {},
    facts?: Fact[],
  ): Yes {
    const party = asked.request.client_id;
    const [ask] = asked.request.authorization_details;
    const { signing, box, mailbox } = this.keysFor(party);
    const scope = {
      purpose: ask.purpose,
      facts: ask.facts.map(({ key, precision }) => ({ key, precision })),
      actions: ['read'] as const,
    };
    const values = facts ?? ask.facts.map(({ key }) => aFact(key));
    const view: View = {
      v: 1,
      declaration: ask.declaration,
      template: 1,
      lang: 'fr',
      level: 'plain',
      scope,
      period: ask.period,
      values,
    };
    const viewSalt = randomBytes(32);
    const epochKey = randomBytes(32);
    const sealKey = readParty(splitRecord(asked.partyText).body).keys.find((entry) => entry.use === 'seal');
    const id = randomId();
    const bound = { id, by: mailbox, party, epoch: 1 };
    const grant: Grant = {
      v: 1,
      type: 'grant',
      id,
      at: minuteText(this.relay.clock.now()),
      by: mailbox,
      key: toBase64url(signing.publicKey),
      boxKey: toBase64url(box.publicKey),
      party,
      declaration: ask.declaration,
      requestDigest: asked.digest,
      scope,
      period: ask.period,
      viewDigest: toBase64url(viewDigest(view, viewSalt, sha256)),
      stopHash: stopHashOf(stopSecret(this.stopSeed, party, 0)),
      epoch: 1,
      wrappedKey: toBase64url(
        sealTo(fromBase64url(sealKey?.key ?? ''), epochKey, toUtf8(wrappedKeyBinding(bound))),
      ),
      sealKeyId: sealKey?.id ?? '',
      version: 1,
      previous: null,
      ...changes,
    };
    const envelope = this.seal(grant, epochKey, 1, { view, viewSalt, values });
    return { grant, text: signLine(grant, signing.secretKey), envelope, epochKey, view, viewSalt };
  }

  seal(
    grant: Grant,
    epochKey: Uint8Array,
    n: number,
    of: { view: View; viewSalt: Uint8Array; values: Fact[] },
  ): string {
    const content = envelopeText({
      v: 1,
      asOf: minuteText(this.relay.clock.now()),
      facts: of.values,
      viewSalt: toBase64url(of.viewSalt),
      view: of.view,
    });
    const { id, party, epoch } = grant;
    const binding = envelopeBinding({ grant: id, epoch, n, purpose: grant.scope.purpose, party });
    return toBase64url(sealWith(epochKey, padTo(toUtf8(content)), toUtf8(binding)));
  }

  send(handle: string, yes: Pick<Yes, 'text' | 'envelope'>, sameBrowser = false): Promise<Response> {
    return this.relay.post('/grant', {
      handle,
      claim: this.claim,
      grant: yes.text,
      envelope: yes.envelope,
      sameBrowser,
    });
  }

  refusal(asked: { request: AskRequest; digest: string }, changes: Record<string, unknown> = {}): string {
    const party = asked.request.client_id;
    const { signing, mailbox } = this.keysFor(party);
    const record = {
      v: 1 as const,
      type: 'refusal' as const,
      id: randomId(),
      at: minuteText(this.relay.clock.now()),
      by: mailbox,
      key: toBase64url(signing.publicKey),
      party,
      requestDigest: asked.digest,
      ...changes,
    };
    return signLine(record, signing.secretKey);
  }

  revocation(grant: Grant, changes: Record<string, unknown> = {}): string {
    const { signing, mailbox } = this.keysFor(grant.party);
    const record = {
      v: 1 as const,
      type: 'revocation' as const,
      id: randomId(),
      at: minuteText(this.relay.clock.now()),
      by: mailbox,
      key: toBase64url(signing.publicKey),
      grant: grant.id,
      ...changes,
    };
    return signLine(record, signing.secretKey);
  }

  receipt(party: string, calculation: string, changes: Record<string, unknown> = {}): string {
    const { signing, mailbox } = this.keysFor(party);
    const record = {
      v: 1 as const,
      type: 'receipt' as const,
      id: randomId(),
      at: dayText(this.relay.clock.now()),
      by: mailbox,
      key: toBase64url(signing.publicKey),
      calculation,
      ...changes,
    };
    return signLine(record, signing.secretKey);
  }

  stopCard(party: string): string {
    return toBase64url(stopSecret(this.stopSeed, party, 0));
  }

  /** The header of a signed call of one mailbox. */
  callHeader(
    party: string,
    path: string,
    body: string,
    changes: { at?: string; nonce?: string } = {},
  ): string {
    const { signing, mailbox } = this.keysFor(party);
    const at = changes.at ?? minuteText(this.relay.clock.now());
    const nonce = changes.nonce ?? randomId();
    const bodyDigest = toBase64url(sha256(toUtf8(body)));
    const text = canonicalText({ at, bodyDigest, mailbox, method: 'POST', nonce, path });
    const signature = toBase64url(signRecord('vav/call/1', text, signing.secretKey));
    return `key=${toBase64url(signing.publicKey)}, at=${at}, nonce=${nonce}, sig=${signature}`;
  }

  call(party: string, path: string, body: unknown): Promise<Response> {
    const text = JSON.stringify(body);
    return this.relay.post(path, text, { 'vav-call': this.callHeader(party, path, text) });
  }
}

export interface Agreed {
  readonly room: TestRoom;
  readonly yes: Yes;
  readonly code: string;
  readonly asked: PushedAsk;
  readonly redirect: string;
}

/** From the push to the code, across devices. */
export async function agree(
  relay: TestHouse,
  city: TestCity,
  wallet: TestWallet,
  changes: Partial<Grant> = {},
): Promise<Agreed> {
  const asked = await askAs(city);
  const room = await enterRoom(relay, asked.address);
  const opened = await wallet.open(room.handle);
  const yes = wallet.say(opened, changes);
  const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
  const typed = await relay.post('/room/code', { room: room.id, code: confirm }, { cookie: room.cookie });
  const { redirect } = (await typed.json()) as { redirect: string };
  return { room, yes, asked, redirect, code: new URL(redirect).searchParams.get('code') ?? '' };
}

export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code?: string }).code ?? '';
}
