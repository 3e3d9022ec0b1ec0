import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { verifyFork } from '../../../crypto/fork.ts';
import type { ForkFile } from '../../../policy/fork.ts';
import { LinkFault } from '../link/fault.ts';
import { readFork } from '../link/log.ts';
import { type KnownLog, readHead } from './log.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The file that proves to anybody that the log has two histories (`npm run verify`). At two sizes it takes the relay's
 * own tiles; null when it does not give them, or when they show nothing.
 */
export async function proveFork(
  noteA: string,
  noteB: string,
  log: KnownLog,
  around: Surroundings,
): Promise<ForkFile | null> {
  const [first, second] = [noteA, noteB].map((note) => ({ note, ...readHead(note, log) }));
  if (first === undefined || second === undefined) return null;
  const [small, large] = first.size <= second.size ? [first, second] : [second, first];
  const file = {
    format: 'vav/fork/1' as const,
    verifierKey: log.verifierKey,
    notes: [small.note, large.note],
  };
  try {
    const shown =
      small.size === large.size ? {} : texts(await readFork(around.reach, small.size, large.size));
    const whole = { ...file, ...shown };
    verifyFork(forkOf(whole), log.key);
    return whole;
  } catch (cause) {
    if (cause instanceof CryptoFault || cause instanceof LinkFault) return null;
    throw cause;
  }
}

const texts = ({ root, path }: { root: Uint8Array; path: readonly Uint8Array[] }) => ({
  root: toBase64url(root),
  path: path.map(toBase64url),
});

function forkOf({ notes, root, path }: Pick<ForkFile, 'notes' | 'root' | 'path'>) {
  const [small = '', large = ''] = notes;
  return {
    notes: [small, large] as const,
    ...(root === undefined ? {} : { root: fromBase64url(root) }),
    ...(path === undefined ? {} : { path: path.map((hash) => fromBase64url(hash)) }),
  };
}
