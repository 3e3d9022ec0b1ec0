// The keys that take over under a grant of a test wallet: a new phone after one was lost.

import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { newPairKey, type Pairwise, pairwise } from '../../crypto/keys.ts';
import { randomId } from '../../crypto/random.ts';
import { signRecord } from '../../crypto/sign.ts';
import { callHeader, callLabel, callText } from '../../policy/call.ts';
import type { Grant } from '../../policy/grant.ts';
import { type Handover, handoverNewLabel, takenOverText } from '../../policy/handover.ts';
import { minuteText } from '../../policy/instant.ts';
import { labelIn } from '../../policy/realm.ts';
import type { TestHouse } from './house.ts';
import { signLine } from './resident.ts';

export class Heir {
  readonly relay: TestHouse;
  readonly grant: Grant;
  readonly keys: Pairwise;

  constructor(relay: TestHouse, grant: Grant, keys = pairwise(newPairKey(), grant.party, 1)) {
    this.relay = relay;
    this.grant = grant;
    this.keys = keys;
  }

  /** Signed by both; `before` is the pair that spoke so far. */
  handover(before: Pairwise, changes: Partial<Handover> = {}): string {
    const body = {
      v: 1 as const,
      type: 'handover' as const,
      id: randomId(),
      at: minuteText(this.relay.clock.now()),
      by: this.grant.by,
      key: toBase64url(before.signing.publicKey),
      grant: this.grant.id,
      newKey: toBase64url(this.keys.signing.publicKey),
      newBoxKey: toBase64url(this.keys.box.publicKey),
      ...changes,
    };
    const newSignature =
      changes.newSignature ??
      toBase64url(
        signRecord(
          labelIn(this.relay.house.realm, handoverNewLabel),
          takenOverText(body),
          this.keys.signing.secretKey,
        ),
      );
    return signLine({ ...body, newSignature } as Handover, before.signing.secretKey, this.relay.house.realm);
  }

  takeOver(before: Pairwise, changes: Partial<Handover> = {}): Promise<Response> {
    return this.relay.post('/handover', { handover: this.handover(before, changes) });
  }

  /** A record of the mailbox, signed by the new key. */
  sign(body: Record<string, unknown>): string {
    const key = toBase64url(this.keys.signing.publicKey);
    const record = {
      v: 1,
      id: randomId(),
      at: minuteText(this.relay.clock.now()),
      by: this.grant.by,
      key,
      ...body,
    };
    return signLine(record as never, this.keys.signing.secretKey, this.relay.house.realm);
  }

  call(path: string, body: unknown): Promise<Response> {
    return callAs(this.relay, this.keys, this.grant.by, path, body);
  }
}

/** A call about one mailbox, by whichever key. */
export function callAs(
  relay: TestHouse,
  { signing }: Pick<Pairwise, 'signing'>,
  mailbox: string,
  path: string,
  body: unknown,
): Promise<Response> {
  const text = JSON.stringify(body);
  const at = minuteText(relay.clock.now());
  const nonce = randomId();
  const bodyDigest = toBase64url(sha256(toUtf8(text)));
  const signed = callText({ mailbox, method: 'POST', path, bodyDigest, at, nonce });
  const signature = toBase64url(signRecord(labelIn(relay.house.realm, callLabel), signed, signing.secretKey));
  const key = toBase64url(signing.publicKey);
  return relay.post(path, text, { 'vav-call': callHeader({ key, at, nonce, signature, mailbox }) });
}
