import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepCard, newCard, stopCard, walletKeys } from '../../../pwa/wallet/paths/card.ts';
import { look, lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { lock, unlock } from '../../../pwa/wallet/paths/open.ts';
import { stopAll, stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { cardGenerations, readCard, stopByCard } from '../../../pwa/wallet/paths/stop.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import { alarms, cardUsedAt, events, grants, underOldCard } from '../../../pwa/wallet/vault/open.ts';
import { aboutCity, admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aroundOf, liveGrant, openWallet, phrase, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let operator: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  operator = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

const kept = (id: string) => grants.value.find((grant) => grant.id === id);
const seed = () => readCard(stopCard(around).code);
const fromElsewhere = (card: Uint8Array) => stopByCard(card, aroundOf(relay));

describe('a stop card that was used', () => {
  it('is replaced when the phone finds out: new card, new mailboxes, and the resident is told', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const old = seed();
    await fromElsewhere(old);
    expect(cardUsedAt.value).toBeNull();
    await lookAtGrant(grantId, around);
    expect(cardUsedAt.value).not.toBeNull();
    expect(events.value).toMatchObject([{ what: 'card-used' }]);
    expect(walletKeys().generation).toBe(1);
    expect(seed()).not.toEqual(old);
    const next = await liveGrant(relay, city, around);
    expect(kept(next.grantId)?.mailbox).not.toBe(kept(grantId)?.mailbox);
    expect(alarms.value).toEqual([]);
  });

  it('ends nothing that was agreed to under the new one; the new one does', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const old = seed();
    await fromElsewhere(old);
    await lookAtGrant(grantId, around);
    const next = await liveGrant(relay, city, around);
    await fromElsewhere(old);
    await lookAtGrant(next.grantId, around);
    expect(kept(next.grantId)?.status).toBe('active');
    expect(await fromElsewhere(seed())).toBe(1);
    await lookAtGrant(next.grantId, around);
    expect(kept(next.grantId)).toMatchObject({ status: 'ended', endReason: 'grant-withdrawn' });
    expect(walletKeys().generation).toBe(2);
  });

  it('is replaced once, however many agreements it ended, and after the page was closed too', async () => {
    await liveGrant(relay, city, around);
    await liveGrant(relay, operator, around);
    await fromElsewhere(seed());
    await look(undefined, around);
    const card = stopCard(around).code;
    await look(undefined, around);
    lock();
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    await look(undefined, around);
    expect(grants.value.map(({ status }) => status)).toEqual(['ended', 'ended']);
    expect(walletKeys().generation).toBe(1);
    expect(stopCard(around).code).toBe(card);
    expect(events.value).toHaveLength(1);
  });

  it('still ends what was agreed to before the phone knew, and that is said', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const old = seed();
    await fromElsewhere(old);
    const late = await liveGrant(relay, operator, around);
    await lookAtGrant(grantId, around);
    await lookAtGrant(late.grantId, around);
    expect(underOldCard.value.map(({ id }) => id)).toEqual([late.grantId]);
    await fromElsewhere(old);
    await lookAtGrant(late.grantId, around);
    expect(underOldCard.value).toEqual([]);
    expect(walletKeys().generation).toBe(1);
  });

  it('is no longer said once the new one is on paper', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    await fromElsewhere(seed());
    await lookAtGrant(grantId, around);
    const card = stopCard(around).code;
    await keepCard(around);
    expect(cardUsedAt.value).toBeNull();
    expect(stopCard(around).code).toBe(card);
  });

  it('is not what the phone’s own stop is', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const card = stopCard(around).code;
    await stopGrant(grantId, around);
    await lookAtGrant(grantId, around);
    expect(stopCard(around).code).toBe(card);
    expect(cardUsedAt.value).toBeNull();
  });

  it('never leads past the generations that the stop page tries', async () => {
    await change(async (rows) => {
      rows.put('keys', 'wallet', { ...walletKeys(), generation: cardGenerations - 1 });
    });
    const { grantId } = await liveGrant(relay, city, around);
    await fromElsewhere(seed());
    await lookAtGrant(grantId, around);
    expect(walletKeys().generation).toBe(cardGenerations - 1);
    await liveGrant(relay, city, around);
    expect(await fromElsewhere(seed())).toBe(1);
  });
});

describe('a stop card that is lost', () => {
  it('is replaced when nothing is shared, and not before', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const old = seed();
    await expect(newCard(around)).rejects.toMatchObject({ code: 'card-in-use' });
    expect(seed()).toEqual(old);
    await stopAll(around);
    await newCard(around);
    expect(seed()).not.toEqual(old);
    const next = await liveGrant(relay, city, around);
    await fromElsewhere(old);
    await look(undefined, around);
    expect(kept(grantId)?.status).toBe('ended');
    expect(kept(next.grantId)?.status).toBe('active');
    expect(await fromElsewhere(seed())).toBe(1);
  });
});
