/** Every field of a declaration that a gap can name, in the order of its shape. */
import type { DeclarationField } from './field-asked.ts';
import { fieldsOfLogic } from './fields-of-logic.ts';
import { fieldsOfPeople } from './fields-of-people.ts';
import { fieldsOfUse } from './fields-of-use.ts';

export const declarationFields: readonly DeclarationField[] = [
  ...fieldsOfUse,
  ...fieldsOfLogic,
  ...fieldsOfPeople,
];

const byName = new Map(declarationFields.map((entry) => [entry.field, entry]));

/** The field that a dotted path lies in: `human.sees` itself, `controller.dpo` by `controller`. */
export function fieldAt(path: string): DeclarationField | undefined {
  const known = byName.get(path);
  if (known !== undefined) return known;
  const end = path.lastIndexOf('.');
  return end < 0 ? undefined : fieldAt(path.slice(0, end));
}
