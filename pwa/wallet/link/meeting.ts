// Sealed messages between two devices that stand side by side. No account, no mailbox and no cookie: a handle that both
// derive from a QR code and that means nothing elsewhere.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, textOrNullIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

/** The same message again is no error; another one in its place is refused. */
export async function putMessage(
  reach: Reach,
  handle: string,
  n: number,
  message: Uint8Array,
): Promise<void> {
  const body = JSON.stringify({ handle, n, message: toBase64url(message) });
  await callJson(reach, { method: 'POST', path: pathOf('putMessage'), body });
}

/** Null while it is not there, and when the meeting is over: the relay does not tell these apart. */
export async function takeMessage(reach: Reach, handle: string, n: number): Promise<Uint8Array | null> {
  const body = JSON.stringify({ handle, n });
  const answer = await callJson(reach, { method: 'POST', path: pathOf('takeMessage'), body });
  const message = textOrNullIn(fieldsOf(answer, 'meeting'), 'message');
  if (message === null) return null;
  try {
    return fromBase64url(message);
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
    throw new LinkFault('answer-invalid', 'answer `message`', null, { cause });
  }
}
