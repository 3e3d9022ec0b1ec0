/**
 * What rules gave, as it stands in the content of a calculation. The party writes it, the phone makes it again from its
 * own facts: the two are equal as canonical text, or the result is different.
 */
import type { CalculationInput, CalculationResult } from './calculation.ts';
import { canonicalText } from './canonical.ts';
import type { Evaluation, RuleInputs } from './evaluate.ts';
import type { JsonValue } from './read.ts';

export interface Calculated {
  /** What the rules were given, by name; salts are added when the content is sealed. */
  readonly inputs: readonly Omit<CalculationInput, 'salt'>[];
  readonly results: readonly CalculationResult[];
  /** `{steps, totals, assumed}`: see `trace.ts`. */
  readonly path: JsonValue;
}

export function calculated(inputs: RuleInputs, { results, path, totals, assumed }: Evaluation): Calculated {
  const given = Object.entries(inputs).map(([key, { value }]) => ({ key, value }));
  given.sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    inputs: given,
    results: results.map(({ key, value, unit }) => ({ key, value, unit: unit ?? null })),
    path: JSON.parse(canonicalText({ steps: path, totals, assumed })) as JsonValue,
  };
}

/** Same results; the path may differ where a party tells it in its own way. */
export function hasSameResults(
  ours: Pick<Calculated, 'results'>,
  theirs: Pick<Calculated, 'results'>,
): boolean {
  return canonicalText(ours.results) === canonicalText(theirs.results);
}

/** Same inputs to the rules, whatever their salts: else the party used other facts, or another table of places. */
export function hasSameInputs(ours: Pick<Calculated, 'inputs'>, theirs: Pick<Calculated, 'inputs'>): boolean {
  const bare = ({ inputs }: Pick<Calculated, 'inputs'>) => inputs.map(({ key, value }) => ({ key, value }));
  return canonicalText(bare(ours)) === canonicalText(bare(theirs));
}
