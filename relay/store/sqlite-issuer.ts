// The issuer's own file. Another process may add codes to it while the relay runs, so nothing of it is held in memory: what
// decides is read inside the transaction that writes. All that comes in one turn of the event loop shares one COMMIT.

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { mayPay } from '../../policy/study/budget.ts';
import { StoreFault } from './fault.ts';
import type {
  AccountView,
  CodeNo,
  IssuerStore,
  IssuerStudy,
  KeyBytes,
  PersonNo,
  TokenAsk,
  TokenNo,
} from './issuer-contract.ts';
import { makePrivate } from './private-file.ts';
import { SqliteCommit } from './sqlite-commit.ts';
import { requireNewest, StepGuard } from './sqlite-step.ts';

// No time, no address, no key of an account, no blinded message and no token: names, digests, years and costs. A token's
// nonce and signature never come here at all. docs/formats/storage.md says each line.
const schema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE account (account TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE study (
  digest TEXT PRIMARY KEY, cost INTEGER NOT NULL, person_year INTEGER, opens_ms INTEGER NOT NULL, closes_ms INTEGER NOT NULL,
  private_key BLOB
) STRICT;
CREATE TABLE given (
  account TEXT NOT NULL, study TEXT NOT NULL, year INTEGER NOT NULL, cost INTEGER NOT NULL, blinded BLOB NOT NULL,
  PRIMARY KEY (account, study)
) STRICT, WITHOUT ROWID;
CREATE INDEX given_by_study ON given (study);
CREATE TABLE destroyed_cost (
  account TEXT NOT NULL, year INTEGER NOT NULL, cost INTEGER NOT NULL, PRIMARY KEY (account, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE enrolment_key (year INTEGER PRIMARY KEY, private_key BLOB NOT NULL) STRICT;
CREATE TABLE code (hash TEXT PRIMARY KEY, year INTEGER NOT NULL, blinded BLOB) STRICT, WITHOUT ROWID;
CREATE TABLE person (
  account TEXT NOT NULL, year INTEGER NOT NULL, token BLOB NOT NULL UNIQUE, PRIMARY KEY (account, year)
) STRICT, WITHOUT ROWID;
`;

const schemaVersion = 1;
/** The other process adds codes: milliseconds. */
const patienceMs = 5_000;

export function openSqliteIssuer(path: string): IssuerStore {
  if (path !== ':memory:') makePrivate(path);
  const db = new DatabaseSync(path);
  try {
    prepare(db);
    if (path !== ':memory:') requireNewest(db, path);
    return new SqliteIssuer(db, path);
  } catch (cause) {
    db.close();
    if (cause instanceof StoreFault) throw cause;
    throw new StoreFault('store-failed', 'the file of the issuer cannot be opened', cause);
  }
}

function prepare(db: DatabaseSync): void {
  db.exec(`
    PRAGMA busy_timeout = ${patienceMs};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    BEGIN IMMEDIATE;
  `);
  const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found === 0) db.exec(`${schema} PRAGMA user_version = ${schemaVersion};`);
  else if (found !== schemaVersion)
    throw new StoreFault('store-failed', `issuer of version \`${found}\`, expected ${schemaVersion}`);
  db.exec("INSERT OR IGNORE INTO meta VALUES ('step', 0)");
  db.exec('COMMIT');
}

class SqliteIssuer implements IssuerStore {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #commit: SqliteCommit;
  readonly #step: StepGuard | undefined;
  #mustEmptyWal = false;

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    const step = path === ':memory:' ? undefined : new StepGuard(db, path);
    this.#step = step;
    const before = (): void => step?.before();
    this.#commit = new SqliteCommit(db, before, () => {
      step?.after();
      this.#emptyWal();
    });
  }

  openStudy(study: IssuerStudy, makeKey: () => KeyBytes): Promise<KeyBytes | undefined> {
    return this.#act(() => {
      const known = this.#get('SELECT private_key FROM study WHERE digest = ?', study.digest);
      if (known !== undefined) return keyOf(known);
      const { digest, costMillionths, personYear, opensMs, closesMs } = study;
      const key = makeKey();
      this.#run(
        'INSERT INTO study VALUES (?, ?, ?, ?, ?, ?)',
        digest,
        costMillionths,
        personYear ?? null,
        opensMs,
        closesMs,
        key,
      );
      return key;
    });
  }

  studyKey(digest: string): Promise<KeyBytes | undefined> {
    return this.#act(() => keyOf(this.#get('SELECT private_key FROM study WHERE digest = ?', digest)));
  }

  destroyStudy(digest: string): Promise<void> {
    return this.#act(() => {
      this.#run(
        `INSERT INTO destroyed_cost SELECT account, year, cost FROM given WHERE study = ?
         ON CONFLICT (account, year) DO UPDATE SET cost = cost + excluded.cost`,
        digest,
      );
      this.#run('DELETE FROM given WHERE study = ?', digest);
      this.#run('UPDATE study SET private_key = NULL WHERE digest = ?', digest);
      this.#mustEmptyWal = true;
    });
  }

  openAccount(account: string): Promise<void> {
    return this.#act(() => this.#run('INSERT OR IGNORE INTO account VALUES (?)', account));
  }

  giveToken(ask: TokenAsk): Promise<'given' | TokenNo> {
    return this.#act(() => this.#giveToken(ask));
  }

  #giveToken({ account, study, blinded, nowMs, year }: TokenAsk): 'given' | TokenNo {
    const row = this.#get('SELECT * FROM study WHERE digest = ?', study);
    if (row === undefined) return 'study-unknown';
    if (nowMs < Number(row['opens_ms'])) return 'study-early';
    if (nowMs >= Number(row['closes_ms']) || row['private_key'] === null) return 'study-closed';
    if (!this.#hasAccount(account)) return 'account-unknown';
    const before = this.#get('SELECT blinded FROM given WHERE account = ? AND study = ?', account, study);
    if (before !== undefined) return isSame(before['blinded'], blinded) ? 'given' : 'token-given';
    const personYear = row['person_year'];
    if (personYear !== null && !this.#isPerson(account, Number(personYear))) return 'enrolment-required';
    const cost = Number(row['cost']);
    const { spent, destroyedMillionths } = this.#view(account, year);
    const paid = spent.map((entry) => ({ ...entry, year }));
    const all = [...paid, { study: '', year, costMillionths: destroyedMillionths }];
    // A condition costs nothing: no statistic comes of it.
    if (cost > 0 && !mayPay(all, study, cost, year)) return 'budget-short';
    this.#run('INSERT INTO given VALUES (?, ?, ?, ?, ?)', account, study, year, cost, blinded);
    return 'given';
  }

  readAccount(account: string, year: number): Promise<AccountView | undefined> {
    return this.#act(() => (this.#hasAccount(account) ? this.#view(account, year) : undefined));
  }

  keepCodes(year: number, hashes: readonly string[], makeKey: () => KeyBytes): Promise<KeyBytes> {
    return this.#act(() => {
      let key = keyOf(this.#get('SELECT private_key FROM enrolment_key WHERE year = ?', year));
      if (key === undefined) {
        key = makeKey();
        this.#run('INSERT INTO enrolment_key VALUES (?, ?)', year, key);
      }
      for (const hash of hashes) this.#run('INSERT INTO code VALUES (?, ?, NULL)', hash, year);
      return key;
    });
  }

  enrolmentKeys(): Promise<{ year: number; key: KeyBytes }[]> {
    return this.#act(() =>
      this.#prepared('SELECT * FROM enrolment_key ORDER BY year')
        .all()
        .map((row) => ({ year: Number(row['year']), key: row['private_key'] as KeyBytes })),
    );
  }

  exchangeCode(hash: string, year: number, blinded: Uint8Array): Promise<'exchanged' | CodeNo> {
    return this.#act(() => {
      const row = this.#get('SELECT blinded FROM code WHERE hash = ? AND year = ?', hash, year);
      if (row === undefined) return 'code-unknown';
      if (row['blinded'] !== null) return isSame(row['blinded'], blinded) ? 'exchanged' : 'code-used';
      this.#run('UPDATE code SET blinded = ? WHERE hash = ?', blinded, hash);
      return 'exchanged';
    });
  }

  enrolAccount(account: string, year: number, token: Uint8Array): Promise<'enrolled' | PersonNo> {
    return this.#act(() => {
      if (!this.#hasAccount(account)) return 'account-unknown';
      const owner = this.#get('SELECT account, year FROM person WHERE token = ?', token);
      if (owner !== undefined)
        return owner['account'] === account && owner['year'] === year ? 'enrolled' : 'token-spent';
      if (this.#isPerson(account, year)) return 'enrolment-given';
      this.#run('INSERT INTO person VALUES (?, ?, ?)', account, year, token);
      return 'enrolled';
    });
  }

  forgetBefore(year: number): Promise<void> {
    return this.#act(() => {
      const done = this.#get("SELECT value FROM meta WHERE name = 'forgotten-before'");
      if (Number(done?.['value'] ?? 0) >= year) return;
      this.#run("INSERT OR REPLACE INTO meta VALUES ('forgotten-before', ?)", year);
      this.#run('DELETE FROM destroyed_cost WHERE year < ?', year);
      // A study that opened last year may still be open; none can that opened before.
      for (const table of ['code', 'person', 'enrolment_key'])
        this.#run(`DELETE FROM ${table} WHERE year < ?`, year - 1);
      this.#run(
        `DELETE FROM account WHERE account NOT IN (SELECT account FROM given UNION SELECT account FROM destroyed_cost
         UNION SELECT account FROM person)`,
      );
      this.#mustEmptyWal = true;
    });
  }

  async close(): Promise<void> {
    this.#commit.close();
  }

  #hasAccount(account: string): boolean {
    return this.#get('SELECT 1 FROM account WHERE account = ?', account) !== undefined;
  }

  #isPerson(account: string, year: number): boolean {
    return this.#get('SELECT 1 FROM person WHERE account = ? AND year = ?', account, year) !== undefined;
  }

  #view(account: string, year: number): AccountView {
    const spent = this.#prepared(
      'SELECT study, cost FROM given WHERE account = ? AND year = ? ORDER BY study',
    )
      .all(account, year)
      .map((row) => ({ study: String(row['study']), costMillionths: Number(row['cost']) }));
    const destroyed = this.#get(
      'SELECT cost FROM destroyed_cost WHERE account = ? AND year = ?',
      account,
      year,
    );
    const personYears = this.#prepared('SELECT year FROM person WHERE account = ? ORDER BY year')
      .all(account)
      .map((row) => Number(row['year']));
    return { spent, destroyedMillionths: Number(destroyed?.['cost'] ?? 0), personYears };
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #get(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepared(sql).get(...values);
  }

  #run(sql: string, ...values: Value[]): void {
    // Whatever was written: an old copy would give tokens, codes and accounts a second time.
    if (this.#prepared(sql).run(...values).changes > 0) this.#step?.mustStep();
  }

  /** Reads too: what decides is read inside the transaction that writes. */
  #act<T>(run: () => T): Promise<T> {
    return this.#commit.act(run);
  }

  /** What was destroyed must not outlive it there. Another process that reads just now leaves it to the next time. */
  #emptyWal(): void {
    if (!this.#mustEmptyWal) return;
    try {
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      this.#mustEmptyWal = false;
    } catch {
      // With the next group; what was answered is kept either way.
    }
  }
}

type Value = string | number | Uint8Array | null;
type Row = Record<string, unknown>;

const keyOf = (row: Row | undefined): KeyBytes | undefined => {
  const key = row?.['private_key'] ?? undefined;
  return key === undefined ? undefined : (key as KeyBytes);
};

const isSame = (kept: unknown, blinded: Uint8Array): boolean =>
  kept instanceof Uint8Array && Buffer.compare(kept, blinded) === 0;
