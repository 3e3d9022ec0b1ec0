/** What the closed lists of a declaration are called when it is told: one sentence or one name for each value. */

import type { contractForms } from '../declaration/city.ts';
import type {
  dataAccesses,
  givenAs,
  processorRoles,
  residuals,
  retentionStarts,
  sources,
} from '../declaration/data.ts';
import type { decisionKinds, decisionModes } from '../declaration/logic.ts';
import type { reversibilities, rightNames, subjectKinds } from '../declaration/people.ts';
import type { aiActClasses, statuses } from '../declaration/shape.ts';
import type { Declaration } from '../declaration.ts';
import type { LangText } from '../record.ts';

type Told<K extends string | number> = Readonly<Record<K, LangText>>;
const told = (fr: string, en: string): LangText => ({ fr, en });

export const decisionWords: Told<(typeof decisionKinds)[number]> = {
  none: told('On ne décide rien sur vous.', 'Nothing is decided about you.'),
  information: told('On vous informe. On ne décide rien.', 'You are informed. Nothing is decided.'),
  scoring: told('On vous donne une note.', 'You are given a score.'),
  ranking: told('On met des choix en ordre.', 'Choices are put in order.'),
  eligibility: told('On dit à quoi vous avez droit.', 'You are told what you are entitled to.'),
  price: told('On fixe votre prix.', 'Your price is set.'),
  control: told('On vérifie ce que vous dites.', 'What you say is checked.'),
};

export const automationWords: Told<Declaration['decision']['automation']> = {
  0: told('Aucune machine ne décide.', 'No machine decides.'),
  1: told('La machine aide une personne.', 'The machine helps a person.'),
  2: told('La machine fait une part du calcul.', 'The machine does a part of the sum.'),
  3: told('La machine fait le calcul.', 'The machine does the sum.'),
  4: told('La machine fait presque tout.', 'The machine does almost everything.'),
  5: told('La machine fait tout.', 'The machine does everything.'),
};

export const modeWords: Told<(typeof decisionModes)[number]> = {
  sole: told('Le résultat décide seul.', 'The result alone decides.'),
  decisive: told('Le résultat pèse très lourd.', 'The result weighs most.'),
  'one-of': told('Le résultat compte parmi d’autres choses.', 'The result counts among other things.'),
  advisory: told('Le résultat est un avis.', 'The result is advice.'),
};

export const sourceWords: Told<(typeof sources)[number]> = {
  citizen: told('vous la donnez', 'you give it'),
  service: told('le service l’a déjà', 'the service has it already'),
  third: told('un autre la donne', 'somebody else gives it'),
  derived: told('on la calcule', 'it is worked out'),
  inferred: told('on la devine', 'it is guessed'),
  observed: told('on l’observe', 'it is observed'),
};

export const needWords: Told<Declaration['inputs'][number]['necessity']> = {
  required: told('il la faut', 'needed'),
  optional: told('si vous voulez', 'if you like'),
};

export const interestWords: Told<Declaration['interest']> = {
  general: told('Le but est d’aider les gens.', 'The aim is to help people.'),
  commercial: told('Le but est de vendre.', 'The aim is to sell.'),
};

export const minimisedWords: Told<Declaration['minimised'][number]['how']> = {
  dropped: told('On ne le demande plus : {}.', 'No longer asked for: {}.'),
  'on-phone': told('Votre téléphone le calcule : {}.', 'Your phone works it out: {}.'),
};

export const betterWords: Told<'more' | 'less'> = {
  more: told('Plus haut est mieux', 'Higher is better'),
  less: told('Plus bas est mieux', 'Lower is better'),
};

export const givenAsWords: Told<(typeof givenAs)[number]> = {
  aggregate: told('des totaux, sans personne', 'totals, without people'),
  pseudonymised: told('sans votre nom', 'without your name'),
  identified: told('avec votre nom', 'with your name'),
};

export const accessWords: Told<(typeof dataAccesses)[number]> = {
  none: told('ne voit rien', 'sees nothing'),
  encrypted: told('garde des données scellées', 'keeps sealed data'),
  pseudonymised: told('voit des données sans votre nom', 'sees data without your name'),
  identified: told('voit vos données avec votre nom', 'sees your data with your name'),
};

export const processorWords: Told<(typeof processorRoles)[number]> = {
  hosting: told('garde les machines', 'keeps the machines'),
  software: told('fait le logiciel', 'makes the software'),
  maintenance: told('répare', 'repairs'),
  support: told('aide les gens', 'helps people'),
  analysis: told('analyse', 'analyses'),
  delivery: told('envoie', 'sends'),
};

export const startWords: Told<(typeof retentionStarts)[number]> = {
  collection: told('dès l’envoi', 'from sending'),
  calculation: told('dès le calcul', 'from the calculation'),
  'end-of-agreement': told('dès la fin de l’accord', 'from the end of the agreement'),
  payment: told('dès le paiement', 'from the payment'),
};

export const thenWords: Told<Declaration['retention'][number]['then']> = {
  delete: told('puis on efface', 'then it is erased'),
  anonymise: told('puis on ôte les noms', 'then names are taken out'),
  archive: told('puis on archive', 'then it is archived'),
};

export const leaveWords: Told<Declaration['leavePolicy']> = {
  delete: told('Si vous arrêtez, on efface tout.', 'If you stop, everything is erased.'),
  freeze: told(
    'Si vous arrêtez, on garde, mais on ne s’en sert plus.',
    'If you stop, it is kept and no longer used.',
  ),
  'keep-in-aggregates': told(
    'Si vous arrêtez, on ne garde que des totaux.',
    'If you stop, only totals are kept.',
  ),
};

export const reversibilityWords: Told<(typeof reversibilities)[number]> = {
  'no-effect': told('Le résultat ne change rien pour vous.', 'The result changes nothing for you.'),
  reversible: told('On peut revenir en arrière.', 'It can be undone.'),
  partly: told('On peut revenir en arrière en partie.', 'It can be undone in part.'),
  irreversible: told('On ne peut pas revenir en arrière.', 'It cannot be undone.'),
};

export const subjectWords: Told<(typeof subjectKinds)[number]> = {
  resident: told('vous', 'you'),
  household: told('votre foyer', 'your household'),
  incidental: told('des gens qui passent', 'people who pass by'),
  community: told('tout le quartier', 'the whole neighbourhood'),
};

export const statusWords: Told<(typeof statuses)[number]> = {
  planned: told('Ce n’est pas encore ouvert.', 'It is not open yet.'),
  pilot: told('C’est un essai.', 'It is a trial.'),
  active: told('C’est ouvert.', 'It is open.'),
  suspended: told('C’est arrêté pour le moment.', 'It is stopped for now.'),
  retired: told('C’est fini.', 'It is over.'),
};

export const frequencyWords: Told<Declaration['frequency']['kind']> = {
  once: told('On lit vos données une fois.', 'Your data is read once.'),
  'on-event': told('On lit vos données quand il le faut.', 'Your data is read when needed.'),
  periodic: told('On lit vos données à dates fixes.', 'Your data is read at fixed times.'),
};

export const aiActWords: Told<(typeof aiActClasses)[number]> = {
  'high-risk': told('Loi sur l’IA : risque haut.', 'AI Act: high risk.'),
  'limited-risk': told('Loi sur l’IA : risque limité.', 'AI Act: limited risk.'),
  'minimal-risk': told('Loi sur l’IA : risque faible.', 'AI Act: minimal risk.'),
  'not-ai': told('Ce n’est pas une IA au sens de la loi.', 'It is no AI in the sense of the Act.'),
};

export const residualWords: Told<(typeof residuals)[number]> = {
  low: told('reste faible', 'stays low'),
  medium: told('reste moyen', 'stays medium'),
  high: told('reste haut', 'stays high'),
};

export const rightWords: Told<(typeof rightNames)[number]> = {
  A15: told('voir ses données', 'see one’s data'),
  A16: told('corriger', 'correct'),
  A17: told('effacer', 'erase'),
  A18: told('bloquer', 'block'),
  A20: told('emporter', 'take away'),
  A21: told('dire qu’on n’est pas d’accord', 'object'),
  A22: told('demander une personne', 'ask for a person'),
  'A7-3': told('arrêter son accord', 'stop one’s agreement'),
  A77: told('se plaindre', 'complain'),
};

export const channelWords: Told<Declaration['contest']['channels'][number]> = {
  app: told('dans l’application', 'in the app'),
  human: told('auprès d’une personne', 'with a person'),
  paper: told('par courrier', 'by post'),
};

export const contractWords: Told<(typeof contractForms)[number]> = {
  own: told('La ville le fait elle-même.', 'The city does this itself.'),
  delegation: told('La ville a confié ce service.', 'The city has delegated this service.'),
  market: told('La ville achète ce service.', 'The city buys this service.'),
  agreement: told('La ville a un accord.', 'The city has an agreement.'),
  none: told('Aucun contrat avec la ville.', 'No contract with the city.'),
};

export const logicWords: Told<Declaration['logic']['kind']> = {
  rules: told(
    'Les règles sont publiées : votre téléphone refait le calcul.',
    'The rules are published: your phone does the sum again.',
  ),
  statistical: told(
    'C’est une statistique : votre téléphone ne peut pas la refaire.',
    'It is a statistic: your phone cannot do it again.',
  ),
  learned: told(
    'La machine a appris sur des exemples : votre téléphone ne peut pas refaire le calcul.',
    'The machine has learned from examples: your phone cannot do the sum again.',
  ),
  hybrid: told(
    'La machine suit des règles et des exemples : votre téléphone ne peut pas tout refaire.',
    'The machine follows rules and examples: your phone cannot do it all again.',
  ),
};
