// The embedded store: one file, one process. Its memory is the authority for a grant's state and place in its sequence;
// it changes only inside a group that commits, and is built again from the file when one does not.

import type { DatabaseSync } from 'node:sqlite';
import type { AccessItem } from '../../policy/access.ts';
import type { GrantState } from '../../policy/history.ts';
import { afterConfirmation, afterEnvelope, isLive } from '../../policy/history.ts';
import { inclusionIn } from '../log/receipt.ts';
import { readBundle } from '../log/tiles.ts';
import { bytesDigest, nonceKey, takeRandom, textDigest } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { accessId, accessRow, answerCall, type CallFindings } from './access-call.ts';
import { readChain } from './chain.ts';
import type {
  AccessCall,
  AccessOutcome,
  Ended,
  GrantEnd,
  Judge,
  Kept,
  KeptGrant,
  KeptPublic,
  LogEntry,
  LogHead,
  LogReceipt,
  MailboxReading,
  NewCalculation,
  NewEnvelope,
  NewGrant,
  NewReceipt,
  NewRefusal,
  PublicRecord,
  PublicType,
  Release,
  StopCall,
  Store,
  Sweep,
} from './contract.ts';
import { StoreFault } from './fault.ts';
import { copyState, type HeldGrant, holdGrant } from './held.ts';
import { Nonces } from './nonces.ts';
import { SqliteActs } from './sqlite-acts.ts';
import { SqliteGrants } from './sqlite-grants.ts';
import { type Finish, SqliteGroup } from './sqlite-group.ts';
import { SqliteRows } from './sqlite-rows.ts';
import { openDatabase } from './sqlite-schema.ts';
import { cutToMinute, mayRefetch, publicSalt, refetchMs, resultKeptMs } from './terms.ts';

const sweepStep = 500;

const keep =
  (entry: LogEntry): Finish<Kept> =>
  (head) => ({ ...entry, head });

export interface SqliteOptions {
  /** The file grows no further; undefined: until the disk is full. */
  maxBytes?: number;
}

export function openSqliteStore(path: string, signer: LogSigner, options: SqliteOptions = {}): Store {
  const db = openDatabase(path, options.maxBytes);
  try {
    return new SqliteStore(db, signer);
  } catch (cause) {
    db.close();
    throw cause;
  }
}

class SqliteStore implements Store {
  readonly #grants: SqliteGrants;
  readonly #rows: SqliteRows;
  readonly #group: SqliteGroup;
  readonly #acts: SqliteActs;
  readonly #nonces = new Nonces();
  readonly #findings: CallFindings<HeldGrant>;
  /** Rows of grants follow their readings at the latest at a sweep, so that a start has little to fold. */
  #mustFlush = false;

  constructor(db: DatabaseSync, signer: LogSigner) {
    this.#grants = new SqliteGrants(db);
    this.#rows = new SqliteRows(db);
    this.#group = new SqliteGroup(db, signer, {
      beforeCommit: () => this.#grants.flush(this.#group.tree.size, this.#mustFlush),
      afterCommit: () => {
        this.#mustFlush = false;
        this.#grants.letGo();
      },
      reload: () => this.#rebuild(),
    });
    this.#acts = new SqliteActs(this.#grants, this.#rows, this.#group);
    this.#rebuild();
    this.#findings = {
      find: (mailbox, id) => {
        const grant = this.#grants.find(mailbox, id);
        return grant?.isDropped ? undefined : grant;
      },
      envelope: (mailbox, id) => this.#rows.envelope(mailbox, id),
      move: (grant) => this.#grants.move(grant),
    };
  }

  /** Memory out of the database: at start, and after a group whose outcome only the database knows. */
  #rebuild(): void {
    this.#grants.foldCalls();
    this.#nonces.clear();
    for (const { party, nonce, index, atMs } of this.#rows.recentNonces()) {
      this.#nonces.add(nonceKey(party, nonce), index, atMs);
    }
  }

  // public records

  keepPublic(record: PublicRecord): Promise<Kept> {
    return this.#group.enqueue(() => {
      const digest = textDigest(record.text);
      const known = this.#rows.publicByDigest(digest);
      if (known !== undefined) return keep(entryOf(known));
      const entry = this.#acts.append(record.text, publicSalt, digest);
      this.#rows.insertPublic(record, digest, entry.index);
      return keep(entry);
    });
  }

  readPublic(digest: string): Promise<KeptPublic | undefined> {
    return this.#group.read(() => this.#rows.publicByDigest(digest));
  }

  listPublic(type: PublicType, party?: string): Promise<KeptPublic[]> {
    return this.#group.read(() => this.#rows.publicByType(type, party));
  }

  keepRules(hash: string, party: string, compiled: Uint8Array): Promise<void> {
    return this.#group.enqueue(() => {
      this.#rows.insertRules(hash, party, compiled);
      return () => undefined;
    });
  }

  readRules(hash: string): Promise<Uint8Array | undefined> {
    return this.#group.read(() => this.#rows.rules(hash));
  }

  // the wallet's acts

  keepGrant(given: NewGrant): Promise<Kept> {
    return this.#group.enqueue(() => {
      const { mailbox, id, party, text, envelope } = given;
      const first = this.#rows.privateBySeq(mailbox, id, 1);
      if (first?.entry !== undefined && first.text === text) return keep(first.entry);
      if (this.#grants.isTaken(id)) throw new StoreFault('record-exists', 'another grant has this id');
      if ((this.#rows.partyOfMailbox(mailbox) ?? party) !== party) {
        throw new StoreFault('mailbox-taken', 'a mailbox belongs to one party');
      }
      const salt = takeRandom(32);
      const entry = this.#acts.append(text, salt);
      const digest = bytesDigest(envelope);
      const grant = holdGrant(given, entry.digest, digest);
      const { state } = grant;
      this.#rows.insertPrivate({
        mailbox,
        grant: id,
        type: 'grant',
        link: state.last,
        previous: null,
        text,
        index: entry.index,
        salt,
      });
      this.#rows.putEnvelope(grant, state.epoch, 1, digest, envelope);
      this.#grants.add(grant);
      return keep(entry);
    });
  }

  confirmGrant(mailbox: string, id: string): Promise<GrantState> {
    return this.#group.enqueue(() => {
      const grant = this.#acts.require(mailbox, id);
      if (grant.state.status === 'waiting') {
        grant.state = afterConfirmation(grant.state);
        grant.waitUntilMs = undefined;
        this.#grants.write(grant);
      }
      const state = copyState(grant.state);
      return () => state;
    });
  }

  keepRefusal({ mailbox, id, text }: NewRefusal): Promise<Kept> {
    return this.#group.enqueue(() => {
      const known = this.#rows.refusals(mailbox).find((refusal) => refusal.id === id);
      if (known?.text === text) return keep(known.entry);
      if (known !== undefined) throw new StoreFault('record-exists', 'another refusal has this id');
      const salt = takeRandom(32);
      const entry = this.#acts.append(text, salt);
      this.#rows.insertRefusal(mailbox, id, { ...entry, salt }, text);
      return keep(entry);
    });
  }

  readGrant(mailbox: string, id: string): Promise<KeptGrant | undefined> {
    return this.#group.read(() => {
      const grant = this.#grants.find(mailbox, id);
      return grant === undefined ? undefined : this.#acts.describe(grant);
    });
  }

  endGrant({ mailbox, grant: id, id: record, text, reason, atMs }: GrantEnd): Promise<Ended> {
    return this.#group.enqueue(() => {
      const grant = this.#acts.require(mailbox, id);
      return this.#acts.end(grant, { record, text, reason, atMs: cutToMinute(atMs) });
    });
  }

  stopGrants({ secrets, record, atMs }: StopCall): Promise<number> {
    return this.#group.enqueue(() => {
      let count = 0;
      for (const secret of new Set(secrets)) {
        const stopHash = bytesDigest(Buffer.from(secret, 'base64url'));
        for (const { mailbox, id } of this.#rows.grantsByStop(stopHash)) {
          const grant = this.#acts.require(mailbox, id);
          if (isLive(grant.state, atMs)) {
            const made = record({ mailbox, grant: id, secret });
            grant.isStopped = true;
            this.#acts.end(grant, {
              record: made.id,
              text: made.text,
              reason: 'grant-withdrawn',
              atMs: cutToMinute(atMs),
            });
          }
          if (grant.isStopped) count += 1;
        }
      }
      return () => count;
    });
  }

  keepEnvelope({ mailbox, grant: id, epoch, n, envelope, atMs }: NewEnvelope): Promise<void> {
    return this.#group.enqueue(() => {
      const grant = this.#acts.require(mailbox, id);
      if (!isLive(grant.state, atMs)) throw new StoreFault('grant-ended', 'the grant has ended');
      const digest = bytesDigest(envelope);
      const isRepeat = n === grant.state.envelopeN && digest === grant.envelopeDigest;
      if (isRepeat) return () => undefined;
      if (epoch !== grant.state.epoch || n !== grant.state.envelopeN + 1) {
        throw new StoreFault(
          'envelope-stale',
          'expected the number after the newest, in the epoch of the grant',
        );
      }
      grant.state = afterEnvelope(grant.state, n, cutToMinute(atMs));
      grant.envelopeDigest = digest;
      this.#rows.putEnvelope(grant, epoch, n, digest, envelope);
      this.#grants.write(grant);
      return () => undefined;
    });
  }

  keepReceipt({ mailbox, grant: id, calculation, id: record, text }: NewReceipt): Promise<Kept> {
    return this.#group.enqueue(() => {
      const grant = this.#acts.require(mailbox, id);
      const known = this.#acts.known(grant, record, text);
      if (known !== undefined) return keep(known);
      if (this.#rows.privateWhere(mailbox, id, 'digest', calculation)?.type !== 'calculation') {
        throw new StoreFault('calculation-unknown', 'expected the digest of a calculation under this grant');
      }
      return keep(this.#acts.chain(grant, 'receipt', record, text));
    });
  }

  async readMailbox(
    mailbox: string,
    after: ReadonlyMap<string, number>,
    limit: number,
  ): Promise<MailboxReading> {
    const reading = await this.#group.read((): MailboxReading => {
      const held = this.#rows.grantIds(mailbox).map((id) => this.#acts.require(mailbox, id));
      const grants = held.map((grant) => this.#acts.describe(grant));
      return { grants, records: [], refusals: this.#rows.refusals(mailbox), more: false };
    });
    // What is committed of a chain does not change: it is walked back without holding anything up.
    for (const { id, state } of reading.grants) {
      const chain = await readChain(
        id,
        state.last,
        after.get(id) ?? 0,
        limit,
        this.#acts.chainRows(mailbox, id),
      );
      reading.records.push(...chain.records);
      reading.more ||= chain.more;
    }
    return reading;
  }

  // the party's acts

  keepAccess(call: AccessCall, judge: Judge): Promise<AccessOutcome> {
    return this.#group.enqueue<AccessOutcome>(() => {
      const key = nonceKey(call.party, call.nonce);
      const first = this.#nonces.find(key);
      if (first !== undefined) {
        const replayed = this.#rows.callId(first);
        return () => ({ kind: 'replayed', id: replayed });
      }
      const index = this.#group.tree.size;
      const answered = answerCall(call, accessId(index), judge, this.#findings);
      const { id, text, answersRoot, answers, salt, inner, used } = answered;
      this.#rows.insertCall(call, answered, this.#group.append(inner));
      this.#nonces.add(key, index, call.atMs);
      for (const { mailbox, id: grant } of used) {
        this.#rows.dropEnvelopeAt(mailbox, grant, call.atMs + refetchMs);
      }
      return (head) => ({
        kind: 'kept',
        id,
        text,
        answersRoot,
        answers,
        answerTexts: answered.answerTexts,
        kept: () => ({ index, salt: salt.toString('base64url'), digest: textDigest(text), head }),
      });
    });
  }

  readReleased(party: string, record: string, nowMs: number): Promise<Release[] | undefined> {
    return this.#group.read(() => {
      const row = accessRow(record);
      const call = row === undefined ? undefined : this.#rows.call(row);
      if (call?.id !== record || call.party !== party || nowMs > call.atMs + refetchMs) return undefined;
      const { items, answers } = call.call;
      return answers.flatMap((answer, position): Release[] => {
        const { id: mailbox } = (items[position] as AccessItem).resource;
        const grant = this.#grants.find(mailbox, answer.grant);
        if (answer.envelopeDigest === undefined || grant?.envelopeDigest !== answer.envelopeDigest) return [];
        const envelope = this.#rows.envelope(mailbox, answer.grant);
        if (envelope === undefined || !mayRefetch(grant.state, nowMs)) return [];
        return [{ position, mailbox, grant: answer.grant, envelope }];
      });
    });
  }

  keepCalculation({ mailbox, grant: id, text, id: record, sealed, atMs }: NewCalculation): Promise<Kept> {
    return this.#group.enqueue(() => {
      const grant = this.#acts.require(mailbox, id);
      const known = this.#acts.known(grant, record, text);
      if (known !== undefined) return keep(known);
      const entry = this.#acts.chain(grant, 'calculation', record, text);
      this.#rows.insertResult(mailbox, id, grant.state.last.seq, sealed, atMs + resultKeptMs);
      return keep(entry);
    });
  }

  // the log

  head(): Promise<LogHead> {
    return this.#group.read(() => this.#group.head);
  }

  async receiptOf(entry: LogEntry): Promise<LogReceipt> {
    const { tree, head } = await this.#group.read(() => this.#group);
    const { index, salt, digest } = entry;
    const path = await inclusionIn(tree, index, head.size);
    return { digest, salt, index, size: head.size, path, checkpoint: head.note };
  }

  async readTile(level: number, n: number, width: number): Promise<Uint8Array | undefined> {
    const { tree, head } = await this.#group.read(() => this.#group);
    return tree.tile(level, n, width, head.size);
  }

  async readEntries(n: number, width: number): Promise<Uint8Array | undefined> {
    const { readInners, head } = await this.#group.read(() => this.#group);
    return readBundle(readInners, n, width, head.size);
  }

  async sweep(nowMs: number): Promise<Sweep> {
    const swept: Sweep = { ended: 0, resultsDropped: 0 };
    for (;;) {
      const step = await this.#group.enqueue(() => {
        this.#mustFlush = true;
        const due = this.#rows.grantsDue(nowMs, sweepStep);
        for (const { mailbox, id } of due) this.#acts.expire(this.#acts.require(mailbox, id));
        for (const { mailbox, id } of this.#rows.envelopesDue(nowMs)) {
          const grant = this.#acts.require(mailbox, id);
          grant.envelopeDigest = undefined;
          this.#rows.deleteEnvelope(mailbox, id);
        }
        const resultsDropped = this.#rows.dropResults(nowMs);
        return () => ({ ended: due.length, resultsDropped });
      });
      swept.ended += step.ended;
      swept.resultsDropped += step.resultsDropped;
      if (step.ended < sweepStep) break;
    }
    this.#group.emptyWal();
    return swept;
  }

  isReady(): boolean {
    return this.#group.isReady;
  }

  async close(): Promise<void> {
    if (this.#group.isReady) {
      this.#mustFlush = true;
      await this.#group.enqueue(() => () => undefined);
    }
    this.#group.close();
  }
}

const entryOf = ({ index, salt, digest }: LogEntry): LogEntry => ({ index, salt, digest });
