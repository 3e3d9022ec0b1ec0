/**
 * A signed record is one text: a line of canonical JSON, a line feed, a line of proof, no line feed at the end. It is
 * kept, hashed and sent exactly as it was received.
 */
import { canonicalText, readCanonical } from './canonical.ts';
import { PolicyFault } from './fault.ts';

/** The closed list. `access` is made by the relay and has no proof line: see `access.ts`. */
const recordTypes = [
  'party',
  'declaration',
  'request',
  'refusal',
  'grant',
  'revocation',
  'termination',
  'pause',
  'stop-change',
  'handover',
  'access',
  'calculation',
  'receipt',
  'thread',
  'statement',
  'condition',
  'condition-met',
  'mandate',
  'charter',
  'label',
  'study',
  'withdrawal',
  'release',
] as const;
export type RecordType = (typeof recordTypes)[number];

export type Lang = 'fr' | 'en';
export type LangText = Readonly<Record<Lang, string>>;

/** What every record begins with. `by` is a party id, a mailbox, `self` (a party's first record) or `stop`. */
export interface Head<T extends RecordType> {
  readonly v: 1;
  readonly type: T;
  readonly id: string;
  readonly at: string;
  readonly by: string;
}

/** `ed25519`: 64 bytes of signature. `stop`: the 32 bytes of a stop secret, accepted under a revocation only. */
export interface Proof {
  readonly kind: 'ed25519' | 'stop';
  readonly value: string;
}

export interface SplitRecord {
  readonly type: RecordType;
  readonly v: number;
  readonly body: unknown;
  readonly line1: string;
  readonly proof: Proof;
}

export const maxRecordBytes = 65_536;

/** The label that a signature is made under; the signer puts it in front of line 1 with a line feed. */
export function recordLabel(type: RecordType, v: number): string {
  return `vav/${type}/${v}`;
}

export function recordLine(body: Head<RecordType>): string {
  return canonicalText(body);
}

export function joinRecord(line1: string, proof: Proof): string {
  return `${line1}\n${proof.kind}:${proof.value}`;
}

// The last character of an unpadded base64url text has spare bits; only the form with zero bits there is one text.
const proofForm = /^(?:(ed25519):([A-Za-z0-9_-]{85}[AQgw])|(stop):([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]))$/;

export function splitRecord(text: string): SplitRecord {
  if (utf8Bytes(text) > maxRecordBytes) {
    throw new PolicyFault('record-oversize', `expected at most ${maxRecordBytes} bytes`);
  }
  const end = text.indexOf('\n');
  const form = end < 0 ? null : proofForm.exec(text.slice(end + 1));
  if (form === null)
    throw new PolicyFault('record-invalid', 'expected one line of JSON and one line of proof');
  const line1 = text.slice(0, end);
  const body = readCanonical(line1);
  const { type, v } = readHeadWords(body);
  const kind = form[1] === undefined ? 'stop' : 'ed25519';
  if (kind === 'stop' && type !== 'revocation') {
    throw new PolicyFault('record-invalid', 'expected an `ed25519` proof: `stop` proves a revocation only');
  }
  return { type, v, body, line1, proof: { kind, value: (form[2] ?? form[4]) as string } };
}

function readHeadWords(body: unknown): { type: RecordType; v: number } {
  const { type, v } = (body ?? {}) as { type?: unknown; v?: unknown };
  const known = recordTypes.find((word) => word === type);
  if (known === undefined) throw new PolicyFault('record-invalid', 'expected a known record type', 'type');
  if (v !== 1) throw new PolicyFault('record-invalid', 'expected version 1', 'v');
  return { type: known, v };
}

/** Length as UTF-8 without making the bytes: this floor has no TextEncoder. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // Each half of a surrogate pair counts two, so a pair counts four.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
