/** What the city asked the transport service before it let it in. */
import type { DeclarationText } from '../program/publish.ts';

type Answer = DeclarationText['entry']['answers'][number];
const say = (question: Answer['question'], fr: string, en: string): Answer => ({
  question,
  answer: { fr, en },
});

export const entry: DeclarationText['entry'] = {
  answers: [
    say('whom-met', 'Des voyageurs et deux associations de familles.', 'Riders and two family associations.'),
    say(
      'problem-evidence',
      'Une personne sur trois qui a droit à la réduction ne la demande pas.',
      'One in three who may have the reduction does not ask for it.',
    ),
    say(
      'failed-elsewhere',
      'Des dossiers de dix pièces : beaucoup abandonnent.',
      'Files of ten papers: many give up.',
    ),
    say('least-data', 'Un nombre et une tranche d’âge.', 'One number and one age group.'),
    say('liberties-body', 'Avis demandé, pas encore reçu.', 'Opinion asked for, not received yet.'),
    say(
      'residents-reaction',
      'On nous a demandé de montrer les seuils : le téléphone les montre.',
      'We were asked to show the limits: the phone shows them.',
    ),
    say(
      'left-out',
      'Celles et ceux sans quotient. L’agence le calcule.',
      'Those without a quotient. The office works it out.',
    ),
    say('without-network', 'L’agence calcule sur papier.', 'The office works it out on paper.'),
    say('after-us', 'Les règles sont publiques.', 'The rules are public.'),
    say('bystanders', 'Personne d’autre n’est compté.', 'Nobody else is counted.'),
    say('energy', 'Un petit calcul par an.', 'A small sum a year.'),
  ],
  needs: { smartphone: false, bankCard: false, french: 'A2', minAge: null },
};
