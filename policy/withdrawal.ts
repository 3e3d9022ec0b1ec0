import type { Schema } from './read.ts';
import { digest, id, key, line, literal, minute, object, partyId, reader, signature } from './read.ts';
import type { Head } from './record.ts';

/**
 * A resident takes a contribution out of a study before its window closes. Signed by the contribution's own key, which its
 * token commits to and which nothing else of this resident uses; so it names a contribution and no person.
 */
export interface Withdrawal extends Head<'withdrawal'> {
  /** The contribution's key, 32 bytes. */
  readonly by: string;
  readonly study: string;
}

const withdrawal: Schema<Withdrawal> = object({
  v: literal(1),
  type: literal('withdrawal'),
  id,
  at: minute,
  by: key,
  study: digest,
});

export const readWithdrawal = reader(withdrawal, 'withdrawal-invalid');

/** What an aggregator signs once a contribution is out, under `vav/withdrawn/1`: the resident keeps it. */
export interface Withdrawn {
  readonly study: string;
  readonly contribution: string;
  readonly by: string;
  readonly at: string;
}

const withdrawn: Schema<Withdrawn> = object({ study: digest, contribution: key, by: digest, at: minute });

export const readWithdrawn = reader(withdrawn, 'withdrawal-invalid');
export const withdrawnLabel = 'vav/withdrawn/1';

/** One aggregator's word that a contribution is out, as it passes from house to house. `statement`: canonical text. */
export interface SignedWithdrawn {
  readonly party: string;
  readonly statement: string;
  readonly signature: string;
}

const signedWithdrawn: Schema<SignedWithdrawn> = object({ party: partyId, statement: line(1000), signature });

export const readSignedWithdrawn = reader(signedWithdrawn, 'withdrawal-invalid');
