// One reading as one side keeps it: the record of the whole call, one item, one answer, and the paths that tie them to it.
// The record alone proves that a call was made; what was asked about this person, and answered, is proven here.

import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { leafHash, verifyInclusion } from '../../crypto/proof.ts';
import { type AccessEvidence, readAccess, readAnswerText, readItemText } from '../../policy/access.ts';
import type { KeyRing } from './signed.ts';

/** One sentence; a fault where anything of it does not lead to the record. */
export function checkReading(shown: AccessEvidence, keys: KeyRing): string {
  const { position, itemPath, answerPath } = shown;
  const record = readAccess(shown.record);
  const [item, answer] = [readItemText(shown.item), readAnswerText(shown.answer)];
  const isUnder = (text: string, path: readonly string[], root: string) => {
    const hashes = path.map((hash) => fromBase64url(hash));
    return verifyInclusion(leafHash(toUtf8(text)), position, record.count, hashes, fromBase64url(root));
  };
  if (!isUnder(shown.item, itemPath, record.itemsRoot))
    throw new CryptoFault('proof-invalid', 'what was asked does not lead to the record of the call');
  const isAnswerToIt = answer.item === toBase64url(leafHash(toUtf8(shown.item)));
  if (!isAnswerToIt || !isUnder(shown.answer, answerPath, record.answersRoot))
    throw new CryptoFault('proof-invalid', 'what was answered does not lead to the record of the call');
  const asked = keys.askedBy(record);
  if (asked === 'not signed by whom it says')
    throw new CryptoFault('signature-invalid', `the call is ${asked}`);
  const by = asked === 'unknown' ? 'its signer’s key is not in the file' : `asked by ${asked}`;
  const told = answer.decision ? 'allowed' : `refused as ${answer.form ?? 'unsaid'}`;
  return `reading ${position + 1} of ${record.count} of ${record.id}: ${item.context.facts.join(', ')} for ${item.context.purpose}, ${told}; ${by}`;
}
