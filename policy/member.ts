/**
 * One member of a grant's sequence, as both sides hold it: in the answers of the relay and in both exports. What a
 * mailbox keeps to itself (refusals, pauses, sealed results) has no place here.
 */
import { type Access, chainLink, maxItems, readAccess } from './access.ts';
import { canonicalText, readCanonical } from './canonical.ts';
import { PolicyFault } from './fault.ts';
import type { ChainLink } from './history.ts';
import type { Schema } from './read.ts';
import { digest, id, list, literal, nullable, object, oneOf, prose, reader, whole } from './read.ts';
import { type LogReceipt, logReceipt } from './receipt.ts';
import { splitRecord } from './record.ts';
import type { CountedMember } from './statement.ts';

const memberTypes = ['grant', 'revocation', 'calculation', 'receipt', 'handover'] as const;
export type MemberType = (typeof memberTypes)[number];

interface Place {
  readonly grant: string;
  readonly seq: number;
  readonly previous: ChainLink | null;
  /** Null while the log has no signer. */
  readonly receipt: LogReceipt | null;
}

export interface SignedMember extends Place {
  readonly kind: 'signed';
  readonly type: MemberType;
  readonly text: string;
}

/** A reading: the record of the whole call, and this grant's own item and answer with the paths to both roots. */
export interface AccessMember extends Place {
  readonly kind: 'access';
  readonly text: string;
  readonly position: number;
  readonly count: number;
  readonly item: string;
  readonly answer: string;
  readonly itemPath: readonly string[];
  readonly answerPath: readonly string[];
}

export type Member = SignedMember | AccessMember;

const place = {
  grant: id,
  seq: whole(1, Number.MAX_SAFE_INTEGER),
  previous: nullable(chainLink),
  receipt: nullable(logReceipt),
};

const signedMember: Schema<SignedMember> = object({
  kind: literal('signed'),
  type: oneOf(memberTypes),
  ...place,
  text: prose(65_536),
});

const accessMember: Schema<AccessMember> = object({
  kind: literal('access'),
  ...place,
  text: prose(16_000),
  position: whole(0, maxItems - 1),
  count: whole(1, maxItems),
  item: prose(4000),
  answer: prose(2000),
  itemPath: list(digest, 8),
  answerPath: list(digest, 8),
});

const readSignedMember = reader(signedMember, 'export-invalid');
const readAccessMember = reader(accessMember, 'export-invalid');

export function readMember(value: unknown): Member {
  const { kind } = (value ?? {}) as { kind?: unknown };
  if (kind !== 'signed' && kind !== 'access')
    throw new PolicyFault('export-invalid', 'expected `signed` or `access`', 'kind');
  return kind === 'signed' ? readSignedMember(value) : readAccessMember(value);
}

/** What is said and where it stands in the log. The proof around it grows with the log and is each side's own. */
function bodyOf(member: Member): Record<string, unknown> {
  const { seq: _, previous: __, receipt, ...body } = member;
  if (receipt === null) return { ...body, leaf: null };
  const { digest: of, index, salt } = receipt;
  return { ...body, leaf: { digest: of, index, salt } };
}

/** The same on both sides, without the place in the sequence. */
export const memberBody = (member: Member): string => canonicalText(bodyOf(member));

/** The bytes on which both sides agree. */
export const memberText = (member: Member): string =>
  canonicalText({ ...bodyOf(member), seq: member.seq, previous: member.previous });

/** Id of the signed record, or of the call, and the position in it: what a member is known by, wherever it stands. */
export function memberName(member: Member): string {
  const line1 = member.kind === 'signed' ? member.text.slice(0, member.text.indexOf('\n')) : member.text;
  const position = member.kind === 'signed' ? 0 : member.position;
  try {
    const { id: name } = (readCanonical(line1) ?? {}) as { id?: unknown };
    if (typeof name === 'string') return `${name}/${position}`;
  } catch (cause) {
    if (!(cause instanceof PolicyFault)) throw cause;
  }
  return `unreadable ${member.seq}`;
}

/** How texts become digests and leaf hashes: given by who holds the keys and the hash. */
export interface Digests {
  /** Digest of a record's text. */
  digestOf(text: string): string;
  /** Leaf hash of an item's or an answer's text. */
  leafOf(text: string): string;
}

/** How the next member points at this one. */
export function linkOf(member: Member, digests: Digests): ChainLink {
  const { seq } = member;
  if (member.kind === 'access') {
    const { id: record } = readAccess(member.text);
    return { seq, record, position: member.position, digest: digests.leafOf(member.answer) };
  }
  const { id: record } = splitRecord(member.text).body as { id: string };
  return { seq, record, position: 0, digest: digests.digestOf(member.text) };
}

/** For the monthly statement: its time as its record says, and whose act it is. */
export function countedMember(member: Member, digests: Digests): CountedMember {
  const { at } = (member.kind === 'access' ? readAccess(member.text) : splitRecord(member.text).body) as Pick<
    Access,
    'at'
  >;
  const isByParty = member.kind === 'access' || member.type === 'calculation';
  return { seq: member.seq, digest: linkOf(member, digests).digest, at, isByParty };
}
