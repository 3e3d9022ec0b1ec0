import { PolicyFault } from './fault.ts';
import type { Schema } from './read.ts';
import {
  either,
  id,
  key,
  literal,
  mailbox,
  minute,
  object,
  oneOf,
  optional,
  reader,
  signature,
} from './read.ts';
import type { Head, Proof } from './record.ts';

/** Said only if the resident wants to; the party sees it. */
const revocationReasons = ['not-needed', 'changed-mind', 'not-trusted', 'device-lost', 'other'] as const;
export type RevocationReason = (typeof revocationReasons)[number];

/**
 * The resident ends a grant. Three proofs are accepted: a signature by the mailbox's key; the stop secret of the paper
 * card, then `by` is `stop`, there is no key, and the relay wrote the record; a signature by a helper's key, then
 * `mandate` says under which mandate, with the warrant that the mailbox's key signed for it (mandate.ts).
 */
export interface Revocation extends Head<'revocation'> {
  readonly by: string;
  readonly key?: string;
  readonly grant: string;
  readonly reason?: RevocationReason;
  /** Whoever sees this stop can check that the resident let this key stop, without the private record of the mandate. */
  readonly mandate?: { readonly id: string; readonly warrant: string };
}

const revocation: Schema<Revocation> = object({
  v: literal(1),
  type: literal('revocation'),
  id,
  at: minute,
  by: either([literal('stop'), mailbox]),
  key: optional(key),
  grant: id,
  reason: optional(oneOf(revocationReasons)),
  mandate: optional(object({ id, warrant: signature })),
});

const readShape = reader(revocation, 'revocation-invalid');

export function readRevocation(body: unknown): Revocation {
  const read = readShape(body);
  if ((read.by === 'stop') !== (read.key === undefined)) {
    throw new PolicyFault('revocation-invalid', 'expected a key exactly when a mailbox signs', 'key');
  }
  if (read.by === 'stop' && read.mandate !== undefined)
    throw new PolicyFault('revocation-invalid', 'expected no mandate on a stop card', 'mandate');
  return read;
}

/** Does the kind of proof fit who speaks? */
export const fitsProof = (of: Revocation, proof: Proof): boolean =>
  (of.by === 'stop') === (proof.kind === 'stop');
