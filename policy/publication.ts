/**
 * What a relay refuses to publish without. `readDeclaration` has seen that every field is there; here fields must hold
 * what residents have a right to know. Each gap names the text that asks for it.
 */
import type { Declaration } from './declaration.ts';
import { factKind } from './fact.ts';
import type { LangText } from './record.ts';

export interface Gap {
  /** Dotted name of the field. */
  readonly field: string;
  readonly why: LangText;
  readonly standard: string;
}

/** 36 months: longer is not forbidden, but has to be explained (a habit of DataPass). */
const longRetentionDays = 1096;

const gap = (field: string, standard: string, fr: string, en: string): Gap => ({
  field,
  why: { fr, en },
  standard,
});

type Check = (of: Declaration) => Gap | false;

const isIndividual = (of: Declaration): boolean =>
  of.decision.kind !== 'none' && of.decision.kind !== 'information';

const checks: readonly Check[] = [
  ({ contactAffected }) =>
    contactAffected === null &&
    gap(
      'contactAffected',
      'Vis-à-vis',
      'Dites qui joindre quand on est concerné sans être usager.',
      'Say whom to reach when one is affected without being a user.',
    ),

  ({ retention }) =>
    retention.length === 0 &&
    gap(
      'retention',
      'RGPD 13(2)(a)',
      'Dites combien de temps les données sont gardées.',
      'Say how long data is kept.',
    ),

  ({ retention }) =>
    retention.some((entry) => entry.days > longRetentionDays && entry.why === undefined) &&
    gap(
      'retention.why',
      'RGPD 5(1)(e)',
      'Plus de 36 mois : dites pourquoi.',
      'More than 36 months: say why.',
    ),

  ({ decision, comparison }) =>
    (decision.kind === 'scoring' || decision.kind === 'ranking') &&
    !comparison.used &&
    gap(
      'comparison',
      'Vis-à-vis',
      'Les personnes sont notées ou classées : dites à qui elles sont comparées.',
      'People are scored or ranked: say to whom they are compared.',
    ),

  ({ comparison }) =>
    comparison.used &&
    comparison.cohort === undefined &&
    gap(
      'comparison.cohort',
      'Vis-à-vis',
      'Décrivez le groupe auquel on est comparé, et sa taille minimale.',
      'Describe the group one is compared to, and its minimum size.',
    ),

  ({ experiments }) =>
    experiments.length === 1 &&
    gap(
      'experiments',
      'Vis-à-vis',
      'Un essai compare au moins deux groupes : décrivez chacun.',
      'A trial compares at least two arms: describe each.',
    ),

  ({ decision, personalisedPrice }) =>
    decision.kind === 'price' &&
    !personalisedPrice.used &&
    gap(
      'personalisedPrice',
      'Directive 2011/83/UE 6(1)(e bis)',
      'Un prix calculé pour chacun est un prix personnalisé : dites-le, et sur quelles données.',
      'A price worked out for each person is a personalised price: say so, and from which facts.',
    ),

  ({ personalisedPrice, inputs }) =>
    personalisedPrice.used &&
    (personalisedPrice.inputs.length === 0 ||
      personalisedPrice.inputs.some((key) => !inputs.some((input) => input.key === key))) &&
    gap(
      'personalisedPrice.inputs',
      'Directive 2011/83/UE 6(1)(e bis)',
      'Dites quelles données déclarées font le prix.',
      'Say which declared facts make the price.',
    ),

  (of) =>
    isIndividual(of) &&
    of.inputs.length === 0 &&
    gap(
      'inputs',
      'CRPA R311-3-1-2, 2°',
      'Une décision individuelle dit quelles données elle traite, et d’où elles viennent.',
      'An individual decision says which data it treats, and where they come from.',
    ),

  (of) =>
    isIndividual(of) &&
    of.logic.kind !== 'rules' &&
    of.logic.parameters.length === 0 &&
    gap(
      'logic.parameters',
      'CRPA R311-3-1-2, 3°',
      'Publiez les règles, ou dites les paramètres et leur poids.',
      'Publish the rules, or say the parameters and their weights.',
    ),

  (of) =>
    isIndividual(of) &&
    of.outputs.length === 0 &&
    gap(
      'outputs',
      'CRPA R311-3-1-2, 4°',
      'Dites ce que le calcul donne, et ce que cela change.',
      'Say what the calculation gives, and what it changes.',
    ),

  ({ human }) =>
    human.involved &&
    (human.role === null || human.when === null) &&
    gap('human', 'RGPD 22(3)', 'Dites qui intervient, et quand.', 'Say who steps in, and when.'),

  ({ decision, contest }) =>
    (decision.automation >= 4 || decision.mode === 'sole') &&
    decision.kind !== 'none' &&
    decision.kind !== 'information' &&
    !contest.humanReview &&
    gap(
      'contest.humanReview',
      'RGPD 22(3)',
      'Une décision automatique doit pouvoir être revue par une personne.',
      'An automatic decision must be open to review by a person.',
    ),

  ({ contest }) =>
    !contest.channels.some((channel) => channel !== 'app') &&
    gap(
      'contest.channels',
      'Vis-à-vis',
      'Donnez un moyen de contester sans téléphone.',
      'Give a way to contest without a phone.',
    ),

  ({ inputs }) =>
    inputs.some((input) => factKind(input.key).sensitive && !input.sensitive) &&
    gap(
      'inputs.sensitive',
      'RGPD 9, 10',
      'Une donnée sensible doit être annoncée comme telle.',
      'A sensitive fact must be announced as such.',
    ),

  ({ recipients, inputs }) =>
    recipients.some(({ fields }) => fields.some((key) => !inputs.some((input) => input.key === key))) &&
    gap(
      'recipients.fields',
      'RGPD 13(1)(e)',
      'Un destinataire ne peut recevoir que des données déclarées.',
      'A recipient can only get declared facts.',
    ),
];

/** Empty when the declaration may be published. */
export function missingFrom(declaration: Declaration): Gap[] {
  return checks.map((check) => check(declaration)).filter((found) => found !== false);
}
