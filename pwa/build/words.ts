// The French book in two: what home, request and stop page say is in the first load; the rest comes with the first
// screen that is none of them. English is one chunk: whoever reads it waits for it once.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const book = fileURLToPath(new URL('../words/fr.json', import.meta.url));

/** By the first part of the key. `test/pwa/size` looks whether anything of the first load says one of them. */
const laterParts: ReadonlySet<string> = new Set([
  'anchor',
  'change',
  'code',
  'come-back',
  'contest',
  'deletion',
  'facts',
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
  'thread',
  'threads',
  'write',
]);

/** Said by home and by the request all the same. */
const first: ReadonlySet<string> = new Set(['change', 'parties.link', 'party.closed', 'threads.title']);

export const isLater = (key: string): boolean => laterParts.has(key.split('.')[0] ?? '') && !first.has(key);

/** The name of the half that comes later, while building. */
const laterId = '\0vav-words-later';

const bookOf = (isWanted: (key: string) => boolean): string => {
  const all = Object.entries(JSON.parse(readFileSync(book, 'utf8')) as Record<string, string>);
  return JSON.stringify(Object.fromEntries(all.filter(([key]) => isWanted(key))));
};

export function words(): Plugin {
  return {
    name: 'vav-words',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source === './fr.json' && importer?.endsWith('/words/later.ts') ? laterId : null,
    load: (id) => {
      if (id === laterId) return `export default ${bookOf(isLater)}`;
      return id === book ? bookOf((key) => !isLater(key)) : null;
    },
  };
}
