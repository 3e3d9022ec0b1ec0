import { type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { ReadFault } from '../../../pwa/research/link/fault.ts';
import { filesOf } from '../../../pwa/research/paths/package.ts';

const csv = toUtf8(`cell,estimate\n${'1,2\n'.repeat(500)}`);
const notes = toUtf8('notes');
const digestOf = (bytes: Uint8Array) => toBase64url(sha256(bytes));
const signed = { files: { 'cells.csv': digestOf(csv), 'notes.txt': digestOf(notes) } };
const proof = toUtf8('{}');
const zip = (files: Zippable) => new Uint8Array(zipSync(files));
const states = async (files: Zippable) =>
  Object.fromEntries((await filesOf(zip(files), signed)).map(({ name, is }) => [name, is]));

describe('the files of a package', () => {
  it('are those that were signed, packed or not', async () => {
    const files: Zippable = { 'cells.csv': csv, 'notes.txt': [notes, { level: 0 }], 'proof.json': proof };
    expect(await states(files)).toEqual({
      'cells.csv': 'signed',
      'notes.txt': 'signed',
      'proof.json': 'free',
    });
    const [first] = await filesOf(zip(files), signed);
    expect(first).toEqual({ name: 'cells.csv', bytes: csv.length, digest: digestOf(csv), is: 'signed' });
  });

  it('are found out when one is altered, added or missing', async () => {
    expect(await states({ 'cells.csv': notes, 'more.txt': notes })).toEqual({
      'cells.csv': 'other',
      'more.txt': 'other',
      'notes.txt': 'absent',
    });
  });

  it('are not opened where the package is broken, or says that they are shorter than they are', async () => {
    const good = zip({ 'cells.csv': csv });
    await expect(filesOf(good.slice(0, 10), signed)).rejects.toThrow(ReadFault);
    const alone = { files: { 'cells.csv': digestOf(csv) } };
    const body = 30 + 'cells.csv'.length;
    const list = good.length - 22 - 46 - 'cells.csv'.length;
    for (let at = body; at < list; at += 1) {
      const bad = good.slice();
      bad[at] = (bad[at] ?? 0) ^ 0x55;
      const told = await filesOf(bad, alone).catch((cause: unknown) => cause);
      if (Array.isArray(told)) expect(told).toMatchObject([{ name: 'cells.csv', is: 'other' }]);
      else expect(told).toBeInstanceOf(ReadFault);
    }
    const bomb = good.slice();
    new DataView(bomb.buffer).setUint32(list + 24, 10, true);
    await expect(filesOf(bomb, signed)).rejects.toThrow(ReadFault);
  });
});
