import { routes } from '../../policy/routes.ts';
import { readWithdrawalCall } from '../aggregate/withdrawal.ts';
import type { House } from '../house.ts';
import { readJson } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';

/** Takes a contribution out of a study that is open. Signed by the contribution’s key: no mailbox, no account. */
export async function keepWithdrawal(house: House, request: Request, digest: string): Promise<Response> {
  const body = await readJson(request, { bytes: routes.keepWithdrawal.limitBytes });
  const call = readWithdrawalCall(body);
  const { leader } = house;
  if (leader === undefined) throw new DoorFault('study-unknown', 'this relay carries no study');
  return answerJson(await leader.withdraw(digest, call));
}
