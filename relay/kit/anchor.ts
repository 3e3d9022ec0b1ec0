// A party too can tell recorded from anchored: its receipt's head lies inside a checkpoint that a witness has cosigned,
// or does not yet. Which witnesses count the party says; it has their keys from them, not from the relay.

import { readCosignerKey, verifyCosignatures } from '../../crypto/cosignature.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { type NoteKey, parseNote, verifyCheckpoint } from '../../crypto/note.ts';
import { consistencyPathFrom, verifyConsistency } from '../../crypto/proof.ts';
import { tilePath, walkTiles } from '../../crypto/tile.ts';
import type { LogReceipt } from '../../policy/receipt.ts';
import { pathOf } from '../../policy/routes.ts';
import { callRelay, type Line } from './call.ts';
import { KitFault } from './fault.ts';

export type Anchorage = 'recorded' | 'anchored';

/** Throws `head-forked` when the relay shows the world another log than the one that gave this receipt. */
export async function anchorOf(
  line: Pick<Line, 'relay' | 'fetch'>,
  log: NoteKey,
  receipt: LogReceipt,
  witnesses: readonly string[],
): Promise<Anchorage> {
  const get = async (path: string) =>
    new Uint8Array(await (await callRelay(line, path, { method: 'GET' })).arrayBuffer());
  try {
    const own = verifyCheckpoint(receipt.checkpoint, log);
    const note = new TextDecoder().decode(await get(pathOf('readCheckpoint')));
    const shown = verifyCheckpoint(note, log);
    const cosigners = verifyCosignatures(parseNote(note), witnesses.map(readCosignerKey));
    if (cosigners.length === 0 || own.size > shown.size) return 'recorded';
    const path = await walkTiles(
      shown.size,
      (level, n, width) => get(pathOf('readTile', { level: String(level), n: tilePath(n, width) })),
      (read) => consistencyPathFrom(read, own.size, shown.size),
    );
    if (verifyConsistency(own.size, own.root, shown.size, shown.root, path)) return 'anchored';
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
    throw new KitFault('receipt-unproven', 'head or checkpoint cannot be verified', { cause });
  }
  throw new KitFault('head-forked', 'the public checkpoint does not continue the head of this receipt');
}
