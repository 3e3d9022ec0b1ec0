// The log as anyone may read it: C2SP tlog-tiles. Leaves are salted digests, so nothing here is about anybody.

import { tileWidth } from '../../crypto/tile.ts';
import type { House } from '../house.ts';
import { readTileName, type TileName } from '../log/tiles.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';

/**
 * The newest checkpoint that a witness has cosigned. Where nobody was asked, or nobody has answered yet, the newest head:
 * its signatures tell.
 */
export async function readCheckpoint(house: House): Promise<Response> {
  const note = house.anchor?.note ?? (await house.store.head()).note;
  return new Response(note, {
    headers: { ...open, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' },
  });
}

/** Whose signature heads carry, and whose labels admit. A wallet believes it at the first fetch and pins it. */
export function readLogKey(house: House): Response {
  const { verifierKey } = house.signer;
  return answerJson(
    { verifierKey, regie: house.regie },
    { headers: { ...open, 'cache-control': 'no-cache' } },
  );
}

export async function readTile(house: House, path: string): Promise<Response> {
  const name = readTileName(path);
  const found = name === undefined ? undefined : await readNamed(house, name);
  if (name === undefined || found === undefined) {
    throw new DoorFault('log-absent', 'expected a tile that the log has reached');
  }
  return new Response(Buffer.from(found), {
    headers: {
      ...open,
      'content-type': 'application/octet-stream',
      // A full tile never changes; a partial one is superseded by the next.
      'cache-control':
        name.width === tileWidth ? 'public, max-age=31536000, immutable' : 'public, max-age=60',
    },
  });
}

/** Auditors read the log from wherever they are. */
const open = {
  ...dataHeaders,
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

function readNamed(house: House, { level, n, width }: TileName): Promise<Uint8Array | undefined> {
  return level === undefined ? house.store.readEntries(n, width) : house.store.readTile(level, n, width);
}
