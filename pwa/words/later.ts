// The sentences of screens that nobody sees at once. In a build this file holds them and `fr.json` all others; elsewhere
// both are the whole book. Which they are says `build/words.ts`.

import fr from './fr.json' with { type: 'json' };

export const later: Readonly<Record<string, string>> = fr;
