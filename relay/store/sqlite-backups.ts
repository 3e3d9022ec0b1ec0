// Backups on the embedded store: a file of their own, so that nothing joins them to what rests beside.

import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { BackupPasskey } from '../../policy/backup.ts';
import {
  type BackupNo,
  type BackupStore,
  backupKeptMs,
  type KeptBackup,
  maxClaims,
  type NewBackup,
} from './backup-contract.ts';
import { StoreFault } from './fault.ts';
import { makePrivate } from './private-file.ts';

// docs/formats/storage.md says each line.
const schema = `
CREATE TABLE backup (
  name TEXT PRIMARY KEY, version INTEGER NOT NULL, next_key TEXT NOT NULL, digest TEXT NOT NULL, slots TEXT NOT NULL,
  sealed BLOB NOT NULL, day INTEGER NOT NULL
) STRICT;
CREATE INDEX backup_by_day ON backup (day);
CREATE TABLE backup_place (place TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX backup_place_by_name ON backup_place (name);
CREATE TABLE backup_passkey (
  credential TEXT NOT NULL, name TEXT NOT NULL, public_key TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (credential, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX backup_passkey_by_name ON backup_passkey (name);
`;
const schemaVersion = 2;
const dayMs = 86_400_000;

export function openSqliteBackups(path: string): BackupStore {
  if (path !== ':memory:') makePrivate(path);
  const db = new DatabaseSync(path);
  try {
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN IMMEDIATE;',
    );
    const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (found === 0) db.exec(`${schema} PRAGMA user_version = ${schemaVersion};`);
    else if (found !== schemaVersion)
      throw new StoreFault('store-failed', `backups of version \`${found}\`, expected ${schemaVersion}`);
    db.exec('COMMIT');
    return new SqliteBackups(db);
  } catch (cause) {
    db.close();
    if (cause instanceof StoreFault) throw cause;
    throw new StoreFault('store-failed', 'the file of the backups cannot be opened', cause);
  }
}

type Row = Record<string, unknown>;

class SqliteBackups implements BackupStore {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  async has(backup: string): Promise<boolean> {
    return this.#read('SELECT name FROM backup WHERE name = ?', backup) !== undefined;
  }

  async count(): Promise<number> {
    return this.#read('SELECT count(*) AS held FROM backup')?.['held'] as number;
  }

  async write(given: NewBackup): Promise<'kept' | BackupNo> {
    return this.#act(() => {
      const { backup, version, key, next, digest } = given;
      const before = this.#get('SELECT version, next_key, digest FROM backup WHERE name = ?', backup);
      if (before !== undefined) {
        if (before['digest'] === digest) return 'kept';
        if (before['next_key'] !== key) return 'other-key';
        if (before['version'] !== version - 1) return 'behind';
      }
      for (const place of given.places) {
        const held = this.#get('SELECT name FROM backup_place WHERE place = ?', place);
        if (held !== undefined && held['name'] !== backup) return 'place-taken';
      }
      const { slots, sealed, places, passkeys, atMs } = given;
      this.#run('DELETE FROM backup_place WHERE name = ?', backup);
      this.#run(
        'INSERT OR REPLACE INTO backup VALUES (?, ?, ?, ?, ?, ?, ?)',
        backup,
        version,
        next,
        digest,
        slots,
        sealed,
        Math.floor(atMs / dayMs),
      );
      for (const place of places) this.#run('INSERT INTO backup_place VALUES (?, ?)', place, backup);
      this.#claim(backup, passkeys);
      return 'kept';
    });
  }

  async read(place: string): Promise<KeptBackup | undefined> {
    const found = this.#read(
      'SELECT backup.* FROM backup_place JOIN backup USING (name) WHERE place = ?',
      place,
    );
    return found === undefined ? undefined : keptOf(found);
  }

  async readNamed(backup: string): Promise<KeptBackup | undefined> {
    const found = this.#read('SELECT * FROM backup WHERE name = ?', backup);
    return found === undefined ? undefined : keptOf(found);
  }

  async passkeys(credential: string): Promise<{ backup: string; publicKey: string }[]> {
    const sql = 'SELECT name, public_key FROM backup_passkey WHERE credential = ? ORDER BY seq LIMIT ?';
    const found = orUnread(() => this.#db.prepare(sql).all(credential, maxClaims)) as Row[];
    return found.map((row) => ({ backup: row['name'] as string, publicKey: row['public_key'] as string }));
  }

  async erase(
    backup: string,
    version: number,
    key: string,
  ): Promise<'erased' | 'unknown' | 'behind' | 'other-key'> {
    return this.#act(() => {
      const before = this.#get('SELECT version, next_key FROM backup WHERE name = ?', backup);
      if (before === undefined) return 'unknown';
      if (before['next_key'] !== key) return 'other-key';
      if (before['version'] !== version - 1) return 'behind';
      this.#forget(backup);
      return 'erased';
    });
  }

  async sweep(nowMs: number): Promise<number> {
    return this.#act(() => {
      const due = this.#db
        .prepare('SELECT name FROM backup WHERE day < ? LIMIT 500')
        .all(Math.floor((nowMs - backupKeptMs) / dayMs)) as Row[];
      for (const { name } of due) this.#forget(name as string);
      return due.length;
    });
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  /** Those of this passkey that were there before stand before it, and this one stays where it stood. */
  #claim(backup: string, passkeys: readonly BackupPasskey[]): void {
    const named = JSON.stringify(passkeys.map(({ credential }) => credential));
    this.#run(
      'DELETE FROM backup_passkey WHERE name = ? AND credential NOT IN (SELECT value FROM json_each(?))',
      backup,
      named,
    );
    for (const { credential, publicKey } of passkeys)
      this.#run(
        `INSERT INTO backup_passkey
         SELECT ?1, ?2, ?3, coalesce(max(seq), 0) + 1 FROM backup_passkey WHERE credential = ?1
         ON CONFLICT (credential, name) DO UPDATE SET public_key = excluded.public_key`,
        credential,
        backup,
        publicKey,
      );
  }

  #forget(backup: string): void {
    this.#run('DELETE FROM backup_place WHERE name = ?', backup);
    this.#run('DELETE FROM backup_passkey WHERE name = ?', backup);
    this.#run('DELETE FROM backup WHERE name = ?', backup);
  }

  #act<T>(act: () => T): T {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const result = act();
      this.#db.exec('COMMIT');
      return result;
    } catch (cause) {
      this.#rollBack();
      throw new StoreFault('store-failed', 'the file of the backups cannot be written', cause);
    }
  }

  /** What it meets is hidden behind what came before it. */
  #rollBack(): void {
    try {
      this.#db.exec('ROLLBACK');
    } catch {
      // There was no transaction, or the file itself is in trouble.
    }
  }

  #read(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return orUnread(() => this.#get(sql, ...values));
  }

  #get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#db.prepare(sql).get(...values) as Row | undefined;
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#db.prepare(sql).run(...values);
  }
}

/** Outside a transaction, too, the door has to hear that the store is in trouble, and nothing of the database. */
function orUnread<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new StoreFault('store-failed', 'the file of the backups cannot be read', cause);
  }
}

const keptOf = (row: Row): KeptBackup => ({
  backup: row['name'] as string,
  version: row['version'] as number,
  slots: row['slots'] as string,
  sealed: row['sealed'] as Uint8Array,
});
