// Before Dexie, which looks for the browser's database once.
import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { aboutCity, admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import type { TestAround } from './wallet.ts';

/** A phone: its own memory and its own disk. Only one is used at a time, but for a meeting. */
async function openPhone() {
  const disk = new IDBFactory();
  const use = () => {
    globalThis.indexedDB = disk;
    Dexie.dependencies.indexedDB = disk;
    // The newest set of modules holds the one connection there is.
    for (const { database } of phones) database.closeDatabase();
    inHand = use;
  };
  use();
  vi.resetModules();
  await (await import('../../../crypto/sodium.ts')).readySodium();
  const phone = {
    use,
    wallet: await import('./wallet.ts'),
    backup: await import('../../../pwa/wallet/paths/backup.ts'),
    recover: await import('../../../pwa/wallet/paths/recover.ts'),
    seek: await import('../../../pwa/wallet/paths/seek.ts'),
    meeting: await import('../../../pwa/wallet/paths/meeting.ts'),
    device: await import('../../../pwa/wallet/paths/device.ts'),
    remove: await import('../../../pwa/wallet/paths/remove-device.ts'),
    card: await import('../../../pwa/wallet/paths/card.ts'),
    open: await import('../../../pwa/wallet/paths/open.ts'),
    revoke: await import('../../../pwa/wallet/paths/revoke.ts'),
    hold: await import('../../../pwa/wallet/vault/hold.ts'),
    vault: await import('../../../pwa/wallet/vault/open.ts'),
    database: await import('../../../pwa/wallet/vault/database.ts'),
    tabs: await import('../../../pwa/wallet/vault/tabs.ts'),
    stop: await import('../../../pwa/wallet/paths/stop.ts'),
  };
  phones.push(phone);
  return phone;
}
type Phone = Awaited<ReturnType<typeof openPhone>>;
/** What each has to let go of. */
const phones: { tabs: { closeTabs(): void }; database: { closeDatabase(): void } }[] = [];
/** Whose turn it is. */
let inHand: (() => void) | undefined;

// Tabs of one browser hear each other; phones do not.
vi.stubGlobal('BroadcastChannel', undefined);

let relay: TestHouse;
let city: TestCity;
let old: Phone;
let around: TestAround;
const over = new AbortController().signal;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());

const aroundFor = (phone: Phone): TestAround => {
  const made = phone.wallet.aroundOf(relay);
  made.pause = async (ms) => {
    made.pauses.push(ms);
    relay.clock.pass({ ms });
    do await new Promise((resolve) => setImmediate(resolve));
    while (inHand !== phone.use);
  };
  return made;
};

/** The phone that will be lost: a wallet by passkey, one agreement, a backup at the relay. */
beforeEach(async () => {
  old = await openPhone();
  around = aroundFor(old);
  await old.wallet.keepFacts(around);
  await old.open.createWallet({ kind: 'passkey' }, around);
});
afterEach(() => {
  for (const { tabs } of phones.splice(0)) tabs.closeTabs();
});

async function backedUp(phone: Phone, by: TestAround): Promise<void> {
  await phone.backup.turnOnBackup(by);
  await phone.backup.goOnBackingUp(by);
}
const kitOf = (phone: Phone): string => phone.card.kit()?.code ?? '';
const newLock = { kind: 'passphrase', passphrase: 'trois chats gris dorment au soleil' } as const;

async function codeOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
  } catch (cause) {
    const fault = cause as { code?: string; problem?: { code: string } | null };
    return fault.problem?.code ?? fault.code ?? String(cause);
  }
  return 'nothing';
}

describe('a wallet is found again', () => {
  it('by the paper kit alone: shown first, written after the yes, with a way in of the new phone', async () => {
    const { grantId } = await old.wallet.liveGrant(relay, city, around);
    const code = kitOf(old);
    await backedUp(old, around);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    const found = await fresh.recover.findByKit(code.toLowerCase(), by);
    expect(found).toMatchObject({ by: 'kit', live: 1, facts: 2, leftOut: 0, needsLock: true });
    expect(found.devices).toHaveLength(1);
    expect(Math.abs(Date.parse(found.at) - relay.clock.now())).toBeLessThan(3_600_000);
    expect(fresh.vault.lockState.value).toBe('empty');
    await fresh.recover.takeIn(found, newLock, by);
    expect(fresh.vault.grants.value.map(({ id }) => id)).toEqual([grantId]);
    expect([...fresh.vault.facts.value.keys()].sort()).toEqual(['commune', 'reference-income']);
    expect(await fresh.device.listDevices(by)).toHaveLength(2);
    fresh.open.lock();
    await fresh.open.unlock(newLock, by);
    // The same mailbox answers to the same key, and can be stopped from here.
    await fresh.revoke.stopGrant(grantId, by);
    expect(fresh.vault.grants.value[0]?.status).toBe('ended');
  });

  it('by a synced passkey in one ceremony, and its secret stays on the phone', async () => {
    await old.wallet.liveGrant(relay, city, around);
    await backedUp(old, around);
    const fresh = await openPhone();
    const by = { ...aroundFor(fresh), passkey: around.passkey };
    const before = around.passkey.ceremonies;
    const found = await fresh.recover.findByPasskey(by);
    expect(around.passkey.ceremonies - before).toBe(1);
    expect(found).toMatchObject({ by: 'passkey', live: 1, needsLock: false });
    await fresh.recover.takeIn(found, null, by);
    expect(fresh.vault.grants.value).toHaveLength(1);
    const [credential = ''] = [...around.passkey.secrets.keys()];
    const secret = (await around.passkey.ask([credential])).secret ?? new Uint8Array(32);
    const sent = [...around.calls, ...by.calls].map(({ body }) => body).join('\n');
    expect(sent).not.toContain(toBase64url(secret));
    expect(sent.toLowerCase()).not.toMatch(/"prf"|extensionresults/);
    fresh.open.lock();
    await fresh.open.unlock({ kind: 'passkey' }, by);
    expect(fresh.vault.lockState.value).toBe('open');
  });

  it('by the other device: six digits on both, and each then has the list with both', async () => {
    const { grantId } = await old.wallet.liveGrant(relay, city, around);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    const receiving = await fresh.recover.meetOtherDevice(over, by);
    old.use();
    const giving = await old.meeting.giveBy('device', receiving.link, over, around);
    expect(await receiving.code()).toBe(giving.code);
    const given = old.recover.giveWallet(giving, around);
    fresh.use();
    const found = await receiving.found();
    expect(found).toMatchObject({ by: 'device', live: 1, needsLock: true });
    await fresh.recover.takeIn(found, newLock, by);
    old.use();
    await given;
    expect(await old.device.listDevices(around)).toHaveLength(2);
    expect(old.hold.keyslots()).toEqual(fresh.hold.keyslots());
    expect(fresh.vault.grants.value.map(({ id }) => id)).toEqual([grantId]);
    fresh.use();
    fresh.open.lock();
    await fresh.open.unlock(newLock, by);
    old.use();
    old.open.lock();
    await old.open.unlock({ kind: 'passkey' }, around);
    expect(old.vault.lockState.value).toBe('open');
  });

  it('by a tablet that goes from hand to hand, which is itself no device of it', async () => {
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    vi.stubGlobal('localStorage', { length: 0, getItem: () => 'yes' });
    const tablet = await openPhone();
    vi.stubGlobal('localStorage', undefined);
    const at = aroundFor(tablet);
    await tablet.open.createWallet({ kind: 'visit' }, at);
    await tablet.wallet.keepFacts(at);
    const { grantId } = await tablet.wallet.liveGrant(relay, city, at);
    fresh.use();
    const receiving = await fresh.recover.meetOtherDevice(over, by);
    tablet.use();
    const giving = await tablet.meeting.giveBy('device', receiving.link, over, at);
    expect(await receiving.code()).toBe(giving.code);
    const given = tablet.recover.giveWallet(giving, at);
    fresh.use();
    const found = await receiving.found();
    await fresh.recover.takeIn(found, newLock, by);
    tablet.use();
    await given;
    fresh.use();
    expect(fresh.vault.grants.value.map(({ id }) => id)).toEqual([grantId]);
    expect((await fresh.device.listDevices(by)).map(({ isThis }) => isThis)).toEqual([true]);
    await fresh.revoke.stopGrant(grantId, by);
    expect(fresh.vault.grants.value[0]?.status).toBe('ended');
  });

  it('and then what is newer than the backup is asked of every mailbox, one by one, seconds apart', async () => {
    const code = kitOf(old);
    await backedUp(old, around);
    const { grantId } = await old.wallet.liveGrant(relay, city, around);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    await fresh.recover.takeIn(await fresh.recover.findByKit(code, by), newLock, by);
    expect(fresh.vault.grants.value).toEqual([]);
    const before = by.pauses.length;
    await fresh.seek.seekNewer(by);
    expect(fresh.seek.seeking.value).toMatchObject({ found: 1, unheard: 0, isOver: true });
    const [grant] = fresh.vault.grants.value;
    expect(grant).toMatchObject({ id: grantId, epochKey: null });
    expect(fresh.vault.alarms.value).toEqual([]);
    expect(fresh.vault.declarations.value.get(grant?.declaration ?? '')).toBeDefined();
    const waits = by.pauses.slice(before);
    expect(waits.length).toBeGreaterThan(0);
    for (const ms of waits) expect(ms).toBeGreaterThanOrEqual(2_000);
    await fresh.revoke.stopGrant(grantId, by);
    expect(fresh.vault.grants.value[0]?.status).toBe('ended');
  });

  it('and the first mailbox is asked ten minutes after the backup was read, at the next opening where the page was closed', async () => {
    const { grantId } = await old.wallet.liveGrant(relay, city, around);
    const code = kitOf(old);
    await backedUp(old, around);
    relay.clock.pass({ hours: 3 });
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    const moments: { readonly path: string; readonly ms: number }[] = [];
    by.meddle = (path, next) => {
      moments.push({ path, ms: relay.clock.now() });
      return next();
    };
    const firstOf = (path: string) => moments.find((call) => call.path === path)?.ms ?? Number.NaN;
    await fresh.recover.takeIn(await fresh.recover.findByKit(code, by), newLock, by);
    expect(fresh.vault.thisDevice.value?.isSeeking).toBe(true);
    by.isOffline = true;
    await fresh.seek.seekNewer(by).catch(() => undefined);
    by.isOffline = false;
    fresh.open.lock();
    await fresh.open.unlock(newLock, by);
    expect(fresh.vault.thisDevice.value?.isSeeking).toBe(true);
    const sought = fresh.seek.seekNewer(by);
    expect(fresh.seek.seekNewer(by)).toBe(sought);
    await sought;
    expect(firstOf('/mailbox') - firstOf('/backup/read')).toBeGreaterThanOrEqual(600_000);
    expect(fresh.vault.grants.value.map(({ id }) => id)).toEqual([grantId]);
    expect(fresh.vault.thisDevice.value?.isSeeking).toBeUndefined();
  });

  it('and one mailbox that answers what cannot be true does not end the asking of the others', async () => {
    const code = kitOf(old);
    await backedUp(old, around);
    const { grantId } = await old.wallet.liveGrant(relay, city, around);
    const other = await admittedCity(relay, { ...aboutCity, legalId: '552100554', role: 'operator' });
    await old.wallet.liveGrant(relay, other, around);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    await fresh.recover.takeIn(await fresh.recover.findByKit(code, by), newLock, by);
    let lies = 0;
    by.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/mailbox' || lies > 0) return response;
      const body = (await response.json()) as { grants: { text: string }[] };
      if (body.grants.length > 0) lies += 1;
      // Of another form than any grant, however it is signed.
      const grants = body.grants.map((shown) => ({ ...shown, text: shown.text.replace('"v":1', '"v":9') }));
      return Response.json({ ...body, grants });
    };
    await fresh.seek.seekNewer(by);
    expect(lies).toBe(1);
    expect(fresh.seek.seeking.value).toMatchObject({ found: 1, unheard: 1, isOver: true });
    expect(fresh.vault.alarms.value.map(({ code: told }) => told)).toEqual(['record-unproven']);
    expect(grantId).toBeTruthy();
  });

  it('with an old backup: its date is shown, and what was stopped since is stopped here too', async () => {
    const { grantId } = await old.wallet.liveGrant(relay, city, around);
    const code = kitOf(old);
    await backedUp(old, around);
    const madeMs = relay.clock.now();
    relay.clock.pass({ days: 9 });
    await old.revoke.stopGrant(grantId, around);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    const found = await fresh.recover.findByKit(code, by);
    expect(Math.abs(Date.parse(found.at) - madeMs)).toBeLessThan(3_600_000);
    await fresh.recover.takeIn(found, newLock, by);
    await fresh.seek.seekNewer(by);
    expect(fresh.vault.grants.value[0]).toMatchObject({ id: grantId, status: 'ended' });
  });

  it('with only the stop card left: everything can still be stopped', async () => {
    const { grantId } = await old.wallet.liveGrant(relay, city, around);
    const card = old.stop.readCard(old.card.stopCard(around).code);
    const fresh = await openPhone();
    expect(await fresh.stop.stopByCard(card, aroundFor(fresh))).toBe(1);
    const mailbox = old.vault.grants.value.find(({ id }) => id === grantId)?.mailbox ?? '';
    expect((await relay.house.store.readGrant(mailbox, grantId))?.state.status).toBe('ended');
  });
});

describe('nothing is written on the new phone', () => {
  let fresh: Phone;
  let by: TestAround;
  let code: string;
  beforeEach(async () => {
    code = kitOf(old);
    await backedUp(old, around);
    fresh = await openPhone();
    by = aroundFor(fresh);
  });
  afterEach(() => expect(fresh.vault.lockState.value).toBe('empty'));

  type Shown = { backup: string; version: number; slots: string; sealed: string };
  const altered = (turned: (shown: Shown) => Shown) => {
    by.meddle = async (path, next) => {
      const response = await next();
      if (path !== '/backup/read') return response;
      return Response.json(turned((await response.json()) as Shown));
    };
    return codeOf(() => fresh.recover.findByKit(code, by));
  };

  it('when the code is of no kit, of another wallet, or was mistyped', async () => {
    expect(await codeOf(() => fresh.recover.findByKit(code.slice(0, -1), by))).toBe('code-invalid');
    const { newKitCode, writeKitCode } = await import('../../../crypto/kit-code.ts');
    expect(await codeOf(() => fresh.recover.findByKit(writeKitCode(newKitCode()), by))).toBe(
      'backup-unknown',
    );
    old.use();
    const stopCode = old.card.stopCard(around).code;
    fresh.use();
    expect(await codeOf(() => fresh.recover.findByKit(stopCode, by))).toBe('code-invalid');
  });

  it('when the relay altered the sealed rows, their version or their name', async () => {
    const flipped = ({ sealed, ...rest }: Shown) => {
      const bytes = fromBase64url(sealed);
      bytes[2000] = (bytes[2000] ?? 0) ^ 1;
      return { ...rest, sealed: toBase64url(bytes) };
    };
    expect(await altered(flipped)).toBe('backup-unopened');
    expect(await altered((shown) => ({ ...shown, version: shown.version + 1 }))).toBe('backup-unopened');
    expect(await altered((shown) => ({ ...shown, backup: 'A'.repeat(22) }))).toBe('backup-unopened');
    expect(await altered((shown) => ({ ...shown, sealed: 'AAAA' }))).toBe('backup-unopened');
  });

  it('when the relay forged the slot list, or put an older one beside newer rows', async () => {
    expect(await altered((shown) => ({ ...shown, slots: '{}' }))).toBe('backup-unopened');
    expect(await altered((shown) => ({ ...shown, slots: 'no json' }))).toBe('backup-unopened');
    // A list that seals another root to the kit's own public key: anybody can make one, and the slot's origin tells.
    const forged = ({ slots, ...rest }: Shown) => {
      const list = JSON.parse(slots) as { devices: unknown[] };
      return { ...rest, slots: JSON.stringify({ ...list, devices: [] }) };
    };
    expect(await altered(forged)).toBe('unlock-failed');
    const stranger = await openPhone();
    const strangerAround = aroundFor(stranger);
    await stranger.open.createWallet({ kind: 'passkey' }, strangerAround);
    const { keyslotText } = await import('../../../crypto/keyslot.ts');
    const other = keyslotText(stranger.hold.keyslots());
    fresh.use();
    expect(await altered((shown) => ({ ...shown, slots: other }))).toBe('unlock-failed');
  });

  it('when the passkey is another one, or none was registered', async () => {
    await by.passkey.make();
    expect(await codeOf(() => fresh.recover.findByPasskey(by))).toBe('backup-unknown');
  });

  it('when the giving one hears no answer: it says so, for what it gave may be elsewhere now', async () => {
    const receiving = await fresh.recover.meetOtherDevice(over, by);
    const next = await fresh.recover.meetOtherDevice(over, by);
    old.use();
    // Cut off while it was leaving: nobody here knows whether it arrived.
    const cut = await old.meeting.giveBy('device', next.link, over, around);
    around.isOffline = true;
    expect(await codeOf(() => old.recover.giveWallet(cut, around))).toBe('given-unanswered');
    around.isOffline = false;
    const giving = await old.meeting.giveBy('device', receiving.link, over, around);
    expect(await codeOf(() => old.recover.giveWallet(giving, around))).toBe('given-unanswered');
    fresh.use();
  });

  it('when the six digits were not confirmed, or what came is no wallet', async () => {
    const receiving = await fresh.recover.meetOtherDevice(over, by);
    const giving = await fresh.meeting.giveBy('device', receiving.link, over, by);
    await receiving.code();
    await giving.give(toUtf8('{"v":1,"root":"AAAA","slots":"{}"}'));
    expect(await codeOf(() => receiving.found())).toBe('backup-unopened');
    const alone = await fresh.recover.meetOtherDevice(over, by);
    expect(await codeOf(() => alone.found())).toBe('meeting-over');
  });
});

describe('a device is taken out', () => {
  it('while the kit is absent: another root, all rows under it, and the lost phone opens nothing new', async () => {
    const { grantId } = await old.wallet.liveGrant(relay, city, around);
    const code = kitOf(old);
    await backedUp(old, around);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    await fresh.recover.takeIn(await fresh.recover.findByKit(code, by), newLock, by);
    relay.clock.pass({ hours: 2 });
    await fresh.backup.goOnBackingUp(by);
    const [lost] = (await fresh.device.listDevices(by)).filter(({ isThis }) => !isThis);
    const mailbox = fresh.vault.grants.value[0]?.mailbox;
    const before = fresh.hold.openRoot().slice();
    await fresh.remove.removeDevice(lost?.id ?? '', 'locked', 'hand-over', by);
    expect(fresh.hold.openRoot()).not.toEqual(before);
    expect((await fresh.device.listDevices(by)).map(({ isThis }) => isThis)).toEqual([true]);
    // Locked: the names towards parties stay.
    expect(fresh.vault.grants.value[0]).toMatchObject({ id: grantId, mailbox });
    fresh.open.lock();
    await fresh.open.unlock(newLock, by);
    expect(fresh.vault.grants.value[0]?.id).toBe(grantId);
    expect(fresh.hold.keyslots().slots.some(({ kind }) => kind === 'passkey')).toBe(false);
    relay.clock.pass({ hours: 1 });
    await fresh.backup.goOnBackingUp(by);
    expect(fresh.vault.thisDevice.value?.backup).toMatchObject({ refusal: null });
    // The kit was in a drawer all the while, and opens what is there now.
    const third = await openPhone();
    const found = await third.recover.findByKit(code, aroundFor(third));
    expect(found.devices).toHaveLength(1);
    // The lost phone is told that the root is another one, and writes nothing.
    old.use();
    await old.backup.planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await old.backup.goOnBackingUp(around);
    expect(old.vault.thisDevice.value?.backup?.refusal).toBe('root-changed');
  });

  it('and the third one, which was absent, goes on under the new root when it is opened again', async () => {
    await backedUp(old, around);
    const code = kitOf(old);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    await fresh.recover.takeIn(await fresh.recover.findByKit(code, by), newLock, by);
    relay.clock.pass({ hours: 1 });
    await fresh.backup.goOnBackingUp(by);
    const third = await openPhone();
    const thirdAround = aroundFor(third);
    await third.recover.takeIn(await third.recover.findByKit(code, thirdAround), newLock, thirdAround);
    const [lost] = await third.device.listDevices(thirdAround);
    await third.remove.removeDevice(lost?.id ?? '', 'locked', 'hand-over', thirdAround);
    relay.clock.pass({ hours: 1 });
    await third.backup.goOnBackingUp(thirdAround);
    fresh.use();
    await fresh.backup.planBackup('soon', by);
    relay.clock.pass({ hours: 1 });
    await fresh.backup.goOnBackingUp(by);
    expect(fresh.vault.thisDevice.value?.backup?.refusal).toBe('root-changed');
    const before = fresh.hold.openRoot().slice();
    fresh.open.lock();
    await fresh.open.unlock(newLock, by);
    expect(fresh.hold.openRoot()).not.toEqual(before);
    expect(fresh.hold.openRoot()).toEqual(third.hold.openRoot());
    expect([...fresh.vault.facts.value.keys()].sort()).toEqual(['commune', 'reference-income']);
    await fresh.backup.planBackup('soon', by);
    relay.clock.pass({ hours: 1 });
    await fresh.backup.goOnBackingUp(by);
    expect(fresh.vault.thisDevice.value?.backup).toMatchObject({ refusal: null, generation: 1 });
    // The one that was taken out opens what it had, and no more.
    old.use();
    await old.backup.planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await old.backup.goOnBackingUp(around);
    const own = old.hold.openRoot().slice();
    old.open.lock();
    await old.open.unlock({ kind: 'passkey' }, around);
    expect(old.hold.openRoot()).toEqual(own);
    expect(old.vault.thisDevice.value?.backup?.refusal).toBe('root-changed');
  });

  it('that this one is, or that is unknown, is refused', async () => {
    const [own] = await old.device.listDevices(around);
    expect(await codeOf(() => old.remove.removeDevice(own?.id ?? '', 'locked', 'stop', around))).toBe(
      'device-unknown',
    );
    expect(await codeOf(() => old.remove.removeDevice('A'.repeat(22), 'open', 'stop', around))).toBe(
      'device-unknown',
    );
  });

  it('that made the passkey which is synced to this one: the passkey stays', async () => {
    await backedUp(old, around);
    const fresh = await openPhone();
    const by = { ...aroundFor(fresh), passkey: around.passkey };
    await fresh.recover.takeIn(await fresh.recover.findByPasskey(by), null, by);
    const [lost] = (await fresh.device.listDevices(by)).filter(({ isThis }) => !isThis);
    await fresh.remove.removeDevice(lost?.id ?? '', 'locked', 'hand-over', by);
    fresh.open.lock();
    await fresh.open.unlock({ kind: 'passkey' }, by);
    expect(fresh.vault.lockState.value).toBe('open');
  });

  it('that may have been open: then the keys towards parties change too', async () => {
    const { fresh, by, lost } = await second();
    const { generation, pairKey } = fresh.card.walletKeys();
    await fresh.remove.removeDevice(lost, 'unknown', 'hand-over', by);
    expect(fresh.card.walletKeys().generation).toBe(generation + 1);
    expect(fresh.card.walletKeys().pairKey).not.toBe(pairKey);
    expect(fresh.vault.thisDevice.value?.backup?.dueAt).not.toBeNull();
  });

  /** A second phone of the same wallet, which takes the first one out. */
  async function second() {
    await old.wallet.liveGrant(relay, city, around);
    await backedUp(old, around);
    const code = kitOf(old);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    await fresh.recover.takeIn(await fresh.recover.findByKit(code, by), newLock, by);
    const [lost] = (await fresh.device.listDevices(by)).filter(({ isThis }) => !isThis);
    return { fresh, by, lost: lost?.id ?? '' };
  }

  it('and where the page cannot load what turns the keys, nothing is changed yet', async () => {
    const { fresh, by, lost } = await second();
    const before = fresh.hold.openRoot().slice();
    vi.doMock('../../../pwa/wallet/paths/generation.ts', () => {
      throw new Error('no network');
    });
    await expect(fresh.remove.removeDevice(lost, 'open', 'hand-over', by)).rejects.toThrow();
    vi.doUnmock('../../../pwa/wallet/paths/generation.ts');
    expect(fresh.hold.openRoot()).toEqual(before);
    expect(await fresh.device.listDevices(by)).toHaveLength(2);
  });

  it('and where the page is closed in the middle, the keys are turned when it is opened next', async () => {
    const { fresh, by, lost } = await second();
    const { generation } = fresh.card.walletKeys();
    const clock = by.now;
    let isClosed = false;
    // The first thing after the root that asks for the time.
    const closing = () => {
      if (fresh.hold.keyslots().generation > 0) isClosed = true;
      if (isClosed) throw new Error('closed');
      return clock();
    };
    await expect(fresh.remove.removeDevice(lost, 'open', 'stop', { ...by, now: closing })).rejects.toThrow(
      'closed',
    );
    expect(fresh.card.walletKeys().generation).toBe(generation);
    expect(fresh.vault.thisDevice.value?.turning).toEqual({ mode: 'stop', from: generation });
    fresh.open.lock();
    await fresh.open.unlock(newLock, by);
    await fresh.remove.finishTurning(by);
    expect(fresh.card.walletKeys().generation).toBe(generation + 1);
    expect(fresh.vault.grants.value.map(({ status }) => status)).toEqual(['ended']);
    expect(fresh.vault.thisDevice.value?.turning).toBeUndefined();
    // Once is enough.
    await fresh.remove.finishTurning(by);
    expect(fresh.card.walletKeys().generation).toBe(generation + 1);
  });

  it('that may have been open, and may have had the code of the kit: the old paper opens nothing new', async () => {
    await backedUp(old, around);
    const code = kitOf(old);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    await fresh.recover.takeIn(await fresh.recover.findByKit(code, by), newLock, by);
    const [lost] = (await fresh.device.listDevices(by)).filter(({ isThis }) => !isThis);
    expect(await fresh.remove.removeDevice(lost?.id ?? '', 'open', 'hand-over', by)).toEqual({
      hasNewKit: true,
    });
    expect(fresh.vault.isProvisional.value).toBe(true);
    const next = kitOf(fresh);
    expect(next).not.toBe(code);
    relay.clock.pass({ hours: 2 });
    await fresh.backup.goOnBackingUp(by);
    expect(fresh.vault.thisDevice.value?.backup).toMatchObject({ refusal: null, dueAt: null });
    const thief = await openPhone();
    expect(await codeOf(() => thief.recover.findByKit(code, aroundFor(thief)))).toBe('backup-unknown');
    fresh.use();
    fresh.open.lock();
    expect(await codeOf(() => fresh.open.unlock({ kind: 'kit', code }, by))).toBe('unlock-failed');
    const third = await openPhone();
    expect(await third.recover.findByKit(next, aroundFor(third))).toMatchObject({ by: 'kit' });
  });

  it('that may have been open and had rehearsed the kit itself: its code was there no more, and the paper stays', async () => {
    const code = kitOf(old);
    const positions = old.card.groupsToRehearse(around);
    const [left = '', right = ''] = positions.map((at) => old.card.kit()?.groups[at]);
    expect(await old.card.rehearse(positions, [left, right], around)).toBe(true);
    await backedUp(old, around);
    const fresh = await openPhone();
    const by = aroundFor(fresh);
    await fresh.recover.takeIn(await fresh.recover.findByKit(code, by), newLock, by);
    const [lost] = (await fresh.device.listDevices(by)).filter(({ isThis }) => !isThis);
    expect(await fresh.remove.removeDevice(lost?.id ?? '', 'open', 'stop', by)).toEqual({ hasNewKit: false });
    expect(fresh.vault.isProvisional.value).toBe(false);
    fresh.open.lock();
    await fresh.open.unlock({ kind: 'kit', code }, by);
    expect(fresh.vault.lockState.value).toBe('open');
  });
});
