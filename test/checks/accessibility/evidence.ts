// The tests that the declaration names. Each is looked up in its file when the declaration is written: a test that was renamed or
// taken away can no longer be named.

export interface Evidence {
  readonly file: string;
  /** As it stands in the file. */
  readonly title: string;
  /** What it shows, in French, for the declaration. */
  readonly shows: string;
}

const walk = 'test/browser/screens.test.ts';

export const evidence: Readonly<Record<string, Evidence>> = {
  axe: {
    file: walk,
    title:
      'give axe nothing to say, fit the screen with text of twice the size too, and can be touched: 44 px',
    shows:
      'chaque écran, avec un coffre inventé, en clair, en sombre et en contraste fort, à 320, 360 et 1280 px, en français et en anglais : axe ne trouve rien, rien ne dépasse, tout ce qui se touche fait 44 px',
  },
  order: {
    file: 'test/support/screens/wcag.ts',
    title: '2.4.11 the focus is under something else',
    shows:
      'sur les mêmes écrans : l’ordre de lecture est celui de l’écran, le focus n’est jamais caché, rien ne se glisse ni ne bouge sans fin, l’aide est à la même place',
  },
  keyboard: {
    file: 'test/browser/journey-passphrase.test.ts',
    title: 'goes through the waiting room on the same device',
    shows: 'des parcours entiers au clavier seul, le focus toujours visible',
  },
  fields: {
    file: 'test/browser/fields.test.ts',
    title: 'give no yes for %s « %s », though a value stood there before',
    shows: 'une saisie fausse est dite à côté du champ, en mots, et rien ne part',
  },
  words: {
    file: 'test/pwa/words/words.test.ts',
    title: 'tell for every fault of the wallet what happened, what it changes and what to do',
    shows: 'chaque erreur dit ce qui se passe, ce que cela change et quoi faire',
  },
  contrast: {
    file: 'test/pwa/ui/contrast.test.ts',
    title: '%s on %s holds 7:1',
    shows: 'le texte tient 7:1, et 15:1 en contraste fort ; les bords de ce qui se touche 3:1',
  },
  sizes: {
    file: 'test/browser/senses.test.ts',
    title: 'can have text of twice the size, chosen in the settings and kept',
    shows: 'le texte deux fois plus grand, à 320 px, sans rien perdre',
  },
  motion: {
    file: 'test/browser/senses.test.ts',
    title: 'sees nothing move, where others do',
    shows: 'rien ne bouge quand le réglage du téléphone le demande',
  },
  listen: {
    file: 'test/browser/senses.test.ts',
    title: 'pauses within a sentence, begins it again, and can be silenced',
    shows: 'la lecture à voix haute s’arrête, reprend et se coupe',
  },
  arabic: {
    file: 'test/browser/senses.test.ts',
    title: 'runs from right to left, and says in French, marked as French, what is not Arabic',
    shows: 'l’écran de demande en arabe, de droite à gauche, chaque passage avec sa langue',
  },
  reading: {
    file: 'test/browser/reading.test.ts',
    title: 'after Kandel and Moles',
    shows: 'le français de chaque écran : facilité de lecture d’au moins 80 (Kandel et Moles)',
  },
  sheets: {
    file: 'test/browser/sheets.test.ts',
    title: 'are as easy to read as 80 and more, and no sentence is hard',
    shows: 'les feuilles de papier, en lettres normales et grandes',
  },
  tables: {
    file: 'test/browser/research.test.ts',
    title: 'axe',
    shows: 'les pages pour les chercheurs : chaque graphique a son tableau, axe ne trouve rien',
  },
  tablet: {
    file: 'test/browser/journey-tablet.test.ts',
    title: 'asks for more time',
    shows: 'la tablette partagée prévient avant de s’effacer, et l’on peut demander plus de temps',
  },
  live: {
    file: 'test/browser/live.test.ts',
    title: 'says aloud %s',
    shows: 'ce qui change sans qu’on l’ait touché est dans une zone qu’un lecteur d’écran annonce',
  },
};
