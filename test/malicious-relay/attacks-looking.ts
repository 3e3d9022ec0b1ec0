import { type Attack, type Body, type Liar, zeros } from './attack.ts';

/** The mailbox answer with another last line of the sequence, signed anew: the relay puts its name under the lie. */
function resigned(honest: Body, liar: Liar, change: (said: Body) => void): Body {
  const said = JSON.parse(honest.answer.split('\n')[0]);
  change(said);
  return { ...honest, answer: liar.sign(JSON.stringify(said)) };
}

const isReading = (entry: Body) => entry.kind === 'access';

/** Lies to somebody who looks who looked. */
export const looking: readonly Attack[] = [
  {
    name: 'says that it is ended, so that the stop on the phone is never sent',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      grants: honest.grants.map((grant: Body) => ({
        ...grant,
        status: 'ended',
        end: { reason: 'grant-withdrawn', at: grant.from, record: null },
      })),
    }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'says that time is over before it is',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      grants: honest.grants.map((grant: Body) => ({
        ...grant,
        status: 'ended',
        end: { reason: 'grant-expired', at: grant.from, record: null },
      })),
    }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'says that the party retired its declaration',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      grants: honest.grants.map((grant: Body) => ({
        ...grant,
        status: 'ended',
        end: { reason: 'grant-terminated', at: grant.from, record: zeros },
      })),
    }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'says that the party closed, by the record in which it opened',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      grants: honest.grants.map((grant: Body) => ({
        ...grant,
        status: 'ended',
        end: { reason: 'party-closed', at: grant.from, record: grant.party },
      })),
    }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'lets an agreement last longer than was signed',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      grants: honest.grants.map((grant: Body) => ({ ...grant, until: '2099-01-01T00:00:00Z' })),
    }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'gives an agreement an end that is no time, so that its screen cannot be drawn',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      grants: honest.grants.map((grant: Body) => ({ ...grant, until: 'tomorrow' })),
    }),
    mark: 'prevented',
  },
  {
    name: 'shows another agreement than the one that was signed',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      grants: honest.grants.map((grant: Body) => ({ ...grant, text: grant.text.replace('"aid"', '"fare"') })),
    }),
    mark: 'found by the wallet',
    alarm: 'record-altered',
  },
  {
    name: 'leaves a reading out of the middle',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      entries: honest.entries.filter((entry: Body) => entry !== honest.entries.find(isReading)),
    }),
    mark: 'found by the wallet',
    alarm: 'chain-missing',
  },
  {
    name: 'leaves out a reading and closes the gap',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => {
      const left = honest.entries.find(isReading);
      const entries = honest.entries
        .filter((entry: Body) => entry !== left)
        .map((entry: Body) => (entry.seq > left.seq ? { ...entry, seq: entry.seq - 1 } : entry));
      return { ...honest, entries };
    },
    mark: 'found by the wallet',
    alarm: 'record-foreign',
  },
  {
    name: 'leaves out the last readings, and says so under its name',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({ ...honest, entries: honest.entries.filter((entry: Body) => !isReading(entry)) }),
    mark: 'found by the wallet',
    alarm: 'chain-missing',
  },
  {
    name: 'never tells of the last readings, and signs that there are none',
    at: 'look',
    door: '/mailbox',
    lie: (honest, liar) => {
      const entries = honest.entries.filter((entry: Body) => !isReading(entry));
      const first = honest.entries.find(isReading);
      const { seq, digest } = first?.previous ?? { seq: 0, digest: zeros };
      return resigned({ ...honest, entries }, liar, (said) => {
        for (const last of said.last) Object.assign(last, { seq, digest });
      });
    },
    mark: 'found from outside',
    because:
      'the statement that the party signs for each month counts what was withheld, and the wallet then holds both ' +
      'signatures (test/paths/who-finds-what.test.ts); a relay and a party in league can read unseen',
  },
  {
    name: 'takes back readings that it has shown',
    at: 'look',
    door: '/mailbox',
    lie: (honest, liar) =>
      liar.before === undefined
        ? honest
        : resigned(honest, liar, (said) => {
            for (const last of said.last) last.seq -= 1;
          }),
    mark: 'found by the wallet',
    alarm: 'answer-backwards',
  },
  {
    name: 'changes which facts were read',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      entries: honest.entries.map((entry: Body) =>
        isReading(entry) ? { ...entry, item: entry.item.replace('"commune",', '') } : entry,
      ),
    }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'makes a refused reading of an allowed one',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      entries: honest.entries.map((entry: Body) =>
        isReading(entry)
          ? {
              ...entry,
              answer: entry.answer
                .replace('"decision":true', '"decision":false')
                .replace(/"envelopeDigest":"[^"]+"/, '"form":"not-now"'),
            }
          : entry,
      ),
    }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'invents a reading that the party never signed',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      entries: honest.entries.map((entry: Body) =>
        isReading(entry) ? { ...entry, text: entry.text.replace(/created=\d+/, 'created=1') } : entry,
      ),
    }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'answers without its name under it',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({ ...honest, answer: `${honest.answer.slice(0, -3)}AAA` }),
    mark: 'found by the wallet',
    alarm: 'answer-unsigned',
  },
  {
    name: 'answers with what it signed for another mailbox',
    at: 'look',
    door: '/mailbox',
    lie: (honest, liar) =>
      resigned(honest, liar, (said) => {
        said.mailbox = zeros;
      }),
    mark: 'found by the wallet',
    alarm: 'answer-unsigned',
  },
  {
    name: 'answers with what it signed weeks ago',
    at: 'look',
    door: '/mailbox',
    lie: (honest, liar) =>
      resigned(honest, liar, (said) => {
        said.at = '2026-10-01T10:05:00Z';
      }),
    mark: 'found by the wallet',
    alarm: 'answer-unsigned',
  },
  {
    name: 'signs an answer that is no canonical text',
    at: 'look',
    door: '/mailbox',
    lie: (honest, liar) => ({ ...honest, answer: liar.sign(` ${honest.answer.split('\n')[0]}`) }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'shows one history of the log to one person and another to others',
    at: 'look',
    door: '/mailbox',
    lie: (honest, liar) =>
      resigned(honest, liar, (said) => {
        const [, size = '0'] = said.checkpoint.split('\n');
        said.checkpoint = liar.head(Number(size), zeros);
      }),
    mark: 'found by the wallet',
    alarm: 'head-forked',
  },
  {
    name: 'never gives a reading its place in the log',
    at: 'look',
    door: '/mailbox',
    lie: (honest) => ({
      ...honest,
      entries: honest.entries.map((entry: Body) => (isReading(entry) ? { ...entry, receipt: null } : entry)),
    }),
    mark: 'found by the wallet',
    because: 'the reading is shown as not proven, for as long as it has no place',
  },
];
