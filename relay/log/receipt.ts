import { inclusionPathFrom, nodeHash } from '../../crypto/proof.ts';
import { fastSha256 } from '../proof/hash.ts';
import { type LogTree, tileWidth } from './tree.ts';

/**
 * The audit path of a leaf in the tree of `size` leaves. The nodes it needs lie in few tiles, so those are fetched
 * first and the pure function of crypto/proof walks over them.
 */
export async function inclusionIn(tree: LogTree, index: number, size: number): Promise<string[]> {
  const tiles = new Map<string, Buffer>();
  for (;;) {
    const missing: { level: number; n: number }[] = [];
    const read = (height: number, at: number): Uint8Array => {
      const level = Math.floor(height / 8);
      const below = 2 ** (height % 8);
      const first = at * below;
      const n = Math.floor(first / tileWidth);
      const tile = tiles.get(`${level}/${n}`);
      if (tile === undefined) {
        missing.push({ level, n });
        return placeholder;
      }
      return rootOf(tile, first % tileWidth, below);
    };
    const path = inclusionPathFrom(read, index, size, fastSha256);
    if (missing.length === 0) return path.map((hash) => Buffer.from(hash).toString('base64url'));
    for (const { level, n } of missing) {
      const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - n * tileWidth);
      const tile = await tree.tile(level, n, width, size);
      if (tile === undefined)
        throw new RangeError(`tile \`${level}/${n}\` of a log of \`${size}\` is missing`);
      tiles.set(`${level}/${n}`, tile);
    }
  }
}

const placeholder = new Uint8Array(32);

/** Root of `count` hashes (a power of two) of a tile, beginning at `first`. */
function rootOf(tile: Buffer, first: number, count: number): Uint8Array {
  if (count === 1) return Buffer.from(tile.subarray(first * 32, first * 32 + 32));
  const half = count / 2;
  return nodeHash(rootOf(tile, first, half), rootOf(tile, first + half, half), fastSha256);
}
