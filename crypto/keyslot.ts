// The ways to unlock the root, and the devices that have one: a single versioned list.
//
// A slot is asymmetric: its unlock secret makes an X-Wing pair, and the root is sealed to the public key. So one slot
// alone can rotate the root for all the others. That also means that anyone can seal *some* root to a slot; a list is
// believed only when the slot can prove that its root descends from the one it was made for:
//   origin   the slot's own keyed hash over the root of its birth, which needs the unlock secret
//   former   for each rotation since, the old root sealed under the new one: only who knew the old root could put it
//            there, and a slot that was absent walks back along them to its origin
//   mac      a keyed hash under the present root over the whole list
// A list kept from before a rotation still opens the old root: who was removed may read what it already had.
// Nothing in the relay may import this file.

import { areEqual, fromBase64url, toBase64url, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { blake2b, recordDigest } from './hash.ts';
import { newRoot, rootKey } from './keys.ts';
import {
  type Device,
  type Keyslot,
  type KeyslotDetails,
  type KeyslotKind,
  type KeyslotList,
  readKeyslotList,
} from './keyslot-list.ts';
import { openSealed, openWith } from './open.ts';
import { randomId } from './random.ts';
import { boxPair, sealTo, sealWith } from './seal.ts';

type Unsealed = Omit<KeyslotList, 'mac'>;

const unsetMac = toBase64url(new Uint8Array(32));

/** What a new slot is made from; `unlockSecret` is 32 bytes: PRF output, `secretFromPassphrase`, or `kitSecret`. */
export interface NewKeyslot extends Partial<KeyslotDetails> {
  readonly kind: KeyslotKind;
  readonly unlockSecret: Uint8Array;
}

/** The first list, version 1. */
export function createKeyslots(root: Uint8Array, slot: NewKeyslot): KeyslotList {
  const empty: Unsealed = {
    v: 1,
    version: 1,
    previous: null,
    generation: 0,
    slots: [],
    devices: [],
    former: [],
  };
  return withMac({ ...empty, slots: [makeSlot(root, 0, slot)] }, root);
}

/** A passkey slot starts inactive; passphrase and kit are typed or printed by the resident and start active. */
export function addKeyslot(list: KeyslotList, root: Uint8Array, slot: NewKeyslot): KeyslotList {
  requireMac(list, root);
  return successor(list, root, { slots: [...list.slots, makeSlot(root, list.generation, slot)] });
}

/**
 * Unwraps the root with one slot's unlock secret and checks the whole list under it. Wrong secret, changed list and a
 * root that is not a descendant of the slot's own are the same `open-failed`.
 */
export function openKeyslot(list: KeyslotList, slotId: string, unlockSecret: Uint8Array): Uint8Array {
  const slot = list.slots.find(({ id }) => id === slotId);
  if (slot === undefined || unlockSecret.length !== 32) throw openFailed();
  const { secretKey } = slotPair(slot.kind, slot.id, unlockSecret);
  const root = openSealed(secretKey, fromBase64url(slot.sealedRoot), slotBound(slot.id, list.generation));
  if (root.length !== 32 || !hasMac(list, root)) throw openFailed();
  const origin = originOf(unlockSecret, slot.id, slot.madeAt, ancestor(list, root, slot.madeAt));
  if (!areEqual(origin, fromBase64url(slot.origin))) throw openFailed();
  return root;
}

/** The second ceremony: only a secret that really opened the root makes its slot active. */
export function activateKeyslot(list: KeyslotList, slotId: string, unlockSecret: Uint8Array): KeyslotList {
  const root = openKeyslot(list, slotId, unlockSecret);
  return successor(list, root, {
    slots: list.slots.map((slot) => (slot.id === slotId ? { ...slot, active: true } : slot)),
  });
}

/** Drops a slot whose second ceremony never came. An active slot goes only with a rotation: its holder knows the root. */
export function dropKeyslot(list: KeyslotList, root: Uint8Array, slotId: string): KeyslotList {
  requireMac(list, root);
  if (list.slots.some((slot) => slot.id === slotId && slot.active))
    throw new CryptoFault('key-invalid', 'an active keyslot goes only by rotating the root');
  return successor(list, root, { slots: list.slots.filter(({ id }) => id !== slotId) });
}

export interface Removal {
  readonly slotIds?: readonly string[];
  readonly deviceIds?: readonly string[];
  /** Slots of a removed device that stay all the same: a passkey that is synced to a device that stays. */
  readonly stayingIds?: readonly string[];
}

/**
 * Makes a new root and seals it to every slot that stays, present or not. A device takes its slots with it. Refuses to
 * leave no active slot: the vault would be lost.
 */
export function rotateRoot(
  list: KeyslotList,
  root: Uint8Array,
  { slotIds = [], deviceIds = [], stayingIds = [] }: Removal = {},
): { root: Uint8Array; list: KeyslotList } {
  // Before a new root is sealed to these public keys, they are proved to be the resident's own.
  requireMac(list, root);
  const isOfRemoved = ({ device }: Keyslot) => device !== null && deviceIds.includes(device);
  const staying = list.slots
    .filter((slot) => !slotIds.includes(slot.id) && (!isOfRemoved(slot) || stayingIds.includes(slot.id)))
    .map((slot) => (isOfRemoved(slot) ? { ...slot, device: null } : slot));
  if (!staying.some((slot) => slot.active))
    throw new CryptoFault('key-invalid', 'no active keyslot would stay');
  const next = newRoot();
  const generation = list.generation + 1;
  const slots = staying.map((slot) => ({
    ...slot,
    sealedRoot: toBase64url(sealTo(fromBase64url(slot.publicKey), next, slotBound(slot.id, generation))),
  }));
  const devices = list.devices
    .filter((device) => !deviceIds.includes(device.id))
    .map((device) => ({ ...device, name: sealName(next, device.id, openName(root, device)) }));
  const sealedRoot = sealWith(rootKey(next, 'former'), root, formerBound(list.generation));
  const former = [...list.former, toBase64url(sealedRoot)];
  return { root: next, list: successor(list, next, { generation, slots, devices, former }) };
}

/** An older root, to open what was sealed before a rotation. */
export function formerRoot(list: KeyslotList, root: Uint8Array, generation: number): Uint8Array {
  requireMac(list, root);
  return ancestor(list, root, generation);
}

/** `at` is the caller's day; the name is sealed, since the list is read before anything is unlocked. */
export function addDevice(
  list: KeyslotList,
  root: Uint8Array,
  device: { id: string; name: string; at: string },
): KeyslotList {
  requireMac(list, root);
  const added: Device = {
    id: device.id,
    at: device.at,
    name: sealName(root, device.id, toUtf8(device.name)),
  };
  return successor(list, root, { devices: [...list.devices.filter(({ id }) => id !== device.id), added] });
}

/** The device's name as UTF-8 bytes. */
export function deviceName(root: Uint8Array, device: Device): Uint8Array {
  return openName(root, device);
}

/** The one text of a list: JSON without spaces, fields in the order of the format page. */
export function keyslotText(list: KeyslotList): string {
  return JSON.stringify(readKeyslotList(list));
}

/** SHA-256 of that text, base64url: what the next version names as `previous`. */
export function keyslotDigest(list: KeyslotList): string {
  return recordDigest(keyslotText(list));
}

/** True when `next` is the very next version of `list`. A device that has seen version n refuses less by comparing. */
export function follows(list: KeyslotList, next: KeyslotList): boolean {
  return next.version === list.version + 1 && next.previous === keyslotDigest(list);
}

/** True when the list was made by somebody who holds this root. */
export function hasMac(list: KeyslotList, root: Uint8Array): boolean {
  return areEqual(macOf(list, root), fromBase64url(list.mac));
}

function makeSlot(root: Uint8Array, generation: number, slot: NewKeyslot): Keyslot {
  const { kind, unlockSecret, device = null, credential = null, prfSalt = null, passphrase = null } = slot;
  if (unlockSecret.length !== 32)
    throw new CryptoFault('key-invalid', `unlock secret of \`${unlockSecret.length}\` bytes, expected 32`);
  const id = randomId();
  const { publicKey } = slotPair(kind, id, unlockSecret);
  return {
    id,
    kind,
    active: kind !== 'passkey',
    device,
    credential,
    prfSalt,
    passphrase,
    publicKey: toBase64url(publicKey),
    sealedRoot: toBase64url(sealTo(publicKey, root, slotBound(id, generation))),
    madeAt: generation,
    origin: toBase64url(originOf(unlockSecret, id, generation, root)),
  };
}

function slotPair(kind: KeyslotKind, id: string, unlockSecret: Uint8Array) {
  return boxPair(blake2b(unlockSecret, toUtf8(`vav/keyslot-box/1\n${kind}\n${id}`)));
}

function slotBound(id: string, generation: number): Uint8Array {
  return toUtf8(`vav/keyslot/1\n${id}\n${generation}`);
}

function originOf(unlockSecret: Uint8Array, id: string, generation: number, root: Uint8Array): Uint8Array {
  return blake2b(unlockSecret, toUtf8(`vav/keyslot-origin/1\n${id}\n${generation}\n`), root);
}

function formerBound(generation: number): Uint8Array {
  return toUtf8(`vav/former-root/1\n${generation}`);
}

/** Walks the rotations back from the present root. */
function ancestor(list: KeyslotList, root: Uint8Array, generation: number): Uint8Array {
  let younger = root;
  for (let from = list.generation - 1; from >= generation; from--) {
    const sealed = list.former[from];
    if (sealed === undefined) throw openFailed();
    younger = openWith(rootKey(younger, 'former'), fromBase64url(sealed), formerBound(from));
  }
  return younger;
}

function sealName(root: Uint8Array, id: string, name: Uint8Array): string {
  return toBase64url(sealWith(rootKey(root, 'devices'), name, toUtf8(`vav/device/1\n${id}`)));
}

function openName(root: Uint8Array, device: Device): Uint8Array {
  return openWith(rootKey(root, 'devices'), fromBase64url(device.name), toUtf8(`vav/device/1\n${device.id}`));
}

function successor(list: KeyslotList, root: Uint8Array, change: Partial<Unsealed>): KeyslotList {
  return withMac({ ...list, ...change, version: list.version + 1, previous: keyslotDigest(list) }, root);
}

function withMac(list: Unsealed, root: Uint8Array): KeyslotList {
  return { ...list, mac: toBase64url(macOf(list, root)) };
}

/** Over the JSON text of the list whose `mac` is 32 zero bytes. */
function macOf(list: Unsealed, root: Uint8Array): Uint8Array {
  const text = keyslotText({ ...list, mac: unsetMac });
  return blake2b(rootKey(root, 'slots'), toUtf8('vav/keyslots/1\n'), toUtf8(text));
}

function requireMac(list: KeyslotList, root: Uint8Array): void {
  if (!hasMac(list, root)) throw openFailed();
}

function openFailed(): CryptoFault {
  return new CryptoFault('open-failed', 'keyslot list does not open');
}
