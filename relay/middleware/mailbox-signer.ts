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
import { requireHelperLook } from './helper.ts';
import { requireRecent, requireSignature, walletSkewMs } from './signed.ts';

/** What is done with the mailbox. */
export type MailboxAct =
  | 'see'
  | 'read'
  | 'mandate'
  | 'grant'
  | 'refuse'
  | 'stop'
  | 'pause'
  | 'receipt'
  | 'envelope'
  | 'thread';

export type Signer = 'resident' | { readonly mandate: string };

export interface MailboxSigner {
  readonly mailbox: string;
  readonly signer: Signer;
}

/** The mailbox that this call and body concern, and who signed it. */
export async function requireMailboxSigner(
  house: House,
  request: Request,
  path: string,
  body: string,
  act: MailboxAct,
): Promise<MailboxSigner> {
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
  if (mandate !== undefined) {
    if (act !== 'see') throw new DoorFault('mandate-outside', 'expected the key of this mailbox');
    use();
    await requireHelperLook(house, { mailbox, mandate, key, text, signature });
    return { mailbox, signer: { mandate } };
  }
  const signer = await signerOf(house, mailbox, key, act);
  use();
  return { mailbox, signer };
}

/** A record of a mailbox, signed by the key that stands in it. */
export async function requireRecordSigner(
  house: House,
  split: SplitRecord,
  { by, key }: { readonly by: string; readonly key: string },
  act: MailboxAct,
): Promise<Signer> {
  requireSignature(split, [key], house.realm);
  return signerOf(house, by, key, act);
}

/** Also a former key, where the store looks which one it is: a hand-over that comes twice finds its first. */
export async function requireKeyOf(house: House, mailbox: string, key: string): Promise<void> {
  await signerOf(house, mailbox, key, 'stop');
}

async function signerOf(house: House, mailbox: string, key: string, act: MailboxAct): Promise<Signer> {
  const steps = await house.store.listKeySteps(mailbox);
  const isFirst = mailboxOf(fromBase64url(key)) === mailbox;
  switch (standingOf(key, isFirst, steps)) {
    case 'present':
      return 'resident';
    case 'former':
      if (act === 'stop') return 'resident';
      throw new DoorFault('key-unknown', 'expected the key that this mailbox was handed over to');
    case 'none':
      throw new DoorFault(
        'signature-invalid',
        'expected the key whose hash is the mailbox, or its successor',
      );
  }
}
