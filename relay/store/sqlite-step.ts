// How far this house has spoken, in a second file beside a database: `NAME.step`. A database that is behind it was put back
// from a copy, and going on with it would answer a second time what was answered. Both files move together or not at all.

import { existsSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { replaceFile } from '../log/replace-file.ts';
import { StoreFault } from './fault.ts';

const stepFile = (path: string): string => `${path}.step`;

const stepOf = (db: DatabaseSync): number =>
  Number(db.prepare("SELECT value FROM meta WHERE name = 'step'").get()?.['value'] ?? 0);

/** Before anything is read of it; a new database gets its file here, so that a missing one always says something. */
export function requireNewest(db: DatabaseSync, path: string): void {
  // The file first: another process may raise both meanwhile, the database before the file.
  const isThere = existsSync(stepFile(path));
  const told = isThere ? Number(readFileSync(stepFile(path), 'utf8')) : 0;
  const step = stepOf(db);
  if (!isThere && step > 0)
    throw new StoreFault(
      'store-failed',
      'the `.step` file of this database is gone: whether it is an old copy cannot be told any more',
    );
  if (!(step >= told))
    throw new StoreFault(
      'store-failed',
      'this database is older than what was answered from it: a copy that was put back would answer twice',
    );
  // Also after a crash between COMMIT and the file.
  if (!isThere || step > told) replaceFile(stepFile(path), String(step));
}

/** The hooks of `SqliteCommit` that keep the two together. */
export class StepGuard {
  readonly #db: DatabaseSync;
  readonly #path: string;
  #mustStep = false;
  #hasStepped = false;

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#path = path;
  }

  /** This group changes what is answered: a copy from before must not be used again. */
  mustStep(): void {
    this.#mustStep = true;
  }

  readonly before = (): void => {
    this.#hasStepped = this.#mustStep;
    this.#mustStep = false;
    if (this.#hasStepped) this.#db.exec("UPDATE meta SET value = value + 1 WHERE name = 'step'");
  };

  /** After COMMIT and before anybody hears: so the file never says more than the database, and never less than was told. */
  readonly after = (): void => {
    if (this.#hasStepped) replaceFile(stepFile(this.#path), String(stepOf(this.#db)));
  };
}
