// Which key speaks for a mailbox. `Store` (contract.ts) holds it.

import type { KeyStep } from '../../policy/handover.ts';
import type { Kept } from './entry.ts';

/** A hand-over that the door has read and verified: signed by both keys. */
export interface NewHandover {
  mailbox: string;
  grant: string;
  id: string;
  text: string;
  key: string;
  newKey: string;
  atMs: number;
}

export interface HandoverStore {
  /**
   * Member of the grant's sequence, the step of its mailbox, and the end of all help that the key before gave, in one
   * transaction: from then on that key only ends. Refused when another key took the place
   * of this one, or when it is not the one that speaks under this grant. The same text twice gives the same place.
   */
  keepHandover(handover: NewHandover): Promise<Kept>;
  /** All steps of one mailbox. One that was never handed over, and one that does not exist, has none. */
  listKeySteps(mailbox: string): Promise<KeyStep[]>;
}
