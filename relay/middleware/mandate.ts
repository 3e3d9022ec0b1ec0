// Somebody helps: a key of their own, named in a mandate of this one mailbox, signs in place of the resident's. It may look
// and it may stop, as far as the mandate goes, and each time leaves its own signed word in the resident's history.

import {
  type GivenMandate,
  judgeHelp,
  type PaperMandate,
  paperLabel,
  paperText,
  warrantLabel,
  warrantText,
} from '../../policy/mandate.ts';
import { labelIn } from '../../policy/realm.ts';
import type { SplitRecord } from '../../policy/record.ts';
import type { Revocation } from '../../policy/revocation.ts';
import type { House } from '../house.ts';
import { verifySigned } from '../proof/verify.ts';
import type { Ended, GrantEnd } from '../store/contract.ts';
import type { HeldMandate } from '../store/mandate-contract.ts';
import { DoorFault } from './fault.ts';
import { requireSignature } from './signed.ts';

/** A call whose signature holds, under the key that it names. */
export interface HelperCall {
  readonly mailbox: string;
  readonly mandate: string;
  readonly key: string;
  /** As signed: the record of the use is this text and its signature. */
  readonly text: string;
  readonly signature: string;
}

async function requireOwnKey(house: House, mailbox: string, id: string, key: string): Promise<HeldMandate> {
  const held = await house.store.readMandate(mailbox, id);
  if (held?.given.helper.key !== key)
    throw new DoorFault('mandate-unknown', 'expected a mandate of this mailbox that names this key');
  await requireCounterKey(house, held.given);
  return held;
}

/** A counter replaces a key that was lost or left with somebody: from then on that key helps nobody. */
async function requireCounterKey(house: House, { paper, helper }: GivenMandate): Promise<void> {
  if (paper === undefined) return;
  const nowMs = house.now();
  await house.directory.refresh(nowMs);
  const keys = house.directory.keysNow(house.directory.requireKnown(paper.counter), 'record', nowMs);
  if (!keys.some(({ key }) => key === helper.key))
    throw new DoorFault('key-unknown', 'expected a `record` key of the counter that holds now');
}

/** Refused, or kept as a record before anything is shown. */
export async function requireHelperLook(house: House, call: HelperCall): Promise<void> {
  const { mailbox, mandate, key, text, signature } = call;
  await requireOwnKey(house, mailbox, mandate, key);
  const use = { mailbox, mandate, text: `${text}\ned25519:${signature}`, atMs: house.now() };
  await house.store.keepMandateUse(use, judgeHelp);
}

/** The record carries the resident's warrant, so that the party can check it too: the mandate itself is not its business. */
export async function endByHelper(
  house: House,
  split: SplitRecord,
  revocation: Revocation & { readonly key: string; readonly mandate: NonNullable<Revocation['mandate']> },
  end: GrantEnd,
): Promise<Ended> {
  const { by: mailbox, key, mandate } = revocation;
  requireSignature(split, [key], house.realm);
  const { given } = await requireOwnKey(house, mailbox, mandate.id, key);
  if (given.warrant !== mandate.warrant)
    throw new DoorFault('mandate-outside', 'expected the warrant that stands in the mandate');
  return house.store.endGrantByHelper(end, mandate.id, judgeHelp);
}

/** Signed by a key that speaks for the mailbox: the same that signed the mandate, or of a paper one the grant's own. */
export function requireWarrant(
  house: House,
  { by, id, helper, warrant }: GivenMandate,
  signer: string,
): void {
  if (warrant === undefined) return;
  const text = warrantText({ mailbox: by, mandate: id, key: helper.key });
  if (!verifySigned(labelIn(house.realm, warrantLabel), text, warrant, signer))
    throw new DoorFault('signature-invalid', 'expected a warrant signed by the key of the mailbox');
}

/** Whatever the acts: a party signs the record alone, and would else look into every mailbox that shares with it. */
export function requirePaper(
  house: House,
  { by, id, helper }: GivenMandate,
  { grant, signature }: PaperMandate,
  signer: string,
): void {
  const text = paperText({ mailbox: by, mandate: id, key: helper.key, grant });
  if (!verifySigned(labelIn(house.realm, paperLabel), text, signature, signer))
    throw new DoorFault('signature-invalid', 'expected `paper` signed by the key of the grant');
}
