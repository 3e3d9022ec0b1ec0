// What the log says is computed here, not believed: a record stands in it when its leaf leads to a head that the log's
// own key signed. The key is believed at the first fetch and pinned. That all heads are of one history: heads.ts.

import { toUtf8 } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { type Checkpoint, type NoteKey, readVerifierKey, verifyCheckpoint } from '../../../crypto/note.ts';
import { standsIn } from '../../../crypto/proof.ts';
import { minuteText } from '../../../policy/instant.ts';
import { type LogReceipt, publicSalt } from '../../../policy/receipt.ts';
import { type LogIdentity, readLogIdentity } from '../link/log.ts';
import type { KeptLog } from '../vault/kept/log.ts';
import { heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface KnownLog extends LogIdentity {
  readonly key: NoteKey;
}

/** Believed since the page was opened; the vault's pin goes before it. */
let believed: LogIdentity | undefined;

export async function knownLog(around: Surroundings = here): Promise<KnownLog> {
  const pinned = heldSignal.value.log.get('log');
  const identity = pinned ?? believed ?? (await readLogIdentity(around.reach));
  believed = { verifierKey: identity.verifierKey, regie: identity.regie };
  try {
    return { ...believed, key: readVerifierKey(believed.verifierKey) };
  } catch (cause) {
    throw new PathFault('log-unknown', 'log key cannot be read', { cause });
  }
}

/** For tests and for a device that was erased. */
export function forgetLog(): void {
  believed = undefined;
  seen.clear();
}

/** Every head that was read since `takeSeen`, as signed. */
const seen = new Set<string>();
const maxSeen = 256;

/** What was shown to this wallet and not yet held against the public checkpoint. */
export function takeSeen(): string[] {
  const taken = [...seen];
  seen.clear();
  return taken;
}

/** The record stands in the log at the place that the receipt names. `isPublic`: under the salt that all know. */
export function requireProven(
  text: string,
  receipt: LogReceipt,
  log: KnownLog,
  isPublic = false,
): Checkpoint {
  const unproven = (why: string, cause?: unknown) => new PathFault('receipt-unproven', why, { cause });
  if (receipt.digest !== recordDigest(text)) throw unproven('receipt is of another record');
  if (isPublic && receipt.salt !== publicSalt) throw unproven('public record under a salt');
  const head = readHead(receipt.checkpoint, log);
  if (!standsIn(toUtf8(text), receipt, head)) throw unproven('audit path does not lead to the head');
  return head;
}

/** The same as a question, where what is unproven is told and not refused. */
export function isInLog(text: string, receipt: LogReceipt | null, log: KnownLog): boolean {
  if (receipt === null) return false;
  try {
    requireProven(text, receipt, log);
    return true;
  } catch (cause) {
    if (cause instanceof PathFault || cause instanceof CryptoFault) return false;
    throw cause;
  }
}

export function readHead(checkpoint: string, log: KnownLog): Checkpoint {
  try {
    const head = verifyCheckpoint(checkpoint, log.key);
    if (seen.size < maxSeen) seen.add(checkpoint);
    return head;
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
    throw new PathFault('receipt-unproven', 'head is not signed by the log', { cause });
  }
}

export function keptLog({ verifierKey, regie }: KnownLog, nowMs: number): KeptLog {
  return { verifierKey, regie, seenAt: minuteText(nowMs), shown: null, anchored: null, witnesses: null };
}
