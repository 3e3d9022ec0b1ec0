// The grants of the embedded store. One process holds them, so its memory is the authority: a reading moves a grant on
// in memory alone, inside the group that commits the call's record, and the row follows some thousand readings later.
// After a crash the rows are moved on by the calls that they have not seen (`foldCalls`): the records tell everything.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AccessItem } from '../../policy/access.ts';
import type { GrantState } from '../../policy/history.ts';
import { treeOfTexts } from '../proof/hash.ts';
import { moveByAccess } from './access-call.ts';
import { dueMs, type HeldGrant } from './held.ts';
import { unpackCall } from './packed-call.ts';

const maxHeld = 200_000;
const maxMoved = 20_000;

export class SqliteGrants {
  readonly #held = new Map<string, HeldGrant>();
  /** Moved by calls since their row was written. Never let go of before that. */
  #moved: HeldGrant[] = [];
  readonly #read: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #readDigest: StatementSync;
  readonly #setFolded: StatementSync;
  readonly #isSuspended: StatementSync;
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#read = db.prepare('SELECT * FROM grant_state WHERE id = ?');
    this.#readDigest = db.prepare('SELECT digest FROM envelope WHERE mailbox = ? AND grant_id = ?');
    this.#insert = db.prepare('INSERT INTO grant_state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#update = db.prepare(
      'UPDATE grant_state SET state = ?, due_ms = ?, is_live = ?, is_dropped = ?, is_stopped = ? WHERE mailbox = ? AND id = ?',
    );
    this.#setFolded = db.prepare("UPDATE meta SET value = ? WHERE name = 'folded'");
    this.#isSuspended = db.prepare('SELECT 1 FROM suspended WHERE declaration = ?');
  }

  find(mailbox: string, id: string): HeldGrant | undefined {
    const grant = this.#held.get(id) ?? this.#load(id);
    return grant?.mailbox === mailbox ? grant : undefined;
  }

  /** Also of another mailbox: ids of grants are unique in a relay. */
  isTaken(id: string): boolean {
    return (this.#held.get(id) ?? this.#load(id)) !== undefined;
  }

  isSuspended(declaration: string): boolean {
    return this.#isSuspended.get(declaration) !== undefined;
  }

  #load(id: string): HeldGrant | undefined {
    const row = this.#read.get(id);
    if (row === undefined) return undefined;
    const mailbox = String(row.mailbox);
    const digest = this.#readDigest.get(mailbox, id)?.digest;
    const state = JSON.parse(String(row.state)) as GrantState;
    const grant: HeldGrant = {
      mailbox,
      id,
      party: String(row.party),
      stopHash: String(row.stop_hash),
      declaration: String(row.declaration),
      state,
      envelopeDigest: digest === undefined ? undefined : String(digest),
      isDropped: row.is_dropped === 1,
      isStopped: row.is_stopped === 1,
      waitUntilMs: state.status === 'waiting' ? Number(row.due_ms) : undefined,
      isMoved: false,
    };
    this.#held.set(id, grant);
    return grant;
  }

  add(grant: HeldGrant): void {
    const { mailbox, id, party, stopHash, declaration } = grant;
    const [state, ...rest] = columns(grant);
    this.#insert.run(mailbox, id, party, state, stopHash, declaration, ...rest);
    this.#held.set(id, grant);
  }

  /** Writes the row at once: for every change but a reading. */
  write(grant: HeldGrant): void {
    this.#update.run(...columns(grant), grant.mailbox, grant.id);
    grant.isMoved = false;
  }

  move(grant: HeldGrant): void {
    if (grant.isMoved) return;
    grant.isMoved = true;
    this.#moved.push(grant);
  }

  /** Before COMMIT of a group: rows follow when many moved, or when `now` says so. */
  flush(logSize: number, now: boolean): void {
    if (this.#moved.length === 0 || (!now && this.#moved.length < maxMoved)) return;
    for (const grant of this.#moved) if (grant.isMoved) this.write(grant);
    this.#moved = [];
    this.#setFolded.run(logSize);
  }

  /** After COMMIT: those not asked for lately are read from their rows when they come again. */
  letGo(): void {
    if (this.#held.size <= maxHeld || this.#moved.length > 0) return;
    for (const id of this.#held.keys()) {
      if (this.#held.size <= maxHeld / 2) break;
      this.#held.delete(id);
    }
  }

  /** At start: what calls did to grants since the rows were last written. */
  foldCalls(): void {
    this.#held.clear();
    this.#moved = [];
    const calls = this.#db.prepare(
      `SELECT id, party, at_ms, packed FROM access_call
       WHERE idx >= (SELECT value FROM meta WHERE name = 'folded') ORDER BY idx`,
    );
    for (const row of calls.iterate()) {
      const { items, answers, answerTexts } = unpackCall(String(row.packed), String(row.party));
      const { leaves } = treeOfTexts(answerTexts);
      for (const [position, answer] of answers.entries()) {
        const grant = this.find((items[position] as AccessItem).resource.id, answer.grant);
        if (answer.seq === 0 || grant === undefined || grant.state.last.seq >= answer.seq) continue;
        const digest = leaves.toString('base64url', position * 32, position * 32 + 32);
        const link = { seq: answer.seq, record: String(row.id), position, digest };
        moveByAccess(grant, link, answer.decision, Number(row.at_ms));
        this.move(grant);
      }
    }
  }
}

type Columns = [state: string, dueMs: number, isLive: number, isDropped: number, isStopped: number];

function columns(grant: HeldGrant): Columns {
  const isLive = grant.state.status === 'ended' ? 0 : 1;
  return [
    JSON.stringify(grant.state),
    dueMs(grant),
    isLive,
    Number(grant.isDropped),
    Number(grant.isStopped),
  ];
}
