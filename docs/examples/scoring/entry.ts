/** What the city asked the parking service before it let it in. */
import type { DeclarationText } from '../program/publish.ts';

export const entry: DeclarationText['entry'] = {
  answers: [
    {
      question: 'whom-met',
      answer: {
        fr: 'Trente personnes qui attendent une place, et deux qui l’ont rendue.',
        en: 'Thirty people who wait for a place, and two who gave theirs back.',
      },
    },
    {
      question: 'problem-evidence',
      answer: {
        fr: 'Une place sur trois reste vide presque toute la semaine.',
        en: 'One place in three stays empty most of the week.',
      },
    },
    {
      question: 'failed-elsewhere',
      answer: {
        fr: 'Le tirage au sort : les gens ont trouvé cela injuste.',
        en: 'Drawing lots: people found it unfair.',
      },
    },
    {
      question: 'least-data',
      answer: {
        fr: 'Sans revenu ni adresse, le modèle marche aussi bien.',
        en: 'Without income or address the model works as well.',
      },
    },
    {
      question: 'liberties-body',
      answer: {
        fr: 'Avis rendu : un agent doit décider. C’est fait.',
        en: 'Opinion given: a clerk must decide. Done.',
      },
    },
    {
      question: 'residents-reaction',
      answer: {
        fr: 'On nous a demandé de montrer les points : on les montre.',
        en: 'We were asked to show the points: we show them.',
      },
    },
    {
      question: 'left-out',
      answer: {
        fr: 'Les personnes avec un handicap ont une place gardée.',
        en: 'People with a disability have a place kept.',
      },
    },
    {
      question: 'without-network',
      answer: { fr: 'Les demandes sur papier suffisent.', en: 'Requests on paper are enough.' },
    },
    {
      question: 'after-us',
      answer: { fr: 'Le calcul est publié avec ses poids.', en: 'The sum is published with its weights.' },
    },
    {
      question: 'bystanders',
      answer: {
        fr: 'Un box prend une place de voiture : les voisins ont été prévenus.',
        en: 'A box takes a car’s place: neighbours were told.',
      },
    },
    {
      question: 'energy',
      answer: { fr: 'Un calcul de rien du tout.', en: 'A very small sum.' },
    },
  ],
  needs: { smartphone: false, bankCard: false, french: 'A2', minAge: 16 },
};
