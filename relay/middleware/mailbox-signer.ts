// Who speaks for a mailbox: its first key, whose hash is its name; after a hand-over the key that took its place. From then
// on the former key can only end what it once gave (protocol §3). Everything that a mailbox signs passes here.

import { fromBase64url } from '../../crypto/encode.ts';
import { mailboxOf } from '../../crypto/hash.ts';
import { callHeaderName, callLabel, callText, readCallHeader } from '../../policy/call.ts';
import { standingOf } from '../../policy/handover.ts';
import { labelIn } from '../../policy/realm.ts';
import type { SplitRecord } from '../../policy/record.ts';
import type { House } from '../house.ts';
import { textDigest } from '../proof/hash.ts';
import { verifySigned } from '../proof/verify.ts';
import { DoorFault } from './fault.ts';
import { requireHelperLook } from './mandate.ts';
import { requireRecent, requireSignature, walletSkewMs } from './signed.ts';

export interface MailboxReader {
  readonly mailbox: string;
  /** Absent where it is the resident. */
  readonly mandate?: string;
}

/** The mailbox that this call and body concern, and the key of it that signed. */
export async function requireMailboxSigner(
  house: House,
  request: Request,
  path: string,
  body: string,
): Promise<{ mailbox: string; key: string }> {
  const call = readCall(house, request, path, body);
  if (call.mandate !== undefined) throw new DoorFault('mandate-outside', 'expected the key of this mailbox');
  await requirePresentKey(house, call.mailbox, call.key);
  call.use();
  return { mailbox: call.mailbox, key: call.key };
}

/** The same at the one door that a helper may look through, under a mandate. */
export async function requireMailboxReader(
  house: House,
  request: Request,
  path: string,
  body: string,
): Promise<MailboxReader> {
  const { mailbox, mandate, key, text, signature, use } = readCall(house, request, path, body);
  if (mandate === undefined) {
    await requirePresentKey(house, mailbox, key);
    use();
    return { mailbox };
  }
  use();
  await requireHelperLook(house, { mailbox, mandate, key, text, signature });
  return { mailbox, mandate };
}

/** A call whose signature and time hold; whether its key speaks for the mailbox is not judged yet. */
function readCall(house: House, request: Request, path: string, body: string) {
  const header = request.headers.get(callHeaderName);
  if (header === null) throw new DoorFault('signature-missing', 'expected the header `Vav-Call`');
  const proof = readCallHeader(header);
  if (proof === undefined)
    throw new DoorFault(
      'signature-invalid',
      'expected `key=…, at=…, nonce=…, sig=…`, and `mailbox=…` where it is another’s hash',
    );
  const { key, at, nonce, signature } = proof;
  const nowMs = house.now();
  const mailbox = proof.helper?.mailbox ?? proof.mailbox ?? mailboxOf(fromBase64url(key));
  const { method } = request;
  const called = { mailbox, method, path, bodyDigest: textDigest(body), at, nonce };
  const mandate = proof.helper?.mandate;
  const text = callText(mandate === undefined ? called : { ...called, mandate });
  if (!verifySigned(labelIn(house.realm, callLabel), text, signature, key)) {
    throw new DoorFault('signature-invalid', 'expected a signature of this call by the key of its mailbox');
  }
  // A helper's device says its day only.
  const pastMs = mandate === undefined ? walletSkewMs : 2 * walletSkewMs;
  requireRecent(at, nowMs, { pastMs, futureMs: walletSkewMs });
  const use = () => house.usedCalls.use(`${mailbox} ${nonce}`, Date.parse(at) + pastMs, nowMs);
  return { mailbox, mandate, key, text, signature, use };
}

/** A record of a mailbox, signed by the key that stands in it. */
export async function requireRecordSigner(
  house: House,
  split: SplitRecord,
  { by, key }: { readonly by: string; readonly key: string },
): Promise<void> {
  requireSignature(split, [key], house.realm);
  await requirePresentKey(house, by, key);
}

async function requirePresentKey(house: House, mailbox: string, key: string): Promise<void> {
  if ((await requireKeyOf(house, mailbox, key)) === 'former')
    throw new DoorFault('key-unknown', 'expected the key that this mailbox was handed over to');
}

/** Also a former key: it may still stop what it gave, and a hand-over that comes twice finds its first. */
export async function requireKeyOf(
  house: House,
  mailbox: string,
  key: string,
): Promise<'present' | 'former'> {
  const steps = await house.store.listKeySteps(mailbox);
  const standing = standingOf(key, mailboxOf(fromBase64url(key)) === mailbox, steps);
  if (standing === 'none')
    throw new DoorFault('signature-invalid', 'expected the key whose hash is the mailbox, or its successor');
  return standing;
}
