// What a dishonest relay could say to a wallet, as data: where it lies, how, and what becomes of the lie. A lie turns the
// honest answer of a door into the dishonest one and needs nothing of ours but the log's key, which a dishonest relay
// has; so the list can be run in front of any relay and any wallet that speak this protocol (README.md).

export type Mark =
  /** The lie changes nothing: the wallet refuses it. */
  | 'prevented'
  /** The wallet raises an alarm or says so beside the record, and keeps the evidence. */
  | 'found by the wallet'
  /** Somebody who compares what several people were told finds it. */
  | 'found from outside'
  | 'not found';

/** What a dishonest relay has beside the honest answer. */
export interface Liar {
  /** Signs the one line of a mailbox answer with the log's key; gives the two lines. */
  sign(line1: string): string;
  /** A head of the log, signed, whatever size and root it claims (base64url). */
  head(size: number, root: string): string;
  /** What the same door said honestly the time before. */
  readonly before: Body | undefined;
  /** The honest answer to a request of another party. */
  readonly other: Body;
  readonly origin: string;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into as a liar would, without types.
export type Body = any;

export interface Attack {
  readonly name: string;
  readonly mark: Mark;
  /** Why it cannot be found, or where it can. */
  readonly because?: string;
  /** The moment: opening a request, saying yes or no, stopping, looking who looked, writing and reading answers. */
  readonly at: 'ask' | 'yes' | 'no' | 'stop' | 'look' | 'thread' | 'always';
  /** The door that lies, and how. An answer that is a `Response` goes out as it is. */
  readonly door?: string;
  readonly lie?: (honest: Body, liar: Liar) => Body | Response;
  /** What the wallet then says: a fault where it refuses, an alarm where it goes on. */
  readonly fault?: string;
  readonly alarm?: string;
}

const zeros = 'A'.repeat(43);

/** The mailbox answer with another last line of the sequence, signed anew: the relay puts its name under the lie. */
function resigned(honest: Body, liar: Liar, change: (said: Body) => void): Body {
  const said = JSON.parse(honest.answer.split('\n')[0]);
  change(said);
  return { ...honest, answer: liar.sign(JSON.stringify(said)) };
}

const isReading = (entry: Body) => entry.kind === 'access';

function payloadOf(jws: string, change: (payload: Body) => void): string {
  const [header, payload, signature] = jws.split('.') as [string, string, string];
  const read = JSON.parse(Buffer.from(payload, 'base64url').toString());
  change(read);
  return [header, Buffer.from(JSON.stringify(read)).toString('base64url'), signature].join('.');
}

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

export const attacks: readonly Attack[] = [
  {
    name: 'shows the request of another party behind the code',
    at: 'ask',
    door: '/request',
    lie: (_, { other }) => other,
    mark: 'prevented',
    fault: 'request-foreign',
  },
  {
    name: 'shows a kinder declaration than the one that was signed',
    at: 'ask',
    door: '/request',
    lie: (honest) => {
      const record = honest.declaration.record.replace(/"maxAgeDays":\d+/, '"maxAgeDays":1');
      return { ...honest, declaration: { ...honest.declaration, record } };
    },
    mark: 'prevented',
    fault: 'declaration-altered',
  },
  {
    name: 'asks for more facts than the party signed for',
    at: 'ask',
    door: '/request',
    lie: (honest) => ({
      ...honest,
      request: payloadOf(honest.request, (payload) => {
        payload.authorization_details[0].facts[1].necessity = 'optional';
      }),
    }),
    mark: 'prevented',
    fault: 'request-invalid',
  },
  {
    name: 'gives the party other keys',
    at: 'ask',
    door: '/request',
    lie: (honest, { other }) => ({
      ...honest,
      party: { ...honest.party, texts: other.party.texts, receipts: other.party.receipts },
    }),
    mark: 'prevented',
    fault: 'party-invalid',
  },
  {
    name: 'says that a party is admitted without the word of the régie',
    at: 'ask',
    door: '/request',
    lie: (honest) => ({
      ...honest,
      party: { ...honest.party, labels: [], labelReceipts: [], admitted: true },
    }),
    mark: 'prevented',
    fault: 'party-not-admitted',
  },
  {
    name: 'lends a party the label of another',
    at: 'ask',
    door: '/request',
    lie: (honest, { other }) => ({
      ...honest,
      party: { ...honest.party, labels: other.party.labels, labelReceipts: other.party.labelReceipts },
    }),
    mark: 'prevented',
    fault: 'party-not-admitted',
  },
  {
    name: 'shows a declaration that does not stand in the log',
    at: 'ask',
    door: '/request',
    lie: (honest) => ({
      ...honest,
      declaration: {
        ...honest.declaration,
        receipt: { ...honest.declaration.receipt, salt: `${zeros.slice(1)}E` },
      },
    }),
    mark: 'prevented',
    fault: 'receipt-unproven',
  },
  {
    name: 'gives a time that is none, so that nothing ever expires',
    at: 'ask',
    door: '/request',
    lie: (honest) => ({ ...honest, expiresAt: 'never' }),
    mark: 'prevented',
    fault: 'answer-invalid',
  },
  {
    name: 'answers without end',
    at: 'ask',
    door: '/request',
    lie: () => {
      const chunk = new Uint8Array(1_048_576).fill(0x20);
      return new Response(new ReadableStream({ pull: (stream) => stream.enqueue(chunk) }));
    },
    mark: 'prevented',
    fault: 'answer-invalid',
  },
  {
    name: 'answers with a list ten thousand levels deep',
    at: 'ask',
    door: '/request',
    lie: (honest) => {
      const deep = '['.repeat(10_000) + ']'.repeat(10_000);
      const text = JSON.stringify({ ...honest, party: '@' }).replace('"@"', deep);
      return new Response(text, { headers: { 'content-type': 'application/json' } });
    },
    mark: 'prevented',
    fault: 'answer-invalid',
  },
  {
    name: 'sends the resident to an address of its own after the yes',
    at: 'yes',
    door: '/grant',
    lie: (honest) => ({ ...honest, redirect: 'https://ville.example.evil/retour' }),
    mark: 'prevented',
  },
  {
    name: 'shows a sentence of its own in place of the six characters',
    at: 'yes',
    door: '/grant',
    lie: (honest) => ({ ...honest, confirm: 'call 0 899 10 20 30' }),
    mark: 'prevented',
  },
  {
    name: 'sends the resident to an address of its own after the no',
    at: 'no',
    door: '/refusal',
    lie: (honest) => ({ ...honest, redirect: 'https://ville.example.evil/retour' }),
    mark: 'prevented',
  },
  {
    name: 'has the resident run a script after the no',
    at: 'no',
    door: '/refusal',
    lie: (honest) => ({ ...honest, redirect: 'javascript:alert(document.domain)' }),
    mark: 'prevented',
  },
  {
    name: 'gives a yes a time that is none',
    at: 'yes',
    door: '/grant',
    lie: (honest) => ({ ...honest, at: 'soon' }),
    mark: 'prevented',
  },
  {
    name: 'gives a yes a place in the log where it does not stand',
    at: 'yes',
    door: '/grant',
    lie: (honest) => ({ ...honest, receipt: { ...honest.receipt, salt: zeros } }),
    mark: 'found by the wallet',
    alarm: 'record-unproven',
  },
  {
    name: 'says that a stop is in force and goes on',
    at: 'stop',
    door: '/revoke',
    lie: () => ({ status: 'ended', reason: 'grant-withdrawn', at: '2026-11-21T10:05:00Z' }),
    mark: 'found by the wallet',
    alarm: 'stop-ignored',
  },
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
  {
    name: 'keeps one person for good in a history of its own, from the first day',
    at: 'always',
    mark: 'found by the wallet',
    because:
      'no witness cosigns it, so nothing is ever anchored: told after 24 hours; whoever compares two heads of one size proves it',
  },
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
  {
    name: 'serves one person a changed wallet',
    at: 'always',
    mark: 'found from outside',
    because:
      'each build is named in the log and compared by npm run verify -- --served; the phone alone cannot know',
  },
  {
    name: 'joins mailboxes by the addresses and times of its live connections',
    at: 'always',
    mark: 'not found',
    because:
      'nothing of it is stored or said; an Oblivious HTTP relay of another body would prevent it (protocol §4)',
  },
  {
    name: 'is not there, or answers to nobody',
    at: 'always',
    mark: 'found by the wallet',
    because: 'a stop waits and is shown as waiting; readings go on as long as the relay serves the party',
  },
];
