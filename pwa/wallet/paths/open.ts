// open: passkey, phrase or paper kit → keyslot → root → vault in memory. The vault is made at the first yes, when there
// is something to keep; what was typed before comes along.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { newPairKey, newRoot } from '../../../crypto/keys.ts';
import {
  activateKeyslot,
  addDevice,
  addKeyslot,
  createKeyslots,
  formerRoot,
  hasMac,
  type NewKeyslot,
  openKeyslot,
} from '../../../crypto/keyslot.ts';
import type { Keyslot, KeyslotList } from '../../../crypto/keyslot-list.ts';
import { kitLocator, kitSecret, newKitCode, readKitCode } from '../../../crypto/kit-code.ts';
import { passphraseFloor, passphraseSaltBytes } from '../../../crypto/passphrase.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { newStopSeed } from '../../../crypto/stop-card.ts';
import type { BackupPasskey } from '../../../policy/backup.ts';
import { minuteText } from '../../../policy/instant.ts';
import { PasskeyFault } from '../passkey/fault.ts';
import { isTablet } from '../tablet.ts';
import { VaultFault } from '../vault/fault.ts';
import {
  change,
  changeRoot,
  keyslots,
  lockVault,
  nextSlots,
  openRoot,
  openVault,
  putSlots,
  readDoor,
  rootOfVisit,
  writeFirstVault,
  writeVault,
} from '../vault/hold.ts';
import type { KeptDevice, KeptKeys } from '../vault/kept/wallet.ts';
import { type LockState, lockState, thisDevice } from '../vault/open.ts';
import { aboutDevice } from './device-name.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

/** How a new vault will be unlocked. */
export type NewLock =
  | { readonly kind: 'passkey' }
  | { readonly kind: 'passphrase'; readonly passphrase: string };
export type Unlocking = NewLock | { readonly kind: 'kit'; readonly code: string };

/** Fewer characters than this can be guessed by whoever copies the database. */
export const passphraseMinLength = 12;

/** Looks once, at the start of the page, whether this device has a vault. */
export async function openDoor(): Promise<LockState> {
  await readDoor();
  const root = lockState.value === 'locked' ? await rootOfVisit() : undefined;
  if (root !== undefined) await openVault(root);
  return lockState.value;
}

export function supportsPasskey(around: Surroundings = here): Promise<boolean> {
  return around.passkey.isSupported();
}

export function passphraseProblem(passphrase: string): 'passphrase-short' | null {
  const normal = passphrase.normalize('NFKC').trim();
  return normal.length < passphraseMinLength || new Set(normal).size < 5 ? 'passphrase-short' : null;
}

/** `visit`: on a device that goes from hand to hand nothing is kept, so that nothing but paper opens it again. */
export async function createWallet(
  lock: NewLock | { readonly kind: 'visit' },
  around: Surroundings = here,
): Promise<void> {
  await readySodium();
  await readDoor();
  if (lockState.value !== 'empty') throw new PathFault('wallet-exists', 'this device has a vault');
  if ((lock.kind === 'visit') !== isTablet.value)
    throw new PathFault('tablet-keyless', 'expected a lock that fits who uses this device');
  const root = newRoot();
  const kitCode = newKitCode();
  const kit: NewKeyslot = { kind: 'kit', unlockSecret: kitSecret(kitCode) };
  const keys: KeptKeys = {
    pairKey: toBase64url(newPairKey()),
    generation: 0,
    stopSeed: toBase64url(newStopSeed()),
    kitCode: toBase64url(kitCode),
    kitPlace: kitLocator(kitCode),
    rehearsedAt: null,
    madeAt: minuteText(around.now()),
  };
  // A device that goes from hand to hand is nobody's.
  if (lock.kind === 'visit') return writeFirstVault(root, createKeyslots(root, kit), keys);
  const way = await makeWayIn(lock, around);
  const list = addKeyslot(await activate(createKeyslots(root, way.slot), around), root, kit);
  const device = newDevice(way);
  await writeVault(root, addDevice(list, root, aboutDevice(device.id, around)), [
    { kind: 'keys', name: 'wallet', body: { ...keys, passkeys: way.passkeys } },
    { kind: 'device', name: 'device', body: device },
  ]);
}

/** Another way in: asked for in the settings, while the vault is open. */
export async function addWayIn(lock: NewLock, around: Surroundings = here): Promise<void> {
  const way = await makeWayIn(lock, around, thisDevice.value?.id);
  await putSlots(await activate(addKeyslot(keyslots(), openRoot(), way.slot), around));
  await change(async (rows) => {
    const keys = await rows.get('keys', 'wallet');
    if (keys === undefined) throw new PathFault('wallet-locked', 'no keys in this vault');
    rows.put('keys', 'wallet', { ...keys, passkeys: [...(keys.passkeys ?? []), ...way.passkeys] });
    const device = await rows.get('device', 'device');
    const credentials = way.passkeys.map(({ credential }) => credential);
    if (device !== undefined)
      rows.put('device', 'device', { ...device, credentials: [...device.credentials, ...credentials] });
  });
}

export async function unlock(how: Unlocking, around: Surroundings = here): Promise<{ unreadable: number }> {
  await readySodium();
  await readDoor();
  if (lockState.value === 'open') return { unreadable: 0 };
  const list = keyslots();
  const turned = await turnedRoot(list, how, around);
  if (turned === null) return openVault(await rootFrom(list, how, around));
  const outcome = await openVault(turned.former);
  await changeRoot(turned.root, turned.list);
  return outcome;
}

interface Turned {
  readonly list: KeyslotList;
  readonly root: Uint8Array;
  readonly former: Uint8Array;
}

/** Another device has changed the root: a slot of this one leads to the new one, and from there back to the own. */
async function turnedRoot(own: KeyslotList, how: Unlocking, around: Surroundings): Promise<Turned | null> {
  const list = await nextSlots();
  const ids = new Set(own.slots.map(({ id }) => id));
  const hasWay = list?.slots.some(({ id, kind, active }) => active && kind === how.kind && ids.has(id));
  if (list === undefined || !hasWay) return null;
  try {
    const root = await rootFrom(list, how, around);
    const former = formerRoot(list, root, own.generation);
    return hasMac(own, former) ? { list, root, former } : null;
  } catch (cause) {
    const isOther = cause instanceof CryptoFault || cause instanceof VaultFault;
    if (!isOther) throw cause;
    return null;
  }
}

export function lock(): void {
  lockVault();
}

async function rootFrom(list: KeyslotList, how: Unlocking, around: Surroundings): Promise<Uint8Array> {
  const slots = list.slots.filter((slot) => slot.active && slot.kind === how.kind);
  if (slots.length === 0) throw new VaultFault('unlock-failed', `no active slot of kind \`${how.kind}\``);
  switch (how.kind) {
    case 'passkey': {
      const { credential, secret } = await around.passkey.ask(slots.flatMap((slot) => slot.credential ?? []));
      return opening(
        list,
        slots.filter((slot) => slot.credential === credential),
        async () => requireSecret(secret),
      );
    }
    case 'passphrase':
      return opening(list, slots, (slot) => phraseSecret(slot, how.passphrase, around));
    case 'kit': {
      const secret = kitSecret(readKitCode(how.code));
      return opening(list, slots, async () => secret);
    }
  }
}

/** Tries each slot that could fit; the only thing told is that none did. */
export async function opening(
  list: KeyslotList,
  slots: readonly Keyslot[],
  secretOf: (slot: Keyslot) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  for (const slot of slots) {
    const secret = await secretOf(slot);
    try {
      return openKeyslot(list, slot.id, secret);
    } catch (cause) {
      if (!(cause instanceof CryptoFault) || cause.code !== 'open-failed') throw cause;
    }
  }
  throw new VaultFault('unlock-failed', 'no slot opened');
}

/** A slot in the making, and what a relay would need to find a backup by its passkey. */
export interface MadeWayIn {
  readonly slot: NewKeyslot;
  readonly passkeys: readonly BackupPasskey[];
}

/** A passkey slot is its device's; a phrase is in somebody's head. */
export async function makeWayIn(
  lock: NewLock,
  around: Surroundings,
  device: string = randomId(),
): Promise<MadeWayIn> {
  if (lock.kind === 'passkey') {
    const { credential, secret: atOnce, publicKey } = await around.passkey.make();
    // Many authenticators give the secret only when used: then the first use makes the slot, the second one proves it.
    const secret = atOnce ?? (await around.passkey.ask([credential])).secret;
    const slot: NewKeyslot = {
      kind: 'passkey',
      device,
      credential,
      prfSalt: toBase64url(around.passkey.prfSalt),
      unlockSecret: requireSecret(secret),
    };
    return { slot, passkeys: publicKey === undefined ? [] : [{ credential, publicKey }] };
  }
  if (passphraseProblem(lock.passphrase) !== null)
    throw new PathFault('passphrase-short', 'passphrase is too short');
  const salt = randomBytes(passphraseSaltBytes);
  const unlockSecret = await around.derive(lock.passphrase, salt, passphraseFloor);
  const slot: NewKeyslot = {
    kind: 'passphrase',
    passphrase: { salt: toBase64url(salt), ...passphraseFloor },
    unlockSecret,
  };
  return { slot, passkeys: [] };
}

/** What a device keeps about itself once its way in is made. */
export const newDevice = (way?: MadeWayIn): KeptDevice => ({
  id: way?.slot.device ?? randomId(),
  credentials: way?.slot.credential == null ? [] : [way.slot.credential],
  backup: null,
});

/** A passkey slot counts only after one more ceremony really unwrapped the root with it. */
export async function activate(list: KeyslotList, around: Surroundings): Promise<KeyslotList> {
  const slot = list.slots.at(-1);
  if (slot === undefined || slot.active || slot.credential === null) return list;
  const { secret } = await around.passkey.ask([slot.credential]);
  return activateKeyslot(list, slot.id, requireSecret(secret));
}

function phraseSecret(slot: Keyslot, passphrase: string, around: Surroundings): Promise<Uint8Array> {
  if (slot.passphrase === null) throw new VaultFault('vault-broken', 'passphrase slot without salt');
  const { salt, ...cost } = slot.passphrase;
  return around.derive(passphrase, fromBase64url(salt), cost);
}

export function requireSecret(secret: Uint8Array | null): Uint8Array {
  if (secret === null) throw new PasskeyFault('passkey-no-secret', 'authenticator gave no secret');
  return secret;
}
