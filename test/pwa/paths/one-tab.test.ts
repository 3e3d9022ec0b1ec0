import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aroundOf, liveGrant, openWallet, phrase, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
const ends: (() => void)[] = [];

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());
beforeEach(async () => {
  const around = aroundOf(relay);
  await openWallet(around);
  const { code, scanned } = await liveGrant(relay, city, around);
  await city.client.readEnvelope((await city.client.redeemCode(code, scanned)).grant);
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.unstubAllGlobals();
});

interface Tab {
  readonly around: TestAround;
  readonly start: () => () => void;
  readonly lock: () => void;
  readonly looks: () => number;
  readonly polls: () => number;
}

/** Its own memory, the same disk. A pause between two rounds lasts until the test is over. */
async function openTab(): Promise<Tab> {
  vi.resetModules();
  const open = await import('../../../pwa/wallet/paths/open.ts');
  const vault = await import('../../../pwa/wallet/vault/open.ts');
  const { startLooking } = await import('../../../pwa/wallet/paths/look.ts');
  const { closeTabs } = await import('../../../pwa/wallet/vault/tabs.ts');
  const { closeDatabase } = await import('../../../pwa/wallet/vault/database.ts');
  const around = aroundOf(relay);
  around.pause = (ms) => (ms < 60_000 ? Promise.resolve() : new Promise(() => {}));
  await open.openDoor();
  await open.unlock({ kind: 'passphrase', passphrase: phrase }, around);
  ends.push(closeTabs, closeDatabase);
  return {
    around,
    start: () => {
      const end = startLooking(around);
      ends.unshift(end);
      return end;
    },
    lock: open.lock,
    looks: () => vault.accesses.value.length,
    polls: () => around.calls.filter(({ path }) => path === '/mailbox').length,
  };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 150));

describe('two tabs of one wallet', () => {
  it('ask the relay from one of them, and both show what came', async () => {
    const [first, second] = [await openTab(), await openTab()];
    first.start();
    second.start();
    await vi.waitFor(() => expect([first.looks(), second.looks()]).toEqual([1, 1]));
    await soon();
    expect([first.polls(), second.polls()]).toEqual([1, 0]);
  });

  it('take turns: when the one that asks is closed, the other goes on', async () => {
    const [first, second] = [await openTab(), await openTab()];
    const close = first.start();
    second.start();
    await vi.waitFor(() => expect(first.polls()).toBe(1));
    close();
    await vi.waitFor(() => expect(second.polls()).toBe(1));
  });

  it('that is closed while it waits never begins', async () => {
    const [first, second] = [await openTab(), await openTab()];
    const close = first.start();
    second.start()();
    await vi.waitFor(() => expect(first.polls()).toBe(1));
    close();
    await soon();
    expect(second.polls()).toBe(0);
  });

  it('ask both where the browser has no Web Locks, and show the same', async () => {
    vi.stubGlobal('navigator', { onLine: true });
    const [first, second] = [await openTab(), await openTab()];
    first.start();
    second.start();
    await vi.waitFor(() => expect([first.polls(), second.polls()]).toEqual([1, 1]));
    await vi.waitFor(() => expect([first.looks(), second.looks()]).toEqual([1, 1]));
  });
});
