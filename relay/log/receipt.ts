import { inclusionPathFrom } from '../../crypto/proof.ts';
import { type KeptTiles, type TileNodes, walkTiles } from '../../crypto/tile.ts';
import { fastSha256 } from '../proof/hash.ts';
import type { LogTree } from './tree.ts';

/** The nodes of the tiles that were used last, at most 16 KiB each: a mailbox asks for many records of the same days. */
class LastTiles implements KeptTiles {
  readonly #max = 256;
  readonly #nodes = new Map<string, TileNodes>();

  get(name: string): TileNodes | undefined {
    const nodes = this.#nodes.get(name);
    if (nodes === undefined) return undefined;
    this.#nodes.delete(name);
    this.#nodes.set(name, nodes);
    return nodes;
  }

  set(name: string, nodes: TileNodes): void {
    this.#nodes.set(name, nodes);
    if (this.#nodes.size > this.#max) this.#nodes.delete(this.#nodes.keys().next().value as string);
  }
}

/** A tree that is read again from the database begins without any. */
const lastTiles = new WeakMap<LogTree, LastTiles>();

/** The audit path of a leaf in the tree of `size` leaves, base64url. */
export async function inclusionIn(tree: LogTree, index: number, size: number): Promise<string[]> {
  const kept = lastTiles.get(tree) ?? new LastTiles();
  lastTiles.set(tree, kept);
  const path = await walkTiles(
    size,
    (level, n, width) => tree.tile(level, n, width, size),
    (read) => inclusionPathFrom(read, index, size, fastSha256),
    { sha: fastSha256, kept },
  );
  return path.map((hash) => Buffer.from(hash).toString('base64url'));
}
