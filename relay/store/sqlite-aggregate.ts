// One file a role, one process a file, and its `.step` beside it (`sqlite-step.ts`).

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type RejectionReason, rejectionReasons } from '../../policy/release.ts';
import type { KeptStudy, KeptWithdrawal, StudyStore, Tally, Total } from './aggregate-contract.ts';
import { StoreFault } from './fault.ts';
import { makePrivate } from './private-file.ts';
import { SqliteCommit } from './sqlite-commit.ts';
import { requireNewest, StepGuard } from './sqlite-step.ts';

// Reports in the order in which they came, each study for itself (`n`: the study's number × 2^32, and on from there): their
// bytes are written once at the end, only names are looked up, and no row says what came before what in another study.
const schema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('step', 0);
CREATE TABLE study (
  n INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, text TEXT NOT NULL, state TEXT NOT NULL,
  share BLOB, count INTEGER NOT NULL DEFAULT 0, checksum BLOB NOT NULL DEFAULT (zeroblob(32))
) STRICT;
CREATE TABLE report (
  n INTEGER PRIMARY KEY, study INTEGER NOT NULL, id BLOB NOT NULL, digest BLOB NOT NULL, job INTEGER, reason TEXT,
  bytes BLOB
) STRICT;
CREATE UNIQUE INDEX report_by_id ON report (study, id);
CREATE INDEX report_waiting ON report (study, n) WHERE job IS NULL AND reason IS NULL;
CREATE INDEX report_rejected ON report (study, reason) WHERE reason IS NOT NULL;
CREATE TABLE rejected (
  study INTEGER NOT NULL, digest BLOB NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (study, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawn (
  study INTEGER NOT NULL, id BLOB NOT NULL, own TEXT NOT NULL, asked TEXT NOT NULL, peer TEXT, PRIMARY KEY (study, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE job (
  study INTEGER NOT NULL, n INTEGER NOT NULL, name TEXT, digest BLOB, ids BLOB NOT NULL, request BLOB, response BLOB,
  PRIMARY KEY (study, n)
) STRICT;
CREATE UNIQUE INDEX job_by_digest ON job (study, digest) WHERE digest IS NOT NULL;
CREATE TABLE aggregated (study INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (study, id)) STRICT, WITHOUT ROWID;
`;

const schemaVersion = 1;
const tables = ['report', 'rejected', 'withdrawn', 'job', 'aggregated'] as const;
/** Rows that one transaction overwrites when a study is destroyed. */
const destroyStep = 5000;

export function openAggregateDatabase(path: string): DatabaseSync {
  makePrivate(path);
  const db = new DatabaseSync(path);
  try {
    prepare(db);
    requireNewest(db, path);
    return db;
  } catch (cause) {
    db.close();
    if (cause instanceof StoreFault) throw cause;
    throw new StoreFault(
      'store-failed',
      'the file of the aggregator cannot be opened; has another process got it?',
      cause,
    );
  }
}

function prepare(db: DatabaseSync): void {
  // EXCLUSIVE is the lock: the file belongs to this process until it ends, however it ends.
  db.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
  `);
  const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found === 0) db.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${schemaVersion}; COMMIT;`);
  else if (found === schemaVersion) db.exec('BEGIN IMMEDIATE; COMMIT;');
  else throw new StoreFault('store-failed', `aggregator of version \`${found}\`, expected ${schemaVersion}`);
}

const withdrawalFrom = (row: Record<string, unknown>): KeptWithdrawal => ({
  id: row['id'] as Uint8Array,
  own: String(row['own']),
  asked: String(row['asked']),
  peer: row['peer'] === null ? undefined : String(row['peer']),
});

/** What leader and helper keep alike. */
export class SqliteStudies<F> implements StudyStore<F> {
  protected readonly db: DatabaseSync;
  protected readonly commit: SqliteCommit;
  readonly #step: StepGuard;
  readonly #findStudy: StatementSync;
  readonly #readTotal: StatementSync;
  readonly #writeTotal: StatementSync;
  readonly #readWithdrawal: StatementSync;
  readonly #insertWithdrawal: StatementSync;

  constructor(db: DatabaseSync, path: string) {
    this.db = db;
    this.#step = new StepGuard(db, path);
    this.commit = new SqliteCommit(db, this.#step.before, this.#step.after);
    this.#findStudy = db.prepare('SELECT n FROM study WHERE digest = ?');
    this.#readTotal = db.prepare('SELECT share, count, checksum FROM study WHERE n = ?');
    this.#writeTotal = db.prepare('UPDATE study SET share = ?, count = ?, checksum = ? WHERE n = ?');
    this.#readWithdrawal = db.prepare(
      'SELECT id, own, asked, peer FROM withdrawn WHERE study = ? AND id = ?',
    );
    this.#insertWithdrawal = db.prepare('INSERT INTO withdrawn VALUES (?, ?, ?, ?, NULL)');
  }

  studies(): Promise<KeptStudy<F>[]> {
    return this.commit.read(() =>
      this.db
        .prepare('SELECT digest, text, state FROM study ORDER BY n')
        .all()
        .map((row) => ({
          digest: String(row['digest']),
          text: String(row['text']),
          state: JSON.parse(String(row['state'])) as F,
        })),
    );
  }

  keepStudy({ digest, text, state }: KeptStudy<F>): Promise<boolean> {
    return this.commit.act(() => {
      if (this.#findStudy.get(digest) !== undefined) return false;
      this.db
        .prepare('INSERT INTO study (digest, text, state) VALUES (?, ?, ?)')
        .run(digest, text, JSON.stringify(state));
      this.mustStep();
      return true;
    });
  }

  changeStudy(digest: string, state: F): Promise<void> {
    return this.commit.act(() => {
      this.mustStep();
      this.db
        .prepare('UPDATE study SET state = ? WHERE n = ?')
        .run(JSON.stringify(state), this.numberOf(digest));
    });
  }

  async destroyStudy(digest: string, state: F): Promise<void> {
    const study = await this.commit.read(() => this.numberOf(digest));
    // The state last: after a crash in between it is begun again.
    for (const table of tables) {
      const isByRow = table === 'report' || table === 'job';
      const key = isByRow ? 'rowid' : table === 'rejected' ? 'digest' : 'id';
      const step = this.db.prepare(
        `DELETE FROM ${table} WHERE study = ? AND ${key} IN (SELECT ${key} FROM ${table} WHERE study = ? LIMIT ${destroyStep})`,
      );
      while ((await this.commit.act(() => step.run(study, study).changes)) > 0);
    }
    await this.commit.act(() => {
      this.db
        .prepare('UPDATE study SET state = ?, share = NULL, count = 0, checksum = zeroblob(32) WHERE n = ?')
        .run(JSON.stringify(state), study);
    });
    // What was deleted is zeros; the write-ahead log is emptied, and the file is written anew without the empty pages.
    await this.commit.alone(() => {
      this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      this.db.exec('VACUUM');
      this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    });
  }

  total(digest: string): Promise<Total> {
    return this.commit.read(() => this.totalOf(this.numberOf(digest)));
  }

  tally(digest: string): Promise<Tally> {
    return this.commit.read(() => {
      const study = this.numberOf(digest);
      const rejected = Object.fromEntries(rejectionReasons.map((reason) => [reason, 0])) as Record<
        RejectionReason,
        number
      >;
      for (const table of ['report', 'rejected'] as const) {
        const rows = this.db
          .prepare(
            `SELECT reason, count(*) AS many FROM ${table} WHERE study = ? AND reason IS NOT NULL GROUP BY reason`,
          )
          .all(study);
        for (const row of rows) rejected[row['reason'] as RejectionReason] += Number(row['many']);
      }
      const row = this.db.prepare('SELECT count(*) AS many FROM withdrawn WHERE study = ?').get(study);
      return { rejected, withdrawn: Number(row?.['many']) };
    });
  }

  keepWithdrawal(
    digest: string,
    id: Uint8Array,
    own: string,
    asked: string,
  ): Promise<KeptWithdrawal | undefined> {
    return this.commit.act(() => {
      const study = this.numberOf(digest);
      const known = this.withdrawalOf(study, id);
      if (known !== undefined) return known;
      if (this.isCounted(study, id)) return undefined;
      this.mustStep();
      this.#insertWithdrawal.run(study, id, own, asked);
      this.takeOut(study, id);
      return { id, own, asked, peer: undefined };
    });
  }

  close(): Promise<void> {
    this.commit.close();
    return Promise.resolve();
  }

  /** It stands in a job: nothing takes it out any more. */
  protected isCounted(_study: number, _id: Uint8Array): boolean {
    return false;
  }

  /** Of the contribution that was withdrawn, in the same transaction. */
  protected takeOut(_study: number, _id: Uint8Array): void {}

  protected mustStep(): void {
    this.#step.mustStep();
  }

  protected numberOf(digest: string): number {
    // Of the file each time: what stands in memory would outlive a transaction that failed.
    const row = this.#findStudy.get(digest);
    if (row === undefined) throw new StoreFault('store-failed', 'this study is not kept here');
    return Number(row['n']);
  }

  protected withdrawalOf(study: number, id: Uint8Array): KeptWithdrawal | undefined {
    const row = this.#readWithdrawal.get(study, id);
    return row === undefined ? undefined : withdrawalFrom(row);
  }

  protected pendingOf(study: number, limit: number): KeptWithdrawal[] {
    return this.db
      .prepare('SELECT id, own, asked, peer FROM withdrawn WHERE study = ? AND peer IS NULL LIMIT ?')
      .all(study, limit)
      .map(withdrawalFrom);
  }

  protected totalOf(study: number): Total {
    const row = this.#readTotal.get(study);
    if (row === undefined) throw new StoreFault('store-failed', 'this study is not kept here');
    const share = row['share'];
    return {
      share: share === null ? undefined : (share as Uint8Array),
      count: Number(row['count']),
      checksum: row['checksum'] as Uint8Array,
    };
  }

  protected writeTotal(study: number, { share, count, checksum }: Total): void {
    this.#writeTotal.run(share ?? null, count, checksum, study);
  }
}
