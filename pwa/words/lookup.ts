import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import fr from './fr.json' with { type: 'json' };

/** Every sentence shown, by its key. French is in the first load, every other book comes as a chunk of its own. */
export type Word = keyof typeof fr;
/** A sentence that has a number in it is kept twice: `… .one` and `… .other`. */
export type Counted = Word extends infer W ? (W extends `${infer Stem}.one` ? Stem : never) : never;
/** Arabic holds what a request and the frame around it say; what it lacks is said in French. */
export type Language = 'fr' | 'en' | 'ar';
/** What parties write in, and what is told to them. */
export type Written = 'fr' | 'en';
type Values = Readonly<Record<string, string | number>>;
type Book = Readonly<Record<string, string>>;

const books: Partial<Record<Language, Book>> & { fr: Book } = { fr };

const load: Record<Exclude<Language, 'fr'>, () => Promise<{ default: Book }>> = {
  en: () => import('./en.json', { with: { type: 'json' } }),
  ar: () => import('./ar.json', { with: { type: 'json' } }),
};

export const language = signal<Language>('fr');

export const written = (): Written => (language.value === 'en' ? 'en' : 'fr');

/** The last one asked for: a book that comes late must not change the language back. */
let wanted: Language = 'fr';

export async function speakLanguage(next: Language): Promise<void> {
  wanted = next;
  if (next !== 'fr') books[next] ??= (await load[next]()).default;
  if (wanted !== next) return;
  language.value = next;
  if (typeof document === 'undefined') return;
  document.documentElement.lang = next;
  document.documentElement.dir = next === 'ar' ? 'rtl' : 'ltr';
}

/** One idea a line, and the shorter twin of a sentence where there is one. */
export const isSimple = signal(false);
let wantsSimple = false;
let inLines = (text: string): string => text;

export async function speakSimply(next: boolean): Promise<void> {
  wantsSimple = next;
  if (next) {
    const simple = await import('./simple.ts');
    books.fr = { ...books.fr, ...simple.twins };
    inLines = simple.inLines;
  }
  if (wantsSimple === next) isSimple.value = next;
}

let isWhole = false;

/** What every screen but the first ones waits for. */
export async function laterWords(): Promise<void> {
  if (isWhole) return;
  const { later } = await import('./later.ts');
  books.fr = { ...books.fr, ...later };
  isWhole = true;
}

/** Where a value stands in a line of the other direction, its own signs stay with it. */
const isolate = (text: string): string => (language.value === 'ar' ? `\u2068${text}\u2069` : text);

function sentence(word: Word): string {
  const book = books[language.value];
  // Types hold the list closed; a row of another build may still bring a word that this one does not know.
  const text = book?.[word] ?? books.fr[word] ?? word;
  return isSimple.value ? (book?.[`${word}.simple`] ?? inLines(text)) : text;
}

export function say(word: Word, values?: Values): string {
  const text = sentence(word);
  return values
    ? text.replace(/\{(\w+)\}/g, (hole, name: string) => isolate(String(values[name] ?? hole)))
    : text;
}

const plurals: Partial<Record<Language, Intl.PluralRules>> = {};

function countedWord(stem: Counted, n: number): Word {
  plurals[language.value] ??= new Intl.PluralRules(language.value);
  const kind = plurals[language.value]?.select(n);
  // Arabic has six numbers; a book holds those that differ.
  if (books[language.value]?.[`${stem}.${kind}`] !== undefined) return `${stem}.${kind}` as Word;
  return `${stem}.${kind === 'one' ? 'one' : 'other'}` as Word;
}

export function sayCount(stem: Counted, n: number, values?: Values): string {
  return say(countedWord(stem, n), { n, ...values });
}

/** The same, with pieces of markup in the holes: a date in bold stays inside its sentence. */
export function tell(word: Word, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  return sentence(word)
    .split(/\{(\w+)\}/)
    .map((piece, at) => {
      const value = at % 2 === 0 ? piece : values[piece];
      const isText = at % 2 === 1 && (typeof value === 'string' || typeof value === 'number');
      return isText && language.value === 'ar' ? isolate(String(value)) : value;
    });
}

export function tellCount(
  stem: Counted,
  n: number,
  values: Readonly<Record<string, ComponentChildren>> = {},
): ComponentChildren[] {
  return tell(countedWord(stem, n), { n, ...values });
}

/** A text that a party wrote in both languages. */
export function inLanguage(text: Readonly<Record<Written, string>>): string {
  const said = text[written()] || text.fr;
  return isSimple.value ? inLines(said) : said;
}

/** Codes come from the relay and the engine as plain strings: an unknown one gets the general sentence. */
export function hasWord(word: string): word is Word {
  return word in books.fr;
}
