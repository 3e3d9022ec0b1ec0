// open: passkey, phrase or paper kit → keyslot → root → vault in memory. The vault is made at the first yes, when there
// is something to keep; what was typed before comes along.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { newPairKey, newRoot, newStopSeed } from '../../../crypto/keys.ts';
import {
  activateKeyslot,
  addKeyslot,
  createKeyslots,
  type NewKeyslot,
  openKeyslot,
} from '../../../crypto/keyslot.ts';
import type { Keyslot, KeyslotList } from '../../../crypto/keyslot-list.ts';
import { kitSecret, newKitCode, readKitCode } from '../../../crypto/kit-code.ts';
import { passphraseFloor, passphraseSaltBytes } from '../../../crypto/passphrase.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { minuteText } from '../../../policy/instant.ts';
import { PasskeyFault } from '../passkey/fault.ts';
import { VaultFault } from '../vault/fault.ts';
import {
  keyslots,
  lockVault,
  openRoot,
  openVault,
  putSlots,
  readDoor,
  writeFirstVault,
} from '../vault/hold.ts';
import { type LockState, lockState } from '../vault/open.ts';
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
  return lockState.value;
}

export function supportsPasskey(around: Surroundings = here): Promise<boolean> {
  return around.passkey.isSupported();
}

export function passphraseProblem(passphrase: string): 'passphrase-short' | null {
  const normal = passphrase.normalize('NFKC').trim();
  return normal.length < passphraseMinLength || new Set(normal).size < 5 ? 'passphrase-short' : null;
}

export async function createWallet(lock: NewLock, around: Surroundings = here): Promise<void> {
  await readySodium();
  await readDoor();
  if (lockState.value !== 'empty') throw new PathFault('wallet-exists', 'this device has a vault');
  const root = newRoot();
  const slot = await newSlot(lock, around);
  let list = await activate(createKeyslots(root, slot), around);
  const kitCode = newKitCode();
  list = addKeyslot(list, root, { kind: 'kit', unlockSecret: kitSecret(kitCode) });
  await writeFirstVault(root, list, {
    pairKey: toBase64url(newPairKey()),
    generation: 0,
    stopSeed: toBase64url(newStopSeed()),
    kitCode: toBase64url(kitCode),
    rehearsedAt: null,
    madeAt: minuteText(around.now()),
  });
}

/** Another way in: asked for in the settings, while the vault is open. */
export async function addWayIn(lock: NewLock, around: Surroundings = here): Promise<void> {
  const root = openRoot();
  const slot = await newSlot(lock, around);
  await putSlots(await activate(addKeyslot(keyslots(), root, slot), around));
}

export async function unlock(how: Unlocking, around: Surroundings = here): Promise<{ unreadable: number }> {
  await readySodium();
  await readDoor();
  if (lockState.value === 'open') return { unreadable: 0 };
  const list = keyslots();
  return openVault(await rootFrom(list, how, around));
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
async function opening(
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

async function newSlot(lock: NewLock, around: Surroundings): Promise<NewKeyslot> {
  if (lock.kind === 'passkey') {
    const made = await around.passkey.make();
    // Many authenticators give the secret only when used: then the first use makes the slot, the second one proves it.
    const secret = made.secret ?? (await around.passkey.ask([made.credential])).secret;
    return {
      kind: 'passkey',
      credential: made.credential,
      prfSalt: toBase64url(around.passkey.prfSalt),
      unlockSecret: requireSecret(secret),
    };
  }
  if (passphraseProblem(lock.passphrase) !== null)
    throw new PathFault('passphrase-short', 'passphrase is too short');
  const salt = randomBytes(passphraseSaltBytes);
  const unlockSecret = await around.derive(lock.passphrase, salt, passphraseFloor);
  return { kind: 'passphrase', passphrase: { salt: toBase64url(salt), ...passphraseFloor }, unlockSecret };
}

/** A passkey slot counts only after one more ceremony really unwrapped the root with it. */
async function activate(list: KeyslotList, around: Surroundings): Promise<KeyslotList> {
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

function requireSecret(secret: Uint8Array | null): Uint8Array {
  if (secret === null) throw new PasskeyFault('passkey-no-secret', 'authenticator gave no secret');
  return secret;
}
