import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import fr from './fr.json' with { type: 'json' };

/** Every sentence shown, by its key. French is in the first load, English comes as a chunk of its own. */
export type Word = keyof typeof fr;
/** A sentence that has a number in it is kept twice: `… .one` and `… .other`. */
export type Counted = Word extends infer W ? (W extends `${infer Stem}.one` ? Stem : never) : never;
export type Language = 'fr' | 'en';
type Values = Readonly<Record<string, string | number>>;

const books: Partial<Record<Language, Record<Word, string>>> = { fr };

export const language = signal<Language>('fr');

/** The last one asked for: a book that comes late must not change the language back. */
let wanted: Language = 'fr';

export async function speakLanguage(next: Language): Promise<void> {
  wanted = next;
  books[next] ??= (await import('./en.json', { with: { type: 'json' } })).default;
  if (wanted !== next) return;
  language.value = next;
  if (typeof document !== 'undefined') document.documentElement.lang = next;
}

let isWhole = false;

/** What every screen but the first ones waits for. */
export async function laterWords(): Promise<void> {
  if (isWhole) return;
  const { later } = await import('./later.ts');
  books.fr = { ...fr, ...later };
  isWhole = true;
}

function sentence(word: Word): string {
  // Types hold the list closed; a row of another build may still bring a word that this one does not know.
  return (books[language.value] ?? fr)[word] ?? word;
}

export function say(word: Word, values?: Values): string {
  const text = sentence(word);
  return values ? text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole)) : text;
}

const plurals = { fr: new Intl.PluralRules('fr'), en: new Intl.PluralRules('en') };

function countedWord(stem: Counted, n: number): Word {
  return `${stem}.${plurals[language.value].select(n) === 'one' ? 'one' : 'other'}` as Word;
}

export function sayCount(stem: Counted, n: number, values?: Values): string {
  return say(countedWord(stem, n), { n, ...values });
}

/** The same, with pieces of markup in the holes: a date in bold stays inside its sentence. */
export function tell(word: Word, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  return sentence(word)
    .split(/\{(\w+)\}/)
    .map((piece, at) => (at % 2 === 1 ? values[piece] : piece));
}

export function tellCount(
  stem: Counted,
  n: number,
  values: Readonly<Record<string, ComponentChildren>> = {},
): ComponentChildren[] {
  return tell(countedWord(stem, n), { n, ...values });
}

/** A text that a party wrote in both languages. */
export function inLanguage(text: Readonly<Record<Language, string>>): string {
  return text[language.value] || text.fr;
}

/** Codes come from the relay and the engine as plain strings: an unknown one gets the general sentence. */
export function hasWord(word: string): word is Word {
  return word in (books.fr ?? fr);
}
