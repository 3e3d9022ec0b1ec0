// Stands in the place of pwa/wallet/paths/party-page.ts in the looking build: fictional parties, counted.

import type { PartyPage } from '../../../policy/party-page.ts';
import type { KnownPage, ListedParty, Reachable } from '../../../pwa/wallet/paths/party-page.ts';
import { aDeclaration } from './declaration.ts';

const id = (letter: string) => letter.repeat(43);
const none = {
  received: null,
  upheld: null,
  partly: null,
  rejected: null,
  withdrawn: null,
  waiting: null,
  overdue: null,
  late: null,
  lateSince: null,
  medianDays: null,
};

export const listDeclaring = async (): Promise<readonly ListedParty[]> => [
  {
    id: id('p'),
    name: { fr: 'Service mobilité d’Essai', en: 'Trial City mobility' },
    role: 'city',
    declared: 2,
    isLate: true,
  },
  {
    id: id('t'),
    name: { fr: 'Réseau de bus', en: 'Bus network' },
    role: 'operator',
    declared: 1,
    isLate: false,
  },
  {
    id: id('z'),
    name: { fr: 'Parc du fleuve', en: 'River park' },
    role: 'operator',
    declared: 0,
    isLate: false,
  },
];

const page: PartyPage = {
  v: 1,
  party: id('p'),
  until: '2026-11-16T00:00:00Z',
  next: '2026-11-23T01:00:00Z',
  promises: [
    {
      declaration: id('e'),
      title: { fr: 'Aide à l’achat d’un vélo', en: 'Help to buy a bike' },
      version: '1.0.0',
      status: 'active',
      answersWithin: 30,
      uses: { max: 4, days: 31 },
      keptDays: 730,
    },
    {
      declaration: id('f'),
      title: { fr: 'Prix de la cantine', en: 'Canteen price' },
      version: '2.1.0',
      status: 'pilot',
      answersWithin: 20,
      uses: { max: null, days: null },
      keptDays: 365,
    },
  ],
  uses: [
    { week: '2026-11-09', uses: 1250 },
    { week: '2026-11-02', uses: null },
  ],
  refusals: 35,
  contests: {
    ...none,
    received: 40,
    upheld: 15,
    partly: 5,
    rejected: 10,
    waiting: 5,
    overdue: 5,
    lateSince: '2026-11-09',
    medianDays: 12,
  },
  rights: { ...none, received: 10, upheld: 5 },
  deletions: { ...none, received: 20, upheld: 15 },
  questions: { ...none, received: 5, medianDays: 3 },
  reports: { bias: null, fault: 5, security: null, other: null },
  mismatches: 5,
  groups: [
    {
      declaration: id('e'),
      what: 'rule',
      name: 'aides . bordeaux',
      contests: 10,
      isOwed: true,
      answer: null,
    },
  ],
  answers: [
    {
      question: {
        fr: 'Pourquoi le vélo pliant ne compte-t-il pas ?',
        en: 'Why does a folding bike not count?',
      },
      answer: {
        fr: 'La règle de la ville ne le dit pas encore. Le vote est prévu en mars.',
        en: 'The rule of the city does not say so yet. The vote is planned for March.',
      },
      declaration: id('e'),
      on: '2026-11-10',
    },
  ],
  statements: { state: 'missing', month: '2026-09', since: '2026-10-10T00:00:00Z', late: ['2026-09'] },
  closures: [],
};

export const readPublicPage = async (): Promise<KnownPage> =>
  ({
    page,
    lateSince: '2026-11-09',
    party: {
      id: id('p'),
      versions: [],
      current: { name: { fr: 'Service mobilité d’Essai', en: 'Trial City mobility' }, role: 'city' },
    },
  }) as unknown as KnownPage;

export const regieId = async (): Promise<string> => id('r');

export const readReachable = async (): Promise<readonly Reachable[]> => {
  const { controller, contactAffected } = aDeclaration;
  return [
    { as: 'service', contact: controller.contact },
    { as: 'dpo', contact: { email: 'dpo@example.org' } },
    ...(contactAffected === null ? [] : [{ as: 'affected', contact: contactAffected } as const]),
  ];
};
