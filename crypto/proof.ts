// Merkle tree of RFC 6962 §2 (RFC 9162 §2.1), as C2SP tlog logs use it: why a leaf is in the log, and why a longer log
// still begins with the shorter one. Every function takes the SHA-256 to use; the relay gives Node's.
// Sizes are whole numbers up to 2^53, so no bit operators on them.

import { areEqual, fromBase64url } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { type Sha256, sha256 } from './hash.ts';

export const hashBytes = 32;

/** The leaf of an entry: the prefix 0x00 keeps a leaf from being shown as an inner node. */
export function leafHash(entry: Uint8Array, sha: Sha256 = sha256): Uint8Array {
  const prefixed = new Uint8Array(1 + entry.length);
  prefixed.set(entry, 1);
  return sha(prefixed);
}

/** Filled anew for each node and read at once: a fresh one each time would cost more than the hash. */
const nodeInput = new Uint8Array(1 + 2 * hashBytes).fill(1, 0, 1);

export function nodeHash(left: Uint8Array, right: Uint8Array, sha: Sha256 = sha256): Uint8Array {
  if (left.length === hashBytes && right.length === hashBytes) {
    nodeInput.set(left, 1);
    nodeInput.set(right, 1 + hashBytes);
    return sha(nodeInput);
  }
  const prefixed = new Uint8Array(1 + left.length + right.length);
  prefixed[0] = 1;
  prefixed.set(left, 1);
  prefixed.set(right, 1 + left.length);
  return sha(prefixed);
}

/** Root over leaf hashes (not entries); the root of the empty tree is SHA-256 of nothing. */
export function treeRoot(leaves: readonly Uint8Array[], sha: Sha256 = sha256): Uint8Array {
  return rootOfFrontier(
    leaves.reduce((frontier, leaf) => appendLeaf(frontier, leaf, sha), emptyFrontier),
    sha,
  );
}

/**
 * The right edge of a growing tree: the roots of its full subtrees, largest first, one for each 1 in the binary `size`.
 * All a log needs to keep in memory to append and to know its root.
 */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly Uint8Array[];
}

export const emptyFrontier: Frontier = { size: 0, roots: [] };

/** Gives a new frontier and leaves the old one as it was, so a rolled-back transaction has nothing to undo. */
export function appendLeaf(frontier: Frontier, leaf: Uint8Array, sha: Sha256 = sha256): Frontier {
  const roots = frontier.roots.slice();
  let node = leaf;
  for (let size = frontier.size; size % 2 === 1; size = (size - 1) / 2) {
    const left = roots.pop();
    if (left === undefined)
      throw new CryptoFault('proof-invalid', `frontier lacks roots for size \`${frontier.size}\``);
    node = nodeHash(left, node, sha);
  }
  roots.push(node);
  return { size: frontier.size + 1, roots };
}

export function rootOfFrontier(frontier: Frontier, sha: Sha256 = sha256): Uint8Array {
  const [last, ...larger] = [...frontier.roots].reverse();
  if (last === undefined) return sha(new Uint8Array(0));
  return larger.reduce((node, left) => nodeHash(left, node, sha), last);
}

/** Hash of the full subtree `index` at `level`: its leaves are `index`·2^level up to (`index`+1)·2^level, all present. */
export type ReadNode = (level: number, index: number) => Uint8Array;

/** A reader over leaves in memory; a log reads its tiles instead. */
export function nodesOf(leaves: readonly Uint8Array[], sha: Sha256 = sha256): ReadNode {
  const levels: Uint8Array[][] = [[...leaves]];
  for (let below = levels[0] ?? []; below.length > 1; ) {
    const level: Uint8Array[] = [];
    for (let at = 0; at + 1 < below.length; at += 2)
      level.push(nodeHash(below[at] as Uint8Array, below[at + 1] as Uint8Array, sha));
    levels.push(level);
    below = level;
  }
  return (level, index) => {
    const node = levels[level]?.[index];
    if (node === undefined)
      throw new CryptoFault('proof-invalid', `no node \`${index}\` at level \`${level}\``);
    return node;
  };
}

/** Largest power of two below `size`: where RFC 6962 splits a tree. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** Root of the leaves `from` to `to`; `from` is a multiple of the power of two that splits there. */
function rangeRoot(read: ReadNode, from: number, to: number, sha: Sha256): Uint8Array {
  const size = to - from;
  const level = Math.log2(size);
  if (Number.isInteger(level)) return read(level, from / size);
  const split = splitOf(size);
  return nodeHash(rangeRoot(read, from, from + split, sha), rangeRoot(read, from + split, to, sha), sha);
}

/** Root of the first `size` leaves, from stored nodes. */
export function rootFrom(read: ReadNode, size: number, sha: Sha256 = sha256): Uint8Array {
  if (!isSize(size)) throw new CryptoFault('size-invalid', `tree of \`${size}\``);
  return size === 0 ? sha(new Uint8Array(0)) : rangeRoot(read, 0, size, sha);
}

/** Audit path of leaf `index`, from the leaf's sibling up (RFC 6962 §2.1.1). */
export function inclusionPath(
  leaves: readonly Uint8Array[],
  index: number,
  sha: Sha256 = sha256,
): Uint8Array[] {
  return inclusionPathFrom(nodesOf(leaves, sha), index, leaves.length, sha);
}

/** The same from stored nodes: a log of millions reads some dozens of them. */
export function inclusionPathFrom(
  read: ReadNode,
  index: number,
  size: number,
  sha: Sha256 = sha256,
): Uint8Array[] {
  if (!isSize(size) || !isSize(index) || index >= size)
    throw new CryptoFault('size-invalid', `leaf \`${index}\` of a tree of \`${size}\``);
  const path: Uint8Array[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(rangeRoot(read, middle, to, sha));
      to = middle;
    } else {
      path.push(rangeRoot(read, from, middle, sha));
      from = middle;
    }
  }
  return path.reverse();
}

/** A record's place as a receipt gives it: `salt` and the hashes of `path` as base64url. */
export interface Placed {
  readonly salt: string;
  readonly index: number;
  readonly size: number;
  readonly path: readonly string[];
}

/** Does a record stand in the tree of this head? The head's own signature is the caller's to check. Never throws for a path that leads elsewhere. */
export function standsIn(
  record: Uint8Array,
  { salt, index, size, path }: Placed,
  head: { readonly size: number; readonly root: Uint8Array },
): boolean {
  const leaf = leafHash(sha256(fromBase64url(salt), record));
  return head.size === size && verifyInclusion(leaf, index, size, path.map(fromBase64url), head.root);
}

/** True only when `leaf` is leaf `index` of the tree with this size and root (RFC 9162 §2.1.3.2). Never throws. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
  sha: Sha256 = sha256,
): boolean {
  if (!isSize(size) || !isSize(index) || index >= size || !areHashes([leaf, root, ...path])) return false;
  let place = index;
  let last = size - 1;
  let node = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      node = nodeHash(sibling, node, sha);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      node = nodeHash(node, sibling, sha);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && areEqual(node, root);
}

/** Why the tree of these leaves begins with the tree of the first `oldSize` of them (RFC 6962 §2.1.2). */
export function consistencyPath(
  leaves: readonly Uint8Array[],
  oldSize: number,
  sha: Sha256 = sha256,
): Uint8Array[] {
  return consistencyPathFrom(nodesOf(leaves, sha), oldSize, leaves.length, sha);
}

/** The same from stored nodes. */
export function consistencyPathFrom(
  read: ReadNode,
  oldSize: number,
  size: number,
  sha: Sha256 = sha256,
): Uint8Array[] {
  if (!isSize(size) || !isSize(oldSize) || oldSize > size)
    throw new CryptoFault('size-invalid', `tree of \`${oldSize}\` in a tree of \`${size}\``);
  if (oldSize === 0 || oldSize === size) return [];
  const path: Uint8Array[] = [];
  let from = 0;
  let to = size;
  while (to !== oldSize) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      path.push(rangeRoot(read, middle, to, sha));
      to = middle;
    } else {
      path.push(rangeRoot(read, from, middle, sha));
      from = middle;
    }
  }
  // The old root itself is known to the verifier and is left out; a smaller common subtree is not.
  if (from !== 0) path.push(rangeRoot(read, from, to, sha));
  return path.reverse();
}

/** True only when the old tree is the beginning of the new one (RFC 9162 §2.1.4.2). Never throws. */
export function verifyConsistency(
  oldSize: number,
  oldRoot: Uint8Array,
  size: number,
  root: Uint8Array,
  path: readonly Uint8Array[],
  sha: Sha256 = sha256,
): boolean {
  if (!isSize(oldSize) || !isSize(size) || oldSize > size || !areHashes([oldRoot, root, ...path]))
    return false;
  if (oldSize === size) return path.length === 0 && areEqual(oldRoot, root);
  if (oldSize === 0) return path.length === 0 && areEqual(oldRoot, sha(new Uint8Array(0)));
  const nodes = isPowerOfTwo(oldSize) ? [oldRoot, ...path] : [...path];
  let place = oldSize - 1;
  let last = size - 1;
  while (place % 2 === 1) {
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  const [first, ...rest] = nodes;
  if (first === undefined) return false;
  let oldNode = first;
  let node = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      oldNode = nodeHash(sibling, oldNode, sha);
      node = nodeHash(sibling, node, sha);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      node = nodeHash(node, sibling, sha);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && areEqual(oldNode, oldRoot) && areEqual(node, root);
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === hashBytes);
}
