import type { House } from '../house.ts';
import { verifyAssertion } from '../proof/assertion.ts';
import type { KnownParty } from './directory.ts';
import { DoorFault } from './fault.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const toleranceMs = 60_000;

/** Who calls at the doors of OAuth: `private_key_jwt` (RFC 7523), one use, meant for this relay or this very door. */
export async function requireClient(
  house: House,
  form: Record<string, string>,
  path: string,
): Promise<KnownParty> {
  const { client_id: clientId, client_assertion: assertion, client_assertion_type: type } = form;
  if (clientId === undefined) throw new DoorFault('body-invalid', '`client_id`: expected a party id');
  if (assertion === undefined || type !== assertionType) {
    throw new DoorFault('signature-missing', `expected \`client_assertion\` of type ${assertionType}`);
  }
  const nowMs = house.now();
  await house.directory.refresh(nowMs);
  const party = house.directory.requireOpen(clientId);
  const keys = house.directory.keysNow(party, 'client', nowMs);
  const { jti, expSeconds } = await verifyAssertion(
    assertion,
    party.id,
    keys,
    [house.origin, house.origin + path],
    nowMs,
  );
  house.usedOnce.use(`assertion ${party.id} ${jti}`, expSeconds * 1000 + toleranceMs, nowMs);
  return party;
}
