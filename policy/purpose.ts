import { oneOf } from './read.ts';
import type { LangText } from './record.ts';

/** One reason for using data, from the list that this relay publishes. DPV term beside ours; ours is what is signed. */
export interface Purpose {
  readonly id: PurposeId;
  readonly iri: string;
  readonly label: LangText;
}

export const purposeIds = [
  'aid',
  'fare',
  'route',
  'planning',
  'service-improvement',
  'research',
  'fraud-check',
  'advertising',
] as const;
export type PurposeId = (typeof purposeIds)[number];

const dpv = (term: string) => `https://w3id.org/dpv#${term}`;

const purpose = (id: PurposeId, term: string, fr: string, en: string): Purpose => ({
  id,
  iri: dpv(term),
  label: { fr, en },
});

export const purposes: readonly Purpose[] = [
  purpose('aid', 'ServiceProvision', 'Calculer une aide', 'Work out a grant or benefit'),
  purpose('fare', 'PaymentManagement', 'Calculer un tarif', 'Work out a fare'),
  purpose('route', 'ServicePersonalisation', 'Proposer un trajet', 'Suggest a route'),
  purpose('planning', 'PublicBenefit', 'Aménager la ville', 'Plan the city'),
  purpose(
    'service-improvement',
    'ImproveExistingProductsAndServices',
    'Améliorer un service',
    'Improve a service',
  ),
  purpose('research', 'ScientificResearch', 'Faire de la recherche', 'Do research'),
  purpose('fraud-check', 'FraudPreventionAndDetection', 'Vérifier une demande', 'Check a claim'),
  purpose('advertising', 'Advertising', 'Faire de la publicité', 'Show advertising'),
];

export const purposeId = oneOf(purposeIds);

const byId = new Map(purposes.map((entry) => [entry.id, entry]));

export function purposeOf(id: PurposeId): Purpose {
  return byId.get(id) as Purpose;
}
