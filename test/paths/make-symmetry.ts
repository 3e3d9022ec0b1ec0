// Writes test/vectors/symmetry.json and statement.json: `node test/paths/make-symmetry.ts`. A short life of one agreement
// by the real doors, as both sides export it, and what must be found in it when somebody has been at it. Keys and salts
// are drawn anew each time; run it only when a format changes, together with its page.

import { writeFileSync } from 'node:fs';
import { recordDigest } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { minuteText } from '../../policy/instant.ts';
import { type Member, memberText, readMember } from '../../policy/member.ts';
import { compareSides, sharedMembers, walletExportFormat } from '../../policy/symmetry.ts';
import { admittedCity, openTestHouse } from '../relay/house.ts';
import { agree, signLine, TestWallet } from '../relay/resident.ts';
import { aContent } from '../support/builders.ts';

const relay = await openTestHouse();
const city = await admittedCity(relay);
const wallet = new TestWallet(relay);

const { code, asked } = await agree(relay, city, wallet);
const { grant } = await city.client.redeemCode(code, asked);
const { signing } = wallet.keysFor(grant.party);
const grantKey = grant.key;

// Two more, so that the statement is a tree.
for (const other of [new TestWallet(relay), new TestWallet(relay)]) {
  const agreed = await agree(relay, city, other);
  await city.client.redeemCode(agreed.code, agreed.asked);
}

const pass = (): void => relay.clock.pass({ hours: 1 });
async function must(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (!response.ok) throw new Error(await response.text());
  return response;
}
const turn = (act: 'pause' | 'resume', n: number): Promise<Response> => {
  const at = minuteText(relay.clock.now());
  const record = { v: 1 as const, type: 'pause' as const, id: randomId(), at, by: grant.by, key: grantKey };
  const pause = signLine({ ...record, ...{ grant: grant.id, act, n } }, signing.secretKey);
  return must(relay.post('/pause', { pause }));
};

pass();
const reading = await city.client.readEnvelope(grant);
if (!reading.decision) throw new Error('expected a yes');
pass();
const { salt: _, ...content } = aContent();
const about = {
  rulesHash: null,
  engine: 'none 1.0.0',
  contest: { where: 'https://ville.example/contester' },
};
const computed = { ...content, facts: reading.content.facts };
const { text: calculation } = await city.client.depositCalculation(reading, about, computed);
pass();
await turn('pause', 1);
pass();
await city.client.readEnvelope(grant);
pass();
await turn('resume', 2);
const receipt = wallet.receipt(grant.party, recordDigest(calculation));
await must(wallet.call(grant.party, '/receipt', { receipt }));
pass();
await city.client.readEnvelope(grant);
relay.clock.moveTo('2026-12-01T09:00:00Z');
const stated = await city.client.stateMonth('2026-11');
await must(relay.post('/revoke', { revocation: wallet.revocation(grant) }));

interface Mailbox {
  entries: { sealed?: string }[];
  statements: { statement: string; receipt: unknown; text: string; position: number; path: string[] }[];
}
const shown = (await (await must(wallet.call(grant.party, '/mailbox', { after: {} }))).json()) as Mailbox;
const members = shown.entries.map(({ sealed: __, ...member }) => readMember(member));
const party = await city.client.exportGrants([{ grant: grant.id, mailbox: grant.by }]);
const resident = {
  format: walletExportFormat,
  parts: [
    { name: 'grant', entries: [{ id: grant.id, party: grant.party }] },
    { name: 'history', entries: [{ grant: grant.id, mailbox: grant.by, members }] },
    { name: 'party', entries: [{ id: grant.party, texts: party.party.texts }] },
    { name: 'log', entries: [{ verifierKey: party.log }] },
  ],
};

const theirs = sharedMembers(party, grant.id) ?? [];
/** What the tampered side holds: members of the party's export by their place, one of them changed. */
const tampered: { what: string; order: number[]; change?: { at: number; seq?: number; receipt?: null } }[] = [
  { what: 'the third is taken away', order: [0, 1, 3, 4, 5, 6] },
  { what: 'the last is taken away', order: [0, 1, 2, 3, 4, 5] },
  { what: 'the third stands twice', order: [0, 1, 2, 2, 3, 4, 5, 6] },
  { what: 'the third and the fourth are exchanged', order: [0, 1, 3, 2, 4, 5, 6] },
  { what: 'the third has another number', order: [0, 1, 2, 3, 4, 5, 6], change: { at: 2, seq: 9 } },
  { what: 'the third has no place yet', order: [0, 1, 2, 3, 4, 5, 6], change: { at: 2, receipt: null } },
];
const changed = ({ order, change }: (typeof tampered)[number]): Member[] =>
  order.map((of, at) => {
    const { at: there, ...fields } = change ?? {};
    return { ...(theirs[of] as Member), ...(at === there ? fields : {}) };
  });
const write = (name: string, value: unknown): void =>
  writeFileSync(new URL(`../vectors/${name}.json`, import.meta.url), `${JSON.stringify(value, null, 1)}\n`);

write('symmetry', {
  note: 'both exports of one grant; the texts on which they agree; what is found where the party’s was changed',
  grant: grant.id,
  party,
  resident,
  agreed: theirs.map(memberText),
  tampered: tampered.map((one) => ({
    ...one,
    differences: compareSides(changed(one), members).map(({ kind, seq }) => ({ kind, seq })),
  })),
});

const [leaf] = shown.statements;
if (leaf === undefined) throw new Error('expected a statement');
write('statement', {
  note: 'a party’s signed statement of one month, the leaf of the grant in symmetry.json, and its path',
  verifierKey: party.log,
  partyRecord: party.party.texts[0],
  record: stated.text,
  receipt: leaf.receipt,
  leaf: leaf.text,
  position: leaf.position,
  path: leaf.path,
});
await relay.close();
