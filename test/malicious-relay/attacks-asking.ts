import { type Attack, type Body, zeros } from './attack.ts';

function payloadOf(jws: string, change: (payload: Body) => void): string {
  const [header, payload, signature] = jws.split('.') as [string, string, string];
  const read = JSON.parse(Buffer.from(payload, 'base64url').toString());
  change(read);
  return [header, Buffer.from(JSON.stringify(read)).toString('base64url'), signature].join('.');
}

/** Lies while somebody asks, says yes or no, or stops. */
export const asking: readonly Attack[] = [
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
];
