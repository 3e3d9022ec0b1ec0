import type { LangText } from '../../../policy/record.ts';
import type { WorkshopStep } from '../../../policy/workshop.ts';

/** What a step is called on the board, what a participant does, and what the mediator says aloud. */
export interface StepContent {
  readonly title: LangText;
  readonly act: LangText;
  readonly say: LangText;
}

export const steps: Readonly<Record<WorkshopStep, StepContent>> = {
  arrive: {
    title: { fr: 'Entrer', en: 'Come in' },
    act: {
      fr: 'Visez le dessin avec l’appareil photo, ou tapez les six signes.',
      en: 'Point the camera at the drawing, or type the six signs.',
    },
    say: {
      fr: 'Vous êtes un animal. Personne ne voit votre nom ici. Tout est faux : vous pouvez vous tromper.',
      en: 'You are an animal. Nobody sees your name here. Nothing is true: you may get it wrong.',
    },
  },
  request: {
    title: { fr: 'Lire la demande', en: 'Read the request' },
    act: {
      fr: 'Ouvrez la demande. Cherchez qui demande, quoi, pourquoi et jusqu’à quand.',
      en: 'Open the request. Look for who asks, for what, why and until when.',
    },
    say: {
      fr: 'Ne touchez à rien encore. Qui demande ? Que veut-il voir ? Et si vous dites non ?',
      en: 'Touch nothing yet. Who asks? What do they want to see? And if you say no?',
    },
  },
  answer: {
    title: { fr: 'Répondre', en: 'Answer' },
    act: {
      fr: 'Touchez « Non », « Oui » ou « Plus tard ». Les trois sont bons.',
      en: 'Touch “No”, “Yes” or “Later”. All three are good.',
    },
    say: {
      fr: 'Il n’y a pas de bonne réponse. Dire non ne coûte rien : le service reste ouvert, d’une autre façon.',
      en: 'There is no right answer. No costs nothing: the service stays open, in another way.',
    },
  },
  receipt: {
    title: { fr: 'Garder la preuve', en: 'Keep the proof' },
    act: { fr: 'Ouvrez le reçu. Trouvez la date de fin.', en: 'Open the receipt. Find the end date.' },
    say: {
      fr: 'Vous avez le même papier que le service. Il ne peut pas le changer sans vous.',
      en: 'You hold the same paper as the service. It cannot change it without you.',
    },
  },
  looks: {
    title: { fr: 'Qui a regardé', en: 'Who looked' },
    act: {
      fr: 'Touchez « Qui a regardé ». Trouvez qui est venu, et quand.',
      en: 'Touch “Who looked”. Find who came, and when.',
    },
    say: {
      fr: 'Chaque regard laisse une trace ici. Si la liste est vide, personne n’est venu par ce chemin.',
      en: 'Each look leaves a trace here. If the list is empty, nobody came this way.',
    },
  },
  result: {
    title: { fr: 'Voir le résultat', en: 'See the result' },
    act: {
      fr: 'Ouvrez le résultat. Votre téléphone dit s’il trouve la même chose.',
      en: 'Open the result. Your phone says whether it finds the same.',
    },
    say: {
      fr: 'Le service a fait un calcul. Votre téléphone le refait seul, avec les mêmes règles. Est-ce pareil ?',
      en: 'The service made a calculation. Your phone does it again by itself, by the same rules. Is it the same?',
    },
  },
  why: {
    title: { fr: 'Comprendre pourquoi', en: 'Understand why' },
    act: {
      fr: 'Dépliez « Pourquoi ». Trouvez une règle qui a joué pour vous.',
      en: 'Unfold “Why”. Find one rule that counted for you.',
    },
    say: {
      fr: 'Chaque ligne est une règle. Laquelle change tout pour vous ?',
      en: 'Each line is a rule. Which one changes all for you?',
    },
  },
  play: {
    title: { fr: 'Essayer', en: 'Try' },
    act: {
      fr: 'Changez un nombre. Regardez ce qui change.',
      en: 'Change a number. Look at what changes.',
    },
    say: {
      fr: 'C’est pour jouer. Rien ne part du téléphone. Et si vous aviez dix ans de plus ?',
      en: 'This is play. Nothing leaves the phone. And if you were ten years older?',
    },
  },
  contest: {
    title: { fr: 'Contester', en: 'Contest' },
    act: {
      fr: 'Touchez « Contester ». Dites ce qui est faux. Envoyez.',
      en: 'Touch “Contest”. Say what is wrong. Send.',
    },
    say: {
      fr: 'On ne se fâche pas : on montre du doigt. La donnée est fausse ? La règle ? On vous doit une réponse, avec une date.',
      en: 'No anger: we point. Is the fact wrong? The rule? They owe you an answer, with a date.',
    },
  },
  study: {
    title: { fr: 'Choisir pour l’étude', en: 'Choose for the study' },
    act: {
      fr: 'Lisez l’étude sur la feuille. Cochez oui ou non. Puis ouvrez « Études » sur le téléphone.',
      en: 'Read the study on the sheet. Tick yes or no. Then open “Studies” on the phone.',
    },
    say: {
      fr: 'On compte des gens sans voir personne. Votre part est coupée en deux : un bout chez l’un, un bout chez l’autre.',
      en: 'People are counted and nobody is seen. Your part is cut in two: one piece here, the other there.',
    },
  },
  stop: {
    title: { fr: 'Arrêter', en: 'Stop' },
    act: {
      fr: 'Revenez à l’accueil. Touchez « Arrêter » sur la carte.',
      en: 'Go back to the first page. Touch “Stop” on the card.',
    },
    say: {
      fr: 'Un seul geste. Le service ne peut plus regarder. Ce qu’il a déjà lu, il l’a lu : on le dit aussi.',
      en: 'One touch. The service can look no more. What it has read, it has read: we say that too.',
    },
  },
  card: {
    title: { fr: 'La carte STOP', en: 'The STOP card' },
    act: {
      fr: 'Ouvrez « Carte STOP ». Où la rangez-vous ?',
      en: 'Open “STOP card”. Where will you keep it?',
    },
    say: {
      fr: 'Téléphone perdu ? Cette carte arrête tout. Elle n’ouvre rien : on peut la garder chez soi.',
      en: 'Phone lost? This card stops all. It opens nothing: you can keep it at home.',
    },
  },
  relative: {
    title: { fr: 'Aider quelqu’un', en: 'Help somebody' },
    act: {
      fr: 'Touchez « S’exercer à aider ». Regardez pour la personne, puis rendez la main.',
      en: 'Touch “Practise helping”. Look for the person, then give it back.',
    },
    say: {
      fr: 'Vous aidez, vous ne décidez pas. La personne voit chaque geste et peut y mettre fin.',
      en: 'You help, you do not decide. The person sees each act and can end it.',
    },
  },
};
