// What the log says is computed here, not believed: a record stands in it when its leaf leads to a head that the log's
// own key signed, and every head continues the ones seen before. The key is believed at the first fetch and pinned.

import { areEqual, fromBase64url, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { type Checkpoint, type NoteKey, readVerifierKey, verifyCheckpoint } from '../../../crypto/note.ts';
import { leafHash, verifyConsistency, verifyInclusion } from '../../../crypto/proof.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { type LogIdentity, readConsistency, readLogIdentity } from '../link/log.ts';
import { change } from '../vault/hold.ts';
import type { KeptHead } from '../vault/kept.ts';
import { heldSignal, lockState } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface KnownLog extends LogIdentity {
  readonly key: NoteKey;
}

/** Believed since the page was opened; the vault's pin goes before it. */
let believed: LogIdentity | undefined;

export async function knownLog(around: Surroundings = here): Promise<KnownLog> {
  const pinned = heldSignal.value.head.get('log');
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
}

const noSalt = toBase64url(new Uint8Array(32));

/** The record stands in the log at the place that the receipt names. `isPublic`: under the salt that all know. */
export function requireProven(
  text: string,
  receipt: LogReceipt,
  log: KnownLog,
  isPublic = false,
): Checkpoint {
  const unproven = (why: string, cause?: unknown) => new PathFault('receipt-unproven', why, { cause });
  if (receipt.digest !== recordDigest(text)) throw unproven('receipt is of another record');
  if (isPublic && receipt.salt !== noSalt) throw unproven('public record under a salt');
  const inner = sha256(fromBase64url(receipt.salt), toUtf8(text));
  const head = readHead(receipt.checkpoint, log);
  const path = receipt.path.map((hash) => fromBase64url(hash));
  const isIn =
    head.size === receipt.size &&
    verifyInclusion(leafHash(inner), receipt.index, receipt.size, path, head.root);
  if (!isIn) throw unproven('audit path does not lead to the head');
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
    return verifyCheckpoint(checkpoint, log.key);
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
    throw new PathFault('receipt-unproven', 'head is not signed by the log', { cause });
  }
}

/**
 * Holds every head just seen against the one in the vault: the larger must continue the smaller. Two that do not are
 * two histories, shown to two people: the gravest thing a relay can do, and here is the evidence.
 */
export async function checkHeads(checkpoints: readonly string[], around: Surroundings = here): Promise<void> {
  const log = await knownLog(around);
  for (const checkpoint of new Set(checkpoints)) {
    const head = readHead(checkpoint, log);
    const kept = heldSignal.value.head.get('log');
    if (kept === undefined) await pin(log, head, checkpoint, around);
    else if (!(await continues(kept, head, around))) {
      await raiseAlarm(
        { code: 'head-forked', evidence: { kept: kept.checkpoint, seen: checkpoint } },
        around,
      );
    } else if (head.size > kept.size) await pin(log, head, checkpoint, around);
  }
}

async function continues(kept: KeptHead, head: Checkpoint, around: Surroundings): Promise<boolean> {
  const keptRoot = fromBase64url(kept.root);
  if (kept.size === head.size) return areEqual(keptRoot, head.root);
  const [small, large] =
    kept.size < head.size
      ? [{ size: kept.size, root: keptRoot }, head]
      : [head, { size: kept.size, root: keptRoot }];
  const path = await readConsistency(around.reach, small.size, large.size);
  return verifyConsistency(small.size, small.root, large.size, large.root, path);
}

async function pin(log: KnownLog, head: Checkpoint, checkpoint: string, around: Surroundings): Promise<void> {
  if (lockState.value !== 'open') return;
  await change((rows) => rows.put('head', 'log', keptHead(log, head, checkpoint, around.now())));
}

export function keptHead(log: KnownLog, head: Checkpoint, checkpoint: string, nowMs: number): KeptHead {
  return {
    origin: head.origin,
    size: head.size,
    root: toBase64url(head.root),
    checkpoint,
    verifierKey: log.verifierKey,
    regie: log.regie,
    seenAt: minuteText(nowMs),
  };
}
