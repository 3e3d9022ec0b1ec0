/**
 * A place in a locked bike box: requests are scored by a statistical model and compared to each other. The phone cannot do
 * the sum again, so the declaration says all the more: weights, measures by group, the group one is compared to.
 */
import type { DeclarationText } from '../program/publish.ts';
import { afterPublicBody, rightsAt } from '../program/rights.ts';
import { entry } from './entry.ts';
import kept from './model.json' with { type: 'json' };
import { features, type Model } from './model.ts';

export const model: Model = kept;

const counter = {
  phone: '05 00 00 00 03',
  email: 'box-velo@example.org',
  address: 'Service stationnement, 1 place de la Mairie (adresse de démonstration)',
};

const byPaper = {
  fr: 'Demandez une place sur papier, en mairie. Un agent lit chaque demande.',
  en: 'Ask for a place on paper at the town hall. A clerk reads each request.',
};

const featureWords: Record<(typeof features)[number], { fr: string; en: string }> = {
  'household-persons': { fr: 'Personnes à la maison', en: 'People in the home' },
  'commute-km': { fr: 'Distance au travail', en: 'Distance to work' },
  'travel-mode': { fr: 'Trajets à vélo', en: 'Trips by bike' },
  'transit-pass': { fr: 'Abonnement de transport', en: 'Travel pass' },
};

export const cohort = {
  fr: 'Les 900 demandes de place reçues en 2025',
  en: 'The 900 requests for a place received in 2025',
};

const found = { fr: 'Part des besoins trouvés', en: 'Share of needs found' };

export const bikeBox = {
  version: '1.0.0',
  status: 'active',
  title: { fr: 'Une place dans un box à vélos', en: 'A place in a bike box' },
  summary: {
    fr: 'Les places sont rares. Un modèle donne des points à chaque demande, de 0 à 100. Un agent lit les points et décide.',
    en: 'Places are few. A model gives each request points, from 0 to 100. A clerk reads the points and decides.',
  },
  controller: {
    name: { fr: 'Service stationnement (démonstration)', en: 'Parking service (demonstration)' },
    legalId: '000000003',
    contact: counter,
    dpo: { email: 'dpo@example.org' },
    jointWith: [],
  },
  accountableRole: { fr: 'Responsable du stationnement', en: 'Head of parking' },
  processors: [],
  purposes: [
    {
      id: 'planning',
      text: { fr: 'Donner les places à qui s’en sert.', en: 'Give places to those who use them.' },
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
    fr: 'Une place vide ne sert à personne. Ces données disent qui viendra souvent.',
    en: 'An empty place is of use to nobody. These facts say who will come often.',
  },
  proportionality: {
    fr: 'Quatre données, aucune sur la santé ni sur l’argent. La distance peut rester arrondie.',
    en: 'Four facts, none on health or money. The distance may stay rounded.',
  },
  alternativesConsidered: {
    fr: 'Premier arrivé, premier servi : ceux qui ont le temps d’attendre gagnaient toujours.',
    en: 'First come, first served: those with time to wait always won.',
  },
  subjects: ['resident', 'household'],
  notServed: [
    {
      who: { fr: 'Les personnes qui vivent avec un handicap', en: 'People who live with a disability' },
      why: {
        fr: 'Le modèle n’a appris de presque aucune d’elles : ses points seraient faux.',
        en: 'The model learned from almost none of them: its points would be wrong.',
      },
      instead: {
        fr: 'Une place leur est gardée. Un appel suffit.',
        en: 'A place is kept for them. A call is enough.',
      },
      fact: { key: 'disability', is: true },
    },
    {
      who: { fr: 'Les associations', en: 'Associations' },
      why: { fr: 'Elles n’ont pas de trajet au travail.', en: 'They have no way to work.' },
      instead: byPaper,
    },
  ],
  inputs: [
    { key: 'household-persons', necessity: 'required', precision: 'exact' },
    { key: 'commute-km', necessity: 'required', precision: 'band-5' },
    { key: 'travel-mode', necessity: 'required', precision: 'exact' },
    { key: 'transit-pass', necessity: 'optional', precision: 'exact' },
  ].map((input) => ({
    ...input,
    source: 'citizen',
    sourceId: null,
    sensitive: false,
  })) as DeclarationText['inputs'],
  minimised: [{ what: { fr: 'Votre adresse', en: 'Your address' }, how: 'dropped' }],
  otherData: [],
  outputs: [
    {
      key: 'points',
      type: 'number',
      unit: 'point',
      meaning: { fr: 'Le besoin d’une place, de 0 à 100.', en: 'The need for a place, from 0 to 100.' },
      consequences: {
        fr: 'Plus il y a de points, plus l’agent lit tôt votre demande.',
        en: 'The more points, the sooner the clerk reads your request.',
      },
    },
  ],
  decision: {
    kind: 'scoring',
    automation: 2,
    mode: 'one-of',
    modeText: {
      fr: 'Les points rangent les demandes. L’agent lit aussi votre message, puis il décide.',
      en: 'Points sort the requests. The clerk also reads your message, then decides.',
    },
  },
  human: {
    involved: true,
    role: { fr: 'Un agent du stationnement', en: 'A parking clerk' },
    when: { fr: 'Chaque lundi, avant de donner les places.', en: 'Each Monday, before places are given.' },
    sees: ['points', ...features],
    canOverride: true,
    mustJustify: true,
    overrideRate: null,
    trainingOk: true,
  },
  logicKind: 'statistical',
  model: {
    version: model.version,
    card: 'http://localhost:8795/card',
    metrics: [
      { name: found, group: null, value: model.found.all, better: 'more' },
      { name: found, group: 'large-home', value: model.found.large, better: 'more' },
      { name: found, group: 'travel-pass', value: model.found.pass, better: 'more' },
    ],
    groups: [
      {
        id: 'large-home',
        who: { fr: 'Trois personnes ou plus à la maison', en: 'Three people or more in the home' },
      },
      { id: 'travel-pass', who: { fr: 'Avec un abonnement de transport', en: 'With a travel pass' } },
    ],
    trainingData: {
      fr: '900 demandes de 2025, inventées pour cette démonstration. Le modèle a appris de 600 et a été mesuré sur 300.',
      en: '900 requests of 2025, made up for this demonstration. The model learned from 600 and was measured on 300.',
    },
    limits: {
      fr: 'Il se trompe plus souvent pour qui a un abonnement de transport. Il ne sait rien des vélos cargo.',
      en: 'It is wrong more often for those who have a travel pass. It knows nothing of cargo bikes.',
    },
  },
  parameters: [
    ...features.map((key) => ({
      name: featureWords[key].fr,
      value: model.weights[key].mean,
      unit: null,
      weight: model.weights[key].weight,
      source: { fr: 'Appris des demandes de 2025', en: 'Learned from the requests of 2025' },
    })),
    {
      name: 'Départ',
      value: model.intercept,
      unit: null,
      weight: 1,
      source: { fr: 'Appris des demandes de 2025', en: 'Learned from the requests of 2025' },
    },
  ],
  comparison: {
    used: true,
    method: 'percentile',
    cohort: { definition: cohort, minimum: 900 },
    distributionUri: null,
    periods: [{ from: '2025-01-01', to: '2025-12-31' }],
  },
  recipients: [],
  transfers: [],
  retention: [
    {
      what: { fr: 'Vos points et votre demande', en: 'Your points and your request' },
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
  frequency: { kind: 'on-event', maxPerPeriod: 4, periodDays: 31 },
  scale: { peoplePerYear: 900, decisionsPerYear: 900 },
  maxAgeDays: 90,
  security: [
    {
      iri: 'https://w3id.org/dpv#EndToEndEncryption',
      text: { fr: 'Seul notre service ouvre vos données.', en: 'Only our service opens your facts.' },
    },
  ],
  risks: [
    {
      iri: 'https://w3id.org/dpv/risk#Bias',
      text: {
        fr: 'Le modèle trouve moins bien le besoin de qui a un abonnement de transport.',
        en: 'The model is worse at finding the need of those who have a travel pass.',
      },
      groups: [{ fr: 'Les personnes avec un abonnement', en: 'People with a travel pass' }],
      mitigation: {
        fr: 'L’agent lit toutes leurs demandes, même avec peu de points.',
        en: 'The clerk reads all their requests, even with few points.',
      },
      residual: 'medium',
    },
  ],
  impactAssessments: [
    {
      kind: 'AIA',
      url: null,
      date: '2026-10-05',
      result: { fr: 'Acceptable si un agent décide.', en: 'Acceptable if a clerk decides.' },
    },
  ],
  impactReason: null,
  aiActClass: 'minimal-risk',
  registrationUrl: null,
  leavePolicy: 'delete',
  rights: rightsAt(byPaper),
  refusal: {
    consequence: {
      fr: 'Vous pouvez avoir une place comme les autres.',
      en: 'You can get a place like everyone else.',
    },
    alternative: byPaper,
    costDelta: 0,
    computable: false,
  },
  contest: {
    channels: ['app', 'human', 'paper'],
    contact: counter,
    deadlineDays: 30,
    withinDays: 365,
    humanReview: true,
    escalation: afterPublicBody,
    suspensive: true,
  },
  contactAffected: counter,
  reversibility: {
    kind: 'partly',
    text: {
      fr: 'Une place donnée reste donnée. Vous avez la prochaine.',
      en: 'A place that was given stays given. You get the next one.',
    },
  },
  monitoring: {
    metric: { fr: 'Besoins trouvés, pour chaque groupe', en: 'Needs found, for each group' },
    by: { fr: 'Le service stationnement', en: 'The parking service' },
    everyDays: 182,
    lastResult: null,
  },
  explicitNotice: {
    fr: 'Votre demande a reçu des points par un calcul, pour donner les places de box. Vous pouvez demander comment ce calcul marche et comment il a compté pour vous, en mairie ou depuis votre téléphone. Si on ne répond pas, vous pouvez saisir la CADA.',
    en: 'A calculation gave your request points, to give out the places in bike boxes. You can ask how it works and how it counted for you, at the town hall or on your phone. If nobody answers, you can turn to the CADA.',
  },
  icons: ['accountable__organization', 'process__ai_system'],
  sources: { ropaUrl: null, inventoryUrl: null, codeUrl: null },
  lang: ['fr'],
  readingLevel: 'B1',
  easyToRead: null,
  resultsShownByParty: false,
  interest: 'general',
  reshares: false,
  resale: false,
  exitPlan: {
    fr: 'Sans modèle, un agent lit chaque demande, dans l’ordre.',
    en: 'Without the model a clerk reads each request, in order.',
  },
  experiments: [],
  personalisedPrice: { used: false, inputs: [] },
  area: null,
  value: [],
  contract: { form: 'own', reference: null },
  indicators: [],
  openness: [],
  entry,
} as const satisfies DeclarationText;
