// Two signed heads of one log that no one tree can have: the gravest thing a log can do, and a proof of it that needs
// nobody's word. At one size two roots are enough. At two sizes it takes the root that the larger tree has at the smaller
// size, with the consistency path that shows it; the log signed another one there.

import { areEqual } from './encode.ts';
import { CryptoFault } from './fault.ts';
import type { Sha256 } from './hash.ts';
import { type Checkpoint, type NoteKey, type VerifySignature, verifyCheckpoint } from './note.ts';
import { consistencyPathFrom, type ReadNode, rootFrom, verifyConsistency } from './proof.ts';

export interface Fork {
  /** Two signed notes, the smaller tree first. */
  readonly notes: readonly [string, string];
  /** Where the sizes differ: what the larger tree has at the smaller size, and why. */
  readonly root?: Uint8Array;
  readonly path?: readonly Uint8Array[];
}

/** What a walk over the larger tree's nodes gives for a fork at two sizes. */
export function forkPath(
  read: ReadNode,
  smaller: number,
  larger: number,
  sha?: Sha256,
): Required<Omit<Fork, 'notes'>> {
  return { root: rootFrom(read, smaller, sha), path: consistencyPathFrom(read, smaller, larger, sha) };
}

/** The two heads, when they are a fork; a fault for everything that is none. */
export function verifyFork(
  { notes, root, path }: Fork,
  log: NoteKey,
  how: { readonly verify?: VerifySignature; readonly sha?: Sha256 } = {},
): [Checkpoint, Checkpoint] {
  const [smaller, larger] = notes.map((note) => verifyCheckpoint(note, log, how.verify)) as [
    Checkpoint,
    Checkpoint,
  ];
  if (smaller.size > larger.size) throw new CryptoFault('proof-invalid', 'expected the smaller tree first');
  const there =
    smaller.size === larger.size ? larger.root : shownRoot(smaller, larger, root, path ?? [], how.sha);
  if (areEqual(smaller.root, there)) throw new CryptoFault('proof-invalid', 'these heads are of one history');
  return [smaller, larger];
}

function shownRoot(
  smaller: Checkpoint,
  larger: Checkpoint,
  root: Uint8Array | undefined,
  path: readonly Uint8Array[],
  sha: Sha256 | undefined,
): Uint8Array {
  // From the empty tree every path leads: a path that binds nothing proves nothing.
  if (root === undefined || smaller.size === 0)
    throw new CryptoFault('proof-invalid', 'two sizes, and no root of the larger tree at the smaller size');
  if (!verifyConsistency(smaller.size, root, larger.size, larger.root, path, sha))
    throw new CryptoFault('proof-invalid', 'path does not lead to the larger head');
  return root;
}
