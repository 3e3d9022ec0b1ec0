import { describe, expect, it } from 'vitest';
import { declarationFields, fieldAt } from '../../policy/declaration/fields.ts';
import { declarationShape } from '../../policy/declaration/shape.ts';
import { type Declaration, readDeclaration } from '../../policy/declaration.ts';
import { missingFrom } from '../../policy/publication.ts';
import { survey } from '../../policy/read.ts';
import { aDeclaration } from '../support/a-declaration.ts';

const words = (text: string) => ({ fr: text, en: text });
const parameter = { name: 'plafond', value: 300, unit: '€', weight: 1, source: words('Délibération') };
const model = {
  version: '1.0.0',
  card: 'https://ville.example/modele',
  metrics: [],
  groups: [],
  trainingData: words('Dossiers de 2025'),
  limits: words('Peu de dossiers'),
};
const processor = {
  name: words('Nuage'),
  legalId: null,
  role: 'hosting',
  country: 'FR',
  dataAccess: 'encrypted',
} as const;

describe('a relay publishes a declaration', () => {
  const fields = (changes: Partial<Declaration>) =>
    missingFrom(readDeclaration(aDeclaration(changes))).map((gap) => gap.field);

  it('when nothing is missing from it', () => {
    expect(missingFrom(aDeclaration())).toEqual([]);
  });

  it('only with each thing that residents have a right to know', () => {
    const base = aDeclaration();
    const [kept] = base.retention;
    const [firstInput] = base.inputs;
    const [basis] = base.legalBasis;
    if (kept === undefined || firstInput === undefined || basis === undefined)
      throw new Error('expected all');
    const gaps: [string, Partial<Declaration>][] = [
      ['contactAffected', { contactAffected: null }],
      ['retention', { retention: [] }],
      ['retention.why', { retention: [{ ...kept, days: 1097 }] }],
      ['comparison', { decision: { ...base.decision, kind: 'scoring' } }],
      ['comparison.cohort', { comparison: { ...base.comparison, used: true, method: 'rank' } }],
      [
        'experiments',
        {
          experiments: [
            {
              arm: 'a',
              what: words('Essai'),
              measure: words('Appels'),
              from: '2026-11-03',
              to: '2026-12-03',
            },
          ],
        },
      ],
      ['personalisedPrice', { decision: { ...base.decision, kind: 'price' } }],
      ['personalisedPrice.inputs', { personalisedPrice: { used: true, inputs: ['park-visits'] } }],
      ['inputs', { inputs: [] }],
      ['logic.parameters', { logic: { kind: 'statistical', parameters: [] } }],
      ['outputs', { outputs: [] }],
      ['human', { human: { ...base.human, role: null } }],
      [
        'contest.humanReview',
        {
          decision: { ...base.decision, automation: 5 },
          contest: { ...base.contest, humanReview: false },
        },
      ],
      ['contest.escalation', { contest: { ...base.contest, escalation: [] } }],
      ['explicitNotice', { explicitNotice: null }],
      ['human.sees', { human: { ...base.human, sees: [] } }],
      ['logic.model', { logic: { kind: 'hybrid', parameters: [parameter] } }],
      ['logic.model.groups', { logic: { kind: 'learned', model, parameters: [parameter] } }],
      ['aiActClass', { logic: { kind: 'hybrid', model, parameters: [parameter] }, aiActClass: null }],
      ['inputs.sourceId', { inputs: [{ ...firstInput, source: 'third' }] }],
      ['inputs.sourceId', { inputs: [{ ...firstInput, source: 'service', sourceId: 'nowhere' }] }],
      ['transfers', { processors: [{ ...processor, country: 'US' }] }],
      ['security', { security: [] }],
      ['impactReason', { impactReason: null }],
      ['rights', { rights: base.rights.filter(({ right }) => right !== 'A77') }],
      ['rights', { legalBasis: [{ ...basis, iri: 'https://w3id.org/dpv/legal/eu/gdpr#A6-1-a' }] }],
      ['value', { interest: 'commercial' }],
      ['value', { resale: true }],
      ['changelog', { changelog: [] }],
      ['entry.answers.whom-met', { entry: { ...base.entry, answers: base.entry.answers.slice(1) } }],
      ['contest.channels', { contest: { ...base.contest, channels: ['app'] } }],
      ['inputs.sensitive', { inputs: [{ ...firstInput, key: 'park-visits', sensitive: false }] }],
      [
        'recipients.fields',
        {
          recipients: [
            {
              name: words('X'),
              kind: 'private',
              why: words('Y'),
              fields: ['disability'],
              asWhat: 'identified',
            },
          ],
        },
      ],
    ];
    for (const [field, changes] of gaps) expect(fields(changes), field).toEqual([field]);
  });

  it('kept for longer than 36 months only with a reason', () => {
    const [kept] = aDeclaration().retention;
    if (kept === undefined) throw new Error('expected retention');
    expect(fields({ retention: [{ ...kept, days: 1096 }] })).toEqual([]);
    expect(fields({ retention: [{ ...kept, days: 3650, why: words('Contrôle des aides') }] })).toEqual([]);
  });

  it('and says of each gap why, in both languages, and which text asks', () => {
    for (const gap of missingFrom(aDeclaration({ contactAffected: null, outputs: [], retention: [] }))) {
      expect(gap.why.fr).toMatch(/[.?]$/);
      expect(gap.why.en).toMatch(/[.?]$/);
      expect(gap.standard).not.toBe('');
    }
  });
});

describe('a processor', () => {
  const fields = (changes: Partial<Declaration>) =>
    missingFrom(readDeclaration(aDeclaration(changes))).map((gap) => gap.field);

  it('outside Europe is no gap when it sees nothing or when a safeguard is named', () => {
    expect(fields({ processors: [processor] })).toEqual([]);
    expect(fields({ processors: [{ ...processor, country: 'US', dataAccess: 'none' }] })).toEqual([]);
    const transfers = [{ country: 'US', safeguard: words('Clauses types') }];
    expect(fields({ processors: [{ ...processor, country: 'US' }], transfers })).toEqual([]);
  });
});

/** Dotted paths of every field of every object in it, places in lists left out. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (Array.isArray(value)) return value.flatMap((entry) => pathsOf(entry, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...pathsOf(inner, [...path, name]),
  ]);
}

function without(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((entry) => without(entry, [name, ...rest]));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== name || rest.length > 0);
  return Object.fromEntries(kept.map(([key, inner]) => [key, key === name ? without(inner, rest) : inner]));
}

describe('a declaration that leaves fields out', () => {
  const head = ['v', 'type', 'id', 'at', 'by'];
  const mayBeAbsent = ['controller.dpo', 'inputs.ruleInput', 'logic.rules', 'frequency.maxPerPeriod'];
  const optional = [
    ...mayBeAbsent,
    'frequency.periodDays',
    ...['contact', 'controller.contact', 'controller.dpo', 'contest.contact', 'contactAffected'].flatMap(
      (of) => ['email', 'phone', 'address'].map((way) => `${of}.${way}`),
    ),
  ];

  it('is told each of them by name, wherever it lies', () => {
    const all = [...new Set(pathsOf(aDeclaration()).map((path) => path.join('.')))];
    const asked = all.filter((path) => !head.includes(path) && !optional.includes(path));
    expect(asked.length).toBeGreaterThan(150);
    for (const path of asked) {
      const told = missingFrom(without(aDeclaration(), path.split('.'))).map(({ field }) => field);
      expect(told, path).toContain(path);
    }
    for (const path of optional) {
      const told = missingFrom(without(aDeclaration(), path.split('.'))).map(({ field }) => field);
      expect(told, path).not.toContain(path);
    }
  });

  it('is told all of them at once, with what the others leave unsaid', () => {
    const { scale: _, icons: __, ...silent } = aDeclaration({ contactAffected: null, impactReason: null });
    const told = missingFrom(silent).map(({ field }) => field);
    expect(told.toSorted()).toEqual(['contactAffected', 'icons', 'impactReason', 'scale']);
  });

  it('is told so when it is empty, of another kind, or not an object', () => {
    const top = Object.keys(aDeclaration()).filter((name) => !head.includes(name));
    expect(missingFrom({}).map(({ field }) => field)).toEqual(top);
    for (const nothing of [null, 'declaration', 7, []]) expect(() => missingFrom(nothing)).not.toThrow();
    expect(missingFrom({ ...aDeclaration(), retention: 'for ever' })).toEqual([]);
  });

  it('finds no bottom in hostile input', () => {
    const deep = JSON.parse('['.repeat(400) + ']'.repeat(400)) as unknown;
    expect(() => missingFrom({ ...aDeclaration(), retention: deep })).toThrow('levels');
  });
});

describe('the list of fields', () => {
  it('has a reason and a standard for every field of the shape but the head', () => {
    const { absent } = survey(declarationShape, 'declaration-invalid')({});
    expect(absent.filter((name) => fieldAt(name) === undefined)).toEqual(['v', 'type', 'id', 'at', 'by']);
    expect(absent.length).toBe(Object.keys(aDeclaration()).length);
  });

  it('names no field twice and none that does not exist', () => {
    const names = declarationFields.map(({ field }) => field);
    expect(new Set(names).size).toBe(names.length);
    const known = new Set(pathsOf(aDeclaration()).map((path) => path.join('.')));
    expect(names.filter((name) => !known.has(name) && name !== 'logic.model')).toEqual([]);
  });
});
