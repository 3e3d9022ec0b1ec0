import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../crypto/hash.ts';
import { inclusionPathFrom, leafHash, nodesOf, treeRoot, verifyInclusion } from '../../../crypto/proof.ts';
import { inclusionIn } from '../../../relay/log/receipt.ts';
import { readBundle } from '../../../relay/log/tiles.ts';
import { LogTree } from '../../../relay/log/tree.ts';

const inners: Uint8Array[] = [];
const leaves: Uint8Array[] = [];
const readInners = (from: number, to: number) => Promise.resolve(inners.slice(from, to));
const tree = new LogTree(readInners);
const total = 66_000;
for (let at = 0; at < total; at += 1) {
  const inner = sha256(Uint8Array.of(at & 255, (at >> 8) & 255, at >> 16));
  inners.push(inner);
  leaves.push(leafHash(inner));
  tree.append(inner);
}

const at = (level: number, n: number, width: number, size = total) => tree.tile(level, n, width, size);

describe('tree', () => {
  it('has the root of RFC 6962 at every size', () => {
    const small = new LogTree(readInners);
    for (let size = 0; size < 600; size += 1) {
      expect(Buffer.from(small.root())).toEqual(Buffer.from(treeRoot(leaves.slice(0, size))));
      small.append(inners[size] as Uint8Array);
    }
    expect(Buffer.from(tree.root())).toEqual(Buffer.from(treeRoot(leaves)));
  });

  it('cuts full and partial tiles as C2SP tlog-tiles does', async () => {
    expect(await at(0, 0, 256)).toEqual(Buffer.concat(leaves.slice(0, 256)));
    expect(await at(0, 257, 208)).toEqual(Buffer.concat(leaves.slice(257 * 256)));
    expect(await at(0, 257, 100)).toEqual(Buffer.concat(leaves.slice(257 * 256, 257 * 256 + 100)));
    const level1 = Array.from({ length: 257 }, (_, n) => treeRoot(leaves.slice(n * 256, n * 256 + 256)));
    expect(await at(1, 0, 256)).toEqual(Buffer.concat(level1.slice(0, 256)));
    expect(await at(1, 1, 1)).toEqual(Buffer.from(level1[256] as Uint8Array));
    expect(await at(2, 0, 1)).toEqual(Buffer.from(treeRoot(leaves.slice(0, 65_536))));
  });

  it('forgets what was appended and not committed', async () => {
    const undone = new LogTree(readInners);
    const append = (from: number, to: number) => {
      for (const inner of inners.slice(from, to)) undone.append(inner);
    };
    append(0, 1000);
    undone.settle();
    for (const further of [1, 24, 300, 2000]) {
      append(40_000, 40_000 + further);
      undone.undo();
      expect(undone.size).toBe(1000);
    }
    append(1000, 1500);
    undone.settle();
    expect(Buffer.from(undone.root())).toEqual(Buffer.from(treeRoot(leaves.slice(0, 1500))));
    for (const n of [0, 3, 4]) {
      expect(await undone.tile(0, n, 256, 1500)).toEqual(Buffer.concat(leaves.slice(n * 256, n * 256 + 256)));
    }
    expect(await undone.tile(1, 0, 5, 1500)).toEqual(await at(1, 0, 5));
  });

  it('serves no tile beyond its size', async () => {
    expect(await at(0, 257, 209)).toBeUndefined();
    expect(await at(1, 1, 2)).toBeUndefined();
    expect(await at(3, 0, 1)).toBeUndefined();
    expect(await at(0, 0, 256, 255)).toBeUndefined();
  });

  it('bundles inner digests behind their length', async () => {
    const bundle = (await readBundle(readInners, 257, 2, total)) as Buffer;
    expect(bundle.length).toBe(68);
    expect(bundle.readUInt16BE(0)).toBe(32);
    expect(bundle.subarray(36)).toEqual(Buffer.from(inners[257 * 256 + 1] as Uint8Array));
    expect(await readBundle(readInners, 257, 209, total)).toBeUndefined();
  });

  it('proves each leaf in each later tree, from tiles alone', async () => {
    const read = nodesOf(leaves);
    for (const [index, size] of [
      [0, 1],
      [0, total],
      [255, 256],
      [256, 257],
      [65_535, 65_536],
      [65_536, 65_537],
      [total - 1, total],
      [12_345, 50_000],
      [300, 301],
    ] as const) {
      const path = (await inclusionIn(tree, index, size)).map(
        (hash) => new Uint8Array(Buffer.from(hash, 'base64url')),
      );
      expect(path).toEqual(inclusionPathFrom(read, index, size).map((hash) => new Uint8Array(hash)));
      const root = treeRoot(leaves.slice(0, size));
      expect(verifyInclusion(leaves[index] as Uint8Array, index, size, path, root)).toBe(true);
    }
  });
});
