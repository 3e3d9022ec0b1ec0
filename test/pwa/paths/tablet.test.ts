import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Surroundings } from '../../../pwa/wallet/paths/surroundings.ts';
import { aFact } from '../../support/builders.ts';
import { stillClock } from '../../support/clock.ts';

/** Plain storage of a browser, for one device. */
function aStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (at: number) => [...kept.keys()][at] ?? null,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
    clear: () => kept.clear(),
  };
}

/** What a wallet on an own phone has besides its vault: two caches and a worker. */
function aBrowserThatKeeps() {
  const names = new Set(['vav-pages', 'vav-words']);
  const registrations = new Set<{ unregister(): Promise<boolean> }>();
  const registration = { unregister: async () => registrations.delete(registration) };
  registrations.add(registration);
  return {
    caches: { keys: async () => [...names], delete: async (name: string) => names.delete(name) },
    serviceWorker: { getRegistrations: async () => [...registrations] },
  };
}

/** The wallet of one tab: modules of its own, as each page has. */
async function aTab() {
  vi.resetModules();
  const { openDoor, createWallet } = await import('../../../pwa/wallet/paths/open.ts');
  const tablet = await import('../../../pwa/wallet/paths/tablet.ts');
  const { keepFact } = await import('../../../pwa/wallet/paths/keep.ts');
  const { facts, lockState, heldSignal, isErasedElsewhere } = await import(
    '../../../pwa/wallet/vault/open.ts'
  );
  const { isTablet } = await import('../../../pwa/wallet/tablet.ts');
  await openDoor();
  const { forgetPages } = await import('../../../pwa/wallet/paths/erase.ts');
  const seen = { facts, lockState, heldSignal, isErasedElsewhere, isTablet };
  return { openDoor, createWallet, keepFact, forgetPages, ...seen, ...tablet };
}

const clock = stillClock();
const around = { now: clock.now } as Surroundings;

beforeEach(() => {
  vi.stubGlobal('BroadcastChannel', OwnChannel);
  vi.stubGlobal('localStorage', aStorage());
  vi.stubGlobal('sessionStorage', aStorage());
  vi.stubGlobal('document', { cookie: '', querySelector: () => null });
});
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
  vi.unstubAllGlobals();
});

/** With each test its tabs are closed: one that still heard would act in the next. */
const channels: BroadcastChannel[] = [];
class OwnChannel extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    channels.push(this);
  }
}

const nothing = { databases: 0, caches: 0, workers: 0, storage: 0, cookies: 0 };

describe('a tablet that goes from hand to hand', () => {
  it('makes no key for itself, and keeps the visit in the memory of its tabs', async () => {
    const first = await aTab();
    await first.startTablet();
    await expect(
      first.createWallet({ kind: 'passphrase', passphrase: 'seven blue bikes' }, around),
    ).rejects.toMatchObject({ code: 'tablet-keyless' });
    localStorage.setItem('vav-device', '{"language":"en"}');
    await first.createWallet({ kind: 'visit' }, around);
    await first.keepFact(aFact('commune'), around);
    expect(first.isInUse.value).toBe(true);
    expect(await indexedDB.databases()).toEqual([]);

    const second = await aTab();
    expect(second.lockState.value).toBe('open');
    expect(second.facts.value.get('commune')?.value).toEqual(aFact('commune').value);
    await second.keepFact(aFact('reference-income'), around);
    await vi.waitFor(() =>
      expect(first.facts.value.get('reference-income')?.value).toEqual(aFact('reference-income').value),
    );

    await second.newPerson();
    await vi.waitFor(() => expect(first.lockState.value).toBe('empty'));
    expect(first.facts.value.size).toBe(0);
    expect(await second.readEmptiness()).toEqual(nothing);
    expect(second.isInUse.value).toBe(false);
    const third = await aTab();
    expect(third.lockState.value).toBe('empty');
    expect(third.isTablet.value).toBe(true);
    await third.stopTablet();
    expect(third.isTablet.value).toBe(false);
  });

  it('tells the other tabs that the visit is over before its own page can leave', async () => {
    const other = await aTab();
    await other.startTablet();
    await other.createWallet({ kind: 'visit' }, around);
    const wiping = await aTab();
    const posted = vi.spyOn(BroadcastChannel.prototype, 'postMessage');
    const toldByThen: unknown[] = [];
    const stopSeeing = wiping.lockState.subscribe((state) => {
      // A screen that sees it may load its page anew from here on.
      if (state === 'empty') queueMicrotask(() => toldByThen.push(...posted.mock.calls.flat()));
    });
    await wiping.newPerson();
    stopSeeing();
    expect(toldByThen).toContainEqual({ kind: 'gone' });
    await vi.waitFor(() => expect(other.isErasedElsewhere.value).toBe(true));
    expect(wiping.isErasedElsewhere.value).toBe(false);
  });

  it('is no device that holds somebody’s vault', async () => {
    const own = await aTab();
    const derive = async () => new Uint8Array(32).fill(7);
    await own.createWallet({ kind: 'passphrase', passphrase: 'seven blue bikes' }, {
      ...around,
      derive,
    } as Surroundings);
    await expect(own.startTablet()).rejects.toMatchObject({ code: 'wallet-exists' });
    expect(await own.readEmptiness()).toMatchObject({ databases: 1 });
    await expect(own.createWallet({ kind: 'visit' }, around)).rejects.toMatchObject({
      code: 'wallet-exists',
    });
    await own.newPerson();
    await expect(own.createWallet({ kind: 'visit' }, around)).rejects.toMatchObject({
      code: 'tablet-keyless',
    });
  });

  it('counts each kind of thing that a browser keeps, and says that it is not empty while one is left', async () => {
    const tab = await aTab();
    // What no vault of ours made: it is told and not hidden.
    const asking = indexedDB.open('another');
    await vi.waitFor(() => expect(asking.readyState).toBe('done'));
    asking.result.close();
    const { caches, serviceWorker } = aBrowserThatKeeps();
    vi.stubGlobal('caches', caches);
    vi.stubGlobal('navigator', { serviceWorker });
    vi.stubGlobal('document', { cookie: 'one=1; two=2', querySelector: () => null });
    localStorage.setItem('vav-device', '{"language":"en"}');
    sessionStorage.setItem('vav-step', '1');
    const full = { databases: 1, caches: 2, workers: 1, storage: 2, cookies: 2 };
    expect(await tab.readEmptiness()).toEqual(full);
    for (const [kind, count] of Object.entries(full))
      expect(tab.isEmpty({ ...nothing, [kind]: count }), kind).toBe(false);
    await tab.newPerson();
    expect(await tab.readEmptiness()).toEqual({ ...nothing, databases: 1, cookies: 2 });
    // By a worker that was still being installed: the page that looks takes it away again.
    const late = aBrowserThatKeeps();
    vi.stubGlobal('caches', late.caches);
    vi.stubGlobal('navigator', { serviceWorker: late.serviceWorker });
    expect(await tab.readEmptiness()).toMatchObject({ caches: 2, workers: 1 });
    await tab.forgetPages();
    expect(await tab.readEmptiness()).toMatchObject({ caches: 0, workers: 0 });
    // Firefox before 126 cannot say which there are: the other kinds are counted all the same.
    const whole = indexedDB;
    vi.stubGlobal('indexedDB', {});
    expect(await tab.readEmptiness()).toEqual({ ...nothing, cookies: 2 });
    const { dropFormerExercises } = await import('../../../pwa/wallet/vault/former-exercises.ts');
    await dropFormerExercises();
    vi.stubGlobal('indexedDB', whole);
    indexedDB.deleteDatabase('another');
    await vi.waitFor(async () => expect(await indexedDB.databases()).toEqual([]));
  });

  it('asks after three minutes without a sign, and wipes half a minute later', async () => {
    const tab = await aTab();
    await tab.startTablet();
    await tab.keepFact(aFact('commune'), around);
    const hand = byHand();
    const wipe = vi.fn(async () => tab.newPerson());
    const end = tab.watchIdle(wipe, hand.around);
    await hand.pass(179);
    expect(tab.secondsLeft.value).toBeNull();
    await hand.pass(1);
    expect(tab.secondsLeft.value).toBe(30);
    // As often as one likes.
    for (let times = 0; times < 10; times += 1) {
      tab.stayHere();
      expect(tab.secondsLeft.value).toBeNull();
      await hand.pass(190);
      expect(tab.secondsLeft.value).toBe(20);
    }
    expect(wipe).not.toHaveBeenCalled();
    await hand.pass(20);
    expect(wipe).toHaveBeenCalledTimes(1);
    await wipe.mock.results[0]?.value;
    expect(tab.facts.value.size).toBe(0);
    end();
  });

  it('asks nobody where there is nothing to wipe', async () => {
    const tab = await aTab();
    await tab.startTablet();
    const hand = byHand();
    const wipe = vi.fn(async () => undefined);
    const end = tab.watchIdle(wipe, hand.around);
    await hand.pass(600);
    expect([tab.secondsLeft.value, wipe.mock.calls.length]).toEqual([null, 0]);
    end();
  });
});

/** Seconds pass when the test says so. */
function byHand() {
  let nowMs = clock.now();
  let wake: () => void = () => undefined;
  return {
    around: {
      now: () => nowMs,
      pause: () =>
        new Promise<void>((resolve) => {
          wake = resolve;
        }),
    } as unknown as Surroundings,
    pass: async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        nowMs += 1000;
        wake();
        await Promise.resolve();
        await Promise.resolve();
        await Promise.resolve();
      }
    },
  };
}
