import type { Schema } from './read.ts';
import {
  digest,
  id,
  key,
  list,
  literal,
  mailbox,
  midnight,
  object,
  prose,
  reader,
  salt,
  whole,
} from './read.ts';
import type { Head, RecordType } from './record.ts';

/**
 * The log's word on one record, held by both sides. Not a signed record: its proof is the checkpoint, and the salt
 * that makes the leaf (protocol §8).
 */
export interface LogReceipt {
  /** Digest of the record's text. */
  readonly digest: string;
  readonly salt: string;
  readonly index: number;
  readonly size: number;
  /** Audit path from leaf to root (RFC 6962 §2.1.1). */
  readonly path: readonly string[];
  /** The head as a signed note (C2SP). */
  readonly checkpoint: string;
}

/** 32 zero bytes: the salt of a record that anyone may read. */
export const publicSalt = 'A'.repeat(43);

const publicTypes: readonly string[] = [
  'party',
  'declaration',
  'condition',
  'condition-met',
  'charter',
  'label',
  'study',
  'release',
  'statement',
] satisfies readonly RecordType[];

/** Protocol §8, and statements (decision 0018): everybody can make their leaves again, so none may stand under a salt. */
export const isPublicType = (type: string): boolean => publicTypes.includes(type);

export const logReceipt: Schema<LogReceipt> = object({
  digest,
  salt,
  index: whole(0, Number.MAX_SAFE_INTEGER),
  size: whole(1, Number.MAX_SAFE_INTEGER),
  path: list(digest, 53),
  checkpoint: prose(8000),
});

export const readLogReceipt = reader(logReceipt, 'receipt-invalid');

/**
 * The resident's countersignature on a calculation: « received these bytes », never « agreed ». At day precision, and
 * never is as good as late.
 */
export interface Receipt extends Head<'receipt'> {
  readonly by: string;
  readonly key: string;
  /** Digest of the calculation's record. */
  readonly calculation: string;
}

const receipt: Schema<Receipt> = object({
  v: literal(1),
  type: literal('receipt'),
  id,
  at: midnight,
  by: mailbox,
  key,
  calculation: digest,
});

export const readReceipt = reader(receipt, 'receipt-invalid');
