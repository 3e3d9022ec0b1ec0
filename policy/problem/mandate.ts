import { text } from './text.ts';

/** What a helper meets, and who asks for help. */
export const mandateProblems = {
  'mandate-unknown': text(
    'Cette aide n’est pas connue ici.',
    'This help is not known here.',
    'Demandez à la personne de vous donner l’aide à nouveau.',
    'Ask the person to give you the help again.',
  ),
  'mandate-over': text(
    'Cette aide est terminée.',
    'This help is over.',
    'Plus rien n’est possible sous elle. Seule la personne peut en donner une autre.',
    'Nothing more can be done under it. Only the person can give another.',
  ),
  'mandate-outside': text(
    'Cette aide ne permet pas cela.',
    'This help does not allow that.',
    'Restez dans ce que la personne a permis.',
    'Keep to what the person has allowed.',
  ),
} as const;
