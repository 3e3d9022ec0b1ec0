import { beforeAll, describe, expect, it } from 'vitest';
import {
  backupSizes,
  devicesPlace,
  maxBackupContentBytes,
  openBackup,
  sealBackup,
  writesPair,
} from '../../crypto/backup.ts';
import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import { newRoot } from '../../crypto/keys.ts';
import { keyslotDigest, openKeyslot, rotateRoot } from '../../crypto/keyslot.ts';
import { readKeyslotList } from '../../crypto/keyslot-list.ts';
import { kitLocator, kitSecret } from '../../crypto/kit-code.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { backupBits, stampBits } from '../../crypto/stamp.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { backupLabel, backupWriteText, maxBackupBytes, readBackupWrite } from '../../policy/backup.ts';
import vectors from '../vectors/backup.json' with { type: 'json' };

beforeAll(readySodium);

const { place, slots, write } = vectors;
const sealed = fromBase64url(vectors.sealed);

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (cause) {
    return cause instanceof CryptoFault ? cause.code : 'another';
  }
  return undefined;
}

describe('a backup', () => {
  it('is that of the vectors, from the paper kit to the rows', () => {
    const kit = fromBase64url(vectors.kit);
    expect(kitLocator(kit)).toBe(vectors.kitPlace);
    const list = readKeyslotList(JSON.parse(slots));
    expect(keyslotDigest(list)).toBe(place.slots);
    const slot = list.slots.find(({ kind }) => kind === 'kit');
    const root = openKeyslot(list, slot?.id ?? '', kitSecret(kit));
    expect(toBase64url(root)).toBe(vectors.root);
    expect(fromUtf8(openBackup(root, place, sealed))).toBe(vectors.content);
  });

  it('is written by a key of the root, in one text', () => {
    const read = readBackupWrite(JSON.parse(write));
    expect(backupWriteText(read)).toBe(write);
    expect(read.sealed).toBe(toBase64url(sha256(sealed)));
    expect(read.slots).toBe(recordDigest(slots));
    expect(read.places).toEqual([devicesPlace(read.backup), vectors.kitPlace]);
    expect(devicesPlace(read.backup)).toBe(vectors.devicesPlace);
    const { publicKey } = writesPair(fromBase64url(vectors.root));
    expect(toBase64url(publicKey)).toBe(vectors.key);
    expect(verifyRecord(backupLabel, write, fromBase64url(vectors.signature), publicKey)).toBe(true);
    expect(stampBits(recordDigest(write), vectors.stamp)).toBeGreaterThanOrEqual(backupBits);
  });

  it('opens under its own root, name, version and slot list, and under no other', () => {
    const root = fromBase64url(vectors.root);
    expect(codeOf(() => openBackup(newRoot(), place, sealed))).toBe('open-failed');
    for (const other of [
      { ...place, version: 2 },
      { ...place, backup: 'A'.repeat(22) },
      { ...place, slots: 'A'.repeat(43) },
    ])
      expect(codeOf(() => openBackup(root, other, sealed))).toBe('open-failed');
  });

  it('after a rotation has another key, and the former root still has its own', () => {
    const root = fromBase64url(vectors.root);
    const turned = rotateRoot(readKeyslotList(JSON.parse(slots)), root, {});
    expect(writesPair(turned.root).publicKey).not.toEqual(writesPair(root).publicKey);
    const next = sealBackup(turned.root, place, toUtf8(vectors.content));
    expect(codeOf(() => openBackup(root, place, next))).toBe('open-failed');
  });

  it('tells one of four lengths', () => {
    const root = fromBase64url(vectors.root);
    const lengths = [1, 16_000, 60_000, 700_000].map(
      (bytes) => sealBackup(root, place, new Uint8Array(bytes)).length,
    );
    expect(lengths).toEqual(
      [backupSizes[0], backupSizes[0], backupSizes[1], backupSizes[3]].map((size = 0) => size + 41),
    );
    expect(codeOf(() => sealBackup(root, place, new Uint8Array(786_432)))).toBe('size-invalid');
  });

  it('is taken by the relay as large as a wallet can make it', () => {
    const largest = sealBackup(newRoot(), place, new Uint8Array(maxBackupContentBytes));
    expect(largest.length).toBeGreaterThan(Math.max(...backupSizes));
    expect(largest.length).toBeLessThanOrEqual(maxBackupBytes);
  });
});
