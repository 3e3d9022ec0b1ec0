// Fictional help: two who help, one of them no longer; one who is helped, and one whom it is over for.

import { aboutMe } from '../../../policy/fact.ts';
import { spokenLines } from '../../../policy/mandate-text.ts';
import { day, id } from './made-up.ts';
import { mandateText } from './signed.ts';

const row = (letter: string, changes: object) => ({ id: id(letter, 22), at: day(3), days: 31, ...changes });

const given = (acts: readonly ('see' | 'stop' | 'fill-in' | 'decide')[], kind: 'relative' | 'professional') =>
  spokenLines({ at: day(3), acts, days: 31, helper: { kind } }, 'fr');

export const someHelps = [
  row('H', {
    nickname: 'Lou',
    kind: 'relative',
    acts: ['see', 'stop'],
    lines: given(['see', 'stop'], 'relative'),
  }),
  row('I', {
    nickname: 'La médiathèque',
    kind: 'professional',
    acts: ['see', 'fill-in', 'decide'],
    at: day(40),
    lines: given(['see', 'fill-in', 'decide'], 'professional'),
  }),
];

const mandate = (letter: string, help: string | null, party: string, changes: object = {}) => ({
  id: id(letter, 22),
  help,
  mailbox: id(party),
  party: id(party),
  text: mandateText(letter),
  state: 'given',
  endedAt: null,
  ...changes,
});

export const someMandates = [
  mandate('A', id('H', 22), 'p'),
  mandate('B', id('H', 22), 't', { state: 'unsent' }),
  mandate('C', id('I', 22), 'p', { state: 'ended', endedAt: day(9) }),
];

export const someUses = [1, 2, 3].map((n) => ({
  mailbox: id('p'),
  n,
  mandate: id('A', 22),
  at: day(n),
  text: '',
  receipt: null,
}));

const looked = (grant: string, back: number, changes: object = {}) => ({
  grant: id(grant, 22),
  party: id('p'),
  at: day(back),
  act: 'released',
  decision: 'allowed',
  facts: ['commune', 'reference-income'],
  isProven: true,
  ...changes,
});

export const someHelped = [
  row('J', {
    nickname: 'Maman',
    kind: 'relative',
    acts: ['see', 'stop', 'fill-in'],
    until: day(-28),
    names: { [id('p')]: { fr: 'Service mobilité d’Essai', en: 'Trial City mobility' } },
    keys: [{ mailbox: id('p'), party: id('p'), mandate: id('A', 22), warrant: '', titles: {}, seed: 'x' }],
    grants: [
      {
        id: id('1', 22),
        mailbox: id('p'),
        party: id('p'),
        title: { fr: 'Prime vélo', en: 'Bike grant' },
        facts: ['commune', 'reference-income'],
        status: 'active',
        until: day(-90),
      },
      {
        id: id('2', 22),
        mailbox: id('p'),
        party: id('p'),
        title: null,
        facts: ['commune'],
        status: 'ended',
        until: day(-5),
      },
    ],
    looks: [looked('1', 1), looked('1', 2, { act: 'decided' }), looked('2', 4, { decision: 'denied' })],
    lookedAt: day(0),
  }),
  row('K', {
    nickname: 'Monsieur Petit',
    kind: 'professional',
    acts: ['see'],
    until: day(2),
    names: {},
    keys: [],
    grants: [],
    looks: [],
    lookedAt: null,
  }),
];

export const someProposals = [
  {
    id: id('L', 22),
    at: day(0),
    facts: [
      aboutMe('household-parts', 2, 'self', day(0).slice(0, 10)),
      aboutMe('bike-price', 1890, 'self', day(0).slice(0, 10)),
    ],
    request: null,
  },
];
