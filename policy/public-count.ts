/**
 * What may be told in public about how many people did something. A count under five is not given, counts are given in
 * steps of five, and they move once a week: so neither one table nor two tables compared tell what one person did.
 * test/policy/public-count.test.ts tries every table that could stand behind what is told.
 */
import { dateMs, dateText } from './instant.ts';
import { dayMs } from './period.ts';

/** `null`: not told. Under five, or it would give away what is. Else that many or up to four more. */
export type Count = number | null;

export const cellFloor = 5;

export const publicCount = (count: number): Count => (count < cellFloor ? null : count - (count % cellFloor));

export interface PublicTable<K extends string> {
  readonly total: Count;
  readonly parts: Readonly<Record<K, Count>>;
}

/** Parts that make up the total. No total stands beside exactly one part that is not told. */
export function publicTable<K extends string>(parts: Readonly<Record<K, number>>): PublicTable<K> {
  const names = Object.keys(parts) as K[];
  const told = Object.fromEntries(names.map((name) => [name, publicCount(parts[name])])) as Record<K, Count>;
  const hidden = names.filter((name) => told[name] === null).length;
  const sum = names.reduce((all, name) => all + parts[name], 0);
  return { total: hidden === 1 ? null : publicCount(sum), parts: told };
}

/** A week begins on Monday, 00:00 UTC. 1970-01-05 was one. */
const weekMs = 7 * dayMs;
const firstMondayMs = 4 * dayMs;
export const weekStartMs = (ms: number): number =>
  firstMondayMs + Math.floor((ms - firstMondayMs) / weekMs) * weekMs;

/** Every process has the week's last records by then. */
const settleMs = 3_600_000;

/** What is told counts records from before this; the same until the next Monday, whoever asks and whenever. */
export const publishedUntilMs = (nowMs: number): number => weekStartMs(nowMs - settleMs);

export const nextPublicationMs = (nowMs: number): number => publishedUntilMs(nowMs) + weekMs + settleMs;

/** The Mondays of the last weeks that are over, newest first. */
export function weeksBefore(untilMs: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => dateText(untilMs - (at + 1) * weekMs));
}

export const weekOf = (date: string): { readonly fromMs: number; readonly toMs: number } => {
  const fromMs = dateMs(date);
  return { fromMs, toMs: fromMs + weekMs };
};

/** Something that took days, and when it was over. */
export interface Lapse {
  readonly endMs: number;
  readonly days: number;
}

/** Over the first so many that the told count counts: it moves only when five more are over. */
export function medianDays(lapses: readonly Lapse[]): number | null {
  const told = publicCount(lapses.length);
  if (told === null) return null;
  const days = [...lapses]
    .sort((left, right) => left.endMs - right.endMs)
    .slice(0, told)
    .map((lapse) => lapse.days)
    .sort((left, right) => left - right);
  const [low, high] = [days[Math.floor((told - 1) / 2)] as number, days[Math.floor(told / 2)] as number];
  return Math.round((low + high) / 2);
}
