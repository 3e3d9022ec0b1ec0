// Reading an answer of the relay: only what is needed is looked at, and it is of the kind that was promised or a fault.
// What it *says* is checked elsewhere, by our own computing.

import { PolicyFault } from '../../../policy/fault.ts';
import { isInstant } from '../../../policy/instant.ts';
import { type LogReceipt, readLogReceipt } from '../../../policy/receipt.ts';
import { LinkFault } from './fault.ts';

export type Fields = Readonly<Record<string, unknown>>;

const wrong = (where: string, expected: string): LinkFault =>
  new LinkFault('answer-invalid', `answer \`${where}\`: expected ${expected}`);

export function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(where, 'an object');
  return value as Fields;
}

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw wrong(name, 'a text');
  return value;
}

export function textOrNullIn(fields: Fields, name: string): string | null {
  const value = fields[name] ?? null;
  if (value !== null && typeof value !== 'string') throw wrong(name, 'a text or nothing');
  return value;
}

/** Shown and counted with: a time that is none would stop a screen from being drawn. */
export function instantIn(fields: Fields, name: string): string {
  const value = textIn(fields, name);
  if (!isInstant(value)) throw wrong(name, 'a time');
  return value;
}

export function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(name, 'a number');
  return value;
}

export function yesNoIn(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw wrong(name, 'yes or no');
  return value;
}

export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw wrong(name, 'a list');
  return value;
}

export function textsIn(fields: Fields, name: string): readonly string[] {
  return listIn(fields, name).map((value) => {
    if (typeof value !== 'string') throw wrong(name, 'a list of texts');
    return value;
  });
}

export function receiptOf(value: unknown): LogReceipt {
  try {
    return readLogReceipt(value);
  } catch (cause) {
    if (cause instanceof PolicyFault)
      throw new LinkFault('answer-invalid', 'answer `receipt`', null, { cause });
    throw cause;
  }
}

export const receiptsIn = (fields: Fields, name: string): readonly LogReceipt[] =>
  listIn(fields, name).map(receiptOf);

/** Absent while the relay has no signer: the record stands and its place comes later. */
export function receiptOrNullIn(fields: Fields, name: string): LogReceipt | null {
  const value = fields[name];
  return value === undefined || value === null ? null : receiptOf(value);
}
