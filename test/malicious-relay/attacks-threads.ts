import type { Attack, Body } from './attack.ts';

/** Two threads are there when the lie begins: one answered, not settled and answered again; one answered. */
function inThread(honest: Body, change: (acts: Body[], other: Body[]) => Body[]): Body {
  const [long, short] = [...honest.threads].sort((one, other) => other.acts.length - one.acts.length);
  const acts = change(long.acts, short.acts);
  return {
    ...honest,
    threads: honest.threads.map((thread: Body) => (thread === long ? { ...thread, acts } : thread)),
  };
}

const isAnswer = ({ text }: Body): boolean => text.includes('"act":"answer"');

/** Lies about what was written and answered. */
export const threads: readonly Attack[] = [
  {
    name: 'leaves an answer out of the middle of a thread',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) => inThread(honest, (acts) => acts.filter((act) => act !== acts.find(isAnswer))),
    mark: 'found by the wallet',
    alarm: 'record-altered',
  },
  {
    name: 'shows the acts of a thread in another order',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) => inThread(honest, ([first, ...acts]) => [first, ...acts.reverse()]),
    mark: 'found by the wallet',
    alarm: 'record-altered',
  },
  {
    name: 'shows the answer that was given in another thread',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) => inThread(honest, (acts, other) => [...acts.slice(0, -1), other.find(isAnswer)]),
    mark: 'found by the wallet',
    alarm: 'record-altered',
  },
  {
    name: 'shows an old answer once more, after the person said that nothing is settled',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) => inThread(honest, (acts) => [...acts.slice(0, -1), acts.find(isAnswer)]),
    mark: 'found by the wallet',
    alarm: 'record-altered',
  },
  {
    name: 'takes back an answer that it has shown',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) => inThread(honest, (acts) => acts.slice(0, acts.findIndex(isAnswer))),
    mark: 'found by the wallet',
    alarm: 'record-altered',
  },
  {
    name: 'shows a thread no more at all',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) => ({ ...honest, threads: honest.threads.slice(1) }),
    mark: 'found by the wallet',
    alarm: 'chain-missing',
  },
  {
    name: 'answers in the name of the party',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) =>
      inThread(honest, (acts) =>
        acts.map((act) =>
          act === acts.at(-1) ? { ...act, text: act.text.replace('explained', 'fact-corrected') } : act,
        ),
      ),
    mark: 'found by the wallet',
    alarm: 'record-foreign',
  },
  {
    name: 'dates an answer on a day on which it was in time',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) =>
      inThread(honest, (acts) =>
        acts.map((act) => (act === acts.at(-1) ? { ...act, at: '2026-11-22T10:05:00Z' } : act)),
      ),
    mark: 'found by the wallet',
    alarm: 'record-altered',
  },
  {
    name: 'puts the sealed words of one answer under another',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) =>
      inThread(honest, (acts, other) =>
        acts.map((act) => (act === acts.at(-1) ? { ...act, sealed: other.find(isAnswer).sealed } : act)),
      ),
    mark: 'prevented',
  },
  {
    name: 'never shows the last answer of the party',
    at: 'thread',
    door: '/thread/mine',
    lie: (honest) => inThread(honest, (acts) => acts.slice(0, -1)),
    mark: 'found from outside',
    because:
      'the relay signs nothing about how far a thread goes: the wallet shows a party that is silent; the party has kept the ' +
      'receipt of its answer, which stands in the log, and the two who compare see who was silent',
  },
  {
    name: 'never shows a party what was opened with it',
    at: 'thread',
    mark: 'found from outside',
    because:
      'whoever opened it holds the receipt: anybody who is shown it sees that it stood in the log, and the page says the party is late',
  },
  {
    name: 'counts the threads of a party wrongly in public, or says that it answers in time',
    at: 'thread',
    mark: 'found from outside',
    because:
      'whoever has a receipt for a thread that nobody answered holds it against the page, and so does a party with the receipts of its answers',
  },
];
