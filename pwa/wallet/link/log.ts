// The public log (C2SP tlog-tiles), as much of it as a wallet needs: heads, and the hashes that show that one continues
// another. Tiles are asked for by the size of the larger head, never by anything of a mailbox.

import { CryptoFault } from '../../../crypto/fault.ts';
import { forkPath } from '../../../crypto/fork.ts';
import { consistencyPathFrom, inclusionPathFrom, type ReadNode } from '../../../crypto/proof.ts';
import { tilePath, walkTiles } from '../../../crypto/tile.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, receiptOf, textIn } from './answer.ts';
import { type Call, callBytes, callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

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

/** The file of the witnesses' keys as it is served: its bytes are what the log names. */
export async function readWitnessFile(reach: Reach): Promise<Uint8Array> {
  return callBytes(reach, get(pathOf('readWitnesses')));
}

/** The wallet's build as the log names it. Unchecked. */
export async function readNamedBuild(reach: Reach): Promise<{ record: string; receipt: LogReceipt }> {
  const fields = fieldsOf(await callJson(reach, get(pathOf('readBuild'))), 'build');
  return { record: textIn(fields, 'record'), receipt: receiptOf(fields['receipt']) };
}

/** Why the tree of `size` leaves begins with the tree of `oldSize`; whether that is true, the caller computes. */
export async function readConsistency(reach: Reach, oldSize: number, size: number): Promise<Uint8Array[]> {
  return walk(reach, size, (read) => consistencyPathFrom(read, oldSize, size));
}

/** Why leaf `index` stands in the tree of `size` leaves. */
export async function readInclusion(reach: Reach, index: number, size: number): Promise<Uint8Array[]> {
  return walk(reach, size, (read) => inclusionPathFrom(read, index, size));
}

/** What the larger tree has at the smaller size, where the log signed something else. */
export async function readFork(
  reach: Reach,
  smaller: number,
  larger: number,
): Promise<{ root: Uint8Array; path: readonly Uint8Array[] }> {
  return walk(reach, larger, (read) => forkPath(read, smaller, larger));
}

async function walk<T>(reach: Reach, size: number, take: (read: ReadNode) => T): Promise<T> {
  const readTile = (level: number, n: number, width: number) =>
    callBytes(reach, get(pathOf('readTile', { level: String(level), n: tilePath(n, width) })));
  try {
    return await walkTiles(size, readTile, take);
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
    throw new LinkFault('answer-invalid', 'tiles of another log', null, { cause });
  }
}

const get = (path: string): Call => ({ method: 'GET', path });
