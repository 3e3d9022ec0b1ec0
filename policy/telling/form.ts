/** How pieces become sentences: numbers, times, lists, and the signs of each language. No piece is left half said. */
import type { PartyContact } from '../party.ts';
import type { Lang, LangText } from '../record.ts';

/** A text in both languages, made the same way in each. */
export const inBoth = (make: (lang: Lang) => string): LangText => ({ fr: make('fr'), en: make('en') });

/** Fills `{}` with the pieces, in order. */
export function fill(pattern: LangText, ...pieces: readonly (LangText | string | number)[]): LangText {
  return inBoth((lang) => {
    let next = 0;
    return pattern[lang].replace(/\{\}/g, () => {
      const piece = pieces[next];
      next += 1;
      return typeof piece === 'object' ? bare(piece[lang]) : String(piece);
    });
  });
}

/** Without its own end, so that it can stand inside a sentence. */
const bare = (text: string): string => text.replace(/[.\s]+$/, '');

/** A text of the party's own, as a sentence. */
export const closed = (text: LangText): LangText =>
  inBoth((lang) => (/[.!?…]$/.test(text[lang].trim()) ? text[lang].trim() : `${text[lang].trim()}.`));

export const joined = (pieces: readonly LangText[], between = ', '): LangText =>
  inBoth((lang) => pieces.map((piece) => bare(piece[lang])).join(between));

/** As it stands in the middle of a sentence. A name in capitals keeps them. */
export const lowered = (text: LangText): LangText =>
  inBoth((lang) => {
    const value = text[lang];
    return /^\p{Lu}\p{Lu}/u.test(value) ? value : value.slice(0, 1).toLowerCase() + value.slice(1);
  });

export const counted = (n: number, one: LangText, many: LangText): LangText => fill(n === 1 ? one : many, n);

/** Never a percentage: « 1 fois sur 8 ». */
export function timesOf(rate: number): LangText {
  if (rate <= 0) return { fr: 'jamais', en: 'never' };
  if (rate >= 1) return { fr: 'à chaque fois', en: 'every time' };
  const [times, outOf] = rate <= 0.5 ? [1, Math.round(1 / rate)] : [Math.round(rate * 10), 10];
  return { fr: `${times} fois sur ${outOf}`, en: `${times} time${times === 1 ? '' : 's'} in ${outOf}` };
}

export function daysText(days: number): LangText {
  if (days > 0 && days % 365 === 0) {
    const years = days / 365;
    return { fr: `${years} an${years > 1 ? 's' : ''}`, en: `${years} year${years > 1 ? 's' : ''}` };
  }
  return { fr: `${days} jour${days > 1 ? 's' : ''}`, en: `${days} day${days === 1 ? '' : 's'}` };
}

/** Groups of three figures, as each language writes them. */
export function numberText(value: number): LangText {
  const [whole = '', decimals] = String(value).split('.');
  const grouped = (sign: string) => whole.replace(/\B(?=(?:\d{3})+$)/g, sign);
  return {
    fr: decimals === undefined ? grouped('\u202f') : `${grouped('\u202f')},${decimals}`,
    en: decimals === undefined ? grouped(',') : `${grouped(',')}.${decimals}`,
  };
}

export const dayText = (date: string): LangText => ({ fr: date.split('-').reverse().join('/'), en: date });

export const waysText = ({ email, phone, address }: PartyContact): string =>
  [phone, email, address].filter((way) => way !== undefined).join(', ');

/** French signs keep to the word before them, quotes to the word inside. */
export function typeset(text: string, lang: Lang): string {
  if (lang === 'en') return text;
  return text.replace(/ (?=[:;?!»])/g, '\u00a0').replace(/« /g, '«\u00a0');
}

/** The name of something as it stands on screens. */
export const named = ({ fr, en }: LangText): LangText => ({ fr: `« ${fr} »`, en: `“${en}”` });

export const both = (fr: string, en: string): LangText => ({ fr, en });

export const yesOrNo = (is: boolean): LangText => (is ? both('oui', 'yes') : both('non', 'no'));

/** A line only where there is something to quote. */
export const quoted = (pattern: LangText, text: LangText | null): LangText[] =>
  text === null ? [] : [fill(pattern, text)];
