// The shape of the slot list, and its reading from unknown JSON: it comes from a server or an old file and is parsed
// before any key is there to check it. `keyslot.ts` says what it means.

import { fromBase64url } from './encode.ts';
import { CryptoFault } from './fault.ts';

export type KeyslotKind = 'passkey' | 'passphrase' | 'kit';

/** What is needed to get the unlock secret again; none of it is secret. Bytes are base64url. */
export interface KeyslotDetails {
  /** id of the device that holds it; null for paper and passphrase */
  readonly device: string | null;
  /** WebAuthn credential id of a passkey */
  readonly credential: string | null;
  /** input of the PRF of a passkey, 32 bytes */
  readonly prfSalt: string | null;
  /** the floor is enforced where it is used, in `secretFromPassphrase` */
  readonly passphrase: { readonly salt: string; readonly ops: number; readonly memoryKib: number } | null;
}

export interface Keyslot extends KeyslotDetails {
  readonly id: string;
  readonly kind: KeyslotKind;
  /** false until a ceremony after the making really unwrapped the root with it */
  readonly active: boolean;
  readonly publicKey: string;
  readonly sealedRoot: string;
  /** root generation in which the slot was made */
  readonly madeAt: number;
  readonly origin: string;
}

export interface Device {
  readonly id: string;
  readonly at: string;
  /** `vav/secret/1` under the root */
  readonly name: string;
}

export interface KeyslotList {
  readonly v: 1;
  readonly version: number;
  readonly previous: string | null;
  readonly generation: number;
  readonly slots: readonly Keyslot[];
  readonly devices: readonly Device[];
  /** `former[n]` holds the root of generation n, sealed under that of n + 1 */
  readonly former: readonly string[];
  readonly mac: string;
}

const maxEntries = 64;
const maxRotations = 500;

/** Copies exactly the known fields in the order of the format, so the JSON text of the result is the one text. */
export function readKeyslotList(value: unknown): KeyslotList {
  const list = fields(value, ['v', 'version', 'previous', 'generation', 'slots', 'devices', 'former', 'mac']);
  if (list.v !== 1) throw refused('v');
  const read: KeyslotList = {
    v: 1,
    version: whole(list.version, 'version', 1),
    previous: orNull(list.previous, (digest) => bytes(digest, 'previous', 32)),
    generation: whole(list.generation, 'generation'),
    slots: entries(list.slots, 'slots', maxEntries).map(readSlot),
    devices: entries(list.devices, 'devices', maxEntries).map(readDevice),
    former: entries(list.former, 'former', maxRotations).map((sealed) =>
      bytes(sealed, 'former', 1 + 24 + 16 + 32),
    ),
    mac: bytes(list.mac, 'mac', 32),
  };
  if (read.former.length !== read.generation) throw refused('former');
  if (new Set(read.slots.map(({ id }) => id)).size !== read.slots.length) throw refused('slots');
  if (new Set(read.devices.map(({ id }) => id)).size !== read.devices.length) throw refused('devices');
  if (read.slots.some(({ madeAt }) => madeAt > read.generation)) throw refused('madeAt');
  return read;
}

function readSlot(value: unknown): Keyslot {
  const slot = fields(value, [
    'id',
    'kind',
    'active',
    'device',
    'credential',
    'prfSalt',
    'passphrase',
    'publicKey',
    'sealedRoot',
    'madeAt',
    'origin',
  ]);
  const { kind, active } = slot;
  if (kind !== 'passkey' && kind !== 'passphrase' && kind !== 'kit') throw refused('kind');
  if (typeof active !== 'boolean') throw refused('active');
  return {
    id: bytes(slot.id, 'id', 16),
    kind,
    active,
    device: orNull(slot.device, (id) => bytes(id, 'device', 16)),
    credential: orNull(slot.credential, (id) => bytes(id, 'credential')),
    prfSalt: orNull(slot.prfSalt, (salt) => bytes(salt, 'prfSalt', 32)),
    passphrase: orNull(slot.passphrase, readPassphrase),
    publicKey: bytes(slot.publicKey, 'publicKey', 1216),
    sealedRoot: bytes(slot.sealedRoot, 'sealedRoot', 1 + 1120 + 24 + 16 + 32),
    madeAt: whole(slot.madeAt, 'madeAt'),
    origin: bytes(slot.origin, 'origin', 32),
  };
}

function readPassphrase(value: unknown): NonNullable<Keyslot['passphrase']> {
  const passphrase = fields(value, ['salt', 'ops', 'memoryKib']);
  return {
    salt: bytes(passphrase.salt, 'salt', 16),
    ops: whole(passphrase.ops, 'ops', 1),
    memoryKib: whole(passphrase.memoryKib, 'memoryKib', 1),
  };
}

function readDevice(value: unknown): Device {
  const device = fields(value, ['id', 'at', 'name']);
  const { at } = device;
  if (typeof at !== 'string' || !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/.test(at)) throw refused('at');
  return { id: bytes(device.id, 'id', 16), at, name: bytes(device.name, 'name') };
}

function refused(field: string): CryptoFault {
  return new CryptoFault('encoding-invalid', `keyslot list: \`${field}\` has another form`);
}

function fields(value: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(names[0] ?? 'list');
  const found = Object.keys(value);
  if (found.length !== names.length || !names.every((name) => Object.hasOwn(value, name)))
    throw new CryptoFault('encoding-invalid', `keyslot list: expected the fields \`${names.join(' ')}\``);
  return value as Record<string, unknown>;
}

function entries(value: unknown, field: string, most: number): unknown[] {
  if (!Array.isArray(value) || value.length > most) throw refused(field);
  return value;
}

function whole(value: unknown, field: string, least = 0): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) throw refused(field);
  return value;
}

/** Checks the form and gives the text itself. */
function bytes(value: unknown, field: string, length?: number): string {
  if (typeof value !== 'string' || value.length > 4096) throw refused(field);
  const found = fromBase64url(value).length;
  if (length === undefined ? found === 0 : found !== length) throw refused(field);
  return value;
}

function orNull<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}
