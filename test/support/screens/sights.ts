// In which lights, widths and languages the pages are looked at: a few in every run, all of them in the long one
// (`LONG=1`). The declaration of accessibility counts them here.

export const isLong = process.env['LONG'] === '1';

export type Theme = 'light' | 'dark' | 'contrast';
export type Sight = readonly [width: number, theme: Theme, lang: 'fr' | 'en'];

/** Every run sees each screen in one of these, in turn, and then as narrow as `narrowest`; the long run sees it in all. */
export const sights: readonly Sight[] = [
  [320, 'light', 'fr'],
  [360, 'dark', 'en'],
  [1280, 'light', 'en'],
  [320, 'contrast', 'en'],
  [1280, 'dark', 'fr'],
  [360, 'contrast', 'fr'],
  [320, 'dark', 'en'],
  [360, 'light', 'en'],
  [1280, 'contrast', 'en'],
];

/** The phone on which most things do not fit. */
export const narrowest = 320;

/** Of so many screens axe sees one with doubled letters in every run, and all in the long one. */
export const twiceEvery = 4;

/** Of the pages that have no switch of their own: what the browser asks for. */
export interface SightBeside {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly locale: 'fr-FR' | 'en-GB';
  readonly contrast?: 'more';
  readonly forcedColors?: 'active';
}

/** So many of `besides` in every run, from the first on. */
export const usualBesides = 3;
export const besides: readonly SightBeside[] = [
  { width: 320, colorScheme: 'light', locale: 'fr-FR' },
  { width: 1280, colorScheme: 'dark', locale: 'en-GB' },
  { width: 360, colorScheme: 'light', locale: 'en-GB', contrast: 'more' },
  { width: 320, colorScheme: 'dark', locale: 'fr-FR' },
  { width: 360, colorScheme: 'dark', locale: 'fr-FR', contrast: 'more' },
  { width: 1280, colorScheme: 'light', locale: 'fr-FR', forcedColors: 'active' },
  { width: 1280, colorScheme: 'light', locale: 'en-GB', contrast: 'more' },
];
export const besidesOfRun = isLong ? besides : besides.slice(0, usualBesides);
