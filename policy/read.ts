/**
 * From `unknown` to a word of the vocabulary. The only file that names valibot: other files put these pieces together,
 * so that « strict » means the same everywhere: no unknown field, no unbounded text, list or depth.
 */
import * as v from 'valibot';
import type { PolicyFaultCode } from './fault.ts';
import { PolicyFault } from './fault.ts';
import { isDate, isInstant } from './instant.ts';
import type { LangText } from './record.ts';

export type Schema<T> = v.GenericSchema<unknown, T>;

const maxDepth = 12;
const maxListLength = 500;
const maxTextUnits = 65_536;

const anyPlainObject = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** An object with exactly these fields. */
export const object = <const E extends v.ObjectEntries>(entries: E) =>
  v.pipe(anyPlainObject, v.strictObject(entries));

export const optional = v.exactOptional;
export const nullable = v.nullable;
export const nothing = v.null();
export const oneOf = v.picklist;
export const literal = v.literal;
export const either = v.union;
export const where = v.check;
export const both = v.pipe;
export const yesNo = v.boolean();

const form = (pattern: RegExp, expected: string) => v.pipe(v.string(expected), v.regex(pattern, expected));

// Base64url without padding, spare bits zero: one value, one text.
export const id = form(/^[A-Za-z0-9_-]{21}[AQgw]$/, 'expected 16 bytes as base64url');
const thirtyTwo = () => form(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'expected 32 bytes as base64url');
export const bytes32 = thirtyTwo();
/** A SHA-256 digest; the id of a party and the name of a mailbox are digests too. */
export const digest = thirtyTwo();
export const mailbox = thirtyTwo();
export const partyId = thirtyTwo();
export const key = thirtyTwo();
export const salt = thirtyTwo();
export const signature = form(/^[A-Za-z0-9_-]{85}[AQgw]$/, 'expected 64 bytes as base64url');

/** Bytes of any length up to a limit. Whole groups of four, or a tail whose spare bits are zero. */
export const bytes = (maxBytes: number) =>
  v.pipe(
    form(
      /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$/,
      'expected bytes as base64url',
    ),
    v.minLength(1, 'expected at least one byte'),
    v.maxLength(Math.ceil((maxBytes * 4) / 3), `expected at most ${maxBytes} bytes`),
  );

/** A time to the second, in UTC. */
export const instant = v.pipe(v.string(), v.check(isInstant, 'expected a time like `2026-11-21T10:05:00Z`'));
/** A wallet's time, cut to the minute (protocol §4). */
export const minute = v.pipe(
  instant,
  v.check((text) => text.endsWith(':00Z'), 'expected a time cut to the minute'),
);
/** A wallet's time, cut to the day: a countersignature must not tell when the phone was open. */
export const midnight = v.pipe(
  instant,
  v.check((text) => text.endsWith('T00:00:00Z'), 'expected a time cut to the day'),
);
/** A month of the calendar. */
export const month = form(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/, 'expected a month like `2026-10`');
export const date = v.pipe(v.string(), v.check(isDate, 'expected a date like `2026-11-21`'));

const control = /\p{Cc}/u;
const multilineControl = /[^\P{Cc}\n\t]/u;

/** One line, without control characters, not blank. */
export const line = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max, `expected at most ${max} characters`),
    v.check((value) => value.trim() !== '' && !control.test(value), 'expected a line of text'),
  );

/** Several lines, not blank. */
export const prose = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max, `expected at most ${max} characters`),
    v.check((value) => value.trim() !== '' && !multilineControl.test(value), 'expected text'),
  );

export const langText = (max: number): Schema<LangText> => object({ fr: prose(max), en: prose(max) });

// Marks that turn the direction of a line: a sentence on a screen could be made to read as another (Unicode TR 36).
const direction = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** As `langText`, without marks that turn a line; for records that are younger than this rule. */
export const straightText = (max: number): Schema<LangText> =>
  both(
    langText(max),
    where(
      ({ fr, en }) => !direction.test(fr) && !direction.test(en),
      'expected no mark that turns the direction of a line',
    ),
  );

/** A lower-case name such as `reference-income`. */
const name = form(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'expected a name like `reference-income`');
export const shortName = v.pipe(name, v.maxLength(48, 'expected at most 48 characters'));

/** `https:`, or `http:` on this machine only, so that a demonstration can run without certificates. */
const urlForm =
  /^(?:https:\/\/[A-Za-z0-9.-]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?:\/[!#-;=?-Z_a-z~\]\x5b%]*)?$/;

export const url = v.pipe(
  v.string(),
  v.maxLength(500, 'expected at most 500 characters'),
  v.regex(urlForm, 'expected an https address'),
);

const plain =
  /^http:\/\/(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?::\d{1,5})?(?:\/[!#-;=?-Z_a-z~\]\x5b%]*)?$/;

/** An address of a private network without TLS (RFC 1918): what an exercise in a room without internet has. */
export const isPlainAddress = (text: string): boolean => plain.test(text);

/** Where a party or a relay is. Who reads it for a real house refuses a plain one. */
export const reachable = v.pipe(
  v.string(),
  v.maxLength(500, 'expected at most 500 characters'),
  v.check((text) => urlForm.test(text) || isPlainAddress(text), 'expected an https address'),
);

/** The path of a served file without its first slash. */
export const servedPath = form(
  /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(?:\/[A-Za-z0-9_.-]{1,100}){0,5}$/,
  'expected a path like `assets/page.js`',
);

export const email = form(/^[^\s@]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/, 'expected an e-mail address');
export const semver = form(
  /^(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/,
  'expected a version like `1.0.0`',
);

/** ISO 3166-1, two letters. */
export const country = form(/^[A-Z]{2}$/, 'expected a country like `FR`');
/** ISO 639, two or three letters. */
export const language = form(/^[a-z]{2,3}$/, 'expected a language like `fr`');
/** An element of DTPR, its category in front. */
export const dtprElement = form(/^[a-z_]{2,40}__[a-z0-9_]{1,60}$/, 'expected an element of DTPR');

export const whole = (min: number, max: number) =>
  v.pipe(
    v.number(),
    v.integer('expected a whole number'),
    v.minValue(min, `expected at least ${min}`),
    v.maxValue(max, `expected at most ${max}`),
  );
export const number = v.pipe(v.number(), v.finite('expected a finite number'));
/** A part of a whole: 0 is none, 1 is all. */
export const share = v.pipe(
  v.number(),
  v.minValue(0, 'expected at least 0'),
  v.maxValue(1, 'expected at most 1'),
);

/** Zero to `max` entries; an empty list says « explicitly none ». */
export const list = <T>(schema: Schema<T>, max = maxListLength): Schema<T[]> =>
  v.pipe(v.array(schema), v.maxLength(max, `expected at most ${max} entries`));

/** At least one entry. */
export const some = <T>(schema: Schema<T>, max = maxListLength): Schema<T[]> =>
  v.pipe(list(schema, max), v.minLength(1, 'expected at least one entry'));

/** A list of exactly one: the standard has a list where version 1 has one. */
export const one = <T>(schema: Schema<T>): Schema<[T]> => v.strictTuple([schema]);

/** Values under names of one form; as many as `guardShape` lets through. */
export const map = <T>(name: v.GenericSchema<string>, value: Schema<T>): Schema<Record<string, T>> =>
  v.pipe(anyPlainObject, v.record(name, value));

/** No two entries with the same name. */
export const distinct = <T>(schema: Schema<T[]>, nameOf: (entry: T) => string): Schema<T[]> =>
  v.pipe(
    schema,
    v.check((entries) => new Set(entries.map(nameOf)).size === entries.length, 'expected no entry twice'),
  );

/** A JSON value whose shape is somebody else's (a rules engine's path); `guardShape` still bounds it. */
export const jsonValue = v.custom<JsonValue>((value) => value !== undefined, 'expected a JSON value');
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/**
 * Bounds on depth, list length and text, looked at before any schema runs: a schema with recursion or long lists must
 * never be the first to meet hostile input.
 */
function guardShape(value: unknown, code: PolicyFaultCode, depth = 0): void {
  if (typeof value === 'string') {
    if (value.length > maxTextUnits)
      throw new PolicyFault(code, `expected at most ${maxTextUnits} characters`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) throw new PolicyFault(code, `expected at most ${maxDepth} levels`);
  const entries = Array.isArray(value) ? value : Object.values(value);
  if (entries.length > maxListLength)
    throw new PolicyFault(code, `expected at most ${maxListLength} entries`);
  for (const entry of entries) guardShape(entry, code, depth + 1);
}

/** Makes the one function through which a word is read. Its fault says where, never what was found there. */
export function reader<T>(schema: Schema<T>, code: PolicyFaultCode): (value: unknown) => T {
  return (value) => {
    guardShape(value, code);
    const outcome = v.safeParse(schema, value, { abortEarly: true });
    if (outcome.success) return outcome.output;
    const issue = outcome.issues[0];
    // A field's own name is only repeated when the schema knows it: an unknown field's name may be anything.
    const unknownField = issue.expected === 'never';
    const path = issue.path?.slice(0, unknownField ? -1 : undefined).map((step) => String(step.key)) ?? [];
    throw new PolicyFault(code, expectedOf(issue, unknownField), path.join('.'));
  };
}

function expectedOf(issue: v.BaseIssue<unknown>, unknownField: boolean): string {
  if (unknownField) return 'expected no unknown field';
  if (issue.message.startsWith('expected')) return issue.message;
  if (issue.type === 'strict_object') return `expected the field ${issue.expected ?? ''}`;
  return `expected ${issue.expected ?? 'another value'}`;
}

export interface Survey {
  /** Dotted paths of fields that a schema asks for and the value has not; places in lists are left out. */
  readonly absent: readonly string[];
  /** Names of top fields in which anything is wrong. */
  readonly unsound: ReadonlySet<string>;
}

/** Looks at everything at once, where `reader` stops at the first fault: for whoever is to be told the whole list. */
export function survey(schema: Schema<unknown>, code: PolicyFaultCode): (value: unknown) => Survey {
  return (value) => {
    guardShape(value, code);
    const outcome = v.safeParse(schema, value);
    const issues = outcome.success ? [] : outcome.issues;
    const pathOf = (issue: v.BaseIssue<unknown>) => issue.path?.map((step) => String(step.key)) ?? [];
    const absent = issues
      .filter(({ type, expected }) => type === 'strict_object' && expected?.startsWith('"') === true)
      .map((issue) => pathOf(issue).filter((step) => !/^\d+$/.test(step)));
    return {
      absent: [...new Set(absent.map((path) => path.join('.')))],
      unsound: new Set(issues.map((issue) => pathOf(issue)[0] ?? '')),
    };
  };
}
