// Whoever opens a thread, without screens: under a grant with the pairwise keys, or alone with a code on paper.

import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import type { Pairwise } from '../../crypto/keys.ts';
import { newKitCode } from '../../crypto/kit-code.ts';
import { openSealed, unpad } from '../../crypto/open.ts';
import { randomId } from '../../crypto/random.ts';
import { padTo, sealTo } from '../../crypto/seal.ts';
import { signRecord } from '../../crypto/sign.ts';
import { findStamp } from '../../crypto/stamp.ts';
import { threadKeys } from '../../crypto/thread-key.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { minuteText } from '../../policy/instant.ts';
import { readParty } from '../../policy/party.ts';
import { labelIn } from '../../policy/realm.ts';
import { splitRecord } from '../../policy/record.ts';
import { readThreadText, type ThreadText, threadBinding, threadPlain } from '../../policy/thread/text.ts';
import { isByOpener, readThread, type ThreadOpening } from '../../policy/thread.ts';
import { fastSha256 } from '../../relay/proof/hash.ts';
import type { TestCity, TestHouse } from './house.ts';
import { signLine } from './resident.ts';

export const words = (text: string): ThreadText => ({
  v: 1,
  lang: 'fr',
  text,
  corrected: null,
  evidence: [],
  place: null,
  contact: null,
});

export interface Posted {
  readonly record: string;
  readonly sealed?: string;
  readonly stamp?: string;
}

export interface ShownThread {
  readonly id: string;
  readonly acts: readonly { text: string; at: string; sealed: string | null; receipt: unknown }[];
}

export class Voice {
  readonly relay: TestHouse;
  readonly city: TestCity;
  readonly keys: Pairwise;

  constructor(relay: TestHouse, city: TestCity, keys?: Pairwise) {
    this.relay = relay;
    this.city = city;
    this.keys = keys ?? threadKeys(newKitCode());
  }

  opening(changes: Partial<ThreadOpening> = {}, bits = 18): Posted {
    const id = changes.id ?? randomId();
    const sealed = this.seal(id, id, words('Le prix n’est pas le bon.'));
    const record: ThreadOpening = {
      ...this.#head(id, id),
      previous: null,
      act: 'open',
      kind: 'contest',
      party: this.city.client.id,
      declaration: this.city.declaration,
      grant: null,
      target: { what: 'declaration', digest: null, name: null },
      reason: 'rule-wrong',
      boxKey: toBase64url(this.keys.box.publicKey),
      sealedDigest: toBase64url(sha256(sealed)),
      ...changes,
    };
    const text = signLine(record, this.keys.signing.secretKey, this.relay.house.realm);
    const posted = { record: text, sealed: toBase64url(sealed) };
    if (record.grant !== null || bits === 0) return posted;
    return { ...posted, stamp: findStamp(recordDigest(text), bits, 0, 2 ** 30, fastSha256) ?? '' };
  }

  /** Any later act of the opener. */
  act(thread: string, previous: string, body: Record<string, unknown>, text?: string): Posted {
    const id = randomId();
    const sealed = text === undefined ? undefined : this.seal(thread, id, words(text));
    const digest = sealed === undefined ? {} : { sealedDigest: toBase64url(sha256(sealed)) };
    const record = { ...this.#head(thread, id), previous, ...body, ...digest };
    const line = signLine(record as never, this.keys.signing.secretKey, this.relay.house.realm);
    return { record: line, ...(sealed === undefined ? {} : { sealed: toBase64url(sealed) }) };
  }

  #head(thread: string, id: string) {
    const at = minuteText(this.relay.clock.now());
    const { mailbox, signing } = this.keys;
    return {
      v: 1,
      type: 'thread',
      id,
      at,
      by: mailbox,
      key: toBase64url(signing.publicKey),
      thread,
    } as const;
  }

  seal(thread: string, id: string, text: ThreadText): Uint8Array {
    const party = readParty(splitRecord(this.city.record).body);
    const key = party.keys.find(({ use }) => use === 'seal')?.key ?? '';
    const binding = threadBinding({ thread, id, party: this.city.client.id });
    return sealTo(fromBase64url(key), padTo(toUtf8(threadPlain(text))), toUtf8(binding));
  }

  post(posted: Posted): Promise<Response> {
    return this.relay.post('/thread', posted);
  }

  async mine(body: unknown = {}): Promise<{ threads: ShownThread[]; more: boolean }> {
    const text = JSON.stringify(body);
    const path = '/thread/mine';
    const { signing, mailbox } = this.keys;
    const at = minuteText(this.relay.clock.now());
    const nonce = randomId();
    const bodyDigest = toBase64url(sha256(toUtf8(text)));
    const line = canonicalText({ at, bodyDigest, mailbox, method: 'POST', nonce, path });
    const signature = toBase64url(
      signRecord(labelIn(this.relay.house.realm, 'vav/call/1'), line, signing.secretKey),
    );
    const header = `key=${toBase64url(signing.publicKey)}, at=${at}, nonce=${nonce}, sig=${signature}`;
    const response = await this.relay.post(path, text, { 'vav-call': header });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { threads: ShownThread[]; more: boolean };
  }

  /** What the party wrote, opened. */
  read({ text, sealed }: ShownThread['acts'][number]): ThreadText | undefined {
    const record = readThread(splitRecord(text).body);
    if (sealed === null || isByOpener(record)) return undefined;
    const binding = threadBinding({ thread: record.thread, id: record.id, party: this.city.client.id });
    const plain = openSealed(this.keys.box.secretKey, fromBase64url(sealed), toUtf8(binding));
    return readThreadText(fromUtf8(unpad(plain)));
  }
}
