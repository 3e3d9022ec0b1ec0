import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readGrant } from '../../../policy/grant.ts';
import { instantMs } from '../../../policy/instant.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { kit, rehearse } from '../../../pwa/wallet/paths/card.ts';
import { sayYes, viewOf } from '../../../pwa/wallet/paths/grant.ts';
import { forgetFact, keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { lock } from '../../../pwa/wallet/paths/open.ts';
import { offeredPeriods, proposedFacts } from '../../../pwa/wallet/paths/propose.ts';
import { sendGrant } from '../../../pwa/wallet/paths/send.ts';
import { accesses, alarms, envelopes, grants } from '../../../pwa/wallet/vault/open.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import {
  agreeTo,
  aroundOf,
  liveGrant,
  openWallet,
  scan,
  type TestAround,
  typeAtRoom,
  wholeChoice,
} from './wallet.ts';

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

const only = () => {
  const [kept] = grants.value;
  if (kept === undefined || grants.value.length !== 1) throw new Error(`found ${grants.value.length} grants`);
  return kept;
};
const posts = (path: string) => around.calls.filter((call) => call.path === path);

describe('the yes, whole', () => {
  it('goes from the scan to a grant that the party reads under, and each reading is seen', async () => {
    const { code, scanned, grantId } = await liveGrant(relay, city, around);
    const { grant } = await city.client.redeemCode(code, scanned);
    expect(grant.id).toBe(grantId);
    const reading = await city.client.readEnvelope(grant);
    if (!reading.decision) throw new Error('expected a yes');
    expect(reading.content.facts.map(({ key }) => key)).toEqual(['commune', 'reference-income']);
    expect(await lookAtGrant(grantId, around)).toBe(true);
    expect(alarms.value).toEqual([]);
    expect(only()).toMatchObject({ status: 'active', seq: 2, confirm: null });
    expect(accesses.value).toMatchObject([
      { act: 'released', decision: 'allowed', isProven: true, purpose: 'aid' },
    ]);
  });

  it('is kept with what was sent, so that a result can be held against it', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    const sent = envelopes.value.get(`${grantId}/1`);
    expect(sent?.facts.map(({ key }) => key)).toEqual(['commune', 'reference-income']);
    expect(sent?.view.values).toEqual(sent?.facts);
  });

  it('runs on the relay’s time of record', async () => {
    await liveGrant(relay, city, around);
    const { recordedAt, until } = only();
    expect(instantMs(until ?? '') - instantMs(recordedAt ?? '')).toBe(31 * 86_400_000);
  });

  it('goes on in the same browser without characters', async () => {
    const { room, hash } = await scan(relay, city);
    await relay.post('/room/here', { room: room.id }, { cookie: room.cookie });
    const sent = await agreeTo(await readAsk(hash, around), around);
    expect(sent.confirm).toBeNull();
    const left = await relay.fetch(sent.redirect ?? '', {
      headers: { cookie: room.cookie, accept: 'text/html' },
    });
    expect(left.status).toBe(303);
    await lookAtGrant(sent.grantId, around);
    expect(only().status).toBe('active');
  });

  it('narrows by fact and by precision, and the grant says no more than was chosen', async () => {
    const { hash } = await scan(relay, city, {
      facts: [
        { key: 'commune', necessity: 'required', precision: 'exact' },
        { key: 'reference-income', necessity: 'optional', precision: 'exact' },
      ],
    });
    const ask = await readAsk(hash, around);
    const facts = [{ key: 'commune' as const, precision: 'department' }];
    await agreeTo(ask, around, { facts, period: { once: true } });
    expect(only().scope.facts).toEqual(facts);
    expect(only().period).toEqual({ once: true });
  });

  it('carries nothing of the resident but the mailbox and sealed bytes', async () => {
    await liveGrant(relay, city, around);
    const [post] = posts('/grant');
    const body = JSON.parse(post?.body ?? '{}') as { grant: string; envelope: string };
    expect(Object.keys(body).sort()).toEqual(['claim', 'envelope', 'grant', 'handle', 'sameBrowser']);
    expect(Buffer.from(body.envelope, 'base64url').length).toBe(41 + 1024);
    expect(readGrant(splitRecord(body.grant).body).by).toBe(only().mailbox);
  });
});

describe('what is offered', () => {
  it('is never longer than 31 days until the paper kit was rehearsed', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    expect(offeredPeriods(ask)).toEqual([{ days: 31 }, { days: 1 }, { once: true }]);
    const choice = { ...wholeChoice(ask), period: { days: 182 as const } };
    expect(() => viewOf(ask, choice)).toThrow(expect.objectContaining({ code: 'period-too-long' }));
    const groups = kit()?.groups ?? [];
    expect(await rehearse([1, 4], [groups[1] ?? '', groups[4]?.toLowerCase() ?? ''], around)).toBe(true);
    expect(offeredPeriods(ask)).toEqual([{ days: 182 }, { days: 31 }, { days: 1 }, { once: true }]);
  });

  it('shows the value that would be sent, at once when it is typed', async () => {
    await forgetFact('reference-income');
    const ask = await readAsk((await scan(relay, city)).hash, around);
    expect(proposedFacts(ask)[1]).toMatchObject({ key: 'reference-income', value: null, proposal: 'ask' });
    await keepFact({ key: 'reference-income', value: 21_400 }, around);
    expect(proposedFacts(ask)[1]?.value).toBe(21_400);
  });

  it('signs in which language and at which level it was on the screen', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    const plain = viewOf(ask, wholeChoice(ask));
    expect(plain).toMatchObject({ lang: 'fr', level: 'plain' });
    const seen = { ...wholeChoice(ask), lang: 'ar', level: 'simple' } as const;
    const view = viewOf(ask, seen);
    expect(view).toMatchObject({ lang: 'ar', level: 'simple' });
    await expect(sayYes(ask, seen, plain, around)).rejects.toMatchObject({ code: 'view-differs' });
    const { grantId } = await sayYes(ask, seen, view, around);
    expect(envelopes.value.get(`${grantId}/1`)?.view).toMatchObject({ lang: 'ar', level: 'simple' });
    expect(only().told).toMatchObject({ lang: 'fr' });
  });
});

describe('the yes, each step failing in turn', () => {
  it('asks for an open vault', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    const choice = wholeChoice(ask);
    const view = viewOf(ask, choice);
    lock();
    await expect(sayYes(ask, choice, view, around)).rejects.toMatchObject({ code: 'wallet-locked' });
    expect(posts('/grant')).toEqual([]);
  });

  it('refuses an answer to a request that is no longer on the screen', async () => {
    const first = await readAsk((await scan(relay, city)).hash, around);
    await readAsk((await scan(relay, city)).hash, around);
    await expect(agreeTo(first, around)).rejects.toMatchObject({ code: 'request-superseded' });
    expect(grants.value).toEqual([]);
  });

  it('refuses an answer that comes too late', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    const late = { ...around, now: () => relay.clock.now() + 600_000 };
    await expect(agreeTo(ask, late)).rejects.toMatchObject({ code: 'request-expired' });
    expect(grants.value).toEqual([]);
  });

  it('refuses a choice that leaves out what is required, or that says more than was asked', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    const choice = wholeChoice(ask);
    const without = { ...choice, facts: choice.facts.slice(0, 1) };
    expect(() => viewOf(ask, without)).toThrow(expect.objectContaining({ code: 'choice-incomplete' }));
    const more = { ...choice, facts: [...choice.facts, { key: 'disability' as const, precision: 'exact' }] };
    expect(() => viewOf(ask, more)).toThrow(expect.objectContaining({ code: 'choice-wider' }));
  });

  it('refuses to send a fact that is not there', async () => {
    await forgetFact('commune');
    const ask = await readAsk((await scan(relay, city)).hash, around);
    await expect(agreeTo(ask, around)).rejects.toMatchObject({ code: 'fact-missing' });
  });

  it('refuses when a value changed since it was shown, and keeps and sends nothing', async () => {
    const ask = await readAsk((await scan(relay, city)).hash, around);
    const choice = wholeChoice(ask);
    const shown = viewOf(ask, choice);
    await keepFact({ key: 'reference-income', value: 1 }, around);
    await expect(sayYes(ask, choice, shown, around)).rejects.toMatchObject({ code: 'view-differs' });
    expect(grants.value).toEqual([]);
    expect(posts('/grant')).toEqual([]);
  });

  it('is kept when the network is gone, and leaves whole when it is back', async () => {
    const { hash, room } = await scan(relay, city);
    const ask = await readAsk(hash, around);
    around.isOffline = true;
    const sent = await agreeTo(ask, around);
    expect(sent).toMatchObject({ isSent: false, confirm: null });
    expect(only()).toMatchObject({ status: 'unsent' });
    around.isOffline = false;
    const again = await sendGrant(sent.grantId, around);
    expect(again.isSent).toBe(true);
    expect((await typeAtRoom(relay, room, again.confirm)).ok).toBe(true);
    expect(only().unsent).toBeNull();
  });

  it('is one grant when the answer got lost and it is sent again', async () => {
    const { hash } = await scan(relay, city);
    const ask = await readAsk(hash, around);
    around.meddle = async (path, next) => {
      const response = await next();
      if (path === '/grant') throw new TypeError('connection reset');
      return response;
    };
    const sent = await agreeTo(ask, around);
    expect(sent.isSent).toBe(false);
    around.meddle = (_, next) => next();
    expect(await sendGrant(sent.grantId, around)).toMatchObject({ isSent: true });
    expect(only()).toMatchObject({ status: 'waiting', unsent: null, endReason: null });
  });

  it('is marked as not taken when the relay refuses it, and its key is gone', async () => {
    const { hash } = await scan(relay, city);
    const ask = await readAsk(hash, around);
    around.meddle = (path, next) =>
      path === '/grant'
        ? Promise.resolve(
            Response.json({ code: 'handle-expired', fr: 'Trop tard.', en: 'Too late.' }, { status: 410 }),
          )
        : next();
    await expect(agreeTo(ask, around)).rejects.toMatchObject({
      code: 'relay-refused',
      problem: { code: 'handle-expired' },
    });
    expect(only()).toMatchObject({ status: 'ended', endReason: 'not-taken', epochKey: null, unsent: null });
  });

  it('tells the resident when the relay’s receipt does not prove the record', async () => {
    const { hash } = await scan(relay, city);
    const ask = await readAsk(hash, around);
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/grant') return response;
      const body = (await response.json()) as { receipt: { index: number } };
      return Response.json(
        { ...body, receipt: { ...body.receipt, index: body.receipt.index - 1 } },
        { status: 201 },
      );
    };
    await agreeTo(ask, around);
    expect(alarms.value).toMatchObject([{ code: 'record-unproven', grant: only().id }]);
  });

  it('dies with the room when nobody types the characters', async () => {
    const { hash } = await scan(relay, city);
    const sent = await agreeTo(await readAsk(hash, around), around);
    relay.clock.pass({ minutes: 6 });
    await relay.house.store.sweep(relay.clock.now());
    await lookAtGrant(sent.grantId, around);
    expect(only()).toMatchObject({ status: 'ended', endReason: 'never-confirmed', epochKey: null });
  });
});
