// What no proof in an export covers. A wallet's file holds what its person typed beside what was signed: whoever is handed
// the file, and reads that all of it holds, must not take the one for the other.

import { partyExportFormat, walletExportFormat } from '../../policy/symmetry.ts';
import { proofsIn } from './file.ts';

/** One sentence, or none where every entry of the file was checked. */
export function unprovenIn(text: string): string | undefined {
  const unsigned = new Map<string, number>();
  const unplaced = new Map<string, number>();
  for (const { name, entries } of partsIn(text)) {
    for (const entry of entries) {
      const { claims, notes, texts } = proofsIn(entry);
      if (claims.length > 0 || notes.length > 0) continue;
      const of = texts.length > 0 ? unplaced : unsigned;
      of.set(name, (of.get(name) ?? 0) + 1);
    }
  }
  const told = [
    ['not signed by anybody', unsigned],
    ['not checked, for no receipt stands beside it', unplaced],
  ] as const;
  const sentences = told.filter(([, of]) => of.size > 0).map(([what, of]) => `${what}: ${listed(of)}`);
  return sentences.length === 0 ? undefined : sentences.join('; ');
}

const listed = (of: ReadonlyMap<string, number>): string =>
  [...of].map(([name, count]) => `${name} (${count})`).join(', ');

interface Part {
  readonly name: string;
  readonly entries: readonly unknown[];
}

/** Only what is read as an export has parts; their names are printed, so they are names. */
function partsIn(text: string): Part[] {
  if (!text.trimStart().startsWith('{')) return [];
  const { format, parts, journal } = JSON.parse(text) as Record<string, unknown>;
  if (format === partyExportFormat)
    return [{ name: 'journal', entries: Array.isArray(journal) ? journal : [] }];
  if (format !== walletExportFormat || !Array.isArray(parts)) return [];
  return parts.flatMap((part: unknown): Part[] => {
    const { name, entries } = (part ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || !/^[a-z]{1,20}$/.test(name) || !Array.isArray(entries)) return [];
    return [{ name: said[name] ?? name, entries }];
  });
}

/** As docs/formats/export.md calls them, in more than one word where one would not do. */
const said: Readonly<Record<string, string>> = {
  fact: 'facts that the person typed',
  preference: 'preferences',
  setting: 'settings',
  event: 'events',
};
