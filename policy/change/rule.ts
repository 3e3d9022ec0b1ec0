/** How a change at one place is judged: does it reach further into people's lives or less far, and what follows. */

import type { Declaration } from '../declaration.ts';
import type { Fact } from '../fact.ts';
import type { JsonValue } from '../read.ts';
import type { Difference } from './walk.ts';

export type Way = 'widens' | 'narrows' | 'other';
/** Pause the grant until a new yes; tell 30 days ahead; note it; end asking. */
export type Effect = 'log' | 'notify' | 'pause' | 'stop';
export type Verdict = readonly [Way, Effect];

/** What a phone knows and a relay does not. */
export interface Around {
  /** The resident's own facts: are they in a group that is no longer served? */
  readonly facts?: readonly Fact[];
  /** Until which day data was to be kept, as told at the yes, and today. */
  readonly kept?: { readonly until: string; readonly today: string };
  /** The text generated from the fields, as it was shown before and as it is generated now. */
  readonly told?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

export interface Judged extends Difference {
  readonly older: Declaration;
  readonly newer: Declaration;
  readonly around: Around;
}

export type Rule = (of: Judged) => Verdict;

export const log: Rule = () => ['other', 'log'];
export const notify: Rule = () => ['other', 'notify'];
export const pause: Rule = () => ['other', 'pause'];

/** An entry of a list, or a field that may be none: what it means that it comes, that it goes, that it is another. */
export const comes =
  (added: Verdict, removed: Verdict, other: Verdict = ['other', 'pause']): Rule =>
  ({ before, after }) =>
    before === null ? added : after === null ? removed : other;

/** Each entry lets more in. */
export const more = (added: Effect, removed: Effect): Rule => comes(['widens', added], ['narrows', removed]);

/** Each entry protects; to lose one is the widening. */
export const shield = (removed: Effect, added: Effect, other: Effect = 'log'): Rule =>
  comes(['narrows', added], ['widens', removed], ['other', other]);

/** A step to the right of the list widens. What is not in the list cannot be judged. */
export const steps =
  (order: readonly JsonValue[], up: Effect, down: Effect, unknown: Effect = 'pause'): Rule =>
  ({ before, after }) => {
    const [left, right] = [order.indexOf(before), order.indexOf(after)];
    if (left < 0 || right < 0) return ['other', unknown];
    return left < right ? ['widens', up] : ['narrows', down];
  };

/** A yes widens. */
export const yes = (up: Effect, down: Effect): Rule => steps([false, true], up, down);
/** A no widens: something that protected is gone. */
export const no = (up: Effect, down: Effect): Rule => steps([true, false], up, down);

const compared =
  (isWider: (left: number, right: number) => boolean) =>
  (up: Effect, down: Effect): Rule =>
  ({ before, after }) => {
    if (typeof before !== 'number' || typeof after !== 'number') return ['other', 'pause'];
    return isWider(before, after) ? ['widens', up] : ['narrows', down];
  };

/** A larger number widens. */
export const larger = compared((left, right) => left < right);
/** A smaller number widens. */
export const smaller = compared((left, right) => left > right);
