/** A company asks where people walk and how far they travel, to sell a better offer. Commercial, and says so. */
import type { DeclarationText } from '../program/publish.ts';
import { afterCompany, rightsAt } from '../program/rights.ts';

const office = {
  phone: '05 00 00 00 01',
  email: 'contact@transport.example.org',
  address: 'Agence, 2 rue de la Gare (adresse de démonstration)',
};

export const betterOffer: DeclarationText = {
  version: '1.0.0',
  status: 'active',
  title: { fr: 'Mieux placer nos arrêts', en: 'Place our stops better' },
  summary: {
    fr: 'Nous regardons vos visites au parc et votre trajet pour placer nos arrêts et vendre plus d’abonnements. Aucune décision n’est prise sur vous.',
    en: 'We look at your park visits and your commute to place our stops and sell more passes. No decision is made about you.',
  },
  controller: {
    name: { fr: 'Société de transport (démonstration)', en: 'Transport company (demonstration)' },
    legalId: '000000001',
    contact: office,
    jointWith: [],
  },
  accountableRole: { fr: 'Direction des réseaux', en: 'Network department' },
  processors: [
    {
      name: { fr: 'Hébergeur de démonstration', en: 'Demonstration hosting' },
      legalId: '000000009',
      role: 'hosting',
      country: 'FR',
      dataAccess: 'encrypted',
    },
  ],
  purposes: [
    {
      id: 'service-improvement',
      text: { fr: 'Choisir où mettre des arrêts.', en: 'Choose where to put stops.' },
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
    fr: 'Un arrêt sert s’il est près des lieux où l’on va. Nos propres compteurs ne disent pas qui va au parc à pied.',
    en: 'A stop is useful near the places people go to. Our own counters do not say who walks to the park.',
  },
  proportionality: null,
  alternativesConsidered: {
    fr: 'Compter les gens aux arrêts : on ne sait pas où ils vont ensuite.',
    en: 'Counting people at stops: it does not say where they go next.',
  },
  subjects: ['resident'],
  notServed: [
    {
      who: { fr: 'Les personnes sans smartphone', en: 'People without a smartphone' },
      why: {
        fr: 'Leurs trajets ne sont pas comptés ici : nos arrêts peuvent moins bien les servir.',
        en: 'Their trips are not counted here: our stops may serve them less well.',
      },
      instead: {
        fr: 'Dites-nous vos trajets en agence ou par courrier.',
        en: 'Tell us your trips at our office or by post.',
      },
    },
  ],
  inputs: [
    {
      key: 'park-visits',
      necessity: 'required',
      source: 'citizen',
      sourceId: null,
      precision: 'exact',
      sensitive: true,
    },
    {
      key: 'commute-km',
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
      what: { fr: 'Vos visites et votre trajet', en: 'Your visits and your commute' },
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
  frequency: { kind: 'periodic', maxPerPeriod: 12, periodDays: 365 },
  scale: { peoplePerYear: 800, decisionsPerYear: 0 },
  maxAgeDays: 90,
  security: [
    {
      iri: 'https://w3id.org/dpv#EndToEndEncryption',
      text: { fr: 'Nous seuls ouvrons vos données.', en: 'Only we open your facts.' },
    },
  ],
  risks: [
    {
      iri: 'https://w3id.org/dpv/risk#Reidentification',
      text: {
        fr: 'Des lieux et des jours peuvent suffire à reconnaître quelqu’un.',
        en: 'Places and days can be enough to recognise someone.',
      },
      groups: [],
      mitigation: {
        fr: 'On additionne, puis on efface le jour même.',
        en: 'We add up, then erase the same day.',
      },
      residual: 'medium',
    },
  ],
  impactAssessments: [
    {
      kind: 'DPIA',
      url: null,
      date: '2026-09-14',
      result: { fr: 'Risque réduit : rien n’est gardé.', en: 'Risk reduced: nothing is kept.' },
    },
  ],
  impactReason: null,
  aiActClass: 'not-ai',
  registrationUrl: null,
  leavePolicy: 'delete',
  rights: rightsAt({
    fr: 'En agence, 2 rue de la Gare, ou par courriel.',
    en: 'At our office, 2 rue de la Gare, or by e-mail.',
  }),
  refusal: {
    consequence: {
      fr: 'Rien ne change : mêmes bus, mêmes prix.',
      en: 'Nothing changes: same buses, same prices.',
    },
    alternative: {
      fr: 'Vous voyagez comme avant. Nos arrêts se discutent aussi en réunion publique.',
      en: 'You travel as before. Our stops are also discussed in public meetings.',
    },
    costDelta: 0,
    computable: false,
  },
  contest: {
    channels: ['human', 'paper'],
    contact: office,
    deadlineDays: 60,
    withinDays: 365,
    humanReview: true,
    escalation: afterCompany,
    suspensive: false,
  },
  contactAffected: office,
  reversibility: {
    kind: 'no-effect',
    text: { fr: 'Rien n’est décidé sur vous.', en: 'Nothing is decided about you.' },
  },
  monitoring: null,
  explicitNotice: null,
  icons: ['accountable__organization'],
  sources: { ropaUrl: null, inventoryUrl: null, codeUrl: null },
  lang: ['fr'],
  readingLevel: 'B1',
  easyToRead: null,
  resultsShownByParty: false,
  interest: 'commercial',
  reshares: false,
  resale: false,
  exitPlan: {
    fr: 'Si nous arrêtons, rien ne reste : les données sont déjà effacées.',
    en: 'If we stop, nothing stays: the facts are erased already.',
  },
  experiments: [],
  personalisedPrice: { used: false, inputs: [] },
  area: null,
  value: [
    {
      who: { fr: 'Notre société', en: 'Our company' },
      earns: { fr: 'Plus d’abonnements vendus.', en: 'More passes sold.' },
    },
  ],
  contract: { form: 'delegation', reference: 'DSP-2024-DEMO' },
  indicators: [],
  openness: [],
  entry: {
    answers: [
      {
        question: 'whom-met',
        answer: { fr: 'Les voyageurs de deux lignes, en agence.', en: 'Riders of two lines, at our office.' },
      },
      {
        question: 'problem-evidence',
        answer: {
          fr: 'Trois arrêts près des parcs sont presque vides.',
          en: 'Three stops near parks are almost empty.',
        },
      },
      {
        question: 'failed-elsewhere',
        answer: { fr: 'Des sondages : peu de réponses.', en: 'Surveys: few answers.' },
      },
      {
        question: 'least-data',
        answer: { fr: 'Le trajet au travail est au choix.', en: 'The commute is optional.' },
      },
      {
        question: 'liberties-body',
        answer: { fr: 'Avis demandé, pas encore reçu.', en: 'Opinion asked for, not received yet.' },
      },
      {
        question: 'residents-reaction',
        answer: { fr: 'On nous a demandé de ne rien garder.', en: 'We were asked to keep nothing.' },
      },
      {
        question: 'left-out',
        answer: { fr: 'Les personnes sans smartphone.', en: 'People without a smartphone.' },
      },
      {
        question: 'without-network',
        answer: { fr: 'Les bus roulent comme avant.', en: 'Buses run as before.' },
      },
      { question: 'after-us', answer: { fr: 'La ville garde les arrêts.', en: 'The city keeps the stops.' } },
      {
        question: 'bystanders',
        answer: {
          fr: 'Un arrêt qui bouge change la vie des voisins.',
          en: 'A stop that moves changes life for neighbours.',
        },
      },
      { question: 'energy', answer: { fr: 'Un petit calcul par mois.', en: 'A small sum a month.' } },
    ],
    needs: { smartphone: true, bankCard: false, french: 'A2', minAge: 16 },
  },
};
