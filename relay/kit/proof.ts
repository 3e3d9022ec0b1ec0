// A party believes the relay no more than a wallet does: a record is in the log when its leaf leads to a head that the
// log's own key signed.

import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import { type NoteKey, verifyCheckpoint } from '../../crypto/note.ts';
import { leafHash, treeRoot, verifyInclusion } from '../../crypto/proof.ts';
import { type LogReceipt, readLogReceipt } from '../../policy/receipt.ts';
import { KitFault } from './fault.ts';

/** False for whatever does not hold: another record, another head, a path that leads elsewhere. */
export function isInLog(text: string, receipt: LogReceipt, log: NoteKey): boolean {
  const { digest, salt, index, size, path, checkpoint } = receipt;
  try {
    const head = verifyCheckpoint(checkpoint, log);
    const inner = sha256(fromBase64url(salt), toUtf8(text));
    const steps = path.map((step) => fromBase64url(step));
    return (
      digest === recordDigest(text) &&
      head.size === size &&
      verifyInclusion(leafHash(inner), index, size, steps, head.root)
    );
  } catch (cause) {
    if (cause instanceof CryptoFault) return false;
    throw cause;
  }
}

export function requireInLog(text: string, value: unknown, log: NoteKey): LogReceipt {
  const receipt = readLogReceipt(value);
  if (!isInLog(text, receipt, log))
    throw new KitFault('receipt-unproven', 'expected a receipt that leads from the record to the head');
  return receipt;
}

/** Root over texts, base64url: the items of a call, and its answers. */
export function rootOfTexts(texts: readonly string[]): string {
  return toBase64url(treeRoot(texts.map((text) => leafHash(toUtf8(text)))));
}

export function leafOfText(text: string): string {
  return toBase64url(leafHash(toUtf8(text)));
}
