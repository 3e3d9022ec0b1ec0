import { concat, fromBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { leafHash } from '../../../crypto/proof.ts';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from '../../../crypto/tlog-proof.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { readInclusion } from '../link/log.ts';
import { heldSignal } from '../vault/open.ts';
import { anchorState } from './anchor-state.ts';
import { PathFault } from './fault.ts';
import { knownLog } from './log.ts';
import { here, type Surroundings } from './surroundings.ts';

/**
 * One record as a file that stands for itself (C2SP tlog-proof): its text, why it is in the log, which witnesses saw
 * the log there. `extra` is salt ‖ record, so the leaf is made from the file alone. Checked before it is given.
 */
export async function proofFile(
  text: string,
  receipt: LogReceipt,
  around: Surroundings = here,
): Promise<string> {
  const anchored = heldSignal.value.log.get('log')?.anchored ?? null;
  if (anchored === null || anchorState(receipt, around.now()) !== 'anchored')
    throw new PathFault('receipt-unproven', 'no witness has seen this record yet');
  const log = await knownLog(around);
  const path = await readInclusion(around.reach, receipt.index, anchored.size);
  const extra = concat(fromBase64url(receipt.salt), toUtf8(text));
  const file = formatTlogProof({ extra, index: receipt.index, path, checkpoint: anchored.note });
  verifyTlogProof(parseTlogProof(file), leafHash(sha256(extra)), log.key);
  return file;
}
