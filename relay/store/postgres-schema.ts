import { Pool, type PoolClient, types } from 'pg';
import { StoreFault } from './fault.ts';

// The same tables as the embedded store's, with two differences: a record is known by its ticket until the signer gives
// it its place in the log (`pending` → `leaf`), and the state of a grant in its row is the authority.
const schema = `
CREATE SEQUENCE ticket;
CREATE TABLE pending (ticket bigint PRIMARY KEY, inner_digest bytea NOT NULL);
CREATE TABLE leaf (idx bigint PRIMARY KEY, ticket bigint NOT NULL UNIQUE, inner_digest bytea NOT NULL);
CREATE TABLE head (size bigint PRIMARY KEY, root text NOT NULL, note text NOT NULL, term bigint NOT NULL);
CREATE TABLE signer (one boolean PRIMARY KEY DEFAULT true CHECK (one), term bigint NOT NULL, seen timestamptz NOT NULL);
INSERT INTO signer (term, seen) VALUES (0, '-infinity');
CREATE TABLE public_record (
  ticket bigint PRIMARY KEY, type text NOT NULL, party text NOT NULL, digest text NOT NULL UNIQUE, text text NOT NULL
);
CREATE TABLE document (hash text PRIMARY KEY, party text NOT NULL, bytes bytea NOT NULL);
CREATE TABLE grant_state (
  mailbox text NOT NULL, id text NOT NULL UNIQUE, party text NOT NULL, state text NOT NULL, stop_hash text NOT NULL,
  envelope_digest text, declaration text NOT NULL, due_ms bigint NOT NULL, is_live boolean NOT NULL,
  is_dropped boolean NOT NULL, is_stopped boolean NOT NULL,
  PRIMARY KEY (mailbox, id)
) WITH (fillfactor = 70);
CREATE INDEX grant_by_stop ON grant_state (stop_hash);
CREATE INDEX grant_by_declaration ON grant_state (declaration, id) WHERE is_live;
CREATE TABLE suspended (declaration text PRIMARY KEY);
CREATE INDEX grant_due ON grant_state (due_ms) WHERE is_live;
CREATE TABLE envelope (
  mailbox text NOT NULL, grant_id text NOT NULL, epoch int NOT NULL, n int NOT NULL, digest text NOT NULL,
  sealed bytea NOT NULL, drop_ms bigint, PRIMARY KEY (mailbox, grant_id)
);
CREATE INDEX envelope_drop ON envelope (drop_ms) WHERE drop_ms IS NOT NULL;
CREATE TABLE private_record (
  mailbox text NOT NULL, grant_id text NOT NULL, seq bigint NOT NULL, type text NOT NULL, id text NOT NULL,
  ticket bigint NOT NULL, salt bytea NOT NULL, digest text NOT NULL, previous text, text text NOT NULL,
  PRIMARY KEY (mailbox, grant_id, seq)
);
CREATE TABLE refusal (
  mailbox text NOT NULL, id text NOT NULL, ticket bigint NOT NULL, salt bytea NOT NULL, digest text NOT NULL,
  text text NOT NULL, PRIMARY KEY (mailbox, id)
);
CREATE TABLE pause (
  mailbox text NOT NULL, grant_id text NOT NULL, n int NOT NULL, ticket bigint NOT NULL, salt bytea NOT NULL,
  digest text NOT NULL, text text NOT NULL, PRIMARY KEY (mailbox, grant_id, n)
);
CREATE TABLE statement_leaf (
  mailbox text NOT NULL, grant_id text NOT NULL, month text NOT NULL, statement text NOT NULL, position int NOT NULL,
  text text NOT NULL, path text NOT NULL, PRIMARY KEY (mailbox, grant_id, month)
);
CREATE TABLE statement (
  party text NOT NULL, month text NOT NULL, digest text NOT NULL, PRIMARY KEY (party, month)
);
CREATE TABLE result (
  mailbox text NOT NULL, grant_id text NOT NULL, seq bigint NOT NULL, sealed bytea NOT NULL, drop_ms bigint NOT NULL,
  PRIMARY KEY (mailbox, grant_id, seq)
);
CREATE INDEX result_drop ON result (drop_ms);
CREATE TABLE access_call (
  ticket bigint PRIMARY KEY, id text NOT NULL, party text NOT NULL, nonce text NOT NULL, at_ms bigint NOT NULL,
  salt bytea NOT NULL, text text NOT NULL, packed text NOT NULL,
  UNIQUE (party, nonce)
);
CREATE TABLE thread (
  id text PRIMARY KEY, place bigint NOT NULL, mailbox text NOT NULL, party text NOT NULL, last text NOT NULL,
  is_awaiting boolean NOT NULL, drop_ms bigint NOT NULL
);
CREATE INDEX thread_by_mailbox ON thread (mailbox, place);
CREATE INDEX thread_by_party ON thread (party, place);
CREATE INDEX thread_awaiting ON thread (party, place) WHERE is_awaiting;
CREATE INDEX thread_drop ON thread (drop_ms);
CREATE TABLE thread_act (
  thread text NOT NULL, n int NOT NULL, ticket bigint NOT NULL, salt bytea NOT NULL, digest text NOT NULL,
  is_opener boolean NOT NULL, at_ms bigint NOT NULL, text text NOT NULL, sealed bytea, PRIMARY KEY (thread, n)
);
CREATE TABLE meta (name text PRIMARY KEY, value bigint NOT NULL);
INSERT INTO meta VALUES ('schema', 2);
`;

/** Came later: made where they are missing, in a store of the same version. */
const addedTables = `
CREATE TABLE IF NOT EXISTS mandate (
  mailbox text NOT NULL, n int NOT NULL, id text NOT NULL, kept_ms bigint NOT NULL, ticket bigint NOT NULL,
  salt bytea NOT NULL, digest text NOT NULL, text text NOT NULL, ended_ms bigint, end_ticket bigint, end_salt bytea,
  end_digest text, end_text text, PRIMARY KEY (mailbox, n), UNIQUE (mailbox, id)
);
CREATE TABLE IF NOT EXISTS mandate_use (
  mailbox text NOT NULL, n int NOT NULL, mandate text NOT NULL, at_ms bigint NOT NULL, ticket bigint NOT NULL,
  salt bytea NOT NULL, digest text NOT NULL, text text NOT NULL, PRIMARY KEY (mailbox, n)
);
CREATE TABLE IF NOT EXISTS key_step (
  mailbox text NOT NULL, key text NOT NULL, new_key text NOT NULL, PRIMARY KEY (mailbox, key)
);
`;

const schemaVersion = 2;
/** Advisory locks of this database: who makes the tables, who signs. */
const makeLock = 0x7661_7631;
export const signLock = 0x7661_7632;

/** Numbers of rows stay far below 2^53. */
const typeParsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

export function clientOptions(url: string) {
  return { connectionString: url, types: typeParsers, connectionTimeoutMillis: 5000, keepAlive: true };
}

export async function openPool(url: string): Promise<Pool> {
  const pool = new Pool({ ...clientOptions(url), max: 12, idleTimeoutMillis: 30_000 });
  // A connection that breaks while idle is replaced at the next query, which tells if there is no server.
  pool.on('error', () => undefined);
  // One that breaks inside a transaction fails the query that waits on it; the event beside it has nothing to add.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await inTransaction(pool, makeTables);
    return pool;
  } catch (cause) {
    await pool.end();
    throw cause instanceof StoreFault
      ? cause
      : new StoreFault('store-failed', 'the database of the store cannot be opened', cause);
  }
}

async function makeTables(client: PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [makeLock]);
  const { rows } = await client.query<{ found: string | null }>("SELECT to_regclass('meta')::text AS found");
  if (rows[0]?.found === null) await client.query(schema);
  const read = await client.query<{ value: number }>("SELECT value FROM meta WHERE name = 'schema'");
  const found = read.rows[0]?.value;
  if (found !== schemaVersion) {
    throw new StoreFault('store-failed', `store of version \`${found}\`, expected ${schemaVersion}`);
  }
  await client.query(addedTables);
}

/** What `act` wrote is there as a whole or not at all. A lost COMMIT counts as not done: nothing is acknowledged. */
export async function inTransaction<T>(pool: Pool, act: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await act(client);
    await client.query('COMMIT');
    return result;
  } catch (cause) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw cause;
  } finally {
    client.release(broken);
  }
}
