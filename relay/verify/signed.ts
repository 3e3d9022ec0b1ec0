// Who signed a record, from the file alone: a resident's record carries its own key, a party's is signed by a key of the
// party's record, whose digest is the party's name.

import { fromBase64url, toUtf8 } from '../../crypto/encode.ts';
import { mailboxOf, recordDigest } from '../../crypto/hash.ts';
import type { Access } from '../../policy/access.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { keyById, keysAt, mayFollow, type Party, readParty } from '../../policy/party.ts';
import { recordLabel, type SplitRecord, splitRecord } from '../../policy/record.ts';
import { verifyNoteBytes, verifySigned } from '../proof/verify.ts';

/** unknown: the file does not hold the key; that it stands in the log is shown all the same. */
export type Signed = 'own key' | 'party key' | 'stop secret' | 'unknown' | 'not signed by whom it says';

export class KeyRing {
  /** Party id → its versions. */
  readonly #parties = new Map<string, Party[]>();

  constructor(texts: readonly string[]) {
    const versions = texts.flatMap((text) => partyIn(text) ?? []);
    for (const first of versions.filter(({ party }) => party.by === 'self'))
      this.#parties.set(first.digest, historyOf(first, versions));
  }

  signedBy(text: string): Signed {
    const split = splitOrNone(text);
    if (split === undefined) return 'unknown';
    if (split.proof.kind === 'stop') return 'stop secret';
    const { by, key, at } = split.body as { by?: unknown; key?: unknown; at?: unknown };
    if (typeof key === 'string' && typeof by === 'string') {
      const isOwn = mailboxOf(fromBase64url(key)) === by && isSigned(split, [key]);
      return isOwn ? 'own key' : 'not signed by whom it says';
    }
    const id = by === 'self' ? recordDigest(text) : String(by);
    const versions = this.#parties.get(id);
    if (versions === undefined || typeof at !== 'string') return 'unknown';
    const keys = versions.flatMap((party) =>
      split.type === 'party' ? [party.identityKey] : keysAt(party, 'record', at).map((entry) => entry.key),
    );
    return isSigned(split, keys) ? 'party key' : 'not signed by whom it says';
  }

  /** RFC 9421: the base is what was signed, and its `evaluations-root` what the items must lead to. */
  askedBy({
    by,
    at,
    base,
    signature,
    keyId,
    itemsRoot,
  }: Access): 'party key' | 'unknown' | 'not signed by whom it says' {
    const versions = this.#parties.get(by);
    if (versions === undefined) return 'unknown';
    const keys = versions.flatMap((party) => keyById(party, 'http', keyId, at) ?? []);
    const bytes = toUtf8(base);
    const isTheirs =
      base.split('\n').includes(`"evaluations-root": ${itemsRoot}`) &&
      keys.some(({ key }) => verifyNoteBytes(bytes, fromBase64url(signature), fromBase64url(key)));
    return isTheirs ? 'party key' : 'not signed by whom it says';
  }
}

const isSigned = ({ type, v, line1, proof }: SplitRecord, keys: readonly string[]): boolean =>
  keys.some((key) => verifySigned(recordLabel(type, v), line1, proof.value, key));

interface Version {
  readonly party: Party;
  readonly digest: string;
}

/** Each follows the one before it, under the identity key of the first: a version that somebody else made lends no key. */
function historyOf(first: Version, versions: readonly Version[]): Party[] {
  const history: Party[] = [];
  for (let at: Version | undefined = first; at !== undefined; ) {
    const before: Version = at;
    history.push(before.party);
    at = versions.find(({ party }) => mayFollow(before, party, first.digest));
  }
  return history;
}

function partyIn(text: string): Version | undefined {
  const split = splitOrNone(text);
  if (split?.type !== 'party') return undefined;
  const party = readParty(split.body);
  // Only what its own identity key has signed lends its keys to others.
  return isSigned(split, [party.identityKey]) ? { party, digest: recordDigest(text) } : undefined;
}

/** An access record is a signed call of a party and the relay's answer: it has no line of proof. */
function splitOrNone(text: string): SplitRecord | undefined {
  try {
    return splitRecord(text);
  } catch (cause) {
    if (cause instanceof PolicyFault) return undefined;
    throw cause;
  }
}
