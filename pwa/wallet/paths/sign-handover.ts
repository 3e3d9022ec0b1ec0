// A hand-over as the wallet signs it: by the key that spoke so far, and inside by the one that takes over.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { randomId } from '../../../crypto/random.ts';
import { signRecord } from '../../../crypto/sign.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { type Handover, handoverNewLabel, takenOverText } from '../../../policy/handover.ts';
import { minuteText } from '../../../policy/instant.ts';
import { labelIn } from '../../../policy/realm.ts';
import { realmHere } from '../realm.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptKeys } from '../vault/kept/wallet.ts';
import { signText } from './sign-text.ts';
import { nextGeneration, pairOf, voiceOf } from './voice.ts';

/** To the next generation that speaks in this mailbox, under the mailbox's own name: a key has one successor there. */
export function signHandover(kept: KeptGrant, keys: KeptKeys, nowMs: number): string {
  const before = voiceOf(kept, keys);
  const next = pairOf(keys, kept.party, nextGeneration(kept, keys));
  const body = {
    v: 1 as const,
    type: 'handover' as const,
    id: randomId(),
    at: minuteText(nowMs),
    by: kept.mailbox,
    key: toBase64url(before.signing.publicKey),
    grant: kept.id,
    newKey: toBase64url(next.signing.publicKey),
    newBoxKey: toBase64url(next.box.publicKey),
  };
  const newSignature = toBase64url(signRecord(labelHere(), takenOverText(body), next.signing.secretKey));
  const handover: Handover = { ...body, newSignature };
  return signText(handover, before);
}

/** Has the key that takes over signed, too? */
export const isTakenOver = (handover: Handover): boolean =>
  verifyRecord(
    labelHere(),
    takenOverText(handover),
    fromBase64url(handover.newSignature),
    fromBase64url(handover.newKey),
  );

const labelHere = (): string => labelIn(realmHere(), handoverNewLabel);
