/** What the city asked the company before it let it in. */
import type { DeclarationText } from '../program/publish.ts';

type Answer = DeclarationText['entry']['answers'][number];
const say = (question: Answer['question'], fr: string, en: string): Answer => ({
  question,
  answer: { fr, en },
});

export const entry: DeclarationText['entry'] = {
  answers: [
    say('whom-met', 'Des salariés de deux zones d’activité.', 'Workers of two business parks.'),
    say('problem-evidence', 'Six sur dix vont seuls en voiture.', 'Six in ten drive alone.'),
    say(
      'failed-elsewhere',
      'Des comparateurs qui cachent qui les paie : plus personne n’y croit.',
      'Comparison sites that hide who pays them: nobody believes them any more.',
    ),
    say('least-data', 'La distance, jamais les adresses.', 'The distance, never the addresses.'),
    say('liberties-body', 'Avis demandé, pas encore reçu.', 'Opinion asked for, not received yet.'),
    say(
      'residents-reaction',
      'On nous a demandé de dire qui nous paie.',
      'We were asked to say who pays us.',
    ),
    say(
      'left-out',
      'Celles et ceux qui marchent peu : nos notes ne disent rien de l’accès.',
      'Those who walk little: our marks say nothing of access.',
    ),
    say('without-network', 'La liste est sur papier, en agence.', 'The list is on paper, at our office.'),
    say('after-us', 'Les règles sont publiques.', 'The rules are public.'),
    say('bystanders', 'Personne d’autre n’est compté.', 'Nobody else is counted.'),
    say('energy', 'Un petit calcul par demande.', 'A small sum a request.'),
  ],
  needs: { smartphone: true, bankCard: false, french: 'A2', minAge: 16 },
};
