// Who somebody is. A party's id is the digest of its first record and every later version is chained to it, so whatever a
// relay shows under an id that a study names is that party's own word, or is found out here.

import { fromBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { keysAt, mayFollow, type Party, readParty, versionAt } from '../../../policy/party.ts';
import { type SplitRecord, splitRecord } from '../../../policy/record.ts';
import { ReadFault } from '../link/fault.ts';
import { readPartyTexts } from '../link/study.ts';

export interface KnownParty {
  readonly id: string;
  /** Oldest first; never empty. */
  readonly versions: readonly { readonly party: Party; readonly split: SplitRecord }[];
  readonly current: Party;
}

const known = new Map<string, Promise<KnownParty>>();

export function party(id: string): Promise<KnownParty> {
  const found = known.get(id) ?? readPartyTexts(id).then((texts) => readHistory(id, texts));
  known.set(id, found);
  // What could not be read once may be there the next time.
  found.catch(() => known.delete(id));
  return found;
}

/** By hashes alone; the signatures of the versions are looked at by `verify`. */
export function readHistory(id: string, texts: readonly string[]): KnownParty {
  const versions = texts.map((text) => {
    const split = splitRecord(text);
    if (split.type !== 'party') throw new ReadFault('answer-invalid', 'expected a party');
    return { party: readParty(split.body), split, digest: recordDigest(text) };
  });
  const [first] = versions;
  if (first === undefined || first.digest !== id || first.party.by !== 'self')
    throw new ReadFault('answer-invalid', 'first record does not give this id');
  versions.forEach((version, at) => {
    const before = versions[at - 1];
    if (before !== undefined && !mayFollow(before, version.party, id))
      throw new ReadFault('answer-invalid', 'version does not follow');
  });
  return { id, versions, current: (versions.at(-1) ?? first).party };
}

/** The keys with which this party signed records at an instant, each 32 bytes. */
export function recordKeys({ versions }: KnownParty, at: string): readonly Uint8Array<ArrayBuffer>[] {
  const version = versionAt(
    versions.map((entry) => entry.party),
    at,
  );
  return version === undefined ? [] : keysAt(version, 'record', at).map((entry) => fromBase64url(entry.key));
}
