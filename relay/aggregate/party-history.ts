import { fromBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { type KeyUse, keysAt, mayFollow, type Party, readParty, versionAt } from '../../policy/party.ts';
import { recordLabel, type SplitRecord, splitRecord } from '../../policy/record.ts';
import { DoorFault } from '../middleware/fault.ts';

const maxVersions = 50;

/** A party from its own signed records alone: whoever hands them over need not be believed. */
export interface PartyHistory {
  readonly id: string;
  readonly versions: readonly Party[];
  readonly current: Party;
}

export function readHistory(texts: readonly string[]): PartyHistory {
  const [first] = texts;
  if (first === undefined || texts.length > maxVersions)
    throw new DoorFault('record-invalid', `expected 1 to ${maxVersions} versions of a party`);
  const id = recordDigest(first);
  const versions: Party[] = [];
  let before: { party: Party; digest: string } | undefined;
  for (const text of texts) {
    const split = splitRecord(text);
    const party = readParty(split.body);
    const isNext = before === undefined ? party.previousHash === null : mayFollow(before, party, id);
    if (!isNext || !isSignedBy(split, [party.identityKey]))
      throw new DoorFault('record-invalid', 'expected a party’s versions, each signed by its identity key');
    versions.push(party);
    before = { party, digest: recordDigest(text) };
  }
  return { id, versions, current: versions.at(-1) as Party };
}

/** The keys of one use that held at a time. */
export const keysOf = ({ versions }: PartyHistory, use: KeyUse, at: string): string[] => {
  const version = versionAt(versions, at);
  return version === undefined ? [] : keysAt(version, use, at).map(({ key }) => key);
};

export function isSignedBy({ type, v, line1, proof }: SplitRecord, keys: readonly string[]): boolean {
  const signature = fromBase64url(proof.value);
  return (
    proof.kind === 'ed25519' &&
    keys.some((key) => verifyRecord(recordLabel(type, v), line1, signature, fromBase64url(key)))
  );
}

/** A word that is no record, under its own label (`OwnParty.signWord`). */
export const isWordOf = (keys: readonly string[], label: string, text: string, signature: string): boolean =>
  keys.some((key) => verifyRecord(label, text, fromBase64url(signature), fromBase64url(key)));
