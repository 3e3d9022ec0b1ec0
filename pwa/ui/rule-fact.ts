import type { DeclaredInput } from '../../policy/declaration.ts';
import { type FactKey, readFactValue } from '../../policy/fact.ts';
import type { Measure } from '../../policy/measure.ts';
import { writeFact, writeFigure } from './fact-text.ts';

/** What a declaration says of the rules' names: which of them are facts that a person knows by another name. */
export type Asked = readonly Pick<DeclaredInput, 'key' | 'ruleInput'>[];

export const factOf = (asked: Asked, rule: string): FactKey | null =>
  asked.find(({ ruleInput }) => ruleInput === rule)?.key ?? null;

/** In the words of the fact where it is one of its values: « Vélo électrique », not « electric ». */
export function writeMeasure(fact: FactKey | null, { value, unit }: Measure): string {
  try {
    // Numbers keep the unit that the rules gave them.
    if (fact !== null && typeof value !== 'number') return writeFact(fact, readFactValue(fact, value));
  } catch {
    // Not a value of this fact: the rules' own word then.
  }
  return writeFigure(value, unit ?? null);
}
