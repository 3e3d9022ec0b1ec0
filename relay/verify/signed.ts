// Who signed a record, from the file alone: a resident's record carries its own key, a party's is signed by a key of the
// party's record, whose digest is the party's name. A stop from the card is shown by the grant that it ends, which carries
// the hash of the secret.

import { fromBase64url, toUtf8 } from '../../crypto/encode.ts';
import { mailboxOf, recordDigest, stopHashOf } from '../../crypto/hash.ts';
import { type Access, askingKey } from '../../policy/access.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { type Grant, readGrant } from '../../policy/grant.ts';
import { type Handover, handoverNewLabel, readHandover, takenOverText } from '../../policy/handover.ts';
import { type ShownWarrant, warrantIn, warrantLabel } from '../../policy/mandate.ts';
import { keysAt, mayFollow, type Party, readParty, versionAt } from '../../policy/party.ts';
import { recordLabel, type SplitRecord, splitRecord } from '../../policy/record.ts';
import { readRevocation } from '../../policy/revocation.ts';
import { verifyNoteBytes, verifySigned } from '../proof/verify.ts';

/** unknown: the file does not hold the key, or the grant; that it stands in the log is shown all the same. */
export type Signed =
  | 'own key'
  | 'helper key'
  | 'party key'
  | 'stop secret'
  | 'unknown'
  | 'not signed by whom it says';

export class KeyRing {
  /** Party id → its versions. */
  readonly #parties = new Map<string, Party[]>();
  /** Grant id → the stop hashes of grants of this name: one, unless somebody made up another. */
  readonly #stopHashes = new Map<string, Set<string>>();
  /** `mailbox key`, for keys that a grant of the file shows. */
  readonly #own = new Set<string>();
  /** `mailbox key`, for keys that a proven hand-over gave to a mailbox. */
  readonly #heirs = new Set<string>();

  constructor(texts: readonly string[]) {
    const versions = texts.flatMap((text) => partyIn(text) ?? []);
    for (const first of versions.filter(({ party }) => party.by === 'self'))
      this.#parties.set(first.digest, historyOf(first, versions));
    for (const { id, by, key, stopHash } of texts.flatMap((text) => grantIn(text) ?? [])) {
      this.#own.add(`${by} ${key}`);
      this.#stopHashes.set(id, (this.#stopHashes.get(id) ?? new Set()).add(stopHash));
    }
    const handovers = texts.flatMap((text) => handoverIn(text) ?? []);
    // Each pass takes one more step from the first key on: they may stand in any order.
    for (let before = -1; before !== this.#heirs.size; ) {
      before = this.#heirs.size;
      for (const { by, key, newKey } of handovers)
        if (this.#speaksFor(by, key)) this.#heirs.add(`${by} ${newKey}`);
    }
  }

  /** Of a party whose record is in the file, oldest first; none where it is not. */
  versionsOf(party: string): readonly Party[] {
    return this.#parties.get(party) ?? [];
  }

  signedBy(text: string): Signed {
    const split = splitOrNone(text);
    if (split === undefined) return 'unknown';
    if (split.proof.kind === 'stop') return this.#stoppedBy(split);
    const warrant = split.type === 'revocation' ? orNone(() => warrantIn(readRevocation(split.body))) : null;
    if (warrant) return this.#helpedBy(split, warrant);
    const { by, key, at } = split.body as { by?: unknown; key?: unknown; at?: unknown };
    if (typeof key === 'string' && typeof by === 'string')
      return this.#speaksFor(by, key) && isSigned(split, [key]) && isTakenOver(split)
        ? 'own key'
        : 'not signed by whom it says';
    const id = by === 'self' ? recordDigest(text) : String(by);
    const versions = this.#parties.get(id);
    if (versions === undefined || typeof at !== 'string') return 'unknown';
    const version = versionAt(versions, at);
    // All of one history are signed by one identity key; other records by a key of the version that stood then.
    const keys =
      version === undefined || split.type === 'party'
        ? versions.slice(0, 1).map(({ identityKey }) => identityKey)
        : keysAt(version, 'record', at).map((entry) => entry.key);
    return isSigned(split, keys) ? 'party key' : 'not signed by whom it says';
  }

  /** The warrant is by a key of the mailbox; the grant or a hand-over in the file tells which keys those are. */
  #helpedBy(split: SplitRecord, { key: helper, text, warrant }: ShownWarrant): Signed {
    const { by } = split.body as { by: string };
    if (!isSigned(split, [helper])) return 'not signed by whom it says';
    const keys = [...this.#own, ...this.#heirs].flatMap((name) => {
      const [mailbox, key = ''] = name.split(' ');
      return mailbox === by ? [key] : [];
    });
    if (keys.length === 0) return 'unknown';
    const isWarranted = keys.some((key) => verifySigned(warrantLabel, text, warrant, key));
    return isWarranted ? 'helper key' : 'not signed by whom it says';
  }

  #speaksFor(mailbox: string, key: string): boolean {
    return mailboxOf(fromBase64url(key)) === mailbox || this.#heirs.has(`${mailbox} ${key}`);
  }

  askedBy(record: Access): 'party key' | 'unknown' | 'not signed by whom it says' {
    const versions = this.#parties.get(record.by);
    if (versions === undefined) return 'unknown';
    const key = askingKey(record, versions);
    const isTheirs =
      key !== undefined &&
      verifyNoteBytes(toUtf8(record.base), fromBase64url(record.signature), fromBase64url(key));
    return isTheirs ? 'party key' : 'not signed by whom it says';
  }

  #stoppedBy({ body, proof }: SplitRecord): Signed {
    const { by, key, grant } = body as { by?: unknown; key?: unknown; grant?: unknown };
    if (by !== 'stop' || key !== undefined) return 'not signed by whom it says';
    const hashes = this.#stopHashes.get(String(grant));
    if (hashes === undefined) return 'unknown';
    const shown = stopHashOf(fromBase64url(proof.value));
    return hashes.size === 1 && hashes.has(shown) ? 'stop secret' : 'not signed by whom it says';
  }
}

const isOwn = (split: SplitRecord, by: string, key: string): boolean =>
  mailboxOf(fromBase64url(key)) === by && isSigned(split, [key]);

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

/** Only a grant that its own mailbox has signed says which secret ends it. */
function grantIn(text: string): Grant | undefined {
  const split = splitOrNone(text);
  const grant = split?.type === 'grant' ? orNone(() => readGrant(split.body)) : undefined;
  return split !== undefined && grant !== undefined && isOwn(split, grant.by, grant.key) ? grant : undefined;
}

/** Signed by the key before and by the key that takes over. */
function handoverIn(text: string): Handover | undefined {
  const split = splitOrNone(text);
  const handover = split?.type === 'handover' ? orNone(() => readHandover(split.body)) : undefined;
  const isGood =
    split !== undefined && handover !== undefined && isSigned(split, [handover.key]) && isTakenOver(split);
  return isGood ? handover : undefined;
}

function isTakenOver({ type, body }: SplitRecord): boolean {
  if (type !== 'handover') return true;
  const handover = orNone(() => readHandover(body));
  if (handover === undefined) return false;
  const { newKey, newSignature } = handover;
  return verifySigned(handoverNewLabel, takenOverText(handover), newSignature, newKey);
}

/** An access record is a signed call of a party and the relay's answer: it has no line of proof. */
const splitOrNone = (text: string): SplitRecord | undefined => orNone(() => splitRecord(text));

function orNone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof PolicyFault) return undefined;
    throw cause;
  }
}
