// The resident's no: signed, told, kept where there is a vault. Without one the key is made for this no and forgotten at
// once. The party is told `access_denied` and nothing else.

import { toBase64url } from '../../../crypto/encode.ts';
import { mailboxOf } from '../../../crypto/hash.ts';
import { randomId } from '../../../crypto/random.ts';
import { newSigningPair, type SigningPair } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { minuteText } from '../../../policy/instant.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import type { Refusal } from '../../../policy/refusal.ts';
import { LinkFault } from '../link/fault.ts';
import { postRefusal } from '../link/refuse.ts';
import { change } from '../vault/hold.ts';
import { lockState } from '../vault/open.ts';
import { called } from './apart.ts';
import { type Ask, requireShown } from './ask.ts';
import { walletKeys } from './card.ts';
import { keptParty } from './party.ts';
import { putOffReceipts } from './send-receipt.ts';
import { signText } from './sign-text.ts';
import { here, type Surroundings } from './surroundings.ts';
import { pairOf } from './voice.ts';

export interface SentRefusal {
  readonly redirect: string | null;
  /** False: the relay was not reached. Nothing is shared either way: an unanswered request dies by itself. */
  readonly isSent: boolean;
}

/** Works as soon as the request is shown: a no needs no trust in who asks. */
export async function sayNo(ask: Ask, around: Surroundings = here, automatic = false): Promise<SentRefusal> {
  requireShown(ask, around);
  await readySodium();
  const signing = signingFor(ask.partyId);
  const refusal: Refusal = {
    v: 1,
    type: 'refusal',
    id: randomId(),
    at: minuteText(around.now()),
    by: mailboxOf(signing.publicKey),
    key: toBase64url(signing.publicKey),
    party: ask.partyId,
    requestDigest: ask.requestDigest,
  };
  const text = signText(refusal, { signing });
  await keepRefusal(ask, refusal, text, { receipt: null, automatic }, around);
  called(around);
  try {
    const { handle, claim } = ask;
    const { receipt, redirect } = await postRefusal(around.reach, { handle, claim, refusal: text });
    await keepRefusal(ask, refusal, text, { receipt, automatic }, around);
    if (lockState.value === 'open') await putOffReceipts(refusal.by, around);
    return { redirect: wayBack(redirect, ask), isSent: true };
  } catch (cause) {
    if (cause instanceof LinkFault && cause.isPassing) return { redirect: null, isSent: false };
    throw cause;
  }
}

/** To the address that the party signed, or nowhere: a link of the relay's choice would be a link of ours. */
function wayBack(redirect: string | null, { request }: Ask): string | null {
  if (redirect === null || !URL.canParse(redirect)) return null;
  const to = new URL(redirect);
  const signed = new URL(request.redirect_uri);
  return to.origin === signed.origin && to.pathname === signed.pathname ? redirect : null;
}

function signingFor(partyId: string): SigningPair {
  if (lockState.value !== 'open') return newSigningPair();
  const keys = walletKeys();
  return pairOf(keys, partyId, keys.generation).signing;
}

async function keepRefusal(
  ask: Ask,
  refusal: Refusal,
  text: string,
  more: { readonly receipt: LogReceipt | null; readonly automatic: boolean },
  around: Surroundings,
): Promise<void> {
  if (lockState.value !== 'open') return;
  const { id, at, by: mailbox, party, requestDigest } = refusal;
  const { receipt, automatic } = more;
  await change((rows) => {
    rows.put('refusal', id, { id, party, mailbox, requestDigest, text, at, receipt, automatic });
    rows.put('party', party, keptParty(ask.known, around.now()));
    if (automatic) rows.put('event', id, { id, at, what: 'answered-no-alone', party, grant: null });
  });
}
