/**
 * From facts to what published rules are given. Party and phone both go through here with the declaration's inputs,
 * so nothing happens to a fact on the way to the rules that the resident's phone cannot do again.
 */
import type { Commune } from './commune.ts';
import type { DeclaredInput } from './declaration.ts';
import type { RuleInput, RuleInputs } from './evaluate.ts';
import type { Fact, FactValue, Place } from './fact.ts';
import { PolicyFault } from './fault.ts';
import type { Rules } from './rules.ts';

/**
 * Facts without a `ruleInput` are left out; inputs without a fact keep the rule's published default. A place fills
 * what French public rules call a localisation: the names below, under the name that the declaration gives.
 */
export function ruleInputsOf(
  rules: Rules,
  declared: readonly Pick<DeclaredInput, 'key' | 'ruleInput'>[],
  facts: readonly Pick<Fact, 'key' | 'value' | 'unit'>[],
  placeOf: (code: string) => Commune | undefined,
): RuleInputs {
  const inputs: Record<string, RuleInput> = {};
  for (const { key, ruleInput } of declared) {
    const fact = facts.find((entry) => entry.key === key);
    if (fact === undefined || ruleInput === undefined) continue;
    const { value, unit } = fact;
    if (isPlace(value)) {
      const place = placeOf(value.code);
      if (place === undefined) throw new PolicyFault('evaluation-failed', 'expected a listed commune', key);
      for (const [part, text] of partsOf(place)) {
        const name = `${ruleInput} . ${part}`;
        if (Object.hasOwn(rules, name)) inputs[name] = { value: text };
      }
    } else {
      inputs[ruleInput] = { value: plainValue(value), ...(unit === undefined ? {} : { unit }) };
    }
  }
  return inputs;
}

const isPlace = (value: FactValue): value is Place => typeof value === 'object' && 'code' in value;

/** What a place can fill, below the name that the declaration gives. */
export const placeParts = ['département', 'région', 'pays', 'code insee', 'epci'] as const;
type Part = (typeof placeParts)[number];

/** A département alone leaves commune and EPCI to the rules' default: local rules then do not apply. */
function partsOf(place: Commune): [Part, string][] {
  const parts: [Part, string][] = [
    ['département', place.department],
    ['région', place.region],
    ['pays', 'France'],
  ];
  if (place.kind === 'commune') parts.push(['code insee', place.code]);
  if (place.epci !== null) parts.push(['epci', place.epci]);
  return parts;
}

/** A band enters as its middle, so the result is an estimate; visits enter as their number. */
function plainValue(value: FactValue): RuleInput['value'] {
  if (typeof value !== 'object') return value;
  if ('from' in value) return (value.from + value.to) / 2;
  if ('length' in value) return value.length;
  throw new PolicyFault('evaluation-failed', 'expected a plain value');
}
