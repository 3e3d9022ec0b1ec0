import { text } from './text.ts';

/** Threads, with and without an account. */
export const threadProblems = {
  'thread-unknown': text(
    'Cet échange n’est pas connu ici.',
    'This exchange is not known here.',
    'Vérifiez le code, ou la clé qui signe.',
    'Check the code, or the key that signs.',
  ),
  'thread-closed': text(
    'Cet échange est terminé.',
    'This exchange is over.',
    'Ouvrez-en un nouveau si vous avez encore à dire.',
    'Open a new one if there is more to say.',
  ),
  'thread-full': text(
    'Il y a déjà trop de messages ici.',
    'There are too many messages here already.',
    'Attendez une réponse, ou retirez un échange ouvert.',
    'Wait for an answer, or withdraw an open exchange.',
  ),
  'act-misplaced': text(
    'Ce n’est pas le moment de cet acte dans l’échange.',
    'This act does not fit here in the exchange.',
    'Relisez où en est l’échange, puis recommencez.',
    'Look at where the exchange stands, then start again.',
  ),
  'answer-incomplete': text(
    'Une réponse dit son motif, son texte et la suite possible. Il en manque un.',
    'An answer gives its reason, its text and the next step. One of them is missing.',
    'Complétez la réponse, puis signez de nouveau.',
    'Complete the answer, then sign it again.',
  ),
  'target-unknown': text(
    'Ce que vise cet échange n’est pas connu ici.',
    'What this exchange is about is not known here.',
    'Partez d’un acte de cette boîte, ou d’un nom de la déclaration.',
    'Start from a record of this mailbox, or a name in the declaration.',
  ),
  'stamp-short': text(
    'Il manque le petit calcul qui protège cette porte.',
    'The small computation that protects this door is missing.',
    'Faites-le faire par votre appareil, puis renvoyez.',
    'Let your device do it, then send again.',
  ),
} as const;
