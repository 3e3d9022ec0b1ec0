// A party evaluates its published rules through the same code as the resident's phone, so that both come to the same
// cents and the same path.

import type { Commune } from '../../policy/commune.ts';
import type { DeclaredInput } from '../../policy/declaration.ts';
import { type Evaluation, evaluate, openRules, type RuleInputs } from '../../policy/evaluate.ts';
import type { Fact } from '../../policy/fact.ts';
import { ruleInputsOf } from '../../policy/rule-input.ts';
import { engineVersion, readRules } from '../../policy/rules.ts';

/** Stands in each calculation record. */
export const engineName = `publicodes ${engineVersion}`;

export interface Calculator {
  /** `inputs` are what the rules were given; they stand, salted one by one, in the calculation. */
  calculate(
    declared: readonly Pick<DeclaredInput, 'key' | 'ruleInput'>[],
    facts: readonly Fact[],
    entryPoints: readonly string[],
    placeOf: (code: string) => Commune | undefined,
  ): { inputs: RuleInputs; evaluation: Evaluation };
}

/** Parsing takes a while: open once, at the start. */
export function openCalculator(compiled: string): Calculator {
  const rules = readRules(compiled);
  const engine = openRules(rules);
  return {
    calculate: (declared, facts, entryPoints, placeOf) => {
      const inputs = ruleInputsOf(rules, declared, facts, placeOf);
      return { inputs, evaluation: evaluate(engine, inputs, entryPoints) };
    },
  };
}
