/** A research project asks for the coarsest values that its question needs. */
import type { DeclarationText } from '../program/publish.ts';
import { afterPublicBody, rightsAt } from '../program/rights.ts';

const team = {
  email: 'etude@recherche.example.org',
  address: 'Laboratoire mobilités, 3 avenue de l’Université (adresse de démonstration)',
};

export const greenCommutes: DeclarationText = {
  version: '1.0.0',
  status: 'active',
  title: { fr: 'Aller au travail, aller au parc', en: 'Going to work, going to the park' },
  summary: {
    fr: 'Nous cherchons si les gens qui vont loin au travail vont moins au parc. Nous ne demandons ni lieux ni jours, seulement des nombres.',
    en: 'We study whether people who travel far to work go less to the park. We ask for no places and no days, only numbers.',
  },
  controller: {
    name: {
      fr: 'Projet de recherche mobilités (démonstration)',
      en: 'Mobility research project (demonstration)',
    },
    legalId: '000000002',
    contact: team,
    dpo: { email: 'dpo@recherche.example.org' },
    jointWith: [],
  },
  accountableRole: { fr: 'Responsable de l’étude', en: 'Head of the study' },
  processors: [],
  purposes: [
    {
      id: 'research',
      text: { fr: 'Comprendre comment on se déplace.', en: 'Understand how people get around.' },
    },
  ],
  legalBasis: [
    {
      iri: 'https://w3id.org/dpv/legal/eu/gdpr#A6-1-a',
      article: 'RGPD 6(1)(a)',
      lawUrl: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
    },
  ],
  necessity: {
    fr: 'La question compare deux nombres : des kilomètres et des visites.',
    en: 'The question compares two numbers: kilometres and visits.',
  },
  proportionality: {
    fr: 'Des nombres à la place des lieux et des jours.',
    en: 'Numbers in place of places and days.',
  },
  alternativesConsidered: null,
  subjects: ['resident', 'community'],
  notServed: [
    {
      who: { fr: 'Les personnes sans smartphone', en: 'People without a smartphone' },
      why: {
        fr: 'Elles ne peuvent pas répondre ici : l’étude le dira dans ses résultats.',
        en: 'They cannot answer here: the study will say so in its results.',
      },
      instead: {
        fr: 'Un questionnaire sur papier attend en mairie.',
        en: 'A paper form is at the town hall.',
      },
    },
  ],
  inputs: [
    {
      key: 'commute-km',
      necessity: 'required',
      source: 'citizen',
      sourceId: null,
      precision: 'band-5',
      sensitive: false,
    },
    {
      key: 'park-visits',
      necessity: 'required',
      source: 'citizen',
      sourceId: null,
      precision: 'count',
      sensitive: true,
    },
    {
      key: 'travel-mode',
      necessity: 'optional',
      source: 'citizen',
      sourceId: null,
      precision: 'exact',
      sensitive: false,
    },
  ],
  minimised: [],
  otherData: [],
  outputs: [],
  decision: { kind: 'none', automation: 0, mode: 'advisory', modeText: null },
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
      what: { fr: 'Vos réponses', en: 'Your answers' },
      days: 0,
      start: 'collection',
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
  frequency: { kind: 'once' },
  scale: { peoplePerYear: 500, decisionsPerYear: 0 },
  maxAgeDays: 90,
  security: [
    {
      iri: 'https://w3id.org/dpv#Anonymisation',
      text: { fr: 'Seules des sommes sont gardées.', en: 'Only sums are kept.' },
    },
  ],
  risks: [
    {
      iri: 'https://w3id.org/dpv/risk#Bias',
      text: {
        fr: 'Qui n’a pas de téléphone répond moins : le résultat peut se tromper.',
        en: 'Who has no phone answers less: the result may be wrong.',
      },
      groups: [{ fr: 'Les personnes âgées', en: 'Older people' }],
      mitigation: { fr: 'Un questionnaire sur papier.', en: 'A paper form.' },
      residual: 'medium',
    },
  ],
  impactAssessments: [],
  impactReason: {
    fr: 'Aucune décision, aucune donnée gardée sur une personne.',
    en: 'No decision, no fact kept about a person.',
  },
  aiActClass: 'not-ai',
  registrationUrl: null,
  leavePolicy: 'keep-in-aggregates',
  rights: rightsAt({
    fr: 'Au laboratoire, 3 avenue de l’Université, ou par courriel.',
    en: 'At the laboratory, 3 avenue de l’Université, or by e-mail.',
  }),
  refusal: {
    consequence: { fr: 'Rien ne change pour vous.', en: 'Nothing changes for you.' },
    alternative: {
      fr: 'Vous pouvez répondre sur papier, en mairie, sans donner votre nom.',
      en: 'You can answer on paper at the town hall, without giving your name.',
    },
    costDelta: 0,
    computable: false,
  },
  contest: {
    channels: ['human', 'paper'],
    contact: team,
    deadlineDays: 60,
    withinDays: 365,
    humanReview: true,
    escalation: afterPublicBody,
    suspensive: false,
  },
  contactAffected: team,
  reversibility: {
    kind: 'no-effect',
    text: { fr: 'Rien n’est décidé sur vous.', en: 'Nothing is decided about you.' },
  },
  monitoring: null,
  explicitNotice: null,
  icons: ['process__aggregated'],
  sources: { ropaUrl: null, inventoryUrl: null, codeUrl: null },
  lang: ['fr', 'en'],
  readingLevel: 'B1',
  easyToRead: null,
  resultsShownByParty: false,
  interest: 'general',
  reshares: false,
  resale: false,
  exitPlan: {
    fr: 'Si l’étude s’arrête, les sommes déjà faites sont publiées.',
    en: 'If the study stops, the sums made so far are published.',
  },
  experiments: [],
  personalisedPrice: { used: false, inputs: [] },
  area: null,
  value: [
    {
      who: { fr: 'Tout le monde', en: 'Everybody' },
      earns: { fr: 'Des résultats publics et libres.', en: 'Results that are public and free.' },
    },
  ],
  contract: { form: 'agreement', reference: 'CONV-2026-DEMO' },
  indicators: [],
  openness: [],
  entry: {
    answers: [
      {
        question: 'whom-met',
        answer: {
          fr: 'Un conseil de quartier et une association de marcheurs.',
          en: 'A neighbourhood council and a walkers’ association.',
        },
      },
      {
        question: 'problem-evidence',
        answer: {
          fr: 'Les parcs se vident loin des lieux de travail.',
          en: 'Parks far from work are emptying.',
        },
      },
      {
        question: 'failed-elsewhere',
        answer: { fr: 'Des suivis par GPS : trop de données.', en: 'Tracking by GPS: too much data.' },
      },
      { question: 'least-data', answer: { fr: 'Deux nombres, un choix.', en: 'Two numbers, one choice.' } },
      {
        question: 'liberties-body',
        answer: { fr: 'Le comité d’éthique a dit oui.', en: 'The ethics committee said yes.' },
      },
      {
        question: 'residents-reaction',
        answer: { fr: 'On nous a demandé les résultats en clair.', en: 'We were asked for plain results.' },
      },
      {
        question: 'left-out',
        answer: { fr: 'Les personnes sans smartphone.', en: 'People without a smartphone.' },
      },
      { question: 'without-network', answer: { fr: 'Le papier suffit.', en: 'Paper is enough.' } },
      { question: 'after-us', answer: { fr: 'Les sommes restent publiques.', en: 'The sums stay public.' } },
      {
        question: 'bystanders',
        answer: { fr: 'Personne d’autre n’est compté.', en: 'Nobody else is counted.' },
      },
      { question: 'energy', answer: { fr: 'Une addition.', en: 'One addition.' } },
    ],
    needs: { smartphone: true, bankCard: false, french: 'A2', minAge: 18 },
  },
};
