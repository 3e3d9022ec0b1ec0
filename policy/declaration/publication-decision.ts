/** What is owed where people are decided about, priced, ranked or tried upon: fields that are there, but do not say it. */
import type { Declaration } from '../declaration.ts';
import { asked, type DeclarationField } from './field-asked.ts';

/** A gap, several, or nothing to say. */
export type Check = (of: Declaration) => DeclarationField | readonly DeclarationField[] | false;

const isIndividual = (of: Declaration): boolean =>
  of.decision.kind !== 'none' && of.decision.kind !== 'information';

export const decisionChecks: readonly Check[] = [
  ({ decision, comparison }) =>
    (decision.kind === 'scoring' || decision.kind === 'ranking') &&
    !comparison.used &&
    asked(
      'comparison',
      'Vis-à-vis',
      'Les personnes sont notées ou classées : dites à qui elles sont comparées.',
      'People are scored or ranked: say to whom they are compared.',
    ),

  ({ comparison }) =>
    comparison.used &&
    comparison.cohort === undefined &&
    asked(
      'comparison.cohort',
      'Vis-à-vis',
      'Décrivez le groupe auquel on est comparé, et sa taille minimale.',
      'Describe the group one is compared to, and its minimum size.',
    ),

  ({ experiments }) =>
    experiments.length === 1 &&
    asked(
      'experiments',
      'Vis-à-vis',
      'Un essai compare au moins deux groupes : décrivez chacun.',
      'A trial compares at least two arms: describe each.',
    ),

  ({ decision, personalisedPrice }) =>
    decision.kind === 'price' &&
    !personalisedPrice.used &&
    asked(
      'personalisedPrice',
      'Directive 2011/83/UE 6(1)(e bis)',
      'Un prix calculé pour chacun est un prix personnalisé : dites-le, et sur quelles données.',
      'A price worked out for each person is a personalised price: say so, and from which facts.',
    ),

  ({ personalisedPrice, inputs }) =>
    personalisedPrice.used &&
    (personalisedPrice.inputs.length === 0 ||
      personalisedPrice.inputs.some((key) => !inputs.some((input) => input.key === key))) &&
    asked(
      'personalisedPrice.inputs',
      'Directive 2011/83/UE 6(1)(e bis)',
      'Dites quelles données déclarées font le prix.',
      'Say which declared facts make the price.',
    ),

  (of) =>
    isIndividual(of) &&
    of.inputs.length === 0 &&
    asked(
      'inputs',
      'CRPA R311-3-1-2, 2°',
      'Une décision individuelle dit quelles données elle traite, et d’où elles viennent.',
      'An individual decision says which data it treats, and where they come from.',
    ),

  ({ logic }) =>
    logic.rules?.cases === null &&
    asked(
      'logic.rules.cases',
      'CRPA L312-1-3',
      'Publiez vos règles avec des cas, et nommez-les.',
      'Publish your rules with cases, and name them.',
    ),

  (of) =>
    isIndividual(of) &&
    of.logic.kind !== 'rules' &&
    of.logic.parameters.length === 0 &&
    asked(
      'logic.parameters',
      'CRPA R311-3-1-2, 3°',
      'Publiez les règles, ou dites les paramètres et leur poids.',
      'Publish the rules, or say the parameters and their weights.',
    ),

  (of) =>
    isIndividual(of) &&
    of.outputs.length === 0 &&
    asked(
      'outputs',
      'CRPA R311-3-1-2, 4°',
      'Dites ce que le calcul donne, et ce que cela change.',
      'Say what the calculation gives, and what it changes.',
    ),

  ({ human }) =>
    human.involved &&
    (human.role === null || human.when === null) &&
    asked('human', 'RGPD 22(3)', 'Dites qui intervient, et quand.', 'Say who steps in, and when.'),

  ({ decision, contest }) =>
    (decision.automation >= 4 || decision.mode === 'sole') &&
    decision.kind !== 'none' &&
    decision.kind !== 'information' &&
    !contest.humanReview &&
    asked(
      'contest.humanReview',
      'RGPD 22(3)',
      'Une décision automatique doit pouvoir être revue par une personne.',
      'An automatic decision must be open to review by a person.',
    ),

  ({ contest }) =>
    !contest.channels.some((channel) => channel !== 'app') &&
    asked(
      'contest.channels',
      'Vis-à-vis',
      'Donnez un moyen de contester sans téléphone.',
      'Give a way to contest without a phone.',
    ),

  ({ human }) =>
    human.involved &&
    human.sees.length === 0 &&
    asked(
      'human.sees',
      'ATRS, human_decisions',
      'Dites ce que la personne qui intervient a sous les yeux.',
      'Say what the person who steps in has before them.',
    ),

  ({ logic }) =>
    (logic.kind === 'learned' || logic.kind === 'hybrid') &&
    logic.model === undefined &&
    asked(
      'logic.model',
      'Model Cards',
      'Un modèle appris se décrit : données, mesures par groupe, limites.',
      'A learned model is described: data, measures by group, limits.',
    ),

  ({ logic }) =>
    logic.kind === 'learned' &&
    logic.model?.groups.length === 0 &&
    asked(
      'logic.model.groups',
      'Model Cards',
      'Mesurez le modèle pour des groupes de personnes, pas seulement en moyenne.',
      'Measure the model for groups of people, not on average alone.',
    ),

  ({ logic, aiActClass }) =>
    (logic.kind === 'learned' || logic.kind === 'hybrid') &&
    aiActClass === null &&
    asked(
      'aiActClass',
      'Règlement (UE) 2024/1689',
      'Un modèle appris a une classe de risque : dites laquelle.',
      'A learned model has a class of risk: say which.',
    ),

  (of) =>
    isIndividual(of) &&
    of.contest.escalation.length === 0 &&
    asked(
      'contest.escalation',
      'ATRS, appeals_and_review',
      'Dites où aller quand la réponse ne convient pas.',
      'Say where to go when the answer does not help.',
    ),

  (of) =>
    isIndividual(of) &&
    of.explicitNotice === null &&
    asked(
      'explicitNotice',
      'CRPA L311-3-1',
      'Une décision individuelle porte une mention : donnez-en le texte.',
      'An individual decision carries a notice: give its words.',
    ),
];
