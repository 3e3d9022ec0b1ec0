// ask → understand. A request behind a handle is fetched, and nothing of it is believed that was not computed here
// (protocol §5). Hashes come first and need no key library: real values can be shown and a no works. Signatures and
// places in the log follow; a yes is possible only then.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { type Declaration, isInForce, readDeclaration } from '../../../policy/declaration.ts';
import { instantText } from '../../../policy/instant.ts';
import type { Party } from '../../../policy/party.ts';
import {
  type AuthorizationDetail,
  askOf,
  beyondDeclaration,
  type Request,
  readRequest,
} from '../../../policy/request.ts';
import { readParties } from '../link/party.ts';
import { openRequest, type ShownRequest } from '../link/request.ts';
import { claimFor, type Link, readLink } from './claim.ts';
import { PathFault } from './fault.ts';
import { declarationSplit, type KnownParty, readPartyHistory } from './party.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface Ask {
  /** Which scan this belongs to; another scan makes it stale at once. */
  readonly round: number;
  readonly handle: string;
  readonly claim: string;
  readonly isCrossDevice: boolean;
  readonly expiresAtMs: number;
  readonly partyId: string;
  readonly party: Party;
  readonly known: KnownParty;
  readonly declarationDigest: string;
  readonly declaration: Declaration;
  readonly shown: ShownRequest;
  readonly request: Request;
  readonly requestDigest: string;
  readonly detail: AuthorizationDetail;
}

/** shown: every hash fits, a no works · ready: signatures and places in the log fit too, a yes is possible. */
export type AskState =
  | { readonly step: 'none' }
  | { readonly step: 'reading' }
  | { readonly step: 'shown'; readonly ask: Ask }
  | { readonly step: 'ready'; readonly ask: Ask }
  | { readonly step: 'failed'; readonly error: unknown };

const state = signal<AskState>({ step: 'none' });
export const askState: ReadonlySignal<AskState> = computed(() => state.value);

let round = 0;

/**
 * Reads what the link or QR names. Whatever was on the screen is gone before the first byte is asked for; an answer
 * that comes after another scan began changes nothing.
 */
export async function readAsk(hash: string, around: Surroundings = here): Promise<Ask> {
  round += 1;
  const mine = round;
  state.value = { step: 'reading' };
  try {
    const link = readLink(hash);
    if (link === null) throw new PathFault('link-invalid', 'expected `handle.clientIdHash`');
    const { handle } = link;
    // All at once: on a slow line every turn costs more than the checks.
    const checking = import('./ask-true.ts').then(({ requireTrue }) => requireTrue);
    const known = import('./log.ts').then(({ knownLog }) => knownLog(around));
    const others = Promise.all([checking, known, readParties(around.reach), readySodium()]);
    others.catch(() => undefined);
    const claim = claimFor(handle);
    const shown = await openRequest(around.reach, handle, claim);
    requireNewest(mine);
    const ask = understand(mine, { ...link, claim }, shown, around);
    state.value = { step: 'shown', ask };
    const [requireTrue, log, parties] = await others;
    requireNewest(mine);
    requireTrue(ask, log, parties, around.now());
    state.value = { step: 'ready', ask };
    return ask;
  } catch (error) {
    if (mine === round) state.value = { step: 'failed', error };
    throw error;
  }
}

/** « Plus tard »: nothing is sent, nothing stays on the screen. */
export function dropAsk(): void {
  round += 1;
  state.value = { step: 'none' };
}

/** Before anything is signed: this is what stands on the screen now, checked whole, and not too old. */
export function requireReady(ask: Ask, around: Surroundings): void {
  requireNewest(ask.round);
  if (state.value.step !== 'ready') throw new PathFault('request-superseded', 'request is not checked yet');
  requireFresh(ask.request, ask.expiresAtMs, around.now());
}

/** For a no: it stands on the screen, whether or not the signatures have been checked yet. */
export function requireShown(ask: Ask, around: Surroundings): void {
  requireNewest(ask.round);
  requireFresh(ask.request, ask.expiresAtMs, around.now());
}

function requireNewest(mine: number): void {
  if (mine !== round) throw new PathFault('request-superseded', 'another request was opened');
}

/** What the party's own page gave, the issuer, the history and the declaration name one party: all by hashes. */
function understand(
  mine: number,
  { handle, clientIdHash, claim }: Link & { claim: string },
  shown: ShownRequest,
  around: Surroundings,
): Ask {
  const request = readRequest(payloadOf(shown.jws));
  const partyId = request.iss;
  if (toBase64url(sha256(toUtf8(partyId)).subarray(0, 16)) !== clientIdHash)
    throw new PathFault('request-foreign', 'request is of another party than the link');
  if (request.aud !== around.reach.origin)
    throw new PathFault('request-foreign', 'request is for another relay');
  requireFresh(request, shown.expiresAtMs, around.now());
  const known = readPartyHistory(shown.party, partyId);
  if (known.current.status !== 'open') throw new PathFault('party-closed', 'party is closed');
  const detail = askOf(request);
  const declarationDigest = recordDigest(shown.declaration.record);
  if (declarationDigest !== detail.declaration)
    throw new PathFault('declaration-altered', 'declaration does not have the digest that the request names');
  const declaration = readDeclaration(declarationSplit(shown.declaration.record).body);
  if (declaration.by !== partyId) throw new PathFault('request-foreign', 'declaration is of another party');
  if (!isInForce(declaration, instantText(around.now())))
    throw new PathFault('declaration-not-valid', 'declaration is not in force today');
  const beyond = beyondDeclaration(detail, declaration, known.current.role);
  if (beyond.length > 0) throw new PathFault('request-outside-declaration', `beyond: ${beyond.join(', ')}`);
  return {
    round: mine,
    handle,
    claim,
    isCrossDevice: shown.isCrossDevice,
    expiresAtMs: Math.min(shown.expiresAtMs, request.exp * 1000),
    partyId,
    party: known.current,
    known,
    declarationDigest,
    declaration,
    shown,
    request,
    requestDigest: recordDigest(shown.jws),
    detail,
  };
}

function requireFresh(request: Request, roomClosesMs: number, nowMs: number): void {
  if (request.exp * 1000 <= nowMs || roomClosesMs <= nowMs)
    throw new PathFault('request-expired', 'request is too old');
}

/** Read before the signature is checked; `requireJws` checks the same text. */
function payloadOf(jws: string): unknown {
  try {
    return JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '')));
  } catch (cause) {
    throw new PathFault('request-invalid', 'request cannot be read', { cause });
  }
}
