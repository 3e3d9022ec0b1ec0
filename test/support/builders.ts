/**
 * Plain bodies of records, right in every field, each changeable by name. Unsigned: a test that needs a signature joins
 * the body and the key itself. The cast: a city, a transport operator, a research project, and one resident.
 */
import type { Calculation, CalculationContent } from '../../policy/calculation.ts';
import { aboutMe, type Fact } from '../../policy/fact.ts';
import type { Grant } from '../../policy/grant.ts';
import type { Admission } from '../../policy/label.ts';
import type { Party } from '../../policy/party.ts';
import type { Pause } from '../../policy/pause.ts';
import type { LogReceipt, Receipt } from '../../policy/receipt.ts';
import type { Refusal } from '../../policy/refusal.ts';
import type { Revocation } from '../../policy/revocation.ts';
import type { Statement } from '../../policy/statement.ts';
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
  'trip-km': 3.2,
  'trips-week': 9,
  'electricity-day': 8.4,
  'electricity-peak': 'evening',
  'electricity-winter': 'more-in-winter',
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
