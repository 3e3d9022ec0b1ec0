/** Of the full level: what comes out, how, by whom, compared to whom. */
import type { Declaration } from '../declaration.ts';
import { factKind } from '../fact.ts';
import type { LangText } from '../record.ts';
import {
  both,
  closed,
  dayText,
  fill,
  joined,
  lowered,
  numberText,
  quoted,
  timesOf,
  yesOrNo,
} from './form.ts';
import {
  automationWords,
  betterWords,
  decisionWords,
  logicWords,
  modeWords,
  reversibilityWords,
} from './words.ts';

const none = both('rien', 'nothing');

export function tellResult(of: Declaration): LangText[] {
  const { decision, human, logic, comparison, experiments, personalisedPrice } = of;
  return [
    ...of.outputs.map(({ key, type, unit, meaning, consequences }) =>
      fill(
        both('Résultat « {} » ({}, {}) : {}. {}.', 'Result “{}” ({}, {}): {}. {}.'),
        key,
        type,
        unit ?? '–',
        meaning,
        consequences,
      ),
    ),
    decisionWords[decision.kind],
    automationWords[decision.automation],
    modeWords[decision.mode],
    ...quoted(both('{}.', '{}.'), decision.modeText),
    human.involved
      ? both('Quelqu’un relit.', 'Somebody looks at it again.')
      : both('Personne ne relit.', 'Nobody looks at it again.'),
    ...quoted(both('Qui : {}.', 'Who: {}.'), human.role),
    ...quoted(both('Quand : {}.', 'When: {}.'), human.when),
    fill(
      both(
        'Elle peut dire le contraire : {}. Elle doit dire pourquoi : {}. Elle est formée : {}.',
        'May say otherwise: {}. Must say why: {}. Trained: {}.',
      ),
      yesOrNo(human.canOverride),
      yesOrNo(human.mustJustify),
      yesOrNo(human.trainingOk),
    ),
    fill(both('Elle voit : {}.', 'Sees: {}.'), human.sees.length === 0 ? none : human.sees.join(', ')),
    ...(human.overrideRate === null
      ? []
      : [fill(both('Elle a dit le contraire {}.', 'Said otherwise {}.'), timesOf(human.overrideRate))]),
    logicWords[logic.kind],
    ...(logic.rules === undefined
      ? []
      : [
          fill(
            both(
              'Règles {} (moteur {} {}) : {}. Logique {}. Cas {}. Écart {}.',
              'Rules {} (engine {} {}): {}. Logic {}. Cases {}. Change {}.',
            ),
            logic.rules.hash,
            logic.rules.lang,
            logic.rules.engineVersion,
            logic.rules.entryPoints.join(', '),
            logic.rules.logicHash,
            logic.rules.cases ?? '–',
            logic.rules.change ?? '–',
          ),
        ]),
    ...modelLines(of),
    ...logic.parameters.map(({ name, value, unit, weight, source }) =>
      fill(
        both('Réglage « {} » : {} {}, poids {}. {}.', 'Setting “{}”: {} {}, weight {}. {}.'),
        name,
        value,
        unit ?? '',
        weight === null ? '–' : numberText(weight),
        source,
      ),
    ),
    comparison.used
      ? fill(
          both(
            'On vous compare ({}) à : {}, au moins {} personnes.',
            'You are compared ({}) to: {}, at least {} people.',
          ),
          comparison.method,
          comparison.cohort === undefined ? none : lowered(comparison.cohort.definition),
          comparison.cohort === undefined ? '–' : numberText(comparison.cohort.minimum),
        )
      : both('On ne vous compare à personne.', 'You are compared to nobody.'),
    ...(comparison.distributionUri === null
      ? []
      : [
          fill(
            both('Les chiffres du groupe : {}', 'The figures of the group: {}'),
            comparison.distributionUri,
          ),
        ]),
    ...comparison.periods.map(({ from, to }) =>
      fill(both('Compté du {} au {}.', 'Counted from {} to {}.'), dayText(from), dayText(to)),
    ),
    ...experiments.map(({ arm, what, measure, from, to }) =>
      fill(
        both(
          'Essai, groupe « {} » : {}. On regarde : {}. Du {} au {}.',
          'Trial, arm “{}”: {}. Measured: {}. From {} to {}.',
        ),
        arm,
        what,
        measure,
        dayText(from),
        dayText(to),
      ),
    ),
    personalisedPrice.used
      ? fill(
          both('Le prix dépend de : {}.', 'The price depends on: {}.'),
          joined(personalisedPrice.inputs.map((key) => lowered(factKind(key).label))),
        )
      : both('Le prix ne dépend pas de vos données.', 'The price does not depend on your data.'),
    fill(
      both(
        'Le service montre le résultat sur son site : {}.',
        'The service shows the result on its own page: {}.',
      ),
      yesOrNo(of.resultsShownByParty),
    ),
    reversibilityWords[of.reversibility.kind],
    closed(of.reversibility.text),
  ];
}

function modelLines({ logic: { model } }: Declaration): LangText[] {
  if (model === undefined) return [];
  const { version, card, metrics, groups, trainingData, limits } = model;
  return [
    fill(both('Modèle {} : {}', 'Model {}: {}'), version, card),
    ...groups.map(({ id, who }) => fill(both('Groupe « {} » : {}.', 'Group “{}”: {}.'), id, lowered(who))),
    ...metrics.map(({ name, group, value, better }) =>
      fill(
        both('Mesure : {} ({}) {}. {}.', 'Measure: {} ({}) {}. {}.'),
        lowered(name),
        group ?? '–',
        numberText(value),
        betterWords[better],
      ),
    ),
    fill(both('Appris sur : {}.', 'Learned from: {}.'), lowered(trainingData)),
    fill(both('Ses limites : {}.', 'Its limits: {}.'), lowered(limits)),
  ];
}
