import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { stopCard } from '../../../pwa/wallet/paths/card.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { lock, unlock } from '../../../pwa/wallet/paths/open.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { stopAll, stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { readCard, stopByCard } from '../../../pwa/wallet/paths/stop.ts';
import { alarms, grants, outbox } from '../../../pwa/wallet/vault/open.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { agreeTo, aroundOf, liveGrant, openWallet, phrase, scan, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});

const kept = (id: string) => grants.value.find((grant) => grant.id === id);
const revocations = () => around.calls.filter(({ path }) => path === '/revoke');

describe('stopping', () => {
  it('ends the grant in one call, and the next reading is told so', async () => {
    const { code, scanned, grantId } = await liveGrant(relay, city, around);
    const { grant } = await city.client.redeemCode(code, scanned);
    expect(await stopGrant(grantId, around)).toBe('ended');
    expect(kept(grantId)).toMatchObject({ status: 'ended', endReason: 'grant-withdrawn', epochKey: null });
    expect(outbox.value).toEqual([]);
    expect(await city.client.readEnvelope(grant)).toMatchObject({
      decision: false,
      denial: { form: 'ended' },
    });
    await lookAtGrant(grantId, around);
    expect(alarms.value).toEqual([]);
  });

  it('is in force here at once without network: key gone, signed, waiting', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    around.isOffline = true;
    expect(await stopGrant(grantId, around)).toBe('queued');
    expect(kept(grantId)).toMatchObject({ status: 'stopping', epochKey: null });
    expect(outbox.value).toMatchObject([{ kind: 'revocation', grant: grantId, tries: 1 }]);
    lock();
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    expect(outbox.value).toHaveLength(1);
    around.isOffline = false;
    await sendOutbox(around);
    expect(kept(grantId)).toMatchObject({ status: 'ended' });
    expect(outbox.value).toEqual([]);
  });

  it('leaves before everything else that waits', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const ask = await readAsk((await scan(relay, city)).hash, around);
    around.isOffline = true;
    await agreeTo(ask, around);
    await stopGrant(grantId, around);
    around.isOffline = false;
    around.calls.length = 0;
    await sendOutbox(around);
    expect(around.calls.map(({ path }) => path)).toEqual(['/revoke', '/grant']);
  });

  it('twice changes nothing and is no error', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    await stopGrant(grantId, around);
    expect(await stopGrant(grantId, around)).toBe('ended');
    expect(revocations()).toHaveLength(1);
  });

  it('of a yes that never left ends it as well', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    around.isOffline = true;
    const { grantId } = await agreeTo(ask, around);
    around.isOffline = false;
    expect(await stopGrant(grantId, around)).toBe('ended');
    expect(kept(grantId)).toMatchObject({ status: 'ended', epochKey: null, unsent: null });
  });

  it('goes after a yes that is on its way, so that the relay knows what to end', async () => {
    const { hash } = await scan(relay, city);
    const ask = await readAsk(hash, around);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    around.meddle = async (path, next) => {
      if (path === '/grant') await gate;
      return next();
    };
    const sending = agreeTo(ask, around);
    while (grants.value.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    const id = grants.value[0]?.id ?? '';
    const stopping = stopGrant(id, around);
    await new Promise((resolve) => setTimeout(resolve, 10));
    open();
    await Promise.all([sending, stopping]);
    expect(kept(id)).toMatchObject({ status: 'ended', epochKey: null });
    expect(around.calls.map(({ path }) => path).slice(-2)).toEqual(['/grant', '/revoke']);
  });

  it('of everything signs all before the first is sent, one call each', async () => {
    await liveGrant(relay, city, around);
    await liveGrant(relay, city, around);
    expect(await stopAll(around)).toEqual({ ended: 2, queued: 0 });
    expect(revocations()).toHaveLength(2);
    for (const { body } of revocations())
      expect(Object.keys(JSON.parse(body) as object)).toEqual(['revocation']);
  });

  it('stays queued when the relay does not answer, and is found ended by another way', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    around.meddle = async (path, next) => {
      const response = await next();
      if (path === '/revoke') throw new TypeError('connection reset');
      return response;
    };
    expect(await stopGrant(grantId, around)).toBe('queued');
    await lookAtGrant(grantId, around);
    expect(kept(grantId)).toMatchObject({ status: 'ended', endReason: 'grant-withdrawn' });
    expect(outbox.value).toEqual([]);
  });

  it('is an alarm when the relay goes on as if nothing had been', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    await lookAtGrant(grantId, around);
    around.meddle = async (path, next) => {
      if (path === '/revoke')
        return Response.json({ status: 'ended', reason: 'grant-withdrawn', at: '2026-11-21T10:05:00Z' });
      return next();
    };
    await stopGrant(grantId, around);
    await lookAtGrant(grantId, around);
    expect(alarms.value).toMatchObject([{ code: 'stop-ignored', grant: grantId }]);
    expect(kept(grantId)?.status).toBe('ended');
  });
});

describe('the stop card', () => {
  it('ends every agreement from a browser without keys, and the phone finds out', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const { link } = stopCard(around);
    const stranger = aroundOf(relay);
    const seed = readCard(new URL(link).hash);
    expect(await stopByCard(seed, stranger)).toBe(1);
    expect(await stopByCard(seed, stranger)).toBe(1);
    await lookAtGrant(grantId, around);
    expect(kept(grantId)).toMatchObject({ status: 'ended', endReason: 'grant-withdrawn', epochKey: null });
    expect(alarms.value).toEqual([]);
  });

  it('sends nothing but secrets, without cookie, at most 256 in one call and in no order', async () => {
    const { groups } = stopCard(around);
    const stranger = aroundOf(relay);
    await stopByCard(readCard(groups.join(' ').toLowerCase()), stranger);
    const sent = stranger.calls.filter(({ path }) => path === '/stop');
    expect(sent.length).toBeGreaterThan(0);
    for (const { body, options } of sent) {
      const { secrets } = JSON.parse(body) as { secrets: string[] };
      expect(secrets.length).toBeLessThanOrEqual(256);
      expect(options.credentials).toBe('omit');
    }
    expect(stranger.calls.map(({ path }) => path)).not.toContain('/mailbox');
  });

  it('is not the paper kit, and the page says so', () => {
    // A link that was cut in the middle of a sign.
    expect(() => readCard('#%E9%')).toThrow(expect.objectContaining({ code: 'code-invalid' }) as Error);
    expect(() => readCard('00000-00000-00000-00000-00000-00000-00000')).toThrow(
      expect.objectContaining({ code: 'code-invalid' }),
    );
  });
});
