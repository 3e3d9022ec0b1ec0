/**
 * The one text form of a value, after RFC 8785 (JSON Canonicalization Scheme). It is what gets signed and hashed, and
 * it stands in the path of every access, so it is written out by hand: no library of that name is typed or this fast.
 */
import { PolicyFault } from './fault.ts';

/** Deeper values cannot come from a record (12 levels); the limit only keeps a hostile text off the stack. */
const maxDepth = 64;

const refuse = (expected: string): never => {
  throw new PolicyFault('canonical-invalid', expected);
};

/** Names, ids and digests are made of these: nothing to escape, so no call into JSON.stringify. */
const plain = /^[ !#-[\]-~]*$/;
export function canonicalString(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  // A lone surrogate has no UTF-8 form, so two readers could hash it differently (RFC 8785 §3.2.2.2).
  if (!text.isWellFormed()) refuse('expected well-formed text, found a lone surrogate');
  return JSON.stringify(text);
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse('expected a finite number');
    // ECMAScript's own number form is the one RFC 8785 §3.2.2.3 prescribes; `-0` comes out as `0`.
    return String(value);
  }
  if (value === true) return 'true';
  if (value === false) return 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object') return refuse(`expected a JSON value, found \`${typeof value}\``);
  if (depth >= maxDepth) return refuse(`expected at most ${maxDepth} levels`);
  return Array.isArray(value) ? writeList(value, depth) : writeObject(value, depth);
}

function writeList(list: readonly unknown[], depth: number): string {
  if (list.length === 0) return '[]';
  let text = `[${write(list[0], depth + 1)}`;
  for (let at = 1; at < list.length; at += 1) text += `,${write(list[at], depth + 1)}`;
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype = Object.getPrototypeOf(value) as unknown;
  // Compared by kind and not by identity: an object made in another realm (worker, test runner) is still plain.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return refuse('expected a plain object');
  }
  const fields = value as Record<string, unknown>;
  const keys = sortUnits(Object.keys(fields));
  if (keys.length === 0) return '{}';
  let text = '{';
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as string;
    text += `${at === 0 ? '' : ','}${canonicalString(key)}:${write(fields[key], depth + 1)}`;
  }
  return `${text}}`;
}

/** By UTF-16 code units (RFC 8785 §3.2.3), which is what `<` does. Most objects arrive sorted: look before sorting. */
function sortUnits(keys: string[]): string[] {
  for (let at = 1; at < keys.length; at += 1) {
    if ((keys[at - 1] as string) > (keys[at] as string)) return keys.sort();
  }
  return keys;
}

export function canonicalText(value: unknown): string {
  return write(value, 0);
}

/** Reads a text only if it *is* canonical: doubled keys, other spacing, order or number forms are a fault. */
export function readCanonical(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PolicyFault('canonical-invalid', 'expected JSON', '', cause);
  }
  if (canonicalText(value) !== text) refuse('expected canonical JSON (RFC 8785)');
  return value;
}
