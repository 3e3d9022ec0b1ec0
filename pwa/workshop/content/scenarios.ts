import type { LangText } from '../../../policy/record.ts';
import type { Scenario, WorkshopStep } from '../../../policy/workshop.ts';

/** A ready scenario in the demonstration city. Its steps are in `policy/workshop.ts`. */
export interface ScenarioContent {
  readonly title: LangText;
  readonly inShort: LangText;
  readonly goals: readonly LangText[];
  /** Where this scenario has more to say than the step says of itself. */
  readonly say: Readonly<Partial<Record<WorkshopStep, LangText>>>;
  /** What the group talks about at the end. */
  readonly talk: LangText;
  /** What is read and answered on the participant's sheet, where the exercise has nothing of its kind. */
  readonly onPaper?: readonly LangText[];
}

export const scenarioContent: Readonly<Record<Scenario, ScenarioContent>> = {
  'bike-grant': {
    title: { fr: 'L’aide au vélo', en: 'The bike grant' },
    inShort: {
      fr: 'La ville aide à payer un vélo. Elle demande six données. On dit oui ou non, on voit le calcul, on arrête.',
      en: 'The city helps to pay for a bike. It asks for six facts. We say yes or no, see the calculation, and stop.',
    },
    goals: [
      { fr: 'Lire une demande sans se presser', en: 'Read a request without hurry' },
      { fr: 'Voir quelle règle donne le montant', en: 'See which rule gives the amount' },
      { fr: 'Arrêter en un geste', en: 'Stop with one touch' },
    ],
    say: {
      request: {
        fr: 'Le guichet vélo veut six données. Laquelle vous étonne ? Si vous dites non, un papier au guichet suffit.',
        en: 'The bike desk wants six facts. Which one surprises you? If you say no, a paper at the desk is enough.',
      },
    },
    talk: {
      fr: 'Six données pour une aide : est-ce trop, est-ce assez ?',
      en: 'Six facts for one grant: too many, or just enough?',
    },
  },
  fare: {
    title: { fr: 'Le prix du bus', en: 'The bus fare' },
    inShort: {
      fr: 'Le prix dépend de ce que l’on gagne. On le calcule, on change un nombre, on voit ce qui bouge.',
      en: 'The price depends on what people earn. We work it out, change one number, and see what moves.',
    },
    goals: [
      { fr: 'Voir son propre prix', en: 'See one’s own price' },
      { fr: 'Jouer avec un nombre', en: 'Play with a number' },
      { fr: 'Savoir où est la marche', en: 'Know where the step is' },
    ],
    say: {
      play: {
        fr: 'Mettez cent euros de plus par mois. Le prix change-t-il ? Cherchez la marche.',
        en: 'Add one hundred euros a month. Does the price change? Look for the step.',
      },
    },
    talk: {
      fr: 'Un euro de plus, et le prix saute : qui le savait ?',
      en: 'One euro more, and the price jumps: who knew that?',
    },
  },
  offers: {
    title: { fr: 'L’ordre des offres', en: 'The order of offers' },
    inShort: {
      fr: 'Un site range trois offres : vélo, bus, covoiturage. Pourquoi celle-ci est-elle la première ?',
      en: 'A site puts three offers in order: bike, bus, shared car. Why does this one come first?',
    },
    goals: [
      { fr: 'Voir que l’ordre est un choix', en: 'See that an order is a choice' },
      { fr: 'Trouver qui y gagne', en: 'Find who gains from it' },
      { fr: 'Voir qui a regardé', en: 'See who looked' },
    ],
    say: {
      why: {
        fr: 'Une offre qui paie le site gagne dix points sur cent. C’est écrit. Trouvez la ligne.',
        en: 'An offer that pays the site gains ten points of a hundred. It is written. Find the line.',
      },
    },
    talk: {
      fr: 'Voulez-vous savoir qui paie, chaque fois qu’on vous range des choix ?',
      en: 'Do you want to know who pays, each time choices are put in order for you?',
    },
  },
  score: {
    title: { fr: 'La note à contester', en: 'A score to contest' },
    inShort: {
      fr: 'Il y a peu de places pour ranger les vélos. Une note dit qui passe avant. La vôtre est fausse : on conteste.',
      en: 'There are few places for bikes. A score says who goes first. Yours is wrong: we contest it.',
    },
    goals: [
      { fr: 'Trouver ce qui est faux', en: 'Find what is wrong' },
      { fr: 'Envoyer une demande claire', en: 'Send a clear claim' },
      { fr: 'Savoir quand vient la réponse', en: 'Know when the answer is due' },
    ],
    say: {
      result: {
        fr: 'À qui vous a-t-on comparé ? Combien de gens sont devant vous ? Une chose est fausse : laquelle ?',
        en: 'To whom were you compared? How many people stand before you? One thing is wrong: which?',
      },
    },
    talk: {
      fr: 'Qui doit répondre : le programme, ou une personne ?',
      en: 'Who must answer: the program, or a person?',
    },
  },
  study: {
    title: { fr: 'L’étude', en: 'The study' },
    inShort: {
      fr: 'Un labo compte comment les gens vont au travail. Il ne voit personne. On dit oui ou non.',
      en: 'A lab counts how people go to work. It sees nobody. We say yes or no.',
    },
    goals: [
      { fr: 'Savoir ce que l’étude voit', en: 'Know what the study sees' },
      { fr: 'Dire non sans rien perdre', en: 'Say no and lose nothing' },
      { fr: 'Tenir sa carte STOP en main', en: 'Hold one’s STOP card' },
    ],
    say: {
      study: {
        fr: 'Dans l’exercice, aucune étude n’est ouverte : on la lit sur la feuille. Votre part serait coupée en deux, et personne ne la verrait.',
        en: 'In the exercise no study is open: we read it on the sheet. Your part would be cut in two, and nobody would see it.',
      },
      looks: {
        fr: 'Cherchez le labo dans « Qui a regardé ». Il n’y est pas : il n’a vu que des nombres.',
        en: 'Look for the lab in “Who looked”. It is not there: it saw numbers only.',
      },
    },
    talk: {
      fr: 'À quoi servent ces nombres, et pour qui ?',
      en: 'What are these numbers for, and for whom?',
    },
    onPaper: [
      { fr: 'Qui : un labo de la ville.', en: 'Who: a lab of the city.' },
      { fr: 'La question : comment allez-vous au travail ?', en: 'The question: how do you go to work?' },
      {
        fr: 'Ce qui sort : des nombres, avec leur marge.',
        en: 'What comes out: numbers, with their margin.',
      },
      { fr: 'Qui voit votre part : personne.', en: 'Who sees your part: nobody.' },
      { fr: 'Si vous dites non : rien ne change pour vous.', en: 'If you say no: nothing changes for you.' },
    ],
  },
};
