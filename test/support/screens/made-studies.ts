// Fictional studies in every state, on the real manifest of the example: what its screens are looked at with.

import written from '../../../docs/examples/mobility-study/study.json' with { type: 'json' };
import { canonicalText } from '../../../policy/canonical.ts';
import type { Release } from '../../../policy/release.ts';
import type { Study, StudyState } from '../../../policy/study.ts';
import type { KnownStudy } from '../../../pwa/wallet/paths/study.ts';
import { day, id } from './made-up.ts';

/** Read as real records are: no spare bits at the end. */
const recordId = (letter: string) => letter.repeat(21).concat('A');
export const partyKey = (letter: string) => letter.repeat(42).concat('A');

const hour = (at: string) => at.slice(0, 13).concat(':00:00Z');

const operator = (letter: string, fr: string, en: string, legalId: string) => ({
  party: partyKey(letter),
  name: { fr, en },
  legalId,
  url: `https://${letter}.example/dap`,
});

function aStudy(letter: string, opensBack: number, more: Partial<Study> = {}): Study {
  return {
    ...(written as unknown as Study),
    v: 1,
    type: 'study',
    id: recordId(letter),
    at: day(opensBack + 1),
    by: partyKey('u'),
    leader: operator('r', 'Régie d’Essai', 'Trial data office', '130025265'),
    helper: operator('h', 'Université du Fleuve', 'River University', '193117142'),
    issuer: operator('r', 'Régie d’Essai', 'Trial data office', '130025265'),
    window: { opens: hour(day(opensBack)), closes: hour(day(opensBack - 14)) },
    releaseAt: hour(day(opensBack - 15)),
    destroyAt: hour(day(opensBack - 44)),
    precisionSeconds: 3600,
    ...more,
  };
}

/** One of each; the letter makes the digest. */
const made: readonly (readonly [string, Study, StudyState])[] = [
  ['S', aStudy('S', 3), 'open'],
  [
    'P',
    aStudy('P', 3, { enrolment: 'person', title: text('Nos trajets, un par un', 'Our trips, one by one') }),
    'open',
  ],
  ['K', aStudy('K', 3), 'open'],
  ['W', aStudy('W', 3), 'open'],
  ['T', aStudy('T', 3), 'open'],
  ['B', aStudy('B', 3), 'open'],
  ['X', aStudy('X', 3), 'open'],
  ['Q', aStudy('Q', 3), 'open'],
  ['N', aStudy('N', 3), 'open'],
  ['C', aStudy('C', 14.5), 'counting'],
  ['R', aStudy('R', 40), 'released'],
  ['M', aStudy('M', 40), 'released'],
  ['F', aStudy('F', 40), 'too-few'],
];

function text(fr: string, en: string) {
  return { fr, en };
}

export const aSigned = (study: Study): string => `${canonicalText(study)}\ned25519:${'A'.repeat(85)}A`;

const party = (letter: string, fr: string, en: string) => ({
  id: partyKey(letter),
  shown: { texts: [] },
  versions: [],
  current: { name: { fr, en }, role: 'research' },
});

const followUps = [
  {
    v: 1,
    type: 'label',
    id: recordId('o'),
    at: day(2),
    by: partyKey('u'),
    kind: 'followed-up',
    study: id('R'),
    text: text(
      'La ville refait deux pistes là où l’on va à vélo sur moins de cinq kilomètres.',
      'The city rebuilds two lanes where people cycle less than five kilometres.',
    ),
    url: 'https://universite.example/suite',
  },
];

export const knownStudies: readonly KnownStudy[] = made.map(
  ([letter, study, state]) =>
    ({
      digest: id(letter),
      text: aSigned(study),
      study,
      state,
      hasRelease: state === 'released',
      asker: party('u', 'Laboratoire des mobilités', 'Mobility laboratory'),
      leader: { party: party('r', '', ''), operation: {}, text: '' },
      helper: { party: party('h', '', ''), operation: {}, text: '' },
      followUps: letter === 'R' ? followUps : [],
      isAdmitted: true,
    }) as unknown as KnownStudy,
);

/** A count for each bucket, some small, one below zero, as noise makes them. */
export function someCounts(study: Study): number[] {
  return Array.from({ length: study.vdaf.length }, (_, at) => [148, 61, 312, 9, -3, 27, 95][at % 7] ?? 0);
}

export const aRelease = (study: Study, digest: string): Release => ({
  v: 1,
  type: 'release',
  id: recordId('z'),
  at: day(1),
  by: partyKey('r'),
  statement: {
    study: digest,
    outcome: 'published',
    counts: {
      accepted: someCounts(study).reduce((sum, count) => sum + count, 0),
      withdrawn: 4,
      rejected: { late: 1, early: 0, duplicate: 2, forged: 3, 'other-study': 0, token: 1, unreadable: 0 },
    },
    cells: someCounts(study),
    files: {},
  },
  signatures: [],
});

function aContribution(letter: string, state: string, more: object = {}) {
  const [, study] = made.find(([known]) => known === letter) ?? [];
  return {
    study: id(letter),
    text: study === undefined ? '' : aSigned(study),
    operations: ['', ''],
    at: day(2),
    state,
    cell: 7,
    isSilent: false,
    costMillionths: study?.costMillionths ?? 0,
    year: new Date().getUTCFullYear(),
    paidAt: null,
    keySeed: 'x',
    token: null,
    leavesAt: null,
    report: null,
    sentAt: null,
    withdrawal: null,
    refusal: null,
    endedAt: null,
    ...more,
  };
}

const paid = { paidAt: day(2), token: 'x' };
const said = (letter: string) => ({ party: partyKey(letter), statement: '', signature: '' });

/** What a person has said to them: yes in every state, and once no. */
export const someContributions = [
  aContribution('K', 'kept', { cell: 6 }),
  aContribution('W', 'waiting', { ...paid, leavesAt: day(-0.3) }),
  aContribution('T', 'sent', { ...paid, cell: 6, sentAt: day(1), costMillionths: 125_000 }),
  aContribution('B', 'withdrawing', {
    ...paid,
    costMillionths: 125_000,
    sentAt: day(1),
    withdrawal: { text: '', withdrawn: [said('r')] },
  }),
  aContribution('X', 'withdrawn', {
    ...paid,
    costMillionths: 125_000,
    keySeed: null,
    sentAt: day(1),
    withdrawal: { text: '', withdrawn: [said('r'), said('h')] },
  }),
  aContribution('Q', 'refused', { keySeed: null, refusal: 'token-given' }),
  aContribution('N', 'declined', { keySeed: null }),
  aContribution('C', 'missed', { keySeed: null }),
  aContribution('R', 'sent', {
    ...paid,
    sentAt: day(30),
    keySeed: null,
    token: null,
    costMillionths: 125_000,
  }),
];
