import { fromBase64url } from '../../crypto/encode.ts';
import { sealTo } from '../../crypto/seal.ts';
import { handoverNewLabel, readHandover, takenOverText } from '../../policy/handover.ts';
import { labelIn } from '../../policy/realm.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireKeyOf } from '../middleware/mailbox-signer.ts';
import { readSigned, requireRecent, requireSignature, walletSkewMs } from '../middleware/signed.ts';
import { wholeMinute } from '../middleware/time.ts';
import { verifySigned } from '../proof/verify.ts';

/**
 * Another key takes over under one grant. Both sign: the one that spoke so far, and the one that speaks from here on. A key
 * has one successor; the mailbox keeps its name.
 */
export async function keepHandover(house: House, request: Request): Promise<Response> {
  const { handover: text, ...rest } = requireObject(
    await readJson(request, { bytes: routes.keepHandover.limitBytes }),
  );
  if (Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected `handover` and nothing else');
  const split = readSigned(text, 'handover');
  const handover = readHandover(split.body);
  const { by, key, grant, newKey, newSignature, newBoxKey, id } = handover;
  requireSignature(split, [key], house.realm);
  if (!verifySigned(labelIn(house.realm, handoverNewLabel), takenOverText(handover), newSignature, newKey))
    throw new DoorFault('signature-invalid', 'expected `newSignature` by the key that takes over');
  requireRecent(handover.at, house.now(), { pastMs: walletSkewMs, futureMs: walletSkewMs });
  // A key that nothing can be sealed to would leave results without a reader.
  sealTo(fromBase64url(newBoxKey), new Uint8Array(1), new Uint8Array(0));
  await requireKeyOf(house, by, key);
  const kept = await house.store.keepHandover({
    mailbox: by,
    grant,
    id,
    text: text as string,
    key,
    newKey,
    atMs: wholeMinute(house.now()),
  });
  return answerJson({ receipt: await house.store.receiptOf(kept) }, { status: 201 });
}
