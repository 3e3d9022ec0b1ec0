import { describe, expect, it } from 'vitest';
import { dataRules } from '../../policy/change/data.ts';
import { logicRules } from '../../policy/change/logic.ts';
import { declarationSchema } from '../../policy/json-schema.ts';

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** By these an entry of a list is known: another is another entry. */
const named = new Set(
  [
    'controller.jointWith legalId',
    'processors name',
    'purposes id',
    'legalBasis iri',
    'notServed who',
    'inputs key',
    'minimised what',
    'otherData id',
    'outputs key',
    'logic.model.metrics name',
    'logic.model.metrics group',
    'logic.model.groups id',
    'logic.parameters name',
    'comparison.periods from',
    'comparison.periods to',
    'recipients name',
    'transfers country',
    'retention what',
    'security iri',
    'risks iri',
    'risks text',
    'impactAssessments kind',
    'rights right',
    'contest.escalation to',
    'experiments arm',
    'value who',
    'indicators indicator',
    'openness source',
    'entry.answers question',
    'logic.rules lang',
  ].map((name) => (name.startsWith('logic.rules ') ? name.replace(' ', '.') : name.replace(' ', '.*.'))),
);

const asOne = new Set([
  'controller.contact',
  'controller.dpo',
  'controller.jointWith.*.contact',
  'contest.contact',
  'contactAffected',
  'notServed.*.fact',
  'monitoring.lastResult',
  'indicators.*.baseline',
  'indicators.*.final',
]);

/** Every place where something can come, go or be another. */
function placesOf(schema: Schema, place = ''): string[] {
  const choices = schema.anyOf ?? [schema];
  const within = choices.flatMap(({ properties, items }) => {
    if (items !== undefined) return placesOf(items, `${place}.*`);
    if (properties === undefined || asOne.has(place) || properties.fr !== undefined) return [];
    return Object.entries(properties).flatMap(([name, inner]) =>
      placesOf(inner, place === '' ? name : `${place}.${name}`),
    );
  });
  const mayGo = schema.anyOf !== undefined || place.endsWith('*') || optionalObjects.has(place);
  const isLeaf = within.length === 0;
  return isLeaf || mayGo ? [place, ...within] : within;
}

const optionalObjects = new Set(['logic.rules', 'logic.model', 'comparison.cohort']);

describe('the table of changes', () => {
  it('has a rule for every place that the schema knows', () => {
    const rules = { ...dataRules, ...logicRules };
    const head = ['v', 'type', 'id', 'at', 'version', 'previousHash'];
    const places = placesOf(declarationSchema() as Schema).filter(
      (place) => !head.includes(place) && !place.startsWith('changelog'),
    );
    expect(places.length).toBeGreaterThan(180);
    expect(places.filter((place) => !Object.hasOwn(rules, place) && !named.has(place))).toEqual([]);
    expect(Object.keys(rules).filter((place) => !places.includes(place))).toEqual([]);
  });
});
