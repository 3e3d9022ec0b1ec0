/**
 * The present state of one grant. The relay keeps it beside the grant and moves it one step per record; whoever has
 * only the records (the relay at start, a wallet) folds them. Both give the same, in whatever order records arrive.
 */
import type { Declaration } from './declaration.ts';
import type { EndReason } from './denial.ts';
import { endReasons } from './denial.ts';
import { factPlace } from './fact.ts';
import type { Grant } from './grant.ts';
import type { PauseAct } from './pause.ts';
import { dayMs, isOnce, periodEnd } from './period.ts';
import type { PurposeId } from './purpose.ts';

export type GrantStatus = 'waiting' | 'active' | 'paused' | 'suspended' | 'ended';

/** A place in a grant's gap-free sequence, and how the next member points at it (protocol §7, `previous`). */
export interface ChainLink {
  readonly seq: number;
  /** Id of the signed record, or of the access record of the whole call. */
  readonly record: string;
  /** Position inside the access call; 0 for a signed record. */
  readonly position: number;
  /** Digest of the signed record, or leaf hash of the answer. */
  readonly digest: string;
}

/** What the declaration promises about reading, in the units of `decide`. */
export interface Terms {
  /** An envelope kept longer ago than this is too old. */
  readonly maxAgeMs: number;
  /** Uses in one window; 0 when the declaration names no limit. */
  readonly maxUses: number;
  readonly windowMs: number;
}

/** Plain values only, so that a store may keep it as it is. Times are milliseconds of the relay's time of record. */
export interface GrantState extends Terms {
  readonly grant: string;
  readonly mailbox: string;
  readonly party: string;
  readonly purpose: PurposeId;
  /** One bit per granted fact, at its place in the catalogue. */
  readonly factBits: number;
  readonly version: number;
  readonly epoch: number;
  readonly isOnce: boolean;
  readonly fromMs: number;
  /** The first instant at which the grant is dead. */
  readonly untilMs: number;
  readonly status: GrantStatus;
  readonly endReason?: EndReason;
  readonly endedMs?: number;
  /** Digest of the record that ended it; absent when time or use did. */
  readonly endRecord?: string;
  /** Of a pause that ends by itself: the first instant at which it is over. */
  readonly pausedUntilMs?: number;
  /** Newest envelope; 0 when there is none. */
  readonly envelopeN: number;
  readonly envelopeMs: number;
  /** Allowed readings in all, and in the newest window that has one. */
  readonly uses: number;
  readonly window: number;
  readonly windowUses: number;
  readonly last: ChainLink;
}

export function termsOf(declared: Declaration): Terms {
  const { kind, maxPerPeriod, periodDays } = declared.frequency;
  const maxAgeMs = declared.maxAgeDays * dayMs;
  if (maxPerPeriod !== undefined && periodDays !== undefined) {
    return { maxAgeMs, maxUses: maxPerPeriod, windowMs: periodDays * dayMs };
  }
  // « once » without figures: once in the life of the grant. No period lasts as long as this window.
  return { maxAgeMs, maxUses: kind === 'once' ? 1 : 0, windowMs: 1000 * dayMs };
}

/** The bits of these facts; NaN when one is not in the catalogue, so that nothing fits it. */
function factBits(keys: readonly string[]): number {
  let bits = 0;
  for (const key of keys) {
    const place = factPlace(key);
    if (place < 0) return Number.NaN;
    bits |= 1 << place;
  }
  return bits;
}

/** A grant that the relay has just recorded. `waiting`: until the six characters are typed (protocol §5). */
export function grantedState(
  given: Grant,
  terms: Terms,
  recorded: { readonly atMs: number; readonly digest: string; readonly isWaiting: boolean },
): GrantState {
  return {
    grant: given.id,
    mailbox: given.by,
    party: given.party,
    purpose: given.scope.purpose,
    factBits: factBits(given.scope.facts.map((entry) => entry.key)),
    version: given.version,
    epoch: given.epoch,
    isOnce: isOnce(given.period),
    fromMs: recorded.atMs,
    untilMs: periodEnd(given.period, recorded.atMs),
    ...terms,
    status: recorded.isWaiting ? 'waiting' : 'active',
    envelopeN: 0,
    envelopeMs: recorded.atMs,
    uses: 0,
    window: 0,
    windowUses: 0,
    last: { seq: 1, record: given.id, position: 0, digest: recorded.digest },
  };
}

/** One reading was allowed. A grant for one use ends with it. Access under a grant goes on the chain: `afterRecord`. */
export function afterUse(state: GrantState, atMs: number): GrantState {
  const window = Math.max(state.window, windowAt(state, atMs));
  const used: GrantState = {
    ...state,
    uses: state.uses + 1,
    window,
    windowUses: window === state.window ? state.windowUses + 1 : 1,
  };
  return state.isOnce ? afterEnd(used, { reason: 'grant-used', atMs }) : used;
}

export const windowAt = (state: Pick<GrantState, 'fromMs' | 'windowMs'>, atMs: number): number =>
  Math.max(0, Math.floor((atMs - state.fromMs) / state.windowMs));

/** Any member of the sequence: access (allowed or not), calculation, receipt, revocation. */
export function afterRecord(state: GrantState, link: ChainLink): GrantState {
  return link.seq > state.last.seq ? { ...state, last: link } : state;
}

export interface End {
  readonly reason: EndReason;
  readonly atMs: number;
  readonly record?: string;
}

/** The first end stays; a later one changes nothing. */
export function afterEnd(state: GrantState, end: End): GrantState {
  if (state.status === 'ended') return state;
  const ended: GrantState = { ...state, status: 'ended', endReason: end.reason, endedMs: end.atMs };
  const { envelopeN: _, ...rest } = ended;
  const withoutEnvelope = { ...rest, envelopeN: 0 };
  return end.record === undefined ? withoutEnvelope : { ...withoutEnvelope, endRecord: end.record };
}

export function afterConfirmation(state: GrantState): GrantState {
  return state.status === 'waiting' ? { ...state, status: 'active' } : state;
}

/** Envelope n+1 takes the place of n; an older one never comes back, and an ended grant has none. */
export function afterEnvelope(state: GrantState, n: number, atMs: number): GrantState {
  if (state.status === 'ended' || n <= state.envelopeN) return state;
  return { ...state, envelopeN: n, envelopeMs: atMs };
}

/** The resident pauses or resumes, by a record of the private sequence (protocol §6). A suspension outlasts both. */
export function afterPause(state: GrantState, act: PauseAct, untilMs?: number): GrantState {
  if (state.status !== 'active' && state.status !== 'paused') return state;
  const { pausedUntilMs: _, ...rest } = state;
  if (act === 'resume') return { ...rest, status: 'active' };
  return { ...rest, status: 'paused', ...(untilMs === undefined ? {} : { pausedUntilMs: untilMs }) };
}

/** A pause until a time is over by that time alone; nobody has to write anything down for it. */
export const isPauseOver = ({ status, pausedUntilMs }: GrantState, nowMs: number): boolean =>
  status === 'paused' && pausedUntilMs !== undefined && nowMs >= pausedUntilMs;

/** The declaration changed in what must not change without a new yes. Only another grant reads again. */
export function afterSuspension(state: GrantState): GrantState {
  return state.status === 'ended' || state.status === 'waiting' ? state : { ...state, status: 'suspended' };
}

/** What happened to one grant, as records and the relay's own acts tell it. `seq` where the chain counts it. */
export type GrantEvent =
  | {
      readonly kind: 'granted';
      readonly atMs: number;
      readonly link: ChainLink;
      readonly grant: Grant;
      readonly terms: Terms;
      readonly isWaiting: boolean;
    }
  | { readonly kind: 'confirmed'; readonly atMs: number }
  | { readonly kind: 'envelope'; readonly atMs: number; readonly n: number }
  | {
      readonly kind: 'paused';
      readonly atMs: number;
      readonly n: number;
      readonly act: PauseAct;
      readonly untilMs?: number;
    }
  | { readonly kind: 'suspended'; readonly atMs: number }
  | { readonly kind: 'access'; readonly atMs: number; readonly link: ChainLink; readonly isAllowed: boolean }
  | {
      readonly kind: 'ended';
      readonly atMs: number;
      readonly reason: EndReason;
      readonly link?: ChainLink;
      /** Digest of a public record of the party, which has no place in the sequence. */
      readonly record?: string;
    }
  | {
      readonly kind: 'calculation' | 'receipt' | 'handover';
      readonly atMs: number;
      readonly link: ChainLink;
    };

type Of<K extends GrantEvent['kind']> = Extract<GrantEvent, { kind: K }>;

function pick<K extends GrantEvent['kind']>(events: readonly GrantEvent[], ...kinds: K[]): Of<K>[] {
  return events.filter((event): event is Of<K> => (kinds as string[]).includes(event.kind));
}

/** Each member of the chain counts once, however often it arrived. */
function onceEach<E extends { readonly link: ChainLink }>(events: readonly E[]): E[] {
  return [...new Map(events.map((event) => [event.link.seq, event])).values()];
}

/** Undefined without a grant: nothing else makes one. */
export function foldHistory(events: readonly GrantEvent[]): GrantState | undefined {
  const versions = onceEach(pick(events, 'granted')).sort((a, b) => a.grant.version - b.grant.version);
  const newest = versions.at(-1);
  if (newest === undefined) return undefined;
  const fromMs = Math.min(...versions.map((event) => event.atMs));
  let state = grantedState(newest.grant, newest.terms, {
    atMs: newest.atMs,
    digest: newest.link.digest,
    isWaiting: newest.isWaiting,
  });
  // A version only narrows: it counts from the first yes, and has nothing that an earlier one did not have.
  for (const { grant } of versions) {
    state = {
      ...state,
      fromMs,
      untilMs: Math.min(state.untilMs, periodEnd(grant.period, fromMs)),
      isOnce: state.isOnce || isOnce(grant.period),
      factBits: state.factBits & factBits(grant.scope.facts.map((entry) => entry.key)),
      last: newest.link,
    };
  }
  if (pick(events, 'confirmed').length > 0) state = afterConfirmation(state);
  const pause = pick(events, 'paused')
    .sort((a, b) => a.n - b.n)
    .at(-1);
  if (pause !== undefined) state = afterPause(state, pause.act, pause.untilMs);
  if (pick(events, 'suspended').length > 0) state = afterSuspension(state);
  for (const { n, atMs } of pick(events, 'envelope').sort((a, b) => a.n - b.n)) {
    state = afterEnvelope(state, n, atMs);
  }
  for (const access of onceEach(pick(events, 'access')).sort((a, b) => a.link.seq - b.link.seq)) {
    if (access.isAllowed) state = afterUse(state, access.atMs);
  }
  state = endFirst(state, pick(events, 'ended'));
  for (const event of events)
    if ('link' in event && event.link !== undefined) state = afterRecord(state, event.link);
  return state;
}

/** Of several ends the earliest counts; of two at one instant, the one that stands first in the list of reasons. */
function endFirst(state: GrantState, events: readonly Of<'ended'>[]): GrantState {
  const ends: End[] = events.map(({ reason, atMs, link, record = link?.digest }) =>
    record === undefined ? { reason, atMs } : { reason, atMs, record },
  );
  const { endReason, endedMs, endRecord: _, ...alive } = state;
  if (endReason !== undefined && endedMs !== undefined) ends.push({ reason: endReason, atMs: endedMs });
  const [first] = ends.sort(
    (a, b) =>
      a.atMs - b.atMs ||
      endReasons.indexOf(a.reason) - endReasons.indexOf(b.reason) ||
      // The same end told twice: the one that names its record says more.
      ((a.record ?? '') < (b.record ?? '') ? 1 : -1),
  );
  return first === undefined ? state : afterEnd({ ...alive, status: 'active' }, first);
}

/** As long as a wallet looks for results after the end; later nobody would find them. */
const resultDays = 90;

/** May the party deposit a result? One that follows a reading, also after the end: what was read may be calculated. */
export function takesResult(state: GrantState, nowMs: number): boolean {
  const endMs = state.endedMs ?? state.untilMs;
  return state.uses > 0 && nowMs < endMs + resultDays * dayMs;
}

/** Is it over at this instant, by an act or by time? */
export const isLive = (state: GrantState, nowMs: number): boolean =>
  state.status !== 'ended' && nowMs < state.untilMs;
