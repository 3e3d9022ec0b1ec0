// What a party is known by needs hashes alone (party.ts); whether it signed needs the keys' library and the log.

import { fromBase64url } from '../../../crypto/encode.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { instantText } from '../../../policy/instant.ts';
import { isAdmitted, type Label, readLabel } from '../../../policy/label.ts';
import { labelIn } from '../../../policy/realm.ts';
import { recordLabel, type SplitRecord, splitRecord } from '../../../policy/record.ts';
import { realmHere } from '../realm.ts';
import { PathFault } from './fault.ts';
import { type KnownLog, requireProven } from './log.ts';
import { type KnownParty, keysOf, requireType, versionBefore } from './party.ts';

/** Each version is signed by the identity key and stands in the log. */
export function requirePartySigned(known: KnownParty, log: KnownLog): void {
  known.versions.forEach(({ party, split, text }, at) => {
    requireSigned(split, [party.identityKey], 'party-invalid');
    const receipt = known.shown.receipts[at];
    if (receipt === undefined) throw new PathFault('party-invalid', 'version without receipt');
    requireProven(text, receipt, log, true);
  });
}

/** The label of the régie that holds now, with its signature and its place in the log. */
export function requireAdmitted(known: KnownParty, regie: KnownParty, log: KnownLog, nowMs: number): Label {
  const now = instantText(nowMs);
  for (const [at, text] of known.shown.labels.entries()) {
    const split = requireType(splitRecord(text), 'label');
    const label = readLabel(split.body);
    const receipt = known.shown.labelReceipts[at];
    if (receipt === undefined || label.by !== regie.id || !isAdmitted([label], known.id, now)) continue;
    requireSigned(
      split,
      keysOf(versionBefore(regie, receipt.index), 'record', label.at),
      'party-not-admitted',
    );
    requireProven(text, receipt, log, true);
    return label;
  }
  throw new PathFault('party-not-admitted', 'no label of the régie holds now');
}

export function requireSigned(
  split: SplitRecord,
  keys: readonly string[],
  code: 'party-invalid' | 'party-not-admitted' | 'declaration-altered',
): void {
  if (!isSigned(split, keys)) throw new PathFault(code, `signature of this ${split.type} does not fit`);
}

export function isSigned({ type, v, line1, proof }: SplitRecord, keys: readonly string[]): boolean {
  const signature = fromBase64url(proof.value);
  const label = labelIn(realmHere(), recordLabel(type, v));
  return (
    proof.kind === 'ed25519' && keys.some((key) => verifyRecord(label, line1, signature, fromBase64url(key)))
  );
}
