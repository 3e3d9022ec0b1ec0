/** What the city asked the bike desk before it let it in. */
import type { DeclarationText } from '../program/publish.ts';

export const entry: DeclarationText['entry'] = {
  answers: [
    {
      question: 'whom-met',
      answer: {
        fr: 'Deux ateliers au centre social, avec des personnes qui ont demandé l’aide.',
        en: 'Two workshops at the social centre, with people who had asked for the grant.',
      },
    },
    {
      question: 'problem-evidence',
      answer: {
        fr: 'Beaucoup de personnes ne demandent pas : elles ne savent pas à quoi elles ont droit.',
        en: 'Many people do not ask: they do not know what they may get.',
      },
    },
    {
      question: 'failed-elsewhere',
      answer: {
        fr: 'Des calculs en ligne demandent trop de données, et personne ne voit les règles.',
        en: 'Online sums ask for too much, and nobody sees the rules.',
      },
    },
    {
      question: 'least-data',
      answer: {
        fr: 'On a retiré l’adresse, l’âge et la situation : les règles marchent sans.',
        en: 'We took out address, age and situation: the rules work without.',
      },
    },
    {
      question: 'liberties-body',
      answer: {
        fr: 'Pas encore d’avis reçu : la demande est faite.',
        en: 'No opinion received yet: it was asked for.',
      },
    },
    {
      question: 'residents-reaction',
      answer: {
        fr: 'On nous a demandé un guichet sur papier : il est ouvert.',
        en: 'We were asked for a paper desk: it is open.',
      },
    },
    {
      question: 'left-out',
      answer: {
        fr: 'Celles et ceux sans avis d’impôt. Le guichet les reçoit.',
        en: 'Those without a tax notice. The desk receives them.',
      },
    },
    {
      question: 'without-network',
      answer: {
        fr: 'Le guichet calcule sur papier, avec les mêmes règles.',
        en: 'The desk works it out on paper, by the same rules.',
      },
    },
    {
      question: 'after-us',
      answer: {
        fr: 'Les règles sont publiques : une autre ville peut les reprendre.',
        en: 'The rules are public: another city can take them over.',
      },
    },
    {
      question: 'bystanders',
      answer: { fr: 'Personne d’autre n’est compté.', en: 'Nobody else is counted.' },
    },
    {
      question: 'energy',
      answer: {
        fr: 'Un petit calcul, sur un petit ordinateur de la ville.',
        en: 'A small sum, on a small computer of the city.',
      },
    },
  ],
  needs: { smartphone: false, bankCard: true, french: 'A2', minAge: 18 },
};
