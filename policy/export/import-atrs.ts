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

const phases: Readonly<Record<string, string>> = {
  idea: 'planned',
  design: 'planned',
  development: 'planned',
  'pre-deployment': 'planned',
  'beta/pilot': 'pilot',
  beta: 'pilot',
  pilot: 'pilot',
  production: 'active',
  retired: 'retired',
};

const taken: ReadonlySet<string> = new Set([
  'name',
  'description',
  'contact_email',
  'organisation',
  'senior_responsible_owner',
  'external_supplier',
  'external_supplier_identifier',
  'companies_house_number',
  'benefit',
  'alternatives_considered',
  'phase',
  'impact_assessment_name',
  'impact_assessment_description',
  'impact_assessment_date',
  'impact_assessment_link',
  'risk_description',
  'risk_mitigation',
  'standard_version',
]);

/** A draft from a record of the UK standard, of template 2.1 (in sections) or of the flat data model before it. */
export function importAtrs(record: unknown): Draft {
  const fields = fieldsOf(record);
  const say = (name: string, most: number): JsonValue | undefined =>
    inLanguage('en', textOf(fields.get(name))?.slice(0, most));
  return draftOf(fields, taken, {
    title: say('name', 100),
    summary: say('description', 350),
    controller: closedFields({
      name: say('organisation', 120),
      contact: contactIn(fields.get('contact_email')),
    }),
    accountableRole: say('senior_responsible_owner', 160),
    processors: processorsIn(record, fields),
    status: phases[textOf(fields.get('phase'))?.toLowerCase() ?? ''],
    necessity: say('benefit', 600),
    alternativesConsidered: say('alternatives_considered', 600),
    impactAssessments: assessmentsIn(record),
    risks: risksIn(record),
  });
}

type Entry = Readonly<Record<string, unknown>>;

/** Every object anywhere that has this field: suppliers, assessments and risks come as lists in some records. */
function entriesWith(record: unknown, name: string, depth = 0): Entry[] {
  if (typeof record !== 'object' || record === null || depth > 6) return [];
  const own = !Array.isArray(record) && Object.hasOwn(record, name) ? [record as Entry] : [];
  return [...own, ...Object.values(record).flatMap((inner) => entriesWith(inner, name, depth + 1))].slice(
    0,
    20,
  );
}

function processorsIn(record: unknown, fields: Fields): JsonValue | undefined {
  const found = entriesWith(record, 'external_supplier').flatMap((entry) => {
    const name = textOf(entry.external_supplier);
    const legalId = textOf(entry.external_supplier_identifier ?? entry.companies_house_number);
    return name === undefined || /^(?:none|n\/a)$/i.test(name)
      ? []
      : [closedFields({ name: { en: name.slice(0, 120) }, legalId })];
  });
  if (found.length > 0) return found;
  // « No supplier » is an answer; silence is none.
  return fields.get('external_supplier_involvement') === false ? [] : undefined;
}

function assessmentsIn(record: unknown): JsonValue | undefined {
  const found = entriesWith(record, 'impact_assessment_name').flatMap((entry) => {
    const name = textOf(entry.impact_assessment_name) ?? '';
    const kind = /data protection|DPIA/i.test(name)
      ? 'DPIA'
      : /algorithm|AIA/i.test(name)
        ? 'AIA'
        : undefined;
    if (kind === undefined) return [];
    return [
      closedFields({
        kind,
        url: addressIn(entry.impact_assessment_link),
        date: dateIn(entry.impact_assessment_date),
        result: inLanguage('en', textOf(entry.impact_assessment_description)?.slice(0, 400)),
      }),
    ];
  });
  return found.length === 0 ? undefined : found;
}

/** Days there come as 31/12/2026 or 2026-12-31. */
function dateIn(value: unknown): string | undefined {
  const text = textOf(value) ?? '';
  const british = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  if (british !== null) return `${british[3]}-${british[2]}-${british[1]}`;
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

function risksIn(record: unknown): JsonValue | undefined {
  const found = entriesWith(record, 'risk_description').flatMap((entry) => {
    const text = inLanguage('en', textOf(entry.risk_description)?.slice(0, 400));
    return text === undefined
      ? []
      : [closedFields({ text, mitigation: inLanguage('en', textOf(entry.risk_mitigation)?.slice(0, 400)) })];
  });
  return found.length === 0 ? undefined : found;
}
