import type { LangText } from '../../../policy/record.ts';

/** A moment of the 45 minutes. The middle one is the scenario's own steps. */
export interface PlanMoment {
  readonly from: number;
  readonly to: number;
  readonly title: LangText;
  readonly text: LangText;
}

export const plan: readonly PlanMoment[] = [
  {
    from: 0,
    to: 5,
    title: { fr: 'Accueillir', en: 'Welcome' },
    text: {
      fr: 'Dites : tout est faux ici, rien ne part, personne ne note de nom. On peut sortir quand on veut.',
      en: 'Say: nothing is true here, nothing leaves, nobody notes a name. You may go when you like.',
    },
  },
  {
    from: 5,
    to: 10,
    title: { fr: 'Avant', en: 'Before' },
    text: {
      fr: 'Lisez les cinq phrases. Chacun lève un, deux, trois ou quatre doigts. Notez des nombres, pas des gens.',
      en: 'Read the five sentences. Each raises one, two, three or four fingers. Note numbers, not people.',
    },
  },
  {
    from: 10,
    to: 15,
    title: { fr: 'Entrer dans la salle', en: 'Come into the room' },
    text: {
      fr: 'Montrez le code. Chacun devient un animal. Qui n’a pas de téléphone prend une tablette ou le papier.',
      en: 'Show the code. Each becomes an animal. Who has no phone takes a tablet or the paper.',
    },
  },
  {
    from: 15,
    to: 33,
    title: { fr: 'Faire', en: 'Do' },
    text: {
      fr: 'Un pas à la fois, tous ensemble. Allez voir qui demande de l’aide. Ne touchez pas l’écran à leur place.',
      en: 'One step at a time, all together. Go and see who asks for help. Do not touch the screen for them.',
    },
  },
  {
    from: 33,
    to: 39,
    title: { fr: 'En parler', en: 'Talk' },
    text: {
      fr: 'Posez la question du jour. Laissez les autres répondre.',
      en: 'Ask the question of the day. Let the others answer.',
    },
  },
  {
    from: 39,
    to: 45,
    title: { fr: 'Après', en: 'After' },
    text: {
      fr: 'Les cinq phrases encore. Donnez la feuille. Fermez la salle : tout s’efface.',
      en: 'The five sentences again. Hand out the sheet. Close the room: all is wiped.',
    },
  },
];

export const toBring: readonly LangText[] = [
  { fr: 'Un écran que tous voient', en: 'A screen that all can see' },
  { fr: 'Les feuilles, une par personne', en: 'The sheets, one each' },
  { fr: 'Des stylos', en: 'Pens' },
  { fr: 'Une tablette ou deux', en: 'A tablet or two' },
];

/** « Aider une personne »: a play for two, with the words to say. `who`: the helper, the person, or both. */
export interface Line {
  readonly who: 'helper' | 'person' | 'note';
  readonly text: LangText;
}

export const actingFor: readonly Line[] = [
  {
    who: 'note',
    text: {
      fr: 'À deux. L’un aide. L’autre joue Mme Dupré : elle n’a pas ses lunettes et veut arrêter un partage.',
      en: 'In pairs. One helps. The other plays Mrs Dupré: she has no glasses with her and wants to stop a share.',
    },
  },
  {
    who: 'helper',
    text: {
      fr: 'Bonjour. Que voulez-vous faire aujourd’hui ?',
      en: 'Good morning. What would you like to do today?',
    },
  },
  {
    who: 'person',
    text: {
      fr: 'La ville regarde mon dossier vélo. Je n’en veux plus.',
      en: 'The city looks at my bike file. I want no more of that.',
    },
  },
  {
    who: 'helper',
    text: {
      fr: 'Je peux voir et arrêter pour vous, un seul jour. Je ne peux pas dire oui à votre place. Êtes-vous d’accord ?',
      en: 'I can see and stop for you, for one day only. I cannot say yes for you. Do you agree?',
    },
  },
  {
    who: 'note',
    text: {
      fr: 'On attend un vrai oui, dit par elle. Un signe de tête ne suffit pas. Un message non plus.',
      en: 'Wait for a real yes, said by her. A nod is not enough. A message is not either.',
    },
  },
  {
    who: 'helper',
    text: {
      fr: 'Je lis ce que je vois. Dites-moi quand j’arrête.',
      en: 'I read aloud what I see. Tell me when to stop it.',
    },
  },
  { who: 'person', text: { fr: 'Celui-là. Arrêtez.', en: 'That one. Stop it.' } },
  {
    who: 'helper',
    text: {
      fr: 'C’est fait. Voici ce que j’ai fait, noté chez vous. Mon aide s’arrête ce soir, ou tout de suite si vous voulez.',
      en: 'Done. Here is what I did, noted on your side. My help ends tonight, or at once if you like.',
    },
  },
  {
    who: 'note',
    text: {
      fr: 'Changez de rôle. Qu’est-ce qui était dur ? Qui tenait l’écran ?',
      en: 'Change roles. What was hard? Who held the screen?',
    },
  },
];

export const feedback: readonly LangText[] = [
  { fr: 'Ce que j’ai aimé', en: 'What I liked' },
  { fr: 'Ce qui m’a gêné', en: 'What got in my way' },
  { fr: 'Ce que je veux refaire', en: 'What I want to do again' },
];
