/**
 * Times as other programs write them, read to an instant and to what the clock on the wall showed. Days, months and the
 * hours of an evening are a matter of the wall; gaps and doubles are a matter of instants. A time without a zone is one of
 * Paris, by the European rule of summer time (directive 2000/84/EC): last Sundays of March and October, 1 h UTC.
 */
import { dateMs, dateText } from './instant.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const yearMs = 365.2425 * dayMs;

export interface LocalTime {
  readonly ms: number;
  /** The wall's clock as if it were UTC: its date text is the day where it was. */
  readonly wallMs: number;
}

const turns = new Map<number, readonly [number, number]>();

/** Instants at which summer time begins and ends in that year. */
function turnsOf(year: number): readonly [number, number] {
  const known = turns.get(year);
  if (known !== undefined) return known;
  const lastSunday = (text: string) => {
    const ms = dateMs(text);
    // 1970-01-01 was a Thursday.
    return ms - ((ms / dayMs + 4) % 7) * dayMs + hourMs;
  };
  const found = [lastSunday(`${year}-03-31`), lastSunday(`${year}-10-31`)] as const;
  turns.set(year, found);
  return found;
}

/** How far the clocks of Paris are ahead of UTC. Around New Year a year taken wrong changes nothing: it is winter in both. */
export function parisAheadMs(ms: number): number {
  const [begins, ends] = turnsOf(Math.floor(1970 + ms / yearMs));
  return ms >= begins && ms < ends ? 2 * hourMs : hourMs;
}

export const inParis = (ms: number): LocalTime => ({ ms, wallMs: ms + parisAheadMs(ms) });

/** The hour that is shown twice in October is taken as its first; the one that is left out in March is no time. */
function fromParis(wallMs: number): LocalTime | null {
  for (const aheadMs of [2 * hourMs, hourMs])
    if (parisAheadMs(wallMs - aheadMs) === aheadMs) return { ms: wallMs - aheadMs, wallMs };
  return null;
}

/** Is this wall time shown twice, and is there a later instant with the same face? */
export function secondTime({ ms, wallMs }: LocalTime): LocalTime | null {
  const later = ms + hourMs;
  return later + parisAheadMs(later) === wallMs ? { ms: later, wallMs } : null;
}

/** The length of a day of Paris, in hours: 23 and 25 when the clocks are changed. */
export function hoursOfDay(day: string): number {
  const startMs = dateMs(day);
  const start = startMs - parisAheadMs(startMs - hourMs);
  const end = startMs + dayMs - parisAheadMs(startMs + dayMs - hourMs);
  return (end - start) / hourMs;
}

const stamp =
  /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:[.,]\d{1,9})?)?(Z|([+-])([01]\d):?([0-5]\d))?$/;

/** A date with a time of day. Null for anything else. */
export function readStamp(text: string): LocalTime | null {
  const part = stamp.exec(text);
  if (part === null) return null;
  const [, day = '', hour = '', minute = '', second = '0', zone, sign, zoneHour, zoneMinute] = part;
  const startMs = dayStart(day);
  if (Number.isNaN(startMs) || (hour === '24' && minute !== '00')) return null;
  const readMs = startMs + Number(hour) * hourMs + Number(minute) * minuteMs + Number(second) * 1000;
  if (zone === undefined) return fromParis(readMs);
  if (zone === 'Z') return inParis(readMs);
  const aheadMs = (Number(zoneHour) * 60 + Number(zoneMinute)) * minuteMs;
  return { ms: sign === '-' ? readMs + aheadMs : readMs - aheadMs, wallMs: readMs };
}

let lastDay = '';
let lastStartMs = Number.NaN;

/** A file names one day in many rows: the last one is remembered. */
function dayStart(day: string): number {
  if (day !== lastDay) {
    lastDay = day;
    lastStartMs = dateMs(day);
  }
  return lastStartMs;
}

/** How dates stand in a column: `2026-11-21`, `21/11/2026` or `11/21/2026`; a time of day behind it is left out. */
export const dayOrders = ['year-first', 'day-first', 'month-first'] as const;
export type DayOrder = (typeof dayOrders)[number];

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].{0,30})?$/;
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ,].{0,30})?$/;
const pad = (part: string) => part.padStart(2, '0');

/** A day of the calendar as text, or null. */
export function readDay(text: string, order: DayOrder): string | null {
  const [, first = '', second = '', third = ''] =
    (order === 'year-first' ? yearFirst : yearLast).exec(text) ?? [];
  const day =
    order === 'year-first'
      ? `${first}-${pad(second)}-${pad(third)}`
      : order === 'day-first'
        ? `${third}-${pad(second)}-${pad(first)}`
        : `${third}-${pad(first)}-${pad(second)}`;
  return Number.isNaN(dateMs(day)) ? null : day;
}

/** From some cells of a column. Where day and month could be either, the French order is taken. */
export function guessDayOrder(cells: readonly string[]): DayOrder | null {
  const written = cells.filter((cell) => cell !== '');
  const reads = (order: DayOrder) => written.filter((cell) => readDay(cell, order) !== null).length;
  const found = (['year-first', 'day-first', 'month-first'] as const)
    .map((order) => ({ order, count: reads(order) }))
    .reduce((best, next) => (next.count > best.count ? next : best));
  return found.count > 0 && found.count * 10 >= written.length * 8 ? found.order : null;
}

export const wallDay = ({ wallMs }: LocalTime): string => dateText(wallMs);
export const wallHour = ({ wallMs }: LocalTime): number =>
  Math.floor((((wallMs % dayMs) + dayMs) % dayMs) / hourMs);

/** In the order in which each month first comes. */
export function byMonth<T>(all: readonly T[], dayOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const months = new Map<string, T[]>();
  for (const one of all) {
    const month = dayOf(one).slice(0, 7);
    const group = months.get(month);
    if (group === undefined) months.set(month, [one]);
    else group.push(one);
  }
  return months;
}
