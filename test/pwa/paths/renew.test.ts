import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Grant } from '../../../policy/grant.ts';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { forgetFact, keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { look, lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { lock, unlock } from '../../../pwa/wallet/paths/open.ts';
import { sendOutbox } from '../../../pwa/wallet/paths/outbox.ts';
import { outdated } from '../../../pwa/wallet/paths/outdated.ts';
import { renewGrant, renewSoon, setRenewal } from '../../../pwa/wallet/paths/renew.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import {
  alarms,
  calculations,
  envelopes,
  events,
  grants,
  outbox,
  renewal,
} from '../../../pwa/wallet/vault/open.ts';
import type { Yes } from '../../../relay/kit/read.ts';
import { aboutCity, admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aContent, aFact } from '../../support/builders.ts';
import {
  agreeTo,
  aroundOf,
  liveGrant,
  openWallet,
  phrase,
  scan,
  type TestAround,
  typeAtRoom,
} from './wallet.ts';

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

async function shared(party: TestCity = city): Promise<{ id: string; grant: Grant }> {
  const { grantId, code, scanned } = await liveGrant(relay, party, around);
  const { grant } = await party.client.redeemCode(code, scanned);
  await lookAtGrant(grantId, around);
  return { id: grantId, grant };
}

async function read(grant: Grant, party: TestCity = city): Promise<Yes> {
  const reading = await party.client.readEnvelope(grant);
  if (!reading.decision) throw new Error('expected a yes');
  return reading;
}

const incomeOf = ({ content }: Yes) => content.facts.find(({ key }) => key === 'reference-income')?.value;
const earn = (value: number) => keepFact({ key: 'reference-income', value }, around);
const changedOf = (id: string) => outdated.value.get(id) ?? [];
const renew = (id: string) => renewGrant(id, changedOf(id), around);
const posts = () => around.calls.filter(({ path }) => path === '/envelope');
const before = aFact('reference-income').value;

describe('a fact that is shared and changes', () => {
  it('is told for each agreement that shares it, with both values, and nothing leaves', async () => {
    const { id } = await shared();
    expect(outdated.value.size).toBe(0);
    await earn(21_400);
    expect([...outdated.value]).toEqual([[id, [{ key: 'reference-income', sent: before, now: 21_400 }]]]);
    await keepFact({ key: 'bike-kind', value: aFact('bike-kind').value }, around);
    expect(changedOf(id)).toHaveLength(1);
    await renewSoon(around);
    expect(posts()).toEqual([]);
  });

  it('is told after the page was closed too, and no longer when it is as it was', async () => {
    const { id } = await shared();
    await earn(21_400);
    lock();
    expect(outdated.value.size).toBe(0);
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    expect(changedOf(id)).toHaveLength(1);
    await earn(before as number);
    expect(outdated.value.size).toBe(0);
  });

  it('is not told where the change is finer than what is shared', async () => {
    await keepFact({ key: 'commune', value: { code: '33063', name: 'Bordeaux' } }, around);
    const { hash, room } = await scan(relay, city, {
      facts: [{ key: 'commune', necessity: 'required', precision: 'exact' }],
    });
    const facts = [{ key: 'commune' as const, precision: 'department' }];
    const { grantId, confirm } = await agreeTo(await readAsk(hash, around), around, { facts });
    await typeAtRoom(relay, room, confirm);
    await keepFact({ key: 'commune', value: { code: '33281', name: 'Mérignac' } }, around);
    await lookAtGrant(grantId, around);
    expect(grants.value).toMatchObject([{ id: grantId, status: 'active' }]);
    expect(changedOf(grantId)).toEqual([]);
    await keepFact({ key: 'commune', value: { code: '75056', name: 'Paris' } }, around);
    expect(changedOf(grantId)).toMatchObject([{ key: 'commune', now: { code: '75' } }]);
  });

  it('forgotten here stays as it was sent: forgetting is not stopping', async () => {
    const { id, grant } = await shared();
    await forgetFact('commune');
    expect(outdated.value.size).toBe(0);
    await earn(21_400);
    expect(await renew(id)).toBe('sent');
    expect((await read(grant)).content.facts.map(({ key }) => key)).toEqual(['commune', 'reference-income']);
  });

  it('of an agreement that is over is not told', async () => {
    const { id } = await shared();
    await earn(21_400);
    await stopGrant(id, around);
    expect(outdated.value.size).toBe(0);
    await expect(renewGrant(id, [], around)).rejects.toMatchObject({ code: 'grant-over' });
  });
});

describe('« Envoyer la nouvelle valeur »', () => {
  it('is one call under the same scope, and the party reads the new value and no other', async () => {
    const { id, grant } = await shared();
    expect(incomeOf(await read(grant))).toBe(before);
    await earn(21_400);
    expect(await renew(id)).toBe('sent');
    expect(posts()).toHaveLength(1);
    expect(Object.keys(JSON.parse(posts()[0]?.body ?? '') as object).sort()).toEqual([
      'envelope',
      'epoch',
      'grant',
      'n',
    ]);
    const after = await read(grant);
    expect(incomeOf(after)).toBe(21_400);
    expect(after.envelope.n).toBe(2);
    expect(after.content.view.scope).toEqual(grant.scope);
    expect(JSON.stringify(after.content)).not.toContain(String(before));
    expect(outdated.value.size).toBe(0);
    expect(outbox.value).toEqual([]);
    await lookAtGrant(id, around);
    expect(alarms.value).toEqual([]);
  });

  it('leaves the relay with the newest envelope only, and the wallet with both and a salt for each', async () => {
    const { id, grant } = await shared();
    await earn(21_400);
    await renew(id);
    const held = await relay.house.store.readGrant(grant.by, id);
    const [first, second] = [envelopes.value.get(`${id}/1`), envelopes.value.get(`${id}/2`)];
    expect(held?.envelope).toMatchObject({ n: 2 });
    expect(first?.facts[1]?.value).toBe(before);
    expect(second?.facts[1]?.value).toBe(21_400);
    expect(second?.viewSalt).not.toBe(first?.viewSalt);
    expect(first?.facts[0]).toEqual(second?.facts[0]);
  });

  it('changes nothing for a calculation made on the old value: it is held against the old snapshot', async () => {
    const { id, grant } = await shared();
    const old = await read(grant);
    await earn(21_400);
    await renew(id);
    const { salt: _, ...content } = aContent();
    const about = { rulesHash: null, engine: 'none 1.0.0', contest: { where: 'https://ville.example/c' } };
    const now = await read(grant);
    for (const reading of [old, now])
      await city.client.depositCalculation(reading, about, { ...content, facts: reading.content.facts });
    await lookAtGrant(id, around);
    expect(alarms.value).toEqual([]);
    expect(calculations.value.map(({ envelope, openFault }) => [envelope, openFault]).sort()).toEqual([
      [1, null],
      [2, null],
    ]);
  });

  it('refuses when the value changed since it was shown, and keeps and sends nothing', async () => {
    const { id } = await shared();
    await earn(21_400);
    const shown = changedOf(id);
    await earn(22_000);
    await expect(renewGrant(id, shown, around)).rejects.toMatchObject({ code: 'view-differs' });
    expect(envelopes.value.has(`${id}/2`)).toBe(false);
    expect(posts()).toEqual([]);
  });

  it('waits without network, survives a closed page, and only the newest value ever leaves', async () => {
    const { id, grant } = await shared();
    around.isOffline = true;
    await earn(21_400);
    expect(await renew(id)).toBe('queued');
    lock();
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    await earn(22_000);
    expect(await renew(id)).toBe('queued');
    expect(outbox.value).toMatchObject([{ kind: 'envelope', id: `envelope ${id}/2` }]);
    around.isOffline = false;
    await sendOutbox(around);
    expect(posts()).toHaveLength(1);
    expect(incomeOf(await read(grant))).toBe(22_000);
    expect(outbox.value).toEqual([]);
  });

  it('whose answer was lost is sent again with the same bytes, before a newer one', async () => {
    const { id, grant } = await shared();
    around.meddle = async (path, next) => {
      const response = await next();
      if (path === '/envelope') throw new TypeError('connection reset');
      return response;
    };
    await earn(21_400);
    expect(await renew(id)).toBe('queued');
    await earn(22_000);
    expect(await renew(id)).toBe('queued');
    around.meddle = (_, next) => next();
    around.calls.length = 0;
    await sendOutbox(around);
    expect(posts().map(({ body }) => (JSON.parse(body) as { n: number }).n)).toEqual([2, 3]);
    expect(incomeOf(await read(grant))).toBe(22_000);
    expect([alarms.value, outbox.value]).toEqual([[], []]);
  });

  it('never leaves after a stop, not even when it was waiting', async () => {
    const { id, grant } = await shared();
    around.isOffline = true;
    await earn(21_400);
    await renew(id);
    await stopGrant(id, around);
    expect(outbox.value).toMatchObject([{ kind: 'revocation' }]);
    around.isOffline = false;
    await sendOutbox(around);
    expect(posts()).toEqual([]);
    expect(await city.client.readEnvelope(grant)).toMatchObject({ decision: false });
  });

  it('that the relay refuses is an alarm, is not counted as sent, and is not tried again by itself', async () => {
    const { id } = await shared();
    await setRenewal('always');
    around.meddle = (path, next) =>
      path === '/envelope'
        ? Promise.resolve(
            Response.json({ code: 'envelope-conflict', fr: 'Non.', en: 'No.' }, { status: 409 }),
          )
        : next();
    await earn(21_400);
    await renewSoon(around);
    expect(alarms.value).toMatchObject([{ code: 'envelope-refused', grant: id }]);
    expect(envelopes.value.has(`${id}/2`)).toBe(false);
    expect(changedOf(id)).toHaveLength(1);
    await renewSoon(around);
    expect(posts()).toHaveLength(1);
  });

  it('that comes too fast for the relay waits, and is no alarm', async () => {
    const { id } = await shared();
    around.meddle = (path, next) =>
      path === '/envelope'
        ? Promise.resolve(Response.json({ code: 'rate-exceeded', fr: 'Non.', en: 'No.' }, { status: 429 }))
        : next();
    await earn(21_400);
    expect(await renew(id)).toBe('queued');
    expect(alarms.value).toEqual([]);
  });
});

describe('as the resident has set', () => {
  it('asks until something else is said, and keeps what is said', async () => {
    expect(renewal.value).toBe('ask');
    await setRenewal('never');
    lock();
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    expect(renewal.value).toBe('never');
  });

  it('sends by itself where always was set, and writes it down', async () => {
    const { id, grant } = await shared();
    await setRenewal('always');
    await earn(21_400);
    await renewSoon(around);
    expect(incomeOf(await read(grant))).toBe(21_400);
    expect(events.value).toMatchObject([{ what: 'renewed-alone', grant: id }]);
  });

  it.each(['ask', 'never'] as const)('sends nothing by itself where %s was set', async (wished) => {
    const { id } = await shared();
    await setRenewal(wished);
    await earn(21_400);
    await renewSoon(around);
    expect(posts()).toEqual([]);
    expect(changedOf(id)).toHaveLength(1);
  });

  it('waits until nobody types any more: no half-typed value leaves', async () => {
    const { grant } = await shared();
    await setRenewal('always');
    const gates: (() => void)[] = [];
    const { pause } = around;
    around.pause = (ms) => (ms < 60_000 ? pause(ms) : new Promise((resolve) => gates.push(resolve)));
    let waiting: Promise<void> | undefined;
    for (const typed of [2, 21, 214, 2_140, 21_400]) {
      await earn(typed);
      const next = renewSoon(around);
      // The minute of the digit before is over, and more was typed since.
      gates.at(-2)?.();
      await waiting;
      expect(posts()).toEqual([]);
      waiting = next;
    }
    gates.at(-1)?.();
    await waiting;
    expect(posts()).toHaveLength(1);
    expect(incomeOf(await read(grant))).toBe(21_400);
  });

  it('sends two agreements in two calls, 2 to 30 seconds apart, and the next look keeps its distance too', async () => {
    const first = await shared();
    const second = await shared(operator);
    await setRenewal('always');
    await earn(21_400);
    const trace: (string | number)[] = [];
    around.pause = async (ms) => void trace.push(ms);
    around.meddle = (path, next) => {
      trace.push(path);
      return next();
    };
    await renewSoon(around);
    await look(undefined, around);
    const calls = trace.flatMap((step, at) => (step === '/envelope' || step === '/mailbox' ? [at] : []));
    expect(calls.map((at) => trace[at])).toEqual(['/envelope', '/envelope', '/mailbox', '/mailbox']);
    for (const at of calls) {
      expect(trace[at - 1]).toBeGreaterThanOrEqual(2_000);
      expect(trace[at - 1]).toBeLessThan(30_000);
    }
    const named = posts().map(({ body }) => (JSON.parse(body) as { grant: string }).grant);
    expect(named.sort()).toEqual([first.id, second.id].sort());
    expect(incomeOf(await read(first.grant))).toBe(21_400);
    expect(incomeOf(await read(second.grant, operator))).toBe(21_400);
    expect(grants.value).toHaveLength(2);
  });
});
