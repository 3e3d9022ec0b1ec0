// The French book in two: what home, request and stop page say is in the first load; the rest comes with the first
// screen that is none of them. English is one chunk: whoever reads it waits for it once. What only the pages for
// researchers say is in none of them, and these pages hold nothing else but what the shared pieces say.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const book = fileURLToPath(new URL('../words/fr.json', import.meta.url));
const english = fileURLToPath(new URL('../words/en.json', import.meta.url));

/** By the first part of the key. `test/pwa/size` looks whether anything of the first load says one of them. */
const laterParts: ReadonlySet<string> = new Set([
  'anchor',
  'budget',
  'change',
  'code',
  'come-back',
  'contest',
  'deletion',
  'facts',
  'import',
  'kit',
  'looks',
  'observed',
  'parties',
  'party',
  'play',
  'receipts',
  'result',
  'rights',
  'rules',
  'settings',
  'studies',
  'study',
  'thread',
  'threads',
  'write',
]);

/** Said by home and by the request all the same. */
const first: ReadonlySet<string> = new Set([
  'change',
  'parties.link',
  'party.closed',
  'study.home',
  'study.home.one',
  'study.home.other',
  'threads.title',
]);

export const isLater = (key: string): boolean => laterParts.has(key.split('.')[0] ?? '') && !first.has(key);

/** Said by the pieces of `ui` that the pages for researchers show, and by their page until a script has come. */
const sharedParts: ReadonlySet<string> = new Set(['app', 'back', 'skip', 'value', 'yes', 'no', 'none']);

const isResearch = (key: string): boolean => key.startsWith('research.');
export const isForResearch = (key: string): boolean =>
  isResearch(key) || sharedParts.has(key.split('.')[0] ?? '');

/** The name of the half that comes later, while building. */
const laterId = '\0vav-words-later';

const bookOf = (path: string, isWanted: (key: string) => boolean): string => {
  const all = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>);
  return JSON.stringify(Object.fromEntries(all.filter(([key]) => isWanted(key))));
};

export function words(): Plugin {
  return {
    name: 'vav-words',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source === './fr.json' && importer?.endsWith('/words/later.ts') ? laterId : null,
    load: (id) => {
      if (id === laterId) return `export default ${bookOf(book, (key) => isLater(key) && !isResearch(key))}`;
      if (id === english) return bookOf(english, (key) => !isResearch(key));
      return id === book ? bookOf(book, (key) => !isLater(key) && !isResearch(key)) : null;
    },
  };
}

/** Both books whole, but for what these pages never say. */
export function researchWords(): Plugin {
  return {
    name: 'vav-research-words',
    enforce: 'pre',
    load: (id) => (id === book || id === english ? bookOf(id, isForResearch) : null),
  };
}
