// Who asks. A party's id is the digest of its first record, so the id that the party itself gave (in the link) decides
// which history is the right one; every later version is chained to it and signed by the same identity key.

import { recordDigest } from '../../../crypto/hash.ts';
import { minuteText } from '../../../policy/instant.ts';
import { type KeyUse, keysAt, mayFollow, type Party, readParty } from '../../../policy/party.ts';
import { type RecordType, type SplitRecord, splitRecord } from '../../../policy/record.ts';
import type { ShownParty } from '../link/party.ts';
import type { KeptParty } from '../vault/kept/party.ts';
import { heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';

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

export const declarationSplit = (record: string): SplitRecord =>
  requireType(splitRecord(record), 'declaration');

export function keptParty(known: KnownParty, nowMs: number): KeptParty {
  const { name, role, interest, url } = known.current;
  const kept = heldSignal.value.party.get(known.id);
  const firstSeenAt = kept?.firstSeenAt ?? minuteText(nowMs);
  return { id: known.id, texts: [...known.shown.texts], name, role, interest, url, firstSeenAt };
}
