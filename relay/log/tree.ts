// The log's Merkle tree as C2SP tlog-tiles cuts it: tile levels of 256 hashes. In memory are the right edge and, from
// level 1 up, every hash of a full tile below (32 bytes for 256 records: 1.3 MB at ten million). Level 0 is read again
// from the committed leaves when somebody asks for it. Nothing of it rests on disk: it is derived from committed leaves
// at start, and compared with the last signed head.

import { emptyFrontier, type Frontier, rootOfFrontier } from '../../crypto/proof.ts';
import { tileWidth } from '../../crypto/tile.ts';
import { fastSha256, joinNodes } from '../proof/hash.ts';

const tileHeight = 8;
const hashBytes = 32;

/** The inner digests from `from` up to, not including, `to`: committed leaves only. */
export type ReadInners = (from: number, to: number) => Promise<Uint8Array[]>;

/** Hashes side by side that grow at the end. */
class HashList {
  #bytes = Buffer.alloc(tileWidth * hashBytes);
  count = 0;

  push(hash: Uint8Array): void {
    if ((this.count + 1) * hashBytes > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
    }
    this.#bytes.set(hash, this.count * hashBytes);
    this.count += 1;
  }

  slice(from: number, to: number): Buffer {
    return Buffer.from(this.#bytes.subarray(from * hashBytes, to * hashBytes));
  }

  cut(count: number): void {
    this.count = count;
  }

  keepFrom(from: number): void {
    const kept = this.slice(from, this.count);
    this.#bytes.set(kept, 0);
    this.count -= from;
  }
}

export class LogTree {
  #frontier: { size: number; roots: Uint8Array[] } = { size: 0, roots: [] };
  #settled: { size: number; roots: Uint8Array[] } = { size: 0, roots: [] };
  /** Leaf hashes of the unfinished level 0 tile and at least one full one before it. */
  readonly #edge = new HashList();
  #edgeFrom = 0;
  /** `#upper[l - 1]`: all hashes of level l. */
  readonly #upper: HashList[] = [];
  readonly #readInners: ReadInners;

  constructor(readInners: ReadInners) {
    this.#readInners = readInners;
  }

  get size(): number {
    return this.#frontier.size;
  }

  /** Invariant: called with committed leaves, or inside the one transaction that commits them, in order. */
  append(inner: Uint8Array): void {
    const leaf = leafOf(inner);
    this.#edge.push(leaf);
    const { roots } = this.#frontier;
    let node: Uint8Array = leaf;
    let height = 0;
    for (let size = this.#frontier.size; size % 2 === 1; size = (size - 1) / 2) {
      node = joinNodes(roots.pop() as Uint8Array, node);
      height += 1;
      if (height % tileHeight === 0) this.#level(height / tileHeight).push(node);
    }
    roots.push(node);
    this.#frontier.size += 1;
  }

  /** What was appended so far is committed: `undo` comes back to here. */
  settle(): void {
    const spare = Math.floor(this.#edge.count / tileWidth) - 1;
    if (spare > 0) {
      this.#edge.keepFrom(spare * tileWidth);
      this.#edgeFrom += spare * tileWidth;
    }
    this.#settled = { size: this.#frontier.size, roots: [...this.#frontier.roots] };
  }

  /** Forgets what was appended since the last `settle`. */
  undo(): void {
    const { size, roots } = this.#settled;
    this.#frontier = { size, roots: [...roots] };
    this.#edge.cut(size - this.#edgeFrom);
    for (const [at, list] of this.#upper.entries()) list.cut(Math.floor(size / tileWidth ** (at + 1)));
  }

  root(): Uint8Array {
    return rootOfFrontier(
      this.#frontier.size === 0 ? emptyFrontier : (this.#frontier as Frontier),
      fastSha256,
    );
  }

  #level(level: number): HashList {
    let list = this.#upper[level - 1];
    if (list === undefined) {
      list = new HashList();
      this.#upper[level - 1] = list;
    }
    return list;
  }

  /** The hashes of one tile, `width` of them; undefined when the tree of `size` leaves has not that many. */
  async tile(level: number, n: number, width: number, size: number): Promise<Buffer | undefined> {
    const from = n * tileWidth;
    const to = from + width;
    if (to > Math.floor(size / tileWidth ** level)) return undefined;
    if (level > 0) return this.#upper[level - 1]?.slice(from, to);
    if (from >= this.#edgeFrom) return this.#edge.slice(from - this.#edgeFrom, to - this.#edgeFrom);
    const inners = await this.#readInners(from, to);
    return inners.length === width ? Buffer.concat(inners.map(leafOf)) : undefined;
  }
}

const leafInput = Buffer.alloc(1 + hashBytes);

/** SHA-256(0x00 ‖ inner digest): the leaf of RFC 6962 whose entry is the 32 inner bytes. */
export function leafOf(inner: Uint8Array): Buffer {
  if (inner.length !== hashBytes)
    throw new RangeError(`inner digest of \`${inner.length}\` bytes, expected 32`);
  leafInput.set(inner, 1);
  return fastSha256(leafInput) as Buffer;
}
