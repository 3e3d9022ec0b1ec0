import { text } from './text.ts';

/** « Yes, if at least X »: the condition, the yeses to it, and what follows once it is met. */
export const conditionProblems = {
  'condition-unknown': text(
    'Cette demande à plusieurs n’est pas connue ici.',
    'This joint request is not known here.',
    'Revenez à la liste des demandes à plusieurs.',
    'Go back to the list of joint requests.',
  ),
  'condition-open': text(
    'Le nombre demandé n’est pas atteint. Rien ne peut encore être envoyé.',
    'The number asked for is not reached. Nothing can be sent yet.',
    'Rien à faire : votre téléphone enverra l’accord si le nombre est atteint.',
    'Nothing to do: your phone sends the agreement if the number is reached.',
  ),
  'condition-met': text(
    'Le nombre demandé est atteint. Ce oui ne se reprend plus ici.',
    'The number asked for is reached. This yes can no longer be taken back here.',
    'Arrêtez l’accord lui-même : il s’arrête d’un geste.',
    'Stop the agreement itself: it stops with one tap.',
  ),
  'condition-closed': text(
    'Cette demande à plusieurs est terminée.',
    'This joint request is over.',
    'Rien à faire : rien n’a été partagé avec ce oui.',
    'Nothing to do: nothing was shared with this yes.',
  ),
  'yes-unknown': text(
    'Aucun oui compté ne va avec cet accord, ou il a déjà servi.',
    'No counted yes goes with this agreement, or it has been used.',
    'Envoyez l’accord signé par la clé du oui, une seule fois.',
    'Send the agreement with the word of the key of the yes, once.',
  ),
} as const;
