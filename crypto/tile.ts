// Tiles of a log (c2sp.org/tlog-tiles): 256 hashes side by side. A proof needs some dozens of nodes that lie in few
// tiles: those are fetched, and the pure functions of proof.ts walk over them.

import { CryptoFault } from './fault.ts';
import { type Sha256, sha256 } from './hash.ts';
import { hashBytes, nodeHash, type ReadNode } from './proof.ts';

export const tileWidth = 256;
const tileHeight = 8;
/** A tree of 2^53 leaves has seven levels of tiles; what asks for more rounds asks in a circle. */
const maxRounds = 16;

/** The `width` hashes of tile `n` at `level`. Undefined where the log has no such tile. */
export type ReadTile = (level: number, n: number, width: number) => Promise<Uint8Array | undefined>;

/** A tile with the nodes above its hashes: `[k]` holds those of 2^k hashes each, side by side. */
export type TileNodes = readonly Uint8Array[];

/** By level, number and width a tile never changes, so whoever makes many proofs may keep its nodes. */
export interface KeptTiles {
  get(name: string): TileNodes | undefined;
  set(name: string, nodes: TileNodes): void;
}

/**
 * Runs `walk` over the nodes of the tree of `size` leaves until all tiles that it wants are there. Only tiles that a
 * checkpoint of this size promises are asked for (tlog-tiles, Partial Tiles); the caller has verified one.
 */
export async function walkTiles<T>(
  size: number,
  readTile: ReadTile,
  walk: (read: ReadNode) => T,
  { sha = sha256, kept }: { readonly sha?: Sha256; readonly kept?: KeptTiles } = {},
): Promise<T> {
  // What one walk has read stays with it, whatever others put in the place of it meanwhile.
  const tiles = new Map<string, TileNodes>();
  for (let round = 0; round < maxRounds; round += 1) {
    const missing = new Map<string, readonly [level: number, n: number, width: number]>();
    const result = walk((height, index) => {
      const level = Math.floor(height / tileHeight);
      const inTile = height % tileHeight;
      const across = tileWidth >> inTile;
      const n = Math.floor(index / across);
      const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - n * tileWidth);
      const name = `${level}/${tilePath(n, width)}`;
      const nodes = tiles.get(name) ?? kept?.get(name);
      if (nodes === undefined) {
        missing.set(name, [level, n, width]);
        return placeholder;
      }
      const at = (index % across) * hashBytes;
      return (nodes[inTile] as Uint8Array).slice(at, at + hashBytes);
    });
    if (missing.size === 0) return result;
    await Promise.all(
      [...missing].map(async ([name, [level, n, width]]) => {
        const tile = await readTile(level, n, width);
        if (tile?.length !== width * hashBytes)
          throw new CryptoFault('proof-invalid', `no tile \`${name}\` of \`${width}\` hashes`);
        const nodes = nodesOver(tile, sha);
        tiles.set(name, nodes);
        kept?.set(name, nodes);
      }),
    );
  }
  throw new CryptoFault('proof-invalid', 'log needs more tiles than it can have');
}

const placeholder = new Uint8Array(hashBytes);

function nodesOver(tile: Uint8Array, sha: Sha256): TileNodes {
  const levels = [tile];
  for (let below = tile; below.length > hashBytes; ) {
    const level = new Uint8Array(Math.floor(below.length / (2 * hashBytes)) * hashBytes);
    for (let at = 0; at < level.length; at += hashBytes) {
      const [left, right] = [2 * at, 2 * at + hashBytes];
      level.set(nodeHash(below.subarray(left, right), below.subarray(right, right + hashBytes), sha), at);
    }
    levels.push(level);
    below = level;
  }
  return levels;
}

/** `<N>[.p/<W>]`: 1234067 is `x001/x234/067`. */
export function tilePath(n: number, width: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return width === tileWidth ? path : `${path}.p/${width}`;
}
