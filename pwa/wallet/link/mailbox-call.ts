// A call about one mailbox, signed by its pairwise key: the only thing on it that names anybody.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { mailboxOf, sha256 } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { type SigningPair, signRecord } from '../../../crypto/sign.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { minuteText } from '../../../policy/instant.ts';
import { type Call, callJson, type Reach } from './call.ts';

export async function callMailbox(
  reach: Reach,
  signing: SigningPair,
  call: { readonly path: string; readonly body: string },
  nowMs: number,
): Promise<unknown> {
  const signed: Call = { method: 'POST', ...call, headers: { 'vav-call': callHeader(signing, call, nowMs) } };
  return callJson(reach, signed);
}

export function callHeader(
  signing: SigningPair,
  { path, body }: { readonly path: string; readonly body: string },
  nowMs: number,
): string {
  const at = minuteText(nowMs);
  const nonce = randomId();
  const text = canonicalText({
    at,
    bodyDigest: toBase64url(sha256(toUtf8(body))),
    mailbox: mailboxOf(signing.publicKey),
    method: 'POST',
    nonce,
    path,
  });
  const signature = signRecord('vav/call/1', text, signing.secretKey);
  return `key=${toBase64url(signing.publicKey)}, at=${at}, nonce=${nonce}, sig=${toBase64url(signature)}`;
}
