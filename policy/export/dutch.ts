/**
 * A record for the Dutch algorithm register, publication standard 1.0: its 31 fields by their names and with their lengths.
 * The register takes Dutch only; a declaration has no Dutch, so `lang` says `eng` and the record waits for a translator.
 */
import type { PurposeId } from '../purpose.ts';
import { type LinkedObject, present } from './linked.ts';
import * as say from './paragraphs.ts';
import { addressOf, type Published } from './published.ts';

/** The register's own list of fields of policy (TOOI). */
const themes: Record<PurposeId, string> = {
  aid: 'Sociale zekerheid',
  fare: 'Verkeer',
  route: 'Verkeer',
  planning: 'Ruimte en infrastructuur',
  'service-improvement': 'Organisatie en bedrijfsvoering',
  research: 'Onderwijs en wetenschap',
  'fraud-check': 'Recht',
  advertising: 'Economie',
};

const statusNames = {
  planned: 'In ontwikkeling',
  pilot: 'In gebruik',
  active: 'In gebruik',
  suspended: 'Buiten gebruik',
  retired: 'Buiten gebruik',
} as const;

const text = 2500;

export function dutchRecord(of: Published): LinkedObject {
  const { declaration: d, digest } = of;
  const provider = d.processors.filter(({ role }) => role === 'software').map(({ name }) => name.en);
  const isOver = d.status === 'suspended' || d.status === 'retired';
  return present({
    name: say.cut(d.title.en, 100),
    description_short: say.cut(d.summary.en, 350),
    organization: say.cut(d.controller.name.en, 100),
    category: [...new Set(d.purposes.map(({ id }) => themes[id]))],
    status: statusNames[d.status],
    begin_date: d.validFrom.slice(0, 7),
    end_date: isOver ? d.validTo.slice(0, 7) : null,
    contact_email: d.controller.contact.email ?? addressOf(of),
    website: addressOf(of),
    publication_category: categoryOf(of),
    url: `${addressOf(of)}/export/dutch`,
    goal: say.cut(`${say.goal(d, 'en')} ${say.impact(d, 'en')}`, text),
    proportionality: say.cut(say.considerations(d, 'en'), text),
    human_intervention: say.cut(say.humanPart(d, 'en'), text),
    risks: say.cut(say.riskText(d, 'en'), text),
    lawful_basis: say.cut(say.basisText(d), text),
    lawful_basis_grouping: d.legalBasis.flatMap(({ article, lawUrl }) =>
      lawUrl === null ? [] : [{ title: article, link: lawUrl }],
    ),
    process_index_url: d.sources.ropaUrl,
    impacttoetsen_grouping: d.impactAssessments.map(({ kind, url }) =>
      present({ title: assessmentNames[kind], link: url }),
    ),
    impacttoetsen: d.impactReason === null ? null : say.cut(d.impactReason.en, text),
    source_data: say.cut([say.inputData(d, 'en'), say.joinedData(d, 'en')].join('\n'), text),
    source_data_grouping: [],
    methods_and_models: say.cut(say.workings(d, 'en'), 5000),
    provider: say.cut(provider.length === 0 ? 'Developed internally' : provider.join(', '), 200),
    publiccode: d.sources.codeUrl,
    lang: 'eng',
    standard_version: '1.0',
    source_id: digest,
    tags: say.cut(d.purposes.map(({ text: words }) => words.en).join(', '), text),
  });
}

const assessmentNames = {
  DPIA: 'Data Protection Impact Assessment (DPIA)',
  AIA: 'AI Impact Assesment (AIIA)',
  FRIA: 'Fundamentele Rechten en Algoritme Impact Assessment (FRAIA)',
} as const;

function categoryOf({ declaration: { aiActClass, decision } }: Published): string {
  if (aiActClass === 'high-risk') return 'Hoog-risico AI-systeem';
  return decision.kind === 'none' || decision.kind === 'information'
    ? 'Overige algoritmes'
    : 'Impactvolle algoritmes';
}
