// Who calls, when a wallet does: the pairwise key of one mailbox signs the call (protocol §4). One call concerns one
// mailbox; nothing else on it names anybody, and nothing of it is kept but the nonce, in memory.

import { fromBase64url } from '../../crypto/encode.ts';
import { mailboxOf } from '../../crypto/hash.ts';
import { callHeaderName, callLabel, callText, readCallHeader } from '../../policy/call.ts';
import type { House } from '../house.ts';
import { textDigest } from '../proof/hash.ts';
import { verifySigned } from '../proof/verify.ts';
import { DoorFault } from './fault.ts';
import { requireRecent, walletSkewMs } from './signed.ts';

/** The mailbox whose key signed this call and body. */
export function requireWalletCall(house: House, request: Request, path: string, body: string): string {
  const header = request.headers.get(callHeaderName);
  if (header === null) throw new DoorFault('signature-missing', 'expected the header `Vav-Call`');
  const proof = readCallHeader(header);
  if (proof === undefined) throw new DoorFault('signature-invalid', 'expected `key=…, at=…, nonce=…, sig=…`');
  const { key, at, nonce, signature } = proof;
  const nowMs = house.now();
  const mailbox = mailboxOf(fromBase64url(key));
  const { method } = request;
  const text = callText({ mailbox, method, path, bodyDigest: textDigest(body), at, nonce });
  if (!verifySigned(callLabel, text, signature, key)) {
    throw new DoorFault('signature-invalid', 'expected a signature of this call by the key of its mailbox');
  }
  requireRecent(at, nowMs, { pastMs: walletSkewMs, futureMs: walletSkewMs });
  house.usedCalls.use(`${mailbox} ${nonce}`, Date.parse(at) + walletSkewMs, nowMs);
  return mailbox;
}
