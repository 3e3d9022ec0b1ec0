/**
 * A record after the cities’ Algorithmic Transparency Standard 0.3.1 (Eurocities), in English, by its attribute names. An
 * attribute that the declaration says nothing about is left out, so that the register's own form shows what is missing.
 */
import type { Declaration } from '../declaration.ts';
import type { PurposeId } from '../purpose.ts';
import { tell } from '../telling.ts';
import { type LinkedObject, present } from './linked.ts';
import * as say from './paragraphs.ts';
import { addressOf, type Published } from './published.ts';

const domains: Record<PurposeId, string> = {
  aid: 'subsidies, benefits and allowances',
  fare: 'traffic and transportation',
  route: 'traffic and transportation',
  planning: 'environment, spacial planning and water',
  'service-improvement': 'generic',
  research: 'education and science',
  'fraud-check': 'government',
  advertising: 'economy and entrepreneurship',
};

const statusNames = {
  planned: 'planned',
  pilot: 'pilot',
  active: 'operational',
  suspended: 'evaluation',
  retired: 'retired',
} as const;

const riskNames = {
  'high-risk': 'high risk',
  'limited-risk': 'limited risk',
  'minimal-risk': 'minimal risk',
  'not-ai': 'minimal risk',
} as const;

const uses = {
  none: 'descriptive',
  information: 'descriptive',
  scoring: 'predictive',
  ranking: 'prescriptive',
  eligibility: 'prescriptive',
  price: 'prescriptive',
  control: 'diagnostic',
} as const;

export function citiesRecord(of: Published): LinkedObject {
  const { declaration: d } = of;
  const assessed = (kind: 'DPIA' | 'AIA') => d.impactAssessments.find((entry) => entry.kind === kind);
  const [purpose] = d.purposes;
  return present({
    standard_version: '0.3.1',
    uuid: uuidOf(d.id),
    lang: 'en',
    publication_date: d.changelog.find((entry) => entry.class === 'first')?.date ?? d.at.slice(0, 10),
    last_change_date: d.at.slice(0, 10),
    revision_date: d.reviewBefore,
    keywords: d.purposes.map(({ text }) => text.en).join(', '),
    name: d.title.en,
    organization: d.controller.name.en,
    department: d.accountableRole.en,
    country: 'France',
    contact_email: d.controller.contact.email,
    contact_phone: d.controller.contact.phone,
    description_short: say.cut(d.summary.en, 150),
    website: addressOf(of),
    status: statusNames[d.status],
    decision_making_process: say.decisionMaking(d, 'en'),
    domain: purpose === undefined ? undefined : domains[purpose.id],
    area: d.area?.name.en ?? 'No area in particular',
    goal: say.goal(d, 'en'),
    impact: say.impact(d, 'en'),
    risks: say.riskText(d, 'en'),
    risk_category: d.aiActClass === null ? null : riskNames[d.aiActClass],
    proportionality: say.considerations(d, 'en'),
    lawful_basis: say.basisText(d),
    training_data: d.logic.model?.trainingData.en ?? 'None: nothing was learned from data.',
    source_data: say.inputData(d, 'en'),
    data_bias: d.logic.model?.limits.en,
    connected_data_sources: say.joinedData(d, 'en'),
    DPIA_description: assessed('DPIA')?.result.en,
    DPIA_url: assessed('DPIA')?.url,
    description: say.cut(tell(d, 'full', 'en').join('\n'), 10_000),
    algorithm_type: kindOf(d),
    methods_and_models: say.workings(d, 'en'),
    performance: metricsOf(d),
    alternatives_considered: d.alternativesConsidered?.en,
    product_information: d.registrationUrl ?? d.sources.inventoryUrl,
    codebase_url: d.sources.codeUrl,
    AIA_description: assessed('AIA')?.result.en,
    AIA_url: assessed('AIA')?.url,
    type: uses[d.decision.kind],
    monitoring: say.monitoringText(d, 'en'),
    human_intervention: say.humanPart(d, 'en'),
    objection_procedure: say.appeal(d, 'en'),
    rollback: say.rollback(d, 'en'),
  });
}

/** Statistics with a model have been fitted to data; without one they only count. */
function kindOf({ logic: { kind, model } }: Declaration): string {
  if (kind === 'hybrid') return 'hybrid';
  return kind === 'learned' || model !== undefined ? 'self-learning' : 'rule-based';
}

function metricsOf({ logic: { model } }: Declaration): string | undefined {
  if (model === undefined || model.metrics.length === 0) return undefined;
  return model.metrics
    .map(({ name, group, value }) => `${name.en}${group === null ? '' : ` (${group})`}: ${value}`)
    .join('\n');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The 16 bytes of a record's id in the other usual writing. */
export function uuidOf(id: string): string {
  const bits = [...id].map((character) => alphabet.indexOf(character).toString(2).padStart(6, '0')).join('');
  const hex = Array.from({ length: 32 }, (_, at) =>
    Number.parseInt(bits.slice(at * 4, at * 4 + 4), 2).toString(16),
  ).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
