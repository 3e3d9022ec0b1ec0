// The public log (C2SP tlog-tiles), as much of it as a wallet needs: the head, and the hashes that show that a newer
// head continues an older one. The tiles asked for depend on two sizes only, never on a mailbox.

import { consistencyPathFrom, nodeHash } from '../../../crypto/proof.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, textIn } from './answer.ts';
import { type Call, callBytes, callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

const tileWidth = 256;
const hashBytes = 32;
const maxRounds = 8;

/** The log's key as a C2SP verifier key, and the party id of the régie: believed once, then pinned. */
export interface LogIdentity {
  readonly verifierKey: string;
  readonly regie: string;
}

export async function readLogIdentity(reach: Reach): Promise<LogIdentity> {
  const fields = fieldsOf(await callJson(reach, get(pathOf('readLogKey'))), 'log');
  return { verifierKey: textIn(fields, 'verifierKey'), regie: textIn(fields, 'regie') };
}

export async function readCheckpoint(reach: Reach): Promise<string> {
  return new TextDecoder().decode(await callBytes(reach, get(pathOf('readCheckpoint'))));
}

/** Why the tree of `size` leaves begins with the tree of `oldSize`; whether that is true, the caller computes. */
export async function readConsistency(reach: Reach, oldSize: number, size: number): Promise<Uint8Array[]> {
  const tiles = new Map<string, Uint8Array>();
  for (let round = 0; round < maxRounds; round++) {
    const missing = new Map<string, { level: number; n: number }>();
    const read = (height: number, index: number): Uint8Array => {
      const level = Math.floor(height / 8);
      const count = 2 ** (height % 8);
      const first = index * count;
      const n = Math.floor(first / tileWidth);
      const tile = tiles.get(`${level}/${n}`);
      if (tile !== undefined) return rootOf(tile, first % tileWidth, count);
      missing.set(`${level}/${n}`, { level, n });
      return new Uint8Array(hashBytes);
    };
    const path = consistencyPathFrom(read, oldSize, size);
    if (missing.size === 0) return path;
    for (const [name, { level, n }] of missing) {
      const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - n * tileWidth);
      const tile = await callBytes(reach, get(tileAddress(level, n, width)));
      if (tile.length !== width * hashBytes)
        throw new LinkFault('answer-invalid', `tile of \`${tile.length}\` bytes`);
      tiles.set(name, tile);
    }
  }
  throw new LinkFault('answer-invalid', 'log needs more tiles than it can have');
}

const get = (path: string): Call => ({ method: 'GET', path });

const tileAddress = (level: number, n: number, width: number): string =>
  pathOf('readTile', {
    level: String(level),
    n: `${tilePath(n)}${width === tileWidth ? '' : `.p/${width}`}`,
  });

/** 1234067 is `x001/x234/067`. */
function tilePath(n: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

function rootOf(tile: Uint8Array, first: number, count: number): Uint8Array {
  if (count === 1) return tile.slice(first * hashBytes, (first + 1) * hashBytes);
  const half = count / 2;
  return nodeHash(rootOf(tile, first, half), rootOf(tile, first + half, half));
}
