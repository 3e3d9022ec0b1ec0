// Loaded where somebody has chosen the simple version: the shorter twins of sentences (`KEY.simple`), and one idea a line
// for all the others. In a build `fr.json` stands here for the twins alone.

import { sentencesOf } from '../ui/sentences.ts';
import fr from './fr.json' with { type: 'json' };

export const twins: Readonly<Record<string, string>> = fr;

export const inLines = (text: string): string =>
  sentencesOf(text)
    .map(({ start, end }) => text.slice(start, end))
    .join('\n') || text;
