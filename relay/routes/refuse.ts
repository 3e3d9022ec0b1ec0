import { readRefusal } from '../../policy/refusal.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireRecordSigner } from '../middleware/mailbox-signer.ts';
import { readSigned, requireFirstKey, requireRecent, walletSkewMs } from '../middleware/signed.ts';
import type { Room } from '../room/rooms.ts';
import { answerAddress } from './room.ts';

/** The resident's no. The party learns `access_denied` and no reason; the record stands in the log. */
export async function keepRefusal(house: House, request: Request): Promise<Response> {
  const {
    handle,
    claim,
    refusal: text,
    ...rest
  } = requireObject(await readJson(request, { bytes: routes.keepRefusal.limitBytes }));
  if (typeof handle !== 'string' || typeof claim !== 'string' || Object.keys(rest).length > 0) {
    throw new DoorFault('body-invalid', 'expected handle, claim, refusal and nothing else');
  }
  const nowMs = house.now();
  const room = house.rooms.beginAnswer(handle, claim, nowMs);
  try {
    const refusal = await judgeRefusal(house, room, text);
    const kept = await house.store.keepRefusal({ mailbox: refusal.by, id: refusal.id, text: text as string });
    const redirect = answerAddress(house, room, { error: 'access_denied' });
    const { isHere } = room;
    house.rooms.answerNo(room, redirect);
    const receipt = await house.store.receiptOf(kept);
    return answerJson(isHere ? { receipt, redirect } : { receipt }, { status: 201 });
  } catch (cause) {
    house.rooms.dropAnswer(room);
    throw cause;
  }
}

async function judgeRefusal(house: House, room: Room, text: unknown) {
  const split = readSigned(text, 'refusal');
  const refusal = readRefusal(split.body);
  requireFirstKey(refusal);
  await requireRecordSigner(house, split, refusal);
  requireRecent(refusal.at, house.now(), { pastMs: walletSkewMs, futureMs: walletSkewMs });
  const { asked } = room;
  if (refusal.party !== asked.request.client_id || refusal.requestDigest !== asked.requestDigest) {
    throw new DoorFault('scope-widened', 'expected a refusal of this very request');
  }
  return refusal;
}
