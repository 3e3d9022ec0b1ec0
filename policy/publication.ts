/**
 * What a relay refuses to publish without: every field of the shape, and in the fields what residents have a right to
 * know. The whole list at once, so that a party mends everything in one go.
 */

import type { DeclarationField } from './declaration/field-asked.ts';
import { fieldAt } from './declaration/fields.ts';
import { dataChecks } from './declaration/publication-data.ts';
import { decisionChecks } from './declaration/publication-decision.ts';
import { declarationShape } from './declaration/shape.ts';
import type { Declaration } from './declaration.ts';
import { survey } from './read.ts';

/** A field that is missing or says too little: its dotted name, why it is asked, by which standard. */
export type Gap = DeclarationField;

const surveyDeclaration = survey(declarationShape, 'declaration-invalid');

class Unsound extends Error {}

/** Checks that look at a field with a fault in it are left out: the fault itself is told. */
function onlySound(body: object, unsound: ReadonlySet<string>): Declaration {
  return new Proxy(body, {
    get: (fields, name) => {
      if (typeof name === 'symbol' || unsound.has(name) || !Object.hasOwn(fields, name)) throw new Unsound();
      return Reflect.get(fields, name);
    },
  }) as Declaration;
}

/** Empty when nothing is missing. Takes what was received, read or not: a field of the wrong form is no gap. */
export function missingFrom(body: unknown): Gap[] {
  const { absent, unsound } = surveyDeclaration(body);
  const missing = absent.flatMap((path) => {
    const field = fieldAt(path);
    return field === undefined ? [] : [{ ...field, field: path }];
  });
  if (typeof body !== 'object' || body === null) return missing;
  const of = onlySound(body, unsound);
  const unsaid = [...dataChecks, ...decisionChecks].flatMap((check) => {
    try {
      return check(of) || [];
    } catch (cause) {
      if (cause instanceof Unsound) return [];
      throw cause;
    }
  });
  return [...missing, ...unsaid];
}
