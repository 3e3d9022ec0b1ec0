import type { KeptHpke } from './configs.ts';
import type { TakeOnParties, TakeOnSecrets } from './take-on.ts';

/**
 * What the leader keeps of one study, beside its reports and jobs. Each field of the end is set once, on the disk before
 * what follows from it is sent: so whatever breaks off is gone on with where it was, with the same bytes.
 */
export interface LeaderState {
  readonly tokenKey: string;
  readonly parties: TakeOnParties;
  readonly labels: { readonly leader: string; readonly helper?: string };
  readonly configId: number;
  /** Gone from the day of destruction on. */
  readonly secrets: (TakeOnSecrets & { readonly hpke: KeptHpke; readonly collector: KeptHpke }) | undefined;
  /** Why it goes no further: what the helper said cannot be reconciled with what stands here. */
  readonly stopped?: string;
  /** The aggregate share with its noise, encoded: drawn once. */
  readonly ownShare?: string;
  /** The helper's, opened. */
  readonly helperShare?: string;
  readonly statement?: string;
  /** Record of the release with both signatures. */
  readonly release?: string;
  /** The release stands in the log. */
  readonly isKept?: true;
}
