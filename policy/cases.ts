/**
 * Published beside rules: inputs with what must come out, as anybody could have worked it out by hand. A case on a
 * boundary stands where a limit is met, because there mistakes of `<` for `<=` live. All are evaluated before the rules
 * are kept, and by whoever wants to check another engine.
 */
import type { Scalar } from './calculation.ts';
import { canonicalText } from './canonical.ts';
import {
  evaluate,
  hasLimits,
  limitsMet,
  type RuleEngine,
  type RuleInput,
  type RuleInputs,
} from './evaluate.ts';
import { PolicyFault } from './fault.ts';
import type { Schema } from './read.ts';
import {
  both,
  digest,
  distinct,
  either,
  line,
  list,
  map,
  nullable,
  number,
  object,
  optional,
  reader,
  some,
  where,
  yesNo,
} from './read.ts';
import { utf8Bytes } from './record.ts';

export interface ExpectedResult {
  readonly key: string;
  readonly value: Scalar;
  /** `cent` for money; absent where the result has none. */
  readonly unit?: string;
}

export interface RuleCase {
  readonly name: string;
  readonly inputs: RuleInputs;
  readonly expects: readonly ExpectedResult[];
  readonly isBoundary: boolean;
}

export const maxCasesBytes = 262_144;
const maxCases = 500;
/** Within a cent, or one of whatever is counted: the place where `<` and `<=` part. */
const boundaryWidth = 1;

const ruleName = line(200);
const value: Schema<RuleInput['value']> = either([number, line(200), yesNo]);

/** Typed values by the names of the rules; the engine checks names, types and units. */
export const ruleInputsShape: Schema<RuleInputs> = both(
  map(ruleName, object({ value, unit: optional(line(20)) })),
  where((inputs) => Object.keys(inputs).length <= 100, 'expected at most 100 inputs'),
);

const scalar: Schema<Scalar> = nullable(either([number, line(2000), yesNo]));
const ruleCase: Schema<RuleCase> = object({
  name: line(160),
  inputs: ruleInputsShape,
  expects: distinct(
    some(object({ key: ruleName, value: scalar, unit: optional(line(40)) }), 50),
    ({ key }) => key,
  ),
  isBoundary: yesNo,
});

const readList = reader(
  distinct(list(ruleCase, maxCases), ({ name }) => name),
  'rules-invalid',
);

export function readCases(body: unknown): readonly RuleCase[] {
  const cases = readList(body);
  if (utf8Bytes(canonicalText(cases)) > maxCasesBytes) {
    throw new PolicyFault('rules-invalid', `expected cases of at most ${maxCasesBytes} bytes`);
  }
  return cases;
}

/** Tied to their rules by the hash of these: cases of other rules say nothing of the ones that are declared. */
export interface PublishedCases {
  readonly rules: string;
  readonly cases: readonly RuleCase[];
}

/** What is published, served and hashed. */
export const casesText = (of: PublishedCases): string => canonicalText(of);

const readPublished = reader(object({ rules: digest, cases: some(ruleCase, maxCases) }), 'rules-invalid');

export const readPublishedCases = (body: unknown): PublishedCases => readPublished(body);

/** Throws at the first case that does not hold; the fault names it. */
export function requireCases(engine: RuleEngine, cases: readonly RuleCase[]): void {
  if (cases.length === 0) throw refusal('expected at least one case', 'cases');
  for (const one of cases) requireCase(engine, one);
  if (hasLimits(engine) && !cases.some(({ isBoundary }) => isBoundary)) {
    throw refusal('expected a case on a boundary, because the rules compare numbers with limits', 'cases');
  }
}

function requireCase(engine: RuleEngine, { name, inputs, expects, isBoundary }: RuleCase): void {
  const keys = expects.map(({ key }) => key);
  const { results } = evaluated(engine, inputs, keys, name);
  for (const [at, { key, value: wanted, unit }] of expects.entries()) {
    const found = results[at];
    if (found === undefined || found.value !== wanted || found.unit !== unit) {
      const came = found?.unit === undefined ? found?.value : `${found.value} ${found.unit}`;
      // A published case is nobody's: what came out may be told.
      throw refusal(`expected \`${key}\` to be what the case says, found \`${came}\``, name);
    }
  }
  if (!isBoundary) return;
  const isThere = limitsMet(engine, inputs, keys).some(
    ({ came, limit }) => Math.abs(came - limit) <= boundaryWidth,
  );
  if (!isThere)
    throw refusal('expected a case on a boundary to be within one cent or one unit of a limit', name);
}

function evaluated(engine: RuleEngine, inputs: RuleInputs, keys: readonly string[], name: string) {
  try {
    return evaluate(engine, inputs, keys);
  } catch (cause) {
    if (!(cause instanceof PolicyFault)) throw cause;
    throw new PolicyFault('rules-invalid', cause.message, name, cause);
  }
}

const refusal = (expected: string, at: string) => new PolicyFault('rules-invalid', expected, at);
