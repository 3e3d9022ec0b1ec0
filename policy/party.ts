import { PolicyFault } from './fault.ts';
import type { Schema } from './read.ts';
import {
  both,
  digest,
  distinct,
  either,
  email,
  id,
  instant,
  key,
  langText,
  line,
  literal,
  nullable,
  object,
  oneOf,
  optional,
  partyId,
  reachable,
  reader,
  some,
  where,
} from './read.ts';
import type { Head, LangText } from './record.ts';

export const partyRoles = [
  'city',
  'operator',
  'research',
  'association',
  'auditor',
  'evaluator',
  'regie',
] as const;
export type PartyRole = (typeof partyRoles)[number];

/** `record`: Ed25519, signs records. `http`: Ed25519, RFC 9421. `client`: Ed25519, JWS. `seal`: X-Wing. */
const keyUses = ['record', 'http', 'client', 'seal'] as const;
export type KeyUse = (typeof keyUses)[number];

export interface PartyKey {
  readonly use: KeyUse;
  readonly id: string;
  readonly key: string;
  readonly from: string;
  readonly until?: string;
}

export interface PartyContact {
  readonly email?: string;
  readonly phone?: string;
  readonly address?: string;
}

/**
 * An organisation that declares, asks or reads. Its id is the digest of its first record's text and never changes;
 * later versions name the one before and are signed by the same identity key.
 */
export interface Party extends Head<'party'> {
  /** `self` in the first record, which cannot name its own digest; the party id in every later one. */
  readonly by: string;
  readonly name: LangText;
  readonly role: PartyRole;
  readonly interest: 'general' | 'commercial';
  /** In France the SIREN, nine figures. */
  readonly legalId: string;
  readonly url: string;
  readonly contact: PartyContact;
  readonly status: 'open' | 'closed';
  readonly identityKey: string;
  readonly keys: readonly PartyKey[];
  readonly previousHash: string | null;
}

/** An X-Wing public key: ML-KEM-768's 1184 bytes and X25519's 32. */
export const boxKeyChars = 1622;

export const contact: Schema<PartyContact> = both(
  object({ email: optional(email), phone: optional(line(30)), address: optional(line(300)) }),
  where((ways) => Object.keys(ways).length > 0, 'expected at least one way to be reached'),
);

const partyKey = object({
  use: oneOf(keyUses),
  id: line(64),
  key: line(boxKeyChars),
  from: instant,
  until: optional(instant),
});

const party: Schema<Party> = object({
  v: literal(1),
  type: literal('party'),
  id,
  at: instant,
  by: either([literal('self'), partyId]),
  name: langText(120),
  role: oneOf(partyRoles),
  interest: oneOf(['general', 'commercial']),
  legalId: line(40),
  url: reachable,
  contact,
  status: oneOf(['open', 'closed']),
  identityKey: key,
  keys: distinct(some(partyKey, 40), (entry) => entry.id),
  previousHash: nullable(digest),
});

const readShape = reader(party, 'party-invalid');
const keyText = /^[A-Za-z0-9_-]+$/;

export function readParty(body: unknown): Party {
  const read = readShape(body);
  const isFirst = read.previousHash === null;
  if (isFirst !== (read.by === 'self')) {
    throw new PolicyFault(
      'party-invalid',
      'expected `self` in the first record and the party id later',
      'by',
    );
  }
  for (const { use, key: text, from, until } of read.keys) {
    const chars = use === 'seal' ? boxKeyChars : 43;
    if (text.length !== chars || !keyText.test(text)) {
      throw new PolicyFault('party-invalid', `expected a \`${use}\` key of ${chars} characters`, 'keys');
    }
    if (until !== undefined && until <= from) {
      throw new PolicyFault('party-invalid', 'expected a key to end after it begins', 'keys');
    }
  }
  return read;
}

/**
 * The keys of one use that hold at an instant. A record is checked with the version of the party that stood in the
 * log before it, and with the keys that this version says hold at the record's time.
 */
export function keysAt(of: Party, use: KeyUse, at: string): readonly PartyKey[] {
  return of.keys.filter(
    (entry) => entry.use === use && entry.from <= at && (entry.until === undefined || at < entry.until),
  );
}

export function keyById(of: Party, use: KeyUse, keyId: string, at: string): PartyKey | undefined {
  return keysAt(of, use, at).find((entry) => entry.id === keyId);
}

/** May `later` follow `earlier`? Same identity key, same organisation in law, linked by digest, never back in time. */
export function mayFollow(
  earlier: { readonly party: Party; readonly digest: string },
  later: Party,
  itsId: string,
): boolean {
  return (
    later.previousHash === earlier.digest &&
    later.by === itsId &&
    later.identityKey === earlier.party.identityKey &&
    later.legalId === earlier.party.legalId &&
    later.at >= earlier.party.at
  );
}

/**
 * The version that stood at an instant, of a history that is oldest first; the first where a record is older than all. By
 * time, where no place in the log is at hand: a later version may have taken a key away.
 */
export const versionAt = (versions: readonly Party[], at: string): Party | undefined =>
  versions.findLast((version) => version.at <= at) ?? versions[0];
