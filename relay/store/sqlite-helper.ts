import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { fastSha256 } from '../proof/hash.ts';
import type { HelperJob, HelperStore, JobLook, JobVerdict } from './aggregate-contract.ts';
import { openAggregateDatabase, SqliteStudies } from './sqlite-aggregate.ts';

export function openHelperStore<F>(path: string): HelperStore<F> {
  return new SqliteHelper<F>(openAggregateDatabase(path), path);
}

class SqliteHelper<F> extends SqliteStudies<F> implements HelperStore<F> {
  readonly #findAggregated: StatementSync;
  readonly #insertAggregated: StatementSync;
  readonly #insertRejected: StatementSync;
  readonly #findJob: StatementSync;

  constructor(db: DatabaseSync, path: string) {
    super(db, path);
    this.#findAggregated = db.prepare('SELECT 1 FROM aggregated WHERE study = ? AND id = ?');
    this.#insertAggregated = db.prepare('INSERT INTO aggregated VALUES (?, ?)');
    this.#insertRejected = db.prepare('INSERT OR IGNORE INTO rejected VALUES (?, ?, ?)');
    this.#findJob = db.prepare('SELECT name, response FROM job WHERE study = ? AND digest = ?');
  }

  readJob(digest: string, request: Uint8Array): Promise<HelperJob | undefined> {
    return this.commit.read(() => jobOf(this.#findJob.get(this.numberOf(digest), fastSha256(request))));
  }

  readJobByName(digest: string, name: string): Promise<HelperJob | undefined> {
    return this.commit.read(() =>
      jobOf(
        this.db
          .prepare('SELECT name, response FROM job WHERE study = ? AND name = ?')
          .get(this.numberOf(digest), name),
      ),
    );
  }

  protected override isCounted(study: number, id: Uint8Array): boolean {
    return this.#findAggregated.get(study, id) !== undefined;
  }

  keepJob(
    digest: string,
    { request, name }: { readonly request: Uint8Array; readonly name: string },
    judge: (look: JobLook) => JobVerdict,
  ): Promise<HelperJob> {
    return this.commit.act(() => {
      const study = this.numberOf(digest);
      const requestDigest = fastSha256(request);
      const known = jobOf(this.#findJob.get(study, requestDigest));
      if (known !== undefined) return known;
      const { response, accepted, rejected, total } = judge({
        total: this.totalOf(study),
        wasAggregated: (id) => this.#findAggregated.get(study, id) !== undefined,
        wasWithdrawn: (id) => this.withdrawalOf(study, id) !== undefined,
      });
      this.mustStep();
      for (const id of accepted) this.#insertAggregated.run(study, id);
      // By its id: a report that is shown again is counted once.
      for (const { id, reason } of rejected) this.#insertRejected.run(study, id, reason);
      this.writeTotal(study, total);
      const row = this.db
        .prepare('SELECT coalesce(max(n), 0) + 1 AS next FROM job WHERE study = ?')
        .get(study);
      this.db
        .prepare('INSERT INTO job (study, n, name, digest, ids, response) VALUES (?, ?, ?, ?, ?, ?)')
        .run(study, Number(row?.['next']), name, requestDigest, Buffer.alloc(0), response);
      return { name, response };
    });
  }
}

const jobOf = (row: Record<string, unknown> | undefined): HelperJob | undefined =>
  row === undefined ? undefined : { name: String(row['name']), response: row['response'] as Uint8Array };
