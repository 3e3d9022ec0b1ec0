/**
 * A draft of a declaration made from somebody else's record: what could be taken over, and everything that is missing, each
 * with why it is asked. A record in one language leaves the others open; nothing is guessed.
 */
import { PolicyFault } from '../fault.ts';
import { type Gap, missingFrom } from '../publication.ts';
import type { JsonValue } from '../read.ts';

export interface Draft {
  /** Fields of a declaration by their names; texts by language, such as `{ "nl": "…" }`. */
  readonly draft: { readonly [field: string]: JsonValue };
  readonly missing: readonly Gap[];
  /** What the record says and no field of a declaration takes: by the record's own names. */
  readonly left: readonly string[];
}

export type Fields = ReadonlyMap<string, unknown>;

const maxFields = 400;
const maxDepth = 6;
const maxChars = 10_000;

/** All fields of a record by name, whatever sections they stand in. Of a name that comes twice the first one counts. */
export function fieldsOf(record: unknown): Fields {
  const found = new Map<string, unknown>();
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    if (depth > maxDepth) throw new PolicyFault('declaration-invalid', `expected at most ${maxDepth} levels`);
    for (const [name, inner] of Object.entries(value)) {
      if (found.size >= maxFields)
        throw new PolicyFault('declaration-invalid', `expected at most ${maxFields} fields`);
      if (!found.has(name)) found.set(name, inner);
      walk(inner, depth + 1);
    }
  };
  walk(record, 0);
  if (found.size === 0) throw new PolicyFault('declaration-invalid', 'expected a record with fields');
  return found;
}

/** A text without the markup that registers keep in it; undefined when there is none. */
export function textOf(value: unknown): string | undefined {
  const raw = Array.isArray(value) ? value.filter((entry) => typeof entry === 'string').join('\n') : value;
  if (typeof raw !== 'string') return undefined;
  const plain = raw
    .slice(0, maxChars)
    .replace(/<(?:\/p|\/div|\/li|br)[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .replace(/\n{2,}/g, '\n')
    .trim();
  return plain === '' ? undefined : plain;
}

/** The languages of our texts that a record has: the field stays open in the others. */
export const inLanguage = (lang: string, text: string | undefined): JsonValue | undefined =>
  text === undefined ? undefined : { [lang]: text };

export const addressIn = (value: unknown): string | undefined => {
  const text = textOf(value);
  return text !== undefined && /^https:\/\/\S+$/.test(text) ? text : undefined;
};

export const contactIn = (value: unknown): JsonValue | undefined => {
  const text = textOf(value);
  return text !== undefined && /^[^\s@]+@[^\s@]+$/.test(text) ? { email: text } : undefined;
};

type Open = JsonValue | undefined;

/** Drops what is open at any depth, so that an absent field is absent. */
export function closedFields(fields: { readonly [name: string]: Open }): { [name: string]: JsonValue } {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, JsonValue] => {
      const [, value] = entry;
      if (value === undefined) return false;
      return !(
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.keys(value).length === 0
      );
    }),
  );
}

export function draftOf(
  record: Fields,
  taken: ReadonlySet<string>,
  fields: { readonly [name: string]: Open },
): Draft {
  const draft = closedFields(fields);
  const isSaid = (value: unknown) =>
    textOf(value) !== undefined || typeof value === 'number' || typeof value === 'boolean';
  const left = [...record].filter(([name, value]) => !taken.has(name) && isSaid(value)).map(([name]) => name);
  return { draft, missing: missingFrom(draft), left };
}
