// A party evaluates its published rules through the same code as the resident's phone, so that both come to the same
// cents and the same path.

import { type Calculated, calculated } from '../../policy/calculated.ts';
import { type Commune, type CommuneList, placeOf, readCommunes } from '../../policy/commune.ts';
import type { DeclaredInput } from '../../policy/declaration.ts';
import { evaluate, openRules } from '../../policy/evaluate.ts';
import type { Fact } from '../../policy/fact.ts';
import { ruleInputsOf } from '../../policy/rule-input.ts';
import { engineVersion, readRules } from '../../policy/rules.ts';

/** Stands in each calculation record. */
export const engineName = `publicodes ${engineVersion}`;

export interface Calculator {
  /** For `depositCalculation`: what the rules were given, what they gave, and why. */
  calculate(
    declared: readonly Pick<DeclaredInput, 'key' | 'ruleInput'>[],
    facts: readonly Fact[],
    entryPoints: readonly string[],
    placeOf: (code: string) => Commune | undefined,
  ): Calculated;
}

/** Parsing takes a while: open once, at the start. */
export function openCalculator(compiled: string): Calculator {
  const rules = readRules(compiled);
  const engine = openRules(rules);
  return {
    calculate: (declared, facts, entryPoints, findPlace) => {
      const inputs = ruleInputsOf(rules, declared, facts, findPlace);
      return calculated(inputs, evaluate(engine, inputs, entryPoints));
    },
  };
}

/** From the code of a commune or département to what rules ask about it. `list`: the file `communes.json`. */
export function openPlaces(list: CommuneList): (code: string) => Commune | undefined {
  const communes = readCommunes(list);
  return (code) => placeOf(communes, code);
}
