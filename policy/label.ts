import type { Schema } from './read.ts';
import { id, instant, literal, object, partyId, reader } from './read.ts';
import type { Head } from './record.ts';

/** The régie's seal on a party, with an end. `admitted`: this party may publish and ask here. */
export interface Label extends Head<'label'> {
  /** Party id of the régie. */
  readonly by: string;
  readonly party: string;
  readonly kind: 'admitted';
  readonly until: string;
}

const label: Schema<Label> = object({
  v: literal(1),
  type: literal('label'),
  id,
  at: instant,
  by: partyId,
  party: partyId,
  kind: literal('admitted'),
  until: instant,
});

export const readLabel = reader(label, 'label-invalid');

/** A label holds from its time until just before its end. */
export function isAdmitted(labels: readonly Label[], party: string, at: string): boolean {
  return labels.some((entry) => entry.party === party && entry.at <= at && at < entry.until);
}
