import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { parseJson, readText, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requirePartyCall } from '../middleware/party-call.ts';
import { bodyComponents } from '../proof/http-signature.ts';
import { showMember, signedHistory } from './members.ts';

const membersAtOnce = 100;
const readings = { perSecond: 200, burst: 2000 };

/**
 * The party's door to the sequence of one of its grants: the very members that the mailbox is shown. Refusals, pauses and
 * sealed results are none, so they cannot come out here. A grant that is none for this party is the same no as everywhere.
 */
export async function readRecords(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.readRecords.limitBytes });
  const { mailbox, grant, after, ...rest } = requireObject(parseJson(text));
  if (typeof mailbox !== 'string' || typeof grant !== 'string' || Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected mailbox, grant, after and nothing else');
  if (!Number.isSafeInteger(after) || (after as number) < 0)
    throw new DoorFault('body-invalid', '`after`: expected a sequence number');
  const { party } = await requirePartyCall(house, request, text, () => bodyComponents);
  house.limits.take(`records ${party.id}`, readings);
  const history = await house.store.readHistory(mailbox, grant, after as number, membersAtOnce);
  if (history?.party !== party.id)
    throw new DoorFault('grant-unknown', 'expected a grant that was given to this party');
  return answerJson({
    members: await Promise.all(history.records.map((record) => showMember(house, record))),
    more: history.more,
    answer: await signedHistory(house, mailbox, { ...history.last, grant }),
  });
}
