import { text } from './text.ts';

/** Workshops. One no for a room that never was, one that is over, and a secret that opens nothing. */
export const workshopProblems = {
  'workshop-unknown': text(
    'Cette salle n’existe pas, ou elle est fermée.',
    'This room does not exist, or it is closed.',
    'Relisez le code sur l’écran de la salle, ou demandez-le.',
    'Read the code on the screen of the room once more, or ask for it.',
  ),
  'workshop-full': text(
    'Toutes les places de cette salle sont prises.',
    'All seats of this room are taken.',
    'Demandez à la personne qui anime d’ouvrir une autre salle.',
    'Ask the person who leads to open another room.',
  ),
} as const;
