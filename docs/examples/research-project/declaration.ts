/** A research project asks for the coarsest values that its question needs. */
import type { DeclarationText } from '../program/publish.ts';

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
  },
  purposes: [
    {
      id: 'research',
      text: { fr: 'Comprendre comment on se déplace.', en: 'Understand how people get around.' },
    },
  ],
  legalBasis: [{ article: 'RGPD 6(1)(a)', lawUrl: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj' }],
  necessity: {
    fr: 'La question compare deux nombres : des kilomètres et des visites.',
    en: 'The question compares two numbers: kilometres and visits.',
  },
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
    { key: 'commute-km', necessity: 'required', source: 'citizen', precision: 'band-5', sensitive: false },
    { key: 'park-visits', necessity: 'required', source: 'citizen', precision: 'count', sensitive: true },
    { key: 'travel-mode', necessity: 'optional', source: 'citizen', precision: 'exact', sensitive: false },
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
      what: { fr: 'Vos réponses', en: 'Your answers' },
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
  frequency: { kind: 'once' },
  maxAgeDays: 90,
  leavePolicy: 'keep-in-aggregates',
  refusal: {
    consequence: { fr: 'Rien ne change pour vous.', en: 'Nothing changes for you.' },
    alternative: {
      fr: 'Vous pouvez répondre sur papier, en mairie, sans donner votre nom.',
      en: 'You can answer on paper at the town hall, without giving your name.',
    },
    costDelta: 0,
  },
  contest: { channels: ['human', 'paper'], contact: team, deadlineDays: 60, humanReview: true },
  contactAffected: team,
  resultsShownByParty: false,
  interest: 'general',
  experiments: [],
  personalisedPrice: { used: false, inputs: [] },
};
