import type { Schema } from './read.ts';
import { either, literal, object, oneOf } from './read.ts';

/** How long a yes holds: never without end, and renewal is a new act. `once`: one use. */
export type Period = { readonly days: PeriodDays } | { readonly once: true };

export const periodDays = [1, 31, 182, 365] as const;
export type PeriodDays = (typeof periodDays)[number];

/** A single use that nobody takes must still end some day. */
const onceDays = 31;

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const period: Schema<Period> = either([
  object({ days: oneOf(periodDays) }),
  object({ once: literal(true) }),
]);

export const isOnce = (of: Period): boolean => 'once' in of;

export const daysOf = (of: Period): number => ('once' in of ? onceDays : of.days);

/** A grant is dead from this instant on; it was alive just before. Counted from the relay's time of record. */
export const periodEnd = (of: Period, fromMs: number): number => fromMs + daysOf(of) * dayMs;

/** Is `chosen` no longer than `asked`? One use is the shortest of all. */
export function isWithinPeriod(chosen: Period, asked: Period): boolean {
  if ('once' in chosen) return true;
  return !('once' in asked) && chosen.days <= asked.days;
}
