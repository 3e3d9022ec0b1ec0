import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { accountHeaderName } from '../../../policy/call.ts';
import { instantMs } from '../../../policy/instant.ts';
import { called } from '../../../pwa/wallet/paths/apart.ts';
import { findCondition, isOpen, listConditions } from '../../../pwa/wallet/paths/condition.ts';
import { forgetConditionLook, goOnConditions, sayYesNow } from '../../../pwa/wallet/paths/condition-go.ts';
import { sayNoToCondition, sayYesToCondition, withdrawYes } from '../../../pwa/wallet/paths/condition-yes.ts';
import { type Choice, viewOf } from '../../../pwa/wallet/paths/grant.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { quietAll } from '../../../pwa/wallet/paths/pause-all.ts';
import { offeredPeriods } from '../../../pwa/wallet/paths/propose.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { alarms, conditions, grants, heldSignal } from '../../../pwa/wallet/vault/open.ts';
import { settleConditions } from '../../../relay/carry.ts';
import {
  admittedCity,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { conditionBody, Neighbour, passTheHour, shown } from '../../relay/neighbours.ts';
import { aroundOf, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;
let digest: string;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  ({ digest } = await city.client.publishCondition(conditionBody(relay, city, { hours: 72 })));
  around = aroundOf(relay);
  forgetConditionLook();
  await openWallet(around);
});
afterEach(() => relay.close());

const row = () => conditions.value.find(({ condition }) => condition === digest);
const known = () => findCondition(digest, around);

async function choiceNow(): Promise<Choice> {
  const found = await known();
  const [period] = offeredPeriods(found);
  if (period === undefined) throw new Error('expected a period');
  return { facts: [{ key: 'commune', precision: 'exact' }], period, lang: 'fr' };
}

async function sayYes(): Promise<void> {
  const found = await known();
  const choice = await choiceNow();
  await sayYesToCondition(found, choice, viewOf(found, choice), around);
}

/** Hours in which the wallet is open now and then. */
async function live(hours: number): Promise<void> {
  for (let at = 0; at < hours; at += 1) {
    await passTheHour(relay);
    await goOnConditions(around);
  }
}

async function others(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1)
    expect((await (await new Neighbour(relay, digest).takeToken()).yes()).status).toBe(200);
}

describe('a yes to « yes, if at least X »', () => {
  it('is counted by a token hours later, and at X the agreement leaves by itself with what was shown', async () => {
    await sayYes();
    expect(row()?.step).toBe('kept');
    await goOnConditions(around);
    expect(row()).toMatchObject({ step: 'waiting', token: expect.any(String) as string });
    expect(instantMs(row()?.leavesAt ?? '') - around.now()).toBeGreaterThanOrEqual(3_540_000);
    await live(25);
    expect(row()?.step).toBe('sent');
    expect(grants.value).toEqual([]);
    expect((await shown(relay, digest)).state).toBe('not-yet');
    await others(4);
    await live(1);
    expect(row()).toMatchObject({ step: 'due', grant: null });
    await live(7);
    expect(row()).toMatchObject({ step: 'agreed', keySeed: null, token: null });
    const [grant] = grants.value;
    expect(grant).toMatchObject({ status: 'active', id: row()?.grant, automatic: false, unsent: null });
    expect(grant?.receipt).not.toBeNull();
    const [granted] = await city.client.conditionGrants(digest);
    expect(granted?.grant.id).toBe(grant?.id);
    const reading = await city.client.readEnvelope(granted?.grant as never);
    expect(reading).toMatchObject({ decision: true });
    expect(alarms.value).toEqual([]);
    await stopGrant(grant?.id ?? '', around);
    expect(grants.value[0]?.status).toBe('ended');
  });

  it('tells the relay nothing that joins account, yes and agreement', async () => {
    await sayYes();
    await live(26);
    await others(4);
    await live(8);
    const grant = grants.value[0];
    const named = (path: string) => around.calls.filter((call) => call.path === path);
    const account = heldSignal.value.account.get('account');
    expect(named('/blind-token')).toHaveLength(1);
    const [counted] = named(`/condition/${digest}/yes`);
    expect(Object.keys(JSON.parse(counted?.body ?? '{}') as object)).toEqual(['token']);
    const nonce = toBase64url(
      fromBase64url((JSON.parse(counted?.body ?? '{}') as { token: string }).token).subarray(2, 34),
    );
    for (const call of around.calls) {
      const whole = call.body + JSON.stringify(call.options.headers);
      if (call.path !== `/condition/${digest}/grant`) expect(whole, call.path).not.toContain(grant?.mailbox);
      const isOfAccount = call.path === '/blind-token' || call.path === '/account/budget';
      expect(accountHeaderName in (call.options.headers ?? {}), call.path).toBe(isOfAccount);
      if (call.path !== `/condition/${digest}/yes`) expect(whole, call.path).not.toContain(nonce);
    }
    expect(account?.isOpen).toBe(true);
  });

  it('is taken back with one tap until X: before it left nobody hears of it, afterwards the count goes down', async () => {
    await sayYes();
    await goOnConditions(around);
    await withdrawYes(digest, around);
    expect(row()).toMatchObject({ step: 'back', facts: [], view: '' });
    expect(around.calls.some(({ path }) => path.endsWith('/withdrawal'))).toBe(false);
    // The token of this account is good for another yes.
    await sayYes();
    expect(row()?.step).toBe('waiting');
    await live(25);
    expect(row()?.step).toBe('sent');
    await others(4);
    around.isOffline = true;
    await withdrawYes(digest, around);
    expect(row()?.step).toBe('leaving');
    around.isOffline = false;
    await goOnConditions(around);
    expect(row()?.step).toBe('back');
    await live(2);
    expect((await shown(relay, digest)).state).toBe('not-yet');
  });

  it('ends with the condition: nothing was shared, and no key is left', async () => {
    await sayYes();
    await live(30);
    expect(row()?.step).toBe('sent');
    await live(45);
    expect(row()).toMatchObject({ step: 'over', keySeed: null, token: null, facts: [], view: '' });
    expect(grants.value).toEqual([]);
  });

  it('asks again when what would leave is not what was shown', async () => {
    await sayYes();
    await live(25);
    await others(4);
    await live(1);
    await keepFact({ key: 'commune', value: { code: '33063', name: 'Bordeaux' } }, around);
    await live(7);
    expect(row()).toMatchObject({ step: 'asking', why: 'facts', grant: null });
    expect(grants.value).toEqual([]);
    const found = await known();
    const choice = await choiceNow();
    called(around);
    around.pauses.length = 0;
    await sayYesNow(found, choice, viewOf(found, choice), around);
    expect(row()?.step).toBe('agreed');
    expect(grants.value[0]?.status).toBe('active');
    // Somebody waits for it: like every yes on the screen it keeps no distance.
    expect(around.pauses).toEqual([]);
  });

  it('asks again when the party has declared something else since', async () => {
    await sayYes();
    await live(25);
    await others(4);
    await live(1);
    const body = declarationBody({
      previousHash: city.declaration,
      changelog: [
        {
          version: '1.1.0',
          date: '2026-11-23',
          class: 'log',
          why: { fr: 'Mieux.', en: 'Better.' },
          behaviour: null,
        },
      ] as never,
      version: '1.1.0' as never,
    });
    const declared = await city.client.declare(body).catch((cause: unknown) => cause);
    expect(declared, JSON.stringify(declared)).toMatchObject({ digest: expect.any(String) as string });
    await live(7);
    expect(row()).toMatchObject({ step: 'asking', why: 'declaration' });
    const found = await known();
    expect(isOpen(found)).toBe(false);
    await expect(
      sayYesNow(found, await choiceNow(), viewOf(found, await choiceNow()), around),
    ).rejects.toMatchObject({
      code: 'condition-over',
    });
  });

  it('waits while she is not to be looked at', async () => {
    await sayYes();
    await live(25);
    await others(4);
    await live(1);
    await quietAll(around.now() + 20 * 3_600_000, around);
    await live(8);
    expect(row()?.step).toBe('due');
    await live(14);
    expect(row()?.step).toBe('agreed');
  });

  it('does not leave where it was taken back, or looking was stopped, in the seconds before it leaves', async () => {
    await sayYes();
    await live(25);
    await others(4);
    await live(1);
    expect(row()?.step).toBe('due');
    relay.clock.pass({ hours: 7 });
    const meanwhile = async (act: () => Promise<void>) => {
      let isDone = false;
      called(around);
      const pause = async (ms: number) => {
        around.pauses.push(ms);
        if (!isDone) await act();
        isDone = true;
      };
      await goOnConditions({ ...around, pause });
      expect(isDone).toBe(true);
    };
    await meanwhile(() => quietAll(around.now() + 3_600_000, around));
    expect(row()?.step).toBe('due');
    expect(grants.value).toEqual([]);
    await passTheHour(relay);
    await passTheHour(relay);
    await meanwhile(() => withdrawYes(digest, around));
    expect(row()).toMatchObject({ step: 'back', grant: null });
    expect(grants.value).toEqual([]);
    expect(around.calls.some(({ path }) => path.endsWith('/grant'))).toBe(false);
  });

  it('is sent by the outbox where the network failed at the last step', async () => {
    await sayYes();
    await live(25);
    await others(4);
    await live(1);
    around.meddle = (path, next) => {
      if (path.endsWith('/grant')) throw new TypeError('lost');
      return next();
    };
    await live(7);
    expect(grants.value[0]?.status).toBe('unsent');
    expect(row()?.step).toBe('agreed');
    around.meddle = (_, next) => next();
    await sendOutbox(around);
    expect(grants.value[0]?.status).toBe('active');
  });

  it('takes a no that stays on the phone, and a yes after it', async () => {
    const found = await known();
    around.calls.length = 0;
    await sayNoToCondition(found, around);
    expect(around.calls).toHaveLength(0);
    expect(row()?.step).toBe('declined');
    await sayYes();
    expect(row()?.step).toBe('kept');
  });
});

describe('a condition that does not hold', () => {
  const shownAs = (change: (entry: Record<string, unknown>) => void) => {
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/condition') return response;
      const body = (await response.json()) as { conditions: Record<string, unknown>[] };
      for (const entry of body.conditions) change(entry);
      return Response.json(body);
    };
  };

  it('is not shown, and an alarm keeps the evidence', async () => {
    shownAs((entry) => {
      entry['record'] = String(entry['record']).replace('"threshold":5', '"threshold":6');
    });
    expect(await listConditions(around)).toEqual([]);
    expect(alarms.value.map(({ code }) => code)).toEqual(['condition-untrue']);
  });

  it('is not met because the relay says so without the régie’s signed word', async () => {
    await sayYes();
    await live(25);
    shownAs((entry) => {
      entry['state'] = 'met';
    });
    expect((await known()).state).toBe('not-yet');
    await live(8);
    expect(row()?.step).toBe('sent');
    expect(grants.value).toEqual([]);
  });

  it('sends nothing on the word that another condition is met', async () => {
    await sayYes();
    await live(25);
    const twin = await city.client.publishCondition(conditionBody(relay, city, { hours: 71 }));
    for (let at = 0; at < 5; at += 1) await (await new Neighbour(relay, twin.digest).takeToken()).yes();
    await passTheHour(relay);
    await settleConditions(relay.house);
    const { met } = await shown(relay, twin.digest);
    expect(met).not.toBeNull();
    shownAs((entry) => {
      entry['met'] = met;
    });
    await live(8);
    expect(grants.value).toEqual([]);
    expect(alarms.value.some(({ code }) => code === 'condition-untrue')).toBe(true);
  });
});
