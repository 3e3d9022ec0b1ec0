import { describe, expect, it } from 'vitest';
import type { Around, Effect } from '../../policy/change/rule.ts';
import { type Change, compareDeclarations, effectOf } from '../../policy/change.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { someDigest } from '../support/builders.ts';

const words = (text: string) => ({ fr: text, en: text });
const base = aDeclaration();
const basisIri = (article: string) => `https://w3id.org/dpv/legal/eu/gdpr#${article}`;
const [input0, ...inputs] = base.inputs as [Declaration['inputs'][number], ...Declaration['inputs']];
const [kept] = base.retention as [Declaration['retention'][number]];
const [group] = base.notServed as [Declaration['notServed'][number]];
const [risk] = base.risks as [Declaration['risks'][number]];
const [basis] = base.legalBasis as [Declaration['legalBasis'][number]];

const recipient = {
  name: words('Trésor public'),
  kind: 'public',
  why: words('Il paie.'),
  fields: ['commune'],
  asWhat: 'aggregate',
} as const;
const processor = {
  name: words('Nuage'),
  legalId: '552100554',
  role: 'hosting',
  country: 'FR',
  dataAccess: 'encrypted',
} as const;
const joint = {
  name: words('Métropole'),
  legalId: '243300316',
  contact: { email: 'velo@metropole.example' },
};
const assessment = {
  kind: 'DPIA',
  url: null,
  date: '2026-10-01',
  result: words('Risques réduits.'),
} as const;
const metric = { name: words('Exactitude'), group: 'seniors', value: 0.9, better: 'more' } as const;
const model = {
  version: '1.0.0',
  card: 'https://ville.example/modele',
  metrics: [metric, { ...metric, group: null }],
  groups: [{ id: 'seniors', who: words('Les plus de 65 ans') }],
  trainingData: words('Dossiers de 2025'),
  limits: words('Peu de dossiers'),
};
const withModel = (changes: Partial<typeof model>): Partial<Declaration> => ({
  logic: { kind: 'learned', model: { ...model, ...changes }, parameters: [] },
});
const withRules = (changes: Partial<NonNullable<Declaration['logic']['rules']>>): Partial<Declaration> => ({
  logic: {
    ...base.logic,
    rules: { ...(base.logic.rules as NonNullable<Declaration['logic']['rules']>), ...changes },
  },
});
const compared = (minimum: number, definition = 'Les demandes du mois'): Partial<Declaration> => ({
  comparison: {
    ...base.comparison,
    used: true,
    method: 'rank',
    cohort: { definition: words(definition), minimum },
  },
});
const withInput = (changes: object): Partial<Declaration> => ({
  inputs: [{ ...input0, ...changes }, ...inputs],
});
const kids = {
  ...group,
  who: words('Les enfants'),
  fact: { key: 'birth-year', is: { from: 2010, to: 2027 } },
} as const;

type Part = Partial<Declaration>;
/** A row of the table: narrower and wider forms of a field, and what follows when one becomes the other. */
type Row = readonly [row: string, narrow: Part, wide: Part, widening: Effect, narrowing: Effect];

const rows: readonly Row[] = [
  ['controller.jointWith', {}, { controller: { ...base.controller, jointWith: [joint] } }, 'pause', 'pause'],
  ['controller.id', {}, { by: someDigest('another party') }, 'pause', 'pause'],
  ['controller.legalId', {}, { controller: { ...base.controller, legalId: '1' } }, 'pause', 'pause'],
  [
    'purposes',
    {},
    { purposes: [...base.purposes, { id: 'advertising', text: words('Vendre') }] },
    'pause',
    'log',
  ],
  ['legalBasis', {}, { legalBasis: [{ ...basis, iri: basisIri('A6-1-f') }] }, 'pause', 'pause'],
  ['inputs added', { inputs }, {}, 'pause', 'log'],
  [
    'inputs required',
    withInput({ necessity: 'optional' }),
    withInput({ necessity: 'required' }),
    'pause',
    'log',
  ],
  ['precision', withInput({ precision: 'department' }), withInput({ precision: 'exact' }), 'pause', 'log'],
  ['source', withInput({}), withInput({ source: 'inferred' }), 'pause', 'log'],
  ['source of a third', withInput({}), withInput({ source: 'third', sourceId: 'tax' }), 'pause', 'log'],
  ['sensitive flag', withInput({}), withInput({ sensitive: true }), 'pause', 'log'],
  ['recipients', {}, { recipients: [recipient] }, 'pause', 'log'],
  [
    'recipients.fields',
    { recipients: [recipient] },
    { recipients: [{ ...recipient, fields: ['commune', 'bike-price'] }] },
    'pause',
    'log',
  ],
  [
    'asWhat aggregate → pseudonymised',
    { recipients: [recipient] },
    { recipients: [{ ...recipient, asWhat: 'pseudonymised' }] },
    'pause',
    'log',
  ],
  [
    'asWhat pseudonymised → identified',
    { recipients: [{ ...recipient, asWhat: 'pseudonymised' }] },
    { recipients: [{ ...recipient, asWhat: 'identified' }] },
    'pause',
    'log',
  ],
  [
    'processors of the same country and role',
    { processors: [processor] },
    { processors: [processor, { ...processor, name: words('Autre nuage') }] },
    'notify',
    'log',
  ],
  [
    'processors in a new country',
    { processors: [processor] },
    { processors: [processor, { ...processor, name: words('Cloud'), country: 'US' }] },
    'pause',
    'log',
  ],
  [
    'data access of a processor',
    { processors: [processor] },
    { processors: [{ ...processor, dataAccess: 'identified' }] },
    'pause',
    'log',
  ],
  ['transfers', {}, { transfers: [{ country: 'US', safeguard: words('Clauses types') }] }, 'pause', 'log'],
  ['retention, a quarter longer', {}, { retention: [{ ...kept, days: 912 }] }, 'notify', 'log'],
  ['retention, longer than that', {}, { retention: [{ ...kept, days: 913 }] }, 'pause', 'log'],
  [
    'retention of something new',
    {},
    { retention: [kept, { ...kept, what: words('Photos') }] },
    'pause',
    'log',
  ],
  // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
  ['what happens then', {}, { retention: [{ ...kept, then: 'archive' }] }, 'pause', 'log'],
  [
    'decision.kind',
    { decision: { ...base.decision, kind: 'information' } },
    { decision: { ...base.decision, kind: 'control' } },
    'pause',
    'notify',
  ],
  ['decision.automation', {}, { decision: { ...base.decision, automation: 5 } }, 'pause', 'notify'],
  ['decision.mode', {}, { decision: { ...base.decision, mode: 'sole' } }, 'pause', 'notify'],
  ['human.canOverride', {}, { human: { ...base.human, canOverride: false } }, 'pause', 'log'],
  ['human.mustJustify', {}, { human: { ...base.human, mustJustify: false } }, 'pause', 'log'],
  ['human review', {}, { contest: { ...base.contest, humanReview: false } }, 'pause', 'log'],
  ['human.involved', {}, { human: { ...base.human, involved: false } }, 'pause', 'log'],
  ['rules.logicHash', {}, withRules({ logicHash: someDigest('other logic') }), 'pause', 'pause'],
  ['rules.hash with the same logicHash', {}, withRules({ hash: someDigest('other titles') }), 'log', 'log'],
  ['model version', withModel({}), withModel({ version: '1.1.0' }), 'notify', 'notify'],
  [
    'metrics of a declared group',
    withModel({}),
    withModel({ metrics: [{ ...metric, value: 0.8 } as never, { ...metric, group: null }] }),
    'pause',
    'notify',
  ],
  [
    'metrics on average',
    withModel({}),
    withModel({ metrics: [metric, { ...metric, group: null, value: 0.8 } as never] }),
    'notify',
    'notify',
  ],
  ['comparison', {}, compared(50), 'pause', 'notify'],
  ['comparison cohort', compared(50), compared(10), 'pause', 'notify'],
  [
    'comparison distribution',
    { comparison: { ...base.comparison, distributionUri: 'https://ville.example/rangs.csv' } },
    {},
    'pause',
    'notify',
  ],
  ['refusal.costDelta', {}, { refusal: { ...base.refusal, costDelta: 5 } }, 'pause', 'log'],
  ['contest channel', {}, { contest: { ...base.contest, channels: ['app', 'paper'] } }, 'pause', 'log'],
  ['contest deadline', {}, { contest: { ...base.contest, withinDays: 60 } }, 'pause', 'log'],
  ['contest answer', {}, { contest: { ...base.contest, deadlineDays: 90 } }, 'pause', 'log'],
  ['contest escalation', {}, { contest: { ...base.contest, escalation: [] } }, 'pause', 'log'],
  ['notServed', {}, { notServed: [group, kids] }, 'notify', 'log'],
  ['frequency', {}, { frequency: { ...base.frequency, maxPerPeriod: 20 } }, 'notify', 'log'],
  ['frequency, less than double', {}, { frequency: { ...base.frequency, maxPerPeriod: 19 } }, 'log', 'log'],
  ['scale', {}, { scale: { ...base.scale, peoplePerYear: 8000 } }, 'notify', 'log'],
  ['scale, less than double', {}, { scale: { ...base.scale, decisionsPerYear: 8399 } }, 'log', 'log'],
  ['security', {}, { security: [] }, 'notify', 'log'],
  ['risks', {}, { risks: [risk, { ...risk, text: words('Fuite'), residual: 'high' }] }, 'notify', 'log'],
  ['residual risk', {}, { risks: [{ ...risk, residual: 'high' }] }, 'notify', 'log'],
  ['impactAssessments', { impactAssessments: [assessment] }, {}, 'notify', 'log'],
  // Ours, beyond the table.
  ['leavePolicy', {}, { leavePolicy: 'freeze' }, 'pause', 'log'],
  ['rights', {}, { rights: [] }, 'pause', 'log'],
  ['outputs', { outputs: [] }, {}, 'pause', 'log'],
  [
    'otherData',
    {},
    { otherData: [{ id: 'tax', name: words('Impôts'), holder: words('DGFiP'), why: words('Vérifier') }] },
    'pause',
    'log',
  ],
  ['subjects', {}, { subjects: ['resident', 'household'] }, 'pause', 'log'],
  ['interest', {}, { interest: 'commercial' }, 'pause', 'log'],
  ['reshares', {}, { reshares: true }, 'pause', 'log'],
  ['resale', {}, { resale: true }, 'pause', 'log'],
  ['personalisedPrice', {}, { personalisedPrice: { used: true, inputs: ['bike-price'] } }, 'pause', 'log'],
  ['resultsShownByParty', {}, { resultsShownByParty: true }, 'pause', 'log'],
  ['reversibility', {}, { reversibility: { ...base.reversibility, kind: 'irreversible' } }, 'pause', 'log'],
  [
    'contract',
    { contract: { form: 'delegation', reference: null } },
    { contract: { form: 'none', reference: null } },
    'notify',
    'log',
  ],
  [
    'entry.needs',
    {},
    { entry: { ...base.entry, needs: { ...base.entry.needs, smartphone: true } } },
    'notify',
    'log',
  ],
  ['maxAgeDays', {}, { maxAgeDays: 180 }, 'notify', 'log'],
];

const compare = (before: Part, after: Part, around?: Around) =>
  compareDeclarations(aDeclaration(before), aDeclaration(after), around);

describe.each(rows)('%s', (_, narrow, wide, widening, narrowing) => {
  it(`wider: ${widening}`, () => {
    expect(effectOf(compare(narrow, wide))).toBe(widening);
  });

  it(`narrower: ${narrowing}`, () => {
    expect(effectOf(compare(wide, narrow))).toBe(narrowing);
  });

  it('says in which direction, unless it has none', () => {
    const ways = (changes: readonly Change[]) => new Set(changes.map(({ way }) => way));
    const [up, down] = [ways(compare(narrow, wide)), ways(compare(wide, narrow))];
    if (widening !== narrowing) {
      expect(up.has('narrows')).toBe(false);
      expect(down.has('widens')).toBe(false);
    }
  });
});

describe('a change that has no direction', () => {
  it.each<[string, Part, Effect]>([
    ['title', { title: words('Aide vélo') }, 'log'],
    ['summary', { summary: words('Une aide.') }, 'log'],
    ['lang', { lang: ['fr', 'en'] }, 'log'],
    ['icons', { icons: [] }, 'log'],
    ['status suspended', { status: 'suspended' }, 'stop'],
    ['status retired', { status: 'retired' }, 'stop'],
    ['status pilot', { status: 'pilot' }, 'log'],
    ['another cohort', compared(50, 'Tout le monde'), 'pause'],
    ['another rule for a fact', withInput({ ruleInput: 'autre' }), 'pause'],
    [
      'other words for the way without',
      { refusal: { ...base.refusal, alternative: words('Ailleurs') } },
      'pause',
    ],
    ['another safeguard', { transfers: [{ country: 'US', safeguard: words('Autre') }] }, 'pause'],
    ['other texts of a reason', { necessity: words('Parce que.') }, 'log'],
  ])('%s', (_, change, effect) => {
    expect(
      effectOf(
        compare(
          change.transfers ? { transfers: [{ country: 'US', safeguard: words('Clauses') }] } : {},
          change,
        ),
      ),
    ).toBe(effect);
  });

  it('from consent to another ground is flagged red', () => {
    const consent = { legalBasis: [{ ...basis, iri: basisIri('A6-1-a') }] };
    expect(compare(consent, {}).every(({ isRed }) => isRed)).toBe(true);
    expect(compare({}, consent).some(({ isRed }) => isRed)).toBe(false);
  });
});

describe('a longer retention', () => {
  it('pauses when it goes past the day that was told at the yes, however little', () => {
    const longer = { retention: [{ ...kept, days: 735 }] };
    const around = (until: string) => ({ kept: { until, today: '2026-11-21' } });
    expect(effectOf(compare({}, longer, around('2028-11-25')))).toBe('notify');
    expect(effectOf(compare({}, longer, around('2028-11-24')))).toBe('pause');
    expect(effectOf(compare({}, longer, around('no day')))).toBe('pause');
  });
});
