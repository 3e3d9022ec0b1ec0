/**
 * What the bike desk declares. The hashes of the rules are filled in when they are published; the words here are the
 * only ones that a person writes, so they say plainly who is left out and what to do instead.
 */
import type { DeclarationText } from '../program/publish.ts';
import { afterPublicBody, rightsAt } from '../program/rights.ts';
import { entry } from './entry.ts';
import { askedFacts, entryPoints } from './facts.ts';

const desk = {
  phone: '05 00 00 00 00',
  email: 'guichet-velo@example.org',
  address: 'Guichet vélo, 1 place de la Mairie (adresse de démonstration)',
};

const amount = (key: string, fr: string, en: string) => ({
  key,
  type: 'amount' as const,
  unit: 'cent',
  meaning: { fr, en },
  consequences: {
    fr: 'C’est une estimation : le guichet vérifie vos papiers avant de payer.',
    en: 'It is an estimate: the desk checks your papers before paying.',
  },
});

const outputs = {
  'aides . montant': amount(
    'aides . montant',
    'L’aide totale pour votre vélo.',
    'The whole grant for your bike.',
  ),
  'aides . état': amount('aides . état', 'La part de l’État.', 'The State’s part.'),
  'aides . région': amount('aides . région', 'La part de votre région.', 'Your region’s part.'),
  'aides . département': amount(
    'aides . département',
    'La part de votre département.',
    'Your department’s part.',
  ),
  'aides . intercommunalité': amount(
    'aides . intercommunalité',
    'La part de votre métropole ou communauté.',
    'Your metropolitan area’s part.',
  ),
  'aides . commune': amount('aides . commune', 'La part de votre commune.', 'Your town’s part.'),
};

const paperDesk = {
  fr: 'Passez au guichet vélo ou appelez-nous : on fait le calcul avec vous, sur papier.',
  en: 'Come to the bike desk or call us: we work it out with you, on paper.',
};

export const bikeGrant: DeclarationText = {
  version: '1.0.0',
  status: 'active',
  title: { fr: 'Calculer mon aide vélo', en: 'Work out my bike grant' },
  summary: {
    fr: 'La ville calcule les aides que vous pouvez avoir pour acheter un vélo. Six données suffisent ; le numéro du vélo aide à payer. Les règles sont publiées : votre téléphone refait le calcul.',
    en: 'The city works out the grants you can get to buy a bike. Six facts are enough; the bike’s number helps with the payment. The rules are published: your phone does the sum again.',
  },
  controller: {
    name: { fr: 'Guichet vélo de la ville (démonstration)', en: 'City bike desk (demonstration)' },
    legalId: '000000000',
    contact: desk,
    dpo: { email: 'dpo@example.org' },
    jointWith: [],
  },
  accountableRole: { fr: 'Responsable du guichet vélo', en: 'Head of the bike desk' },
  processors: [],
  purposes: [
    {
      id: 'aid',
      text: { fr: 'Calculer votre aide à l’achat d’un vélo.', en: 'Work out your grant for buying a bike.' },
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
    fr: 'Chaque aide dépend du lieu, des revenus du foyer et du vélo. Sans l’une de ces données, on ne peut pas dire le montant.',
    en: 'Each grant depends on the place, the income of the household and the bike. Without one of these facts the amount cannot be told.',
  },
  proportionality: {
    fr: 'Six données, une seule fois, effacées après le calcul. Le guichet sur papier reste ouvert.',
    en: 'Six facts, once, erased after the sum. The paper desk stays open.',
  },
  alternativesConsidered: {
    fr: 'Une aide égale pour tous : plus simple, mais moins pour ceux qui en ont besoin.',
    en: 'One grant for all: simpler, but less for those who need it.',
  },
  subjects: ['resident', 'household'],
  notServed: [
    {
      who: { fr: 'Les moins de 18 ans', en: 'People under 18' },
      why: {
        fr: 'Le calcul suppose un adulte : nous ne demandons pas votre âge.',
        en: 'The sum assumes an adult: we do not ask your age.',
      },
      instead: paperDesk,
    },
    {
      who: {
        fr: 'Les personnes en situation de handicap, au RSA ou aux minima sociaux, en études ou en apprentissage',
        en: 'People with a disability, on basic benefits, studying or apprenticed',
      },
      why: {
        fr: 'Certaines villes donnent plus dans ces cas. Nous ne demandons pas ces données : le montant peut être trop bas.',
        en: 'Some towns give more in these cases. We do not ask for these facts: the amount may be too low.',
      },
      instead: paperDesk,
    },
    {
      who: { fr: 'Les personnes sans avis d’impôt en France', en: 'People without a French tax notice' },
      why: {
        fr: 'Les règles partent du revenu fiscal de référence.',
        en: 'The rules start from the income on the tax notice.',
      },
      instead: paperDesk,
    },
    {
      who: { fr: 'Les associations et les entreprises', en: 'Associations and companies' },
      why: { fr: 'Leurs aides suivent d’autres règles.', en: 'Their grants follow other rules.' },
      instead: paperDesk,
    },
  ],
  inputs: askedFacts.map(({ key, necessity, ruleInput }) => ({
    key,
    necessity,
    source: 'citizen' as const,
    sourceId: null,
    precision: 'exact',
    ...(ruleInput === undefined ? {} : { ruleInput }),
    sensitive: false,
  })),
  minimised: [
    {
      what: { fr: 'Votre adresse : la commune suffit', en: 'Your address: the town is enough' },
      how: 'dropped',
    },
  ],
  otherData: [],
  outputs: entryPoints.map((key) => outputs[key]),
  decision: {
    kind: 'eligibility',
    automation: 3,
    mode: 'advisory',
    modeText: {
      fr: 'Le calcul propose un montant. L’agent décide quand il a vu la facture.',
      en: 'The sum proposes an amount. The clerk decides after seeing the invoice.',
    },
  },
  human: {
    involved: true,
    role: { fr: 'Un agent du guichet vélo', en: 'A clerk of the bike desk' },
    when: {
      fr: 'Après le calcul, quand vous apportez la facture.',
      en: 'After the sum, when you bring the invoice.',
    },
    sees: [...entryPoints],
    canOverride: true,
    mustJustify: true,
    overrideRate: null,
    trainingOk: true,
  },
  rules: { entryPoints: [...entryPoints] },
  parameters: [],
  comparison: { used: false, method: 'none', distributionUri: null, periods: [] },
  recipients: [],
  transfers: [],
  retention: [
    {
      what: { fr: 'Vos six données et le résultat', en: 'Your six facts and the result' },
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
  frequency: { kind: 'on-event', maxPerPeriod: 12, periodDays: 365 },
  scale: { peoplePerYear: 4000, decisionsPerYear: 4200 },
  maxAgeDays: 90,
  security: [
    {
      iri: 'https://w3id.org/dpv#EndToEndEncryption',
      text: { fr: 'Seul le guichet ouvre vos données.', en: 'Only the desk opens your facts.' },
    },
    {
      iri: 'https://w3id.org/dpv#LoggingPolicy',
      text: { fr: 'Chaque lecture est inscrite dans le journal.', en: 'Each reading stands in the log.' },
    },
  ],
  risks: [
    {
      iri: 'https://w3id.org/dpv/risk#PublicServicesExclusion',
      text: {
        fr: 'Sans avis d’impôt, le calcul ne marche pas : on peut croire qu’on n’a droit à rien.',
        en: 'Without a tax notice the sum does not work: one may think one gets nothing.',
      },
      groups: [{ fr: 'Les personnes arrivées depuis peu', en: 'People who arrived recently' }],
      mitigation: { fr: 'Le guichet fait le calcul avec elles.', en: 'The desk works it out with them.' },
      residual: 'low',
    },
  ],
  impactAssessments: [],
  impactReason: {
    fr: 'Peu de données, aucune gardée, règles publiques : une analyse n’est pas exigée.',
    en: 'Few facts, none kept, public rules: an assessment is not required.',
  },
  aiActClass: 'not-ai',
  registrationUrl: null,
  leavePolicy: 'delete',
  rights: rightsAt(paperDesk),
  refusal: {
    consequence: {
      fr: 'Rien ne change pour vous. Vous gardez le droit aux mêmes aides.',
      en: 'Nothing changes for you. You keep the right to the same grants.',
    },
    alternative: paperDesk,
    costDelta: 0,
    computable: false,
  },
  contest: {
    channels: ['app', 'human', 'paper'],
    contact: desk,
    deadlineDays: 60,
    withinDays: 365,
    humanReview: true,
    escalation: afterPublicBody,
    suspensive: false,
  },
  contactAffected: desk,
  reversibility: {
    kind: 'reversible',
    text: {
      fr: 'Une erreur se corrige : on refait le calcul et on paie la différence.',
      en: 'A mistake is put right: we do the sum again and pay the difference.',
    },
  },
  monitoring: {
    metric: { fr: 'Part des montants changés par un agent', en: 'Share of amounts changed by a clerk' },
    by: { fr: 'Le guichet vélo', en: 'The bike desk' },
    everyDays: 182,
    lastResult: null,
  },
  explicitNotice: {
    fr: 'Cette aide a été calculée par le guichet vélo, pour savoir combien la ville peut vous verser. Vous pouvez demander les règles et la façon dont elles ont joué pour vous, au guichet ou depuis votre téléphone. Si on ne répond pas, vous pouvez saisir la CADA.',
    en: 'This grant was calculated by the bike desk, to tell how much the city can pay you. You can ask for the rules and how they worked for you, at the desk or on your phone. If nobody answers, you can turn to the CADA.',
  },
  icons: ['accountable__organization', 'process__encrypted'],
  sources: { ropaUrl: null, inventoryUrl: null, codeUrl: null },
  lang: ['fr', 'en'],
  readingLevel: 'B1',
  easyToRead: null,
  resultsShownByParty: false,
  interest: 'general',
  reshares: false,
  resale: false,
  exitPlan: {
    fr: 'Si le service ferme, les dossiers ouverts sont finis sur papier, puis tout est effacé.',
    en: 'If the service closes, open files are finished on paper, then all is erased.',
  },
  experiments: [],
  personalisedPrice: { used: false, inputs: [] },
  area: null,
  value: [
    {
      who: { fr: 'La ville', en: 'The city' },
      earns: { fr: 'Moins d’appels et moins de papier.', en: 'Fewer calls and less paper.' },
    },
  ],
  contract: { form: 'own', reference: null },
  indicators: [],
  openness: [],
  entry,
};
