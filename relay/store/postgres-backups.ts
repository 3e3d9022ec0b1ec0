// Backups on the shared store: tables of their own, beside those of the log and joined to none of them.

import { Pool, type PoolClient } from 'pg';
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
import { clientOptions, inTransaction } from './postgres-schema.ts';

const schema = `
CREATE TABLE IF NOT EXISTS backup (
  name text PRIMARY KEY, version bigint NOT NULL, next_key text NOT NULL, digest text NOT NULL, slots text NOT NULL,
  sealed bytea NOT NULL, day int NOT NULL
);
CREATE INDEX IF NOT EXISTS backup_by_day ON backup (day);
CREATE TABLE IF NOT EXISTS backup_place (place text PRIMARY KEY, name text NOT NULL);
CREATE INDEX IF NOT EXISTS backup_place_by_name ON backup_place (name);
CREATE TABLE IF NOT EXISTS backup_passkey (
  credential text NOT NULL, name text NOT NULL, public_key text NOT NULL, PRIMARY KEY (credential, name)
);
ALTER TABLE backup_passkey ADD COLUMN IF NOT EXISTS seq bigint NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS backup_passkey_by_name ON backup_passkey (name);
`;
/** Two processes that start together: one makes the tables. */
const makeLock = 0x7661_7633;
const dayMs = 86_400_000;

export async function openPostgresBackups(url: string): Promise<BackupStore> {
  const pool = new Pool({ ...clientOptions(url), max: 4, idleTimeoutMillis: 30_000 });
  // As in postgres-schema.ts: what breaks tells so at the query that waits on it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await inTransaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [makeLock]);
      await client.query(schema);
    });
    return new PostgresBackups(pool);
  } catch (cause) {
    await pool.end();
    throw new StoreFault('store-failed', 'the database of the backups cannot be opened', cause);
  }
}

type Row = Record<string, unknown>;

class PostgresBackups implements BackupStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async has(backup: string): Promise<boolean> {
    return (await this.#first('SELECT name FROM backup WHERE name = $1', backup)) !== undefined;
  }

  async count(): Promise<number> {
    return (await this.#first('SELECT count(*) AS held FROM backup'))?.['held'] as number;
  }

  async write(given: NewBackup): Promise<'kept' | BackupNo> {
    return this.#write(given).catch((cause: unknown) => {
      if (cause instanceof PlaceTaken) return 'place-taken';
      throw cause;
    });
  }

  #write(given: NewBackup): Promise<'kept' | BackupNo> {
    return this.#act(async (client) => {
      const { backup, version, key, next, digest } = given;
      // Two first writes of one name have no row to lock.
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`backup ${backup}`]);
      const before = await first(client, 'SELECT version, next_key, digest FROM backup WHERE name = $1', [
        backup,
      ]);
      if (before !== undefined) {
        if (before['digest'] === digest) return 'kept';
        if (before['next_key'] !== key) return 'other-key';
        if (before['version'] !== version - 1) return 'behind';
      }
      const { slots, sealed, places, passkeys, atMs } = given;
      await client.query('DELETE FROM backup_place WHERE name = $1', [backup]);
      for (const place of places) {
        const { rowCount } = await client.query(
          'INSERT INTO backup_place VALUES ($1, $2) ON CONFLICT DO NOTHING',
          [place, backup],
        );
        // What was done so far goes with it.
        if (rowCount !== 1) throw new PlaceTaken();
      }
      await client.query(
        `INSERT INTO backup VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (name) DO UPDATE SET version = excluded.version, next_key = excluded.next_key,
           digest = excluded.digest, slots = excluded.slots, sealed = excluded.sealed, day = excluded.day`,
        [backup, version, next, digest, slots, Buffer.from(sealed), Math.floor(atMs / dayMs)],
      );
      await claim(client, backup, passkeys);
      return 'kept';
    });
  }

  async read(place: string): Promise<KeptBackup | undefined> {
    const sql = 'SELECT backup.* FROM backup_place JOIN backup USING (name) WHERE place = $1';
    const found = await this.#first(sql, place);
    return found === undefined ? undefined : keptOf(found);
  }

  async readNamed(backup: string): Promise<KeptBackup | undefined> {
    const found = await this.#first('SELECT * FROM backup WHERE name = $1', backup);
    return found === undefined ? undefined : keptOf(found);
  }

  async passkeys(credential: string): Promise<{ backup: string; publicKey: string }[]> {
    const rows = await this.#read(
      'SELECT name, public_key FROM backup_passkey WHERE credential = $1 ORDER BY seq LIMIT $2',
      [credential, maxClaims],
    );
    return rows.map((row) => ({ backup: row['name'] as string, publicKey: row['public_key'] as string }));
  }

  async erase(
    backup: string,
    version: number,
    key: string,
  ): Promise<'erased' | 'unknown' | 'behind' | 'other-key'> {
    return this.#act(async (client) => {
      const sql = 'SELECT version, next_key FROM backup WHERE name = $1 FOR UPDATE';
      const before = await first(client, sql, [backup]);
      if (before === undefined) return 'unknown' as const;
      if (before['next_key'] !== key) return 'other-key' as const;
      if (before['version'] !== version - 1) return 'behind' as const;
      await forget(client, backup);
      return 'erased' as const;
    });
  }

  async sweep(nowMs: number): Promise<number> {
    return this.#act(async (client) => {
      const sql = 'SELECT name FROM backup WHERE day < $1 LIMIT 500 FOR UPDATE SKIP LOCKED';
      const { rows } = await client.query<Row>(sql, [Math.floor((nowMs - backupKeptMs) / dayMs)]);
      for (const { name } of rows) await forget(client, name as string);
      return rows.length;
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #first(sql: string, ...values: unknown[]): Promise<Row | undefined> {
    return (await this.#read(sql, values))[0];
  }

  /** Outside a transaction, too, the door has to hear that the store is in trouble, and nothing of the database. */
  async #read(sql: string, values: unknown[]): Promise<Row[]> {
    try {
      return (await this.#pool.query<Row>(sql, values)).rows;
    } catch (cause) {
      throw new StoreFault('store-failed', 'the backups cannot be read', cause);
    }
  }

  async #act<T>(act: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      return await inTransaction(this.#pool, act);
    } catch (cause) {
      if (cause instanceof PlaceTaken) throw cause;
      throw new StoreFault('store-failed', 'the backups cannot be written', cause);
    }
  }
}

class PlaceTaken extends Error {}

/** Those of this passkey that were there before stand before it, and this one stays where it stood. */
async function claim(client: PoolClient, backup: string, passkeys: readonly BackupPasskey[]): Promise<void> {
  await client.query('DELETE FROM backup_passkey WHERE name = $1 AND credential <> ALL ($2)', [
    backup,
    passkeys.map(({ credential }) => credential),
  ]);
  for (const { credential, publicKey } of passkeys)
    await client.query(
      `INSERT INTO backup_passkey (credential, name, public_key, seq)
       SELECT $1::text, $2::text, $3::text, coalesce(max(seq), 0) + 1 FROM backup_passkey WHERE credential = $1
       ON CONFLICT (credential, name) DO UPDATE SET public_key = excluded.public_key`,
      [credential, backup, publicKey],
    );
}

async function forget(client: PoolClient, backup: string): Promise<void> {
  await client.query('DELETE FROM backup_place WHERE name = $1', [backup]);
  await client.query('DELETE FROM backup_passkey WHERE name = $1', [backup]);
  await client.query('DELETE FROM backup WHERE name = $1', [backup]);
}

async function first(on: PoolClient, sql: string, values: unknown[]): Promise<Row | undefined> {
  return (await on.query<Row>(sql, values)).rows[0];
}

const keptOf = (row: Row): KeptBackup => ({
  backup: row['name'] as string,
  version: row['version'] as number,
  slots: row['slots'] as string,
  sealed: row['sealed'] as Uint8Array,
});
