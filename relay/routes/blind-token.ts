import { fromBase64url } from '../../crypto/encode.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { requireAccountCall, requireIssuer } from '../middleware/account-call.ts';
import { parseJson, readText, requireTexts } from '../middleware/body.ts';
import { answerJson } from '../middleware/headers.ts';

/** 256 bytes, base64url. */
export const blindedLength = 342;

/** A blind signature for one study: once an account, within its year's budget. The same blinded message again is the same answer. */
export async function takeStudyToken(house: House, request: Request): Promise<Response> {
  const { path, limitBytes } = routes.takeStudyToken;
  const text = await readText(request, 'application/json', { bytes: limitBytes });
  const { study, blinded } = requireTexts(parseJson(text), { study: 43, blinded: blindedLength });
  const issuer = requireIssuer(house);
  const account = requireAccountCall(house, request, path, text);
  const signature = await issuer.giveToken(account, study, fromBase64url(blinded));
  return answerJson({ blindSignature: Buffer.from(signature).toString('base64url') });
}
