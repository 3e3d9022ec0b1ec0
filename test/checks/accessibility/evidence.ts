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
      'give axe nothing to say, fit with letters of twice the size and with wide spacing, and can be touched',
    shows:
      'chaque écran des habitants, avec un coffre inventé : axe ne trouve rien, l’ordre de lecture est celui de l’écran, le focus n’est jamais caché, rien ne se glisse ni ne bouge sans fin, l’aide est à la même place, tout ce qui se touche fait 44 px ; rien ne dépasse avec des lettres deux fois plus grandes, et rien ne dépasse, ne se coupe ni ne se recouvre avec l’espacement du critère 1.4.12',
  },
  planted: {
    file: 'test/browser/wcag.test.ts',
    title: 'is found by the look: %s',
    shows: 'une faute plantée pour chaque règle que axe ne regarde pas : ce même regard la trouve',
  },
  keys: {
    file: walk,
    title: 'are walked with Tab alone to the last act and back, and show where it is',
    shows:
      'chaque écran des habitants, de bout en bout et retour avec la seule touche Tab : tout est atteint, dans l’ordre, le focus se voit, rien ne retient ni ne change la page',
  },
  beside: {
    file: 'test/browser/access.test.ts',
    title: 'that stops by card, or waits for an answer, holds in each light and language: %o',
    shows: 'la page de la carte STOP et la salle d’attente, regardées et parcourues au clavier de même',
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
    title: 'is as easy as 80 and more',
    shows: 'le français de chaque écran : facilité de lecture d’au moins 80 (Kandel et Moles)',
  },
  sheets: {
    file: 'test/browser/sheets.test.ts',
    title: 'are as easy to read as 80 and more, and no sentence is hard',
    shows: 'les feuilles de papier, en lettres normales et grandes',
  },
  tables: {
    file: 'test/browser/research.test.ts',
    title: 'draw in the chart what the table says, and write what is not told',
    shows: 'les pages pour les chercheurs : chaque graphique a son tableau, qui dit la même chose',
  },
  research: {
    file: 'test/browser/research.test.ts',
    title:
      'give axe nothing to say, fit with letters of twice the size and with wide spacing, and can be touched: %o',
    shows: 'les pages pour les chercheurs, regardées de même',
  },
  workshop: {
    file: 'test/browser/workshop.test.ts',
    title:
      'give axe nothing to say, fit with letters of twice the size and with wide spacing, and can be touched: %o',
    shows: 'les pages pour les ateliers, regardées de même',
  },
  tablet: {
    file: 'test/browser/journey-tablet.test.ts',
    title: 'asks for more time as often as somebody is there, and wipes when nobody answers',
    shows: 'la tablette partagée prévient avant de s’effacer, et l’on peut demander plus de temps',
  },
  live: {
    file: 'test/browser/live.test.ts',
    title: 'says aloud %s',
    shows: 'ce qui change sans qu’on l’ait touché est dans une zone qu’un lecteur d’écran annonce',
  },
};
