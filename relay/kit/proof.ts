// A party believes the relay no more than a wallet does: a record is in the log when its leaf leads to a head that the
// log's own key signed.

import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { type NoteKey, verifyCheckpoint } from '../../crypto/note.ts';
import { leafHash, standsIn, treeRoot } from '../../crypto/proof.ts';
import { type LogReceipt, publicSalt, readLogReceipt } from '../../policy/receipt.ts';
import { KitFault } from './fault.ts';

/** False for whatever does not hold: another record, another head, a path that leads elsewhere. */
export function isInLog(text: string, receipt: LogReceipt, log: NoteKey): boolean {
  try {
    const head = verifyCheckpoint(receipt.checkpoint, log);
    return receipt.digest === recordDigest(text) && standsIn(toUtf8(text), receipt, head);
  } catch (cause) {
    if (cause instanceof CryptoFault) return false;
    throw cause;
  }
}

/** `isPublic`: under the salt that all know, so that nobody else is shown another leaf. */
export function requireInLog(text: string, value: unknown, log: NoteKey, isPublic = false): LogReceipt {
  const receipt = readLogReceipt(value);
  const isUnderSalt = isPublic && receipt.salt !== publicSalt;
  if (!isInLog(text, receipt, log) || isUnderSalt)
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
