import type { JsonValue } from '../read.ts';
import {
  addressIn,
  closedFields,
  contactIn,
  type Draft,
  draftOf,
  type Fields,
  fieldsOf,
  inLanguage,
  textOf,
} from './draft.ts';

const statuses: Readonly<Record<string, string>> = {
  'In ontwikkeling': 'planned',
  'In gebruik': 'active',
  'Buiten gebruik': 'retired',
};

const classes: Readonly<Record<string, string>> = { 'Hoog-risico AI-systeem': 'high-risk' };

/** What of the register's fields is understood; the rest is listed as left. */
const taken: ReadonlySet<string> = new Set([
  'name',
  'description_short',
  'organization',
  'status',
  'begin_date',
  'end_date',
  'contact_email',
  'publication_category',
  'proportionality',
  'lawful_basis_grouping',
  'title',
  'link',
  'process_index_url',
  'impacttoetsen_grouping',
  'impacttoetsen',
  'publiccode',
  'url',
  'lang',
  'standard_version',
]);

/** A draft from a record of the Dutch algorithm register (standard 1.0). Its texts are Dutch unless it says otherwise. */
export function importDutch(record: unknown): Draft {
  const fields = fieldsOf(record);
  const lang = languageOf(fields.get('lang'));
  const say = (name: string): JsonValue | undefined => inLanguage(lang, textOf(fields.get(name)));
  return draftOf(fields, taken, {
    title: say('name'),
    summary: say('description_short'),
    controller: closedFields({ name: say('organization'), contact: contactIn(fields.get('contact_email')) }),
    status: statuses[textOf(fields.get('status')) ?? ''],
    validFrom: monthIn(fields.get('begin_date')),
    validTo: monthIn(fields.get('end_date')),
    necessity: say('proportionality'),
    legalBasis: basisIn(fields),
    aiActClass: classes[textOf(fields.get('publication_category')) ?? ''],
    impactAssessments: assessmentsIn(fields),
    impactReason: say('impacttoetsen'),
    sources: closedFields({
      ropaUrl: addressIn(fields.get('process_index_url')),
      inventoryUrl: addressIn(fields.get('url')),
      codeUrl: addressIn(fields.get('publiccode')),
    }),
  });
}

/** ISO 639-3 there, 639-1 here. */
function languageOf(value: unknown): string {
  const said = textOf(value)?.toLowerCase();
  return said === 'eng' ? 'en' : said === 'fra' ? 'fr' : 'nl';
}

/** A month becomes its first day; the day itself is not known there. */
function monthIn(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? `${text}-01` : undefined;
}

const entriesIn = (value: unknown): { title?: unknown; link?: unknown }[] =>
  (Array.isArray(value) ? value.slice(0, 10) : []).filter(
    (entry) => typeof entry === 'object' && entry !== null,
  );

/** Which article of the GDPR a law stands for is not said there: the `iri` stays open. */
function basisIn(fields: Fields): JsonValue | undefined {
  const found = entriesIn(fields.get('lawful_basis_grouping')).flatMap(({ title, link }) => {
    const article = textOf(title);
    return article === undefined
      ? []
      : [closedFields({ article: article.slice(0, 60), lawUrl: addressIn(link) })];
  });
  return found.length === 0 ? undefined : found;
}

function assessmentsIn(fields: Fields): JsonValue | undefined {
  const found = entriesIn(fields.get('impacttoetsen_grouping')).flatMap(({ title, link }) => {
    const name = textOf(title) ?? '';
    const kind = /DPIA/.test(name)
      ? 'DPIA'
      : /IAMA|FRAIA/.test(name)
        ? 'FRIA'
        : /AIIA/.test(name)
          ? 'AIA'
          : undefined;
    return kind === undefined ? [] : [closedFields({ kind, url: addressIn(link) })];
  });
  return found.length === 0 ? undefined : found;
}
