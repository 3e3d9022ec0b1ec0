/** Of the full level: what a city asks and measures, where it acts, who earns, and the paperwork. */
import type { Declaration } from '../declaration.ts';
import type { LangText } from '../record.ts';
import { both, daysText, dayText, fill, joined, lowered, numberText, yesOrNo } from './form.ts';
import { contractWords } from './words.ts';

export function tellPlaces(of: Declaration): LangText[] {
  return [
    ...(of.area === null
      ? [both('Pas de lieu précis.', 'No place in particular.')]
      : [fill(both('Où : {} ({}).', 'Where: {} ({}).'), of.area.name, of.area.codes.join(', '))]),
    ...monitoringLines(of),
    ...(of.explicitNotice === null
      ? []
      : [fill(both('Sur chaque décision : « {}. »', 'On each decision: “{}.”'), of.explicitNotice)]),
    ...(of.icons.length === 0 ? [] : [fill(both('Signes : {}.', 'Signs: {}.'), of.icons.join(', '))]),
    ...sourceLines(of),
    ...of.changelog.map(({ version, date, class: kind, why, behaviour }) =>
      fill(
        both('Version {} ({}, {}) : {}. {}.', 'Version {} ({}, {}): {}. {}.'),
        version,
        dayText(date),
        kind,
        why,
        behaviour ?? both('Rien ne change pour vous.', 'Nothing changes for you.'),
      ),
    ),
    fill(
      both('Langues : {}. Niveau : {}.', 'Languages: {}. Level: {}.'),
      of.lang.join(', '),
      of.readingLevel,
    ),
    ...(of.easyToRead === null ? [] : [fill(both('Facile à lire : {}', 'Easy to read: {}'), of.easyToRead)]),
    fill(both('Si le service s’arrête : {}.', 'If the service ends: {}.'), lowered(of.exitPlan)),
    ...of.value.map(({ who, earns }) =>
      fill(both('Qui y gagne : {}. Quoi : {}.', 'Who earns by it: {}. What: {}.'), who, lowered(earns)),
    ),
    contractWords[of.contract.form],
    ...(of.contract.reference === null
      ? []
      : [fill(both('Contrat : {}.', 'Contract: {}.'), of.contract.reference)]),
    ...indicatorLines(of),
    ...of.openness.map(({ source, access }) =>
      fill(both('Source « {} » : {}.', 'Source “{}”: {}.'), source, accessNames[access]),
    ),
    ...entryLines(of),
  ];
}

const accessNames: Record<Declaration['openness'][number]['access'], LangText> = {
  closed: both('fermée', 'closed'),
  party: both('ouverte au service', 'open to the service'),
  public: both('ouverte à tous', 'open to all'),
};

function monitoringLines({ monitoring }: Declaration): LangText[] {
  if (monitoring === null) return [both('Personne ne mesure.', 'Nobody measures.')];
  const { metric, by, everyDays, lastResult } = monitoring;
  return [
    fill(
      both('On mesure : {}. Qui : {}. Tous les {}.', 'Measured: {}. By: {}. Every {}.'),
      lowered(metric),
      by,
      daysText(everyDays),
    ),
    ...(lastResult === null
      ? []
      : [fill(both('Le {} : {}.', 'On {}: {}.'), dayText(lastResult.date), lastResult.text)]),
  ];
}

function sourceLines({ sources: { ropaUrl, inventoryUrl, codeUrl } }: Declaration): LangText[] {
  const line = (pattern: LangText, url: string | null) => (url === null ? [] : [fill(pattern, url)]);
  return [
    ...line(both('Registre : {}', 'Register: {}'), ropaUrl),
    ...line(both('Liste des algorithmes : {}', 'List of algorithms: {}'), inventoryUrl),
    ...line(both('Code : {}', 'Code: {}'), codeUrl),
  ];
}

const indicatorLines = ({ indicators }: Declaration): LangText[] =>
  indicators.map(
    ({ objective, criterion, indicator, unit, weight, source, baseline, target, bearer, qualities, final }) =>
      fill(
        both(
          'But : {}. {}. {} ({}, poids {}, {}). Au {} : {} ({}). Visé : {}. Porté par : {}. {}{}',
          'Aim: {}. {}. {} ({}, weight {}, {}). On {}: {} ({}). Target: {}. Borne by: {}. {}{}',
        ),
        objective,
        criterion,
        indicator,
        unit,
        numberText(weight),
        source,
        dayText(baseline.date),
        numberText(baseline.value),
        baseline.digest,
        numberText(target),
        bearer,
        qualities.join(', '),
        final === null
          ? ''
          : fill(both(' ; le {} : {}', '; on {}: {}'), dayText(final.date), numberText(final.value)),
      ),
  );

function entryLines({ entry: { answers, needs } }: Declaration): LangText[] {
  return [
    ...answers.map(({ question, answer }) =>
      fill(both('Question « {} » : {}.', 'Question “{}”: {}.'), question, answer),
    ),
    fill(
      both(
        'Il faut un téléphone : {}. Une carte de banque : {}. Français : {}. Âge : {}.',
        'A phone is needed: {}. A bank card: {}. French: {}. Age: {}.',
      ),
      yesOrNo(needs.smartphone),
      yesOrNo(needs.bankCard),
      needs.french === 'none' ? both('pas besoin', 'not needed') : needs.french,
      needs.minAge === null ? joined([both('tous', 'all')]) : String(needs.minAge),
    ),
  ];
}
