/**
 * May this party read this now? The only place that answers. Default no; a stop beats a go; an error never becomes a
 * yes; the answer names the rules that decided it. It stands in the path of every access: the common answers are made
 * once, and a yes allocates nothing.
 */
import type { Denial, DenialReason, OutwardForm } from './denial.ts';
import { formOf } from './denial.ts';
import { factPlace } from './fact.ts';
import type { GrantState } from './history.ts';
import { isPauseOver } from './history.ts';

export interface Question {
  /** Where given it must be the grant's. */
  readonly mailbox?: string;
  readonly grantId: string;
  readonly party: string;
  readonly purpose: string;
  readonly facts: readonly string[];
  readonly action: string;
}

export interface Allowed {
  readonly allowed: true;
  readonly by: 'grant-active';
}

export interface Denied {
  readonly allowed: false;
  readonly form: OutwardForm;
  readonly denials: readonly Denial[];
}

export type Decision = Allowed | Denied;

const allowed: Allowed = Object.freeze({ allowed: true, by: 'grant-active' });

const denied = (...denials: readonly Denial[]): Denied => {
  const [first] = denials;
  return { allowed: false, form: first === undefined ? 'not-now' : formOf[first.reason], denials };
};

const plain = (reason: DenialReason): Denied => Object.freeze(denied(Object.freeze({ reason })));
const unknown = plain('grant-unknown');
const waiting = plain('grant-waiting');
const otherParty = plain('party-other');
const otherMailbox = plain('mailbox-other');
const broken = plain('state-broken');

/** `state` is the grant's as it was when the question was asked; `nowMs` is the relay's time of record. */
export function decide(state: GrantState | undefined, question: Question, nowMs: number): Decision {
  if (state === undefined || state.grant !== question.grantId) return unknown;
  if (state.party !== question.party) return otherParty;
  if (question.mailbox !== undefined && state.mailbox !== question.mailbox) return otherMailbox;
  if (state.status === 'waiting') return waiting;
  return outsideGrant(state, question) ?? overAt(state, nowMs) ?? stoppedAt(state, nowMs) ?? allowed;
}

/** Depends on the signed grant alone and is looked at before its state, so that its answer tells nothing of it. */
function outsideGrant(state: GrantState, { purpose, action, facts }: Question): Denied | undefined {
  let isInside = state.purpose === purpose && action === 'read' && facts.length > 0;
  for (let at = 0; isInside && at < facts.length; at += 1) {
    isInside = isGranted(state, facts[at] as string);
  }
  if (isInside) return undefined;

  const denials: Denial[] = [];
  if (state.purpose !== purpose) denials.push({ reason: 'purpose-outside' });
  if (action !== 'read') denials.push({ reason: 'action-outside' });
  if (facts.length === 0) denials.push({ reason: 'fact-absent' });
  const outside = facts.filter((key) => !isGranted(state, key));
  if (outside.length > 0) denials.push({ reason: 'fact-outside', facts: outside });
  return denied(...denials);
}

function isGranted(state: GrantState, key: string): boolean {
  const place = factPlace(key);
  return place >= 0 && (state.factBits & (1 << place)) !== 0;
}

function overAt(state: GrantState, nowMs: number): Denied | undefined {
  if (state.status !== 'ended' && nowMs < state.untilMs) return undefined;
  const { endReason, endedMs, endRecord, untilMs } = state;
  if (state.status !== 'ended') {
    return nowMs >= untilMs ? denied({ reason: 'grant-expired', atMs: untilMs }) : broken;
  }
  if (endReason === undefined || endedMs === undefined) return broken;
  const end = { reason: endReason, atMs: endedMs };
  return denied(endRecord === undefined ? end : { ...end, record: endRecord });
}

function stoppedAt(state: GrantState, nowMs: number): Denied | undefined {
  // Written so that a missing or unreadable number fails the comparison and falls through to the stops.
  const isFresh = state.envelopeN >= 1 && nowMs - state.envelopeMs <= state.maxAgeMs;
  const isWithinLimit = state.maxUses === 0 || usesNow(state, nowMs) < state.maxUses;
  const isActive = state.status === 'active' || isPauseOver(state, nowMs);
  if (isActive && isFresh && isWithinLimit) return undefined;

  const denials: Denial[] = [];
  if (state.status === 'suspended') denials.push({ reason: 'grant-suspended' });
  else if (state.status === 'paused' && !isActive) denials.push({ reason: 'grant-paused' });
  else if (!isActive) denials.push({ reason: 'state-broken' });
  if (!isFresh) denials.push({ reason: state.envelopeN >= 1 ? 'envelope-old' : 'envelope-missing' });
  if (!isWithinLimit) denials.push({ reason: 'frequency-used' });
  return denied(...denials);
}

/** Uses in the window of this instant. A clock that went back counts in the newest window, never in an emptier one. */
function usesNow(state: GrantState, nowMs: number): number {
  const window = Math.floor((nowMs - state.fromMs) / state.windowMs);
  return window > state.window ? 0 : state.windowUses;
}
