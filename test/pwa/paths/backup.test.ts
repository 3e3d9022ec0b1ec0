import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { devicesPlace, maxBackupContentBytes, sealBackup, writesPair } from '../../../crypto/backup.ts';
import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { addDevice, keyslotDigest, keyslotText, rotateRoot } from '../../../crypto/keyslot.ts';
import { randomId } from '../../../crypto/random.ts';
import type { SigningPair } from '../../../crypto/sign.ts';
import { minuteText } from '../../../policy/instant.ts';
import { postBackup, signWrite } from '../../../pwa/wallet/link/backup.ts';
import { keepAccount } from '../../../pwa/wallet/paths/account.ts';
import { goOnBackingUp, planBackup, turnOffBackup, turnOnBackup } from '../../../pwa/wallet/paths/backup.ts';
import { contentDigest, readContent, writeContent } from '../../../pwa/wallet/paths/backup-content.ts';
import { mergeRows } from '../../../pwa/wallet/paths/backup-merge.ts';
import { kit, walletKeys } from '../../../pwa/wallet/paths/card.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { makeKit } from '../../../pwa/wallet/paths/remove-device.ts';
import { stopGrant } from '../../../pwa/wallet/paths/revoke.ts';
import { change, changeRoot, keyslots, openRoot, putSlots } from '../../../pwa/wallet/vault/hold.ts';
import type { KeptAccess, KeptGrant } from '../../../pwa/wallet/vault/kept/grant.ts';
import { heldSignal, nothingHeld, thisDevice } from '../../../pwa/wallet/vault/open.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../../relay/house.ts';
import { aFact } from '../../support/builders.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;
const minuteMs = 60_000;

beforeAll(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  // A pause moves the clock: what is planned for later comes.
  around.pause = async (ms) => {
    around.pauses.push(ms);
    relay.clock.pass({ ms });
  };
  await openWallet(around);
});

const backup = () => thisDevice.value?.backup ?? null;
const backupCalls = () => around.calls.filter(({ path }) => path.startsWith('/backup'));
const atRelay = async (name = backup()?.name ?? '') => relay.house.backups?.read(devicesPlace(name));

async function sent(): Promise<void> {
  await turnOnBackup(around);
  await goOnBackingUp(around);
}

describe('a backup', () => {
  it('is not kept until the resident wants one, and leaves at once then', async () => {
    await goOnBackingUp(around);
    expect(backupCalls()).toEqual([]);
    await sent();
    expect(backup()).toMatchObject({ version: 1, dueAt: null, refusal: null, leftOut: 0 });
    expect((await atRelay())?.version).toBe(1);
  });

  it('holds nothing that the relay could read, and names no mailbox and no account', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    await keepFact({ key: 'commune', value: aFact('commune').value }, around);
    await keepAccount(around);
    await sent();
    const mailbox = heldSignal.value.grant.get(grantId)?.mailbox;
    const seed = heldSignal.value.account.get('account')?.seed;
    const { name, body } = {
      name: backup()?.name ?? '?',
      body: backupCalls()
        .map((call) => call.body)
        .join(''),
    };
    const kept = await atRelay(name);
    const bytes = `${Buffer.from(kept?.sealed ?? []).toString('latin1')}${kept?.slots}${body}`;
    for (const word of [mailbox, grantId, city.client.id, 'commune', seed]) {
      expect(word).toMatch(/^[\w-]{6,}/);
      expect(bytes).not.toContain(word);
    }
    for (const { options } of backupCalls())
      expect(Object.keys(options.headers ?? {}).sort()).toEqual(['accept', 'content-type']);
  });

  it('leaves 1 to 24 hours after a change, once for many changes, and ten minutes from every mailbox', async () => {
    await sent();
    const startMs = relay.clock.now();
    await keepFact({ key: 'commune', value: aFact('commune').value }, around);
    await change((rows) =>
      rows.put('event', 'x', {
        id: 'x',
        at: '2026-11-21T10:05:00Z',
        what: 'exported',
        party: null,
        grant: null,
      }),
    );
    await goOnBackingUp(around);
    const due = Date.parse(backup()?.dueAt ?? '') - startMs;
    expect(due).toBeGreaterThanOrEqual(59 * minuteMs);
    expect(due).toBeLessThanOrEqual(24 * 60 * minuteMs);
    const before = backupCalls().length;
    await goOnBackingUp(around);
    expect(backupCalls()).toHaveLength(before);
    relay.clock.pass({ hours: 24 });
    await liveGrant(relay, city, around);
    const mailboxMs = relay.clock.now();
    await goOnBackingUp(around);
    expect(backupCalls()).toHaveLength(before + 1);
    expect(relay.clock.now() - mailboxMs).toBeGreaterThanOrEqual(10 * minuteMs);
    expect((await atRelay())?.version).toBe(2);
    relay.clock.pass({ hours: 25 });
    await goOnBackingUp(around);
    await goOnBackingUp(around);
    expect((await atRelay())?.version).toBe(2);
  });

  it('leaves within the hour when the keys have changed', async () => {
    await sent();
    await planBackup('soon', around);
    expect(Date.parse(backup()?.dueAt ?? '') - relay.clock.now()).toBeLessThan(60 * minuteMs);
  });

  it('that the network lost leaves later, and one that the relay refuses is told', async () => {
    await turnOnBackup(around);
    around.isOffline = true;
    await goOnBackingUp(around);
    expect(backup()).toMatchObject({ version: 0, refusal: null });
    around.isOffline = false;
    around.meddle = async (path, next) =>
      path === '/backup' ? relay.post('/backup', { broken: true }) : next();
    await goOnBackingUp(around);
    expect(backup()).toMatchObject({ version: 0, refusal: 'body-invalid', dueAt: null });
  });

  it('goes on over a new root: the former key signs the write that names the next one', async () => {
    await sent();
    for (const version of [2, 3]) {
      const turned = rotateRoot(keyslots(), openRoot(), {});
      await changeRoot(turned.root, turned.list);
      await planBackup('soon', around);
      relay.clock.pass({ hours: 1 });
      await goOnBackingUp(around);
      expect(backup()).toMatchObject({ version, refusal: null, generation: version - 1 });
    }
    expect((await atRelay())?.version).toBe(3);
  });

  it('is not begun again by itself where it is gone: another device of the wallet may have erased it', async () => {
    await sent();
    const { name = '', version = 0 } = backup() ?? {};
    expect(version).toBe(1);
    await relay.house.backups?.sweep(relay.clock.now() + 3 * 365 * 24 * 60 * minuteMs);
    expect(await atRelay(name)).toBeUndefined();
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
    expect(await atRelay(name)).toBeUndefined();
    expect(backup()).toMatchObject({ version: 1, refusal: 'stamp-short', dueAt: null });
    // With two taps there is one again, under another name.
    expect(await turnOffBackup(around)).toBe('erased');
    await sent();
    expect((await atRelay())?.version).toBe(1);
    expect(backup()?.name).not.toBe(name);
  });

  it('is erased at the relay when the resident turns it off', async () => {
    await sent();
    const { name = '' } = backup() ?? {};
    await turnOffBackup(around);
    expect(backup()).toBeNull();
    expect(await atRelay(name)).toBeUndefined();
  });
});

describe('a backup into which whoever took the root has written', () => {
  /** By the keys that were in the opened phone, one version further. */
  async function writtenByThief(next?: SigningPair): Promise<void> {
    const root = openRoot();
    const list = keyslots();
    const { name = '', version = 0 } = backup() ?? {};
    const pair = writesPair(root);
    const at = minuteText(relay.clock.now());
    const slots = keyslotText(list);
    const content = toUtf8(writeContent({ ...nothingHeld, keys: heldSignal.value.keys }, at).text);
    const sealed = sealBackup(
      root,
      { backup: name, version: version + 1, slots: keyslotDigest(list) },
      content,
    );
    const write = {
      v: 1,
      backup: name,
      version: version + 1,
      at,
      key: toBase64url(pair.publicKey),
      next: toBase64url((next ?? pair).publicKey),
      sealed: toBase64url(sha256(sealed)),
      slots: recordDigest(slots),
      places: [devicesPlace(name), walletKeys().kitPlace ?? ''],
      passkeys: [],
    } as const;
    await postBackup(around.reach, signWrite(write, pair), { sealed, slots, stamp: '' });
  }
  async function turnRoot(): Promise<void> {
    const turned = rotateRoot(keyslots(), openRoot(), {});
    await changeRoot(turned.root, turned.list);
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
  }

  it('is written after him by the turned root, and nothing of his is taken in', async () => {
    await sent();
    await writtenByThief();
    await turnRoot();
    expect(backup()).toMatchObject({ version: 3, generation: 1, refusal: null });
    expect([...heldSignal.value.fact.keys()].sort()).toEqual(['commune', 'reference-income']);
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
    expect(backup()).toMatchObject({ version: 4, refusal: null });
  });

  it('under a key of his is told, let go of, and begun anew with another paper', async () => {
    await sent();
    const { name = '' } = backup() ?? {};
    const code = kit()?.code ?? '';
    await writtenByThief(writesPair(new Uint8Array(32)));
    await turnRoot();
    expect(backup()?.refusal).toBe('backup-taken');
    expect(await turnOffBackup(around)).toBe('left');
    expect(backup()).toBeNull();
    await makeKit();
    expect(kit()?.code).not.toBe(code);
    await sent();
    expect(backup()).toMatchObject({ version: 1, refusal: null });
    expect(backup()?.name).not.toBe(name);
    const place = walletKeys().kitPlace ?? '';
    expect((await relay.house.backups?.read(place))?.backup).toBe(backup()?.name);
    expect(await turnOffBackup(around)).toBe('erased');
  });
});

describe('two devices of one vault', () => {
  /** What another device would have written: the same root, one version further. */
  async function writtenElsewhere(act: () => Promise<void>): Promise<void> {
    const mine = heldSignal.value;
    const device = thisDevice.value;
    await act();
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
    // Back to what this device held before.
    await change((rows) => {
      for (const kind of ['fact', 'event', 'grant'] as const) {
        for (const name of heldSignal.value[kind].keys()) if (!mine[kind].has(name)) rows.drop(kind, name);
        for (const [name, body] of mine[kind]) rows.put(kind, name, body as never);
      }
      if (device !== undefined) rows.put('device', 'device', device);
    });
  }

  it('write one backup: who finds a newer one takes it in and writes after it', async () => {
    await sent();
    await writtenElsewhere(() => keepFact({ key: 'birth-year', value: aFact('birth-year').value }, around));
    expect(heldSignal.value.fact.has('birth-year')).toBe(false);
    await keepFact({ key: 'commune', value: aFact('commune').value }, around);
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
    expect(heldSignal.value.fact.has('birth-year')).toBe(true);
    expect(backup()).toMatchObject({ version: 3, refusal: null });
  });

  it('take over what the other one has stopped, and never bring it back', async () => {
    const { grantId } = await liveGrant(relay, city, around);
    await sent();
    await writtenElsewhere(async () => void (await stopGrant(grantId, around)));
    expect(heldSignal.value.grant.get(grantId)?.epochKey).not.toBeNull();
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
    const { status, epochKey } = heldSignal.value.grant.get(grantId) as KeptGrant;
    expect(['ended', 'stopping']).toContain(status);
    expect(epochKey).toBeNull();
  });

  it('are told when both have changed the list of devices at once', async () => {
    await sent();
    const own = keyslots();
    const other = (name: string) => addDevice(own, openRoot(), { id: randomId(), name, at: '2026-11-21' });
    await writtenElsewhere(() => putSlots(other('the other one')));
    // This device goes on from the list that it had.
    const { replaceAll } = await import('../../../pwa/wallet/vault/database.ts');
    await replaceAll(keyslotText(keyslots()), keyslotText(own), (rows) => [...rows]);
    const { lock, unlock } = await import('../../../pwa/wallet/paths/open.ts');
    const { phrase } = await import('./wallet.ts');
    lock();
    const { readDoor } = await import('../../../pwa/wallet/vault/hold.ts');
    await readDoor();
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    await putSlots(other('another one'));
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
    expect(backup()?.refusal).toBe('slots-forked');
  });

  it('believe no relay that shows an older one than they have seen', async () => {
    await sent();
    const { name = '' } = backup() ?? {};
    const old = await atRelay(name);
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
    around.meddle = async (path, next) => {
      if (path === '/backup')
        return Response.json({ code: 'backup-behind', fr: 'x', en: 'x', status: 409 }, { status: 409 });
      if (path !== '/backup/read') return next();
      return Response.json({ ...old, sealed: Buffer.from(old?.sealed ?? []).toString('base64url') });
    };
    await planBackup('soon', around);
    relay.clock.pass({ hours: 1 });
    await goOnBackingUp(around);
    expect(backup()).toMatchObject({ refusal: 'backup-unopened', version: 2 });
  });
});

describe('the content of a backup', () => {
  const lookOf = (n: number): KeptAccess => ({
    digest: `look ${n}`,
    grant: 'g',
    party: 'p',
    seq: n,
    at: new Date(n * minuteMs).toISOString(),
    act: 'released',
    decision: 'allowed',
    form: null,
    facts: [],
    purpose: 'x',
    isProven: true,
    evidence: 'e'.repeat(10_000),
  });

  it('is read as it was written, without what is of one device alone', () => {
    const { text } = writeContent(heldSignal.value, '2026-11-21T10:05:00Z');
    const { rows, at } = readContent(JSON.parse(text));
    expect(at).toBe('2026-11-21T10:05:00Z');
    const kinds = new Set(rows.map(({ kind }) => kind));
    expect(kinds).toContain('keys');
    expect(kinds).toContain('fact');
    expect(kinds).not.toContain('device');
  });

  it('leaves out the oldest readings where not all fit, and says how many', () => {
    const look = new Map(Array.from({ length: 120 }, (_, n) => [`${n}`, lookOf(n)]));
    const { text, leftOut } = writeContent({ ...nothingHeld, look }, '2026-11-21T10:05:00Z');
    expect(toUtf8(text).length).toBeLessThanOrEqual(maxBackupContentBytes);
    expect(leftOut).toBeGreaterThan(20);
    const { rows, leftOut: told } = readContent(JSON.parse(text));
    expect(told).toBe(leftOut);
    expect(rows).toHaveLength(120 - leftOut);
    expect(rows.some(({ name }) => name === '119')).toBe(true);
    expect(rows.some(({ name }) => name === '0')).toBe(false);
  });

  it('is no news when only what every look writes has changed', async () => {
    const before = contentDigest(heldSignal.value);
    await change((rows) =>
      rows.put('answer', 'm', { mailbox: 'm', party: 'p', text: 't', at: 'a', seq: {} }),
    );
    expect(contentDigest(heldSignal.value)).toBe(before);
    await keepFact({ key: 'birth-year', value: aFact('birth-year').value }, around);
    expect(contentDigest(heldSignal.value)).not.toBe(before);
  });

  it('of another form is refused', () => {
    for (const value of [
      null,
      {},
      { v: 2, at: '2026-11-21T10:05:00Z', rows: [] },
      { v: 1, at: 'x', rows: [] },
    ])
      expect(() => readContent(value)).toThrow();
    expect(() => readContent({ v: 1, at: '2026-11-21T10:05:00Z', rows: [['fact', 'x']] })).toThrow();
    const { rows } = readContent({ v: 1, at: '2026-11-21T10:05:00Z', rows: [['later', 'x', {}]] });
    expect(rows).toEqual([]);
  });

  it('keeps the younger keys, and the rehearsal of either device', async () => {
    const keys = heldSignal.value.keys.get('wallet');
    if (keys === undefined) throw new Error('expected keys');
    const theirs = {
      ...keys,
      generation: 1,
      pairKey: 'B'.repeat(43),
      rehearsedAt: '2026-11-21T10:05:00Z',
      kitCode: null,
    };
    await change((rows) => mergeRows(rows, [{ kind: 'keys', name: 'wallet', body: theirs }]));
    expect(heldSignal.value.keys.get('wallet')).toMatchObject({
      generation: 1,
      pairKey: theirs.pairKey,
      kitCode: null,
      rehearsedAt: theirs.rehearsedAt,
    });
    await change((rows) => mergeRows(rows, [{ kind: 'keys', name: 'wallet', body: keys }]));
    expect(heldSignal.value.keys.get('wallet')).toMatchObject({ generation: 1, kitCode: null });
  });
});
