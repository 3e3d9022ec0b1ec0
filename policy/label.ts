import { PolicyFault } from './fault.ts';
import type { Schema } from './read.ts';
import {
  bytes,
  digest,
  id,
  instant,
  literal,
  map,
  object,
  oneOf,
  optional,
  partyId,
  reader,
  servedPath,
  straightText,
  url,
  whole,
} from './read.ts';
import type { Head, LangText } from './record.ts';

/** The régie's seal on a party, with an end: this party may publish and ask here. */
export interface Admission extends Head<'label'> {
  /** Party id of the régie. */
  readonly by: string;
  readonly party: string;
  readonly kind: 'admitted';
  readonly until: string;
}

/** What the wallet is that this relay serves: every file by its SHA-256. Anyone compares (`npm run verify -- --served`). */
export interface WalletBuild extends Head<'label'> {
  readonly by: string;
  readonly kind: 'wallet-build';
  /** Path without its first slash → SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of `files` as canonical JSON: one short name for the whole. */
  readonly digest: string;
}

/** An aggregator takes a study on: its word is in the log, so nobody can be shown other keys than everybody else. */
export interface Operation extends Head<'label'> {
  /** Party id of the aggregator. */
  readonly by: string;
  readonly kind: 'operates';
  readonly study: string;
  readonly role: 'leader' | 'helper';
  /** DAP `HpkeConfig`, encoded: what contributions to this study are sealed to. */
  readonly hpkeConfig: string;
  /** Of the issuer, which speaks through the leader: SubjectPublicKeyInfo of this study's own token key (RFC 9578 §6.5). */
  readonly tokenKey?: string;
  /**
   * The helper's alone, and always: digest of the leader's label that it works with. So the leader cannot show each person
   * another key of its own, and know by it whose contribution it opens.
   */
  readonly peer?: string;
}

/** What became of a study, in the researchers' words: sent back to those who took part. */
export interface FollowUp extends Head<'label'> {
  /** The research party. */
  readonly by: string;
  readonly kind: 'followed-up';
  readonly study: string;
  readonly text: LangText;
  readonly url?: string;
}

/** The issuer exchanges codes of this year under this key and no other: with a key for each code it could tell who came with which. */
export interface Enrolment extends Head<'label'> {
  /** Party id of the régie. */
  readonly by: string;
  readonly kind: 'enrols';
  readonly year: number;
  readonly tokenKey: string;
}

/** The issuer counts the yeses to a condition by tokens under this key and no other, the same for everybody. */
export interface Counting extends Head<'label'> {
  /** Party id of the régie. */
  readonly by: string;
  readonly kind: 'counts';
  readonly condition: string;
  /** SubjectPublicKeyInfo of this condition's own token key (RFC 9578 §6.5). */
  readonly tokenKey: string;
}

export type Label = Admission | WalletBuild | Operation | FollowUp | Enrolment | Counting;

const head = { v: literal(1), type: literal('label'), id, at: instant, by: partyId } as const;

const admission: Schema<Admission> = object({
  ...head,
  party: partyId,
  kind: literal('admitted'),
  until: instant,
});

const walletBuild: Schema<WalletBuild> = object({
  ...head,
  kind: literal('wallet-build'),
  files: map(servedPath, digest),
  digest,
});

const operation: Schema<Operation> = object({
  ...head,
  kind: literal('operates'),
  study: digest,
  role: oneOf(['leader', 'helper']),
  hpkeConfig: bytes(200),
  tokenKey: optional(bytes(600)),
  peer: optional(digest),
});

const followUp: Schema<FollowUp> = object({
  ...head,
  kind: literal('followed-up'),
  study: digest,
  text: straightText(2000),
  url: optional(url),
});

const enrolment: Schema<Enrolment> = object({
  ...head,
  kind: literal('enrols'),
  year: whole(2000, 9999),
  tokenKey: bytes(600),
});

const counting: Schema<Counting> = object({
  ...head,
  kind: literal('counts'),
  condition: digest,
  tokenKey: bytes(600),
});

const readOperationShape = reader(operation, 'label-invalid');

export function readOperation(body: unknown): Operation {
  const read = readOperationShape(body);
  if (read.role === 'helper' && read.peer === undefined)
    throw new PolicyFault('label-invalid', 'expected the digest of the leader’s label', 'peer');
  return read;
}

export const readFollowUp = reader(followUp, 'label-invalid');
const readAdmission = reader(admission, 'label-invalid');
const readEnrolment = reader(enrolment, 'label-invalid');
export const readCounting = reader(counting, 'label-invalid');
export const readWalletBuild = reader(walletBuild, 'label-invalid');

/** Of the kind that it says it is, so that a fault names the field of that kind. */
export function readLabel(value: unknown): Label {
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (kind === 'admitted') return readAdmission(value);
  if (kind === 'wallet-build') return readWalletBuild(value);
  if (kind === 'operates') return readOperation(value);
  if (kind === 'followed-up') return readFollowUp(value);
  if (kind === 'enrols') return readEnrolment(value);
  if (kind === 'counts') return readCounting(value);
  throw new PolicyFault('label-invalid', 'expected a known kind of label', 'kind');
}

/** A label holds from its time until just before its end. */
export function isAdmitted(labels: readonly Label[], party: string, at: string): boolean {
  return labels.some(
    (entry) => entry.kind === 'admitted' && entry.party === party && entry.at <= at && at < entry.until,
  );
}
