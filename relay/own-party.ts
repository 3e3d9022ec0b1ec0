// A party that runs here: the régie of a relay, or a helper. Its keys rest in a folder of their own, for their owner's eyes
// alone, in the same form as those of any party: with this folder `npm run party` reads and answers what people write to
// it. Made at the first start; its id never changes.

import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, toBase64url } from '../crypto/encode.ts';
import { recordDigest } from '../crypto/hash.ts';
import { randomBytes, randomId } from '../crypto/random.ts';
import { boxPair } from '../crypto/seal.ts';
import { signingPair, signRecord } from '../crypto/sign.ts';
import { instantText } from '../policy/instant.ts';
import { type Party, type PartyKey, readParty } from '../policy/party.ts';
import { labelIn, type Realm } from '../policy/realm.ts';
import {
  type Head,
  joinRecord,
  type RecordType,
  recordLabel,
  recordLine,
  splitRecord,
} from '../policy/record.ts';
import { signHttpCall } from './proof/http-signer.ts';

/** Who it says it is. */
export type OwnAbout = Pick<Party, 'name' | 'role' | 'interest' | 'legalId' | 'url' | 'contact'>;

export interface OwnParty {
  readonly id: string;
  /** Its first record, as signed. */
  readonly text: string;
  readonly party: Party;
  /** A whole record, by the `record` key. */
  sign(record: Head<RecordType>): string;
  /** A text under a domain label that is no record's, by the same key; base64url. */
  signWord(label: string, text: string): string;
  /** Headers of RFC 9421 for a call with this body, by the `http` key. */
  signCall(method: string, url: string, body: string, nowMs: number): Record<string, string>;
  /** Of the `seal` key; who opens with it is asked for the door to `crypto/open`. */
  readonly sealSecret: Uint8Array;
}

/** As the kit keeps a party (relay/kit/command-folder.ts): seeds as base64url. No `client` key: it asks nobody. */
interface SelfFile {
  keys: { identity: string; record: string; http: string; seal: string };
  record: string;
}

const httpKeyId = 'http-1';

export function openOwnParty(folder: string, about: OwnAbout, nowMs: number): OwnParty {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'self.json');
  return ownParty(readKept(path) ?? keepNew(path, about, nowMs), 'real');
}

/** Keys that rest nowhere: gone with the process. */
export function passingOwnParty(about: OwnAbout, nowMs: number, realm: Realm): OwnParty {
  return ownParty(newSelf(about, nowMs, realm), realm);
}

function ownParty(kept: SelfFile, realm: Realm): OwnParty {
  const id = recordDigest(kept.record);
  const record = signingPair(fromBase64url(kept.keys.record));
  const http = signingPair(fromBase64url(kept.keys.http));
  return {
    id,
    text: kept.record,
    party: readParty(splitRecord(kept.record).body),
    sign: (body) => signLine(body, record.secretKey, realm),
    signWord: (label, text) => toBase64url(signRecord(labelIn(realm, label), text, record.secretKey)),
    signCall: (method, url, body, atMs) =>
      signHttpCall({
        method,
        url,
        body,
        keyId: `${id}#${httpKeyId}`,
        secretKey: http.secretKey,
        nowMs: atMs,
      }),
    sealSecret: fromBase64url(kept.keys.seal),
  };
}

function readKept(path: string): SelfFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return JSON.parse(text) as SelfFile;
}

function newSelf(about: OwnAbout, nowMs: number, realm: Realm): SelfFile {
  const seeds = {
    identity: randomBytes(32),
    record: randomBytes(32),
    http: randomBytes(32),
    seal: randomBytes(32),
  };
  const identity = signingPair(seeds.identity);
  const at = instantText(nowMs);
  const key = (use: PartyKey['use'], publicKey: Uint8Array): PartyKey => ({
    use,
    id: `${use}-1`,
    key: toBase64url(publicKey),
    from: at,
  });
  const party: Party = {
    v: 1,
    type: 'party',
    id: randomId(),
    at,
    by: 'self',
    ...about,
    status: 'open',
    identityKey: toBase64url(identity.publicKey),
    keys: [
      key('record', signingPair(seeds.record).publicKey),
      key('http', signingPair(seeds.http).publicKey),
      key('seal', boxPair(seeds.seal).publicKey),
    ],
    previousHash: null,
  };
  return {
    keys: {
      identity: toBase64url(seeds.identity),
      record: toBase64url(seeds.record),
      http: toBase64url(seeds.http),
      seal: toBase64url(seeds.seal),
    },
    record: signLine(party, identity.secretKey, realm),
  };
}

function keepNew(path: string, about: OwnAbout, nowMs: number): SelfFile {
  const made = newSelf(about, nowMs, 'real');
  // Written whole under another name first: a crash leaves no half key, a race no second party.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(made, null, 2), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return made;
  } catch (cause) {
    const other = readKept(path);
    if (other !== undefined) return other;
    throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
}

function signLine(record: Head<RecordType>, secretKey: Uint8Array, realm: Realm): string {
  const line = recordLine(record);
  const signature = signRecord(labelIn(realm, recordLabel(record.type, record.v)), line, secretKey);
  return joinRecord(line, { kind: 'ed25519', value: toBase64url(signature) });
}
