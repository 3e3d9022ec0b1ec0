// The criteria of WCAG 2.2, levels A and AA, with the topic of RGAA 4.1 that asks for the same, and what we know about each: which
// of our tests would fail, what a person still has to look at, or why there is nothing here that it speaks of.

export interface Criterion {
  readonly id: string;
  readonly level: 'A' | 'AA';
  readonly name: string;
  /** Number of the RGAA 4.1 topic; null where RGAA 4.1, made for WCAG 2.1, has none. */
  readonly topic: number | null;
  /** Further topics of which it judges a part. */
  readonly also?: readonly number[];
  /** Keys of `evidence.ts`. */
  readonly tests: readonly string[];
  /** What the tests cannot tell. */
  readonly person?: string;
  /** Why nothing here is concerned. */
  readonly absent?: string;
}

export const topics: Readonly<Record<number, string>> = {
  1: 'Images',
  2: 'Cadres',
  3: 'Couleurs',
  4: 'Multimédia',
  5: 'Tableaux',
  6: 'Liens',
  7: 'Scripts',
  8: 'Éléments obligatoires',
  9: 'Structuration de l’information',
  10: 'Présentation de l’information',
  11: 'Formulaires',
  12: 'Navigation',
  13: 'Consultation',
};

/** Of a topic that no criterion here judges: what a page would hold if there were something to judge. */
export const nowhere: Readonly<Record<number, RegExp>> = { 2: /<i?frame\b|createElement\('i?frame'\)/ };

const media =
  'Aucun son ni vidéo enregistrés. La lecture à voix haute est celle du téléphone, et le texte lu est à l’écran.';

export const criteria: readonly Criterion[] = [
  {
    id: '1.1.1',
    level: 'A',
    name: 'Contenu non textuel',
    topic: 1,
    tests: ['axe'],
    person: 'Le sens des textes de remplacement (dessins de personnes, graphiques, codes à scanner).',
  },
  { id: '1.2.1', level: 'A', name: 'Contenu seulement audio ou vidéo', topic: 4, tests: [], absent: media },
  { id: '1.2.2', level: 'A', name: 'Sous-titres', topic: 4, tests: [], absent: media },
  {
    id: '1.2.3',
    level: 'A',
    name: 'Audiodescription ou version de remplacement',
    topic: 4,
    tests: [],
    absent: media,
  },
  { id: '1.2.4', level: 'AA', name: 'Sous-titres en direct', topic: 4, tests: [], absent: media },
  { id: '1.2.5', level: 'AA', name: 'Audiodescription', topic: 4, tests: [], absent: media },
  {
    id: '1.3.1',
    level: 'A',
    name: 'Information et relations',
    topic: 9,
    also: [5],
    tests: ['axe', 'tables'],
    person: 'Si les titres, et les en-têtes des tableaux, disent bien ce qui les suit.',
  },
  {
    id: '1.3.2',
    level: 'A',
    name: 'Ordre séquentiel logique',
    topic: 10,
    tests: ['axe', 'planted'],
    person: 'L’ordre entendu avec un lecteur d’écran réel.',
  },
  {
    id: '1.3.3',
    level: 'A',
    name: 'Caractéristiques sensorielles',
    topic: 10,
    tests: [],
    person: 'Que rien ne soit désigné par sa seule place ou sa seule forme.',
  },
  { id: '1.3.4', level: 'AA', name: 'Orientation', topic: 13, tests: ['axe', 'planted'] },
  {
    id: '1.3.5',
    level: 'AA',
    name: 'Finalité des champs',
    topic: 11,
    tests: ['axe'],
    person: 'axe juge les finalités écrites ; celle qui manque, personne d’autre qu’une personne ne la voit.',
  },
  {
    id: '1.4.1',
    level: 'A',
    name: 'Utilisation de la couleur',
    topic: 3,
    tests: ['contrast'],
    person:
      'Chaque couleur est doublée d’un mot ou d’un signe : regardé par les auteurs, pas par des personnes daltoniennes.',
  },
  { id: '1.4.2', level: 'A', name: 'Contrôle du son', topic: 4, tests: ['listen'] },
  { id: '1.4.3', level: 'AA', name: 'Contraste (minimum)', topic: 3, tests: ['axe', 'contrast'] },
  { id: '1.4.4', level: 'AA', name: 'Redimensionnement du texte', topic: 10, tests: ['axe', 'sizes'] },
  {
    id: '1.4.5',
    level: 'AA',
    name: 'Texte sous forme d’image',
    topic: 1,
    tests: [],
    absent: 'Tout texte est du texte ; les codes à scanner ont leur texte à côté.',
  },
  { id: '1.4.10', level: 'AA', name: 'Redistribution', topic: 10, tests: ['axe'] },
  {
    id: '1.4.11',
    level: 'AA',
    name: 'Contraste du contenu non textuel',
    topic: 3,
    tests: ['contrast'],
    person: 'Les dessins et les graphiques, un par un.',
  },
  {
    id: '1.4.12',
    level: 'AA',
    name: 'Espacement du texte',
    topic: 10,
    tests: ['axe', 'planted'],
    person: 'Les réglages d’espacement d’un navigateur réel.',
  },
  {
    id: '1.4.13',
    level: 'AA',
    name: 'Contenu au survol ou au focus',
    topic: 10,
    tests: [],
    absent: 'Rien n’apparaît au survol.',
  },
  { id: '2.1.1', level: 'A', name: 'Clavier', topic: 7, tests: ['keys', 'keyboard'] },
  { id: '2.1.2', level: 'A', name: 'Pas de piège au clavier', topic: 12, tests: ['keys', 'planted'] },
  {
    id: '2.1.4',
    level: 'A',
    name: 'Raccourcis à une touche',
    topic: 12,
    tests: [],
    absent: 'Il n’y a pas de raccourci.',
  },
  {
    id: '2.2.1',
    level: 'A',
    name: 'Délai ajustable',
    topic: 13,
    tests: ['tablet'],
    person:
      'Une demande s’ouvre cinq minutes, pour que personne d’autre ne réponde à la place ; le service en fait une autre sans rien perdre.',
  },
  {
    id: '2.2.2',
    level: 'A',
    name: 'Mettre en pause, arrêter, masquer',
    topic: 13,
    tests: ['axe', 'planted', 'motion'],
  },
  {
    id: '2.3.1',
    level: 'A',
    name: 'Pas plus de trois flashs',
    topic: 13,
    tests: [],
    absent: 'Rien ne clignote.',
  },
  { id: '2.4.1', level: 'A', name: 'Contourner des blocs', topic: 12, tests: ['axe'] },
  { id: '2.4.2', level: 'A', name: 'Titre de page', topic: 8, tests: ['axe'] },
  { id: '2.4.3', level: 'A', name: 'Parcours du focus', topic: 12, tests: ['keys', 'planted'] },
  {
    id: '2.4.4',
    level: 'A',
    name: 'Fonction du lien',
    topic: 6,
    tests: ['axe'],
    person: 'Si chaque lien dit où il mène.',
  },
  {
    id: '2.4.5',
    level: 'AA',
    name: 'Accès multiples',
    topic: 12,
    tests: [],
    person: 'Onglets, liens et page d’aide ; pas de recherche ni de plan de tous les écrans.',
  },
  {
    id: '2.4.6',
    level: 'AA',
    name: 'En-têtes et étiquettes',
    topic: 9,
    tests: ['axe'],
    person: 'Si les étiquettes sont comprises.',
  },
  { id: '2.4.7', level: 'AA', name: 'Visibilité du focus', topic: 10, tests: ['keys', 'planted'] },
  { id: '2.4.11', level: 'AA', name: 'Focus non masqué (minimum)', topic: null, tests: ['axe', 'planted'] },
  {
    id: '2.5.1',
    level: 'A',
    name: 'Gestes de pointage',
    topic: 13,
    tests: [],
    absent: 'Aucun geste à plusieurs doigts ni tracé.',
  },
  {
    id: '2.5.2',
    level: 'A',
    name: 'Annulation du pointage',
    topic: 13,
    tests: [],
    absent: 'Tout agit quand le doigt se lève : ce sont les boutons du navigateur.',
  },
  { id: '2.5.3', level: 'A', name: 'Étiquette dans le nom', topic: 11, tests: ['axe'] },
  {
    id: '2.5.4',
    level: 'A',
    name: 'Activation par le mouvement',
    topic: 13,
    tests: [],
    absent: 'Aucun mouvement du téléphone n’agit.',
  },
  { id: '2.5.7', level: 'AA', name: 'Mouvements de glissement', topic: null, tests: ['axe', 'planted'] },
  { id: '2.5.8', level: 'AA', name: 'Taille de la cible (minimum)', topic: null, tests: ['axe', 'planted'] },
  { id: '3.1.1', level: 'A', name: 'Langue de la page', topic: 8, tests: ['axe', 'arabic'] },
  {
    id: '3.1.2',
    level: 'AA',
    name: 'Langue d’un passage',
    topic: 8,
    tests: ['arabic'],
    person: 'Les mots étrangers isolés.',
  },
  { id: '3.2.1', level: 'A', name: 'Au focus', topic: 7, tests: ['keys', 'planted'] },
  { id: '3.2.2', level: 'A', name: 'À la saisie', topic: 11, tests: ['fields'] },
  {
    id: '3.2.3',
    level: 'AA',
    name: 'Navigation cohérente',
    topic: 12,
    tests: [],
    person: 'Onglets et liens du haut sont écrits une fois pour toutes les pages : relu par les auteurs.',
  },
  {
    id: '3.2.4',
    level: 'AA',
    name: 'Identification cohérente',
    topic: 12,
    tests: [],
    person: 'Le même mot pour la même chose : tenu par une seule liste de phrases, relu par les auteurs.',
  },
  { id: '3.2.6', level: 'A', name: 'Aide cohérente', topic: null, tests: ['axe', 'planted'] },
  { id: '3.3.1', level: 'A', name: 'Identification des erreurs', topic: 11, tests: ['fields'] },
  { id: '3.3.2', level: 'A', name: 'Étiquettes ou instructions', topic: 11, tests: ['axe', 'fields'] },
  { id: '3.3.3', level: 'AA', name: 'Suggestion après une erreur', topic: 11, tests: ['words'] },
  {
    id: '3.3.4',
    level: 'AA',
    name: 'Prévention des erreurs',
    topic: 11,
    tests: ['keyboard'],
    person: 'Un oui s’arrête d’un geste ; ce qui efface demande une seconde fois.',
  },
  {
    id: '3.3.7',
    level: 'A',
    name: 'Saisie redondante',
    topic: null,
    tests: ['keyboard'],
    person: 'Une donnée écrite une fois est proposée ensuite.',
  },
  {
    id: '3.3.8',
    level: 'AA',
    name: 'Authentification accessible (minimum)',
    topic: null,
    tests: ['keyboard'],
    person: 'Le verrou du téléphone, ou une phrase que l’on peut coller ; la clé de papier se recopie.',
  },
  { id: '4.1.2', level: 'A', name: 'Nom, rôle et valeur', topic: 7, tests: ['axe'] },
  {
    id: '4.1.3',
    level: 'AA',
    name: 'Messages d’état',
    topic: 7,
    tests: ['live'],
    person: 'Ce qu’un lecteur d’écran réel annonce.',
  },
];
