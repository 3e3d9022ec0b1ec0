import { text } from './text.ts';

/** Studies: the manifest, the account and its tokens, the contribution, the release. */
export const studyProblems = {
  'study-unknown': text(
    'Cette étude n’est pas connue ici.',
    'This study is not known here.',
    'Revenez à la liste des études.',
    'Go back to the list of studies.',
  ),
  'study-early': text(
    'Cette étude n’a pas encore commencé.',
    'This study has not begun yet.',
    'Revenez à partir de la date annoncée.',
    'Come back from the announced date on.',
  ),
  'study-closed': text(
    'Cette étude est terminée. Rien ne peut plus y entrer ni en sortir.',
    'This study is closed. Nothing can enter or leave it any more.',
    'Rien à faire : le résultat paraîtra à la date annoncée.',
    'Nothing to do: the result comes out on the announced date.',
  ),
  'study-operators': text(
    'Les opérateurs nommés ne sont pas ceux de cette régie.',
    'The operators that it names are not those of this relay.',
    'Reprenez-les dans la liste des études, puis signez de nouveau.',
    'Take them from the list of studies, then sign again.',
  ),
  'helper-absent': text(
    'Le second opérateur ne répond pas. À lui seul, le premier ne peut rien compter.',
    'The second operator does not answer. Alone the first can count nothing.',
    'Réessayez plus tard.',
    'Try again later.',
  ),
  'release-later': text(
    'Le résultat n’est pas encore paru.',
    'The result is not out yet.',
    'Il paraît pour tous à la même minute, à la date annoncée.',
    'It comes out for everyone at the same minute, on the announced date.',
  ),
  'withdrawal-late': text(
    'L’étude est close : cette participation ne peut plus être retirée.',
    'The study is closed: this contribution can no longer be taken out.',
    'Vous restez libre pour les études suivantes.',
    'You remain free for the next studies.',
  ),
  'account-unknown': text(
    'Ce compte n’existe pas ici.',
    'This account does not exist here.',
    'Ouvrez-le d’abord : votre appareil le fait seul.',
    'Open it first: your device does it by itself.',
  ),
  'token-given': text(
    'Ce compte a déjà son jeton pour cette étude.',
    'This account already has its token for this study.',
    'Un compte participe une fois. Utilisez le téléphone qui a reçu le jeton.',
    'An account takes part once. Use the phone that received the token.',
  ),
  'token-invalid': text(
    'Ce jeton n’est pas valable ici.',
    'This token is not valid here.',
    'Un jeton ne vaut que pour son étude et sa clé.',
    'A token is good for its study and key only.',
  ),
  'token-spent': text(
    'Ce jeton a déjà servi.',
    'This token was already used.',
    'Rien à faire : un jeton ne sert qu’une fois.',
    'Nothing to do: a token serves once.',
  ),
  'budget-short': text(
    'Ce qui reste de la réserve de l’année ne suffit pas pour cette étude.',
    'What is left of this year’s reserve is not enough for this study.',
    'La réserve se renouvelle au 1er janvier.',
    'The reserve is renewed on 1 January.',
  ),
  'enrolment-required': text(
    'Cette étude demande d’être inscrit une fois par personne, et ce compte ne l’est pas.',
    'This study asks for one enrolment per person, and this account has none.',
    'Demandez un code d’inscription au guichet ou à l’atelier.',
    'Ask for an enrolment code at the counter or the workshop.',
  ),
  'enrolment-closed': text(
    'Il n’y a pas d’inscription pour cette année ici.',
    'There is no enrolment for this year here.',
    'Demandez au guichet quand elle ouvre.',
    'Ask at the counter when it opens.',
  ),
  'enrolment-given': text(
    'Ce compte est déjà inscrit pour cette année.',
    'This account is already enrolled for this year.',
    'Rien à faire : une inscription par an suffit.',
    'Nothing to do: one enrolment a year is enough.',
  ),
  'code-unknown': text(
    'Ce code d’inscription n’est pas connu.',
    'This enrolment code is not known.',
    'Relisez-le, ou demandez-en un autre là où vous l’avez reçu.',
    'Read it once more, or ask for another where you got it.',
  ),
} as const;
