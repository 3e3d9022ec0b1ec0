import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAsk } from '../../../pwa/wallet/paths/ask.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { sendGrant } from '../../../pwa/wallet/paths/send.ts';
import { grants } from '../../../pwa/wallet/vault/open.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { agreeTo, aroundOf, openWallet, phrase, scan, type TestAround, typeAtRoom } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;
const afterwards: (() => void)[] = [];

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  await openWallet(around);
});
afterEach(() => {
  for (const act of afterwards.splice(0)) act();
});

const only = () => {
  const [kept] = grants.value;
  if (kept === undefined || grants.value.length !== 1) throw new Error(`found ${grants.value.length} grants`);
  return kept;
};

/** The same disk, and a memory that knows nothing of what was under way. */
async function reloadedPage() {
  vi.resetModules();
  const open = await import('../../../pwa/wallet/paths/open.ts');
  const vault = await import('../../../pwa/wallet/vault/open.ts');
  const send = await import('../../../pwa/wallet/paths/send.ts');
  const revoke = await import('../../../pwa/wallet/paths/revoke.ts');
  const { closeTabs } = await import('../../../pwa/wallet/vault/tabs.ts');
  const { closeDatabase } = await import('../../../pwa/wallet/vault/database.ts');
  afterwards.push(closeTabs, closeDatabase);
  await open.unlock({ kind: 'passphrase', passphrase: phrase }, around);
  return { kept: () => vault.grants.value[0], ...send, ...revoke };
}

/** The page is closed after the yes was kept: before it left, or after the relay had it. */
async function closedInTheMiddle(hasArrived: boolean) {
  const { hash, room } = await scan(relay, city);
  const ask = await readAsk(hash, around);
  const { promise: closed, reject: close } = Promise.withResolvers<Response>();
  const { promise: isThere, resolve: there } = Promise.withResolvers<void>();
  around.meddle = async (path, next) => {
    if (path !== '/grant') return next();
    if (hasArrived) await next();
    there();
    return closed;
  };
  const sending = agreeTo(ask, around);
  await isThere;
  const { id } = only();
  const page = await reloadedPage();
  around.meddle = (_, next) => next();
  afterwards.push(() => close(new TypeError('page is gone')));
  afterwards.push(() => void sending.catch(() => undefined));
  return { id, room, page };
}

describe('a page closed while a yes was on its way', () => {
  it('shows it as not sent, and one tap sends it', async () => {
    const { id, room, page } = await closedInTheMiddle(false);
    expect(page.kept()).toMatchObject({ id, status: 'unsent', recordedAt: null });
    const sent = await page.sendGrant(id, around);
    expect(sent).toMatchObject({ isSent: true });
    expect((await typeAtRoom(relay, room, sent.confirm)).ok).toBe(true);
    expect(page.kept()).toMatchObject({ status: 'waiting', unsent: null });
  });

  it('shows it as not sent, and one tap drops it for good', async () => {
    const { id, page } = await closedInTheMiddle(false);
    expect(await page.stopGrant(id, around)).toBe('ended');
    expect(page.kept()).toMatchObject({ status: 'ended', epochKey: null, unsent: null });
    await page.sendGrant(id, around);
    expect(around.calls.filter(({ path }) => path === '/grant')).toHaveLength(1);
  });

  it('is one grant when the relay had it already', async () => {
    const { id, page } = await closedInTheMiddle(true);
    expect(page.kept()).toMatchObject({ id, status: 'unsent' });
    expect(await page.sendGrant(id, around)).toMatchObject({ isSent: true });
    expect(page.kept()).toMatchObject({ status: 'waiting', endReason: null });
  });

  it('and dropped ends it at the relay too when the relay had it already', async () => {
    const { id, page } = await closedInTheMiddle(true);
    const mailbox = page.kept()?.mailbox ?? '';
    expect(await page.stopGrant(id, around)).toBe('ended');
    expect((await relay.house.store.readGrant(mailbox, id))?.state.status).toBe('ended');
  });
});

describe('an answer that was lost', () => {
  it('is found in the mailbox, even when the room has closed since and the party reads already', async () => {
    const { room, hash } = await scan(relay, city);
    await relay.post('/room/here', { room: room.id }, { cookie: room.cookie });
    let redirect = '';
    around.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/grant') return response;
      redirect = ((await response.json()) as { redirect: string }).redirect;
      throw new TypeError('connection reset');
    };
    const { grantId } = await agreeTo(await readAsk(hash, around), around);
    around.meddle = (_, next) => next();
    // The room's own page goes on by itself.
    await relay.fetch(redirect, { headers: { cookie: room.cookie, accept: 'text/html' } });
    relay.clock.pass({ minutes: 10 });
    expect(only().status).toBe('unsent');
    expect(await sendGrant(grantId, around)).toMatchObject({ isSent: true });
    expect(only()).toMatchObject({ status: 'active', endReason: null });
    expect(await stopGrant(grantId, around)).toBe('ended');
  });

  it('leaves the yes as not sent while the mailbox cannot be read', async () => {
    const { hash } = await scan(relay, city);
    around.meddle = (path, next) => {
      if (path === '/mailbox') throw new TypeError('connection reset');
      return path === '/grant'
        ? Promise.resolve(Response.json({ code: 'handle-expired', fr: 'Non.', en: 'No.' }, { status: 410 }))
        : next();
    };
    await expect(agreeTo(await readAsk(hash, around), around)).rejects.toMatchObject({
      code: 'network-absent',
    });
    expect(only()).toMatchObject({ status: 'unsent' });
  });

  it('of a yes given up too soon is found out: it is there again, and can be stopped', async () => {
    const { hash } = await scan(relay, city);
    around.meddle = (path, next) =>
      path === '/grant'
        ? Promise.resolve(Response.json({ code: 'handle-expired', fr: 'Non.', en: 'No.' }, { status: 410 }))
        : next();
    await expect(agreeTo(await readAsk(hash, around), around)).rejects.toMatchObject({
      code: 'relay-refused',
    });
    expect(only()).toMatchObject({ status: 'ended', endReason: 'not-taken' });
    // The same post, held up on its way.
    const late = around.calls.find(({ path }) => path === '/grant');
    expect((await relay.fetch('/grant', late?.options)).status).toBe(201);
    await lookAtGrant(only().id, around);
    expect(only()).toMatchObject({ status: 'waiting', endReason: null, endedAt: null, epochKey: null });
    expect(await stopGrant(only().id, around)).toBe('ended');
  });
});
