import type { KeptHpke } from './configs.ts';
import type { TakeOnSecrets } from './take-on.ts';

/** What the helper keeps of one study, beside the table of its jobs. */
export interface HelperState {
  readonly tokenKey: string;
  /** `HpkeConfig` of the collector, encoded. */
  readonly collector: string;
  /** Its own signed `operates`. */
  readonly label: string;
  readonly configId: number;
  /** Gone from the day of destruction on. */
  readonly secrets: (TakeOnSecrets & { readonly hpke: KeptHpke }) | undefined;
  /** Set once, before the answer leaves: from then on the batch is collected. */
  readonly share?: HelperShare;
  /** Set once: what was signed, and the signature. */
  readonly cosigned?: { readonly statement: string; readonly signature: string };
}

export interface HelperShare {
  /** SHA-256 of the request. */
  readonly request: string;
  readonly name: string;
  /** `AggregateShare`, as it was and will be answered. */
  readonly answer: string;
  /** The same, open, with the noise in it. */
  readonly noisy: string;
}
