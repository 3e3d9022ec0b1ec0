// The doors that keep both sides even: what they show, to whom, and what they refuse.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import { leafHash, treeRoot } from '../../crypto/proof.ts';
import { randomId } from '../../crypto/random.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { answerLabel, historyLabel, readHistoryLine } from '../../policy/answer.ts';
import type { Grant } from '../../policy/grant.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import { leafText, monthEnd } from '../../policy/statement.ts';
import { type Line, signCall } from '../../relay/kit/call.ts';
import { signLine as signAs } from '../../relay/kit/keys.ts';
import { stateMonth } from '../../relay/kit/statement.ts';
import { aPause, aStatement, someDigest, someId } from '../support/builders.ts';
import {
  aboutCity,
  admittedCity,
  askAs,
  codeOf,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from './house.ts';
import { agree, enterRoom, signLine, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;
let other: TestCity;
let wallet: TestWallet;
let grant: Grant;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  other = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
  wallet = new TestWallet(relay);
  const { code, asked } = await agree(relay, city, wallet);
  ({ grant } = await city.client.redeemCode(code, asked));
});
afterEach(() => relay.close());

async function refuses(code: string, act: () => Promise<Response>): Promise<void> {
  const { size } = await relay.house.store.head();
  const response = await act();
  expect(await codeOf(response)).toBe(code);
  expect(response.status).toBeLessThan(500);
  expect((await relay.house.store.head()).size).toBe(size);
}

const lineOf = ({ keys, client }: TestCity): Line => ({
  realm: 'real',
  relay: origin,
  party: client.id,
  keys,
  fetch: relay.fetch,
  now: relay.clock.now,
});

function call(party: TestCity, path: string, body: unknown): Promise<Response> {
  const text = JSON.stringify(body);
  return relay.fetch(path, { method: 'POST', ...signCall(lineOf(party), 'POST', path, text), body: text });
}

interface Records {
  members: { kind: string; seq: number; type?: string; sealed?: string }[];
  more: boolean;
  answer: string;
}

describe('the records of a grant', () => {
  const asked = () => ({ mailbox: grant.by, grant: grant.id, after: 0 });

  it('are shown to the party that it was given to, as the mailbox is shown them', async () => {
    await city.client.readEnvelope(grant);
    await wallet.call(grant.party, '/envelope', { grant: grant.id, epoch: 1, n: 2, envelope: 'AA' });
    const shown = (await (await call(city, '/records', asked())).json()) as Records;
    const mine = (await (await wallet.call(grant.party, '/mailbox', { after: {} })).json()) as {
      entries: object[];
    };
    expect(shown.members).toEqual(mine.entries);
    expect(shown).toMatchObject({ more: false });
    const rest = (await (await call(city, '/records', { ...asked(), after: 1 })).json()) as Records;
    expect(rest.members).toEqual(shown.members.slice(1));
  });

  it('are answered for under a label of their own, so that one grant never passes for the whole mailbox', async () => {
    await city.client.readEnvelope(grant);
    const { answer } = (await (await call(city, '/records', asked())).json()) as Records;
    const [line1 = '', proof = ''] = answer.split('\n');
    const signature = fromBase64url(proof.slice('ed25519:'.length));
    const { publicKey } = readVerifierKey(relay.house.signer.verifierKey);
    expect(verifyRecord(historyLabel, line1, signature, publicKey)).toBe(true);
    expect(verifyRecord(answerLabel, line1, signature, publicKey)).toBe(false);
    expect(readHistoryLine(line1)).toMatchObject({ mailbox: grant.by, grant: grant.id, seq: 2 });
  });

  it('come a hundred at a time, and are put together by the kit', async () => {
    const calls = Array.from({ length: 120 }, () => city.client.readEnvelope(grant));
    await Promise.all(calls);
    const shown = (await (await call(city, '/records', asked())).json()) as Records;
    expect([shown.members.length, shown.more]).toEqual([100, true]);
    const { members } = await city.client.history({ grant: grant.id, mailbox: grant.by });
    expect(members.map(({ seq }) => seq)).toEqual(Array.from({ length: 121 }, (_, at) => at + 1));
  });

  it('are none of anybody else’s, and an unknown grant is the same no', async () => {
    await refuses('grant-unknown', () => call(other, '/records', asked()));
    await refuses('grant-unknown', () => call(city, '/records', { ...asked(), grant: someId('none') }));
    await refuses('grant-unknown', () => call(city, '/records', { ...asked(), mailbox: someDigest('none') }));
    await refuses('body-invalid', () => call(city, '/records', { ...asked(), limit: 5 }));
    await refuses('body-invalid', () => call(city, '/records', { ...asked(), after: -1 }));
    await refuses('signature-missing', () => relay.post('/records', asked()));
  });

  it('are none while the six characters wait to be typed', async () => {
    const room = await enterRoom(relay, (await askAs(city)).address);
    const yes = wallet.say(await wallet.open(room.handle));
    await wallet.send(room.handle, yes);
    await refuses('grant-unknown', () => call(city, '/records', { ...asked(), grant: yes.grant.id }));
  });
});

describe('a pause', () => {
  const pauseOf = (act: 'pause' | 'resume', n: number, changes: Record<string, unknown> = {}): string => {
    const { signing } = wallet.keysFor(grant.party);
    const at = minuteText(relay.clock.now());
    const { by, key } = grant;
    const body = aPause({ id: randomId(), at, by, key, grant: grant.id, act, n, ...changes });
    return signLine(body, signing.secretKey);
  };
  const send = (text: string): Promise<Response> => relay.post('/pause', { pause: text });

  it('is told to the party by the same bytes as an envelope that is too old', async () => {
    const denialNow = async () => JSON.stringify(await city.client.readEnvelope(grant));
    expect((await send(pauseOf('pause', 1))).status).toBe(201);
    const paused = await denialNow();
    expect(paused).toContain('"denial":{"form":"not-now"}');
    expect((await send(pauseOf('resume', 2))).status).toBe(201);
    expect((await city.client.readEnvelope(grant)).decision).toBe(true);
    relay.clock.pass({ days: 120 });
    expect(await denialNow()).toBe(paused);
  });

  it('is in the mailbox and in nothing that a party is shown', async () => {
    await send(pauseOf('pause', 1));
    await city.client.readEnvelope(grant);
    const mailbox = (await (await wallet.call(grant.party, '/mailbox', { after: {} })).json()) as {
      pauses: { n: number; text: string; receipt: { index: number } }[];
      grants: { status: string }[];
    };
    expect(mailbox.grants[0]?.status).toBe('paused');
    expect(mailbox.pauses).toMatchObject([{ n: 1, receipt: { index: expect.any(Number) as number } }]);
    const exported = JSON.stringify(await city.client.exportGrants());
    expect(exported).not.toContain('pause');
    const asked = { mailbox: grant.by, grant: grant.id, after: 0 };
    expect(await (await call(city, '/records', asked)).text()).not.toContain('pause');
  });

  it('is signed by the mailbox, in turn, while the grant lives', async () => {
    const stranger = new TestWallet(relay).keysFor(grant.party).signing;
    const line1 = pauseOf('pause', 1).split('\n')[0] as string;
    const foreign = signLine(JSON.parse(line1), stranger.secretKey);
    await refuses('signature-invalid', () => send(foreign));
    await refuses('record-conflict', () => send(pauseOf('resume', 2)));
    await refuses('grant-unknown', () => send(pauseOf('pause', 1, { grant: someId('none') })));
    await refuses('time-future', () =>
      send(pauseOf('pause', 1, { at: minuteText(relay.clock.now() + 2 * 86_400_000) })),
    );
    await refuses('body-invalid', () => relay.post('/pause', { pause: pauseOf('pause', 1), more: 1 }));
    const first = pauseOf('pause', 1);
    expect((await send(first)).status).toBe(201);
    await refuses('record-conflict', () => send(pauseOf('pause', 1)));
    const { size } = await relay.house.store.head();
    expect((await send(first)).status).toBe(201);
    expect((await relay.house.store.head()).size).toBe(size);
    await relay.post('/revoke', { revocation: wallet.revocation(grant) });
    await refuses('grant-ended', () => send(pauseOf('resume', 2)));
  });
});

describe('a statement', () => {
  const november = '2026-11';
  const nowIs = (iso: string): void => relay.clock.moveTo(iso);
  const leaf = () => leafText({ mailbox: grant.by, grant: grant.id, count: 1, digest: someDigest('last') });
  const root = (text: string) => toBase64url(treeRoot([leafHash(toUtf8(text))]));
  const statementOf = (party: TestCity, changes: Record<string, unknown> = {}): string => {
    const at = instantText(relay.clock.now());
    const by = party.client.id;
    const body = aStatement({
      id: randomId(),
      at,
      by,
      month: november,
      until: monthEnd(november),
      ...changes,
    });
    return signAs(body, party.keys.record);
  };
  const post = (record: string): Promise<Response> => relay.post('/statement', { record });

  it('is signed by the party, of a month that is over, one a month', async () => {
    await refuses('record-invalid', () => post(statementOf(city)));
    nowIs('2026-12-02T08:00:00Z');
    const line1 = statementOf(city).split('\n')[0] as string;
    await refuses('signature-invalid', () => post(signAs(JSON.parse(line1), other.keys.record)));
    await refuses('time-stale', () => post(statementOf(city, { at: '2026-12-02T07:00:00Z' })));
    const record = statementOf(city);
    expect((await post(record)).status).toBe(201);
    await refuses('record-exists', () => post(statementOf(city)));
    const { size } = await relay.house.store.head();
    expect((await post(record)).status).toBe(201);
    expect((await relay.house.store.head()).size).toBe(size);
    expect((await post(statementOf(other))).status).toBe(201);
  });

  it('hands out leaves that lead to its root, about grants of its own party alone', async () => {
    nowIs('2026-12-02T08:00:00Z');
    const posted = await post(statementOf(city, { root: root(leaf()), size: 1 }));
    const { digest: statement } = (await posted.json()) as { digest: string };
    const placed = { text: leaf(), position: 0, path: [] };
    const send = (party: TestCity, leaves: unknown, of = statement) =>
      call(party, '/leaves', { statement: of, leaves });
    await refuses('digest-invalid', () => send(city, [{ ...placed, position: 1 }]));
    await refuses('digest-invalid', () => send(city, [{ ...placed, path: [someDigest('x')] }]));
    await refuses('record-unknown', () => send(other, [placed]));
    await refuses('record-unknown', () => send(city, [placed], someDigest('none')));
    await refuses('body-invalid', () => send(city, 'leaves'));
    await refuses('record-invalid', () => send(city, [{ ...placed, more: 1 }]));
    expect((await send(city, [placed])).status).toBe(201);
    const mailbox = (await (await wallet.call(grant.party, '/mailbox', { after: {} })).json()) as {
      statements: object[];
    };
    expect(mailbox.statements).toMatchObject([{ ...placed, month: november, grant: grant.id }]);
    const later = { after: {}, statedUntil: november };
    expect(await (await wallet.call(grant.party, '/mailbox', later)).json()).toMatchObject({
      statements: [],
    });
    await refuses('body-invalid', () =>
      wallet.call(grant.party, '/mailbox', { after: {}, statedUntil: 'november' }),
    );
  });

  it('of another party does not speak into this mailbox', async () => {
    nowIs('2026-12-02T08:00:00Z');
    const posted = await post(statementOf(other, { root: root(leaf()), size: 1 }));
    const { digest: statement } = (await posted.json()) as { digest: string };
    const leaves = [{ text: leaf(), position: 0, path: [] }];
    await refuses('grant-unknown', () => call(other, '/leaves', { statement, leaves }));
  });

  it('goes on where a call was cut off, and not with other leaves', async () => {
    nowIs('2026-12-02T08:00:00Z');
    const line = lineOf(city);
    const cut: Line = {
      ...line,
      fetch: (path, options) =>
        path.endsWith('/leaves') ? Promise.reject(new Error('lost')) : relay.fetch(path, options),
    };
    const leaves = [{ mailbox: grant.by, grant: grant.id, count: 1, digest: someDigest('last') }];
    await expect(stateMonth(cut, november, leaves)).rejects.toMatchObject({ code: 'network-absent' });
    const stated = await stateMonth(line, november, leaves);
    const { statements } = (await (await relay.fetch(`/statement/${city.client.id}`)).json()) as {
      statements: { record: string }[];
    };
    expect(statements.map(({ record }) => record)).toEqual([stated.text]);
    const more = [{ ...(leaves[0] as (typeof leaves)[0]), count: 2 }];
    await expect(stateMonth(line, november, more)).rejects.toMatchObject({ code: 'statement-other' });
  });

  it('is made for every month that is due, by a program that runs for long', async () => {
    expect(await city.client.stateDue()).toEqual([]);
    nowIs('2027-01-20T08:00:00Z');
    const months = async () =>
      (await city.client.stateDue()).map(
        ({ text }) => (JSON.parse(text.split('\n')[0] as string) as { month: string }).month,
      );
    expect(await months()).toEqual(['2026-11', '2026-12']);
    expect(await months()).toEqual([]);
    nowIs('2027-02-01T00:00:00Z');
    expect(await months()).toEqual(['2027-01']);
  });

  it('of a party without grants is one of an empty tree', async () => {
    nowIs('2026-12-02T08:00:00Z');
    expect((await other.client.stateMonth(november)).leaves).toEqual([]);
    const told = (await (await relay.fetch(`/statement/${other.client.id}`)).json()) as { state: object };
    expect(told.state).toMatchObject({ state: 'confirmed', month: november });
    expect(await codeOf(await relay.fetch(`/statement/${someDigest('nobody')}`))).toBe('party-unknown');
  });
});
