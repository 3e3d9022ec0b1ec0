/**
 * What the registers ask in prose, said once for all of them: each paragraph is made from the fields, like the telling, and
 * says nothing that they do not.
 */
import type { Declaration } from '../declaration.ts';
import { factKind } from '../fact.ts';
import { purposeOf } from '../purpose.ts';
import type { Lang, LangText } from '../record.ts';
import { daysText, joined, lowered, numberText, timesOf, waysText } from '../telling/form.ts';
import {
  accessWords,
  automationWords,
  channelWords,
  decisionWords,
  frequencyWords,
  givenAsWords,
  logicWords,
  modeWords,
  needWords,
  processorWords,
  residualWords,
  reversibilityWords,
  sourceWords,
  startWords,
  thenWords,
} from '../telling/words.ts';

/** Sentences one after the other; what is empty is left out. */
const run = (...pieces: readonly (string | undefined)[]): string =>
  pieces.filter((piece) => piece !== undefined && piece !== '').join(' ');
const ended = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
const inside = (text: LangText, lang: Lang): string => lowered(text)[lang].replace(/[.\s]+$/, '');
const lines = (entries: readonly string[]): string => entries.join('\n');

export const goal = (of: Declaration, lang: Lang): string =>
  run(
    ...of.purposes.flatMap(({ id, text }) => [ended(purposeOf(id).label[lang]), ended(text[lang])]),
    ended(of.summary[lang]),
  );

export const impact = (of: Declaration, lang: Lang): string =>
  run(
    decisionWords[of.decision.kind][lang],
    ...of.outputs.flatMap(({ meaning, consequences }) => [ended(meaning[lang]), ended(consequences[lang])]),
    ended(of.refusal.consequence[lang]),
  );

export const considerations = (of: Declaration, lang: Lang): string =>
  run(
    ended(of.necessity[lang]),
    of.proportionality === null ? undefined : ended(of.proportionality[lang]),
    of.alternativesConsidered === null ? undefined : ended(of.alternativesConsidered[lang]),
  );

export const decisionMaking = ({ decision }: Declaration, lang: Lang): string =>
  run(
    decisionWords[decision.kind][lang],
    automationWords[decision.automation][lang],
    modeWords[decision.mode][lang],
    decision.modeText === null ? undefined : ended(decision.modeText[lang]),
  );

export function humanPart({ human }: Declaration, lang: Lang): string {
  const say = (fr: string, en: string) => (lang === 'fr' ? fr : en);
  if (!human.involved) return say('Personne ne relit.', 'Nobody looks at it again.');
  return run(
    human.role === null ? undefined : ended(human.role[lang]),
    human.when === null ? undefined : ended(human.when[lang]),
    human.canOverride
      ? say('Cette personne peut dire le contraire.', 'This person can say otherwise.')
      : say('Cette personne ne peut rien changer.', 'This person can change nothing.'),
    human.mustJustify ? say('Elle dit pourquoi.', 'The reasons are given.') : undefined,
    human.sees.length === 0 ? undefined : `${say('Elle voit :', 'Sees:')} ${human.sees.join(', ')}.`,
    human.overrideRate === null
      ? undefined
      : `${say('Elle a dit le contraire', 'Said otherwise')} ${timesOf(human.overrideRate)[lang]}.`,
  );
}

export const training = ({ human }: Declaration, lang: Lang): string =>
  human.trainingOk
    ? { fr: 'La personne est formée à juger le résultat.', en: 'The person is trained to judge the result.' }[
        lang
      ]
    : { fr: 'Pas de formation.', en: 'No training.' }[lang];

export const appeal = ({ contest, reversibility }: Declaration, lang: Lang): string =>
  run(
    ended(joined(contest.channels.map((channel) => channelWords[channel]))[lang]),
    ended(waysText(contest.contact)),
    ended(`${{ fr: 'Réponse en', en: 'Answer in' }[lang]} ${daysText(contest.deadlineDays)[lang]}`),
    contest.humanReview ? { fr: 'Une personne relit.', en: 'A person looks at it again.' }[lang] : undefined,
    ...contest.escalation.map(({ to, how, url }) => run(ended(to[lang]), ended(how[lang]), url ?? undefined)),
    reversibilityWords[reversibility.kind][lang],
  );

export const rollback = ({ reversibility: { kind, text } }: Declaration, lang: Lang): string =>
  run(reversibilityWords[kind][lang], ended(text[lang]));

export const inputData = (of: Declaration, lang: Lang): string =>
  of.inputs.length === 0
    ? { fr: 'Aucune donnée sur les personnes.', en: 'No data about people.' }[lang]
    : lines(
        of.inputs.map(({ key, necessity, source, precision }) => {
          const { label, precisions } = factKind(key);
          const step = precisions.find(({ name }) => name === precision)?.label ?? label;
          return `${label[lang]} (${inside(step, lang)}; ${needWords[necessity][lang]}; ${sourceWords[source][lang]})`;
        }),
      );

export const joinedData = ({ otherData }: Declaration, lang: Lang): string =>
  otherData.length === 0
    ? { fr: 'Aucune autre source.', en: 'No other source.' }[lang]
    : lines(otherData.map(({ name, holder, why }) => `${name[lang]} (${holder[lang]}): ${why[lang]}`));

export const riskText = ({ risks }: Declaration, lang: Lang): string =>
  risks.length === 0
    ? { fr: 'Aucun risque trouvé.', en: 'No risk found.' }[lang]
    : lines(
        risks.map(({ text, groups, mitigation, residual }) =>
          run(
            ended(text[lang]),
            groups.length === 0 ? undefined : ended(joined(groups)[lang]),
            ended(mitigation[lang]),
            ended(residualWords[residual][lang]),
          ),
        ),
      );

export function workings({ logic, comparison }: Declaration, lang: Lang): string {
  const { rules, model, parameters } = logic;
  return lines([
    logicWords[logic.kind][lang],
    ...(rules === undefined
      ? []
      : [`${rules.lang} ${rules.engineVersion}: ${rules.entryPoints.join(', ')} (${rules.hash})`]),
    ...(model === undefined ? [] : [`${model.version}: ${model.card}`, model.limits[lang]]),
    ...parameters.map(({ name, value, unit, weight, source }) =>
      run(
        `${name}: ${value}`,
        unit ?? undefined,
        weight === null ? undefined : `× ${numberText(weight)[lang]}`,
        `(${source[lang]})`,
      ),
    ),
    ...(comparison.cohort === undefined ? [] : [ended(comparison.cohort.definition[lang])]),
  ]);
}

export const basisText = ({ legalBasis }: Declaration): string =>
  lines(legalBasis.map(({ article, lawUrl }) => run(article, lawUrl ?? undefined)));

export function monitoringText({ monitoring }: Declaration, lang: Lang): string {
  if (monitoring === null) return { fr: 'Personne ne mesure.', en: 'Nobody measures.' }[lang];
  const { metric, by, everyDays, lastResult } = monitoring;
  return run(
    ended(metric[lang]),
    ended(by[lang]),
    ended(`${{ fr: 'Tous les', en: 'Every' }[lang]} ${daysText(everyDays)[lang]}`),
    lastResult === null ? undefined : `${lastResult.date}: ${ended(lastResult.text[lang])}`,
  );
}

export const usage = ({ frequency, scale }: Declaration, lang: Lang): string =>
  run(
    frequencyWords[frequency.kind][lang],
    frequency.maxPerPeriod === undefined || frequency.periodDays === undefined
      ? undefined
      : `${frequency.maxPerPeriod} / ${daysText(frequency.periodDays)[lang]}.`,
    `${numberText(scale.peoplePerYear)[lang]} ${{ fr: 'personnes et', en: 'people and' }[lang]} ${numberText(scale.decisionsPerYear)[lang]} ${{ fr: 'décisions par an.', en: 'decisions a year.' }[lang]}`,
  );

export const retentionText = ({ retention }: Declaration, lang: Lang): string =>
  lines(
    retention.map(
      ({ what, days, start, then }) =>
        `${what[lang]}: ${daysText(days)[lang]}, ${startWords[start][lang]}, ${thenWords[then][lang]}`,
    ),
  );

export const sharingText = ({ recipients, transfers }: Declaration, lang: Lang): string =>
  recipients.length + transfers.length === 0
    ? { fr: 'Les données ne vont chez personne d’autre.', en: 'Data goes to nobody else.' }[lang]
    : lines([
        ...recipients.map(
          ({ name, why, asWhat }) => `${name[lang]} (${givenAsWords[asWhat][lang]}): ${why[lang]}`,
        ),
        ...transfers.map(({ country, safeguard }) => `${country}: ${safeguard[lang]}`),
      ]);

export const helperText = ({ processors }: Declaration, lang: Lang): string =>
  lines(
    processors.map(
      ({ name, legalId, role, country, dataAccess }) =>
        `${name[lang]} (${[legalId, country].filter((part) => part !== null).join(', ')}): ${processorWords[role][lang]}; ${accessWords[dataAccess][lang]}`,
    ),
  );

/** Cut at a word, and marked as cut. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  return `${kept.slice(0, Math.max(kept.lastIndexOf(' '), most >> 1)).trimEnd()}…`;
}
