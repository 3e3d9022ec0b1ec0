/**
 * Every reason for a no, in one list, and what the party is told of it. Four outward forms (protocol §6): reasons that
 * share a form are the same bytes outside whenever telling them apart would tell something about the resident.
 */
import { canonicalText } from './canonical.ts';
import { instantText } from './instant.ts';

export const outwardForms = ['ended', 'not-now', 'not-granted', 'bad-request'] as const;
export type OutwardForm = (typeof outwardForms)[number];

/** Why a grant is over. Told in full: duties begin with it. */
export const endReasons = [
  'grant-withdrawn',
  'grant-expired',
  'grant-used',
  'grant-terminated',
  'grant-narrowed',
  'party-closed',
] as const;
export type EndReason = (typeof endReasons)[number];

const isEndReason = (reason: string): reason is EndReason =>
  (endReasons as readonly string[]).includes(reason);

export const formOf = {
  'grant-withdrawn': 'ended',
  'grant-expired': 'ended',
  'grant-used': 'ended',
  'grant-terminated': 'ended',
  'grant-narrowed': 'ended',
  'party-closed': 'ended',

  'grant-paused': 'not-now',
  'grant-suspended': 'not-now',
  'report-overdue': 'not-now',
  'condition-open': 'not-now',
  'envelope-old': 'not-now',
  'envelope-missing': 'not-now',
  'frequency-used': 'not-now',
  'key-awaited': 'not-now',
  /** The kept state cannot be understood. An error never becomes a yes, and it is nobody's reason to know. */
  'state-broken': 'not-now',

  'grant-unknown': 'not-granted',
  /** The six characters were not typed yet: for the party there is no grant. */
  'grant-waiting': 'not-granted',
  'party-other': 'not-granted',
  'mailbox-other': 'not-granted',
  'request-refused': 'not-granted',
  'request-unanswered': 'not-granted',

  'purpose-outside': 'bad-request',
  'fact-outside': 'bad-request',
  'fact-absent': 'bad-request',
  'action-outside': 'bad-request',
} as const satisfies Record<string, OutwardForm>;

export type DenialReason = keyof typeof formOf;

/** One reason for a no, as the resident may read it. Only `ended` and `bad-request` carry more than the reason. */
export interface Denial {
  readonly reason: DenialReason;
  /** `ended`: since when, and the digest of the record that ended it where there is one. */
  readonly atMs?: number;
  readonly record?: string;
  /** `fact-outside`: which. */
  readonly facts?: readonly string[];
}

export interface OutwardDenial {
  readonly decision: false;
  readonly context:
    | { readonly form: 'not-now' | 'not-granted' }
    | { readonly form: 'ended'; readonly reason: EndReason; readonly at: string; readonly record?: string }
    | { readonly form: 'bad-request'; readonly reasons: readonly Denial[] };
}

const notNow: OutwardDenial = Object.freeze({ decision: false, context: Object.freeze({ form: 'not-now' }) });
const notGranted: OutwardDenial = Object.freeze({
  decision: false,
  context: Object.freeze({ form: 'not-granted' }),
});

/** The AuthZEN answer that the party gets: the only door through which a reason may leave. */
export function outwardDenial(form: OutwardForm, denials: readonly Denial[]): OutwardDenial {
  switch (form) {
    case 'not-now':
      return notNow;
    case 'not-granted':
      return notGranted;
    case 'bad-request':
      return {
        decision: false,
        context: { form, reasons: denials.filter(({ reason }) => formOf[reason] === form) },
      };
    case 'ended': {
      const [first] = denials.filter(({ reason }) => formOf[reason] === form);
      // A no whose reason got lost stays a no, and says nothing that is not known.
      if (first?.atMs === undefined || !isEndReason(first.reason)) return notNow;
      const { reason, atMs, record } = first;
      const context = { form, reason, at: instantText(atMs) };
      return { decision: false, context: record === undefined ? context : { ...context, record } };
    }
  }
}

/** The exact bytes of an outward no, for tests and for those who compare them. */
export const outwardText = (form: OutwardForm, denials: readonly Denial[]): string =>
  canonicalText(outwardDenial(form, denials));
