import { text } from './text.ts';

/** What a party is and publishes: itself, its declarations, its rules. */
export const partyProblems = {
  'party-unknown': text(
    'Cet organisme n’est pas connu ici.',
    'This organisation is not known here.',
    'Vérifiez son identifiant, ou demandez son inscription à la régie.',
    'Check its id, or ask the operator to list it.',
  ),
  'party-closed': text(
    'Cet organisme a fermé. Il ne peut plus rien demander ni lire.',
    'This organisation has closed. It can no longer ask or read.',
    'Vos accords avec lui sont terminés, vous n’avez rien à faire.',
    'Agreements with it are over; there is nothing to do.',
  ),
  'party-not-admitted': text(
    'Cet organisme n’a pas été accepté par la régie, ou son temps est passé.',
    'This organisation was not admitted by the operator, or its time is over.',
    'L’organisme demande son admission à la régie.',
    'The organisation asks the operator for admission.',
  ),
  'role-reserved': text(
    'Ce rôle est réservé à la régie.',
    'This role is reserved for the operator.',
    'Choisissez un autre rôle.',
    'Choose another role.',
  ),
  'client-invalid': text(
    'Le service n’a pas pu prouver qui il est.',
    'The service could not prove who it is.',
    'Signez « client_assertion » avec une clé « client » publiée.',
    'Sign “client_assertion” with a published “client” key.',
  ),
  'declaration-unknown': text(
    'Cette déclaration n’est pas connue ici.',
    'This declaration is not known here.',
    'Publiez-la d’abord, ou vérifiez son empreinte.',
    'Publish it first, or check its digest.',
  ),
  'declaration-closed': text(
    'Cette déclaration n’est pas en vigueur : rien ne peut être demandé sur elle.',
    'This declaration is not in force: nothing may be asked under it.',
    'Publiez une version en vigueur.',
    'Publish a version that is in force.',
  ),
  'declaration-incomplete': text(
    'Il manque à cette déclaration quelque chose que les habitants ont le droit de savoir.',
    'This declaration lacks something that residents have a right to know.',
    'Complétez les champs listés dans « gaps ».',
    'Fill in the fields listed under “gaps”.',
  ),
  'notice-short': text(
    'Ce changement doit être annoncé trente jours avant.',
    'This change has to be announced thirty days before.',
    'Donnez une date de début au moins trente jours plus tard.',
    'Give a first day at least thirty days later.',
  ),
  'change-unreported': text(
    'Les règles changent, et on ne sait pas qui gagne et qui perd.',
    'The rules change, and nobody can tell who gains and who loses.',
    'Publiez le bilan du changement, puis nommez-le dans la déclaration.',
    'Publish the report of the change, then name it in the declaration.',
  ),
  'export-unknown': text(
    'Cette déclaration n’existe pas sous cette forme.',
    'This declaration does not come in that form.',
    'Choisissez une des formes que nomme la réponse.',
    'Choose one of the forms that the answer names.',
  ),
  'rules-unknown': text(
    'Ces règles de calcul ne sont pas publiées ici.',
    'These rules are not published here.',
    'Publiez-les avant la déclaration qui les nomme.',
    'Publish them before the declaration that names them.',
  ),
  'rules-invalid': text(
    'Ces règles de calcul ne peuvent pas être publiées : elles ne se calculent pas sans avertissement.',
    'These rules cannot be published: they do not run without warnings.',
    'Corrigez ce que dit le détail, puis renvoyez.',
    'Mend what the detail says, then send again.',
  ),
} as const;
