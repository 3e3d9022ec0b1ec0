// Who asks. A party's id is the digest of its first record, so the id that the party itself gave (in the link) decides
// which history is the right one; every later version is chained to it and signed by the same identity key.

import { fromBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { instantText, minuteText } from '../../../policy/instant.ts';
import { isAdmitted, type Label, readLabel } from '../../../policy/label.ts';
import { type KeyUse, keysAt, mayFollow, type Party, readParty } from '../../../policy/party.ts';
import { labelIn } from '../../../policy/realm.ts';
import { type RecordType, recordLabel, type SplitRecord, splitRecord } from '../../../policy/record.ts';
import type { ShownParty } from '../link/party.ts';
import { realmHere } from '../realm.ts';
import type { KeptParty } from '../vault/kept.ts';
import { heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { type KnownLog, requireProven } from './log.ts';

export interface PartyVersion {
  readonly party: Party;
  readonly digest: string;
  readonly text: string;
  readonly split: SplitRecord;
  /** Place in the log: a record is checked with the version that stood there before it. */
  readonly index: number;
}

export interface KnownParty {
  readonly id: string;
  readonly shown: ShownParty;
  /** Oldest first; never empty. */
  readonly versions: readonly PartyVersion[];
  readonly current: Party;
}

/** By hashes alone, so before any key library is loaded: this is the history of the party with this id. */
export function readPartyHistory(shown: ShownParty, id: string): KnownParty {
  const wrong = (why: string) => new PathFault('party-invalid', why);
  const versions = shown.texts.map((text, at): PartyVersion => {
    const split = splitRecord(text);
    const party = readParty(requireType(split, 'party').body);
    return { party, digest: recordDigest(text), text, split, index: shown.receipts[at]?.index ?? -1 };
  });
  const [first] = versions;
  if (first === undefined || shown.id !== id || first.digest !== id || first.party.by !== 'self')
    throw wrong('first record does not give this id');
  versions.forEach((version, at) => {
    const before = versions[at - 1];
    if (version.index < 0 || (before !== undefined && version.index <= before.index))
      throw wrong('version without place');
    if (before !== undefined && !mayFollow(before, version.party, id)) throw wrong('version does not follow');
  });
  requireSamePast(id, shown.texts);
  return { id, shown, versions, current: (versions.at(-1) as PartyVersion).party };
}

/** A party seen before must still have the past that it had: two successors of one version are two histories. */
function requireSamePast(id: string, texts: readonly string[]): void {
  const kept = heldSignal.value.party.get(id);
  if (kept?.texts.some((text, at) => texts[at] !== text))
    throw new PathFault('party-forked', 'party has another past than the one kept');
}

/** Needs the keys: each version is signed by the identity key and stands in the log. */
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

/** The version that stood in the log before a record at this place. */
export function versionBefore(known: KnownParty, index: number): Party {
  const version = known.versions.findLast((entry) => entry.index < index);
  if (version === undefined) throw new PathFault('party-invalid', 'record stands before its party');
  return version.party;
}

/** The keys of one use that hold at an instant, as text. */
export const keysOf = (party: Party, use: KeyUse, at: string): readonly string[] =>
  keysAt(party, use, at).map((entry) => entry.key);

export function requireType(split: SplitRecord, type: RecordType): SplitRecord {
  if (split.type !== type) throw new PathFault('request-invalid', `record of type \`${split.type}\``);
  return split;
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

export function keptParty(known: KnownParty, nowMs: number): KeptParty {
  const { name, role, interest, url } = known.current;
  const kept = heldSignal.value.party.get(known.id);
  const firstSeenAt = kept?.firstSeenAt ?? minuteText(nowMs);
  return { id: known.id, texts: [...known.shown.texts], name, role, interest, url, firstSeenAt };
}
