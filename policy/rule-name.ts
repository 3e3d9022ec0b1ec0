/**
 * Names in a declaration that its published rules do not have: a fact would fill nothing, a result would never come. The
 * whole list at once, in the form of gaps.
 */

import { asked } from './declaration/field-asked.ts';
import type { Declaration, DeclaredInput } from './declaration.ts';
import { factKinds } from './fact-kinds.ts';
import type { Gap } from './publication.ts';
import { placeParts } from './rule-input.ts';
import { isFields, type Rules, type RuleValue } from './rules.ts';

export function namesAbsent({ inputs, outputs, logic }: Declaration, rules: Rules): Gap[] {
  const names = namesIn(rules);
  const has = (name: string) => names.has(name);
  return [
    ...inputs
      .filter((input) => !isFilled(input, rules, has))
      .map(({ key, ruleInput = '' }) => absent(`inputs.${key}.ruleInput`, ruleInput)),
    ...outputs.filter(({ key }) => !has(key)).map(({ key }) => absent('outputs.key', key)),
    ...(logic.rules?.entryPoints ?? [])
      .filter((name) => !has(name))
      .map((name) => absent('logic.rules.entryPoints', name)),
  ];
}

const absent = (field: string, name: string): Gap =>
  asked(
    field,
    'Vis-à-vis',
    `Les règles publiées n’ont pas de « ${name} ».`,
    `The published rules have no « ${name} ».`,
  );

/** A place fills the names below its own, and needs one of them. */
function isFilled({ key, ruleInput }: DeclaredInput, rules: Rules, has: (name: string) => boolean): boolean {
  if (ruleInput === undefined) return true;
  const isPlace = factKinds.find((kind) => kind.key === key)?.type === 'place';
  if (!isPlace) return has(ruleInput);
  return placeParts.some((part) => Object.hasOwn(rules, `${ruleInput} . ${part}`));
}

/** Rules nest in `avec` and in possibilities, at any depth of a rule. */
function namesIn(rules: Rules): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: string, rule: RuleValue): void => {
    names.add(name);
    visit(name, rule);
  };
  const visit = (name: string, value: RuleValue): void => {
    if (Array.isArray(value)) for (const entry of value as readonly RuleValue[]) visit(name, entry);
    if (!isFields(value)) return;
    for (const [field, inner] of Object.entries(value)) {
      const nested = field === 'avec' ? [inner] : field === 'une possibilité' ? inner : [];
      for (const entry of Array.isArray(nested) ? (nested as readonly RuleValue[]) : [])
        if (isFields(entry))
          for (const [child, rule] of Object.entries(entry)) add(`${name} . ${child}`, rule);
      visit(name, inner);
    }
  };
  for (const [name, rule] of Object.entries(rules)) add(name, rule);
  return names;
}
