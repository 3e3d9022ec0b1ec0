/**
 * Legal periods in days and months, after Regulation 1182/71 art. 3: the day of the event does not count, a period in
 * months ends with the day of the same number (or the last of a shorter month), and for whoever owes an act it ends a
 * working day later when that day is a Saturday, a Sunday or a public holiday.
 */
import { dateMs, dateText } from '../instant.ts';
import { dayMs } from '../period.ts';

export type Delay = { readonly months: number } | { readonly days: number };

/** Days since 1970-01-01, a Thursday. */
const weekdayOf = (ms: number): number => (Math.floor(ms / dayMs) + 4) % 7;

/** The last day of the period that began on the day of `fromMs`, as the start of that day. */
function lastDay(fromMs: number, delay: Delay): number {
  if ('days' in delay) return dateMs(dateText(fromMs)) + delay.days * dayMs;
  const [year = 0, month = 0, day = 0] = dateText(fromMs).split('-').map(Number);
  const months = year * 12 + (month - 1) + delay.months;
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1];
  for (let at = day; at > day - 4; at -= 1) {
    const ms = dateMs(`${toYear}-${String(toMonth).padStart(2, '0')}-${String(at).padStart(2, '0')}`);
    if (!Number.isNaN(ms)) return ms;
  }
  throw new RangeError('expected a time of the calendar');
}

/** The first instant after the last day on which the act is in time. For whoever owes it. */
export function dueAfter(fromMs: number, delay: Delay): number {
  let day = lastDay(fromMs, delay);
  while (!isWorkingDay(day)) day += dayMs;
  return day + dayMs;
}

/** The end of the last day that is surely in time. For a person who wants to lose no right: never a day later. */
export const safeUntil = (fromMs: number, delay: Delay): number => lastDay(fromMs, delay) + dayMs;

/** In France: code du travail L3133-1. Regional holidays only make a clock stricter by a day than it has to be. */
const fixedHolidays = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
/** Easter Monday, Ascension, Whit Monday, in days after Easter. */
const movingHolidays = [1, 39, 50];

export function isWorkingDay(ms: number): boolean {
  const weekday = weekdayOf(ms);
  if (weekday === 0 || weekday === 6) return false;
  const date = dateText(ms);
  if (fixedHolidays.includes(date.slice(5))) return false;
  const easter = easterMs(Number(date.slice(0, 4)));
  return !movingHolidays.includes(Math.round((dateMs(date) - easter) / dayMs));
}

/** The anonymous Gregorian computus (Nature, 20 April 1876). */
function easterMs(year: number): number {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const total = h + l - 7 * m + 114;
  const [month, day] = [Math.floor(total / 31), (total % 31) + 1];
  return dateMs(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
}
