import { fromBase64url, fromUtf8 } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { verifyJws } from '../../crypto/verify.ts';
import { isInForce } from '../../policy/declaration.ts';
import {
  type Request as AskRequest,
  type AuthorizationDetail,
  beyondDeclaration,
  readRequest,
} from '../../policy/request.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { parseJson, readForm } from '../middleware/body.ts';
import { requireClient } from '../middleware/client-assertion.ts';
import type { KnownParty } from '../middleware/directory.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { partySkewMs, requireReachable } from '../middleware/signed.ts';
import { instantOf } from '../middleware/time.ts';
import { pushedSeconds } from '../room/pushed.ts';

const pushes = { perSecond: 20, burst: 200 };
const requestType = 'oauth-authz-req+jwt';

/** A party pushes its signed request (RFC 9126, RFC 9101). The compact JWS itself is the request's record. */
export async function pushRequest(house: House, request: Request): Promise<Response> {
  const form = await readForm(request, { bytes: routes.pushRequest.limitBytes });
  const party = await requireClient(house, form, routes.pushRequest.path);
  house.directory.requireAdmitted(party.id, house.now());
  house.limits.take(`par ${party.id}`, pushes);
  const jws = form['request'];
  if (jws === undefined || jws === '')
    throw new DoorFault('request-unsigned', 'expected a signed request object');
  if (form['request_uri'] !== undefined) throw new DoorFault('body-invalid', 'expected no `request_uri`');
  const asked = readSignedRequest(house, party, jws);
  requireDeclared(house, party, asked.authorization_details[0]);
  const nowMs = house.now();
  house.usedOnce.use(`request ${party.id} ${asked.jti}`, asked.exp * 1000 + partySkewMs, nowMs);
  const pushed = house.pushed.push({ jws, request: asked, requestDigest: recordDigest(jws) }, nowMs);
  return answerJson({ request_uri: pushed.uri, expires_in: pushedSeconds }, { status: 201 });
}

function readSignedRequest(house: House, party: KnownParty, jws: string): AskRequest {
  const nowMs = house.now();
  const kid = keyIdOf(jws);
  const key = house.directory.keysNow(party, 'client', nowMs).find((entry) => entry.id === kid);
  if (key === undefined)
    throw new DoorFault('key-unknown', 'expected the `kid` of a `client` key that holds now');
  const asked = readRequest(parseJson(verifyJws(jws, fromBase64url(key.key), requestType)));
  if (asked.client_id !== party.id)
    throw new DoorFault('client-invalid', 'expected the request of the calling party');
  if (asked.aud !== house.origin) throw new DoorFault('request-invalid', 'expected `aud` to be this relay');
  requireReachable(asked.redirect_uri, house.realm);
  if (asked.iat * 1000 > nowMs + partySkewMs) throw new DoorFault('time-future', 'expected an `iat` of now');
  if (asked.exp * 1000 <= nowMs) throw new DoorFault('request-expired', 'expected an `exp` that lies ahead');
  return asked;
}

/** What is asked must be what was declared; the wallet checks the same again by its own computing. */
export function requireDeclared(house: House, party: KnownParty, ask: AuthorizationDetail): void {
  const known = house.directory.declaration(ask.declaration);
  if (known === undefined || known.declaration.by !== party.id) {
    throw new DoorFault('declaration-unknown', 'expected the digest of a declaration of this party');
  }
  if (!isInForce(known.declaration, instantOf(house.now()))) {
    throw new DoorFault('declaration-closed', 'expected a declaration that is in force today');
  }
  const beyond = beyondDeclaration(ask, known.declaration, party.current.role);
  if (beyond.length > 0) throw new DoorFault('scope-widened', `beyond the declaration: ${beyond.join(', ')}`);
}

function keyIdOf(jws: string): string {
  try {
    const header: unknown = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[0] ?? '')));
    const { kid } = (header ?? {}) as { kid?: unknown };
    if (typeof kid === 'string') return kid;
  } catch {
    // falls through to the one answer for a request object that cannot be read
  }
  throw new DoorFault('signature-invalid', 'expected a compact JWS with a `kid`');
}
