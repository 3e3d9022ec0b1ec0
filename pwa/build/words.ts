// The French book in two: what home, request and stop page say is in the first load; the rest comes with the first
// screen that is none of them, and the simple twins when somebody asks for them. English is one chunk: whoever reads it waits for it once. What only the pages for
// researchers or for workshops say is in none of them, and these pages hold nothing else but what the shared pieces say.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const book = fileURLToPath(new URL('../words/fr.json', import.meta.url));
const english = fileURLToPath(new URL('../words/en.json', import.meta.url));
/** Only residents' pages speak it so far. */
const arabic = fileURLToPath(new URL('../words/ar.json', import.meta.url));

/** By the first part of the key. `test/pwa/size` looks whether anything of the first load says one of them. */
const laterParts: ReadonlySet<string> = new Set([
  'access',
  'anchor',
  'backup-large',
  'backup-taken',
  'backup-unknown',
  'backup-unopened',
  'budget',
  'change',
  'code',
  'come-back',
  'condition',
  'condition-over',
  'condition-unknown',
  'condition-untrue',
  'contest',
  'copy',
  'deletion',
  'device-unknown',
  'devices',
  'digest',
  'exercise',
  'facts',
  'give',
  'help',
  'import',
  'kit',
  'given-unanswered',
  'meeting-over',
  'lost',
  'observed',
  'paper',
  'parties',
  'party',
  'play',
  'quiet',
  'receipts',
  'recover',
  'mandate',
  'result',
  'root-changed',
  'rights',
  'rules',
  'settings',
  'slots-forked',
  'share',
  'sheet',
  'studies',
  'study',
  'tablet',
  'thread',
  'threads',
  'write',
]);

/** Said by home and by the request all the same. */
const first: ReadonlySet<string> = new Set([
  'change',
  'exercise.phrase',
  'help.link',
  'parties.link',
  'party.closed',
  'study.home',
  'study.home.one',
  'study.home.other',
  'threads.home.one',
  'threads.home.other',
  'tablet.bar',
  'tablet.visit',
  'tablet.visit.go',
  'threads.title',
]);

export const isLater = (key: string): boolean => laterParts.has(key.split('.')[0] ?? '') && !first.has(key);

/** Said by the pieces of `ui` that the pages for researchers show, and by their page until a script has come. */
const sharedParts: ReadonlySet<string> = new Set(['app', 'back', 'skip', 'value', 'yes', 'no', 'none']);
const isShared = (key: string): boolean => key === 'help.link' || sharedParts.has(key.split('.')[0] ?? '');

const isResearch = (key: string): boolean => key.startsWith('research.');
const isWorkshop = (key: string): boolean => key.startsWith('workshop.');
/** Of pages beside the wallet's. */
const isBeside = (key: string): boolean => isResearch(key) || isWorkshop(key);
export const isForResearch = (key: string): boolean => isResearch(key) || isShared(key);
export const isForWorkshop = (key: string): boolean => isWorkshop(key) || isShared(key);

/** Shorter twins of sentences, for who has chosen the simple version. */
const isTwin = (key: string): boolean => key.endsWith('.simple');

/** The names of the parts that come later, while building. */
const laterId = '\0vav-words-later';
const twinId = '\0vav-words-simple';

const bookOf = (path: string, isWanted: (key: string) => boolean): string => {
  const all = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>);
  return JSON.stringify(Object.fromEntries(all.filter(([key]) => isWanted(key))));
};

export function words(): Plugin {
  return {
    name: 'vav-words',
    enforce: 'pre',
    resolveId: (source, importer) => {
      if (source !== './fr.json') return null;
      if (importer?.endsWith('/words/simple.ts')) return twinId;
      return importer?.endsWith('/words/later.ts') ? laterId : null;
    },
    load: (id) => {
      if (id === twinId) return `export default ${bookOf(book, isTwin)}`;
      if (id === laterId)
        return `export default ${bookOf(book, (key) => isLater(key) && !isBeside(key) && !isTwin(key))}`;
      if (id === english) return bookOf(english, (key) => !isBeside(key));
      return id === book ? bookOf(book, (key) => !isLater(key) && !isBeside(key) && !isTwin(key)) : null;
    },
  };
}

/** Both books whole, but for what these pages never say. */
function besideWords(name: string, isWanted: (key: string) => boolean): Plugin {
  return {
    name,
    enforce: 'pre',
    load: (id) => {
      if (id === arabic) return '{}';
      return id === book || id === english ? bookOf(id, isWanted) : null;
    },
  };
}

export const researchWords = (): Plugin => besideWords('vav-research-words', isForResearch);
export const workshopWords = (): Plugin => besideWords('vav-workshop-words', isForWorkshop);
