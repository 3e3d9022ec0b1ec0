import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireTexts } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { instantOf } from '../middleware/time.ts';
import { publicParty } from './party.ts';

/** The phone opens a handle: it gets the request as the party signed it, and all it needs to check it by itself. */
export async function openRequest(house: House, request: Request): Promise<Response> {
  const body = requireTexts(await readJson(request, { bytes: routes.readRequest.limitBytes }), {
    handle: 22,
    claim: 43,
  });
  if (body.claim.length < 22)
    throw new DoorFault('body-invalid', '`claim`: expected 16 bytes or more of chance');
  const nowMs = house.now();
  const room = house.rooms.claim(body.handle, body.claim, nowMs);
  const { asked } = room;
  if (asked.request.exp * 1000 <= nowMs) throw new DoorFault('request-expired', 'the request is too old');
  await house.directory.refresh(nowMs);
  const party = house.directory.requireAdmitted(asked.request.client_id, nowMs);
  const declaration = house.directory.declaration(asked.request.authorization_details[0].declaration);
  if (declaration === undefined) throw new DoorFault('declaration-unknown', 'the declaration is gone');
  return answerJson({
    request: asked.jws,
    party: await publicParty(house, party),
    declaration: {
      record: declaration.kept.text,
      receipt: await house.store.receiptOf(declaration.kept),
    },
    crossDevice: !room.isHere,
    expiresAt: instantOf(Math.min(room.closesMs, asked.request.exp * 1000)),
  });
}
