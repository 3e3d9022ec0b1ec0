import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeDatabase, destroyDatabase, writeFirst } from '../../../pwa/wallet/vault/database.ts';
import { mayHaveVault } from '../../../pwa/wallet/vault/device.ts';

afterEach(() => vi.unstubAllGlobals());

describe('a device', () => {
  it('has no vault before the first yes, nor after it was erased', async () => {
    expect(await mayHaveVault()).toBe(false);
    await writeFirst('slots', []);
    closeDatabase();
    expect(await mayHaveVault()).toBe(true);
    await destroyDatabase();
    expect(await mayHaveVault()).toBe(false);
  });

  it('that does not tell may have one', async () => {
    vi.stubGlobal('indexedDB', {});
    expect(await mayHaveVault()).toBe(true);
  });
});
