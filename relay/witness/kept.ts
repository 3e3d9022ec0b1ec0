// A witness's memory: the newest checkpoint of each log that it cosigned, one file a log, and what speaks against a log.
// A checkpoint is on the disk before anybody hears of it; what was there is replaced whole or not at all.

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../log/replace-file.ts';

export class FolderTaken extends Error {
  override readonly name = 'FolderTaken';
}

export class WitnessFolder {
  readonly #folder: string;
  readonly #lock: string;

  /** Two witnesses over one folder could both cosign, so the second does not start. */
  constructor(folder: string) {
    mkdirSync(join(folder, 'evidence'), { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#lock = join(folder, 'witness.pid');
    takeLock(this.#lock);
  }

  /** The signed note that was cosigned last, with our line; undefined when there was none. */
  read(originHash: string): string | undefined {
    try {
      return readFileSync(join(this.#folder, `${originHash}.checkpoint`), 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw cause;
    }
  }

  keep(originHash: string, note: string): void {
    replaceFile(join(this.#folder, `${originHash}.checkpoint`), note);
  }

  /** The same name is the same evidence: kept once. */
  keepEvidence(name: string, text: string): void {
    replaceFile(join(this.#folder, 'evidence', name), text);
  }

  close(): void {
    rmSync(this.#lock, { force: true });
  }
}

function takeLock(path: string): void {
  for (const isLast of [false, true]) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || isLast || isAlive(path)) {
        throw new FolderTaken('another witness works in this folder: `witness.pid` names its process', {
          cause,
        });
      }
      // Left by one that was killed.
      rmSync(path, { force: true });
    }
  }
}

function isAlive(path: string): boolean {
  const pid = Number(readFileSync(path, 'utf8'));
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
