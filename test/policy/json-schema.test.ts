import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryQuestions } from '../../policy/declaration/city.ts';
import { riskIris, securityIris } from '../../policy/declaration/data.ts';
import { questionWords } from '../../policy/declaration/entry.ts';
import { basisIris } from '../../policy/declaration/people.ts';
import { declarationShape } from '../../policy/declaration/shape.ts';
import { termLabels } from '../../policy/declaration/terms.ts';
import { readDeclaration } from '../../policy/declaration.ts';
import { declarationSchema } from '../../policy/json-schema.ts';
import { survey } from '../../policy/read.ts';
import { aDeclaration } from '../support/a-declaration.ts';

const validate = new Ajv2020({ strict: true, allErrors: false, validateFormats: false }).compile(
  declarationSchema() as object,
);

const isRead = (body: unknown): boolean => {
  try {
    readDeclaration(body);
    return true;
  } catch {
    return false;
  }
};

/** Every place in a value: one for each member and each entry. */
function placesOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([name, inner]) => [[...path, name], ...placesOf(inner, [...path, name])]);
}

function withAt(value: unknown, [name, ...rest]: readonly (string | number)[], put: unknown): unknown {
  if (name === undefined) return put;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  if (put === undefined && rest.length === 0) delete copy[name];
  else copy[name] = withAt(copy[name], rest, put);
  return copy;
}

describe('the schema of declarations', () => {
  it('is one of draft 2020-12 that a strict reader of schemas takes', () => {
    expect(declarationSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
    });
  });

  it('accepts what the reader accepts', () => {
    expect(validate(aDeclaration()), JSON.stringify(validate.errors)).toBe(true);
  });

  it('refuses an unknown field and the absence of any field', () => {
    const base = aDeclaration();
    expect(validate({ ...base, extra: 1 })).toBe(false);
    for (const name of Object.keys(base)) expect(validate(withAt(base, [name], undefined)), name).toBe(false);
  });

  it('refuses nothing that the reader accepts, whatever is put in whatever place', () => {
    const base = aDeclaration();
    const places = placesOf(base);
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(undefined, null, [], {}, '', 'fr', 0, 1, -1, true),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), value, (place, put) => {
        const changed = withAt(base, place, put);
        if (isRead(changed)) expect(validate(changed), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('misses exactly the fields that the gate misses', () => {
    const base = aDeclaration();
    const look = survey(declarationShape, 'declaration-invalid');
    for (const place of placesOf(base)) {
      if (typeof place.at(-1) === 'number') continue;
      const changed = withAt(base, place, undefined);
      const { absent, unsound } = look(changed);
      if (unsound.size === 0) expect(validate(changed), place.join('.')).toBe(true);
      if (absent.length > 0) expect(validate(changed), place.join('.')).toBe(false);
    }
  });

  it('shows terms and questions in words, each of them', () => {
    const text = JSON.stringify(declarationSchema());
    for (const iri of [...basisIris, ...securityIris, ...riskIris]) {
      const label = termLabels.get(iri);
      expect(label?.fr, iri).toBeDefined();
      expect(text).toContain(`${iri}: ${label?.en}`);
    }
    expect(termLabels.size).toBe(basisIris.length + securityIris.length + riskIris.length);
    for (const question of entryQuestions)
      expect(text).toContain(`${question}: ${questionWords[question].en}`);
  });

  it('tells of each field why it is asked and by which text', () => {
    const { properties } = declarationSchema() as { properties: Record<string, { description?: string }> };
    expect(properties.contactAffected?.description).toBe(
      'Say whom to reach when one is affected without being a user. (Vis-à-vis)',
    );
  });
});
