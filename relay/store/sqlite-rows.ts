// Every statement of the embedded store beside those of grants and of the log, each prepared once.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeyStep } from '../../policy/handover.ts';
import type { ChainLink } from '../../policy/history.ts';
import { textDigest } from '../proof/hash.ts';
import type { AnsweredCall } from './access-call.ts';
import type { CallRow, SignedRow } from './chain.ts';
import type { AccessCall, KeptPublic, LogEntry, PublicRecord, PublicType } from './contract.ts';
import type { HeldGrant } from './held.ts';
import { rememberedMs } from './nonces.ts';
import { unpackCall } from './packed-call.ts';
import { publicSalt } from './terms.ts';
import { bodyOf } from './voice.ts';

type Row = Record<string, unknown>;

export interface PrivateRecord {
  mailbox: string;
  grant: string;
  type: SignedRow['type'];
  link: ChainLink;
  previous: ChainLink | null;
  text: string;
  index: number;
  salt: Buffer;
}

export interface RecentNonce {
  party: string;
  nonce: string;
  index: number;
  atMs: number;
}

export class SqliteRows {
  readonly #prepared = new Map<string, StatementSync>();
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  #sql(text: string): StatementSync {
    let statement = this.#prepared.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      this.#prepared.set(text, statement);
    }
    return statement;
  }

  insertPublic(record: PublicRecord, digest: string, index: number): void {
    this.#sql('INSERT INTO public_record VALUES (?, ?, ?, ?, ?)').run(
      index,
      record.type,
      record.party,
      digest,
      record.text,
    );
  }

  publicByDigest(digest: string): KeptPublic | undefined {
    const row = this.#sql('SELECT * FROM public_record WHERE digest = ?').get(digest);
    return row === undefined ? undefined : publicOf(row);
  }

  publicByType(type: PublicType, party: string | undefined): KeptPublic[] {
    return this.#sql(
      'SELECT * FROM public_record WHERE type = ?1 AND party = coalesce(?2, party) ORDER BY idx',
    )
      .all(type, party ?? null)
      .map(publicOf);
  }

  insertDocument(hash: string, party: string, bytes: Uint8Array): void {
    this.#sql('INSERT INTO document VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(hash, party, bytes);
  }

  document(hash: string): Uint8Array | undefined {
    return this.#sql('SELECT bytes FROM document WHERE hash = ?').get(hash)?.bytes as Uint8Array | undefined;
  }

  grantIds(mailbox: string): string[] {
    return this.#sql('SELECT id FROM grant_state WHERE mailbox = ?')
      .all(mailbox)
      .map((row) => String(row.id));
  }

  partyOfMailbox(mailbox: string): string | undefined {
    const row = this.#sql('SELECT party FROM grant_state WHERE mailbox = ? LIMIT 1').get(mailbox);
    return row === undefined ? undefined : String(row.party);
  }

  grantsByStop(stopHash: string): { mailbox: string; id: string }[] {
    return this.#sql('SELECT mailbox, id FROM grant_state WHERE stop_hash = ?').all(stopHash).map(placeOf);
  }

  keySteps(mailbox: string): KeyStep[] {
    return this.#sql('SELECT key, new_key FROM key_step WHERE mailbox = ?')
      .all(mailbox)
      .map((row) => ({ key: String(row['key']), newKey: String(row['new_key']) }));
  }

  handovers(mailbox: string, grant: string): string[] {
    return this.#sql(
      "SELECT text FROM private_record WHERE mailbox = ? AND grant_id = ? AND type = 'handover' ORDER BY seq",
    )
      .all(mailbox, grant)
      .map((row) => String(row['text']));
  }

  /** By a hand-over: no record of its own, as by the stop card. */
  endMandatesBy(key: string, mailbox: string, endedMs: number): void {
    const live = this.#sql('SELECT id, text FROM mandate WHERE mailbox = ? AND ended_ms IS NULL').all(
      mailbox,
    );
    for (const { id, text } of live)
      if (bodyOf(String(text))['key'] === key)
        this.#sql('UPDATE mandate SET ended_ms = ? WHERE mailbox = ? AND id = ?').run(
          endedMs,
          mailbox,
          id as string,
        );
  }

  /** By the stop card: whoever helps at this mailbox helps no more. */
  endMandates(mailbox: string, endedMs: number): void {
    this.#sql('UPDATE mandate SET ended_ms = ? WHERE mailbox = ? AND ended_ms IS NULL').run(endedMs, mailbox);
  }

  grantsDue(nowMs: number, limit: number): { mailbox: string; id: string }[] {
    return this.#sql('SELECT mailbox, id FROM grant_state WHERE is_live = 1 AND due_ms <= ? LIMIT ?')
      .all(nowMs, limit)
      .map(placeOf);
  }

  putEnvelope(grant: HeldGrant, epoch: number, n: number, digest: string, sealed: Uint8Array): void {
    // Updated in its place: a row that is replaced gets a new row number, and those that one wallet renews after one
    // change of a fact would stand next to each other.
    this.#sql(`INSERT INTO envelope VALUES (?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (mailbox, grant_id) DO UPDATE SET
      epoch = excluded.epoch, n = excluded.n, digest = excluded.digest, sealed = excluded.sealed, drop_ms = NULL`).run(
      grant.mailbox,
      grant.id,
      epoch,
      n,
      digest,
      sealed,
    );
  }

  envelope(mailbox: string, grant: string): Uint8Array | undefined {
    const row = this.#sql('SELECT sealed FROM envelope WHERE mailbox = ? AND grant_id = ?').get(
      mailbox,
      grant,
    );
    return row?.sealed as Uint8Array | undefined;
  }

  envelopeNumber(mailbox: string, grant: string): number | undefined {
    const row = this.#sql('SELECT n FROM envelope WHERE mailbox = ? AND grant_id = ?').get(mailbox, grant);
    return row?.n as number | undefined;
  }

  deleteEnvelope(mailbox: string, grant: string): void {
    this.#sql('DELETE FROM envelope WHERE mailbox = ? AND grant_id = ?').run(mailbox, grant);
  }

  dropEnvelopeAt(mailbox: string, grant: string, dropMs: number): void {
    this.#sql('UPDATE envelope SET drop_ms = ? WHERE mailbox = ? AND grant_id = ?').run(
      dropMs,
      mailbox,
      grant,
    );
  }

  envelopesDue(nowMs: number): { mailbox: string; id: string }[] {
    return this.#sql('SELECT mailbox, grant_id AS id FROM envelope WHERE drop_ms <= ?')
      .all(nowMs)
      .map(placeOf);
  }

  insertPrivate({ mailbox, grant, type, link, previous, text, index, salt }: PrivateRecord): void {
    this.#sql('INSERT INTO private_record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      mailbox,
      grant,
      link.seq,
      type,
      link.record,
      index,
      salt,
      link.digest,
      previous === null ? null : JSON.stringify(previous),
      text,
    );
  }

  privateBySeq(mailbox: string, grant: string, seq: number): SignedRow | undefined {
    const row = this.#sql(
      `SELECT p.*, r.sealed FROM private_record p LEFT JOIN result r USING (mailbox, grant_id, seq)
       WHERE p.mailbox = ? AND p.grant_id = ? AND p.seq = ?`,
    ).get(mailbox, grant, seq);
    return row === undefined ? undefined : signedOf(row);
  }

  /** By id, or by digest: a private record is asked for with its grant. */
  privateWhere(
    mailbox: string,
    grant: string,
    column: 'id' | 'digest',
    value: string,
  ): SignedRow | undefined {
    const row = this.#sql(
      `SELECT *, NULL AS sealed FROM private_record WHERE mailbox = ? AND grant_id = ? AND ${column} = ?`,
    ).get(mailbox, grant, value);
    return row === undefined ? undefined : signedOf(row);
  }

  insertResult(mailbox: string, grant: string, seq: number, sealed: Uint8Array, dropMs: number): void {
    this.#sql('INSERT INTO result VALUES (?, ?, ?, ?, ?)').run(mailbox, grant, seq, sealed, dropMs);
  }

  dropResults(nowMs: number): number {
    return Number(this.#sql('DELETE FROM result WHERE drop_ms <= ?').run(nowMs).changes);
  }

  insertRefusal(
    mailbox: string,
    id: string,
    entry: { index: number; salt: Buffer; digest: string },
    text: string,
  ): void {
    this.#sql('INSERT INTO refusal VALUES (?, ?, ?, ?, ?, ?)').run(
      mailbox,
      id,
      entry.index,
      entry.salt,
      entry.digest,
      text,
    );
  }

  refusals(mailbox: string): { id: string; text: string; entry: LogEntry }[] {
    return this.#sql('SELECT * FROM refusal WHERE mailbox = ? ORDER BY idx')
      .all(mailbox)
      .map((row) => ({ id: String(row.id), text: String(row.text), entry: entryOf(row) }));
  }

  callId(index: number): string {
    return String(this.#sql('SELECT id FROM access_call WHERE idx = ?').get(index)?.id);
  }

  /** The newest calls, oldest first, back to those that are too old to come again. */
  recentNonces(): RecentNonce[] {
    const recent: RecentNonce[] = [];
    let newestMs = Number.NEGATIVE_INFINITY;
    const rows = this.#db.prepare('SELECT idx, party, nonce, at_ms FROM access_call ORDER BY idx DESC');
    for (const row of rows.iterate()) {
      const atMs = Number(row.at_ms);
      newestMs = Math.max(newestMs, atMs);
      if (atMs < newestMs - rememberedMs) break;
      recent.push({ party: String(row.party), nonce: String(row.nonce), index: Number(row.idx), atMs });
    }
    return recent.reverse();
  }

  insertCall(call: AccessCall, answered: AnsweredCall<HeldGrant>, index: number): void {
    this.#sql('INSERT INTO access_call VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
      index,
      answered.id,
      call.party,
      call.nonce,
      call.atMs,
      answered.salt,
      answered.text,
      answered.packed,
    );
  }

  call(index: number): (CallRow & { id: string; party: string; atMs: number }) | undefined {
    const row = this.#sql('SELECT * FROM access_call WHERE idx = ?').get(index);
    if (row === undefined) return undefined;
    return {
      id: String(row.id),
      party: String(row.party),
      atMs: Number(row.at_ms),
      text: String(row.text),
      entry: entryOf(row),
      call: unpackCall(String(row.packed), String(row.party)),
    };
  }
}

const placeOf = (row: Row): { mailbox: string; id: string } => ({
  mailbox: String(row.mailbox),
  id: String(row.id),
});

function entryOf(row: Row): LogEntry {
  const salt = row.salt === undefined ? publicSalt : Buffer.from(row.salt as Uint8Array);
  return { index: Number(row.idx), salt: salt.toString('base64url'), digest: digestOf(row) };
}

/** Not kept where the text is: a call has one only when somebody asks. */
function digestOf(row: Row): string {
  return row.digest === undefined ? textDigest(String(row.text)) : String(row.digest);
}

const publicOf = (row: Row): KeptPublic => ({
  type: row.type as PublicType,
  party: String(row.party),
  text: String(row.text),
  ...entryOf(row),
});

const signedOf = (row: Row): SignedRow => ({
  type: row.type as SignedRow['type'],
  id: String(row.id),
  previous: row.previous === null ? null : (JSON.parse(String(row.previous)) as ChainLink),
  text: String(row.text),
  entry: entryOf(row),
  sealed: (row.sealed as Uint8Array | null) ?? undefined,
});
