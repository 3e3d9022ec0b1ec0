import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toHex } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import {
  appendLeaf,
  consistencyPath,
  consistencyPathFrom,
  emptyFrontier,
  inclusionPath,
  inclusionPathFrom,
  leafHash,
  nodeHash,
  nodesOf,
  rootOfFrontier,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from '../../crypto/proof.ts';
import vectors from '../vectors/proof.json' with { type: 'json' };
import rfc6962 from '../vectors/proof-rfc6962.json' with { type: 'json' };

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const ofNode = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });

const leaves = Array.from({ length: 70 }, (_, index) => leafHash(Uint8Array.of(index, index * 3)));
const roots = Array.from({ length: 71 }, (_, size) => treeRoot(leaves.slice(0, size)));
const rootAt = (size: number) => roots[size] as Uint8Array;
const leafAt = (index: number) => leaves[index] as Uint8Array;

/** RFC 6962 §2.1 written down as it stands, to hold the frontier against. */
function naiveRoot(given: Uint8Array[]): Uint8Array {
  if (given.length <= 1) return given[0] ?? sha256();
  let split = 1;
  while (split * 2 < given.length) split *= 2;
  return nodeHash(naiveRoot(given.slice(0, split)), naiveRoot(given.slice(split)));
}

function* flips(path: readonly Uint8Array[]): Generator<Uint8Array[]> {
  for (let at = 0; at < path.length; at++)
    for (let bit = 0; bit < 256; bit++) {
      const bad = path.map((node) => node.slice());
      const node = bad[at] as Uint8Array;
      node[bit >> 3] = (node[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      yield bad;
    }
}

describe('the tree of RFC 6962', () => {
  const known = rfc6962.entries.map((entry) => leafHash(hex(entry)));

  it('has the known roots', () => {
    expect(toHex(treeRoot([]))).toBe(rfc6962.emptyRoot);
    rfc6962.roots.forEach((root, index) => {
      expect(toHex(treeRoot(known.slice(0, index + 1)))).toBe(root);
    });
  });

  it.each(rfc6962.inclusion)('has the known path of leaf $index in $size', ({ index, size, path }) => {
    expect(inclusionPath(known.slice(0, size), index).map(toHex)).toEqual(path);
    const root = hex(rfc6962.roots[size - 1] ?? '');
    expect(verifyInclusion(known[index] as Uint8Array, index, size, path.map(hex), root)).toBe(true);
  });

  it.each(rfc6962.consistency)('has the known path from $oldSize to $size', ({ oldSize, size, path }) => {
    expect(consistencyPath(known.slice(0, size), oldSize).map(toHex)).toEqual(path);
    const [oldRoot, root] = [rfc6962.roots[oldSize - 1] ?? '', rfc6962.roots[size - 1] ?? ''];
    expect(verifyConsistency(oldSize, hex(oldRoot), size, hex(root), path.map(hex))).toBe(true);
  });

  it('has the roots and paths of our own vectors', () => {
    const ours = vectors.entries.map((entry) => leafHash(fromBase64url(entry)));
    expect(ours.map(toBase64url)).toEqual(vectors.leaves);
    expect(ours.map((_, index) => toBase64url(treeRoot(ours.slice(0, index + 1))))).toEqual(vectors.roots);
    for (const { index, path } of vectors.inclusion)
      expect(inclusionPath(ours, index).map(toBase64url)).toEqual(path);
    for (const { oldSize, path } of vectors.consistency)
      expect(consistencyPath(ours, oldSize).map(toBase64url)).toEqual(path);
  });

  it('is the same with the SHA-256 of Node', () => {
    for (const size of [0, 1, 2, 7, 64, 70]) {
      const some = leaves.slice(0, size);
      expect(toHex(treeRoot(some, ofNode))).toBe(toHex(rootAt(size)));
      if (size > 0) {
        expect(inclusionPath(some, size - 1, ofNode).map(toHex)).toEqual(
          inclusionPath(some, size - 1).map(toHex),
        );
        const path = consistencyPath(some, 1, ofNode);
        expect(verifyConsistency(1, rootAt(1), size, rootAt(size), path, ofNode)).toBe(true);
        expect(verifyInclusion(leafAt(0), 0, size, inclusionPath(some, 0), rootAt(size), ofNode)).toBe(true);
      }
    }
    expect(toHex(leafHash(hex('00'), ofNode))).toBe(toHex(leafHash(hex('00'))));
  });
});

describe('a growing log', () => {
  it('has at every size the root that RFC 6962 defines', () => {
    let frontier = emptyFrontier;
    for (let size = 0; size <= 70; size++) {
      expect(toHex(rootOfFrontier(frontier))).toBe(toHex(naiveRoot(leaves.slice(0, size))));
      expect(frontier.size).toBe(size);
      expect(frontier.roots.length).toBe(size.toString(2).replaceAll('0', '').length);
      if (size < 70) frontier = appendLeaf(frontier, leafAt(size));
    }
  });

  it('leaves the frontier before an append as it was', () => {
    const before = appendLeaf(emptyFrontier, leafAt(0));
    const root = toHex(rootOfFrontier(before));
    appendLeaf(before, leafAt(1));
    expect(toHex(rootOfFrontier(before))).toBe(root);
  });

  it('goes on beyond 2^32 leaves', () => {
    const size = 2 ** 40 + 1;
    const frontier = appendLeaf({ size, roots: [leafAt(0), leafAt(1)] }, leafAt(2));
    expect(frontier).toEqual({ size: size + 1, roots: [leafAt(0), nodeHash(leafAt(1), leafAt(2))] });
    const read = (level: number, index: number) => sha256(Uint8Array.of(level), Buffer.from(String(index)));
    const path = inclusionPathFrom(read, 2 ** 40, size);
    const left = read(40, 0);
    expect(verifyInclusion(read(0, 2 ** 40), 2 ** 40, size, path, nodeHash(left, read(0, 2 ** 40)))).toBe(
      true,
    );
    const grown = consistencyPathFrom(read, 2 ** 40, size);
    expect(verifyConsistency(2 ** 40, left, size, nodeHash(left, read(0, 2 ** 40)), grown)).toBe(true);
  });

  it('refuses a frontier that lacks a root', () => {
    expect(() => appendLeaf({ size: 1, roots: [] }, leafAt(0))).toThrow(
      expect.objectContaining({ code: 'proof-invalid' }),
    );
  });
});

describe('inclusion', () => {
  it('is proved for every leaf of every size up to 70, and for no other place', () => {
    for (let size = 1; size <= 70; size++) {
      const read = nodesOf(leaves.slice(0, size));
      for (let index = 0; index < size; index++) {
        const path = inclusionPathFrom(read, index, size);
        expect(verifyInclusion(leafAt(index), index, size, path, rootAt(size))).toBe(true);
        for (const other of [index - 1, index + 1, size - 1, size])
          if (other !== index)
            expect(verifyInclusion(leafAt(index), other, size, path, rootAt(size))).toBe(false);
        expect(verifyInclusion(leafAt((index + 1) % 70), index, size, path, rootAt(size))).toBe(false);
        expect(verifyInclusion(leafAt(index), index, size, [...path, leafAt(0)], rootAt(size))).toBe(false);
        if (path.length > 0)
          expect(verifyInclusion(leafAt(index), index, size, path.slice(0, -1), rootAt(size))).toBe(false);
      }
    }
  });

  it('falls with every single changed bit of path, leaf and root', () => {
    for (const [index, size] of [
      [0, 2],
      [4, 5],
      [6, 7],
      [69, 70],
      [13, 70],
    ] as const) {
      const path = inclusionPath(leaves.slice(0, size), index);
      for (const bad of flips(path))
        expect(verifyInclusion(leafAt(index), index, size, bad, rootAt(size))).toBe(false);
      for (const [bad] of flips([leafAt(index)]))
        expect(verifyInclusion(bad as Uint8Array, index, size, path, rootAt(size))).toBe(false);
      for (const [bad] of flips([rootAt(size)]))
        expect(verifyInclusion(leafAt(index), index, size, path, bad as Uint8Array)).toBe(false);
    }
  });

  it('answers false, and never throws, for sizes and hashes of any form', () => {
    const hash = fc.uint8Array({ minLength: 30, maxLength: 33 });
    const size = fc.oneof(fc.integer({ min: -3, max: 80 }), fc.double(), fc.constant(2 ** 53));
    fc.assert(
      fc.property(
        hash,
        size,
        size,
        fc.array(hash, { maxLength: 8 }),
        hash,
        (leaf, index, total, path, root) => {
          expect(verifyInclusion(leaf, index, total, path, root)).toBe(false);
        },
      ),
    );
    expect(verifyInclusion(leafAt(0), 0, 0, [], rootAt(0))).toBe(false);
    expect(verifyInclusion(leafAt(0).slice(1), 0, 1, [], leafAt(0).slice(1))).toBe(false);
  });

  it('is not proved by a path that goes on above the root', () => {
    const above = nodeHash(leafAt(5), rootAt(7));
    for (let index = 0; index < 7; index++) {
      const path = [...inclusionPath(leaves.slice(0, 7), index), leafAt(5)];
      expect(verifyInclusion(leafAt(index), index, 7, path, above)).toBe(false);
    }
  });

  it('is asked only for leaves that are there', () => {
    for (const index of [-1, 3, 0.5, Number.NaN])
      expect(() => inclusionPath(leaves.slice(0, 3), index)).toThrow(sizeInvalid);
    expect(() => inclusionPath([], 0)).toThrow(sizeInvalid);
    expect(() => nodesOf(leaves.slice(0, 3))(1, 1)).toThrow(
      expect.objectContaining({ code: 'proof-invalid' }),
    );
  });
});

describe('consistency', () => {
  it('is proved between every two sizes up to 70, and with no other root', () => {
    for (let size = 1; size <= 70; size++) {
      const read = nodesOf(leaves.slice(0, size));
      for (let oldSize = 0; oldSize <= size; oldSize++) {
        const path = consistencyPathFrom(read, oldSize, size);
        expect(verifyConsistency(oldSize, rootAt(oldSize), size, rootAt(size), path)).toBe(true);
        const other = rootAt((oldSize + 1) % 71);
        expect(verifyConsistency(oldSize, other, size, rootAt(size), path)).toBe(false);
        expect(verifyConsistency(oldSize, rootAt(oldSize), size, rootAt(size), [...path, leafAt(0)])).toBe(
          false,
        );
        if (oldSize > 0)
          expect(verifyConsistency(oldSize, rootAt(oldSize), size, rootAt((size + 1) % 71), path)).toBe(
            false,
          );
        if (path.length > 0)
          expect(verifyConsistency(oldSize, rootAt(oldSize), size, rootAt(size), path.slice(1))).toBe(false);
      }
    }
  });

  it('falls with every single changed bit of the path', () => {
    for (const [oldSize, size] of [
      [1, 2],
      [3, 7],
      [4, 7],
      [6, 8],
      [33, 70],
      [64, 70],
      [69, 70],
    ] as const)
      for (const bad of flips(consistencyPath(leaves.slice(0, size), oldSize)))
        expect(verifyConsistency(oldSize, rootAt(oldSize), size, rootAt(size), bad)).toBe(false);
  });

  it('is not proved by a path of another length, though its hashes fit', () => {
    const path = consistencyPath(leaves.slice(0, 8), 4);
    expect(verifyConsistency(4, rootAt(4), 8, rootAt(8), path)).toBe(true);
    expect(verifyConsistency(4, rootAt(4), 9, rootAt(8), path)).toBe(false);
    const [oldAbove, above] = [nodeHash(leafAt(5), rootAt(3)), nodeHash(leafAt(5), rootAt(7))];
    const grown = [...consistencyPath(leaves.slice(0, 7), 3), leafAt(5)];
    expect(verifyConsistency(3, oldAbove, 7, above, grown)).toBe(false);
  });

  it('a log that changed one early leaf is never the continuation of the old one', () => {
    const forged = leaves.map((leaf, index) => (index === 2 ? leafHash(Uint8Array.of(99)) : leaf));
    for (let size = 4; size <= 70; size++) {
      const path = consistencyPath(forged.slice(0, size), 3);
      expect(verifyConsistency(3, rootAt(3), size, treeRoot(forged.slice(0, size)), path)).toBe(false);
    }
  });

  it('answers false, and never throws, for sizes and hashes of any form', () => {
    const hash = fc.uint8Array({ minLength: 31, maxLength: 33 });
    const size = fc.oneof(fc.integer({ min: -3, max: 80 }), fc.double());
    fc.assert(
      fc.property(
        size,
        hash,
        size,
        hash,
        fc.array(hash, { maxLength: 8 }),
        (oldSize, oldRoot, total, root, path) => {
          expect(verifyConsistency(oldSize, oldRoot, total, root, path)).toBe(false);
        },
      ),
    );
    expect(() => consistencyPath(leaves.slice(0, 3), 4)).toThrow(sizeInvalid);
  });
});
