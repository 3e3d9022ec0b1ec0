// What a party's own public record ends, on a relay that runs: told in full, envelopes gone, also after a fault between.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordDigest } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { instantText } from '../../policy/instant.ts';
import { readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { signLine } from '../../relay/kit/keys.ts';
import { admittedCity, declarationBody, openTestHouse, type TestCity, type TestHouse } from './house.ts';
import { type Agreed, agree, TestWallet } from './resident.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;
let agreed: Agreed;
beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  wallet = new TestWallet(relay);
  agreed = await agree(relay, city, wallet);
});
afterEach(() => relay.close());

async function closeCity(): Promise<string> {
  const closed = {
    ...readParty(splitRecord(city.record).body),
    id: randomId(),
    at: instantText(relay.clock.now()),
    by: city.client.id,
    status: 'closed' as const,
    previousHash: recordDigest(city.record),
  };
  const record = signLine(closed, city.keys.identity);
  expect((await relay.post('/party', { record })).status).toBe(201);
  return recordDigest(record);
}

async function retire(): Promise<string> {
  const body = declarationBody();
  const why = { fr: 'C’est fini.', en: 'It is over.' };
  const entry = { version: '2.0.0', date: '2026-11-21', class: 'stop' as const, why, behaviour: null };
  const later = { ...body, version: '2.0.0', status: 'retired' as const, changelog: [entry] };
  return (await city.client.declare({ ...later, previousHash: city.declaration })).digest;
}

/** As the mailbox is told. */
async function shown() {
  const answer = await wallet.call(city.client.id, '/mailbox', {});
  const { grants, entries } = (await answer.json()) as {
    grants: { status: string; end?: object; envelope: object | null }[];
    entries: object[];
  };
  return { ...grants[0], members: entries.length };
}

/** Rows of sealed bytes on the disk. */
async function sealedRows(): Promise<number> {
  await relay.house.store.close();
  const database = new DatabaseSync(join(relay.folder, 'relay.db'), { readOnly: true });
  const found = database.prepare('SELECT count(*) AS rows FROM envelope').get();
  database.close();
  await relay.restart();
  return Number(found?.['rows']);
}

describe('a grant', () => {
  it('ends with its declaration, and its sealed bytes go', async () => {
    expect(await sealedRows()).toBe(1);
    const record = await retire();
    const end = { reason: 'grant-terminated', at: instantText(relay.clock.now()), record };
    expect(await shown()).toMatchObject({ status: 'ended', end, envelope: null, members: 1 });
    expect(await sealedRows()).toBe(0);
    expect(await shown()).toMatchObject({ status: 'ended', end });
  });

  it('ends with its party, and its sealed bytes go', async () => {
    const record = await closeCity();
    const end = { reason: 'party-closed', at: instantText(relay.clock.now()), record };
    expect(await shown()).toMatchObject({ status: 'ended', end, envelope: null, members: 1 });
    expect(await sealedRows()).toBe(0);
  });

  it('that its party ended once is not ended by another record', async () => {
    const record = await retire();
    await closeCity();
    expect((await shown()).end).toMatchObject({ reason: 'grant-terminated', record });
  });

  it('stops before the record is kept, and ends at the next sweep where a fault came between', async () => {
    const { store } = relay.house;
    const { endGrants } = store;
    store.endGrants = () => Promise.reject(new Error('disk full'));
    const record = await retire();
    store.endGrants = endGrants;
    expect(await shown()).toMatchObject({ status: 'suspended' });
    expect(await city.client.readEnvelope(agreed.yes.grant)).toMatchObject({ denial: { form: 'not-now' } });
    await relay.restart();
    relay.clock.pass({ minutes: 1 });
    await relay.house.ends.settle(relay.clock.now());
    expect((await shown()).end).toEqual({
      reason: 'grant-terminated',
      at: instantText(relay.clock.now()),
      record,
    });
  });
});
