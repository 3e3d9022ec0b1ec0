import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '../../../policy/grant.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { pauseGrant } from '../../../pwa/wallet/paths/pause.ts';
import {
  endQuiet,
  isQuietNow,
  quietAll,
  quietCount,
  quietNow,
  quietUntil,
} from '../../../pwa/wallet/paths/pause-all.ts';
import { pausesOf } from '../../../pwa/wallet/paths/pauses.ts';
import { alarms, grants, outbox } from '../../../pwa/wallet/vault/open.ts';
import { aboutCity, admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

const hourMs = 3_600_000;
let relay: TestHouse;
let around: TestAround;
let cities: TestCity[];
let shared: { id: string; grant: Grant }[];

beforeEach(async () => {
  relay = await openTestHouse();
  cities = [];
  for (const legalId of ['217501234', '552100554', '130005481'])
    cities.push(await admittedCity(relay, { ...aboutCity, legalId }));
  around = aroundOf(relay);
  await openWallet(around);
  shared = [];
  for (const city of cities) {
    const { grantId, code, scanned } = await liveGrant(relay, city, around);
    const { grant } = await city.client.redeemCode(code, scanned);
    await lookAtGrant(grantId, around);
    shared.push({ id: grantId, grant });
  }
});
afterEach(() => relay.close());

const status = (id: string) => grants.value.find((kept) => kept.id === id)?.status;
const statuses = () => shared.map(({ id }) => status(id));
const inAnHour = () => relay.clock.now() + hourMs;
async function forms(): Promise<string[]> {
  const found: string[] = [];
  for (const [at, { grant }] of shared.entries()) {
    const reading = await (cities[at] as TestCity).client.readEnvelope(grant);
    found.push(reading.decision ? 'read' : reading.denial.form);
  }
  return found;
}

describe('not being looked at for a while', () => {
  it('holds everything with one tap, the first at once and the others 2 to 30 seconds apart', async () => {
    around.pauses.length = 0;
    around.calls.length = 0;
    await quietAll(inAnHour(), around);
    expect(statuses()).toEqual(['paused', 'paused', 'paused']);
    expect(await forms()).toEqual(['not-now', 'not-now', 'not-now']);
    expect(around.calls.filter(({ path }) => path === '/pause')).toHaveLength(3);
    expect(around.pauses).toHaveLength(2);
    for (const ms of around.pauses) expect(ms).toBeGreaterThanOrEqual(2_000);
    for (const ms of around.pauses) expect(ms).toBeLessThanOrEqual(30_000);
    // One mailbox a call, and nothing on it names another.
    for (const { body } of around.calls.filter(({ path }) => path === '/pause'))
      expect(shared.filter(({ grant }) => body.includes(grant.by))).toHaveLength(1);
    expect(quietCount(around.now())).toEqual({ quiet: 3, all: 3 });
  });

  it('ends by itself at its time, here and at the relay, without a call', async () => {
    await quietAll(inAnHour(), around);
    relay.clock.pass({ hours: 1, minutes: 31 });
    around.calls.length = 0;
    expect(await forms()).toEqual(['read', 'read', 'read']);
    expect(isQuietNow(around.now())).toBe(false);
    await sendOutbox(around);
    expect(statuses()).toEqual(['active', 'active', 'active']);
    expect(around.calls.some(({ path }) => path === '/pause')).toBe(false);
    // What was read after the time is no reading in spite of a pause.
    for (const { id } of shared) await lookAtGrant(id, around);
    expect(alarms.value).toEqual([]);
  });

  it('raises the alarm where the relay lets somebody read before the time', async () => {
    await quietAll(inAnHour(), around);
    const [first] = shared as [{ id: string; grant: Grant }];
    // The relay’s own state, made to forget the pause: as if it had never taken it.
    const kept = await relay.house.store.readGrant(first.grant.by, first.id);
    expect(kept?.state.status).toBe('paused');
    relay.clock.pass({ minutes: 30 });
    await relay.house.store.keepPause({
      mailbox: first.grant.by,
      grant: first.id,
      id: 'AAAAAAAAAAAAAAAAAAAAAA',
      text: `${JSON.stringify({ key: first.grant.key })}\nmade up`,
      act: 'resume',
      n: 2,
      atMs: relay.clock.now(),
    });
    expect((await forms())[0]).toBe('read');
    await lookAtGrant(first.id, around);
    expect(alarms.value.map(({ code }) => code)).toContain('stop-ignored');
  });

  it('ends sooner with one tap, and leaves what was paused by hand as it was', async () => {
    const [byHand] = shared as [{ id: string; grant: Grant }];
    await pauseGrant(byHand.id, around);
    await quietAll(inAnHour(), around);
    expect(quietNow(around.now())?.grants).toHaveLength(2);
    await endQuiet(around);
    expect(statuses()).toEqual(['paused', 'active', 'active']);
    expect(await forms()).toEqual(['not-now', 'read', 'read']);
    expect(isQuietNow(around.now())).toBe(false);
  });

  it('holds without a network too, tells how many the relay knows of, and can be done again', async () => {
    around.isOffline = true;
    await quietAll(inAnHour(), around);
    expect(statuses()).toEqual(['paused', 'paused', 'paused']);
    expect(quietCount(around.now())).toEqual({ quiet: 0, all: 3 });
    around.isOffline = false;
    await sendOutbox(around);
    expect(quietCount(around.now())).toEqual({ quiet: 3, all: 3 });
    expect(await forms()).toEqual(['not-now', 'not-now', 'not-now']);
    relay.clock.pass({ hours: 2 });
    await sendOutbox(around);
    await quietAll(inAnHour(), around);
    expect(await forms()).toEqual(['not-now', 'not-now', 'not-now']);
    expect(outbox.value).toEqual([]);
    for (const { id } of shared)
      expect(pausesOf(id).map(({ n, act }) => [n, act])).toEqual([
        [1, 'pause'],
        [2, 'resume'],
        [3, 'pause'],
      ]);
  });

  it('does not let go of what was paused by hand since an earlier one, at the end of a later one', async () => {
    const [byHand] = shared as [{ id: string; grant: Grant }];
    await quietAll(inAnHour(), around);
    relay.clock.pass({ hours: 2 });
    await sendOutbox(around);
    await pauseGrant(byHand.id, around);
    await quietAll(inAnHour(), around);
    expect(quietNow(around.now())?.grants).not.toContain(byHand.id);
    await endQuiet(around);
    expect(statuses()).toEqual(['paused', 'active', 'active']);
  });

  it('counts as quiet only what the relay holds still: not what it refused', async () => {
    let refused = 0;
    around.meddle = (path, next) => {
      if (path !== '/pause' || refused++ > 0) return next();
      return Promise.resolve(
        Response.json(
          { code: 'record-conflict', fr: 'Non.', en: 'No.' },
          { status: 409, headers: { 'Content-Type': 'application/problem+json' } },
        ),
      );
    };
    await quietAll(inAnHour(), around);
    expect(refused).toBe(3);
    expect(outbox.value).toEqual([]);
    expect((await forms()).filter((form) => form === 'read')).toHaveLength(1);
    expect(quietCount(around.now())).toEqual({ quiet: 2, all: 3 });
  });

  it('is never longer than a month, and names a time that lies ahead', async () => {
    await quietAll(around.now() + 400 * 24 * hourMs, around);
    const until = Date.parse(quietNow(around.now())?.until ?? '');
    expect(until - around.now()).toBeLessThanOrEqual(31 * 24 * hourMs + hourMs / 2);
    const night = new Date(2026, 10, 21, 23, 30).getTime();
    for (const choice of ['hour', 'evening', 'morning'] as const) {
      expect(quietUntil(choice, around.now())).toBeGreaterThan(around.now());
      expect(quietUntil(choice, night)).toBeGreaterThan(night);
      expect(quietUntil(choice, night) - night).toBeLessThan(24 * hourMs);
    }
  });
});
