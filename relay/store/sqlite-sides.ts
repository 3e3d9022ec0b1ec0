// What keeps both sides even, on the embedded store: suspended and ended declarations, private pauses, monthly statements.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { afterPause, type GrantState, isLive } from '../../policy/history.ts';
import { takeRandom, textDigest } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { readChain } from './chain.ts';
import type { Kept, LogEntry } from './entry.ts';
import { StoreFault } from './fault.ts';
import { copyState, endInPublic, type HeldGrant, isNone, notGiven, suspendGrant } from './held.ts';
import type {
  DeclarationEnd,
  GrantHistory,
  KeptLeaf,
  KeptPause,
  NewLeaves,
  NewPause,
  NewStatement,
  SidesStore,
} from './sides-contract.ts';
import { keep, SqliteWallet } from './sqlite-wallet.ts';
import { publicSalt, suspendStep } from './terms.ts';
import { requirePresent } from './voice.ts';

type Row = Record<string, unknown>;

export class SqliteSides extends SqliteWallet implements SidesStore {
  readonly #suspend: StatementSync;
  readonly #liveOf: StatementSync;
  readonly #insertPause: StatementSync;
  readonly #pauses: StatementSync;
  readonly #statementOf: StatementSync;
  readonly #insertStatement: StatementSync;
  readonly #insertLeaf: StatementSync;
  readonly #leaves: StatementSync;

  constructor(db: DatabaseSync, signer: LogSigner) {
    super(db, signer);
    this.#suspend = db.prepare('INSERT INTO suspended VALUES (?) ON CONFLICT DO NOTHING');
    this.#liveOf = db.prepare(
      'SELECT mailbox, id FROM grant_state WHERE declaration = ? AND id > ? AND is_live = 1 ORDER BY id LIMIT ?',
    );
    this.#insertPause = db.prepare('INSERT INTO pause VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#pauses = db.prepare('SELECT * FROM pause WHERE mailbox = ? ORDER BY grant_id, n');
    this.#statementOf = db.prepare('SELECT digest FROM statement WHERE party = ? AND month = ?');
    this.#insertStatement = db.prepare('INSERT INTO statement VALUES (?, ?, ?)');
    this.#insertLeaf = db.prepare(
      'INSERT INTO statement_leaf VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#leaves = db.prepare(
      `SELECT l.*, p.idx, p.digest, p.text AS record FROM statement_leaf l JOIN public_record p ON p.digest = l.statement
       WHERE mailbox = ? AND month > ? ORDER BY month, grant_id`,
    );
  }

  suspendGrants(declaration: string): Promise<number> {
    return this.#stopAll(declaration, suspendGrant, ({ state }) => state.status === 'suspended');
  }

  endGrants(end: DeclarationEnd): Promise<number> {
    return this.#stopAll(
      end.declaration,
      (grant) => endInPublic(grant, end),
      ({ state }) => state.endRecord === end.record,
    );
  }

  async #stopAll(
    declaration: string,
    stop: (grant: HeldGrant) => void,
    isStopped: (grant: HeldGrant) => boolean,
  ): Promise<number> {
    let count = 0;
    for (let last = ''; ; ) {
      // A step at a time: a declaration may have more grants than others should wait for.
      const step = await this.group.enqueue(() => {
        this.#suspend.run(declaration);
        const places = this.#liveOf.all(declaration, last, suspendStep).map(placeOf);
        const grants = places.map(({ mailbox, id }) => this.acts.require(mailbox, id));
        for (const grant of grants) {
          stop(grant);
          if (grant.state.status === 'ended') this.rows.deleteEnvelope(grant.mailbox, grant.id);
          this.grants.write(grant);
        }
        const stopped = grants.filter(isStopped).length;
        return () => ({ stopped, next: places.length < suspendStep ? undefined : places.at(-1)?.id });
      });
      count += step.stopped;
      if (step.next === undefined) return count;
      last = step.next;
    }
  }

  async readHistory(
    mailbox: string,
    id: string,
    after: number,
    limit: number,
  ): Promise<GrantHistory | undefined> {
    const found = await this.group.read(() => {
      const grant = this.grants.find(mailbox, id);
      if (grant === undefined || isNone(grant)) return undefined;
      return { party: grant.party, last: grant.state.last };
    });
    if (found === undefined) return undefined;
    const rows = this.acts.chainRows(mailbox, id);
    return { ...found, ...(await readChain(id, found.last, after, limit, rows)) };
  }

  keepPause({
    mailbox,
    grant: id,
    text,
    act,
    untilMs,
    n,
    atMs,
  }: NewPause): Promise<{ kept: Kept; state: GrantState }> {
    return this.group.enqueue(() => {
      const grant = this.acts.require(mailbox, id);
      const known = this.#pauses.all(mailbox).filter((row) => row.grant_id === id);
      const same = known.find((row) => row.n === n && row.text === text);
      if (same === undefined) {
        requirePresent(text, this.rows.keySteps(mailbox));
        if (!isLive(grant.state, atMs)) throw new StoreFault('grant-ended', 'the grant has ended');
        if (grant.state.status === 'waiting' || n !== known.length + 1)
          throw new StoreFault('pause-stale', 'expected the number after the newest of this grant');
      }
      const entry = same === undefined ? this.#addPause(mailbox, id, n, text) : entryOf(same);
      if (same === undefined) {
        grant.state = afterPause(grant.state, act, untilMs);
        this.grants.write(grant);
      }
      const state = copyState(grant.state);
      return (head) => ({ kept: { ...entry, head }, state });
    });
  }

  #addPause(mailbox: string, grant: string, n: number, text: string): LogEntry {
    const salt = takeRandom(32);
    const entry = this.acts.append(text, salt);
    this.#insertPause.run(mailbox, grant, n, entry.index, salt, entry.digest, text);
    return entry;
  }

  listPauses(mailbox: string): Promise<KeptPause[]> {
    return this.group.read(() =>
      this.#pauses.all(mailbox).map((row) => ({
        grant: String(row.grant_id),
        n: Number(row.n),
        text: String(row.text),
        entry: entryOf(row),
      })),
    );
  }

  keepStatement({ type, party, text, month }: NewStatement): Promise<Kept> {
    return this.group.enqueue(() => {
      const digest = textDigest(text);
      const known = this.rows.publicByDigest(digest);
      if (known !== undefined) return keep({ index: known.index, salt: known.salt, digest: known.digest });
      if (this.#statementOf.get(party, month) !== undefined)
        throw new StoreFault('record-exists', 'this party has stated this month already');
      const entry = this.acts.append(text, publicSalt, digest);
      this.rows.insertPublic({ type, party, text }, digest, entry.index);
      this.#insertStatement.run(party, month, digest);
      return keep(entry);
    });
  }

  keepLeaves({ statement, party, month, leaves }: NewLeaves): Promise<void> {
    return this.group.enqueue(() => {
      for (const { mailbox, grant: id } of leaves) {
        const grant = this.grants.find(mailbox, id);
        if (grant === undefined || grant.party !== party || isNone(grant)) throw notGiven();
      }
      for (const { mailbox, grant, position, text, path } of leaves)
        this.#insertLeaf.run(mailbox, grant, month, statement, position, text, JSON.stringify(path));
      return () => undefined;
    });
  }

  listLeaves(mailbox: string, afterMonth: string): Promise<KeptLeaf[]> {
    return this.group.read(() => this.#leaves.all(mailbox, afterMonth).map(leafOf));
  }
}

const placeOf = (row: Row): { mailbox: string; id: string } => ({
  mailbox: String(row.mailbox),
  id: String(row.id),
});

const entryOf = (row: Row): LogEntry => ({
  index: Number(row.idx),
  salt: Buffer.from(row.salt as Uint8Array).toString('base64url'),
  digest: String(row.digest),
});

const leafOf = (row: Row): KeptLeaf => ({
  mailbox: String(row.mailbox),
  grant: String(row.grant_id),
  month: String(row.month),
  position: Number(row.position),
  text: String(row.text),
  path: JSON.parse(String(row.path)) as string[],
  statement: String(row.record),
  entry: { index: Number(row.idx), salt: publicSalt.toString('base64url'), digest: String(row.digest) },
});
