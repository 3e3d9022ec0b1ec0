// A party evaluates its published rules through the same code as the resident's phone, so that both come to the same
// cents and the same path.

import { type Calculated, calculated } from '../../policy/calculated.ts';
import type { RuleCase } from '../../policy/cases.ts';
import { type Commune, type CommuneList, placeOf, readCommunes } from '../../policy/commune.ts';
import type { DeclaredInput } from '../../policy/declaration.ts';
import { evaluate, openRules } from '../../policy/evaluate.ts';
import type { Fact } from '../../policy/fact.ts';
import { type ChangeReport, type GainCase, gainReport } from '../../policy/gain.ts';
import type { Goal } from '../../policy/goal.ts';
import { ruleInputsOf } from '../../policy/rule-input.ts';
import { engineVersion, readRules } from '../../policy/rules.ts';

export type { GainCase } from '../../policy/gain.ts';
export type { Goal } from '../../policy/goal.ts';

/** Stands in each calculation record. */
export const engineName = `publicodes ${engineVersion}`;

export interface Calculator {
  /** For `depositCalculation`: what the rules were given, what they gave, and why. */
  calculate(
    declared: readonly Pick<DeclaredInput, 'key' | 'ruleInput'>[],
    facts: readonly Fact[],
    entryPoints: readonly string[],
    placeOf?: (code: string) => Commune | undefined,
  ): Calculated;
}

/** Parsing takes a while: open once, at the start. */
export function openCalculator(compiled: string): Calculator {
  const rules = readRules(compiled);
  const engine = openRules(rules);
  return {
    calculate: (declared, facts, entryPoints, findPlace = () => undefined) => {
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

/** A published version: its rules, and the hash that the relay gave. */
export interface Version {
  readonly hash: string;
  readonly compiled: string;
}

/** Who gains and who loses, for `publishChange`: the relay runs the same grid and keeps the report only if it agrees. */
export function changeReport(
  before: Version,
  after: Version,
  goal: Goal,
  cases: readonly GainCase[],
): ChangeReport {
  const [old, now] = [openRules(readRules(before.compiled)), openRules(readRules(after.compiled))];
  return { from: before.hash, to: after.hash, goal, cases, ...gainReport(old, now, goal, cases) };
}

/** A grid from published cases: each is a group of its own name's first part, before the comma. */
export function gridOf(cases: readonly RuleCase[]): GainCase[] {
  return cases.map(({ name, inputs }) => ({ group: name.split(',')[0] ?? name, inputs }));
}
