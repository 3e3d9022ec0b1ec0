import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KitFault } from '../../relay/kit/fault.ts';
import type { Store } from '../../relay/store/contract.ts';
import { StoreFault } from '../../relay/store/fault.ts';
import { admittedCity, askAs, codeOf, openTestHouse, type TestCity, type TestHouse } from '../relay/house.ts';
import { agree, enterRoom, TestWallet } from '../relay/resident.ts';

let relay: TestHouse;
let city: TestCity;
let wallet: TestWallet;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
  wallet = new TestWallet(relay);
});
afterEach(() => relay.close());

/** The next call of this method finds a full disk. */
function failOnce(method: keyof Store): void {
  const { store } = relay.house;
  const real = Reflect.get(store, method) as (...given: unknown[]) => unknown;
  Object.defineProperty(store, method, {
    configurable: true,
    value: () => {
      Reflect.deleteProperty(store, method);
      expect(Reflect.get(store, method)).toBe(real);
      return Promise.reject(new StoreFault('store-failed', 'disk full: canary-4711'));
    },
  });
}

/** Told as the relay's own fault, with a time to come back; the same again then works. */
async function failsThenWorks(method: keyof Store, act: () => Promise<Response>): Promise<Response> {
  failOnce(method);
  const { size } = await relay.house.store.head();
  const failed = await act();
  expect(failed.status).toBe(503);
  expect(failed.headers.get('retry-after')).toBe('5');
  const text = await failed.text();
  expect(JSON.parse(text)).toMatchObject({ code: 'relay-unready' });
  expect(text + relay.lines.join('')).not.toContain('canary-4711');
  expect((await relay.house.store.head()).size).toBe(size);
  const worked = await act();
  expect(worked.status).toBeLessThan(400);
  return worked;
}

describe('a disk that fails', () => {
  it('at the yes takes nothing from the resident, who may say it again', async () => {
    const { handle } = await enterRoom(relay, (await askAs(city)).address);
    const yes = wallet.say(await wallet.open(handle));
    await failsThenWorks('keepGrant', () => wallet.send(handle, yes));
  });

  it('at the no keeps the question open', async () => {
    const { handle } = await enterRoom(relay, (await askAs(city)).address);
    const refusal = wallet.refusal(await wallet.open(handle));
    await failsThenWorks('keepRefusal', () =>
      relay.post('/refusal', { handle, claim: wallet.claim, refusal }),
    );
  });

  it('at the six characters keeps the room waiting for them', async () => {
    const room = await enterRoom(relay, (await askAs(city)).address);
    const yes = wallet.say(await wallet.open(room.handle));
    const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
    const body = { room: room.id, code: confirm };
    await failsThenWorks('confirmGrant', () => relay.post('/room/code', body, { cookie: room.cookie }));
  });

  it('at the way back keeps the room for its browser', async () => {
    const room = await enterRoom(relay, (await askAs(city)).address);
    await relay.post('/room/here', { room: room.id }, { cookie: room.cookie });
    const sent = await wallet.send(room.handle, wallet.say(await wallet.open(room.handle)), true);
    const { redirect } = (await sent.json()) as { redirect: string };
    await failsThenWorks('confirmGrant', () => relay.fetch(redirect, { headers: { cookie: room.cookie } }));
  });

  it('at the code does not use it up', async () => {
    const { code, asked, yes } = await agree(relay, city, wallet);
    failOnce('readGrant');
    await expect(city.client.redeemCode(code, asked)).rejects.toMatchObject({
      code: 'relay-unready',
      status: 503,
    });
    expect((await city.client.redeemCode(code, asked)).text).toBe(yes.text);
  });

  it('at a reading gives no envelope and leaves no record', async () => {
    const { yes } = await agree(relay, city, wallet);
    const { size } = await relay.house.store.head();
    failOnce('keepAccess');
    await expect(city.client.readEnvelope(yes.grant)).rejects.toThrow(KitFault);
    expect((await relay.house.store.head()).size).toBe(size);
    expect((await city.client.readEnvelope(yes.grant)).decision).toBe(true);
  });

  it('at the stop says so, so that the phone tries again', async () => {
    const { yes } = await agree(relay, city, wallet);
    const revocation = wallet.revocation(yes.grant);
    await failsThenWorks('endGrant', () => relay.post('/revoke', { revocation }));
    expect(await city.client.readEnvelope(yes.grant)).toMatchObject({ denial: { form: 'ended' } });
  });

  it('at the stop card says so too', async () => {
    await agree(relay, city, wallet);
    const secrets = [wallet.stopCard(city.client.id)];
    const worked = await failsThenWorks('stopGrants', () => relay.post('/stop', { secrets }));
    expect(await worked.json()).toEqual({ ended: 1 });
  });

  it('at a look, and at the next envelope, changes nothing', async () => {
    const { grant, epochKey, view, viewSalt } = (await agree(relay, city, wallet)).yes;
    await failsThenWorks('readMailbox', () => wallet.call(city.client.id, '/mailbox', { after: {} }));
    const envelope = wallet.seal(grant, epochKey, 2, { view, viewSalt, values: [...view.values] });
    const body = { grant: grant.id, epoch: 1, n: 2, envelope };
    await failsThenWorks('keepEnvelope', () => wallet.call(city.client.id, '/envelope', body));
  });
});

describe('a resident who stops while the room still waits', () => {
  it('is not overruled by the room', async () => {
    const room = await enterRoom(relay, (await askAs(city)).address);
    const yes = wallet.say(await wallet.open(room.handle));
    const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
    expect((await relay.post('/revoke', { revocation: wallet.revocation(yes.grant) })).status).toBe(200);
    const typed = await relay.post('/room/code', { room: room.id, code: confirm }, { cookie: room.cookie });
    expect(await codeOf(typed)).toBe('grant-ended');
    expect((await city.client.readEnvelope(yes.grant)).decision).toBe(false);
  });
});

describe('a fault that nobody foresaw', () => {
  it('is told as the relay’s own, without its message, and logged without it', async () => {
    const { store } = relay.house;
    Object.defineProperty(store, 'readMailbox', {
      configurable: true,
      value: () => Promise.reject(new TypeError('canary-4711 of a resident')),
    });
    const response = await wallet.call(city.client.id, '/mailbox', { after: {} });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'relay-failed' });
    expect(text + relay.lines.join('')).not.toContain('canary-4711');
    const fault = relay.lines
      .map((line) => JSON.parse(line) as { event: string; text?: string })
      .find(({ event }) => event === 'fault');
    expect(fault?.text).toMatch(/^TypeError \| .*steps-failing\.test\.ts:\d+/);
  });
});
