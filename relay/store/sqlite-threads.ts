// Threads on the embedded store, and the sums behind a party's public page.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { takeRandom, textDigest } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import type { LogEntry } from './contract.ts';
import { StoreFault } from './fault.ts';
import type { Finish } from './sqlite-group.ts';
import { SqliteMandates } from './sqlite-mandates.ts';
import { maxWaiting, threadKeptMs, turnMs } from './terms.ts';
import type {
  KeptAct,
  KeptThread,
  KeptTurn,
  NewThread,
  NextAct,
  PartyThreads,
  ThreadAct,
  ThreadStore,
} from './thread-contract.ts';
import { countYes, refusedParty, tallyStep } from './thread-tally.ts';
import { grantIn, requirePresent, requireSpeaking } from './voice.ts';

type Row = Record<string, unknown>;

export class SqliteThreads extends SqliteMandates implements ThreadStore {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, signer: LogSigner) {
    super(db, signer);
    this.#db = db;
  }

  #sql(text: string): StatementSync {
    const statement = this.#prepared.get(text) ?? this.#db.prepare(text);
    this.#prepared.set(text, statement);
    return statement;
  }

  openThread(given: NewThread): Promise<KeptTurn> {
    return this.group.enqueue(() => {
      const { id, mailbox, party, grant } = given;
      const known = this.#known(id, given.text);
      if (known !== undefined) return known;
      if (this.#sql('SELECT id FROM thread WHERE id = ?').get(id) !== undefined)
        throw new StoreFault('record-exists', 'another thread has this id');
      this.#requireOpener(mailbox, grant, given.text);
      if (grant !== null && this.#countWaiting(mailbox) >= maxWaiting)
        throw new StoreFault('thread-full', `expected at most ${maxWaiting} threads that wait`);
      const entry = this.acts.append(given.text, takeRandom(32));
      this.#sql('INSERT INTO thread VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        id,
        entry.index,
        mailbox,
        party,
        entry.digest,
        given.isAwaiting ? 1 : 0,
        turnMs(given) + threadKeptMs,
      );
      return this.#addAct(id, 0, given, entry);
    });
  }

  keepTurn(given: NextAct): Promise<KeptTurn> {
    return this.group.enqueue(() => {
      const { thread, previous } = given;
      const known = this.#known(thread, given.text);
      if (known !== undefined) return known;
      const row = this.#sql(
        `SELECT mailbox, last, (SELECT count(*) FROM thread_act WHERE thread = id) AS count,
           (SELECT text FROM thread_act WHERE thread = id AND n = 0) AS opening FROM thread WHERE id = ?`,
      ).get(thread);
      if (row === undefined) throw new StoreFault('thread-unknown', 'expected the id of a thread');
      if (given.isByOpener)
        this.#requireOpener(String(row.mailbox), grantIn(String(row.opening)), given.text);
      if (row.last !== previous) throw new StoreFault('turn-stale', 'expected the digest of the newest act');
      const entry = this.acts.append(given.text, takeRandom(32));
      this.#sql('UPDATE thread SET last = ?, is_awaiting = ?, drop_ms = ? WHERE id = ?').run(
        entry.digest,
        given.isAwaiting ? 1 : 0,
        turnMs(given) + threadKeptMs,
        thread,
      );
      return this.#addAct(thread, Number(row.count), given, entry);
    });
  }

  /** Under a grant its party proves each act by the keys that spoke there. */
  #requireOpener(mailbox: string, grant: string | null, text: string): void {
    const steps = this.rows.keySteps(mailbox);
    if (grant === null) requirePresent(text, steps);
    else requireSpeaking(text, steps, this.acts.voiceRecords(this.acts.require(mailbox, grant)));
  }

  #addAct(thread: string, n: number, of: ThreadAct, entry: LogEntry): Finish<KeptTurn> {
    const { isByOpener, text, sealed } = of;
    const atMs = turnMs(of);
    const salt = Buffer.from(entry.salt, 'base64url');
    this.#sql('INSERT INTO thread_act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      thread,
      n,
      entry.index,
      salt,
      entry.digest,
      isByOpener ? 1 : 0,
      atMs,
      text,
      sealed ?? null,
    );
    return (head) => ({ kept: { ...entry, head }, atMs });
  }

  #known(thread: string, text: string): Finish<KeptTurn> | undefined {
    const row = this.#sql('SELECT * FROM thread_act WHERE thread = ? AND digest = ?').get(
      thread,
      textDigest(text),
    );
    if (row === undefined) return undefined;
    const entry = entryOf(row);
    const atMs = Number(row.at_ms);
    return (head) => ({ kept: { ...entry, head }, atMs });
  }

  #countWaiting(mailbox: string): number {
    const row = this.#sql('SELECT count(*) AS count FROM thread WHERE mailbox = ? AND is_awaiting = 1').get(
      mailbox,
    );
    return Number(row?.count);
  }

  readThread(id: string): Promise<KeptThread | undefined> {
    return this.group.read(() => {
      const row = this.#sql('SELECT * FROM thread WHERE id = ?').get(id);
      return row === undefined ? undefined : this.#whole(row, false);
    });
  }

  listThreads(mailbox: string, after: string | undefined, limit: number): Promise<KeptThread[]> {
    return this.group.read(() =>
      this.#sql(
        `SELECT * FROM thread WHERE mailbox = ?1 AND place > coalesce(
           (SELECT place FROM thread WHERE id = ?2 AND mailbox = ?1), -1) ORDER BY place LIMIT ?3`,
      )
        .all(mailbox, after ?? null, limit)
        .map((row) => this.#whole(row, true)),
    );
  }

  listPartyThreads(party: string, { isAwaiting, after, limit }: PartyThreads): Promise<KeptThread[]> {
    const only = isAwaiting ? 'AND is_awaiting = 1' : '';
    return this.group.read(() =>
      this.#sql(`SELECT * FROM thread WHERE party = ? AND place > ? ${only} ORDER BY place LIMIT ?`)
        .all(party, after, limit)
        .map((row) => this.#whole(row, true)),
    );
  }

  listTurns(party: string, after: number, limit: number): Promise<KeptThread[]> {
    return this.group.read(() =>
      this.#sql('SELECT * FROM thread WHERE party = ? AND place > ? ORDER BY place LIMIT ?')
        .all(party, after, limit)
        .map((row) => this.#whole(row, false)),
    );
  }

  #whole(row: Row, hasSealed: boolean): KeptThread {
    const sealed = hasSealed ? 'sealed' : 'NULL AS sealed';
    const acts = this.#sql(
      `SELECT idx, salt, digest, is_opener, at_ms, text, ${sealed} FROM thread_act WHERE thread = ? ORDER BY n`,
    ).all(String(row.id));
    return {
      id: String(row.id),
      mailbox: String(row.mailbox),
      party: String(row.party),
      place: Number(row.place),
      acts: acts.map(actOf),
    };
  }

  hasRecord(mailbox: string, grant: string, digest: string): Promise<boolean> {
    return this.group.read(() => this.rows.privateWhere(mailbox, grant, 'digest', digest) !== undefined);
  }

  /** Calls stand in the order of time: the first of the week is looked for, the rest walked a step a turn. */
  async countUses(fromMs: number, toMs: number): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    let after = (await this.#firstCall(fromMs)) - 1;
    for (;;) {
      const calls = await this.group.read(() =>
        this.#sql('SELECT idx, party, at_ms, packed FROM access_call WHERE idx > ? ORDER BY idx LIMIT ?').all(
          after,
          tallyStep,
        ),
      );
      for (const { party, at_ms, packed } of calls) {
        if (Number(at_ms) < fromMs || Number(at_ms) >= toMs) continue;
        counts.set(String(party), (counts.get(String(party)) ?? 0) + countYes(String(packed)));
      }
      const last = calls.at(-1);
      if (last === undefined || Number(last.at_ms) >= toMs) return counts;
      after = Number(last.idx);
      await setImmediate();
    }
  }

  async #firstCall(fromMs: number): Promise<number> {
    return this.group.read(() => {
      const next = this.#sql('SELECT idx, at_ms FROM access_call WHERE idx >= ? ORDER BY idx LIMIT 1');
      let [low, high] = [0, this.group.tree.size];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const row = next.get(middle);
        if (row === undefined || Number(row.at_ms) >= fromMs) high = middle;
        else low = Number(row.idx) + 1;
      }
      return low;
    });
  }

  async countRefusals(beforeMs: number): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (let after = 0; ; ) {
      const refusals = await this.group.read(() =>
        this.#sql('SELECT rowid AS n, text FROM refusal WHERE rowid > ? ORDER BY rowid LIMIT ?').all(
          after,
          tallyStep,
        ),
      );
      for (const { text } of refusals) {
        const party = refusedParty(String(text), beforeMs);
        if (party !== undefined) counts.set(party, (counts.get(party) ?? 0) + 1);
      }
      const last = refusals.at(-1);
      if (last === undefined) return counts;
      after = Number(last.n);
      await setImmediate();
    }
  }

  /** Inside an act. */
  protected dropThreadTexts(nowMs: number): void {
    const due = this.#sql('SELECT id FROM thread WHERE drop_ms <= ? LIMIT ?').all(nowMs, tallyStep);
    for (const { id } of due) {
      this.#sql('UPDATE thread_act SET sealed = NULL WHERE thread = ?').run(String(id));
      this.#sql('UPDATE thread SET drop_ms = ? WHERE id = ?').run(Number.MAX_SAFE_INTEGER, String(id));
    }
  }
}

const entryOf = (row: Row): LogEntry => ({
  index: Number(row.idx),
  salt: Buffer.from(row.salt as Uint8Array).toString('base64url'),
  digest: String(row.digest),
});

const actOf = (row: Row): KeptAct => ({
  text: String(row.text),
  isByOpener: row.is_opener === 1,
  atMs: Number(row.at_ms),
  sealed: (row.sealed as Uint8Array | null) ?? undefined,
  entry: entryOf(row),
});
