/** A company asks where people walk and how far they travel, to sell a better offer. Commercial, and says so. */
import type { DeclarationText } from '../program/publish.ts';

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
  },
  purposes: [
    {
      id: 'service-improvement',
      text: { fr: 'Choisir où mettre des arrêts.', en: 'Choose where to put stops.' },
    },
  ],
  legalBasis: [{ article: 'RGPD 6(1)(a)', lawUrl: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj' }],
  necessity: {
    fr: 'Un arrêt sert s’il est près des lieux où l’on va. Nos propres compteurs ne disent pas qui va au parc à pied.',
    en: 'A stop is useful near the places people go to. Our own counters do not say who walks to the park.',
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
    { key: 'park-visits', necessity: 'required', source: 'citizen', precision: 'exact', sensitive: true },
    { key: 'commute-km', necessity: 'optional', source: 'citizen', precision: 'exact', sensitive: false },
  ],
  outputs: [],
  decision: { kind: 'none', automation: 0, mode: 'advisory' },
  human: { involved: false, role: null, when: null, canOverride: false, mustJustify: false },
  logicKind: 'statistical',
  parameters: [],
  comparison: { used: false, method: 'none' },
  recipients: [],
  transfers: [],
  retention: [
    {
      what: { fr: 'Vos visites et votre trajet', en: 'Your visits and your commute' },
      days: 0,
      // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
      then: 'delete',
    },
    {
      what: { fr: 'Votre accord signé, comme preuve', en: 'Your signed agreement, as evidence' },
      days: 365,
      // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
      then: 'delete',
    },
  ],
  frequency: { kind: 'periodic', maxPerPeriod: 12, periodDays: 365 },
  maxAgeDays: 90,
  leavePolicy: 'delete',
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
  },
  contest: { channels: ['human', 'paper'], contact: office, deadlineDays: 60, humanReview: true },
  contactAffected: office,
  resultsShownByParty: false,
  interest: 'commercial',
  experiments: [],
  personalisedPrice: { used: false, inputs: [] },
};
