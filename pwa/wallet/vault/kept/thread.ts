// Rows of contests, rights, deletions, questions and reports.

import type { LogReceipt } from '../../../../policy/receipt.ts';
import type { ThreadText } from '../../../../policy/thread/text.ts';
import type { Thread, ThreadOpening } from '../../../../policy/thread.ts';

/** One act of a thread, as signed, with what was sealed in it. */
export interface KeptThreadAct {
  digest: string;
  text: string;
  record: Thread;
  /** What its side wrote; null where nothing is sealed in it, or where it does not open. */
  words: ThreadText | null;
  /** The sealed bytes while they wait to be sent. */
  sealed: string | null;
  receipt: LogReceipt | null;
  /** The relay's time of record, on which periods run; null until it has answered. */
  recordedAt: string | null;
}

/** A contest, a request under a right, a deletion, a question, a report. The name of its row is its id. */
export interface KeptThread {
  id: string;
  opening: ThreadOpening;
  /** The generation of the pairwise key that speaks. */
  generation: number;
  at: string;
  /** Oldest first. */
  acts: readonly KeptThreadAct[];
}
