import { type Language, language } from './lookup.ts';

/** Amounts as people write them. Formats are kept: making one costs milliseconds on a slow phone. */
const made = new Map<string, Intl.NumberFormat>();

function kept(name: string, make: (tag: string) => Intl.NumberFormat): Intl.NumberFormat {
  const tag = tags[language.value];
  const key = `${tag} ${name}`;
  const found = made.get(key) ?? make(tag);
  made.set(key, found);
  return found;
}

/** Digits of the place: prices and bus lines in town are written with these, in Arabic too. */
const tags = { fr: 'fr-FR', en: 'en-GB', ar: 'ar-u-nu-latn' } as const;

const dayMs = 86_400_000;

/**
 * By hand and not by `Intl.DateTimeFormat`: the first one made costs a slow phone 100 ms, and the first screen of a request
 * says a date.
 */
const months: Readonly<Record<Language, string>> = {
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  en: 'January February March April May June July August September October November December',
  ar: 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر',
};

/** The day by the clock of the place: « 1er mai », with its year where the year would be asked for. */
export function writeDay(at: string | number | Date, nowMs = Date.now()): string {
  const date = new Date(at);
  const year = date.getFullYear();
  const isFar = Math.abs(date.getTime() - nowMs) > 300 * dayMs || year !== new Date(nowMs).getFullYear();
  const day = date.getDate();
  const month = months[language.value].split(' ')[date.getMonth()];
  const first = language.value === 'fr' && day === 1 ? '1er' : day;
  return `${first} ${month}${isFar ? ` ${year}` : ''}`;
}

/** On paper, which is read years later: always with its year. */
export const writeDate = (at: string | number | Date): string => writeDay(at, 0);

export function writeTime(at: string | number | Date): string {
  const date = new Date(at);
  const minutes = String(date.getMinutes()).padStart(2, '0');
  return language.value === 'fr'
    ? `${date.getHours()}\u00a0h\u00a0${minutes}`
    : `${String(date.getHours()).padStart(2, '0')}:${minutes}`;
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
