import { text } from './text.ts';

/** From a request to its answer: the handle, the waiting room, the code. */
export const requestProblems = {
  'request-invalid': text(
    'Cette demande n’a pas la forme attendue.',
    'This request is not of the expected form.',
    'Comparez avec la page du format, puis signez de nouveau.',
    'Compare with the page of the format, then sign again.',
  ),
  'request-unsigned': text(
    'Cette demande n’est pas signée : elle ne peut être montrée à personne.',
    'This request is not signed: it can be shown to nobody.',
    'Envoyez un objet de demande signé (RFC 9101).',
    'Send a signed request object (RFC 9101).',
  ),
  'request-expired': text(
    'Cette demande a expiré. Rien n’a été partagé.',
    'This request has expired. Nothing was shared.',
    'Revenez à la page du service et recommencez.',
    'Go back to the page of the service and start again.',
  ),
  'scope-widened': text(
    'Cela dépasse ce qui a été déclaré ou demandé.',
    'This goes beyond what was declared or asked.',
    'Restez dans les données, le but et la durée annoncés.',
    'Stay within the stated facts, purpose and period.',
  ),
  'handle-unknown': text(
    'Cette demande n’existe pas, ou plus.',
    'This request does not exist, or no longer does.',
    'Revenez à la page du service et recommencez.',
    'Go back to the page of the service and start again.',
  ),
  'handle-claimed': text(
    'Un autre téléphone a déjà ouvert cette demande.',
    'Another phone has already opened this request.',
    'Si ce n’était pas vous, fermez la page du service et recommencez.',
    'If that was not you, close the page of the service and start again.',
  ),
  'handle-used': text(
    'Cette demande a déjà reçu sa réponse.',
    'This request has already been answered.',
    'Rien à faire. Une nouvelle demande aura un nouveau code.',
    'Nothing to do. A new request will have a new code.',
  ),
  'handle-expired': text(
    'Cette demande n’a pas reçu de réponse à temps. Rien n’a été partagé.',
    'This request was not answered in time. Nothing was shared.',
    'Revenez à la page du service et recommencez.',
    'Go back to the page of the service and start again.',
  ),
  'room-closed': text(
    'Cette page d’attente est fermée.',
    'This waiting page is closed.',
    'Revenez à la page du service et recommencez.',
    'Go back to the page of the service and start again.',
  ),
  'code-wrong': text(
    'Ce n’est pas le bon code.',
    'This is not the right code.',
    'Relisez les six caractères sur votre téléphone.',
    'Read the six characters on your phone once more.',
  ),
  'code-expired': text(
    'Ce code n’est plus valable.',
    'This code is no longer valid.',
    'Revenez à la page du service et recommencez.',
    'Go back to the page of the service and start again.',
  ),
  'code-used': text(
    'Ce code a déjà servi.',
    'This code was already used.',
    'Demandez-en un nouveau : un code ne sert qu’une fois.',
    'Ask for a new one: a code serves once.',
  ),
} as const;
