import { text } from './text.ts';

/** The sealed backup of a wallet, and the meeting of two devices. */
export const backupProblems = {
  'backup-unknown': text(
    'Il n’y a pas de copie à cet endroit.',
    'There is no backup at this place.',
    'Vérifiez le code, ou essayez un autre moyen.',
    'Check the code, or try another way.',
  ),
  'backup-behind': text(
    'Une copie plus récente est déjà là.',
    'A newer backup is here already.',
    'Lisez-la d’abord, puis renvoyez la vôtre.',
    'Read it first, then send yours again.',
  ),
  'meeting-taken': text(
    'Quelqu’un d’autre a déjà répondu à ce code.',
    'Somebody else has answered this code already.',
    'Recommencez avec un nouveau code, sur l’autre appareil.',
    'Start again with a new code, on the other device.',
  ),
  'meeting-over': text(
    'Ce code n’est plus valable : il vivait dix minutes.',
    'This code is not valid any more: it lived ten minutes.',
    'Recommencez avec un nouveau code, sur l’autre appareil.',
    'Start again with a new code, on the other device.',
  ),
};
