import { beforeEach, describe, expect, it } from 'vitest';
import { passphraseFloor, secretFromPassphrase } from '../../../crypto/passphrase.ts';
import { groupsToRehearse, kit, rehearse, stopCard } from '../../../pwa/wallet/paths/card.ts';
import { eraseDevice } from '../../../pwa/wallet/paths/erase.ts';
import {
  addWayIn,
  createWallet,
  lock,
  openDoor,
  passphraseProblem,
  supportsPasskey,
  unlock,
} from '../../../pwa/wallet/paths/open.ts';
import { keyslots } from '../../../pwa/wallet/vault/hold.ts';
import { facts, isProvisional, lockState, waysIn } from '../../../pwa/wallet/vault/open.ts';
import { openTestHouse } from '../../relay/house.ts';
import { aroundOf, keepFacts, phrase, type TestAround } from './wallet.ts';

const relay = await openTestHouse();
let around: TestAround;

beforeEach(async () => {
  around = aroundOf(relay);
  await eraseDevice();
  await openDoor();
});

describe('the door', () => {
  it('is empty on a new device, and a new vault takes along what was typed before', async () => {
    expect(lockState.value).toBe('empty');
    await keepFacts(around);
    expect(facts.value.size).toBe(2);
    await createWallet({ kind: 'passkey' }, around);
    expect(lockState.value).toBe('open');
    lock();
    expect(lockState.value).toBe('locked');
    expect(facts.value.size).toBe(0);
    expect(await unlock({ kind: 'passkey' }, around)).toEqual({ unreadable: 0 });
    expect(facts.value.get('reference-income')?.value).toBeDefined();
  });

  it('refuses a second vault on one device', async () => {
    await createWallet({ kind: 'passkey' }, around);
    await expect(createWallet({ kind: 'passkey' }, around)).rejects.toMatchObject({ code: 'wallet-exists' });
  });

  it('keeps nothing on disk before there is a vault', async () => {
    await keepFacts(around);
    await eraseDevice();
    expect(facts.value.size).toBe(0);
  });
});

describe('a passkey', () => {
  it('is offered only where the device says that it can keep one', async () => {
    expect(await supportsPasskey(around)).toBe(true);
    around.passkey.isSupported = async () => false;
    expect(await supportsPasskey(around)).toBe(false);
  });

  it('counts only after one more ceremony really opened the root', async () => {
    await createWallet({ kind: 'passkey' }, around);
    expect(around.passkey.ceremonies).toBe(3);
    expect(keyslots().slots.find(({ kind }) => kind === 'passkey')?.active).toBe(true);
  });

  it('needs two ceremonies where the authenticator gives its secret at once', async () => {
    around.passkey.givesSecretAtOnce = true;
    await createWallet({ kind: 'passkey' }, around);
    expect(around.passkey.ceremonies).toBe(2);
  });

  it('that gives another secret the second time makes no vault', async () => {
    around.passkey.givesSecretAtOnce = true;
    const ask = around.passkey.ask.bind(around.passkey);
    around.passkey.ask = async (credentials) => ({ ...(await ask(credentials)), secret: new Uint8Array(32) });
    await expect(createWallet({ kind: 'passkey' }, around)).rejects.toMatchObject({ code: 'open-failed' });
    await openDoor();
    expect(lockState.value).toBe('empty');
  });

  it('without PRF makes no vault, and what was typed is still there', async () => {
    await keepFacts(around);
    around.passkey.ask = async () => ({ credential: '', secret: null });
    await expect(createWallet({ kind: 'passkey' }, around)).rejects.toMatchObject({
      code: 'passkey-no-secret',
    });
    expect(facts.value.size).toBe(2);
  });

  it('of somebody else opens nothing', async () => {
    await createWallet({ kind: 'passkey' }, around);
    lock();
    for (const credential of around.passkey.secrets.keys())
      around.passkey.secrets.set(credential, new Uint8Array(32));
    await expect(unlock({ kind: 'passkey' }, around)).rejects.toMatchObject({ code: 'unlock-failed' });
    expect(lockState.value).toBe('locked');
  });
});

describe('a passphrase', () => {
  it('opens what it made, and no other does', async () => {
    await createWallet({ kind: 'passphrase', passphrase: phrase }, around);
    lock();
    await expect(unlock({ kind: 'passphrase', passphrase: `${phrase}.` }, around)).rejects.toMatchObject({
      code: 'unlock-failed',
    });
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    expect(lockState.value).toBe('open');
  });

  it('goes through Argon2id at no less than the floor', async () => {
    const real = { ...around, derive: secretFromPassphrase };
    await createWallet({ kind: 'passphrase', passphrase: phrase }, real);
    expect(keyslots().slots[0]?.passphrase).toMatchObject({ ...passphraseFloor });
    lock();
    await unlock({ kind: 'passphrase', passphrase: phrase }, real);
    expect(lockState.value).toBe('open');
  });

  it('that is short, or one letter over and over, is refused', async () => {
    expect(passphraseProblem('court')).toBe('passphrase-short');
    expect(passphraseProblem('aaaaaaaaaaaaaaaaaa')).toBe('passphrase-short');
    expect(passphraseProblem(phrase)).toBeNull();
    await expect(createWallet({ kind: 'passphrase', passphrase: 'court' }, around)).rejects.toMatchObject({
      code: 'passphrase-short',
    });
  });

  it('is a second way in beside the passkey', async () => {
    await createWallet({ kind: 'passkey' }, around);
    await addWayIn({ kind: 'passphrase', passphrase: phrase }, around);
    expect(waysIn.value.map(({ kind }) => kind)).toEqual(['passkey', 'kit', 'passphrase']);
    lock();
    await unlock({ kind: 'passphrase', passphrase: phrase }, around);
    expect(lockState.value).toBe('open');
  });
});

describe('the paper kit', () => {
  it('opens the vault alone', async () => {
    await createWallet({ kind: 'passkey' }, around);
    const code = kit()?.code ?? '';
    lock();
    await unlock({ kind: 'kit', code: code.toLowerCase().replaceAll('-', ' ') }, around);
    expect(lockState.value).toBe('open');
  });

  it('is on paper and nowhere else once two of its groups were typed back', async () => {
    await createWallet({ kind: 'passkey' }, around);
    expect(isProvisional.value).toBe(true);
    const groups = kit()?.groups ?? [];
    const positions = groupsToRehearse(around);
    expect(positions[0]).not.toBe(positions[1]);
    expect(await rehearse(positions, ['00000', '00000'], around)).toBe(false);
    expect(isProvisional.value).toBe(true);
    const typed = positions.map((at) => groups[at] ?? '') as [string, string];
    expect(await rehearse(positions, typed, around)).toBe(true);
    expect(isProvisional.value).toBe(false);
    expect(kit()).toBeNull();
  });

  it('is another paper than the stop card', async () => {
    await createWallet({ kind: 'passkey' }, around);
    const card = stopCard(around);
    expect(card.link).toBe(`http://localhost:8787/stop#${card.code}`);
    lock();
    await expect(unlock({ kind: 'kit', code: card.code }, around)).rejects.toMatchObject({
      code: 'code-invalid',
    });
  });
});
