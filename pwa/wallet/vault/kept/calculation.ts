// Rows of what was calculated about the resident, and of what this phone found when it computed it again.

import type { CalculationContent, CalculationResult } from '../../../../policy/calculation.ts';
import type { LogReceipt } from '../../../../policy/receipt.ts';
import type { Assumption, PathStep, PathTotals } from '../../../../policy/trace.ts';

export type Verdict = 'same' | 'different' | 'impossible';

/** A figure of a result, ours or the party's; money in cents. */
export type Figure = CalculationResult;

export interface KeptRecomputation {
  verdict: Verdict;
  /** Why it is impossible, or what else differs: a stable code that has a sentence in `pwa/words`. */
  why: string | null;
  theirs: readonly Figure[];
  ours: readonly Figure[];
  path: readonly PathStep[];
  totals: PathTotals | null;
  /** Questions that no fact answered, and the published default that was used. */
  assumed: readonly Assumption[];
  engine: string;
  at: string;
}

/** A calculation about the resident. The name of its row is its record's digest. */
export interface KeptCalculation {
  digest: string;
  grant: string;
  party: string;
  declaration: string;
  at: string;
  seq: number;
  text: string;
  /** Its place in the log, verified when it came; null where the log had not said yet. */
  receipt: LogReceipt | null;
  rulesHash: string | null;
  engine: string;
  /** Number of the envelope it was made on. */
  envelope: number;
  contestUntil: string | null;
  contestWhere: string;
  /** Opened and checked; null when it could not be opened. */
  content: CalculationContent | null;
  /** Of the content, for screens: results as the party gives them, inputs as it says it used them. */
  results: readonly Figure[];
  inputs: readonly Figure[];
  /** What is wrong with it; null when all digests, facts and salts fit. */
  openFault: string | null;
  recomputation: KeptRecomputation | null;
  /** Our receipt (« received these bytes », never « agreed »). */
  receiptText: string | null;
}
