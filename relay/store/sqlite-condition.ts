// The yeses to conditions, in a file of their own whatever the store of the relay is: beside no mailbox and no account.

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { ConditionGrant, ConditionStore, YesUse } from './condition-contract.ts';
import { StoreFault } from './fault.ts';
import { makePrivate } from './private-file.ts';
import { SqliteCommit } from './sqlite-commit.ts';

// WITHOUT ROWID: rows lie by their names, which are hashes, and not in the order in which they came. `yes` and `given` have
// no column in common but the condition. docs/formats/storage.md says each line.
const schema = `
CREATE TABLE yes (
  condition TEXT NOT NULL, name BLOB NOT NULL, is_used INTEGER NOT NULL, PRIMARY KEY (condition, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE given (
  condition TEXT NOT NULL, grant_id TEXT NOT NULL, mailbox TEXT NOT NULL, PRIMARY KEY (condition, grant_id)
) STRICT, WITHOUT ROWID;
`;

const schemaVersion = 1;

export function openSqliteConditions(path: string): ConditionStore {
  if (path !== ':memory:') makePrivate(path);
  const db = new DatabaseSync(path);
  try {
    prepare(db);
    return new SqliteConditions(db);
  } catch (cause) {
    db.close();
    if (cause instanceof StoreFault) throw cause;
    throw new StoreFault('store-failed', 'the file of conditions cannot be opened', cause);
  }
}

function prepare(db: DatabaseSync): void {
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    BEGIN IMMEDIATE;
  `);
  const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found === 0) db.exec(`${schema} PRAGMA user_version = ${schemaVersion};`);
  else if (found !== schemaVersion)
    throw new StoreFault('store-failed', `conditions of version \`${found}\`, expected ${schemaVersion}`);
  db.exec('COMMIT');
}

class SqliteConditions implements ConditionStore {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #commit: SqliteCommit;
  #mustEmptyWal = false;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#commit = new SqliteCommit(
      db,
      () => undefined,
      () => this.#emptyWal(),
    );
  }

  keepYes(condition: string, name: Uint8Array): Promise<void> {
    return this.#act(() => this.#run('INSERT OR IGNORE INTO yes VALUES (?, ?, 0)', condition, name));
  }

  dropYes(condition: string, name: Uint8Array): Promise<void> {
    return this.#act(() => {
      this.#run('DELETE FROM yes WHERE condition = ? AND name = ?', condition, name);
      this.#mustEmptyWal = true;
    });
  }

  count(condition: string): Promise<number> {
    return this.#act(() => {
      const row = this.#prepared('SELECT count(*) AS n FROM yes WHERE condition = ?').get(condition);
      return Number(row?.['n']);
    });
  }

  useYes(
    condition: string,
    name: Uint8Array,
    { mailbox, grant }: ConditionGrant,
    lost?: string,
  ): Promise<YesUse> {
    return this.#act(() => {
      const yes = this.#prepared('SELECT is_used FROM yes WHERE condition = ? AND name = ?').get(
        condition,
        name,
      );
      if (yes === undefined) return 'unknown';
      const given = this.#prepared('SELECT mailbox FROM given WHERE condition = ? AND grant_id = ?').get(
        condition,
        grant,
      );
      if (given !== undefined)
        return yes['is_used'] === 1 && given['mailbox'] === mailbox ? 'used' : 'used-before';
      if (yes['is_used'] === 1)
        return lost !== undefined && this.#replace(condition, mailbox, lost, grant) ? 'used' : 'used-before';
      this.#run('UPDATE yes SET is_used = 1 WHERE condition = ? AND name = ?', condition, name);
      this.#run('INSERT INTO given VALUES (?, ?, ?)', condition, grant, mailbox);
      // The log of pages would tell for a while which two rows were written together.
      this.#mustEmptyWal = true;
      return 'used';
    });
  }

  #replace(condition: string, mailbox: string, lost: string, grant: string): boolean {
    const { changes } = this.#prepared(
      'UPDATE given SET grant_id = ? WHERE condition = ? AND grant_id = ? AND mailbox = ?',
    ).run(grant, condition, lost, mailbox);
    return changes === 1;
  }

  grantsBy(condition: string, mailbox: string): Promise<string[]> {
    return this.#act(() =>
      this.#prepared('SELECT grant_id FROM given WHERE condition = ? AND mailbox = ?')
        .all(condition, mailbox)
        .map((row) => String(row['grant_id'])),
    );
  }

  grantsOf(condition: string, after: string, limit: number): Promise<ConditionGrant[]> {
    return this.#act(() =>
      this.#prepared('SELECT * FROM given WHERE condition = ? AND grant_id > ? ORDER BY grant_id LIMIT ?')
        .all(condition, after, limit)
        .map((row) => ({ mailbox: String(row['mailbox']), grant: String(row['grant_id']) })),
    );
  }

  destroy(condition: string): Promise<void> {
    return this.#act(() => {
      this.#run('DELETE FROM yes WHERE condition = ?', condition);
      this.#run('DELETE FROM given WHERE condition = ?', condition);
      this.#mustEmptyWal = true;
    });
  }

  async close(): Promise<void> {
    this.#commit.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #run(sql: string, ...values: (string | number | Uint8Array)[]): void {
    this.#prepared(sql).run(...values);
  }

  #act<T>(run: () => T): Promise<T> {
    return this.#commit.act(run);
  }

  #emptyWal(): void {
    if (!this.#mustEmptyWal) return;
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#mustEmptyWal = false;
  }
}
