import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RejectionReason } from '../../policy/release.ts';
import { fastSha256 } from '../proof/hash.ts';
import type {
  Intake,
  JobEnd,
  KeptReport,
  KeptWithdrawal,
  LeaderJob,
  LeaderStore,
  NewReport,
  Rejected,
} from './aggregate-contract.ts';
import { openAggregateDatabase, SqliteStudies } from './sqlite-aggregate.ts';

const idBytes = 16;
/** Rejected uploads of one study that are told apart; beyond, no more are counted, so that nobody can fill the disk. */
const maxRejected = 1_000_000;

export function openLeaderStore<F>(path: string): LeaderStore<F> {
  return new SqliteLeader<F>(openAggregateDatabase(path), path);
}

class SqliteLeader<F> extends SqliteStudies<F> implements LeaderStore<F> {
  readonly #findReport: StatementSync;
  readonly #insertReport: StatementSync;
  readonly #dropReport: StatementSync;
  readonly #insertRejected: StatementSync;
  readonly #countRejected: StatementSync;
  readonly #reject: StatementSync;
  readonly #putInJob: StatementSync;
  readonly #forget: StatementSync;
  readonly #bytes: StatementSync;
  /** So many rows of `rejected` at least: counted anew once it may be full. */
  readonly #rejectedRows = new Map<number, number>();

  constructor(db: DatabaseSync, path: string) {
    super(db, path);
    this.#findReport = db.prepare('SELECT digest, job FROM report WHERE study = ? AND id = ?');
    this.#insertReport = db.prepare(
      `INSERT INTO report (n, study, id, digest, bytes) SELECT
         coalesce((SELECT max(n) FROM report WHERE n BETWEEN ?1 << 32 AND (?1 + 1 << 32) - 1), ?1 << 32) + 1, ?1, ?2, ?3, ?4`,
    );
    this.#dropReport = db.prepare('DELETE FROM report WHERE study = ? AND id = ?');
    this.#insertRejected = db.prepare('INSERT OR IGNORE INTO rejected VALUES (?, ?, ?)');
    this.#countRejected = db.prepare('SELECT count(*) AS many FROM rejected WHERE study = ?');
    this.#reject = db.prepare('UPDATE report SET reason = ?, bytes = NULL WHERE study = ? AND id = ?');
    this.#putInJob = db.prepare('UPDATE report SET job = ? WHERE study = ? AND id = ?');
    this.#forget = db.prepare('UPDATE report SET bytes = NULL WHERE study = ? AND id = ?');
    this.#bytes = db.prepare('SELECT id, bytes FROM report WHERE study = ? AND id = ?');
  }

  keepReport(digest: string, { id, bytes }: NewReport): Promise<Intake> {
    return this.commit.act(() => {
      const study = this.numberOf(digest);
      if (this.withdrawalOf(study, id) !== undefined) return 'withdrawn';
      const name = fastSha256(bytes);
      const known = this.#findReport.get(study, id);
      if (known !== undefined)
        return Buffer.from(name).equals(known['digest'] as Uint8Array) ? 'same' : 'duplicate';
      this.#insertReport.run(study, id, name, bytes);
      return 'kept';
    });
  }

  hasReport(digest: string, id: Uint8Array, bytes: Uint8Array): Promise<boolean> {
    return this.commit.read(() => {
      const known = this.#findReport.get(this.numberOf(digest), id);
      return known !== undefined && Buffer.from(fastSha256(bytes)).equals(known['digest'] as Uint8Array);
    });
  }

  rejectReport(digest: string, bytes: Uint8Array, reason: RejectionReason): Promise<void> {
    return this.commit.act(() => {
      const study = this.numberOf(digest);
      const rows = this.#rejectedRows.get(study) ?? Number(this.#countRejected.get(study)?.['many']);
      if (rows >= maxRejected) return;
      const { changes } = this.#insertRejected.run(study, fastSha256(bytes), reason);
      this.#rejectedRows.set(study, rows + Number(changes));
    });
  }

  keepPeerWithdrawal(digest: string, id: Uint8Array, peer: string): Promise<void> {
    return this.commit.act(() => {
      this.db
        .prepare('UPDATE withdrawn SET peer = ? WHERE study = ? AND id = ?')
        .run(peer, this.numberOf(digest), id);
    });
  }

  pendingWithdrawals(digest: string, limit: number): Promise<KeptWithdrawal[]> {
    return this.commit.read(() => this.pendingOf(this.numberOf(digest), limit));
  }

  waitingReports(digest: string, limit: number): Promise<KeptReport[]> {
    return this.commit.read(() =>
      this.db
        .prepare(
          'SELECT id, bytes FROM report WHERE study = ? AND job IS NULL AND reason IS NULL ORDER BY n LIMIT ?',
        )
        .all(this.numberOf(digest), limit)
        .map(reportOf),
    );
  }

  openJob(digest: string, job: Omit<LeaderJob, 'n'>, rejected: readonly Rejected[]): Promise<number> {
    return this.commit.act(() => {
      const study = this.numberOf(digest);
      this.mustStep();
      this.#rejectAll(study, rejected);
      const row = this.db
        .prepare('SELECT coalesce(max(n), 0) + 1 AS next FROM job WHERE study = ?')
        .get(study);
      const n = Number(row?.['next']);
      if (job.ids.length === 0) return n;
      this.db
        .prepare('INSERT INTO job (study, n, ids, request) VALUES (?, ?, ?, ?)')
        .run(study, n, Buffer.concat(job.ids), job.request);
      for (const id of job.ids) this.#putInJob.run(n, study, id);
      return n;
    });
  }

  openJobs(digest: string): Promise<LeaderJob[]> {
    return this.commit.read(() =>
      this.db
        .prepare('SELECT n, ids, request FROM job WHERE study = ? AND request IS NOT NULL ORDER BY n')
        .all(this.numberOf(digest))
        .map((row) => ({
          n: Number(row['n']),
          request: row['request'] as Uint8Array,
          ids: idsOf(row['ids'] as Uint8Array),
        })),
    );
  }

  reportsOf(digest: string, ids: readonly Uint8Array[]): Promise<KeptReport[]> {
    return this.commit.read(() => {
      const study = this.numberOf(digest);
      return ids.map((id) => reportOf(this.#bytes.get(study, id) as Record<string, unknown>));
    });
  }

  endJob(digest: string, { n, location, accepted, rejected, total }: JobEnd): Promise<void> {
    return this.commit.act(() => {
      const study = this.numberOf(digest);
      this.mustStep();
      this.#rejectAll(study, rejected);
      for (const id of accepted) this.#forget.run(study, id);
      this.writeTotal(study, total);
      this.db
        .prepare('UPDATE job SET request = NULL, name = ? WHERE study = ? AND n = ?')
        .run(location, study, n);
    });
  }

  lastLocation(digest: string): Promise<string | undefined> {
    return this.commit.read(() => {
      const row = this.db
        .prepare('SELECT name FROM job WHERE study = ? AND name IS NOT NULL ORDER BY n DESC LIMIT 1')
        .get(this.numberOf(digest));
      return row === undefined ? undefined : String(row['name']);
    });
  }

  protected override isCounted(study: number, id: Uint8Array): boolean {
    return (this.#findReport.get(study, id)?.['job'] ?? null) !== null;
  }

  protected override takeOut(study: number, id: Uint8Array): void {
    this.#dropReport.run(study, id);
  }

  #rejectAll(study: number, rejected: readonly Rejected[]): void {
    for (const { id, reason } of rejected) this.#reject.run(reason, study, id);
  }
}

const reportOf = (row: Record<string, unknown>): KeptReport => ({
  id: row['id'] as Uint8Array,
  bytes: row['bytes'] as Uint8Array,
});

const idsOf = (ids: Uint8Array): Uint8Array[] =>
  Array.from({ length: ids.length / idBytes }, (_, at) => ids.subarray(at * idBytes, (at + 1) * idBytes));
