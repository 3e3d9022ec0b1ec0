// Somebody who helps, without screens: one key made for one mandate, and what a resident signs to give it.

import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import type { Pairwise } from '../../crypto/keys.ts';
import { randomId } from '../../crypto/random.ts';
import { newSigningPair, type SigningPair, signRecord } from '../../crypto/sign.ts';
import { callHeader, callLabel, callText } from '../../policy/call.ts';
import { minuteText } from '../../policy/instant.ts';
import {
  type EndedMandate,
  type GivenMandate,
  paperLabel,
  paperText,
  warrantLabel,
  warrantText,
} from '../../policy/mandate.ts';
import { labelIn } from '../../policy/realm.ts';
import { aMandate, withText } from '../support/a-mandate.ts';
import { someSignature } from '../support/builders.ts';
import type { TestHouse } from './house.ts';
import { signLine } from './resident.ts';

export interface GivenHelp {
  readonly mandate: GivenMandate;
  readonly text: string;
  readonly helper: SigningPair;
}

const warrantOf = (
  { house }: TestHouse,
  named: { mailbox: string; mandate: string; key: string },
  secretKey: Uint8Array,
): string => toBase64url(signRecord(labelIn(house.realm, warrantLabel), warrantText(named), secretKey));

/** Signed by the mailbox, not sent. */
export function giveHelp(
  relay: TestHouse,
  { signing, mailbox }: Pairwise,
  changes: Partial<GivenMandate> = {},
): GivenHelp {
  const helper = newSigningPair();
  const id = randomId();
  const key = toBase64url(helper.publicKey);
  const { warrant: _, ...plain } = aMandate({
    id,
    at: minuteText(relay.clock.now()),
    by: mailbox,
    key: toBase64url(signing.publicKey),
    helper: { key, kind: 'relative' },
    ...changes,
  });
  const stops = plain.acts.includes('stop');
  const warrant = stops
    ? { warrant: warrantOf(relay, { mailbox, mandate: id, key }, signing.secretKey) }
    : {};
  const mandate = withText({ ...plain, ...warrant });
  return { mandate, text: signLine(mandate, signing.secretKey, relay.house.realm), helper };
}

/** As the counter signs it: the mailbox's key signed the warrant and the paper before it was thrown away. */
export function givePaper(
  relay: TestHouse,
  mailboxKeys: Pairwise,
  counter: { readonly id: string; readonly record: SigningPair },
  grantText: string,
  changes: Partial<GivenMandate> = {},
): { mandate: GivenMandate; text: string } {
  const { signing, mailbox } = mailboxKeys;
  const id = randomId();
  const key = toBase64url(counter.record.publicKey);
  const grant = toBase64url(sha256(toUtf8(grantText)));
  const onPaper = paperText({ mailbox, mandate: id, key, grant });
  const { key: _, ...plain } = aMandate({
    id,
    at: minuteText(relay.clock.now()),
    by: mailbox,
    helper: { key, kind: 'professional' },
    warrant: warrantOf(relay, { mailbox, mandate: id, key }, signing.secretKey),
    paper: {
      counter: counter.id,
      sheetDigest: toBase64url(sha256(toUtf8('scan'))),
      grant,
      signature: toBase64url(signRecord(labelIn(relay.house.realm, paperLabel), onPaper, signing.secretKey)),
    },
    ...changes,
  });
  const mandate = withText(plain);
  return { mandate, text: signLine(mandate, counter.record.secretKey, relay.house.realm) };
}

export function endHelp(
  relay: TestHouse,
  { signing, mailbox }: Pairwise,
  mandate: string,
  changes: Partial<EndedMandate> = {},
): string {
  const body: EndedMandate = {
    v: 1,
    type: 'mandate',
    id: randomId(),
    at: minuteText(relay.clock.now()),
    by: mailbox,
    key: toBase64url(signing.publicKey),
    act: 'end',
    mandate,
    ...changes,
  };
  return signLine(body, signing.secretKey, relay.house.realm);
}

/** One call under a mandate. `changes` lies in the header. */
export function helperCall(
  relay: TestHouse,
  { mandate, helper }: GivenHelp,
  body: unknown = { after: {} },
  path = '/mailbox',
  changes: { mandate?: string; mailbox?: string; nonce?: string } = {},
): Promise<Response> {
  const text = JSON.stringify(body);
  const at = minuteText(relay.clock.now());
  const nonce = changes.nonce ?? randomId();
  const named = { mailbox: changes.mailbox ?? mandate.by, mandate: changes.mandate ?? mandate.id };
  const bodyDigest = toBase64url(sha256(toUtf8(text)));
  const signed = callText({ ...named, method: 'POST', path, bodyDigest, at, nonce });
  const signature = toBase64url(signRecord(labelIn(relay.house.realm, callLabel), signed, helper.secretKey));
  const header = callHeader({ key: toBase64url(helper.publicKey), at, nonce, signature, helper: named });
  return relay.post(path, text, { 'vav-call': header });
}

/** A stop under a mandate, with the mandate's own warrant. */
export function helperStop(
  relay: TestHouse,
  { mandate, helper }: GivenHelp,
  grant: string,
  changes: Record<string, unknown> = {},
): string {
  const body = {
    v: 1 as const,
    type: 'revocation' as const,
    id: randomId(),
    at: minuteText(relay.clock.now()),
    by: mandate.by,
    key: toBase64url(helper.publicKey),
    grant,
    mandate: { id: mandate.id, warrant: mandate.warrant ?? someSignature('none') },
    ...changes,
  };
  return signLine(body, helper.secretKey, relay.house.realm);
}
