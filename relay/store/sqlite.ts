// The embedded store: one file, one process. Its memory is the authority for a grant's state and place in its sequence;
// it changes only inside a group that commits, and is built again from the file when one does not.

import type { AccessItem } from '../../policy/access.ts';
import { inclusionIn } from '../log/receipt.ts';
import { readBundle } from '../log/tiles.ts';
import { nonceKey, textDigest } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { accessId, accessRow, answerCall, type CallFindings } from './access-call.ts';
import type {
  AccessCall,
  AccessOutcome,
  Judge,
  Kept,
  KeptPublic,
  LogEntry,
  LogHead,
  LogReceipt,
  NewCalculation,
  PublicRecord,
  PublicType,
  Release,
  Store,
  Sweep,
} from './contract.ts';
import { followed, type HeldGrant } from './held.ts';
import { openDatabase } from './sqlite-schema.ts';
import { SqliteThreads } from './sqlite-threads.ts';
import { keep } from './sqlite-wallet.ts';
import { mayRefetch, previousIn, publicSalt, refetchMs, resultKeptMs } from './terms.ts';
import { requireSealedTo } from './voice.ts';

const sweepStep = 500;

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

class SqliteStore extends SqliteThreads implements Store {
  readonly #findings: CallFindings<HeldGrant> = {
    find: (mailbox, id) => {
      const grant = this.grants.find(mailbox, id);
      return grant?.isDropped ? undefined : grant;
    },
    envelope: (mailbox, id) => this.rows.envelope(mailbox, id),
    move: (grant) => this.grants.move(grant),
  };

  // public records

  keepPublic(record: PublicRecord): Promise<Kept> {
    return this.group.enqueue(() => {
      const digest = textDigest(record.text);
      const known = this.rows.publicByDigest(digest);
      if (known !== undefined) return keep(entryOf(known));
      const previous = previousIn(record.text);
      const older = previous === undefined ? [] : this.rows.publicByType(record.type, record.party);
      if (older.some(({ text }) => previousIn(text) === previous)) throw followed();
      const entry = this.acts.append(record.text, publicSalt, digest);
      this.rows.insertPublic(record, digest, entry.index);
      return keep(entry);
    });
  }

  readPublic(digest: string): Promise<KeptPublic | undefined> {
    return this.group.read(() => this.rows.publicByDigest(digest));
  }

  listPublic(type: PublicType, party?: string): Promise<KeptPublic[]> {
    return this.group.read(() => this.rows.publicByType(type, party));
  }

  keepDocument(hash: string, party: string, bytes: Uint8Array): Promise<void> {
    return this.group.enqueue(() => {
      this.rows.insertDocument(hash, party, bytes);
      return () => undefined;
    });
  }

  readDocument(hash: string): Promise<Uint8Array | undefined> {
    return this.group.read(() => this.rows.document(hash));
  }

  // the party's acts

  keepAccess(call: AccessCall, judge: Judge): Promise<AccessOutcome> {
    return this.group.enqueue<AccessOutcome>(() => {
      const key = nonceKey(call.party, call.nonce);
      const first = this.nonces.find(key);
      if (first !== undefined) {
        const replayed = this.rows.callId(first);
        return () => ({ kind: 'replayed', id: replayed });
      }
      const index = this.group.tree.size;
      const answered = answerCall(call, accessId(index), judge, this.#findings);
      const { id, text, answersRoot, answers, salt, inner, used } = answered;
      this.rows.insertCall(call, answered, this.group.append(inner));
      this.nonces.add(key, index, call.atMs);
      for (const { mailbox, id: grant } of used) {
        this.rows.dropEnvelopeAt(mailbox, grant, call.atMs + refetchMs);
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
    return this.group.read(() => {
      const row = accessRow(record);
      const call = row === undefined ? undefined : this.rows.call(row);
      if (call?.id !== record || call.party !== party || nowMs > call.atMs + refetchMs) return undefined;
      const { items, answers } = call.call;
      return answers.flatMap((answer, position): Release[] => {
        const { id: mailbox } = (items[position] as AccessItem).resource;
        const grant = this.grants.find(mailbox, answer.grant);
        if (answer.envelopeDigest === undefined || grant?.envelopeDigest !== answer.envelopeDigest) return [];
        const envelope = this.rows.envelope(mailbox, answer.grant);
        if (envelope === undefined || !mayRefetch(grant.state, nowMs)) return [];
        return [{ position, mailbox, grant: answer.grant, envelope }];
      });
    });
  }

  keepCalculation({
    mailbox,
    grant: id,
    text,
    id: record,
    sealed,
    sealedTo,
    atMs,
  }: NewCalculation): Promise<Kept> {
    return this.group.enqueue(() => {
      const grant = this.acts.require(mailbox, id);
      requireSealedTo(sealedTo, this.rows.handovers(mailbox, id));
      const known = this.acts.known(grant, record, text);
      if (known !== undefined) return keep(known);
      const entry = this.acts.chain(grant, 'calculation', record, text);
      this.rows.insertResult(mailbox, id, grant.state.last.seq, sealed, atMs + resultKeptMs);
      return keep(entry);
    });
  }

  // the log

  head(): Promise<LogHead> {
    return this.group.read(() => this.group.head);
  }

  async receiptOf(entry: LogEntry): Promise<LogReceipt> {
    const { tree, head } = await this.group.read(() => this.group);
    const { index, salt, digest } = entry;
    const path = await inclusionIn(tree, index, head.size);
    return { digest, salt, index, size: head.size, path, checkpoint: head.note };
  }

  async readTile(level: number, n: number, width: number): Promise<Uint8Array | undefined> {
    const { tree, head } = await this.group.read(() => this.group);
    return tree.tile(level, n, width, head.size);
  }

  async readEntries(n: number, width: number): Promise<Uint8Array | undefined> {
    const { readInners, head } = await this.group.read(() => this.group);
    return readBundle(readInners, n, width, head.size);
  }

  async sweep(nowMs: number): Promise<Sweep> {
    const swept: Sweep = { ended: 0, resultsDropped: 0 };
    for (;;) {
      const step = await this.group.enqueue(() => {
        this.mustFlush = true;
        const due = this.rows.grantsDue(nowMs, sweepStep);
        for (const { mailbox, id } of due) this.acts.expire(this.acts.require(mailbox, id));
        for (const { mailbox, id } of this.rows.envelopesDue(nowMs)) {
          const grant = this.acts.require(mailbox, id);
          grant.envelopeDigest = undefined;
          this.rows.deleteEnvelope(mailbox, id);
        }
        this.dropThreadTexts(nowMs);
        const resultsDropped = this.rows.dropResults(nowMs);
        return () => ({ ended: due.length, resultsDropped });
      });
      swept.ended += step.ended;
      swept.resultsDropped += step.resultsDropped;
      if (step.ended < sweepStep) break;
    }
    this.group.emptyWal();
    return swept;
  }

  isReady(): boolean {
    return this.group.isReady;
  }

  async close(): Promise<void> {
    if (this.group.isReady) {
      this.mustFlush = true;
      await this.group.enqueue(() => () => undefined);
    }
    this.group.close();
  }
}

const entryOf = ({ index, salt, digest }: LogEntry): LogEntry => ({ index, salt, digest });
