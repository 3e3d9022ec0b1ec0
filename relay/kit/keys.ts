// A party's keys and its own record. Keys are seeds as text, so that a program can keep them as JSON where only it can
// read; the identity key is needed for the next version of the record only and belongs offline.

import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { boxPair } from '../../crypto/seal.ts';
import { type SigningPair, signingPair, signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { instantText } from '../../policy/instant.ts';
import type { Party } from '../../policy/party.ts';
import { labelIn, type Realm } from '../../policy/realm.ts';
import { type Head, joinRecord, type RecordType, recordLabel, recordLine } from '../../policy/record.ts';

export interface PartyKeys {
  readonly identity: string;
  readonly record: string;
  readonly http: string;
  readonly client: string;
  readonly seal: string;
}

/** Who the party says it is. */
export type PartyAbout = Pick<Party, 'name' | 'role' | 'interest' | 'legalId' | 'url' | 'contact'>;

/** The ids of the keys in the record that `partyRecord` makes. */
export const keyIds = { record: 'record-1', http: 'http-1', client: 'client-1', seal: 'seal-1' } as const;

export function newPartyKeys(): PartyKeys {
  const seed = () => toBase64url(randomBytes(32));
  return { identity: seed(), record: seed(), http: seed(), client: seed(), seal: seed() };
}

/** The party's first record. Its digest is the party's id, for good: keep this very text beside the keys. */
export async function partyRecord(
  keys: PartyKeys,
  about: PartyAbout,
  nowMs: number = Date.now(),
  realm: Realm = 'real',
): Promise<string> {
  await readySodium();
  // A minute early, so that a clock that runs a little ahead does not make keys that are not valid yet.
  const from = instantText(nowMs - 60_000);
  const signing = (use: 'record' | 'http' | 'client') => ({
    use,
    id: keyIds[use],
    key: toBase64url(pairOf(keys[use]).publicKey),
    from,
  });
  const party: Party = {
    v: 1,
    type: 'party',
    id: randomId(),
    at: instantText(nowMs),
    by: 'self',
    ...about,
    status: 'open',
    identityKey: toBase64url(pairOf(keys.identity).publicKey),
    keys: [
      signing('record'),
      signing('http'),
      signing('client'),
      { use: 'seal', id: keyIds.seal, key: toBase64url(boxPair(fromBase64url(keys.seal)).publicKey), from },
    ],
    previousHash: null,
  };
  return signLine(party, keys.identity, realm);
}

export function pairOf(seed: string): SigningPair {
  return signingPair(fromBase64url(seed));
}

/** Line, line feed, proof: the text form of every signed record. */
export function signLine(record: Head<RecordType>, seed: string, realm: Realm = 'real'): string {
  const line = recordLine(record);
  const signature = signRecord(
    labelIn(realm, recordLabel(record.type, record.v)),
    line,
    pairOf(seed).secretKey,
  );
  return joinRecord(line, { kind: 'ed25519', value: toBase64url(signature) });
}
