// Before Dexie, which looks for the browser's database once.
import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newRoot } from '../../../crypto/keys.ts';
import { createKeyslots, rotateRoot } from '../../../crypto/keyslot.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import type { KeptKeys } from '../../../pwa/wallet/vault/kept/wallet.ts';
import { aFact } from '../../support/builders.ts';

await readySodium();

/** One tab: its own memory, the same disk. */
async function openTab() {
  vi.resetModules();
  // libsodium is loaded anew with each set of modules.
  await (await import('../../../crypto/sodium.ts')).readySodium();
  const { closeTabs } = await import('../../../pwa/wallet/vault/tabs.ts');
  return {
    closeTabs,
    hold: await import('../../../pwa/wallet/vault/hold.ts'),
    open: await import('../../../pwa/wallet/vault/open.ts'),
    database: await import('../../../pwa/wallet/vault/database.ts'),
  };
}
type Tab = Awaited<ReturnType<typeof openTab>>;

const keys: KeptKeys = {
  pairKey: 'A'.repeat(43),
  generation: 0,
  stopSeed: 'A'.repeat(27),
  rehearsedAt: null,
  kitCode: null,
  madeAt: '2026-11-21T10:05:00Z',
};
const tabs: Tab[] = [];
let root: Uint8Array;

async function tab(): Promise<Tab> {
  const opened = await openTab();
  tabs.push(opened);
  await opened.hold.readDoor();
  return opened;
}

async function firstTab(): Promise<Tab> {
  const opened = await tab();
  root = newRoot();
  const list = createKeyslots(root, { kind: 'passphrase', unlockSecret: randomBytes(32) });
  await opened.hold.writeFirstVault(root.slice(), list, keys);
  return opened;
}

async function secondTab(): Promise<Tab> {
  const opened = await tab();
  await opened.hold.openVault(root.slice());
  return opened;
}

afterEach(async () => {
  for (const { closeTabs, database } of tabs.splice(0)) {
    closeTabs();
    database.closeDatabase();
  }
  await Dexie.delete('vav');
});

const commune = aFact('commune');

describe('the vault', () => {
  it('holds in memory what was typed before it was made, and takes it along', async () => {
    const { hold, open } = await tab();
    expect(open.lockState.value).toBe('empty');
    await hold.change((rows) => rows.put('fact', 'commune', commune));
    root = newRoot();
    await hold.writeFirstVault(
      root.slice(),
      createKeyslots(root, { kind: 'passphrase', unlockSecret: randomBytes(32) }),
      keys,
    );
    hold.lockVault();
    expect(open.facts.value.size).toBe(0);
    await hold.openVault(root.slice());
    expect(open.facts.value.get('commune')).toEqual(commune);
  });

  it('refuses to be written while it is locked', async () => {
    const { hold } = await firstTab();
    hold.lockVault();
    await expect(hold.change((rows) => rows.put('fact', 'commune', commune))).rejects.toMatchObject({
      code: 'vault-locked',
    });
    expect(() => hold.openRoot()).toThrow(expect.objectContaining({ code: 'vault-locked' }));
  });

  it('writes all of a change or nothing, and shows nothing that was not written', async () => {
    const { hold, open, database } = await firstTab();
    const rowsBefore = (await database.readRows()).length;
    const failing = hold.change((rows) => {
      rows.put('fact', 'commune', commune);
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(open.facts.value.size).toBe(0);
    expect((await database.readRows()).length).toBe(rowsBefore);
  });

  it('reads inside a change what the change itself has put', async () => {
    const { hold } = await firstTab();
    const found = await hold.change(async (rows) => {
      rows.put('fact', 'commune', commune);
      const put = await rows.get('fact', 'commune');
      rows.drop('fact', 'commune');
      return [put, await rows.get('fact', 'commune')];
    });
    expect(found).toEqual([commune, undefined]);
  });

  it('leaves a row that does not open where it is, counts it, and opens the others', async () => {
    const { hold, open, database } = await firstTab();
    await hold.change((rows) => rows.put('fact', 'commune', commune));
    await database.changeRows(async () => ({ puts: [{ k: 'broken', c: new Uint8Array(64) }], drops: [] }));
    hold.lockVault();
    expect(await hold.openVault(root.slice())).toEqual({ unreadable: 1 });
    expect(open.facts.value.size).toBe(1);
    expect((await database.readRows()).map(({ k }) => k)).toContain('broken');
  });

  it('is made once: a second tab that tries finds the first one’s', async () => {
    const second = await tab();
    await firstTab();
    const list = createKeyslots(root, { kind: 'passphrase', unlockSecret: randomBytes(32) });
    await expect(second.hold.writeFirstVault(newRoot(), list, keys)).rejects.toMatchObject({
      code: 'vault-exists',
    });
  });

  it('says so when its slot list cannot be read', async () => {
    const { database } = await firstTab();
    const text = (await database.readSlotText()) ?? '';
    await database.writeSlotText(text, '{"v":2}');
    const other = await openTab();
    tabs.push(other);
    await expect(other.hold.readDoor()).rejects.toMatchObject({ code: 'vault-broken' });
  });
});

describe('two tabs', () => {
  it('show each other’s changes', async () => {
    const first = await firstTab();
    const second = await secondTab();
    await first.hold.change((rows) => rows.put('fact', 'commune', commune));
    await vi.waitFor(() => expect(second.open.facts.value.get('commune')).toEqual(commune));
  });

  it('tell each other that something changed, and never what', async () => {
    const heard: unknown[] = [];
    const listener = new BroadcastChannel('vav-vault');
    listener.onmessage = ({ data }) => heard.push(data);
    const { hold } = await firstTab();
    await hold.change((rows) => rows.put('fact', 'commune', commune));
    hold.lockVault();
    await vi.waitFor(() => expect(heard).toEqual(['changed', 'changed', 'locked']));
    listener.close();
  });

  it('do not overwrite each other: each change reads what lies on the disk', async () => {
    const first = await firstTab();
    const second = await secondTab();
    const more = (found: Tab) =>
      found.hold.change(async (rows) => {
        const kept = (await rows.get('keys', 'wallet')) ?? keys;
        rows.put('keys', 'wallet', { ...kept, generation: kept.generation + 1 });
      });
    await Promise.all([more(first), more(second), more(first), more(second)]);
    await vi.waitFor(() => expect(first.open.heldSignal.value.keys.get('wallet')?.generation).toBe(4));
  });

  it('never write under a root that the other has changed: such a row would open nowhere', async () => {
    const first = await firstTab();
    const second = await secondTab();
    // The word that locks it is still on its way.
    second.closeTabs();
    const rotated = rotateRoot(first.hold.keyslots(), root);
    await first.hold.changeRoot(rotated.root.slice(), rotated.list);
    const late = second.hold.change((rows) => rows.put('fact', 'commune', commune));
    await expect(late).rejects.toMatchObject({ code: 'vault-locked' });
    expect(second.open.facts.value.size).toBe(0);
    first.hold.lockVault();
    expect(await first.hold.openVault(rotated.root.slice())).toEqual({ unreadable: 0 });
    await first.hold.change((rows) => rows.put('fact', 'commune', commune));
    expect(first.open.facts.value.size).toBe(1);
  });

  it('lock together, and are empty together after erasing', async () => {
    const first = await firstTab();
    const second = await secondTab();
    first.hold.lockVault();
    await vi.waitFor(() => expect(second.open.lockState.value).toBe('locked'));
    await second.hold.destroyVault();
    await vi.waitFor(() => expect(first.open.lockState.value).toBe('empty'));
  });
});
