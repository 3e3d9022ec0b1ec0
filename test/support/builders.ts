/**
 * Plain bodies of records, right in every field, each changeable by name. Unsigned: a test that needs a signature joins
 * the body and the key itself. The cast: a city, a transport operator, a research project, and one resident.
 */
import type { Access, AccessAnswer, AccessItem } from '../../policy/access.ts';
import type { Calculation, CalculationContent } from '../../policy/calculation.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { entryQuestions } from '../../policy/declaration-city.ts';
import { aboutMe, type Fact } from '../../policy/fact.ts';
import type { Grant } from '../../policy/grant.ts';
import type { Admission } from '../../policy/label.ts';
import type { Party } from '../../policy/party.ts';
import type { Pause } from '../../policy/pause.ts';
import type { LogReceipt, Receipt } from '../../policy/receipt.ts';
import type { Refusal } from '../../policy/refusal.ts';
import type { AuthorizationDetail, Request } from '../../policy/request.ts';
import type { Revocation } from '../../policy/revocation.ts';
import type { Statement } from '../../policy/statement.ts';
import type { ThreadAnswer, ThreadOpening } from '../../policy/thread.ts';
import type { View } from '../../policy/view.ts';

/** Bytes as base64url that look like nothing but are always the same for one name, and differ from name to name. */
export function someBytes(name: string, length: number): string {
  const bytes = new Uint8Array(length);
  let [left, right] = [2_166_136_261, 84_696_351];
  for (const character of `${name}/${length}`) {
    const point = character.codePointAt(0) as number;
    left = mix(left, point);
    right = mix(right, left ^ point);
  }
  for (let at = 0; at < length; at += 1) {
    left = mix(left, at);
    right = mix(right, left);
    bytes[at] = (left ^ (right << 3)) >>> 13;
  }
  return Buffer.from(bytes).toString('base64url');
}

const mix = (state: number, value: number): number => Math.imul(state ^ value, 16_777_619) >>> 0;

export const someId = (name: string): string => someBytes(name, 16);
export const someDigest = (name: string): string => someBytes(name, 32);
export const someSignature = (name: string): string => someBytes(name, 64);

export const cityId = someDigest('city of Lumière');
export const operatorId = someDigest('transport operator');
export const regieId = someDigest('régie');
export const aMailbox = someDigest('mailbox of Nour');

export function aParty(changes: Partial<Party> = {}): Party {
  return {
    v: 1,
    type: 'party',
    id: someId('party'),
    at: '2026-11-01T08:00:00Z',
    by: 'self',
    name: { fr: 'Ville de Lumière', en: 'City of Lumière' },
    role: 'city',
    interest: 'general',
    legalId: '213300635',
    url: 'https://ville.example',
    contact: { email: 'velo@ville.example', phone: '05 00 00 00 00' },
    status: 'open',
    identityKey: someDigest('identity key'),
    keys: [
      { use: 'record', id: 'record-1', key: someDigest('record key'), from: '2026-11-01T08:00:00Z' },
      { use: 'http', id: 'http-1', key: someDigest('http key'), from: '2026-11-01T08:00:00Z' },
      { use: 'client', id: 'client-1', key: someDigest('client key'), from: '2026-11-01T08:00:00Z' },
      { use: 'seal', id: 'seal-1', key: someBytes('seal key', 1216), from: '2026-11-01T08:00:00Z' },
    ],
    previousHash: null,
    ...changes,
  };
}

/** A private transport operator: the one that park visits must never reach. */
export const anOperator = (changes: Partial<Party> = {}): Party =>
  aParty({
    name: { fr: 'Réseau Tram', en: 'Tram Network' },
    role: 'operator',
    interest: 'commercial',
    legalId: '552100554',
    ...changes,
  });

export function aLabel(changes: Partial<Admission> = {}): Admission {
  return {
    v: 1,
    type: 'label',
    id: someId('label'),
    at: '2026-11-02T08:00:00Z',
    by: regieId,
    party: cityId,
    kind: 'admitted',
    until: '2027-11-02T08:00:00Z',
    ...changes,
  };
}

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

export function anAsk(changes: Partial<AuthorizationDetail> = {}): AuthorizationDetail {
  return {
    type: 'vav',
    declaration: someDigest('declaration record'),
    purpose: 'aid',
    facts: [
      { key: 'commune', necessity: 'required', precision: 'exact' },
      { key: 'reference-income', necessity: 'required', precision: 'exact' },
      { key: 'bike-price', necessity: 'optional', precision: 'exact' },
    ],
    actions: ['read'],
    period: { days: 182 },
    ...changes,
  };
}

export function aRequest(changes: Partial<Request> = {}): Request {
  return {
    iss: cityId,
    client_id: cityId,
    aud: 'http://localhost:8787',
    response_type: 'code',
    redirect_uri: 'https://ville.example/retour',
    state: 'state-of-the-city',
    nonce: someId('nonce'),
    jti: someId('jti'),
    iat: 1_795_428_300,
    exp: 1_795_428_600,
    code_challenge: someDigest('code challenge'),
    code_challenge_method: 'S256',
    authorization_details: [anAsk()],
    ...changes,
  };
}

export function aGrant(changes: Partial<Grant> = {}): Grant {
  return {
    v: 1,
    type: 'grant',
    id: someId('grant'),
    at: '2026-11-21T10:05:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    boxKey: someBytes('box key of Nour', 1216),
    party: cityId,
    declaration: someDigest('declaration record'),
    requestDigest: someDigest('request'),
    scope: {
      purpose: 'aid',
      facts: [
        { key: 'commune', precision: 'exact' },
        { key: 'reference-income', precision: 'exact' },
      ],
      actions: ['read'],
    },
    period: { days: 182 },
    viewDigest: someDigest('view'),
    stopHash: someDigest('stop'),
    epoch: 1,
    wrappedKey: someBytes('wrapped key', 1193),
    sealKeyId: 'seal-1',
    version: 1,
    previous: null,
    ...changes,
  };
}

export function aPause(changes: Partial<Pause> = {}): Pause {
  return {
    v: 1,
    type: 'pause',
    id: someId('pause'),
    at: '2026-11-21T10:07:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    grant: someId('grant'),
    act: 'pause',
    n: 1,
    ...changes,
  };
}

export function aStatement(changes: Partial<Statement> = {}): Statement {
  return {
    v: 1,
    type: 'statement',
    id: someId('statement'),
    at: '2026-12-02T08:00:00Z',
    by: cityId,
    month: '2026-11',
    until: '2026-12-01T00:00:00Z',
    size: 1,
    root: someDigest('root of the statement'),
    ...changes,
  };
}

export function aRefusal(changes: Partial<Refusal> = {}): Refusal {
  return {
    v: 1,
    type: 'refusal',
    id: someId('refusal'),
    at: '2026-11-21T10:05:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    party: cityId,
    requestDigest: someDigest('request'),
    ...changes,
  };
}

export function aRevocation(changes: Partial<Revocation> = {}): Revocation {
  return {
    v: 1,
    type: 'revocation',
    id: someId('revocation'),
    at: '2026-11-25T18:40:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    grant: someId('grant'),
    ...changes,
  };
}

export function anItem(changes: Partial<AccessItem['context']> = {}): AccessItem {
  return {
    subject: { type: 'party', id: cityId },
    action: { name: 'read' },
    resource: { type: 'mailbox', id: aMailbox },
    context: {
      grant: someId('grant'),
      purpose: 'aid',
      facts: ['commune', 'reference-income'],
      salt: someDigest('salt of the item'),
      want: 'envelope',
      ...changes,
    },
  };
}

export function anAnswer(changes: Partial<AccessAnswer> = {}): AccessAnswer {
  return {
    item: someDigest('leaf of the item'),
    decision: true,
    grant: someId('grant'),
    seq: 2,
    previous: { seq: 1, record: someId('grant'), position: 0, digest: someDigest('grant record') },
    envelopeDigest: someDigest('sealed bytes'),
    salt: someDigest('salt of the answer'),
    ...changes,
  };
}

export function anAccess(changes: Partial<Access> = {}): Access {
  return {
    v: 1,
    type: 'access',
    id: someId('access'),
    at: '2026-11-22T07:15:42Z',
    by: cityId,
    base: '"@method": POST\n"@target-uri": http://localhost:8787/access/v1/evaluations',
    signature: someSignature('http signature'),
    keyId: 'http-1',
    itemsRoot: someDigest('items root'),
    answersRoot: someDigest('answers root'),
    count: 1,
    ...changes,
  };
}

export function aCalculation(changes: Partial<Calculation> = {}): Calculation {
  return {
    v: 1,
    type: 'calculation',
    id: someId('calculation'),
    at: '2026-11-22T07:15:43Z',
    by: cityId,
    mailbox: aMailbox,
    grant: someId('grant'),
    envelope: { n: 1, digest: someDigest('sealed bytes') },
    declaration: someDigest('declaration record'),
    rulesHash: someDigest('rules'),
    engine: 'publicodes 1.10.3',
    inputs: { count: 2, root: someDigest('inputs root') },
    contentDigest: someDigest('content'),
    sealedDigest: someDigest('sealed result'),
    contest: { where: 'https://ville.example/recours' },
    ...changes,
  };
}

export function aContent(changes: Partial<CalculationContent> = {}): CalculationContent {
  return {
    salt: someDigest('salt of the content'),
    inputs: [
      { key: 'vélo . prix', value: 1200, salt: someDigest('salt of the price') },
      { key: 'localisation . code insee', value: '33063', salt: someDigest('salt of the town') },
    ],
    results: [{ key: 'aides . montant', value: 30000, unit: 'cent' }],
    path: {
      steps: [
        {
          rule: 'aides . montant',
          title: 'Montant de l’aide',
          state: 'applied',
          came: { value: 30000, unit: 'cent' },
          tests: [],
        },
      ],
      totals: { applied: 1, testedFalse: 0, neverLookedAt: 0 },
      assumed: [],
    },
    cohort: null,
    human: { involved: false, role: null },
    facts: [aFact('commune'), aFact('reference-income')],
    ...changes,
  };
}

export function aReceipt(changes: Partial<Receipt> = {}): Receipt {
  return {
    v: 1,
    type: 'receipt',
    id: someId('receipt'),
    at: '2026-11-23T00:00:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    calculation: someDigest('calculation record'),
    ...changes,
  };
}

/** Nour contests the price that went into her calculation. */
export function aThread(changes: Partial<ThreadOpening> = {}): ThreadOpening {
  return {
    v: 1,
    type: 'thread',
    id: someId('thread'),
    at: '2026-11-24T18:20:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    thread: someId('thread'),
    previous: null,
    act: 'open',
    kind: 'contest',
    party: cityId,
    declaration: someDigest('declaration record'),
    grant: someId('grant'),
    target: { what: 'input', digest: someDigest('calculation record'), name: 'bike-price' },
    reason: 'fact-wrong',
    boxKey: someBytes('box key of Nour', 1216),
    sealedDigest: someDigest('sealed text of the thread'),
    ...changes,
  };
}

export function anAnswerTo(changes: Partial<ThreadAnswer> = {}): ThreadAnswer {
  return {
    v: 1,
    type: 'thread',
    id: someId('answer of the city'),
    at: '2026-12-02T09:14:31Z',
    by: cityId,
    thread: someId('thread'),
    previous: someDigest('opening record'),
    act: 'answer',
    outcome: 'upheld',
    reason: 'fact-corrected',
    nextStep: 'none-needed',
    sealedDigest: someDigest('sealed answer'),
    public: null,
    ...changes,
  };
}

export function aLogReceipt(changes: Partial<LogReceipt> = {}): LogReceipt {
  return {
    digest: someDigest('record'),
    salt: someDigest('salt of the leaf'),
    index: 4,
    size: 6,
    path: [someDigest('neighbour'), someDigest('left half')],
    checkpoint: `relay.example/log\n6\n${someDigest('root')}=\n\n— relay.example/log c2lnbmF0dXJl\n`,
    ...changes,
  };
}

const values = {
  commune: { code: '33063', name: 'Bordeaux' },
  'reference-income': 18_450,
  'household-parts': 1.5,
  'household-persons': 2,
  'birth-year': 1987,
  activity: 'employee',
  'minimum-income': false,
  disability: false,
  'mobility-package': true,
  'bike-kind': 'electric',
  'bike-condition': 'new',
  'bike-price': 1200,
  'bike-made-in-france': false,
  'bike-number': 'BC 1234 5678 9X',
  'commute-km': 6.4,
  'travel-mode': 'bike',
  'transit-pass': true,
  'park-visits': [{ park: 'Parc Bordelais', lat: 44.853, lon: -0.602, date: '2026-11-14' }],
  'family-quotient': 812,
  'age-band': '26-64',
} as const;

export const aFact = (key: Fact['key']): Fact => aboutMe(key, values[key], 'self', '2026-11-20');

export function aView(changes: Partial<View> = {}): View {
  const { scope, period, declaration } = aGrant();
  return {
    v: 1,
    declaration,
    template: 1,
    lang: 'fr',
    level: 'plain',
    scope,
    period,
    values: [aFact('commune'), aFact('reference-income')],
    ...changes,
  };
}
