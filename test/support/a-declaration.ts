import { entryQuestions } from '../../policy/declaration/city.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { cityId, someDigest, someId } from './builders.ts';

export function aDeclaration(changes: Partial<Declaration> = {}): Declaration {
  return {
    v: 1,
    type: 'declaration',
    id: someId('declaration'),
    at: '2026-11-03T09:30:00Z',
    by: cityId,
    version: '1.0.0',
    previousHash: null,
    status: 'active',
    validFrom: '2026-11-03',
    validTo: '2027-12-31',
    reviewBefore: '2027-06-30',
    title: { fr: 'Aide à l’achat d’un vélo', en: 'Grant for buying a bike' },
    summary: {
      fr: 'La ville calcule votre aide pour acheter un vélo.',
      en: 'The city works out your grant for buying a bike.',
    },
    controller: {
      name: { fr: 'Ville de Lumière', en: 'City of Lumière' },
      legalId: '213300635',
      contact: { email: 'velo@ville.example' },
      dpo: { email: 'dpo@ville.example' },
      jointWith: [],
    },
    accountableRole: { fr: 'Responsable du service vélo', en: 'Head of the bike service' },
    processors: [],
    purposes: [{ id: 'aid', text: { fr: 'Calculer l’aide au vélo', en: 'Work out the bike grant' } }],
    legalBasis: [
      {
        iri: 'https://w3id.org/dpv/legal/eu/gdpr#A6-1-e',
        article: '6(1)(e)',
        lawUrl: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
      },
    ],
    necessity: {
      fr: 'L’aide dépend de la commune, du revenu et du vélo.',
      en: 'The grant depends on the town, the income and the bike.',
    },
    proportionality: null,
    alternativesConsidered: null,
    subjects: ['resident'],
    notServed: [
      {
        who: { fr: 'Les associations', en: 'Associations' },
        why: { fr: 'L’aide est pour les habitants.', en: 'The grant is for residents.' },
        instead: { fr: 'Un guichet leur répond.', en: 'A counter answers them.' },
      },
    ],
    inputs: [
      input('commune', 'localisation'),
      input('reference-income', 'revenu fiscal de référence par part . revenu de référence'),
      input('household-parts', 'revenu fiscal de référence par part . nombre de parts'),
      input('bike-kind', 'vélo . type'),
      input('bike-price', 'vélo . prix'),
    ],
    minimised: [],
    otherData: [],
    outputs: [
      {
        key: 'aides . montant',
        type: 'amount',
        unit: '€',
        meaning: { fr: 'Le montant de votre aide', en: 'The amount of your grant' },
        consequences: { fr: 'La ville verse ce montant.', en: 'The city pays this amount.' },
      },
    ],
    decision: { kind: 'eligibility', automation: 3, mode: 'decisive', modeText: null },
    human: {
      involved: true,
      role: { fr: 'Agent du service vélo', en: 'Officer of the bike service' },
      when: { fr: 'Avant le paiement', en: 'Before payment' },
      sees: ['aides . montant'],
      canOverride: true,
      mustJustify: true,
      overrideRate: null,
      trainingOk: true,
    },
    logic: {
      kind: 'rules',
      rules: {
        lang: 'publicodes',
        engineVersion: '1.10.3',
        hash: someDigest('rules'),
        logicHash: someDigest('logic of the rules'),
        entryPoints: ['aides . montant'],
        cases: someDigest('cases of the rules'),
        change: null,
      },
      parameters: [],
    },
    comparison: { used: false, method: 'none', distributionUri: null, periods: [] },
    recipients: [],
    transfers: [],
    retention: [
      // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
      { what: { fr: 'Votre dossier', en: 'Your file' }, days: 730, start: 'payment', then: 'delete' },
    ],
    frequency: { kind: 'on-event', maxPerPeriod: 10, periodDays: 31 },
    scale: { peoplePerYear: 4000, decisionsPerYear: 4200 },
    maxAgeDays: 90,
    security: [
      {
        iri: 'https://w3id.org/dpv#EncryptionAtRest',
        text: { fr: 'Le dossier est chiffré.', en: 'The file is encrypted.' },
      },
    ],
    risks: [
      {
        iri: 'https://w3id.org/dpv/risk#PublicServicesExclusion',
        text: { fr: 'Qui n’a pas d’avis d’impôt est refusé.', en: 'Who has no tax notice is refused.' },
        groups: [{ fr: 'Les nouveaux arrivants', en: 'Newcomers' }],
        mitigation: { fr: 'Le guichet étudie le cas.', en: 'The counter looks at the case.' },
        residual: 'low',
      },
    ],
    impactAssessments: [],
    impactReason: { fr: 'Peu de données, règles publiées.', en: 'Few facts, published rules.' },
    aiActClass: 'not-ai',
    registrationUrl: null,
    leavePolicy: 'delete',
    rights: [
      {
        right: 'A15',
        how: { fr: 'Écrivez-nous.', en: 'Write to us.' },
        where: { fr: 'Guichet vélo, 1 place du Marché', en: 'Bike counter, 1 place du Marché' },
        delayDays: 30,
      },
      {
        right: 'A77',
        how: { fr: 'Écrivez à la CNIL.', en: 'Write to the CNIL.' },
        where: { fr: 'cnil.fr', en: 'cnil.fr' },
        delayDays: 90,
      },
    ],
    refusal: {
      consequence: { fr: 'L’aide se demande au guichet.', en: 'The grant can be asked for at the counter.' },
      alternative: { fr: 'Guichet vélo, 1 place du Marché', en: 'Bike counter, 1 place du Marché' },
      costDelta: 0,
      computable: false,
    },
    contest: {
      channels: ['app', 'human', 'paper'],
      contact: { email: 'recours@ville.example' },
      deadlineDays: 60,
      withinDays: 365,
      humanReview: true,
      escalation: [
        {
          to: { fr: 'La CNIL', en: 'The CNIL' },
          how: { fr: 'Une plainte en ligne ou par courrier.', en: 'A complaint online or by post.' },
          url: 'https://www.cnil.fr/fr/plaintes',
          withinDays: null,
        },
      ],
      suspensive: false,
    },
    contactAffected: { email: 'velo@ville.example' },
    reversibility: {
      kind: 'reversible',
      text: { fr: 'Une erreur est corrigée et payée.', en: 'A mistake is put right and paid.' },
    },
    monitoring: null,
    explicitNotice: {
      fr: 'Cette décision a été prise avec un calcul. Vous pouvez demander les règles au guichet vélo.',
      en: 'This decision was made with a calculation. You can ask the bike counter for its rules.',
    },
    icons: ['accountable__organization'],
    sources: { ropaUrl: null, inventoryUrl: null, codeUrl: null },
    changelog: [
      {
        version: changes.version ?? '1.0.0',
        date: '2026-11-03',
        class: (changes.previousHash ?? null) === null ? 'first' : 'pause',
        why: { fr: 'Première version.', en: 'First version.' },
        behaviour: null,
      },
    ],
    lang: ['fr'],
    readingLevel: 'B1',
    easyToRead: null,
    resultsShownByParty: false,
    interest: 'general',
    reshares: false,
    resale: false,
    exitPlan: {
      fr: 'Les dossiers en cours sont finis, puis tout est effacé.',
      en: 'Open files are finished, then all is erased.',
    },
    experiments: [],
    personalisedPrice: { used: false, inputs: [] },
    area: { name: { fr: 'Lumière', en: 'Lumière' }, codes: ['33063'] },
    value: [],
    contract: { form: 'own', reference: null },
    indicators: [],
    openness: [],
    entry: {
      answers: entryQuestions.map((question) => ({
        question,
        answer: { fr: 'Dit au conseil de quartier.', en: 'Told to the neighbourhood council.' },
      })),
      needs: { smartphone: false, bankCard: true, french: 'B1', minAge: 18 },
    },
    ...changes,
  };
}

function input(key: Declaration['inputs'][number]['key'], ruleInput: string): Declaration['inputs'][number] {
  return {
    key,
    necessity: 'required',
    source: 'citizen',
    sourceId: null,
    precision: 'exact',
    ruleInput,
    sensitive: false,
  };
}
