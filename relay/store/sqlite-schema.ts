import { DatabaseSync } from 'node:sqlite';
import { StoreFault } from './fault.ts';
import { makePrivate } from './private-file.ts';

// Grants, envelopes and private records begin their key with the mailbox: nothing is laid down by person, and no column
// holds an address, a browser or a time finer than the minute of a wallet's act. docs/formats/storage.md says each line.
const schema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE leaf (idx INTEGER PRIMARY KEY, inner BLOB NOT NULL) STRICT;
CREATE TABLE head (size INTEGER PRIMARY KEY, root TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE public_record (
  idx INTEGER PRIMARY KEY, type TEXT NOT NULL, party TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, text TEXT NOT NULL
) STRICT;
CREATE TABLE document (hash TEXT PRIMARY KEY, party TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE grant_state (
  mailbox TEXT NOT NULL, id TEXT NOT NULL UNIQUE, party TEXT NOT NULL, state TEXT NOT NULL, stop_hash TEXT NOT NULL,
  declaration TEXT NOT NULL, due_ms INTEGER NOT NULL, is_live INTEGER NOT NULL, is_dropped INTEGER NOT NULL,
  is_stopped INTEGER NOT NULL,
  PRIMARY KEY (mailbox, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_by_stop ON grant_state (stop_hash);
CREATE INDEX grant_by_declaration ON grant_state (declaration, id) WHERE is_live = 1;
CREATE TABLE suspended (declaration TEXT PRIMARY KEY) STRICT;
CREATE INDEX grant_due ON grant_state (due_ms) WHERE is_live = 1;
CREATE TABLE envelope (
  mailbox TEXT NOT NULL, grant_id TEXT NOT NULL, epoch INTEGER NOT NULL, n INTEGER NOT NULL, digest TEXT NOT NULL,
  sealed BLOB NOT NULL, drop_ms INTEGER, PRIMARY KEY (mailbox, grant_id)
) STRICT;
CREATE INDEX envelope_drop ON envelope (drop_ms) WHERE drop_ms IS NOT NULL;
CREATE TABLE private_record (
  mailbox TEXT NOT NULL, grant_id TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
  idx INTEGER NOT NULL, salt BLOB NOT NULL, digest TEXT NOT NULL, previous TEXT, text TEXT NOT NULL,
  PRIMARY KEY (mailbox, grant_id, seq)
) STRICT;
CREATE TABLE refusal (
  mailbox TEXT NOT NULL, id TEXT NOT NULL, idx INTEGER NOT NULL, salt BLOB NOT NULL, digest TEXT NOT NULL,
  text TEXT NOT NULL, PRIMARY KEY (mailbox, id)
) STRICT;
CREATE TABLE pause (
  mailbox TEXT NOT NULL, grant_id TEXT NOT NULL, n INTEGER NOT NULL, idx INTEGER NOT NULL, salt BLOB NOT NULL,
  digest TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (mailbox, grant_id, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement_leaf (
  mailbox TEXT NOT NULL, grant_id TEXT NOT NULL, month TEXT NOT NULL, statement TEXT NOT NULL, position INTEGER NOT NULL,
  text TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (mailbox, grant_id, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement (
  party TEXT NOT NULL, month TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (party, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE result (
  mailbox TEXT NOT NULL, grant_id TEXT NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, drop_ms INTEGER NOT NULL,
  PRIMARY KEY (mailbox, grant_id, seq)
) STRICT;
CREATE INDEX result_drop ON result (drop_ms);
CREATE TABLE access_call (
  idx INTEGER PRIMARY KEY, id TEXT NOT NULL, party TEXT NOT NULL, nonce TEXT NOT NULL, at_ms INTEGER NOT NULL,
  salt BLOB NOT NULL, text TEXT NOT NULL, packed TEXT NOT NULL
) STRICT;
CREATE TABLE thread (
  id TEXT PRIMARY KEY, place INTEGER NOT NULL, mailbox TEXT NOT NULL, party TEXT NOT NULL, last TEXT NOT NULL,
  is_awaiting INTEGER NOT NULL, drop_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_by_mailbox ON thread (mailbox, place);
CREATE INDEX thread_by_party ON thread (party, place);
CREATE INDEX thread_awaiting ON thread (party, place) WHERE is_awaiting = 1;
CREATE INDEX thread_drop ON thread (drop_ms);
CREATE TABLE thread_act (
  thread TEXT NOT NULL, n INTEGER NOT NULL, idx INTEGER NOT NULL, salt BLOB NOT NULL, digest TEXT NOT NULL,
  is_opener INTEGER NOT NULL, at_ms INTEGER NOT NULL, text TEXT NOT NULL, sealed BLOB, PRIMARY KEY (thread, n)
) STRICT;
INSERT INTO meta VALUES ('folded', 0);
`;

/** Came later: made where they are missing, in a store of the same version. */
const addedTables = `
CREATE TABLE IF NOT EXISTS mandate (
  mailbox TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, kept_ms INTEGER NOT NULL, idx INTEGER NOT NULL,
  salt BLOB NOT NULL, digest TEXT NOT NULL, text TEXT NOT NULL, ended_ms INTEGER, end_idx INTEGER, end_salt BLOB,
  end_digest TEXT, end_text TEXT, PRIMARY KEY (mailbox, n), UNIQUE (mailbox, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mandate_use (
  mailbox TEXT NOT NULL, n INTEGER NOT NULL, mandate TEXT NOT NULL, at_ms INTEGER NOT NULL, idx INTEGER NOT NULL,
  salt BLOB NOT NULL, digest TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (mailbox, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS key_step (
  mailbox TEXT NOT NULL, key TEXT NOT NULL, new_key TEXT NOT NULL, PRIMARY KEY (mailbox, key)
) STRICT, WITHOUT ROWID;
`;

const schemaVersion = 2;

export function openDatabase(path: string, maxBytes?: number): DatabaseSync {
  if (path !== ':memory:') makePrivate(path);
  const db = new DatabaseSync(path);
  try {
    return prepare(db, maxBytes);
  } catch (cause) {
    db.close();
    throw cause instanceof StoreFault
      ? cause
      : new StoreFault(
          'store-failed',
          'the file of the store cannot be opened; has another process got it?',
          cause,
        );
  }
}

function prepare(db: DatabaseSync, maxBytes: number | undefined): DatabaseSync {
  // What is deleted (envelopes, results) is overwritten with zeros, so that an ended grant leaves nothing to undelete.
  db.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
  `);
  if (maxBytes !== undefined) {
    const { page_size: pageBytes } = db.prepare('PRAGMA page_size').get() as { page_size: number };
    db.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / pageBytes)}`);
  }
  const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found === 0) {
    db.exec(`BEGIN IMMEDIATE; ${schema} ${addedTables} PRAGMA user_version = ${schemaVersion}; COMMIT;`);
  } else if (found === schemaVersion) {
    // Takes the file for this process alone, before anything is read from it.
    db.exec(`BEGIN IMMEDIATE; ${addedTables} COMMIT;`);
  } else {
    throw new StoreFault('store-failed', `store of version \`${found}\`, expected ${schemaVersion}`);
  }
  return db;
}
