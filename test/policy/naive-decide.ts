/**
 * The second model: a grant's whole history in, an answer out, each rule one plain sentence of protocol §6 and §9. No
 * state, no bits, no speed. Where it and `decide` disagree, one of them is wrong.
 */
import type { Question } from '../../policy/decide.ts';
import type { EndReason, OutwardForm } from '../../policy/denial.ts';
import type { GrantEvent } from '../../policy/history.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface NaiveAnswer {
  readonly allowed: boolean;
  readonly form?: OutwardForm;
  readonly reasons: readonly string[];
}

type Of<K> = Extract<GrantEvent, { kind: K }>;
const only = <K extends GrantEvent['kind']>(events: readonly GrantEvent[], ...kinds: K[]): Of<K>[] =>
  events.filter((event): event is Of<K> => (kinds as string[]).includes(event.kind));

const no = (form: OutwardForm, ...reasons: string[]): NaiveAnswer => ({ allowed: false, form, reasons });

export function naiveDecide(events: readonly GrantEvent[], question: Question, nowMs: number): NaiveAnswer {
  const versions = only(events, 'granted');
  const newest = versions.find(({ grant }) =>
    versions.every((other) => other.grant.version <= grant.version),
  );
  if (newest === undefined || newest.grant.id !== question.grantId) return no('not-granted', 'grant-unknown');
  const { grant, terms } = newest;
  if (grant.party !== question.party) return no('not-granted', 'party-other');
  if (question.mailbox !== undefined && question.mailbox !== grant.by)
    return no('not-granted', 'mailbox-other');

  const ends = allEnds(events);
  const wasConfirmed = events.some((event) => event.kind === 'confirmed');
  if (newest.isWaiting && !wasConfirmed && ends.length === 0) return no('not-granted', 'grant-waiting');

  const isGranted = (key: string) =>
    versions.every((version) => version.grant.scope.facts.some((fact) => fact.key === key));
  const outside: string[] = [];
  if (question.purpose !== grant.scope.purpose) outside.push('purpose-outside');
  if (question.action !== 'read') outside.push('action-outside');
  if (question.facts.length === 0) outside.push('fact-absent');
  if (!question.facts.every(isGranted)) outside.push('fact-outside');
  if (outside.length > 0) return no('bad-request', ...outside);

  const firstMs = Math.min(...versions.map((version) => version.atMs));
  const untilMs = Math.min(
    ...versions.map(({ grant: { period } }) => firstMs + ('once' in period ? 31 : period.days) * dayMs),
  );
  const [firstEnd] = ends;
  if (firstEnd !== undefined) return no('ended', firstEnd.reason);
  if (nowMs >= untilMs) return no('ended', 'grant-expired');

  const stops: string[] = [];
  const pauses = only(events, 'paused');
  const lastPause = pauses.find((event) => pauses.every((other) => other.n <= event.n));
  if (only(events, 'suspended').length > 0) stops.push('grant-suspended');
  else if (lastPause?.act === 'pause' && (lastPause.untilMs === undefined || nowMs < lastPause.untilMs))
    stops.push('grant-paused');

  const envelopes = only(events, 'envelope');
  const newestEnvelope = envelopes.find((event) => envelopes.every((other) => other.n <= event.n));
  if (newestEnvelope === undefined) stops.push('envelope-missing');
  else if (nowMs - newestEnvelope.atMs > terms.maxAgeMs) stops.push('envelope-old');

  // A clock that went back counts in the newest window that was reached before.
  const windowOf = (atMs: number) => Math.max(0, Math.floor((atMs - firstMs) / terms.windowMs));
  const uses = allowedUses(events);
  const windowOfUse = (use: (typeof uses)[number]) =>
    Math.max(...uses.filter((other) => other.link.seq <= use.link.seq).map((other) => windowOf(other.atMs)));
  const windowNow = Math.max(windowOf(nowMs), ...uses.map(windowOfUse));
  const usesNow = uses.filter((use) => windowOfUse(use) === windowNow).length;
  if (terms.maxUses > 0 && usesNow >= terms.maxUses) stops.push('frequency-used');

  return stops.length > 0 ? no('not-now', ...stops) : { allowed: true, reasons: [] };
}

function allowedUses(events: readonly GrantEvent[]) {
  const accesses = only(events, 'access').filter((event) => event.isAllowed);
  return accesses.filter(
    (access, at) => accesses.findIndex((other) => other.link.seq === access.link.seq) === at,
  );
}

const reasonsInOrder: readonly EndReason[] = [
  'grant-withdrawn',
  'grant-expired',
  'grant-used',
  'grant-terminated',
  'grant-narrowed',
  'party-closed',
];

/** Every end there is, the one that counts first. The use of a grant for one use is an end like any other. */
function allEnds(events: readonly GrantEvent[]): { reason: EndReason; atMs: number }[] {
  const ends: { reason: EndReason; atMs: number }[] = only(events, 'ended');
  const isForOneUse = events.some((event) => event.kind === 'granted' && 'once' in event.grant.period);
  const [firstUse] = allowedUses(events).sort((a, b) => a.link.seq - b.link.seq);
  if (isForOneUse && firstUse !== undefined) ends.push({ reason: 'grant-used', atMs: firstUse.atMs });
  return ends.sort(
    (a, b) => a.atMs - b.atMs || reasonsInOrder.indexOf(a.reason) - reasonsInOrder.indexOf(b.reason),
  );
}
