// A call about one mailbox, signed by its pairwise key: the only thing on it that names anybody.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { mailboxOf, sha256 } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { type SigningPair, signRecord } from '../../../crypto/sign.ts';
import { callHeader, callHeaderName, callLabel, callText } from '../../../policy/call.ts';
import { minuteText } from '../../../policy/instant.ts';
import { type Call, callJson, type Reach } from './call.ts';

export async function callMailbox(
  reach: Reach,
  signing: SigningPair,
  call: { readonly path: string; readonly body: string },
  nowMs: number,
): Promise<unknown> {
  const headers = { [callHeaderName]: signCall(signing, call, nowMs) };
  const signed: Call = { method: 'POST', ...call, headers };
  return callJson(reach, signed);
}

function signCall(
  signing: SigningPair,
  { path, body }: { readonly path: string; readonly body: string },
  nowMs: number,
): string {
  const at = minuteText(nowMs);
  const nonce = randomId();
  const mailbox = mailboxOf(signing.publicKey);
  const bodyDigest = toBase64url(sha256(toUtf8(body)));
  const text = callText({ mailbox, method: 'POST', path, bodyDigest, at, nonce });
  const signature = toBase64url(signRecord(callLabel, text, signing.secretKey));
  return callHeader({ key: toBase64url(signing.publicKey), at, nonce, signature });
}
