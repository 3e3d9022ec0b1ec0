// A call about one mailbox, signed by its pairwise key: the only thing on it that names anybody.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { mailboxOf, sha256 } from '../../../crypto/hash.ts';
import type { Pairwise } from '../../../crypto/keys.ts';
import { randomId } from '../../../crypto/random.ts';
import { signRecord } from '../../../crypto/sign.ts';
import { callHeader, callHeaderName, callLabel, callText } from '../../../policy/call.ts';
import { dayText, minuteText } from '../../../policy/instant.ts';
import { labelIn } from '../../../policy/realm.ts';
import { realmHere } from '../realm.ts';
import { type Call, callJson, type Reach } from './call.ts';

/** Whose key signs, for which mailbox: after a hand-over, or of a helper, its name is the hash of another key. */
export interface Voice extends Pick<Pairwise, 'signing' | 'mailbox'> {
  /** Under which mandate, if the key is a helper's. */
  readonly mandate?: string;
}

export async function callMailbox(
  reach: Reach,
  voice: Voice,
  call: { readonly path: string; readonly body: string },
  nowMs: number,
): Promise<unknown> {
  const headers = { [callHeaderName]: signCall(voice, call, nowMs) };
  const signed: Call = { method: 'POST', ...call, headers };
  return callJson(reach, signed);
}

function signCall(
  { signing, mailbox, mandate }: Voice,
  { path, body }: { readonly path: string; readonly body: string },
  nowMs: number,
): string {
  // A helper looks at several mailboxes in a row, and each keeps this call: the minute would tie them together.
  const at = mandate === undefined ? minuteText(nowMs) : dayText(nowMs);
  const nonce = randomId();
  const bodyDigest = toBase64url(sha256(toUtf8(body)));
  const called = { mailbox, method: 'POST', path, bodyDigest, at, nonce };
  const text = callText(mandate === undefined ? called : { ...called, mandate });
  const signature = toBase64url(signRecord(labelIn(realmHere(), callLabel), text, signing.secretKey));
  const proof = { key: toBase64url(signing.publicKey), at, nonce, signature };
  if (mandate !== undefined) return callHeader({ ...proof, helper: { mailbox, mandate } });
  return callHeader(mailbox === mailboxOf(signing.publicKey) ? proof : { ...proof, mailbox });
}
