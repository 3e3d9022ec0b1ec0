import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const leastBytes = 4 * 2 ** 30;

/**
 * A folder in memory, until this process ends; undefined where the system has none that is large enough. Each act of a store
 * goes through to its disk: tests end programs and never the power, so all that a disk would add is how busy it is.
 */
export function memoryFolder(): string | undefined {
  if (!existsSync(memory)) return undefined;
  const { bavail, bsize } = statfsSync(memory);
  if (bavail * bsize < leastBytes) return undefined;
  const folder = mkdtempSync(join(memory, 'vis-a-vis-'));
  // Started by root, PostgreSQL is somebody else, who must pass through.
  chmodSync(folder, 0o711);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Where stays from one run to the next what each would have to unpack: on the disk, wherever the rest is written. */
export const keptFolder = (): string => process.env['KEPT_FOLDER'] ?? tmpdir();
