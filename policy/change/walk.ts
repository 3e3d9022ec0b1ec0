/** What differs between two JSON values, place by place: lists are compared by the names of their entries, not by order. */
import { canonicalText } from '../canonical.ts';
import type { JsonValue } from '../read.ts';

export interface Difference {
  /** The place with `*` for each entry of a list: `inputs.*.precision`. */
  readonly pattern: string;
  /** Where exactly, by names: `['inputs', 'commune', 'precision']`. */
  readonly path: readonly string[];
  /** `null` where there was nothing. */
  readonly before: JsonValue;
  readonly after: JsonValue;
}

type Plain = { readonly [name: string]: JsonValue };

/** By which of its fields an entry of a list is known; a list of texts knows them by themselves. */
const nameOf: Readonly<Record<string, (entry: Plain) => JsonValue | undefined>> = {
  'controller.jointWith': (entry) => entry.legalId,
  processors: (entry) => french(entry.name),
  purposes: (entry) => entry.id,
  legalBasis: (entry) => entry.iri,
  notServed: (entry) => french(entry.who),
  inputs: (entry) => entry.key,
  minimised: (entry) => french(entry.what),
  otherData: (entry) => entry.id,
  outputs: (entry) => entry.key,
  'logic.model.metrics': (entry) => `${french(entry.name)} ${entry.group ?? ''}`,
  'logic.model.groups': (entry) => entry.id,
  'logic.parameters': (entry) => entry.name,
  'comparison.periods': (entry) => `${entry.from} ${entry.to}`,
  recipients: (entry) => french(entry.name),
  transfers: (entry) => entry.country,
  retention: (entry) => french(entry.what),
  security: (entry) => entry.iri,
  risks: (entry) => `${entry.iri} ${french(entry.text)}`,
  impactAssessments: (entry) => entry.kind,
  rights: (entry) => entry.right,
  'contest.escalation': (entry) => french(entry.to),
  changelog: (entry) => entry.version,
  experiments: (entry) => entry.arm,
  value: (entry) => french(entry.who),
  indicators: (entry) => french(entry.indicator),
  openness: (entry) => entry.source,
  'entry.answers': (entry) => entry.question,
};

const french = (text: JsonValue | undefined): JsonValue | undefined => (isPlain(text) ? text.fr : text);

/** Objects that change as one thing: words in two languages, a way to be reached, a test, a measured value. */
const whole = new Set([
  'controller.contact',
  'controller.dpo',
  'controller.jointWith.*.contact',
  'contest.contact',
  'contactAffected',
  'notServed.*.fact',
  'monitoring.lastResult',
  'indicators.*.baseline',
  'indicators.*.final',
]);

const isPlain = (value: JsonValue | undefined): value is Plain & { [name: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isWords = (value: Plain): boolean => typeof value.fr === 'string' && typeof value.en === 'string';

function entriesOf(list: readonly JsonValue[], pattern: string): Map<string, JsonValue> {
  const found = new Map<string, JsonValue>();
  for (const entry of list) {
    const name = String(isPlain(entry) ? (nameOf[pattern]?.(entry) ?? canonicalText(entry)) : entry);
    let key = name;
    for (let nth = 2; found.has(key); nth += 1) key = `${name} ${nth}`;
    found.set(key, entry);
  }
  return found;
}

const isSame = (left: JsonValue, right: JsonValue): boolean => canonicalText(left) === canonicalText(right);

export function differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  pattern = '',
  path: readonly string[] = [],
): Difference[] {
  if (isSame(before ?? null, after ?? null)) return [];
  const within = (name: string) => (pattern === '' ? name : `${pattern}.${name}`);
  const goOn = (keys: Iterable<string>, left: Lookup, right: Lookup, step: (name: string) => string) =>
    [...new Set(keys)].flatMap((key) => differences(left(key), right(key), step(key), [...path, key]));
  if (Array.isArray(before) && Array.isArray(after)) {
    const [left, right] = [entriesOf(before, pattern), entriesOf(after, pattern)];
    return goOn(
      [...left.keys(), ...right.keys()],
      (key) => left.get(key),
      (key) => right.get(key),
      () => within('*'),
    );
  }
  const isOne =
    !isPlain(before) || !isPlain(after) || whole.has(pattern) || isWords(before) || isWords(after);
  if (isOne) return [{ pattern, path, before: before ?? null, after: after ?? null }];
  const keys = [...Object.keys(before), ...Object.keys(after)];
  return goOn(
    keys,
    (key) => own(before, key),
    (key) => own(after, key),
    within,
  );
}

type Lookup = (key: string) => JsonValue | undefined;

const own = (of: Plain, name: string): JsonValue | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;
