/**
 * What a monthly transport pass costs, by family quotient and age. A price that differs from person to person: so it says
 * by what, who gains, and what it costs to say nothing.
 */
import type { DeclarationText } from '../program/publish.ts';
import { afterPublicBody, rightsAt } from '../program/rights.ts';
import { entry } from './entry.ts';

const office = {
  phone: '05 00 00 00 04',
  email: 'tarif@example.org',
  address: 'Agence des transports, 3 rue de la Gare (adresse de démonstration)',
};

const byPaper = {
  fr: 'Venez en agence avec votre attestation de la CAF : le prix est le même, calculé devant vous.',
  en: 'Come to our office with your CAF certificate: the price is the same, worked out in front of you.',
};

export const fare: DeclarationText = {
  version: '1.0.0',
  status: 'active',
  title: { fr: 'Connaître mon tarif de transport', en: 'Find out my transport fare' },
  summary: {
    fr: 'Le prix de l’abonnement dépend de votre quotient familial et de votre âge. Moins on a, moins on paie. Les règles sont publiées.',
    en: 'The price of the pass depends on your family quotient and your age. Who has less pays less. The rules are published.',
  },
  controller: {
    name: { fr: 'Transports de la métropole (démonstration)', en: 'Metropolitan transport (demonstration)' },
    legalId: '000000004',
    contact: office,
    dpo: { email: 'dpo@example.org' },
    jointWith: [],
  },
  accountableRole: { fr: 'Responsable des tarifs', en: 'Head of fares' },
  processors: [],
  purposes: [
    {
      id: 'fare',
      text: { fr: 'Calculer le prix de votre abonnement.', en: 'Work out the price of your pass.' },
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
    fr: 'La réduction dépend du quotient familial, le plein tarif dépend de l’âge. Rien d’autre ne compte.',
    en: 'The reduction depends on the family quotient, the full fare on the age. Nothing else counts.',
  },
  proportionality: {
    fr: 'Un nombre et une tranche d’âge, lus une fois par an, pas gardés.',
    en: 'One number and one age group, read once a year, not kept.',
  },
  alternativesConsidered: {
    fr: 'Un prix égal pour tous : il écarte les petits revenus. La gratuité : la métropole ne peut pas encore la payer.',
    en: 'One price for all: it shuts out small incomes. Free travel: the metropolis cannot pay for it yet.',
  },
  subjects: ['resident', 'household'],
  notServed: [
    {
      who: { fr: 'Les personnes sans quotient familial', en: 'People without a family quotient' },
      why: {
        fr: 'Les règles partent de ce nombre : sans lui, c’est le plein tarif.',
        en: 'The rules start from this number: without it, the full fare applies.',
      },
      instead: {
        fr: 'Venez en agence avec votre avis d’impôt : on calcule le quotient avec vous.',
        en: 'Come to our office with your tax notice: we work out the quotient with you.',
      },
    },
  ],
  inputs: [
    {
      key: 'family-quotient',
      necessity: 'required',
      source: 'citizen',
      sourceId: null,
      precision: 'exact',
      ruleInput: 'quotient familial',
      sensitive: false,
    },
    {
      key: 'age-band',
      necessity: 'optional',
      source: 'citizen',
      sourceId: null,
      precision: 'exact',
      ruleInput: 'âge',
      sensitive: false,
    },
  ],
  minimised: [
    {
      what: {
        fr: 'L’attestation de la CAF, avec les noms des enfants : un nombre suffit',
        en: 'The CAF certificate with the children’s names: one number is enough',
      },
      how: 'dropped',
    },
    {
      what: { fr: 'La date de naissance : une tranche suffit', en: 'The date of birth: a group is enough' },
      how: 'dropped',
    },
  ],
  otherData: [],
  outputs: [
    {
      key: 'prix',
      type: 'amount',
      unit: 'cent',
      meaning: { fr: 'Le prix de votre abonnement, par mois.', en: 'The price of your pass, a month.' },
      consequences: {
        fr: 'C’est ce que vous payez pendant un an.',
        en: 'It is what you pay for one year.',
      },
    },
    {
      key: 'réduction',
      type: 'amount',
      unit: 'cent',
      meaning: { fr: 'Ce que la métropole paie pour vous.', en: 'What the metropolis pays for you.' },
      consequences: { fr: 'Elle est déjà retirée du prix.', en: 'It is taken off the price already.' },
    },
  ],
  decision: {
    kind: 'price',
    automation: 4,
    mode: 'sole',
    modeText: {
      fr: 'Le calcul fixe le prix. Un agent peut le corriger.',
      en: 'The sum sets the price. A clerk can correct it.',
    },
  },
  human: {
    involved: true,
    role: { fr: 'Un agent de l’agence', en: 'A clerk of the office' },
    when: { fr: 'Si vous demandez à revoir le prix.', en: 'When you ask to look at the price again.' },
    sees: ['quotient familial', 'âge', 'prix'],
    canOverride: true,
    mustJustify: true,
    overrideRate: null,
    trainingOk: true,
  },
  rules: { entryPoints: ['prix', 'réduction'] },
  parameters: [],
  comparison: { used: false, method: 'none', distributionUri: null, periods: [] },
  recipients: [],
  transfers: [],
  retention: [
    {
      what: { fr: 'Votre quotient et votre tranche d’âge', en: 'Your quotient and your age group' },
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
  frequency: { kind: 'periodic', maxPerPeriod: 2, periodDays: 365 },
  scale: { peoplePerYear: 60_000, decisionsPerYear: 64_000 },
  maxAgeDays: 365,
  security: [
    {
      iri: 'https://w3id.org/dpv#EndToEndEncryption',
      text: { fr: 'Seule l’agence ouvre vos données.', en: 'Only the office opens your facts.' },
    },
  ],
  risks: [
    {
      iri: 'https://w3id.org/dpv/risk#Discrimination',
      text: {
        fr: 'Un euro de plus au quotient peut faire payer dix-sept euros de plus.',
        en: 'One euro more in the quotient can mean paying seventeen euros more.',
      },
      groups: [{ fr: 'Les foyers près d’un seuil', en: 'Households near a limit' }],
      mitigation: {
        fr: 'Le téléphone montre les seuils proches. En agence, on peut étaler.',
        en: 'The phone shows the limits near you. At the office it can be spread out.',
      },
      residual: 'medium',
    },
  ],
  impactAssessments: [],
  impactReason: {
    fr: 'Deux données, aucune gardée, règles publiques : une analyse n’est pas exigée.',
    en: 'Two facts, none kept, public rules: an assessment is not required.',
  },
  aiActClass: 'not-ai',
  registrationUrl: null,
  leavePolicy: 'delete',
  rights: rightsAt(byPaper),
  refusal: {
    consequence: {
      fr: 'Vous payez le plein tarif tant que l’agence n’a pas vu votre attestation.',
      en: 'You pay the full fare until the office has seen your certificate.',
    },
    alternative: byPaper,
    costDelta: 39.92,
    computable: true,
  },
  contest: {
    channels: ['app', 'human', 'paper'],
    contact: office,
    deadlineDays: 60,
    withinDays: 365,
    humanReview: true,
    escalation: afterPublicBody,
    suspensive: true,
  },
  contactAffected: office,
  reversibility: {
    kind: 'reversible',
    text: {
      fr: 'Une erreur se corrige : on rend ce qui a été payé en trop.',
      en: 'A mistake is put right: what was paid too much is paid back.',
    },
  },
  monitoring: {
    metric: { fr: 'Part des prix corrigés en agence', en: 'Share of prices corrected at the office' },
    by: { fr: 'Le service des tarifs', en: 'The fares department' },
    everyDays: 182,
    lastResult: null,
  },
  explicitNotice: {
    fr: 'Ce prix a été calculé par les transports de la métropole, pour fixer votre tarif. Vous pouvez demander les règles et la façon dont elles ont joué pour vous, en agence ou depuis votre téléphone. Si on ne répond pas, vous pouvez saisir la CADA.',
    en: 'This price was calculated by the metropolitan transport service, to set your fare. You can ask for the rules and how they worked for you, at the office or on your phone. If nobody answers, you can turn to the CADA.',
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
    fr: 'Si le service ferme, les prix en cours restent valables jusqu’à leur fin.',
    en: 'If the service closes, current prices stay valid until their end.',
  },
  experiments: [],
  personalisedPrice: { used: true, inputs: ['family-quotient', 'age-band'] },
  area: null,
  value: [
    {
      who: { fr: 'Les foyers sous 1 050 € de quotient', en: 'Households below a quotient of €1,050' },
      earns: { fr: 'De 35 à 80 % de moins à payer.', en: '35 to 80 % less to pay.' },
    },
    {
      who: { fr: 'La métropole', en: 'The metropolis' },
      earns: { fr: 'Plus de voyageurs, moins de voitures.', en: 'More riders, fewer cars.' },
    },
  ],
  contract: { form: 'own', reference: null },
  indicators: [],
  openness: [],
  entry,
};
