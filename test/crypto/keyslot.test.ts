import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { blake2b } from '../../crypto/hash.ts';
import { newRoot, rootKey } from '../../crypto/keys.ts';
import {
  activateKeyslot,
  addDevice,
  addKeyslot,
  createKeyslots,
  deviceName,
  dropKeyslot,
  follows,
  formerRoot,
  hasMac,
  keyslotDigest,
  keyslotText,
  openKeyslot,
  rotateRoot,
} from '../../crypto/keyslot.ts';
import { type KeyslotList, readKeyslotList } from '../../crypto/keyslot-list.ts';
import { kitSecret, readKitCode } from '../../crypto/kit-code.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { sealTo } from '../../crypto/seal.ts';
import { readySodium } from '../../crypto/sodium.ts';
import vectors from '../vectors/keyslot.json' with { type: 'json' };

beforeAll(readySodium);

const openFailed = expect.objectContaining({ code: 'open-failed' });
const encodingInvalid = expect.objectContaining({ code: 'encoding-invalid' });

function aVault() {
  const root = newRoot();
  const secrets = { passkey: randomBytes(32), kit: randomBytes(32) };
  const device = randomId();
  let list = createKeyslots(root, { kind: 'passkey', unlockSecret: secrets.passkey, device });
  list = activateKeyslot(list, idOf(list, 'passkey'), secrets.passkey);
  list = addDevice(list, root, { id: device, name: 'Téléphone', at: '2026-11-21' });
  list = addKeyslot(list, root, { kind: 'kit', unlockSecret: secrets.kit });
  return { root, list, device, secrets };
}

function idOf(list: KeyslotList, kind: string): string {
  return list.slots.find((slot) => slot.kind === kind)?.id ?? '';
}

/** What a server can do: change any text and put its own numbers in order again, without any key. */
function changed(list: KeyslotList, change: (copy: Mutable) => void): KeyslotList {
  const copy = structuredClone(list) as unknown as Mutable;
  change(copy);
  return copy as unknown as KeyslotList;
}
type Mutable = {
  [name: string]: unknown;
  slots: Record<string, unknown>[];
  former: string[];
};

describe('keyslots', () => {
  it('open the vectors, before and after a rotation in which kit and passphrase were absent', () => {
    const before = readKeyslotList(vectors.before);
    const after = readKeyslotList(vectors.after);
    const kit = kitSecret(readKitCode(vectors.kitCode));
    const passphrase = fromBase64url(vectors.passphrase.secret);
    for (const [kind, secret] of [
      ['passkey', fromBase64url(vectors.passkeySecret)],
      ['kit', kit],
      ['passphrase', passphrase],
    ] as const)
      expect(toBase64url(openKeyslot(before, idOf(before, kind), secret))).toBe(vectors.rootBefore);
    for (const [kind, secret] of [
      ['kit', kit],
      ['passphrase', passphrase],
    ] as const)
      expect(toBase64url(openKeyslot(after, idOf(after, kind), secret))).toBe(vectors.rootAfter);
    expect(follows(before, after)).toBe(true);
    expect(JSON.stringify(vectors.after)).toBe(keyslotText(after));
    expect(after.slots.map(({ kind }) => kind)).toEqual(['kit', 'passphrase']);
    expect(after.devices).toEqual([]);
  });

  it('each secret opens its own slot and no other', () => {
    const { list, root, secrets } = aVault();
    expect(openKeyslot(list, idOf(list, 'passkey'), secrets.passkey)).toEqual(root);
    expect(openKeyslot(list, idOf(list, 'kit'), secrets.kit)).toEqual(root);
    expect(() => openKeyslot(list, idOf(list, 'kit'), secrets.passkey)).toThrow(openFailed);
    expect(() => openKeyslot(list, idOf(list, 'kit'), secrets.kit.slice(1))).toThrow(openFailed);
    expect(() => openKeyslot(list, randomId(), secrets.kit)).toThrow(openFailed);
  });

  it('a passkey slot is active only after its secret really opened the root', () => {
    const root = newRoot();
    const secret = randomBytes(32);
    const list = createKeyslots(root, { kind: 'passkey', unlockSecret: secret });
    const id = idOf(list, 'passkey');
    expect(list.slots[0]?.active).toBe(false);
    expect(() => activateKeyslot(list, id, randomBytes(32))).toThrow(openFailed);
    const active = activateKeyslot(list, id, secret);
    expect(active.slots[0]?.active).toBe(true);
    expect(follows(list, active)).toBe(true);
  });

  it('only a slot that was never active is dropped without a new root', () => {
    const { list, root } = aVault();
    const half = addKeyslot(list, root, { kind: 'passkey', unlockSecret: randomBytes(32) });
    const id = half.slots.at(-1)?.id ?? '';
    expect(dropKeyslot(half, root, id).slots).toEqual(list.slots);
    expect(() => dropKeyslot(half, root, idOf(half, 'kit'))).toThrow(
      expect.objectContaining({ code: 'key-invalid' }),
    );
  });

  it('a rotation removes a device with its slots and keeps the absent ones', () => {
    const { list, root, device, secrets } = aVault();
    const rotated = rotateRoot(list, root, { deviceIds: [device] });
    expect(rotated.root).not.toEqual(root);
    expect(rotated.list.slots.map(({ kind }) => kind)).toEqual(['kit']);
    expect(openKeyslot(rotated.list, idOf(rotated.list, 'kit'), secrets.kit)).toEqual(rotated.root);
    expect(() => openKeyslot(rotated.list, idOf(list, 'passkey'), secrets.passkey)).toThrow(openFailed);
    expect(hasMac(rotated.list, root)).toBe(false);
  });

  it('a slot of a removed device stays where it is asked for, and is nobody’s device then', () => {
    const { list, root, device, secrets } = aVault();
    const stayingIds = [idOf(list, 'passkey')];
    const rotated = rotateRoot(list, root, { deviceIds: [device], stayingIds });
    expect(openKeyslot(rotated.list, idOf(list, 'passkey'), secrets.passkey)).toEqual(rotated.root);
    expect(rotated.list.slots.every((slot) => slot.device === null)).toBe(true);
    expect(rotated.list.devices).toEqual([]);
  });

  it('slots made in any generation open after any number of rotations, and old roots are found again', () => {
    const vault = aVault();
    let { list, root } = vault;
    const late = randomBytes(32);
    const roots = [root];
    for (let turn = 0; turn < 3; turn++) {
      if (turn === 1) list = addKeyslot(list, root, { kind: 'passphrase', unlockSecret: late });
      ({ list, root } = rotateRoot(list, root));
      roots.push(root);
    }
    expect(list.generation).toBe(3);
    expect(openKeyslot(list, idOf(list, 'kit'), vault.secrets.kit)).toEqual(root);
    expect(openKeyslot(list, idOf(list, 'passphrase'), late)).toEqual(root);
    for (const [generation, old] of roots.entries()) expect(formerRoot(list, root, generation)).toEqual(old);
    expect(list.devices.map((device) => fromUtf8(deviceName(root, device)))).toEqual(['Téléphone']);
  });

  it('a removed device cannot open what was sealed after it', () => {
    const { list, root, device } = aVault();
    const rotated = rotateRoot(list, root, { deviceIds: [device] });
    expect(() => formerRoot(rotated.list, root, 0)).toThrow(openFailed);
    expect(() => addKeyslot(rotated.list, root, { kind: 'kit', unlockSecret: randomBytes(32) })).toThrow(
      openFailed,
    );
    expect(() => rotateRoot(rotated.list, root)).toThrow(openFailed);
  });

  it('the last active slot cannot be removed', () => {
    const { list, root } = aVault();
    const half = addKeyslot(list, root, { kind: 'passkey', unlockSecret: randomBytes(32) });
    const active = half.slots.filter((slot) => slot.active).map(({ id }) => id);
    expect(() => rotateRoot(half, root, { slotIds: active })).toThrow(
      expect.objectContaining({ code: 'key-invalid' }),
    );
  });

  it('a server that seals a root of its own to the public keys is not believed', () => {
    const { list, secrets } = aVault();
    const id = idOf(list, 'kit');
    const forged = newRoot();
    const bound = toUtf8(`vav/keyslot/1\n${id}\n0`);
    const withRoot = changed(list, (copy) => {
      for (const slot of copy.slots)
        if (slot.id === id)
          slot.sealedRoot = toBase64url(sealTo(fromBase64url(String(slot.publicKey)), forged, bound));
    });
    const withMac = changed(withRoot, (copy) => {
      const text = keyslotText({ ...withRoot, mac: toBase64url(new Uint8Array(32)) });
      copy.mac = toBase64url(blake2b(rootKey(forged, 'slots'), toUtf8('vav/keyslots/1\n'), toUtf8(text)));
    });
    expect(hasMac(withMac, forged)).toBe(true);
    expect(() => openKeyslot(withMac, id, secrets.kit)).toThrow(openFailed);
    // Nor when it pretends a rotation from a root that it invented too.
    const invented = createKeyslots(newRoot(), { kind: 'kit', unlockSecret: randomBytes(32) });
    const inventedRoot = newRoot();
    const grafted = changed(invented, (copy) => {
      copy.slots = list.slots.filter((slot) => slot.id === id) as never;
      const slot = copy.slots[0] as Record<string, unknown>;
      slot.sealedRoot = toBase64url(sealTo(fromBase64url(String(slot.publicKey)), inventedRoot, bound));
    });
    const macked = changed(grafted, (copy) => {
      const text = keyslotText({ ...grafted, mac: toBase64url(new Uint8Array(32)) });
      copy.mac = toBase64url(
        blake2b(rootKey(inventedRoot, 'slots'), toUtf8('vav/keyslots/1\n'), toUtf8(text)),
      );
    });
    const graftedRotation = rotateRoot(macked, inventedRoot);
    expect(() => openKeyslot(graftedRotation.list, id, secrets.kit)).toThrow(openFailed);
  });

  it('a new root is never sealed to a list that somebody changed', () => {
    const { list, root } = aVault();
    const stranger = createKeyslots(newRoot(), { kind: 'kit', unlockSecret: randomBytes(32) });
    const injected = changed(list, (copy) => copy.slots.push({ ...stranger.slots[0] }));
    expect(() => rotateRoot(injected, root)).toThrow(openFailed);
    expect(() => addDevice(injected, root, { id: randomId(), name: 'x', at: '2026-11-21' })).toThrow(
      openFailed,
    );
  });

  it('every changed field of a list is found when it is opened', () => {
    const vault = aVault();
    const { list, root } = rotateRoot(vault.list, vault.root);
    const id = idOf(list, 'kit');
    expect(openKeyslot(list, id, vault.secrets.kit)).toEqual(root);
    const other32 = toBase64url(randomBytes(32));
    const changes: ((copy: Mutable) => void)[] = [
      (copy) => (copy.version = 9),
      (copy) => (copy.previous = other32),
      (copy) => (copy.previous = null),
      (copy) => (copy.mac = other32),
      (copy) => (copy.devices = []),
      (copy) => copy.slots.shift(),
      (copy) => copy.slots.reverse(),
      ...list.slots.flatMap((_, at) => [
        (copy: Mutable) => Object.assign(copy.slots[at] ?? {}, { active: copy.slots[at]?.active !== true }),
        (copy: Mutable) => Object.assign(copy.slots[at] ?? {}, { origin: other32 }),
        (copy: Mutable) => Object.assign(copy.slots[at] ?? {}, { device: randomId() }),
        (copy: Mutable) => Object.assign(copy.slots[at] ?? {}, { madeAt: 1 }),
        (copy: Mutable) =>
          Object.assign(copy.slots[at] ?? {}, { passphrase: { salt: randomId(), ops: 1, memoryKib: 8 } }),
      ]),
      (copy) => copy.former.fill(toBase64url(randomBytes(73))),
    ];
    for (const change of changes)
      expect(() => openKeyslot(changed(list, change), id, vault.secrets.kit), String(change)).toThrow(
        openFailed,
      );
  });

  it('versions follow each other by number and digest', () => {
    const { list, root } = aVault();
    const next = rotateRoot(list, root).list;
    expect(next.previous).toBe(keyslotDigest(list));
    expect(follows(list, next)).toBe(true);
    expect(follows(next, list)).toBe(false);
    expect(follows(rotateRoot(list, root).list, next)).toBe(false);
  });
});

describe('reading a keyslot list', () => {
  const good = JSON.parse(JSON.stringify(vectors.after)) as Record<string, unknown> & { slots: object[] };
  const slot = good.slots[0] as object;

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an array', []],
    ['a text', 'list'],
    ['another version of the format', { ...good, v: 2 }],
    ['an unknown field', { ...good, extra: 1 }],
    ['a missing field', { ...good, mac: undefined }],
    ['version 0', { ...good, version: 0 }],
    ['half a version', { ...good, version: 1.5 }],
    ['a mac of another length', { ...good, mac: 'AAAA' }],
    ['a digest with padding', { ...good, previous: `${String(good.previous)}=` }],
    ['a former root too few', { ...good, former: [] }],
    ['a generation too many', { ...good, generation: 2 }],
    ['slots that are no array', { ...good, slots: {} }],
    ['two slots of one id', { ...good, slots: [slot, slot] }],
    ['a slot of an unknown kind', { ...good, slots: [{ ...slot, kind: 'pin' }] }],
    ['a slot active by text', { ...good, slots: [{ ...slot, active: 'true' }] }],
    ['a slot from the future', { ...good, slots: [{ ...slot, madeAt: 5 }] }],
    ['a slot with a short key', { ...good, slots: [{ ...slot, publicKey: 'AAAA' }] }],
    ['a slot with a field more', { ...good, slots: [{ ...slot, root: 'AAAA' }] }],
    ['a device with a free-text day', { ...good, devices: [{ id: randomId(), at: 'today', name: 'AAAA' }] }],
    [
      'sixty-five devices',
      {
        ...good,
        devices: Array.from({ length: 65 }, () => ({ id: randomId(), at: '2026-11-21', name: 'AAAA' })),
      },
    ],
  ])('refuses %s', (_, value) => {
    expect(() => readKeyslotList(value)).toThrow(encodingInvalid);
  });

  it('puts fields in the order of the format', () => {
    const reversed = Object.fromEntries(Object.entries(good).reverse());
    expect(JSON.stringify(readKeyslotList(reversed))).toBe(JSON.stringify(vectors.after));
  });
});
