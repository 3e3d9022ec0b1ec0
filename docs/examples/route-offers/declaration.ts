/**
 * Three ways to travel, put in an order. The order is a sum of four marks with published weights, and one of the weights
 * is what an offer earns us: said here, in the rules, and visible in each result.
 */
import type { DeclarationText } from '../program/publish.ts';
import { afterCompany, rightsAt } from '../program/rights.ts';
import { entry } from './entry.ts';

const office = {
  phone: '05 00 00 00 05',
  email: 'offres@example.org',
  address: 'Comparateur de trajets, 5 rue de la Gare (adresse de démonstration)',
};

const mark = (key: string, fr: string, en: string): DeclarationText['outputs'][number] => ({
  key,
  type: 'number',
  unit: null,
  meaning: { fr, en },
  consequences: { fr: 'La plus haute note est montrée en premier.', en: 'The highest mark is shown first.' },
});

const weight = (
  name: string,
  value: number,
  fr: string,
  en: string,
): DeclarationText['parameters'][number] => ({ name, value, unit: null, weight: value, source: { fr, en } });

const ownChoice = ['Notre choix, publié ici.', 'Our choice, published here.'] as const;

export const routeOffers: DeclarationText = {
  version: '1.0.0',
  status: 'active',
  title: { fr: 'Comparer les offres pour mon trajet', en: 'Compare offers for my trip' },
  summary: {
    fr: 'Nous mettons en ordre trois offres : vélo, bus, covoiturage. Une offre qui nous rapporte gagne des points : dix sur cent.',
    en: 'We put three offers in order: bike, bus, shared car. An offer that earns us money gains points: ten in a hundred.',
  },
  controller: {
    name: { fr: 'Comparateur de trajets (démonstration)', en: 'Trip comparison (demonstration)' },
    legalId: '000000005',
    contact: office,
    jointWith: [],
  },
  accountableRole: { fr: 'Direction des offres', en: 'Head of offers' },
  processors: [],
  purposes: [
    {
      id: 'route',
      text: { fr: 'Mettre les offres en ordre pour vous.', en: 'Put the offers in order for you.' },
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
    fr: 'Le temps dépend de la distance, le prix du bus dépend de votre abonnement.',
    en: 'Time depends on the distance, the price of the bus on your pass.',
  },
  proportionality: null,
  alternativesConsidered: {
    fr: 'Un ordre au hasard : il n’aide personne à choisir.',
    en: 'A random order: it helps nobody to choose.',
  },
  subjects: ['resident'],
  notServed: [
    {
      who: {
        fr: 'Les personnes en fauteuil ou qui marchent peu',
        en: 'People in a wheelchair or who walk little',
      },
      why: {
        fr: 'Nos notes ne disent rien de l’accès : nous ne demandons pas de données de santé.',
        en: 'Our marks say nothing of access: we do not ask for health data.',
      },
      instead: {
        fr: 'Appelez-nous : une personne cherche avec vous.',
        en: 'Call us: a person looks with you.',
      },
    },
  ],
  inputs: [
    {
      key: 'commute-km',
      necessity: 'required',
      source: 'citizen',
      sourceId: null,
      precision: 'exact',
      ruleInput: 'distance',
      sensitive: false,
    },
    {
      key: 'transit-pass',
      necessity: 'optional',
      source: 'citizen',
      sourceId: null,
      precision: 'exact',
      ruleInput: 'abonné',
      sensitive: false,
    },
  ],
  minimised: [
    {
      what: {
        fr: 'Vos deux adresses : la distance suffit',
        en: 'Your two addresses: the distance is enough',
      },
      how: 'on-phone',
    },
  ],
  otherData: [],
  outputs: [
    {
      key: 'première offre',
      type: 'choice',
      unit: null,
      meaning: { fr: 'L’offre montrée en premier.', en: 'The offer shown first.' },
      consequences: {
        fr: 'On choisit souvent la première : les deux autres restent à un geste.',
        en: 'People often take the first one: the other two stay one tap away.',
      },
    },
    mark('vélo . note', 'Les points du vélo.', 'The points of the bike.'),
    mark('bus . note', 'Les points du bus.', 'The points of the bus.'),
    mark('covoiturage . note', 'Les points du covoiturage.', 'The points of the shared car.'),
  ],
  decision: {
    kind: 'ranking',
    automation: 5,
    mode: 'advisory',
    modeText: { fr: 'Vous choisissez : l’ordre ne ferme rien.', en: 'You choose: the order closes nothing.' },
  },
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
  rules: { entryPoints: ['première offre', 'vélo . note', 'bus . note', 'covoiturage . note'] },
  parameters: [
    weight('poids . prix', 0.4, ...ownChoice),
    weight('poids . temps', 0.3, ...ownChoice),
    weight('poids . climat', 0.2, ...ownChoice),
    weight(
      'poids . commission',
      0.1,
      'Ce que chaque offre nous paie : covoiturage le plus, bus la moitié, vélo rien.',
      'What each offer pays us: shared car most, bus half, bike nothing.',
    ),
  ],
  // People are compared to nobody: what is ranked are offers.
  comparison: {
    used: true,
    method: 'rank',
    cohort: {
      definition: {
        fr: 'Trois offres sont comparées entre elles. Vous n’êtes comparé à personne.',
        en: 'Three offers are compared to each other. You are compared to nobody.',
      },
      minimum: 3,
    },
    distributionUri: null,
    periods: [],
  },
  recipients: [],
  transfers: [],
  retention: [
    {
      what: { fr: 'Votre distance et votre abonnement', en: 'Your distance and your pass' },
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
  frequency: { kind: 'on-event', maxPerPeriod: 24, periodDays: 365 },
  scale: { peoplePerYear: 15_000, decisionsPerYear: 40_000 },
  maxAgeDays: 90,
  security: [
    {
      iri: 'https://w3id.org/dpv#EndToEndEncryption',
      text: { fr: 'Nous seuls ouvrons vos données.', en: 'Only we open your facts.' },
    },
  ],
  risks: [
    {
      iri: 'https://w3id.org/dpv/risk#Bias',
      text: {
        fr: 'Une offre payée peut passer devant une meilleure.',
        en: 'An offer that pays can come before a better one.',
      },
      groups: [],
      mitigation: {
        fr: 'Le poids est de dix sur cent et vos points sont montrés : vous voyez ce qu’il change.',
        en: 'The weight is ten in a hundred and the points are shown: you see what it changes.',
      },
      residual: 'medium',
    },
  ],
  impactAssessments: [],
  impactReason: {
    fr: 'Deux données, aucune gardée, aucun effet de droit.',
    en: 'Two facts, none kept, no legal effect.',
  },
  aiActClass: 'not-ai',
  registrationUrl: null,
  leavePolicy: 'delete',
  rights: rightsAt({ fr: 'Par courriel ou par courrier.', en: 'By e-mail or by post.' }),
  refusal: {
    consequence: {
      fr: 'Les trois offres vous sont montrées par ordre alphabétique.',
      en: 'The three offers are shown to you in alphabetical order.',
    },
    alternative: {
      fr: 'La liste des offres et des prix est sur papier, en agence.',
      en: 'The list of offers and prices is on paper, at our office.',
    },
    costDelta: 0,
    computable: false,
  },
  contest: {
    channels: ['app', 'human', 'paper'],
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
    text: { fr: 'L’ordre ne décide de rien.', en: 'The order decides nothing.' },
  },
  monitoring: {
    metric: {
      fr: 'Part des premières places dues à la commission',
      en: 'Share of first places owed to the commission',
    },
    by: { fr: 'La direction des offres', en: 'Head of offers' },
    everyDays: 91,
    lastResult: null,
  },
  explicitNotice: {
    fr: 'Cet ordre a été calculé par le comparateur, pour vous montrer trois offres. Une offre qui nous paie gagne des points. Vous pouvez demander les règles et la façon dont elles ont joué pour vous.',
    en: 'This order was calculated by the comparison service, to show you three offers. An offer that pays us gains points. You can ask for the rules and how they worked for you.',
  },
  icons: ['accountable__organization'],
  sources: { ropaUrl: null, inventoryUrl: null, codeUrl: null },
  lang: ['fr', 'en'],
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
      earns: {
        fr: 'Une commission quand vous prenez le bus ou le covoiturage par nous.',
        en: 'A commission when you take the bus or a shared car through us.',
      },
    },
  ],
  contract: { form: 'none', reference: null },
  indicators: [],
  openness: [],
  entry,
};
