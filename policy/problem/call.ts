import { text } from './text.ts';

/** Any call at any door: its body, its address, its time, how many of them; and what the relay itself fails at. */
export const callProblems = {
  'body-malformed': text(
    'Ce texte n’a pas pu être lu.',
    'This text could not be read.',
    'Envoyez du JSON valide, en UTF-8.',
    'Send valid JSON, in UTF-8.',
  ),
  'body-invalid': text(
    'Un champ manque, est de trop, ou n’a pas la forme attendue.',
    'A field is missing, unexpected, or not of the expected form.',
    'Comparez avec la page du format, puis renvoyez.',
    'Compare with the page of the format, then send again.',
  ),
  'body-oversize': text(
    'Ce message est trop long pour cette porte.',
    'This message is too long for this door.',
    'Respectez la limite indiquée, ou envoyez en plusieurs fois.',
    'Keep to the stated limit, or send it in parts.',
  ),
  'content-type-unsupported': text(
    'Ce type de contenu n’est pas accepté ici.',
    'This type of content is not accepted here.',
    'Indiquez le type de contenu attendu, sans compression.',
    'Set the expected content type, without compression.',
  ),
  'path-unknown': text(
    'Il n’y a rien à cette adresse.',
    'There is nothing at this address.',
    'Vérifiez l’adresse.',
    'Check the address.',
  ),
  'method-unsupported': text(
    'Cette adresse existe, mais pas pour ce genre d’appel.',
    'This address exists, but not for this kind of call.',
    'Regardez l’en-tête « Allow » de la réponse.',
    'Look at the “Allow” header of the answer.',
  ),
  'rate-exceeded': text(
    'Trop d’appels en peu de temps.',
    'Too many calls in a short time.',
    'Attendez le temps indiqué, puis réessayez.',
    'Wait for the stated time, then try again.',
  ),
  'relay-unready': text(
    'Le relais ne peut pas enregistrer en ce moment. Rien n’a changé.',
    'The relay cannot record right now. Nothing has changed.',
    'Réessayez dans un instant. Arrêter reste possible.',
    'Try again in a moment. Stopping still works.',
  ),
  'relay-failed': text(
    'Le relais a rencontré une panne. Votre demande n’a peut-être pas abouti.',
    'The relay met a failure. Your call may not have gone through.',
    'Réessayez. Si cela dure, prévenez la régie.',
    'Try again. If it lasts, tell the operator.',
  ),
  'secret-carried': text(
    'Ce message contient un secret qui ne doit jamais quitter l’appareil. Il n’a pas été gardé.',
    'This message holds a secret that must never leave the device. It was not kept.',
    'Retirez les secrets de clé d’accès (« prf ») avant d’envoyer.',
    'Remove passkey secrets (“prf”) before sending.',
  ),
  'request-replayed': text(
    'Cet appel a déjà été reçu. Il n’a pas compté deux fois.',
    'This call was already received. It did not count twice.',
    'Pour un nouvel appel, prenez un nouveau « nonce ».',
    'For a new call, take a new nonce.',
  ),
  'time-stale': text(
    'L’heure indiquée est trop ancienne.',
    'The stated time is too old.',
    'Réglez l’horloge, puis signez de nouveau.',
    'Set the clock, then sign again.',
  ),
  'time-future': text(
    'L’heure indiquée est dans le futur.',
    'The stated time lies in the future.',
    'Réglez l’horloge, puis signez de nouveau.',
    'Set the clock, then sign again.',
  ),
  'log-absent': text(
    'Le registre n’est pas encore aussi long.',
    'The log is not that long yet.',
    'Lisez d’abord sa dernière tête.',
    'Read its latest checkpoint first.',
  ),
} as const;
