// What c2sp.org/tlog-tiles wants of the doors of a log.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseNote, verifyCheckpoint } from '../../../crypto/note.ts';
import { leafHash, nodeHash, treeRoot } from '../../../crypto/proof.ts';
import { openTestHouse, type TestHouse } from '../house.ts';
import { grow } from '../witness/grow.ts';

let relay: TestHouse;
let size: number;
beforeAll(async () => {
  relay = await openTestHouse();
  await grow(relay, 300);
  size = (await relay.house.store.head()).size;
});
afterAll(() => relay.close());

const tile = async (name: string) => {
  const response = await relay.fetch(`/log/tile/${name}`);
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
};
const hashesIn = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / 32 }, (_, at) => bytes.slice(at * 32, at * 32 + 32));

describe('the doors of the log', () => {
  it('show a checkpoint as text that is not kept, signed with Ed25519 under the log’s own name', async () => {
    const response = await relay.fetch('/log/checkpoint');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const note = await response.text();
    expect(verifyCheckpoint(note, relay.house.signer)).toMatchObject({ origin: 'localhost:8787/log', size });
    expect(parseNote(note).signatures[0]?.name).toBe('localhost:8787/log');
  });

  it('show full tiles of 256 hashes for good, and partial ones of every width that the log has reached', async () => {
    const full = await tile('0/000');
    expect(full.bytes.length).toBe(8192);
    expect(full.response.headers.get('content-type')).toBe('application/octet-stream');
    expect(full.response.headers.get('cache-control')).toContain('immutable');
    for (const width of [1, 44, 255]) {
      const partial = await tile(`0/000.p/${width}`);
      expect(partial.bytes).toEqual(full.bytes.slice(0, width * 32));
    }
    const last = size % 256;
    expect((await tile(`0/001.p/${last}`)).bytes.length).toBe(last * 32);
  });

  it('show at level 1 the root of each full tile below, and nothing of a partial one', async () => {
    const below = hashesIn((await tile('0/000')).bytes);
    expect((await tile('1/000.p/1')).bytes).toEqual(treeRoot(below));
    expect((await tile('1/000.p/2')).response.status).toBe(404);
    expect((await tile('1/000')).response.status).toBe(404);
  });

  it.each([
    '0/000.p/0',
    '0/000.p/256',
    '0/000.p/01',
    '0/0',
    '0/1',
    '00/000',
    '64/000',
    '-1/000',
    '0/x000/000',
    '0/000/000',
    '0/001',
    '0/002.p/1',
    '2/000.p/1',
    'entries/001',
    'entries/x00/000',
  ])('show nothing at %s', async (name) => {
    expect((await tile(name)).response.status).toBe(404);
  });

  it('show entries behind their lengths, each of which hashes to its leaf', async () => {
    const { bytes, response } = await tile(`entries/001.p/${size % 256}`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    const leaves = hashesIn((await tile(`0/001.p/${size % 256}`)).bytes);
    let at = 0;
    for (const leaf of leaves) {
      const length = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      expect(leafHash(bytes.slice(at + 2, at + 2 + length))).toEqual(leaf);
      at += 2 + length;
    }
    expect(at).toBe(bytes.length);
  });

  it('show tiles that together have the root of the checkpoint', async () => {
    const leaves = [
      ...hashesIn((await tile('0/000')).bytes),
      ...hashesIn((await tile(`0/001.p/${size % 256}`)).bytes),
    ];
    const head = verifyCheckpoint(await (await relay.fetch('/log/checkpoint')).text(), relay.house.signer);
    expect(treeRoot(leaves)).toEqual(head.root);
    const upper = (await tile('1/000.p/1')).bytes;
    expect(nodeHash(upper, treeRoot(leaves.slice(256)))).toEqual(head.root);
  });
});
