// Who calls, when a wallet does: the pairwise key of one mailbox signs the call (protocol §4). One call concerns one
// mailbox; nothing else on it names anybody, and nothing of it is kept but the nonce, in memory.

import { fromBase64url } from '../../crypto/encode.ts';
import { mailboxOf } from '../../crypto/hash.ts';
import { canonicalText } from '../../policy/canonical.ts';
import type { House } from '../house.ts';
import { textDigest } from '../proof/hash.ts';
import { verifySigned } from '../proof/verify.ts';
import { DoorFault } from './fault.ts';
import { requireRecent, walletSkewMs } from './signed.ts';

export const callHeader = 'vav-call';
export const callLabel = 'vav/call/1';

const headerForm =
  /^key=([A-Za-z0-9_-]{43}), ?at=(\d{4}-\d\d-\d\dT\d\d:\d\d:00Z), ?nonce=([A-Za-z0-9_-]{22}), ?sig=([A-Za-z0-9_-]{86})$/;

/** The mailbox whose key signed this call and body. */
export function requireWalletCall(house: House, request: Request, path: string, body: string): string {
  const header = request.headers.get(callHeader);
  if (header === null) throw new DoorFault('signature-missing', 'expected the header `Vav-Call`');
  const [, key, at, nonce, signature] = headerForm.exec(header) ?? [];
  if (key === undefined || at === undefined || nonce === undefined || signature === undefined) {
    throw new DoorFault('signature-invalid', 'expected `key=…, at=…, nonce=…, sig=…`');
  }
  const nowMs = house.now();
  const mailbox = mailboxOf(fromBase64url(key));
  const text = canonicalText({
    at,
    bodyDigest: textDigest(body),
    mailbox,
    method: request.method,
    nonce,
    path,
  });
  if (!verifySigned(callLabel, text, signature, key)) {
    throw new DoorFault('signature-invalid', 'expected a signature of this call by the key of its mailbox');
  }
  requireRecent(at, nowMs, { pastMs: walletSkewMs, futureMs: walletSkewMs });
  house.usedCalls.use(`${mailbox} ${nonce}`, Date.parse(at) + walletSkewMs, nowMs);
  return mailbox;
}
