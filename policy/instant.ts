/**
 * Times are text in records (UTC, to the second) and milliseconds in rules. This floor has no clock and no `Date`: the
 * arithmetic of the calendar is written out (days of the civil calendar, after Howard Hinnant), so it is the same everywhere.
 */
const secondMs = 1000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

const instantForm = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z$/;
const dateForm = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days from 1970-01-01 to this day of the Gregorian calendar. */
function daysTo(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function dateOf(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthShifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthShifted + 2) / 5) + 1;
  const month = monthShifted < 10 ? monthShifted + 3 : monthShifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
}

const pad = (part: number): string => String(part).padStart(2, '0');

/** True only for a day of the calendar: 30 February is none. */
export function isDate(text: string): boolean {
  const part = dateForm.exec(text);
  if (part === null || Number(part[1]) < 1900) return false;
  return dateOf(daysTo(Number(part[1]), Number(part[2]), Number(part[3]))) === text;
}

export function isInstant(text: string): boolean {
  return instantForm.test(text) && isDate(text.slice(0, 10));
}

/** Milliseconds of a time such as `2026-11-21T10:05:00Z`; NaN for anything else, so that no comparison holds. */
export function instantMs(text: string): number {
  if (!isInstant(text)) return Number.NaN;
  const part = instantForm.exec(text) as RegExpExecArray;
  const [year, month, day, hour, minute, second] = part.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return daysTo(year, month, day) * dayMs + ((hour * 60 + minute) * 60 + second) * secondMs;
}

/** The start of a day such as `2026-11-21`. */
export const dateMs = (text: string): number => instantMs(`${text}T00:00:00Z`);

/** The text of an instant, cut to the second. */
export function instantText(ms: number): string {
  const days = Math.floor(ms / dayMs);
  const seconds = Math.floor((ms - days * dayMs) / secondMs);
  const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return `${dateOf(days)}T${clock}Z`;
}

/** Cut to the minute, as a wallet writes its times (protocol §4). */
export const minuteText = (ms: number): string => instantText(Math.floor(ms / minuteMs) * minuteMs);

/** Cut to the day, as a countersignature has it. */
export const dayText = (ms: number): string => instantText(Math.floor(ms / dayMs) * dayMs);

export const dateText = (ms: number): string => instantText(ms).slice(0, 10);

/** The year (UTC) that an instant is counted in. */
export const yearOf = (ms: number): number => Number(dateText(ms).slice(0, 4));
