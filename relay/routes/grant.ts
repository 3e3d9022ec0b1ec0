import { isInForce } from '../../policy/declaration.ts';
import { beyondRequest, type Grant, readGrant } from '../../policy/grant.ts';
import { grantedState, termsOf } from '../../policy/history.ts';
import type { AuthorizationDetail } from '../../policy/request.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireRecordSigner } from '../middleware/mailbox-signer.ts';
import { readEnvelope } from '../middleware/sealed.ts';
import { readSigned, requireFirstKey, requireRecent, walletSkewMs } from '../middleware/signed.ts';
import { instantOf, nextWholeMinute, wholeMinute } from '../middleware/time.ts';
import { textDigest } from '../proof/hash.ts';
import type { Room } from '../room/rooms.ts';
import type { NewGrant } from '../store/contract.ts';
import { leaveAddress } from './room.ts';

/**
 * The resident's yes. It is kept at once and waits: it counts from the moment at which the room's own browser confirms
 * it, and dies with the room otherwise (protocol §5).
 */
export async function keepGrant(house: House, request: Request): Promise<Response> {
  const body = requireObject(await readJson(request, { bytes: routes.keepGrant.limitBytes }));
  const { handle, claim, grant: text, envelope, sameBrowser, ...rest } = body;
  if (typeof handle !== 'string' || typeof claim !== 'string' || Object.keys(rest).length > 0) {
    throw new DoorFault(
      'body-invalid',
      'expected handle, claim, grant, envelope, sameBrowser and nothing else',
    );
  }
  if (sameBrowser !== undefined && typeof sameBrowser !== 'boolean') {
    throw new DoorFault('body-invalid', '`sameBrowser`: expected true or false');
  }
  const nowMs = house.now();
  await house.directory.refresh(nowMs);
  const room = house.rooms.beginAnswer(handle, claim, nowMs);
  try {
    const judged = await judgeGrant(house, askedIn(room, nowMs), text, readEnvelope(envelope), nowMs);
    const kept = await house.store.keepGrant(judged);
    const given = { mailbox: judged.mailbox, grant: judged.id, text: judged.text, entry: kept };
    const receipt = await house.store.receiptOf(kept);
    const at = instantOf(wholeMinute(nowMs));
    if (sameBrowser === true && room.isHere) {
      const redirect = leaveAddress(house, room, house.rooms.answerHere(room, given));
      return answerJson({ receipt, at, redirect }, { status: 201 });
    }
    return answerJson({ receipt, at, confirm: house.rooms.answerAcross(room, given) }, { status: 201 });
  } catch (cause) {
    house.rooms.dropAnswer(room);
    throw cause;
  }
}

/** What a grant is an answer to: a request in its room, or a condition that was met (routes/condition.ts). */
export interface Asked {
  readonly detail: AuthorizationDetail;
  readonly party: string;
  /** Of the request, or of the condition. */
  readonly digest: string;
  /** Where the room has to confirm it first: until when. */
  readonly waitUntilMs?: number;
}

function askedIn({ asked, closesMs }: Room, nowMs: number): Asked {
  const { request, requestDigest } = asked;
  if (request.exp * 1000 <= nowMs) throw new DoorFault('request-expired', 'the request is too old');
  return {
    detail: request.authorization_details[0],
    party: request.client_id,
    digest: requestDigest,
    // Kept as the end of a yes that nobody confirmed: to the minute, as the wallet's own times are.
    waitUntilMs: nextWholeMinute(closesMs),
  };
}

export async function judgeGrant(
  house: House,
  asked: Asked,
  text: unknown,
  envelope: Uint8Array,
  nowMs: number,
): Promise<NewGrant> {
  const split = readSigned(text, 'grant');
  const given = readGrant(split.body);
  // A yes is signed by the first key of its mailbox, and only while nothing took its place.
  requireFirstKey(given);
  await requireRecordSigner(house, split, given);
  requireRecent(given.at, nowMs, { pastMs: walletSkewMs, futureMs: walletSkewMs });
  const terms = requireWithin(house, asked, given, nowMs);
  const atMs = wholeMinute(nowMs);
  const { waitUntilMs } = asked;
  const isWaiting = waitUntilMs !== undefined;
  return {
    mailbox: given.by,
    id: given.id,
    party: given.party,
    text: text as string,
    stopHash: given.stopHash,
    declaration: given.declaration,
    // The wallet's times are kept to the minute: to the second they would join its mailboxes (protocol §4).
    state: grantedState(given, terms, { atMs, digest: textDigest(text as string), isWaiting }),
    envelope,
    ...(waitUntilMs === undefined ? {} : { waitUntilMs }),
  };
}

function requireWithin(house: House, { detail: ask, ...asked }: Asked, given: Grant, nowMs: number) {
  const party = house.directory.requireAdmitted(asked.party, nowMs);
  const known = house.directory.declaration(ask.declaration);
  if (known === undefined || !isInForce(known.declaration, instantOf(nowMs))) {
    throw new DoorFault('declaration-closed', 'expected a declaration that is in force today');
  }
  const beyond = beyondRequest(given, ask, { party: party.id, digest: asked.digest });
  if (beyond.length > 0) throw new DoorFault('scope-widened', `beyond the request: ${beyond.join(', ')}`);
  if (given.version !== 1 || given.epoch !== 1) {
    throw new DoorFault('record-invalid', 'expected version 1 and epoch 1 in answer to a request');
  }
  const sealKeys = house.directory.keysNow(party, 'seal', nowMs);
  if (!sealKeys.some((entry) => entry.id === given.sealKeyId)) {
    throw new DoorFault('key-unknown', 'expected the id of a `seal` key of the party that holds now');
  }
  return termsOf(known.declaration);
}
