import { fromBase64url } from '../../crypto/encode.ts';
import { isInstant } from '../../policy/instant.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { requireAccountCall, requireIssuer } from '../middleware/account-call.ts';
import { parseJson, readJson, readText, requireTexts } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireRecent, walletSkewMs } from '../middleware/signed.ts';

const keyForm = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** Costs a stamp and names nobody. The same key again is the same account. */
export async function openAccount(house: House, request: Request): Promise<Response> {
  const body = await readJson(request, { bytes: routes.openAccount.limitBytes });
  const { key, at, stamp } = requireTexts(body, { key: 43, at: 20, stamp: 11 });
  if (!keyForm.test(key)) throw new DoorFault('body-invalid', '`key`: expected 32 bytes, base64url');
  if (!isInstant(at)) throw new DoorFault('body-invalid', '`at`: expected an instant');
  const issuer = requireIssuer(house);
  requireRecent(at, house.now(), { pastMs: walletSkewMs, futureMs: walletSkewMs });
  return answerJson({ account: await issuer.openAccount(fromBase64url(key), at, stamp) }, { status: 201 });
}

/** What is counted for this account: the other side of the odometer on the phone. */
export async function readBudget(house: House, request: Request): Promise<Response> {
  const { path, limitBytes } = routes.readBudget;
  const text = await readText(request, 'application/json', { bytes: limitBytes });
  requireTexts(parseJson(text), {});
  const issuer = requireIssuer(house);
  return answerJson(await issuer.budgetOf(requireAccountCall(house, request, path, text)));
}
