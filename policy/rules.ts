/**
 * A party's published rules: publicodes, compiled to one JSON object of rules by name. They are read with the same
 * care as any other unknown input, because a phone runs them on a resident's own data.
 *
 * Order is no part of the rules: they are always sorted by name before anything is made of them, so that two texts
 * with one hash cannot give two results.
 */
import { canonicalText } from './canonical.ts';
import { PolicyFault } from './fault.ts';
import { utf8Bytes } from './record.ts';

/** Stands in each declaration and calculation: another engine may round or order differently. */
export const engineVersion = '1.10.3';
export const maxRulesBytes = 1_048_576;

const maxRules = 5_000;
const maxDepth = 32;
const maxListLength = 2_000;
const maxTextUnits = 20_000;
const maxNameUnits = 200;

export type RuleValue = string | number | boolean | null | readonly RuleValue[] | RuleFields;
export interface RuleFields {
  readonly [name: string]: RuleValue;
}

declare const read: unique symbol;
/** Rules by dotted name, sorted, within the limits. Only `readRules` makes them. */
export type Rules = RuleFields & { readonly [read]: true };

/** Names that mean something to JavaScript or inside the engine, and could be mistaken for a rule there. */
const reservedName = /(?:^|\. )(?:(?:__proto__|constructor|prototype)$|\$[A-Z_])/;

/**
 * Mechanisms whose value depends on more than the inputs: `durée` reads the clock and the time zone of the machine.
 * With them service and phone would not give the same.
 */
const clockMechanisms = new Set(['durée']);

const refuse = (expected: string, where = ''): never => {
  throw new PolicyFault('rules-invalid', expected, where);
};

export function readRules(text: string): Rules {
  if (utf8Bytes(text) > maxRulesBytes) refuse(`expected at most ${maxRulesBytes} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PolicyFault('rules-invalid', 'expected JSON', '', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('expected an object of rules by name');
  }
  const names = Object.keys(value).sort();
  if (names.length === 0 || names.length > maxRules) refuse(`expected 1 to ${maxRules} rules`);
  const rules: Record<string, RuleValue> = {};
  for (const name of names) {
    if (name.length > maxNameUnits || reservedName.test(name)) refuse('expected another rule name');
    const rule = (value as Record<string, unknown>)[name];
    if (typeof rule === 'boolean' || Array.isArray(rule)) refuse('expected a rule', name);
    rules[name] = readValue(rule, name, 1);
  }
  return rules as Rules;
}

function readValue(value: unknown, name: string, depth: number): RuleValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string') {
    return value.length <= maxTextUnits ? value : refuse(`expected at most ${maxTextUnits} characters`, name);
  }
  if (depth >= maxDepth) return refuse(`expected at most ${maxDepth} levels`, name);
  if (Array.isArray(value)) {
    if (value.length > maxListLength) refuse(`expected at most ${maxListLength} entries`, name);
    return value.map((entry) => readValue(entry, name, depth + 1));
  }
  const fields: Record<string, RuleValue> = {};
  for (const key of Object.keys(value as object).sort()) {
    if (key.length > maxNameUnits || reservedName.test(key)) refuse('expected another field name', name);
    // A node of the engine's own tree would be taken as it is, past the parser and its checks.
    if (key === 'nodeKind') refuse('expected source rules, not a parsed tree', name);
    if (clockMechanisms.has(key)) refuse(`expected no \`${key}\`: it depends on the machine's clock`, name);
    fields[key] = readValue((value as Record<string, unknown>)[key], name, depth + 1);
  }
  return fields;
}

/** What is published, served and hashed as `rulesHash`. */
export function rulesText(rules: Rules): string {
  return canonicalText(rules);
}

/**
 * Words about a rule: they change what people read, never what comes out. An unknown field is not in the list and so
 * counts as logic: a change that nobody understands must not pass for a change of wording.
 */
const labels = new Set([
  'titre',
  'description',
  'lien',
  'note',
  'résumé',
  'acronyme',
  'icônes',
  'références',
  'exemples',
  'suggestions',
  'dernière mise à jour',
  'date de fin',
]);

/** The rules without their words; hashed as `logicHash`, so that a corrected link is not taken for a changed rule. */
export function logicText(rules: Rules): string {
  const logic: Record<string, RuleValue> = {};
  for (const [name, rule] of Object.entries(rules)) logic[name] = logicOf(rule);
  return canonicalText(logic);
}

/** Strips at the places where a rule stands, never inside an expression: there `note` may be the name of a thing. */
function logicOf(rule: RuleValue): RuleValue {
  if (!isFields(rule)) return rule;
  const kept: Record<string, RuleValue> = {};
  for (const [field, value] of Object.entries(rule)) {
    if (labels.has(field)) continue;
    // Its words are words; that it stands there decides what may be entered in place of what is computed.
    if (field === 'question') kept[field] = true;
    else if (field === 'avec' && isFields(value)) kept[field] = logicOfEach(value);
    else if (field === 'une possibilité') kept[field] = logicOfChoices(value);
    else kept[field] = value;
  }
  // A rule with words only and an empty one are the same to the engine.
  return Object.keys(kept).length === 0 ? null : kept;
}

function logicOfEach(rules: RuleFields): RuleFields {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, logicOf(rule)]));
}

/** A possibility may be a name, or a whole rule written in its place. */
function logicOfChoices(value: RuleValue): RuleValue {
  if (!Array.isArray(value)) return value;
  return (value as readonly RuleValue[]).map((entry) => (isFields(entry) ? logicOfEach(entry) : entry));
}

export function isFields(value: RuleValue | undefined): value is RuleFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface RulesHashes {
  readonly rulesHash: string;
  readonly logicHash: string;
}

/** `hash` gives the digest of a text as it stands in records: SHA-256 of its UTF-8, as base64url. */
export function hashRules(rules: Rules, hash: (text: string) => string): RulesHashes {
  return { rulesHash: hash(rulesText(rules)), logicHash: hash(logicText(rules)) };
}
