// Whose cosignatures count. The keys are one of the wallet's files, and that file is taken only when the wallet's build,
// as the log names it for everybody, holds it: a relay cannot give one person witnesses of its own.

import { readCosignerKey } from '../../../crypto/cosignature.ts';
import { fromUtf8, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { sha256 } from '../../../crypto/hash.ts';
import type { NoteKey } from '../../../crypto/note.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { readWalletBuild } from '../../../policy/label.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readWitnesses } from '../../../policy/witnesses.ts';
import { LinkFault } from '../link/fault.ts';
import { readNamedBuild, readWitnessFile } from '../link/log.ts';
import { change } from '../vault/hold.ts';
import { heldSignal } from '../vault/open.ts';
import { raiseAlarm } from './alarm.ts';
import { PathFault } from './fault.ts';
import { type KnownLog, requireProven } from './log.ts';
import type { Surroundings } from './surroundings.ts';

/** Looked at once while the page is open. */
let isRead = false;

export function forgetWitnesses(): void {
  isRead = false;
}

export async function knownWitnesses(log: KnownLog, around: Surroundings): Promise<readonly NoteKey[]> {
  if (!isRead) {
    try {
      await readAnew(log, around);
      isRead = true;
    } catch (cause) {
      // Asked again at the next look; until then those that were known go on counting.
      if (!(cause instanceof LinkFault)) throw cause;
    }
  }
  return (heldSignal.value.log.get('log')?.witnesses?.keys ?? []).map(readCosignerKey);
}

async function readAnew(log: KnownLog, around: Surroundings): Promise<void> {
  const bytes = await readWitnessFile(around.reach);
  const digest = toBase64url(sha256(bytes));
  const kept = heldSignal.value.log.get('log')?.witnesses ?? null;
  if (kept?.digest === digest) return;
  try {
    const { witnesses } = readWitnesses(JSON.parse(fromUtf8(bytes)));
    for (const key of witnesses) readCosignerKey(key);
    // None named, none known: nothing to believe.
    if (witnesses.length === 0 && kept === null) return;
    await requireNamed(digest, log, around);
    await change(async (rows) => {
      const now = await rows.get('log', 'log');
      if (now !== undefined) rows.put('log', 'log', { ...now, witnesses: { digest, keys: [...witnesses] } });
    });
  } catch (cause) {
    const isUnnamed =
      cause instanceof PathFault ||
      cause instanceof PolicyFault ||
      cause instanceof CryptoFault ||
      cause instanceof SyntaxError;
    if (!isUnnamed) throw cause;
    await raiseAlarm({ code: 'witness-unnamed', evidence: { digest, known: kept?.digest ?? null } }, around);
  }
}

/** The régie's label stands in the log, under the salt that all know, and holds this file. */
async function requireNamed(digest: string, log: KnownLog, around: Surroundings): Promise<void> {
  const { record, receipt } = await readNamedBuild(around.reach);
  const build = readWalletBuild(splitRecord(record).body);
  requireProven(record, receipt, log, true);
  if (build.by !== log.regie || build.files['witnesses.json'] !== digest)
    throw new PathFault('receipt-unproven', 'witnesses are not those of the named build');
}
