/**
 * JSON Schema 2020-12 made from the readers themselves. It says no more than they do: what only code can check (a date
 * that exists, no entry twice, fields that contradict each other) is told in words and left to the reader.
 */
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { questionWords } from './declaration/entry.ts';
import { fieldAt } from './declaration/fields.ts';
import { declarationShape } from './declaration/shape.ts';
import { termLabels } from './declaration/terms.ts';
import type { Schema } from './read.ts';

export function jsonSchemaOf(schema: Schema<unknown>, id: string, title: string): JsonSchema {
  const { $schema, ...made } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    // Each `object` is a pipe of two: is it a plain object at all, then which fields. The last one says the form.
    typeMode: 'output',
    overrideAction: ({ valibotAction, jsonSchema }) => {
      if (valibotAction.type !== 'check' && valibotAction.type !== 'finite') return undefined;
      const { message } = valibotAction as { message?: unknown };
      return typeof message === 'string' ? { ...jsonSchema, description: message } : jsonSchema;
    },
  });
  return { ...($schema === undefined ? {} : { $schema }), $id: id, title, ...made };
}

/** Terms and questions are chosen by words: the schema shows them beside what is signed. */
const labelOf = (value: unknown): string | undefined =>
  typeof value !== 'string'
    ? undefined
    : (termLabels.get(value)?.en ?? (questionWords as Record<string, { en: string }>)[value]?.en);

function withLabels(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).map(([name, value]) => {
    if (typeof value !== 'object' || value === null || name === 'enum') return [name, value];
    return [name, Array.isArray(value) ? value.map(labelled) : labelled(value)];
  });
  const labels = (schema.enum ?? []).map(labelOf);
  const made: JsonSchema = Object.fromEntries(entries);
  if (labels.length === 0 || labels.includes(undefined)) return made;
  return {
    ...made,
    description: schema.enum?.map((value, at) => `${value}: ${labels[at]}`).join('\n') ?? '',
  };
}

const labelled = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? withLabels(value) : value;

/** Each field with the reason why it is asked and the text that asks. */
export function declarationSchema(): JsonSchema {
  const made = withLabels(jsonSchemaOf(declarationShape, '/declaration/schema', 'vav/declaration/1'));
  const properties = Object.entries(made.properties ?? {}).map(([name, property]) => {
    const field = fieldAt(name);
    const description = field === undefined ? undefined : `${field.why.en} (${field.standard})`;
    return [name, description === undefined ? property : { ...(property as JsonSchema), description }];
  });
  return { ...made, properties: Object.fromEntries(properties) };
}
