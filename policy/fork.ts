import type { Schema } from './read.ts';
import { bytes32, line, list, literal, object, optional, prose, reader } from './read.ts';

/**
 * Two signed heads of one log that contradict each other, as a file that one person hands to another. The proof is in it:
 * whoever reads it believes neither the person nor the log (crypto/fork.ts).
 */
export interface ForkFile {
  readonly format: 'vav/fork/1';
  /** The log's key as a C2SP verifier key: told for convenience, to be compared with the one that is trusted. */
  readonly verifierKey: string;
  /** Signed notes, the smaller tree first. */
  readonly notes: readonly string[];
  /** Where the sizes differ: the root that the larger tree has at the smaller size … */
  readonly root?: string;
  /** … and the consistency path that shows it (RFC 6962 §2.1.2). */
  readonly path?: readonly string[];
}

const forkFile: Schema<ForkFile> = object({
  format: literal('vav/fork/1'),
  verifierKey: line(400),
  notes: list(prose(16_000), 2),
  root: optional(bytes32),
  path: optional(list(bytes32, 63)),
});

export const readForkFile = reader(forkFile, 'receipt-invalid');
