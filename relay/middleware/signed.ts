// Signed records as they come in at a door: one text, of the expected type, proven by the expected key, of our time.

import { fromBase64url } from '../../crypto/encode.ts';
import { mailboxOf } from '../../crypto/hash.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { isPlainAddress } from '../../policy/read.ts';
import { labelIn, type Realm } from '../../policy/realm.ts';
import { type RecordType, recordLabel, type SplitRecord, splitRecord } from '../../policy/record.ts';
import { DoorFault } from './fault.ts';

export const walletSkewMs = 24 * 3_600_000;
export const partySkewMs = 60_000;

export function readSigned(text: unknown, type: RecordType): SplitRecord {
  if (typeof text !== 'string')
    throw new DoorFault('body-invalid', `\`${type}\`: expected the text of a record`);
  const split = splitRecord(text);
  if (split.type !== type) throw new DoorFault('record-invalid', `expected a record of type \`${type}\``);
  return split;
}

export function requireSignature(split: SplitRecord, keys: readonly string[], realm: Realm): void {
  const { type, v, line1, proof } = split;
  const label = labelIn(realm, recordLabel(type, v));
  const signature = fromBase64url(proof.value);
  const isGood =
    proof.kind === 'ed25519' && keys.some((key) => verifyRecord(label, line1, signature, fromBase64url(key)));
  if (!isGood)
    throw new DoorFault('signature-invalid', `expected a signature of this ${type} by its own key`);
}

/** Where no hand-over counts: a mailbox begins with the key whose hash is its name. The signature is checked beside it. */
export function requireFirstKey({ by, key }: { readonly by: string; readonly key: string }): void {
  if (mailboxOf(fromBase64url(key)) !== by)
    throw new DoorFault('signature-invalid', 'expected the key whose hash is the mailbox');
}

/** Without TLS nothing real goes anywhere; only an exercise may be in a room without internet. */
export function requireReachable(address: string, realm: Realm): void {
  if (realm === 'real' && isPlainAddress(address))
    throw new DoorFault('record-invalid', 'expected an https address');
}

export function requireRecent(at: string, nowMs: number, skew: { pastMs: number; futureMs: number }): void {
  const atMs = Date.parse(at);
  if (atMs < nowMs - skew.pastMs) throw new DoorFault('time-stale', 'expected a younger `at`');
  if (atMs > nowMs + skew.futureMs)
    throw new DoorFault('time-future', 'expected an `at` that is not ahead of time');
}
