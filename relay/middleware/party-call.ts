// Who calls, when a party does: an HTTP message signature (RFC 9421) over method, address and body. `keyid` names the
// party and its key, as `PARTY_ID#KEY_ID`. The signature is the caller's evidence; no cookie or bearer string counts.

import type { House } from '../house.ts';
import {
  type HttpSignature,
  readHttpSignature,
  type SignedCall,
  verifyContentDigest,
  verifyHttpSignature,
} from '../proof/http-signature.ts';
import type { KnownParty } from './directory.ts';
import { DoorFault } from './fault.ts';
import { partySkewMs } from './signed.ts';

export interface PartyCall {
  party: KnownParty;
  keyId: string;
  nonce: string;
  /** What was signed: the evidence that an access record keeps. */
  base: string;
  signature: HttpSignature;
}

/** Which components a signature must cover, where a door admits more than one list. */
export type ComponentsFor = (signature: HttpSignature) => readonly string[];

/** `known`: closed ones too, where they still owe something. */
type CallerState = 'open' | 'known';

/** A call signed twice within this time is a replay; later its `created` is too old. */
const replayMs = 120_000;

export async function requirePartyCall(
  house: House,
  request: Request,
  body: string | undefined,
  components: ComponentsFor,
  who: CallerState = 'open',
): Promise<PartyCall> {
  const call = await verifyPartyCall(house, request, body, components, who);
  const nowMs = house.now();
  house.usedOnce.use(`http ${call.party.id} ${call.nonce}`, nowMs + replayMs, nowMs);
  return call;
}

/** Without the memory of nonces: the access door keeps them in the store, beside the record they made. */
export async function verifyPartyCall(
  house: House,
  request: Request,
  body: string | undefined,
  components: ComponentsFor,
  who: CallerState = 'open',
): Promise<PartyCall> {
  const nowMs = house.now();
  const { headers } = request;
  const signature = readHttpSignature(headers.get('signature-input'), headers.get('signature'));
  const [partyId = '', keyId = '', ...rest] = signature.keyId.split('#');
  if (keyId === '' || rest.length > 0) {
    throw new DoorFault('signature-invalid', 'expected `keyid` as party id, `#`, key id');
  }
  await house.directory.refresh(nowMs);
  const party = who === 'open' ? house.directory.requireOpen(partyId) : house.directory.requireKnown(partyId);
  const key = house.directory.keysNow(party, 'http', nowMs).find((entry) => entry.id === keyId);
  if (key === undefined)
    throw new DoorFault('key-unknown', 'expected the id of an `http` key that holds now');
  const contentDigest = headers.get('content-digest');
  requireNow(signature.createdSeconds, nowMs);
  if (body !== undefined) verifyContentDigest(contentDigest, body);
  const signed: SignedCall = {
    method: request.method,
    targetUri: house.origin + pathOf(request.url),
    contentDigest,
    evaluationsRoot: headers.get('evaluations-root'),
  };
  const base = verifyHttpSignature(signed, signature, components(signature), key.key, nowMs);
  return { party, keyId, nonce: signature.nonce, base, signature };
}

function requireNow(createdSeconds: number, nowMs: number): void {
  const createdMs = createdSeconds * 1000;
  if (createdMs < nowMs - partySkewMs) throw new DoorFault('time-stale', 'expected `created` of this minute');
  if (createdMs > nowMs + partySkewMs)
    throw new DoorFault('time-future', 'expected `created` of this minute');
}

/** Path and query as they were sent; host and scheme are the relay's own, whatever a front server made of them. */
function pathOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}
