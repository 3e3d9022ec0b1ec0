// Fictional residents and parties for looking at the screens. Nothing here is shipped.

import { aboutMe, type Fact } from '../../../policy/fact.ts';
import { type Held, nothingHeld } from '../../../pwa/wallet/vault/open.ts';
import { aDevice } from './backup.ts';
import { aCalculation } from './calculations.ts';
import {
  aDeclaration,
  anOlderDeclaration,
  declarationText,
  newerVersions,
  versionDigest,
} from './declaration.ts';
import { someHelped, someHelps, someMandates, someProposals, someUses } from './help.ts';
import { someImports } from './import.ts';
import { someConditions } from './made-conditions.ts';
import { partyKey, someContributions } from './made-studies.ts';
import { day, id } from './made-up.ts';
import { grantText, lookEvidence } from './signed.ts';
import { someThreads } from './threads.ts';

const date = day(3).slice(0, 10);

export const myFacts: Fact[] = [
  aboutMe('commune', { code: '33063', name: 'Bordeaux' }, 'self', date),
  aboutMe('reference-income', 14_200, 'self', date),
  aboutMe('household-parts', 2, 'self', date),
  aboutMe('bike-kind', 'electric', 'self', date),
  aboutMe('bike-price', 1890, 'self', date),
  aboutMe('bike-condition', 'new', 'self', date),
  aboutMe('activity', 'job-seeker', 'self', date),
];

/** What the fictional studies are about. */
const tripFacts: Fact[] = [
  aboutMe('trip-km', 3.2, 'self', date),
  aboutMe('travel-mode', 'bike', 'self', date),
];

export function aRequest(isCrossDevice: boolean): unknown {
  return {
    round: 1,
    handle: id('h', 22),
    claim: id('c', 22),
    isCrossDevice,
    expiresAtMs: Date.now() + 300_000,
    partyId: id('p'),
    party: {
      name: { fr: 'Service mobilité d’Essai', en: 'Trial City mobility' },
      role: 'city',
      interest: 'general',
    },
    declarationDigest: id('e'),
    declaration: { ...aDeclaration, previousHash: id('o') },
    requestDigest: id('q'),
    detail: {
      type: 'vav',
      declaration: id('e'),
      purpose: 'aid',
      facts: [
        { key: 'commune', necessity: 'required', precision: 'exact' },
        { key: 'reference-income', necessity: 'required', precision: 'exact' },
        { key: 'household-parts', necessity: 'required', precision: 'exact' },
        { key: 'bike-kind', necessity: 'required', precision: 'exact' },
        { key: 'bike-price', necessity: 'required', precision: 'exact' },
        { key: 'disability', necessity: 'optional', precision: 'exact' },
      ],
      actions: ['read'],
      period: { days: 31 },
    },
    request: {},
  };
}

/** Where the real change of rules makes an electric bike's grant smaller. */
const montpellier = { code: '34172', name: 'Montpellier' };
const morning = { fr: 'Trajets du matin', en: 'Morning trips' };

const parties = [
  ['p', 'Service mobilité d’Essai', 'Trial City mobility', 'city'],
  ['t', 'Réseau de bus', 'Bus network', 'operator'],
  ['u', 'Laboratoire des mobilités', 'Mobility laboratory', 'research'],
] as const;

function aGrant(letter: string, party: string, over: object) {
  return {
    id: id(letter, 22),
    party: id(party),
    mailbox: id('m'),
    generation: 0,
    declaration: id(party === 'p' ? 'e' : 'f'),
    text: grantText,
    digest: id('g'),
    grant: {},
    scope: {
      purpose: 'aid',
      facts: myFacts.map(({ key }) => ({ key, precision: 'exact' })),
      actions: ['read'],
    },
    period: { days: 31 },
    status: 'active',
    endReason: null,
    at: day(2),
    recordedAt: day(2),
    until: day(-29),
    endedAt: null,
    epochKey: 'x',
    confirm: null,
    redirect: null,
    unsent: null,
    receipt: { digest: id('g'), salt: '', index: 1204, size: 1300, path: [], checkpoint: '' },
    seq: 3,
    lastDigest: id('l'),
    lastLookAt: day(1),
    automatic: false,
    ...over,
  };
}

/** One agreement for each thing that a change may do to it; only addresses lead to them. */
const changed = [
  aGrant('7', 'p', { status: 'suspended', declaration: id('o') }),
  aGrant('8', 'p', {}),
  aGrant('9', 'p', { status: 'paused' }),
  aGrant('0', 'p', {}),
].map((grant) => ({ ...grant, at: day(200) }));

function someChanges() {
  const row = (letter: string, name: 'log' | 'notify' | 'pause' | 'own', isHeld = false) => ({
    grant: id(letter, 22),
    party: id('p'),
    versions: [versionDigest(name)],
    effect: name === 'own' ? 'notify' : name,
    from: newerVersions[name].validFrom,
    foundAt: day(0),
    isHeld,
    readAt: null,
  });
  return [row('7', 'pause'), row('8', 'own'), row('9', 'notify', true), row('0', 'log')];
}

function aLook(n: number, act: string, decision: string, form: string | null, party = 'p') {
  return {
    digest: id(String(n)),
    grant: id('1', 22),
    party: id(party),
    seq: n,
    at: day(n),
    act,
    decision,
    form,
    facts: ['commune', 'reference-income', 'bike-price'],
    purpose: 'aid',
    isProven: n !== 3,
    evidence: lookEvidence,
  };
}

const rows = (entries: readonly object[], name: (entry: never) => string) =>
  new Map(entries.map((entry) => [name(entry as never), entry]));

/** Asked for beyond the number of the month: one last month, one in this. */
const someAsked = [40, 0].map((back) => ({
  id: id(back === 0 ? 'v' : 'w'),
  kind: back === 0 ? 'study' : 'condition',
  title: morning,
  name: { fr: 'Réseau de bus', en: 'Bus network' },
  link: back === 0 ? null : `/ensemble/${id('U')}`,
  at: day(back).slice(0, 16).concat(':00Z'),
  shown: 'later',
}));

const quietSetting = {
  renewal: 'ask',
  requestsAMonth: 5,
  quiet: { until: day(-1).slice(0, 16).concat(':00Z'), grants: [id('1', 22), id('2', 22)] },
};

/** A wallet in the middle of its life. */
export function aFullWallet(
  options: { isEmpty?: boolean; isQueued?: boolean; isQuiet?: boolean } = {},
): Held {
  if (options.isEmpty) return nothingHeld;
  const grants = [
    aGrant('1', 'p', {}),
    aGrant('2', 't', {
      status: options.isQueued ? 'stopping' : 'active',
      lastLookAt: null,
      scope: { purpose: 'route', facts: [{ key: 'commute-km', precision: 'band-5' }], actions: ['read'] },
    }),
    aGrant('3', 't', { status: 'ended', endReason: 'grant-withdrawn', endedAt: day(20) }),
    aGrant('4', 'p', { status: 'waiting', confirm: 'K7P2QX', lastLookAt: null, receipt: null }),
    aGrant('5', 'p', { redirect: 'https://ville.example/retour?code=x' }),
  ].slice(0, 3);
  return {
    ...nothingHeld,
    fact: rows([...myFacts, ...tripFacts], (fact: Fact) => fact.key),
    party: rows(
      parties.map(([letter, fr, en, role]) => ({
        id: letter === 'u' ? partyKey(letter) : id(letter),
        name: { fr, en },
        role,
        texts: [],
      })),
      (party: { id: string }) => party.id,
    ),
    declaration: rows(
      [
        {
          digest: id('e'),
          party: id('p'),
          text: declarationText(aDeclaration),
          title: aDeclaration.title,
        },
        {
          digest: id('f'),
          party: id('t'),
          text: declarationText({ ...aDeclaration, title: morning }),
          title: morning,
        },
        {
          digest: id('o'),
          party: id('p'),
          text: declarationText(anOlderDeclaration),
          title: aDeclaration.title,
        },
        ...(['log', 'notify', 'pause', 'own'] as const).map((name) => ({
          digest: versionDigest(name),
          party: id('p'),
          text: declarationText(newerVersions[name]),
          title: aDeclaration.title,
        })),
      ],
      (entry: { digest: string }) => entry.digest,
    ),
    condition: rows(someConditions, (kept: { condition: string }) => kept.condition),
    asked: rows(someAsked, (entry: { id: string }) => entry.id),
    ...(options.isQuiet ? { setting: rows([quietSetting], () => 'wallet') } : {}),
    contribution: rows(someContributions, (kept: { study: string }) => kept.study),
    import: rows(someImports, (kept: { id: string }) => kept.id),
    change: rows(someChanges(), (entry: { grant: string }) => entry.grant),
    grant: rows(
      [
        ...grants,
        ...changed,
        aGrant('6', 'p', { status: 'waiting', confirm: 'K7P2QX', lastLookAt: null, receipt: null }),
      ].filter(({ id: own }) => options.isQueued || own !== id('6', 22)),
      (grant: { id: string }) => grant.id,
    ),
    envelope: rows(
      [
        {
          grant: id('7', 22),
          epoch: 1,
          n: 1,
          asOf: day(2),
          facts: [aboutMe('commune', montpellier, 'self', date), ...myFacts.slice(1)],
          view: null,
          viewSalt: '',
          digest: '',
        },
        {
          grant: id('1', 22),
          epoch: 1,
          n: 1,
          asOf: day(2),
          facts: myFacts,
          view: null,
          viewSalt: '',
          digest: '',
        },
      ],
      (entry: { grant: string; n: number }) => `${entry.grant}/${entry.n}`,
    ),
    look: rows(
      [
        aLook(1, 'released', 'allowed', null),
        aLook(2, 'decided', 'allowed', null),
        aLook(3, 'released', 'allowed', null),
        aLook(4, 'decided', 'denied', 'ended', 't'),
      ],
      (look: { digest: string }) => look.digest,
    ),
    calculation: rows(
      [
        aCalculation('same', 'same'),
        aCalculation('different', 'different'),
        aCalculation('impossible', 'impossible'),
      ],
      (entry: { digest: string }) => entry.digest,
    ),
    thread: rows([...someThreads], (entry: { id: string }) => entry.id),
    proposal: rows(someProposals, (entry: { id: string }) => entry.id),
    help: rows(someHelps, (entry: { id: string }) => entry.id),
    mandate: rows(someMandates, (entry: { id: string }) => entry.id),
    use: rows(someUses, (entry: { n: number }) => String(entry.n)),
    helped: rows(someHelped, (entry: { id: string }) => entry.id),
    preference: rows(
      [
        { id: 'a', fact: 'park-visits', role: 'private', purpose: '*', answer: 'never', automatic: true },
        {
          id: 'b',
          fact: 'park-visits',
          role: 'city',
          purpose: 'planning',
          answer: 'allow',
          automatic: false,
        },
      ],
      (entry: { id: string }) => entry.id,
    ),
    outgoing: rows(
      options.isQueued
        ? [
            {
              id: 'o',
              kind: 'revocation',
              grant: id('2', 22),
              party: id('t'),
              text: '',
              notBefore: '',
              at: day(0),
              tries: 1,
            },
          ]
        : [],
      (entry: { id: string }) => entry.id,
    ),
    keys: rows(
      [
        {
          stopSeed: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA',
          kitCode: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA',
          rehearsedAt: null,
        },
      ],
      () => 'wallet',
    ),
    device: rows(options.isEmpty ? [] : [aDevice(options.isQueued)], () => 'device'),
  } as unknown as Held;
}
