import type { Schema } from './read.ts';
import { digest, id, key, literal, mailbox, minute, object, partyId, reader } from './read.ts';
import type { Head } from './record.ts';

/** The resident's no to a request. The party is told `access_denied` and nothing else. */
export interface Refusal extends Head<'refusal'> {
  /** A mailbox; without a vault, one made for this no and forgotten. */
  readonly by: string;
  readonly key: string;
  readonly party: string;
  readonly requestDigest: string;
}

const refusal: Schema<Refusal> = object({
  v: literal(1),
  type: literal('refusal'),
  id,
  at: minute,
  by: mailbox,
  key,
  party: partyId,
  requestDigest: digest,
});

export const readRefusal = reader(refusal, 'refusal-invalid');
