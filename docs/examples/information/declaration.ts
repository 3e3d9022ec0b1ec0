/** Information only: where a bike finds a stand. One fact, no decision, nobody compared, nothing kept. */
import type { DeclarationText } from '../program/publish.ts';
import { afterPublicBody, rightsAt } from '../program/rights.ts';

const network = {
  email: 'stationnement@example.org',
  address: 'Maison du vélo, 4 place de la Gare (adresse de démonstration)',
};

const boards = {
  fr: 'Les panneaux à la gare disent la même chose, sans rien demander.',
  en: 'The boards at the station say the same, without asking anything.',
};

const stands = (key: string, fr: string, en: string): DeclarationText['outputs'][number] => ({
  key,
  type: 'number',
  unit: 'place',
  meaning: { fr, en },
  consequences: { fr: 'Aucune : c’est un renseignement.', en: 'None: it is for your information.' },
});

const answer = (
  question: DeclarationText['entry']['answers'][number]['question'],
  fr: string,
  en: string,
): DeclarationText['entry']['answers'][number] => ({ question, answer: { fr, en } });

export const freeStands = {
  version: '1.0.0',
  status: 'pilot',
  title: { fr: 'Des places pour mon vélo à la gare', en: 'Stands for my bike at the station' },
  summary: {
    fr: 'Dites votre commune. On vous dit combien de places sont libres le matin et le soir, en général.',
    en: 'Say your town. We tell you how many stands are free in the morning and evening, as a rule.',
  },
  controller: {
    name: { fr: 'Maison du vélo (démonstration)', en: 'Bike house (demonstration)' },
    legalId: '000000004',
    contact: network,
    jointWith: [],
  },
  accountableRole: { fr: 'Responsable de la Maison du vélo', en: 'Head of the Bike house' },
  processors: [],
  purposes: [
    { id: 'route', text: { fr: 'Vous dire où garer votre vélo.', en: 'Tell you where to leave your bike.' } },
  ],
  legalBasis: [
    {
      iri: 'https://w3id.org/dpv/legal/eu/gdpr#A6-1-a',
      article: 'RGPD 6(1)(a)',
      lawUrl: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
    },
  ],
  necessity: {
    fr: 'Sans la commune, on ne sait pas de quelle gare on parle.',
    en: 'Without the town we do not know which station it is.',
  },
  proportionality: null,
  alternativesConsidered: {
    fr: 'Suivre la position du téléphone : inutile, la commune suffit.',
    en: 'To follow the phone’s position: of no use, the town is enough.',
  },
  subjects: ['resident'],
  notServed: [
    {
      who: { fr: 'Les communes sans compteur', en: 'Towns without a counter' },
      why: { fr: 'Personne n’y compte les places.', en: 'Nobody counts stands there.' },
      instead: boards,
    },
  ],
  inputs: [
    {
      key: 'commune',
      necessity: 'required',
      source: 'citizen',
      sourceId: null,
      precision: 'exact',
      sensitive: false,
    },
  ],
  minimised: [{ what: { fr: 'La position du téléphone', en: 'The phone’s position' }, how: 'dropped' }],
  otherData: [
    {
      id: 'counters',
      name: { fr: 'Compteurs de places', en: 'Stand counters' },
      holder: { fr: 'La Maison du vélo', en: 'The Bike house' },
      why: { fr: 'Ils comptent des places, pas des gens.', en: 'They count stands, not people.' },
    },
  ],
  outputs: [
    stands('matin', 'Places libres à 8 heures, en général.', 'Stands free at 8, as a rule.'),
    stands('soir', 'Places libres à 18 heures, en général.', 'Stands free at 18, as a rule.'),
  ],
  decision: { kind: 'information', automation: 5, mode: 'advisory', modeText: null },
  human: {
    involved: false,
    role: null,
    when: null,
    sees: [],
    canOverride: false,
    mustJustify: false,
    overrideRate: null,
    trainingOk: false,
  },
  logicKind: 'statistical',
  parameters: [],
  comparison: { used: false, method: 'none', distributionUri: null, periods: [] },
  recipients: [],
  transfers: [],
  retention: [
    {
      what: { fr: 'Votre commune', en: 'Your town' },
      days: 0,
      start: 'calculation',
      // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
      then: 'delete',
    },
    {
      what: { fr: 'Votre accord signé, comme preuve', en: 'Your signed agreement, as evidence' },
      days: 365,
      start: 'end-of-agreement',
      // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
      then: 'delete',
    },
  ],
  frequency: { kind: 'on-event', maxPerPeriod: 31, periodDays: 31 },
  scale: { peoplePerYear: 2000, decisionsPerYear: 0 },
  maxAgeDays: 31,
  security: [
    {
      iri: 'https://w3id.org/dpv#EndToEndEncryption',
      text: { fr: 'Nous seuls lisons votre commune.', en: 'Only we read your town.' },
    },
  ],
  risks: [],
  impactAssessments: [],
  impactReason: {
    fr: 'Une seule donnée, aucune décision : une analyse n’est pas exigée.',
    en: 'One fact, no decision: an assessment is not required.',
  },
  aiActClass: 'not-ai',
  registrationUrl: null,
  leavePolicy: 'delete',
  rights: rightsAt(boards),
  refusal: {
    consequence: { fr: 'Rien ne change pour vous.', en: 'Nothing changes for you.' },
    alternative: boards,
    costDelta: 0,
    computable: false,
  },
  contest: {
    channels: ['app', 'human', 'paper'],
    contact: network,
    deadlineDays: 30,
    withinDays: 365,
    humanReview: true,
    escalation: afterPublicBody,
    suspensive: false,
  },
  contactAffected: network,
  reversibility: { kind: 'no-effect', text: { fr: 'Rien n’est décidé.', en: 'Nothing is decided.' } },
  monitoring: null,
  explicitNotice: null,
  icons: ['accountable__organization', 'process__aggregated'],
  sources: { ropaUrl: null, inventoryUrl: null, codeUrl: null },
  lang: ['fr', 'en'],
  readingLevel: 'A2',
  easyToRead: null,
  resultsShownByParty: false,
  interest: 'general',
  reshares: false,
  resale: false,
  exitPlan: {
    fr: 'Les panneaux restent, et les comptes sont publiés.',
    en: 'The boards stay, and the counts are published.',
  },
  experiments: [],
  personalisedPrice: { used: false, inputs: [] },
  area: {
    name: { fr: 'Cinq villes', en: 'Five cities' },
    codes: ['33063', '33039', '33281', '69123', '75056'],
  },
  value: [],
  contract: { form: 'agreement', reference: 'CONV-2026-INFO' },
  indicators: [],
  openness: [{ source: 'counters', access: 'public' }],
  entry: {
    answers: [
      answer('whom-met', 'Des gens à la gare, deux matins.', 'People at the station, two mornings.'),
      answer(
        'problem-evidence',
        'Un vélo sur cinq est posé n’importe où.',
        'One bike in five is left anywhere.',
      ),
      answer('failed-elsewhere', 'Une application qui suivait les gens.', 'An app that followed people.'),
      answer('least-data', 'La commune seule.', 'The town alone.'),
      answer('liberties-body', 'Rien à redire : rien n’est gardé.', 'No remark: nothing is kept.'),
      answer(
        'residents-reaction',
        'On nous a demandé des panneaux : ils sont là.',
        'We were asked for boards: there they are.',
      ),
      answer('left-out', 'Les communes sans compteur.', 'Towns without a counter.'),
      answer('without-network', 'Les panneaux marchent seuls.', 'The boards work by themselves.'),
      answer('after-us', 'Les comptes sont publics.', 'The counts are public.'),
      answer('bystanders', 'Les compteurs ne voient que des places.', 'The counters see only stands.'),
      answer('energy', 'Cinq compteurs à pile.', 'Five counters on batteries.'),
    ],
    needs: { smartphone: false, bankCard: false, french: 'A1', minAge: null },
  },
} as const satisfies DeclarationText;
