/** The third level: everything that is declared, a line for each thing. Here who answers for it, and which data. */
import type { Declaration } from '../declaration.ts';
import { factKind } from '../fact.ts';
import { purposeOf } from '../purpose.ts';
import type { LangText } from '../record.ts';
import { both, closed, daysText, dayText, fill, joined, lowered, quoted, waysText, yesOrNo } from './form.ts';
import { tellPeople } from './people.ts';
import { tellPlaces } from './places.ts';
import { tellResult } from './result.ts';
import {
  accessWords,
  frequencyWords,
  givenAsWords,
  interestWords,
  leaveWords,
  minimisedWords,
  needWords,
  processorWords,
  sourceWords,
  startWords,
  statusWords,
  subjectWords,
  thenWords,
} from './words.ts';

const none = both('rien', 'nothing');

export function tellFull(of: Declaration): LangText[] {
  return [...tellWho(of), ...tellData(of), ...tellResult(of), ...tellPeople(of), ...tellPlaces(of)];
}

function tellWho(of: Declaration): LangText[] {
  const { controller } = of;
  return [
    closed(of.title),
    closed(of.summary),
    statusWords[of.status],
    fill(
      both('Version {}, du {} au {}.', 'Version {}, from {} to {}.'),
      of.version,
      dayText(of.validFrom),
      dayText(of.validTo),
    ),
    fill(both('À revoir avant le {}.', 'To be looked at again before {}.'), dayText(of.reviewBefore)),
    of.previousHash === null
      ? both('C’est la première version.', 'It is the first version.')
      : fill(both('La version d’avant : {}.', 'The version before: {}.'), of.previousHash),
    fill(
      both('Qui répond : {} ({}). {}.', 'Who answers for it: {} ({}). {}.'),
      controller.name,
      controller.legalId,
      waysText(controller.contact),
    ),
    ...(controller.dpo === undefined
      ? []
      : [fill(both('Pour vos données : {}.', 'For your data: {}.'), waysText(controller.dpo))]),
    ...controller.jointWith.map(({ name, legalId, contact }) =>
      fill(both('Avec : {} ({}). {}.', 'Together with: {} ({}). {}.'), name, legalId, waysText(contact)),
    ),
    fill(
      both('La personne qui en répond : {}.', 'The person who answers for it: {}.'),
      lowered(of.accountableRole),
    ),
    ...of.processors.map(({ name, legalId, role, country, dataAccess }) =>
      fill(
        both('{} ({}, {}) {} et {}.', '{} ({}, {}) {} and {}.'),
        name,
        legalId ?? '–',
        country,
        processorWords[role],
        accessWords[dataAccess],
      ),
    ),
    ...of.purposes.map(({ id, text }) =>
      fill(both('Pourquoi : {}. {}.', 'Why: {}. {}.'), lowered(purposeOf(id).label), text),
    ),
    ...of.legalBasis.map(({ article, iri, lawUrl }) =>
      fill(
        both('La loi : {} ({}). {}', 'The law: {} ({}). {}'),
        article,
        iri.split('#').at(-1) ?? '',
        lawUrl ?? '–',
      ),
    ),
    fill(both('Pourquoi il le faut : {}.', 'Why it is needed: {}.'), of.necessity),
    ...quoted(both('Pourquoi c’est juste : {}.', 'Why it is fair: {}.'), of.proportionality),
    ...quoted(
      both('Autres voies étudiées : {}.', 'Other ways that were looked at: {}.'),
      of.alternativesConsidered,
    ),
    interestWords[of.interest],
  ];
}

function tellData(of: Declaration): LangText[] {
  return [
    fill(both('Sur qui : {}.', 'About whom: {}.'), joined(of.subjects.map((kind) => subjectWords[kind]))),
    ...of.inputs.map(({ key, necessity, source, sourceId, precision, ruleInput, sensitive }) => {
      const kind = factKind(key);
      const step =
        kind.precisions.find(({ name }) => name === precision)?.label ?? both(precision, precision);
      return fill(
        both('Donnée : {} ({}). {} ; {} ; {}{}{}.', 'Fact: {} ({}). {}; {}; {}{}{}.'),
        lowered(kind.label),
        lowered(step),
        needWords[necessity],
        sourceWords[source],
        sensitive ? both('sensible', 'sensitive') : both('pas sensible', 'not sensitive'),
        sourceId === null ? '' : both(` ; ${sourceId}`, `; ${sourceId}`),
        ruleInput === undefined ? '' : both(` ; ${ruleInput}`, `; ${ruleInput}`),
      );
    }),
    ...of.minimised.map(({ what, how }) => fill(minimisedWords[how], lowered(what))),
    ...of.otherData.map(({ id, name, holder, why }) =>
      fill(
        both('Pris ailleurs : {} ({}, chez {}). {}.', 'Taken elsewhere: {} ({}, from {}). {}.'),
        lowered(name),
        id,
        holder,
        why,
      ),
    ),
    frequencyWords[of.frequency.kind],
    ...(of.frequency.maxPerPeriod === undefined || of.frequency.periodDays === undefined
      ? []
      : [
          fill(
            both('Au plus {} fois en {}.', 'At most {} times in {}.'),
            of.frequency.maxPerPeriod,
            daysText(of.frequency.periodDays),
          ),
        ]),
    fill(
      both('On refuse de lire ce qui a plus de {}.', 'What is older than {} is not read.'),
      daysText(of.maxAgeDays),
    ),
    of.recipients.length === 0
      ? both('Vos données ne vont chez personne d’autre.', 'Your data goes to nobody else.')
      : both('Vos données vont aussi chez d’autres.', 'Your data goes to others too.'),
    ...of.recipients.map(({ name, kind, why, fields, asWhat }) =>
      fill(
        both('{} ({}) reçoit {} : {}. {}.', '{} ({}) gets {}: {}. {}.'),
        name,
        kind,
        givenAsWords[asWhat],
        fields.length === 0 ? none : joined(fields.map((key) => lowered(factKind(key).label))),
        why,
      ),
    ),
    ...of.transfers.map(({ country, safeguard }) =>
      fill(both('Vers un autre pays : {}. {}.', 'To another country: {}. {}.'), country, safeguard),
    ),
    ...of.retention.map(({ what, days, start, then, why }) =>
      fill(
        both('On garde : {}, {} {}, {}{}.', 'Kept: {}, {} {}, {}{}.'),
        lowered(what),
        daysText(days),
        startWords[start],
        thenWords[then],
        why === undefined ? '' : fill(both(' ({})', ' ({})'), why),
      ),
    ),
    leaveWords[of.leavePolicy],
    fill(
      both('On les donne plus loin : {}. On les vend : {}.', 'Given on: {}. Sold: {}.'),
      yesOrNo(of.reshares),
      yesOrNo(of.resale),
    ),
    ...of.security.map(({ iri, text }) =>
      fill(both('Sécurité ({}) : {}.', 'Security ({}): {}.'), iri.split('#').at(-1) ?? '', text),
    ),
  ];
}
