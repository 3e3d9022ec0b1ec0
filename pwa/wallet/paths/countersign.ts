// « These bytes were received », never « agreed ». Signed at once, at day precision, and sent 0 to 24 hours late, so
// that it does not tell when the phone was open.

import { toBase64url } from '../../../crypto/encode.ts';
import { randomId } from '../../../crypto/random.ts';
import { dayText, minuteText } from '../../../policy/instant.ts';
import { dayMs } from '../../../policy/period.ts';
import type { Receipt } from '../../../policy/receipt.ts';
import type { KeptCalculation } from '../vault/kept/calculation.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import { signText } from './sign-text.ts';
import type { Surroundings } from './surroundings.ts';
import { voiceOf } from './voice.ts';

export function signReceipt(
  calculation: Pick<KeptCalculation, 'digest'>,
  grant: KeptGrant,
  around: Surroundings,
): { readonly text: string; readonly at: string; readonly notBefore: string } {
  const pair = voiceOf(grant);
  const nowMs = around.now();
  const receipt: Receipt = {
    v: 1,
    type: 'receipt',
    id: randomId(),
    at: dayText(nowMs),
    by: pair.mailbox,
    key: toBase64url(pair.signing.publicKey),
    calculation: calculation.digest,
  };
  return {
    text: signText(receipt, pair),
    at: minuteText(nowMs),
    notBefore: minuteText(nowMs + around.chance() * dayMs),
  };
}
