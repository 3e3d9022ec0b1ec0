import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../crypto/encode.ts';
import {
  consistencyPath,
  consistencyPathFrom,
  inclusionPath,
  inclusionPathFrom,
  leafHash,
  nodeHash,
  rootFrom,
  treeRoot,
} from '../../crypto/proof.ts';
import { type TileNodes, tilePath, tileWidth, walkTiles } from '../../crypto/tile.ts';

const leaves = Array.from({ length: 700 }, (_, at) => leafHash(toUtf8(`leaf ${at}`)));

/** Tiles as tlog-tiles defines them, made from the leaves in the plainest way. */
function tileOf(size: number, level: number, n: number, width: number): Uint8Array {
  const below = tileWidth ** level;
  const hashes = Array.from({ length: width }, (_, at) => {
    const from = (n * tileWidth + at) * below;
    return treeRoot(leaves.slice(from, from + below));
  });
  if ((n * tileWidth + width) * below > size) throw new Error('the tree is not that long');
  return Uint8Array.from(hashes.flatMap((hash) => [...hash]));
}

const readerOf = (size: number) => {
  const asked: string[] = [];
  return {
    asked,
    read: async (level: number, n: number, width: number) => {
      asked.push(`${level}/${tilePath(n, width)}`);
      return tileOf(size, level, n, width);
    },
  };
};

describe('a walk over tiles', () => {
  it.each([1, 2, 255, 256, 257, 511, 512, 513, 700])('of a tree of %i gives every path', async (size) => {
    const tree = leaves.slice(0, size);
    for (const index of [0, 1, 100, 255, 256, 300, size - 1].filter((at) => at < size)) {
      const { read } = readerOf(size);
      const path = await walkTiles(size, read, (nodes) => inclusionPathFrom(nodes, index, size));
      expect(path).toEqual(inclusionPath(tree, index));
    }
    for (const old of [1, 2, 7, 255, 256, 257, 512, size].filter((at) => at <= size)) {
      const { read } = readerOf(size);
      const path = await walkTiles(size, read, (nodes) => consistencyPathFrom(nodes, old, size));
      expect(path).toEqual(consistencyPath(tree, old));
      const root = await walkTiles(size, read, (nodes) => rootFrom(nodes, old));
      expect(root).toEqual(treeRoot(tree.slice(0, old)));
    }
  });

  it('asks for each tile once, and for no partial tile of another size', async () => {
    const { read, asked } = readerOf(700);
    await walkTiles(700, read, (nodes) => consistencyPathFrom(nodes, 300, 700));
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.filter((name) => name.includes('.p/')).sort()).toEqual(['0/002.p/188', '1/000.p/2']);
  });

  it('may keep the nodes of tiles, and loses nothing when they are gone again', async () => {
    const kept = new Map<string, TileNodes>();
    const { read, asked } = readerOf(700);
    const prove = () => walkTiles(700, read, (nodes) => inclusionPathFrom(nodes, 5, 700), { kept });
    const first = await prove();
    const count = asked.length;
    expect(await prove()).toEqual(first);
    expect(asked.length).toBe(count);
    const forgetful = { get: () => undefined, set: () => undefined };
    expect(
      await walkTiles(700, read, (nodes) => inclusionPathFrom(nodes, 5, 700), { kept: forgetful }),
    ).toEqual(first);
  });

  it('refuses tiles that are missing or of another length', async () => {
    const invalid = expect.objectContaining({ code: 'proof-invalid' });
    for (const tile of [undefined, new Uint8Array(0), new Uint8Array(31), new Uint8Array(8192)]) {
      const walk = walkTiles(
        7,
        async () => tile,
        (nodes) => inclusionPathFrom(nodes, 3, 7),
      );
      await expect(walk).rejects.toThrow(invalid);
    }
  });

  it('ends with a log that always wants another tile', async () => {
    let at = 0;
    const walk = walkTiles(
      2 ** 40,
      async (_level, _n, width) => new Uint8Array(width * 32),
      (nodes) => {
        at += 256;
        return nodes(0, at);
      },
    );
    await expect(walk).rejects.toThrow('more tiles than it can have');
  });

  it('names tiles as the specification does', () => {
    expect(tilePath(1_234_067, 256)).toBe('x001/x234/067');
    expect(tilePath(0, 1)).toBe('000.p/1');
    expect(tilePath(1000, 255)).toBe('x001/000.p/255');
  });
});

it('a node of other lengths than two hashes is hashed as it is', () => {
  const one = nodeHash(new Uint8Array(3), new Uint8Array(5));
  expect(one).not.toEqual(nodeHash(new Uint8Array(5), new Uint8Array(4)));
  expect(nodeHash(leaves[0] as Uint8Array, leaves[1] as Uint8Array)).toEqual(treeRoot(leaves.slice(0, 2)));
});
