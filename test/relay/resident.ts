// A resident without screens: a wallet's keys and acts, and the party's browser in front of the waiting room.

import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256, stopHashOf } from '../../crypto/hash.ts';
import { newPairKey, type Pairwise, pairwise } from '../../crypto/keys.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { padTo, sealTo, sealWith } from '../../crypto/seal.ts';
import { signRecord } from '../../crypto/sign.ts';
import { newStopSeed, stopSecret } from '../../crypto/stop-card.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { envelopeBinding, envelopeText, wrappedKeyBinding } from '../../policy/envelope.ts';
import type { Fact } from '../../policy/fact.ts';
import type { Grant } from '../../policy/grant.ts';
import { dayText, minuteText } from '../../policy/instant.ts';
import { readParty } from '../../policy/party.ts';
import { labelIn, type Realm } from '../../policy/realm.ts';
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
import type { PushedAsk } from '../../relay/kit/client.ts';
import { aFact } from '../support/builders.ts';
import { askAs, type TestCity, type TestHouse } from './house.ts';

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

export function signLine(record: Head<RecordType>, secretKey: Uint8Array, realm: Realm = 'real'): string {
  const line = recordLine(record);
  const signature = signRecord(labelIn(realm, recordLabel(record.type, record.v)), line, secretKey);
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
    return {
      grant,
      text: signLine(grant, signing.secretKey, this.relay.house.realm),
      envelope,
      epochKey,
      view,
      viewSalt,
    };
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
    return signLine(record, signing.secretKey, this.relay.house.realm);
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
    return signLine(record, signing.secretKey, this.relay.house.realm);
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
    return signLine(record, signing.secretKey, this.relay.house.realm);
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
    const signature = toBase64url(
      signRecord(labelIn(this.relay.house.realm, 'vav/call/1'), text, signing.secretKey),
    );
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
