// The party ends what it declared, or itself, by one public record: the wallet believes it with that record alone.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordDigest } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { instantText } from '../../../policy/instant.ts';
import { readParty } from '../../../policy/party.ts';
import { splitRecord } from '../../../policy/record.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { alarms, grants } from '../../../pwa/wallet/vault/open.ts';
import { signLine } from '../../../relay/kit/keys.ts';
import {
  aboutCity,
  admittedCity,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { someDigest } from '../../support/builders.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;
let grantId: string;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  around = aroundOf(relay);
  await openWallet(around);
  ({ grantId } = await liveGrant(relay, city, around));
});
afterEach(() => relay.close());

async function follow(of: TestCity, status: 'active' | 'retired'): Promise<string> {
  const body = declarationBody();
  const why = { fr: 'C’est ainsi.', en: 'It is so.' };
  const its = status === 'retired' ? ('stop' as const) : ('log' as const);
  const entry = { version: '2.0.0', date: '2026-11-21', class: its, why, behaviour: null };
  const later = { ...body, version: '2.0.0', status, changelog: [entry], previousHash: of.declaration };
  return (await of.client.declare(later)).digest;
}

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

const kept = () => grants.value.find(({ id }) => id === grantId);
const codes = () => alarms.value.map(({ code }) => code);

/** The relay says that it ended so. */
function claim(reason: string, record: string | null, at = instantText(relay.clock.now())): void {
  around.meddle = async (path, next) => {
    const response = await next();
    if (path !== '/mailbox') return response;
    const honest = (await response.json()) as { grants: object[] };
    const shown = honest.grants.map((grant) => ({ ...grant, status: 'ended', end: { reason, at, record } }));
    return Response.json({ ...honest, grants: shown });
  };
}

describe('an agreement that its party ended', () => {
  it('by retiring the declaration is over here, with its key', async () => {
    await lookAtGrant(grantId, around);
    await follow(city, 'retired');
    relay.clock.pass({ hours: 1 });
    await lookAtGrant(grantId, around);
    expect(kept()).toMatchObject({ status: 'ended', endReason: 'grant-terminated', epochKey: null });
    expect(kept()?.endedAt).toBe(instantText(relay.clock.now() - 3_600_000));
    await lookAtGrant(grantId, around);
    expect(codes()).toEqual([]);
  });

  it('by closing is over here, with its key', async () => {
    await lookAtGrant(grantId, around);
    await closeCity();
    await lookAtGrant(grantId, around);
    expect(kept()).toMatchObject({ status: 'ended', endReason: 'party-closed', epochKey: null });
    await lookAtGrant(grantId, around);
    expect(codes()).toEqual([]);
  });

  it('before this wallet heard that it began was no yes that nobody confirmed', async () => {
    expect(kept()?.status).toBe('waiting');
    await follow(city, 'retired');
    await lookAtGrant(grantId, around);
    expect(kept()).toMatchObject({ status: 'ended', endReason: 'grant-terminated' });
  });

  it('before a stop got through is told so', async () => {
    await lookAtGrant(grantId, around);
    around.isOffline = true;
    expect(await stopGrant(grantId, around)).toBe('queued');
    await follow(city, 'retired');
    around.isOffline = false;
    await sendOutbox(around);
    await lookAtGrant(grantId, around);
    expect(kept()).toMatchObject({ status: 'ended', endReason: 'grant-terminated' });
    expect(codes()).toEqual([]);
  });
});

describe('a relay that says that the party ended it', () => {
  const stands = async () => {
    await lookAtGrant(grantId, around);
    expect(kept()?.status).toBe('active');
    expect(kept()?.epochKey).not.toBeNull();
    expect(new Set(codes())).toEqual(new Set(['record-unproven']));
  };
  beforeEach(() => lookAtGrant(grantId, around));

  it.each(['grant-terminated', 'party-closed', 'grant-narrowed', 'grant-withdrawn'])(
    'is not believed without a record: %s',
    async (reason) => {
      claim(reason, null);
      await stands();
      claim(reason, someDigest('no such record'));
      await stands();
    },
  );

  it('is not believed by a version that goes on', async () => {
    claim('grant-terminated', await follow(city, 'active'));
    await stands();
  });

  it('is not believed by the declaration of another party, nor by another one of the same', async () => {
    const other = await admittedCity(relay, { ...aboutCity, legalId: '552100554' });
    claim('grant-terminated', await follow(other, 'retired'));
    await stands();
    const second = await city.client.declare(declarationBody({ version: '1.0.1' }));
    claim('grant-terminated', await follow({ ...city, declaration: second.digest }, 'retired'));
    await stands();
  });

  it('is not believed by a party record that says open', async () => {
    claim('party-closed', city.client.id);
    await stands();
  });

  it('may not say that it was over before the record', async () => {
    const record = await follow(city, 'retired');
    claim('grant-terminated', record, instantText(relay.clock.now() - 3_600_000));
    await lookAtGrant(grantId, around);
    expect(kept()?.status).not.toBe('ended');
    expect(codes()).toContain('record-unproven');
  });
});
