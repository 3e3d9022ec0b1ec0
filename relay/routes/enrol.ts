// One person, once, without saying who. A code is exchanged for a blind signature on a call without account; the token that
// comes of it is spent by an account hours later, and nothing here joins the two.

import { fromBase64url } from '../../crypto/encode.ts';
import { readEnrolmentCode } from '../../crypto/enrolment-code.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { publicEnrolments } from '../issuer/enrolments.ts';
import { requireAccountCall, requireIssuer } from '../middleware/account-call.ts';
import { parseJson, readJson, readText, requireObject, requireTexts } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { blindedLength } from './blind-token.ts';

/** As written, with hyphens or spaces between its groups. */
const codeLength = 40;
/** 354 bytes, base64url. */
const tokenLength = 472;

/** All keys, the same for everybody: asking for one would tell for which year a code is. */
export async function listEnrolments(house: House): Promise<Response> {
  const enrolments = await publicEnrolments(house.store, house.regie);
  const shown = enrolments.map(async ({ kept }) => ({
    record: kept.text,
    receipt: await house.store.receiptOf(kept),
  }));
  return answerJson({ enrolments: await Promise.all(shown) }, { headers: { 'cache-control': 'no-cache' } });
}

export async function keepEnrolment(house: House, request: Request): Promise<Response> {
  const { year, ...rest } = requireObject(
    await readJson(request, { bytes: routes.keepEnrolment.limitBytes }),
  );
  const { code, blinded } = requireTexts(rest, { code: codeLength, blinded: blindedLength });
  // No bucket for all tries together: whoever emptied it would shut out every counter's queue, and 2^80 codes are out of reach
  // without one. What is no code at all ends here.
  readEnrolmentCode(code);
  const issuer = requireIssuer(house);
  const wanted = requireYear(year);
  const named = (await publicEnrolments(house.store, house.regie)).find(({ label }) => label.year === wanted);
  const signature = await issuer.exchangeCode(code, wanted, fromBase64url(blinded), named?.label.tokenKey);
  return answerJson({ blindSignature: Buffer.from(signature).toString('base64url') });
}

export async function enrolAccount(house: House, request: Request): Promise<Response> {
  const { path, limitBytes } = routes.enrolAccount;
  const text = await readText(request, 'application/json', { bytes: limitBytes });
  const { year, ...rest } = requireObject(parseJson(text));
  const { token } = requireTexts(rest, { token: tokenLength });
  const issuer = requireIssuer(house);
  const account = requireAccountCall(house, request, path, text);
  await issuer.enrolAccount(account, requireYear(year), fromBase64url(token));
  return answerJson({});
}

function requireYear(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 2000 && value <= 9999) return value;
  throw new DoorFault('body-invalid', '`year`: expected a year of four digits');
}
