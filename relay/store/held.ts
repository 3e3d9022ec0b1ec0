// A grant as a store holds it while it acts on it, and the steps that both stores take alike.

import type { ChainLink, GrantState } from '../../policy/history.ts';
import { afterEnd, afterEnvelope, afterSuspension } from '../../policy/history.ts';
import type { CalledGrant } from './access-call.ts';
import type { NewGrant } from './contract.ts';
import { StoreFault } from './fault.ts';
import type { DeclarationEnd } from './sides-contract.ts';

export interface HeldGrant extends CalledGrant {
  readonly mailbox: string;
  readonly id: string;
  readonly party: string;
  readonly stopHash: string;
  readonly declaration: string;
  /** A waiting grant that nobody confirmed: for the party it never was. */
  isDropped: boolean;
  /** Ended by stop card. */
  isStopped: boolean;
  waitUntilMs: number | undefined;
  /** Moved on in memory since its row was written. */
  isMoved: boolean;
}

/** With its first envelope and the first place of its sequence. */
export function holdGrant(given: NewGrant, digest: string, envelopeDigest: string): HeldGrant {
  const { mailbox, id, party, stopHash, declaration } = given;
  const last: ChainLink = { seq: 1, record: id, position: 0, digest };
  const state = afterEnvelope({ ...given.state, last }, 1, given.state.fromMs);
  return {
    mailbox,
    id,
    party,
    stopHash,
    declaration,
    state,
    envelopeDigest,
    isDropped: false,
    isStopped: false,
    waitUntilMs: state.status === 'waiting' ? given.waitUntilMs : undefined,
    isMoved: false,
  };
}

/** Whoever says yes to it now says yes to words that changed. */
export const declarationClosed = (): StoreFault =>
  new StoreFault('declaration-closed', 'expected the newest version of this declaration');

/** Two versions after one would be two histories. */
export const followed = (): StoreFault =>
  new StoreFault('record-followed', 'expected the newest version of this record in `previousHash`');

/** For its party there is no such grant, or not yet: the six characters were not typed. */
export const isNone = ({ isDropped, state }: HeldGrant): boolean => isDropped || state.status === 'waiting';

export const notGiven = (): StoreFault =>
  new StoreFault('grant-unknown', 'expected grants that were given to this party');

/** For those outside: the store's own moves on in place. */
export const copyState = (state: GrantState): GrantState => ({ ...state });

/** When the sweep looks at it, if nothing happens before. */
export function dueMs({ state, waitUntilMs }: HeldGrant): number {
  if (state.status !== 'waiting' || waitUntilMs === undefined) return state.untilMs;
  return Math.min(waitUntilMs, state.untilMs);
}

/** Another yes is needed. The one that still waits was to words that hold no longer, and dies as if nobody confirmed it. */
export function suspendGrant(grant: HeldGrant): void {
  if (grant.state.status === 'waiting') expireGrant(grant);
  else grant.state = afterSuspension(grant.state);
}

/** Its party ended it in public. One that still waits dies as if nobody confirmed it. The caller deletes the envelope. */
export function endInPublic(grant: HeldGrant, { reason, record, atMs }: DeclarationEnd): void {
  if (grant.state.status === 'waiting' || atMs >= grant.state.untilMs) {
    expireGrant(grant);
    return;
  }
  grant.state = afterEnd(grant.state, { reason, record, atMs });
  grant.envelopeDigest = undefined;
}

/** Its time is over. The caller deletes the envelope. */
export function expireGrant(grant: HeldGrant): void {
  const atMs = dueMs(grant);
  // Nobody typed the six characters: the party never had this grant, and is told nothing of it.
  grant.isDropped = grant.state.status === 'waiting';
  grant.state = afterEnd(grant.state, { reason: 'grant-expired', atMs });
  grant.envelopeDigest = undefined;
}
