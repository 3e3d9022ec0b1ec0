// Fictional exchanges in each state that a person meets. Nothing is signed or sealed: only the screens look at them.

import type { ThreadText } from '../../../policy/thread/text.ts';
import type { Thread, ThreadOpening } from '../../../policy/thread.ts';
import type { KeptThread, KeptThreadAct } from '../../../pwa/wallet/vault/kept/thread.ts';
import { openingText } from './signed.ts';

const ago = (days: number) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 16).concat(':00Z');
const id = (letter: string, chars = 43) => letter.repeat(chars);

const words = (text: string, more: Partial<ThreadText> = {}): ThreadText => ({
  v: 1,
  lang: 'fr',
  text,
  corrected: null,
  evidence: [],
  place: null,
  contact: null,
  ...more,
});

const proof = { digest: id('x'), salt: '', index: 1207, size: 1300, path: [], checkpoint: '' };

function act(record: Thread, said: ThreadText | null, over: Partial<KeptThreadAct> = {}): KeptThreadAct {
  return {
    digest: `${record.thread}${record.act}${record.id}`,
    text: record.act === 'open' ? openingText : '',
    record,
    words: said,
    sealed: null,
    receipt: proof,
    recordedAt: record.at,
    ...over,
  };
}

type Asked = Pick<ThreadOpening, 'kind' | 'reason'> & Partial<Pick<ThreadOpening, 'target' | 'grant'>>;

function opening(letter: string, days: number, asked: Asked): ThreadOpening {
  return {
    v: 1,
    type: 'thread',
    id: id(letter, 22),
    at: ago(days),
    by: id('m'),
    key: id('k'),
    thread: id(letter, 22),
    previous: null,
    act: 'open',
    party: id('p'),
    declaration: id('e'),
    grant: id('1', 22),
    target: { what: 'declaration', digest: null, name: null },
    boxKey: '',
    sealedDigest: id('s'),
    ...asked,
  };
}

const later = (of: ThreadOpening, letter: string, days: number) => ({
  v: 1 as const,
  type: 'thread' as const,
  id: id(letter, 22),
  at: ago(days),
  thread: of.thread,
  previous: id('o'),
});
const byParty = (of: ThreadOpening, letter: string, days: number) => ({
  ...later(of, letter, days),
  by: of.party,
});
const byMe = (of: ThreadOpening, letter: string, days: number) => ({
  ...later(of, letter, days),
  by: of.by,
  key: of.key,
});

const price: Asked = {
  kind: 'contest',
  reason: 'fact-wrong',
  target: { what: 'input', digest: id('c'), name: 'bike-price' },
};
const corrected = {
  inputs: [{ key: 'bike-price', value: 900 }],
  results: [{ key: 'aides . montant', value: 270, unit: '€' }],
};

function answered(letter: string): KeptThreadAct[] {
  const of = opening(letter, 20, price);
  const no: Thread = {
    ...byParty(of, 'r', 4),
    act: 'answer',
    outcome: 'rejected',
    reason: 'fact-confirmed',
    nextStep: 'human-review',
    sealedDigest: id('s'),
    public: null,
  };
  return [
    act(of, words('J’ai payé 900 €. La facture le dit.', { corrected })),
    act({ ...byParty(of, 'q', 18), act: 'receive' }, null),
    act(no, words('Nous avons lu 1 890 € sur la facture du vendeur. Le prix reste le même.')),
  ];
}

function notSettled(): KeptThreadAct[] {
  const acts = answered('F');
  const of = acts[0]?.record as ThreadOpening;
  return [...acts, act({ ...byMe(of, 'u', 2), act: 'classify', outcome: 'not-settled' }, null)];
}

function deletion(): KeptThreadAct[] {
  const of = opening('D', 18, { kind: 'deletion', reason: 'after-withdrawal', grant: id('3', 22) });
  const done: Thread = {
    ...byParty(of, 'r', 3),
    act: 'answer',
    outcome: 'done',
    reason: 'deleted',
    nextStep: 'none-needed',
    sealedDigest: id('s'),
    public: null,
  };
  return [
    act(of, words('Effacez tout, s’il vous plaît.')),
    act(done, words('Votre dossier est effacé de nos deux fichiers.')),
  ];
}

function clarify(): KeptThreadAct[] {
  const of = opening('E', 9, { kind: 'rights', reason: 'rectify' });
  const asks: Thread = { ...byParty(of, 'r', 2), act: 'clarify', reason: 'document', sealedDigest: id('s') };
  return [
    act(of, words('Mon nom de rue est mal écrit.')),
    act(asks, words('Pouvez-vous nous montrer une facture ?')),
  ];
}

const waiting = (letter: string, days: number, asked: Asked, text: string): KeptThreadAct[] => [
  act(opening(letter, days, asked), words(text)),
];
const rule: Asked = {
  kind: 'contest',
  reason: 'rule-wrong',
  target: { what: 'rule', digest: id('c'), name: 'aides . bordeaux' },
};

const unsent = (): KeptThreadAct[] => {
  const of = opening('G', 0, { kind: 'contest', reason: 'human-absent' });
  return [act(of, words('Personne n’a relu.'), { recordedAt: null, receipt: null, sealed: '' })];
};

export const someThreads: readonly KeptThread[] = [
  answered('A'),
  waiting('B', 5, { kind: 'rights', reason: 'access' }, 'Je veux voir tout ce que vous avez sur moi.'),
  waiting('C', 70, rule, 'Avec deux enfants, la part ne compte pas.'),
  deletion(),
  clarify(),
  notSettled(),
  unsent(),
].map((acts) => {
  const first = acts[0]?.record as ThreadOpening;
  return { id: first.thread, opening: first, generation: 0, at: first.at, acts };
});

export const answeredActs = answered('P');
