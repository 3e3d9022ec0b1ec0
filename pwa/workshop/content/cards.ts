import type { LangText } from '../../../policy/record.ts';

/** One idea a card: what it is, and one thing to do with it. */
export interface Card {
  readonly title: LangText;
  readonly text: LangText;
  readonly act: LangText;
}

export type Level = 'first' | 'further';

export const levelTitles: Readonly<Record<Level, LangText>> = {
  first: { fr: 'Premiers pas', en: 'First steps' },
  further: { fr: 'Aller plus loin', en: 'Going further' },
};

export const cards: Readonly<Record<Level, readonly Card[]>> = {
  first: [
    {
      title: { fr: 'Deux faces, un même papier', en: 'Two sides, one paper' },
      text: {
        fr: 'La ville calcule pour vous : une aide, un prix, une place. Ici, vous voyez la même chose qu’elle.',
        en: 'The city calculates for you: a grant, a price, a place. Here you see the same as the city.',
      },
      act: { fr: 'Ouvrez l’accueil. Que partagez-vous ?', en: 'Open the first page. What do you share?' },
    },
    {
      title: { fr: 'Lire une demande', en: 'Read a request' },
      text: {
        fr: 'Qui demande ? Quoi ? Pourquoi ? Jusqu’à quand ? Et si je dis non ? Cinq lignes, pas plus.',
        en: 'Who asks? What? Why? Until when? And if I say no? Five lines, no more.',
      },
      act: { fr: 'Lisez la ligne « Si vous dites non ».', en: 'Read the line “If you say no”.' },
    },
    {
      title: { fr: 'Non, oui, plus tard', en: 'No, yes, later' },
      text: {
        fr: 'Les trois mots ont la même taille. « Plus tard » n’envoie rien. « Non » ne coûte rien.',
        en: 'The three words are alike. “Later” sends nothing. “No” costs nothing.',
      },
      act: { fr: 'Dites non une fois, pour voir.', en: 'Say no once, to see.' },
    },
    {
      title: { fr: 'Donner moins', en: 'Give less' },
      text: {
        fr: 'On peut ôter une ligne, ou dire « à peu près ». On peut donner pour un mois et pas un an.',
        en: 'You can take out a line, or say “about”. You can give for a month and not a year.',
      },
      act: { fr: 'Changez la durée avant de dire oui.', en: 'Change the period before you say yes.' },
    },
    {
      title: { fr: 'Qui a regardé', en: 'Who looked' },
      text: {
        fr: 'Chaque regard est noté. Vous voyez qui, quoi et quand.',
        en: 'Each look is noted. You see who, what and when.',
      },
      act: { fr: 'Trouvez le dernier regard.', en: 'Find the last look.' },
    },
    {
      title: { fr: 'Arrêter', en: 'Stop' },
      text: {
        fr: 'Un geste sur la carte, et c’est fini. Même sans réseau : cela part dès qu’il revient.',
        en: 'One touch on the card, and it ends. Even without network: it leaves when that is back.',
      },
      act: { fr: 'Arrêtez un partage de l’exercice.', en: 'Stop one share of the exercise.' },
    },
    {
      title: { fr: 'Ma clé et ma carte STOP', en: 'My key and my STOP card' },
      text: {
        fr: 'La clé de papier rend tout, si une copie a été gardée. La carte STOP arrête tout. On garde les deux, mais pas au même endroit.',
        en: 'The paper key gives all back. The STOP card stops all. Keep both, but not in one place.',
      },
      act: { fr: 'Dites tout haut où vous rangez chacune.', en: 'Say aloud where you keep each.' },
    },
  ],
  further: [
    {
      title: { fr: 'Refaire le calcul', en: 'Do it again' },
      text: {
        fr: 'Les règles sont publiées. Votre téléphone refait le calcul seul, sans rien envoyer.',
        en: 'The rules are published. Your phone does the calculation again by itself and sends nothing.',
      },
      act: { fr: 'Ouvrez un résultat : est-ce pareil ?', en: 'Open a result: is it the same?' },
    },
    {
      title: { fr: 'Et si…', en: 'What if…' },
      text: {
        fr: 'Changez un nombre et voyez ce qui bouge. On trouve ainsi la marche où l’aide saute.',
        en: 'Change a number and see what moves. So you find the step where the grant jumps.',
      },
      act: { fr: 'Trouvez la marche la plus proche.', en: 'Find the nearest step.' },
    },
    {
      title: { fr: 'À qui on me compare', en: 'To whom I am compared' },
      text: {
        fr: 'Une note ne dit rien seule. Il faut savoir avec qui : combien de gens, et lesquels.',
        en: 'A score alone says nothing. Ask with whom: how many people, and which.',
      },
      act: { fr: 'Trouvez la taille du groupe.', en: 'Find the size of the group.' },
    },
    {
      title: { fr: 'Contester', en: 'Contest' },
      text: {
        fr: 'Montrez ce qui est faux : la donnée, la règle, le groupe. On vous doit une réponse, et une date.',
        en: 'Show what is wrong: the fact, the rule, the group. They owe you an answer, and a date.',
      },
      act: { fr: 'Écrivez une seule phrase, claire.', en: 'Write one sentence, a clear one.' },
    },
    {
      title: { fr: 'Dit et fait', en: 'Said and done' },
      text: {
        fr: 'D’un côté ce que le service a promis. De l’autre ce qu’il a fait. On dit aussi ce qui ne se voit pas.',
        en: 'On one side what the service promised. On the other what it did. What cannot be seen is said too.',
      },
      act: { fr: 'Trouvez une promesse tenue.', en: 'Find a promise that was kept.' },
    },
    {
      title: { fr: 'Mes règles', en: 'My rules' },
      text: {
        fr: 'Dites une fois pour toutes : oui, jamais, ou demandez-moi. Vous changez quand vous voulez.',
        en: 'Say it once for all: yes, never, or ask me. You change it when you like.',
      },
      act: { fr: 'Écrivez une règle « jamais ».', en: 'Write one “never” rule.' },
    },
    {
      title: { fr: 'Compter sans voir', en: 'Count without seeing' },
      text: {
        fr: 'Pour une étude, votre part est coupée en deux. Aucun des deux ne voit ce que vous avez dit.',
        en: 'For a study your part is cut in two. Neither of the two sees what you said.',
      },
      act: { fr: 'Lisez ce qui reste de votre réserve.', en: 'Read what is left of your reserve.' },
    },
    {
      title: { fr: 'Aider sans prendre', en: 'Help without taking over' },
      text: {
        fr: 'Un proche peut voir et arrêter. Il ne dit jamais oui à votre place. Vous voyez tout ce qu’il fait.',
        en: 'A relative may see and stop. They never say yes for you. You see all they do.',
      },
      act: { fr: 'Trouvez où l’on met fin à l’aide.', en: 'Find where help is ended.' },
    },
  ],
};
