import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { isLive } from '../../policy/history.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readForm } from '../middleware/body.ts';
import { requireClient } from '../middleware/client-assertion.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';

/** The party changes its code for the grant it was given (RFC 6749 §4.1.3, RFC 7636), with its place in the log. */
export async function redeemCode(house: House, request: Request): Promise<Response> {
  const form = await readForm(request, { bytes: routes.takeToken.limitBytes });
  const party = await requireClient(house, form, routes.takeToken.path);
  const { grant_type: kind, code, code_verifier: verifier, redirect_uri: redirectUri } = form;
  if (kind !== 'authorization_code')
    throw new DoorFault('body-invalid', '`grant_type`: expected authorization_code');
  if (code === undefined || verifier === undefined) {
    throw new DoorFault('body-invalid', 'expected `code` and `code_verifier`');
  }
  const { asked, yes } = house.codes.take(code, house.now());
  const isBound =
    asked.request.client_id === party.id &&
    asked.request.code_challenge === toBase64url(sha256(toUtf8(verifier))) &&
    (redirectUri === undefined || redirectUri === asked.request.redirect_uri);
  if (!isBound)
    throw new DoorFault('code-expired', 'expected the party, verifier and address of the request');
  const kept = await house.store.readGrant(yes.mailbox, yes.grant).catch((cause: unknown) => {
    house.codes.giveBack(code);
    throw cause;
  });
  if (kept === undefined || !isLive(kept.state, house.now())) {
    throw new DoorFault('grant-ended', 'the grant ended before its code was used');
  }
  return answerJson({
    grant: yes.text,
    grant_id: yes.grant,
    mailbox: yes.mailbox,
    receipt: await house.store.receiptOf(yes.entry),
  });
}
