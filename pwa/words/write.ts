import { language } from './lookup.ts';

/** Dates and amounts as people write them. Formats are kept: making one costs milliseconds on a slow phone. */
const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat>(name: string, make: (tag: string) => T): T {
  const tag = tags[language.value];
  const key = `${tag} ${name}`;
  const found = (made.get(key) as T | undefined) ?? make(tag);
  made.set(key, found);
  return found;
}

/** Digits of the place: prices and bus lines in town are written with these, in Arabic too. */
const tags = { fr: 'fr-FR', en: 'en-GB', ar: 'ar-u-nu-latn' } as const;

const dayMs = 86_400_000;

export function writeDay(at: string | number | Date, nowMs = Date.now()): string {
  const date = new Date(at);
  const far =
    Math.abs(date.getTime() - nowMs) > 300 * dayMs || date.getFullYear() !== new Date(nowMs).getFullYear();
  return kept(
    far ? 'day-year' : 'day',
    (tag) =>
      new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', ...(far ? { year: 'numeric' } : {}) }),
  ).format(date);
}

/** On paper, which is read years later: always with its year. */
export const writeDate = (at: string | number | Date): string => writeDay(at, 0);

export function writeTime(at: string | number | Date): string {
  const text = kept(
    'time',
    (tag) => new Intl.DateTimeFormat(tag, { hour: 'numeric', minute: '2-digit' }),
  ).format(new Date(at));
  return language.value === 'fr' ? text.replace(':', '\u00a0h\u00a0') : text;
}

/** How many days back, by the calendar of the place: 0 today, 1 yesterday. */
export function daysBack(at: string | number | Date, nowMs = Date.now()): number {
  const start = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  return Math.round((start(nowMs) - start(new Date(at).getTime())) / dayMs);
}

export function writeNumber(value: number): string {
  return kept('number', (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 2 })).format(value);
}

export function writeEuros(value: number): string {
  const whole = Number.isInteger(value);
  return kept(
    whole ? 'euros' : 'cents',
    (tag) =>
      new Intl.NumberFormat(tag, {
        style: 'currency',
        currency: 'EUR',
        minimumFractionDigits: whole ? 0 : 2,
        maximumFractionDigits: whole ? 0 : 2,
      }),
  ).format(value);
}
