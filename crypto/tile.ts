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

/**
 * Runs `walk` over the nodes of the tree of `size` leaves until all tiles that it wants are there. Only tiles that a
 * checkpoint of this size promises are asked for (tlog-tiles, Partial Tiles); the caller has verified one.
 */
export async function walkTiles<T>(
  size: number,
  readTile: ReadTile,
  walk: (read: ReadNode) => T,
  sha: Sha256 = sha256,
): Promise<T> {
  const tiles = new Map<string, Uint8Array>();
  for (let round = 0; round < maxRounds; round += 1) {
    const missing = new Map<string, readonly [level: number, n: number]>();
    const result = walk((height, index) => {
      const level = Math.floor(height / tileHeight);
      const count = 2 ** (height % tileHeight);
      const first = index * count;
      const n = Math.floor(first / tileWidth);
      const tile = tiles.get(`${level}/${n}`);
      if (tile !== undefined) return rootOf(tile, first % tileWidth, count, sha);
      missing.set(`${level}/${n}`, [level, n]);
      return placeholder;
    });
    if (missing.size === 0) return result;
    await Promise.all(
      [...missing].map(async ([name, [level, n]]) => {
        const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - n * tileWidth);
        const tile = await readTile(level, n, width);
        if (tile?.length !== width * hashBytes)
          throw new CryptoFault('proof-invalid', `no tile \`${name}\` of \`${width}\` hashes`);
        tiles.set(name, tile);
      }),
    );
  }
  throw new CryptoFault('proof-invalid', 'log needs more tiles than it can have');
}

const placeholder = new Uint8Array(hashBytes);

/** Root of `count` hashes (a power of two) of a tile, beginning at `first`. */
function rootOf(tile: Uint8Array, first: number, count: number, sha: Sha256): Uint8Array {
  if (count === 1) return tile.slice(first * hashBytes, (first + 1) * hashBytes);
  const half = count / 2;
  return nodeHash(rootOf(tile, first, half, sha), rootOf(tile, first + half, half, sha), sha);
}

/** `<N>[.p/<W>]`: 1234067 is `x001/x234/067`. */
export function tilePath(n: number, width: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return width === tileWidth ? path : `${path}.p/${width}`;
}
