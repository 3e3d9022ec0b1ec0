// Mandates and their uses, on the embedded store.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { takeRandom } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import type { Ended, GrantEnd } from './contract.ts';
import type { Kept, LogEntry } from './entry.ts';
import { StoreFault } from './fault.ts';
import { heldMandate, mailboxUnknown, requireHelp, requireUnused, staleMandate } from './held-mandate.ts';
import type {
  HeldMandate,
  HelpJudge,
  KeptMandate,
  KeptMandateUse,
  MandateEnd,
  MandateStore,
  NewMandate,
  NewMandateUse,
} from './mandate-contract.ts';
import { SqliteHandovers } from './sqlite-handovers.ts';
import { keep } from './sqlite-wallet.ts';
import { cutToDay, cutToMinute } from './terms.ts';
import { requirePresent, requireWarrantVoice } from './voice.ts';

type Row = Record<string, unknown>;

export class SqliteMandates extends SqliteHandovers implements MandateStore {
  readonly #byId: StatementSync;
  readonly #all: StatementSync;
  readonly #insert: StatementSync;
  readonly #end: StatementSync;
  readonly #uses: StatementSync;
  readonly #newestUse: StatementSync;
  readonly #countUses: StatementSync;
  readonly #insertUse: StatementSync;
  readonly #recordByDigest: StatementSync;

  constructor(db: DatabaseSync, signer: LogSigner) {
    super(db, signer);
    this.#byId = db.prepare('SELECT * FROM mandate WHERE mailbox = ? AND id = ?');
    this.#all = db.prepare('SELECT * FROM mandate WHERE mailbox = ? ORDER BY n');
    this.#insert = db.prepare(
      'INSERT INTO mandate (mailbox, n, id, kept_ms, idx, salt, digest, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#end = db.prepare(
      `UPDATE mandate SET ended_ms = ?, end_text = ?, end_idx = ?, end_salt = ?, end_digest = ?
       WHERE mailbox = ? AND id = ?`,
    );
    this.#uses = db.prepare('SELECT * FROM mandate_use WHERE mailbox = ? AND n > ? ORDER BY n LIMIT ?');
    this.#newestUse = db.prepare('SELECT coalesce(max(n), 0) AS n FROM mandate_use WHERE mailbox = ?');
    this.#countUses = db.prepare(
      'SELECT count(*) AS uses FROM mandate_use WHERE mailbox = ? AND mandate = ?',
    );
    this.#insertUse = db.prepare('INSERT INTO mandate_use VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#recordByDigest = db.prepare('SELECT digest FROM private_record WHERE mailbox = ? AND digest = ?');
  }

  keepMandate({ mailbox, id, text, n, grant, atMs }: NewMandate): Promise<Kept> {
    return this.group.enqueue(() => {
      const known = this.#all.all(mailbox);
      const same = known.find((row) => row.text === text);
      if (same !== undefined) return keep(entryOf(same));
      const isThere =
        grant === undefined
          ? this.rows.partyOfMailbox(mailbox) !== undefined
          : this.#recordByDigest.get(mailbox, grant) !== undefined;
      if (!isThere) throw mailboxUnknown();
      requirePresent(text, this.rows.keySteps(mailbox));
      if (known.some((row) => row.id === id))
        throw new StoreFault('record-exists', 'another mandate has this id');
      if (n !== known.length + 1) throw staleMandate();
      const salt = takeRandom(32);
      const entry = this.acts.append(text, salt);
      this.#insert.run(mailbox, n, id, cutToMinute(atMs), entry.index, salt, entry.digest, text);
      return keep(entry);
    });
  }

  endMandate({ mailbox, mandate, text, atMs }: MandateEnd): Promise<{ endedMs: number; kept?: Kept }> {
    return this.group.enqueue(() => {
      const row = this.#byId.get(mailbox, mandate);
      if (row === undefined) throw new StoreFault('mandate-unknown', 'expected a mandate of this mailbox');
      if (row.ended_ms !== null) {
        const entry = endEntryOf(row);
        const endedMs = Number(row.ended_ms);
        return (head) => (entry === undefined ? { endedMs } : { endedMs, kept: { ...entry, head } });
      }
      const salt = takeRandom(32);
      const entry = this.acts.append(text, salt);
      const endedMs = cutToMinute(atMs);
      this.#end.run(endedMs, text, entry.index, salt, entry.digest, mailbox, mandate);
      return (head) => ({ endedMs, kept: { ...entry, head } });
    });
  }

  readMandate(mailbox: string, id: string): Promise<HeldMandate | undefined> {
    return this.group.read(() => this.#held(mailbox, id));
  }

  keepMandateUse({ mailbox, mandate, text, atMs }: NewMandateUse, judge: HelpJudge): Promise<Kept> {
    return this.group.enqueue(() => {
      requireHelp(this.#held(mailbox, mandate), 'see', atMs, judge);
      requireUnused(Number(this.#countUses.get(mailbox, mandate)?.['uses']));
      const salt = takeRandom(32);
      const entry = this.acts.append(text, salt);
      const n = Number(this.#newestUse.get(mailbox)?.['n']) + 1;
      this.#insertUse.run(mailbox, n, mandate, cutToDay(atMs), entry.index, salt, entry.digest, text);
      return keep(entry);
    });
  }

  endGrantByHelper(
    { mailbox, grant: id, id: record, text, reason, atMs }: GrantEnd,
    mandate: string,
    judge: HelpJudge,
  ): Promise<Ended> {
    return this.group.enqueue(() => {
      const grant = this.acts.require(mailbox, id);
      const { given } = requireHelp(this.#held(mailbox, mandate), 'stop', atMs, judge);
      requireWarrantVoice(given, this.acts.voiceRecords(grant));
      return this.acts.end(grant, { record, text, reason, atMs: cutToMinute(atMs) });
    });
  }

  listMandates(mailbox: string): Promise<KeptMandate[]> {
    return this.group.read(() => this.#all.all(mailbox).map(keptOf));
  }

  listMandateUses(mailbox: string, after: number, limit: number): Promise<KeptMandateUse[]> {
    return this.group.read(() =>
      this.#uses.all(mailbox, after, limit).map((row) => ({
        mandate: String(row.mandate),
        n: Number(row.n),
        atMs: Number(row.at_ms),
        text: String(row.text),
        entry: entryOf(row),
      })),
    );
  }

  #held(mailbox: string, id: string): HeldMandate | undefined {
    const row = this.#byId.get(mailbox, id);
    if (row === undefined) return undefined;
    return heldMandate({ text: String(row.text), keptMs: Number(row.kept_ms), endedMs: endedOf(row) });
  }
}

const endedOf = (row: Row): number | undefined => (row.ended_ms === null ? undefined : Number(row.ended_ms));

const saltText = (salt: unknown): string => Buffer.from(salt as Uint8Array).toString('base64url');

const entryOf = (row: Row): LogEntry => ({
  index: Number(row.idx),
  salt: saltText(row.salt),
  digest: String(row.digest),
});

const endEntryOf = (row: Row): LogEntry | undefined =>
  row.end_idx === null
    ? undefined
    : { index: Number(row.end_idx), salt: saltText(row.end_salt), digest: String(row.end_digest) };

const keptOf = (row: Row): KeptMandate => ({
  n: Number(row.n),
  text: String(row.text),
  entry: entryOf(row),
  endedMs: endedOf(row),
  end: row.end_text === null ? undefined : { text: String(row.end_text), entry: endEntryOf(row) },
});
