// Group commit: everything begun in one turn of the event loop shares one transaction and one signed head. A disk sync
// costs milliseconds, a head 30 µs of signing; shared by some hundred records neither is felt. An act runs as soon as it
// comes, inside the open transaction, so that what it was made of can be forgotten at once; whoever began it hears of it
// after COMMIT. A read waits for the open group: nobody is shown what may not come to be.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { checkpointText, verifyCheckpoint } from '../../crypto/note.ts';
import { signHead } from '../log/checkpoint.ts';
import { LogTree } from '../log/tree.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { verifyBytes } from '../proof/verify.ts';
import type { LogHead } from './contract.ts';
import { StoreFault } from './fault.ts';

/** Makes the caller's result out of the head that covers it; runs after COMMIT. */
export type Finish<T> = (head: LogHead) => T;

interface Act {
  finish: Finish<unknown>;
  resolve: (value: unknown) => void;
  reject: (cause: unknown) => void;
}

export interface GroupHooks {
  /** Last chance to write inside the transaction. */
  beforeCommit: () => void;
  afterCommit: () => void;
  /** Memory is worth nothing any more: build it again from the database. Runs before the next act or read. */
  reload: () => void;
}

export class SqliteGroup {
  readonly #db: DatabaseSync;
  readonly #signer: LogSigner;
  readonly #hooks: GroupHooks;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #insertLeaf: StatementSync;
  readonly #insertHead: StatementSync;
  readonly #readInners: StatementSync;
  #acts: Act[] = [];
  #reads: (() => void)[] = [];
  #isOpen = false;
  #isRefusing = false;
  #mustEmptyWal = false;
  #tree: LogTree;
  #head: LogHead;
  #state: 'ready' | 'failed' | 'closed' = 'ready';

  constructor(db: DatabaseSync, signer: LogSigner, hooks: GroupHooks) {
    this.#db = db;
    this.#signer = signer;
    this.#hooks = hooks;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#insertLeaf = db.prepare('INSERT INTO leaf VALUES (?, ?)');
    this.#insertHead = db.prepare('INSERT INTO head VALUES (?, ?, ?)');
    this.#readInners = db.prepare('SELECT inner FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx');
    [this.#tree, this.#head] = this.#readLog();
  }

  get head(): LogHead {
    return this.#head;
  }

  get tree(): LogTree {
    return this.#tree;
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  readInners = (from: number, to: number): Promise<Uint8Array[]> =>
    Promise.resolve(this.#readInners.all(from, to).map((row) => row.inner as Uint8Array));

  /** Resolves after COMMIT. `run` throws a StoreFault only before its first write: then it fails alone. */
  enqueue<T>(run: () => Finish<T>): Promise<T> {
    let finish: Finish<T>;
    try {
      this.#requireReady();
      this.#open();
      finish = run();
    } catch (cause) {
      if (cause instanceof StoreFault) return Promise.reject(cause);
      return Promise.reject(this.#fail(cause));
    }
    return new Promise<T>((resolve, reject) => {
      this.#acts.push({ finish, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Reads what is committed: at once, or behind the open group. */
  read<T>(read: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = () => {
        try {
          this.#requireReady();
          resolve(read());
        } catch (cause) {
          const isOurs = cause instanceof StoreFault;
          reject(isOurs ? cause : new StoreFault('store-failed', 'the store cannot be read', cause));
        }
      };
      if (this.#isOpen || this.#isRefusing) this.#reads.push(run);
      else run();
    });
  }

  /** Inside an act: the entry's place is known at once, because this process alone appends. */
  append(inner: Uint8Array): number {
    const index = this.#tree.size;
    this.#insertLeaf.run(index, inner);
    this.#tree.append(inner);
    return index;
  }

  /** Deleted envelopes stay in the write-ahead log until it is written over: so the open group, or the next, empties it. */
  emptyWal(): void {
    this.#mustEmptyWal = true;
    if (!this.#isOpen) this.#tidy();
  }

  /** Twice is once. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#commitOpen();
    this.#state = 'closed';
    this.#db.close();
  }

  #requireReady(): void {
    if (this.#state === 'closed') throw new StoreFault('store-closed', 'the store was closed');
    if (this.#isRefusing)
      throw new StoreFault('store-failed', 'the store could not be written; nothing was kept');
    if (this.#state === 'failed') this.#recover();
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#begin.run();
    this.#isOpen = true;
    setImmediate(this.#commitOpen);
  }

  #commitOpen = (): void => {
    if (!this.#isOpen) return;
    let head = this.#head;
    try {
      this.#hooks.beforeCommit();
      if (this.#tree.size > head.size) {
        head = signHead(this.#signer, this.#tree.size, this.#tree.root());
        this.#insertHead.run(head.size, head.root, head.note);
      }
      this.#commit.run();
    } catch (cause) {
      this.#fail(cause);
      return;
    }
    this.#isOpen = false;
    this.#head = head;
    this.#tree.settle();
    this.#hooks.afterCommit();
    const acts = this.#acts;
    this.#acts = [];
    for (const { finish, resolve } of acts) resolve(finish(head));
    this.#tidy();
  };

  /** Nothing of the open group is acknowledged, and what memory made of it is forgotten. */
  #fail(cause: unknown): StoreFault {
    const fault = new StoreFault('store-failed', 'the store could not be written; nothing was kept', cause);
    this.#state = 'failed';
    this.#isOpen = false;
    const acts = this.#acts;
    this.#acts = [];
    for (const { reject } of acts) reject(fault);
    this.#rollBack();
    // What else comes in this turn fares alike: one look at the disk a turn is enough.
    this.#isRefusing = true;
    setImmediate(() => {
      this.#isRefusing = false;
      this.#tidy();
    });
    return fault;
  }

  #rollBack(): void {
    try {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    } catch {
      // A disk that takes no rollback either is read again before the next act; the first cause is told.
    }
  }

  /** Between two groups. */
  #tidy(): void {
    const reads = this.#reads;
    this.#reads = [];
    for (const read of reads) read();
    if (!this.#mustEmptyWal || this.#state !== 'ready') return;
    this.#mustEmptyWal = false;
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** If COMMIT failed, the database knows its outcome and memory does not: what is there is read again first. */
  #recover(): void {
    try {
      this.#rollBack();
      const last = this.#readHead();
      if (last?.note === this.#head.note) this.#tree.undo();
      else [this.#tree, this.#head] = this.#readLog();
      this.#hooks.reload();
      this.#state = 'ready';
    } catch (cause) {
      throw new StoreFault('store-failed', 'the store cannot be read', cause);
    }
  }

  #readHead(): LogHead | undefined {
    const last = this.#db.prepare('SELECT size, root, note FROM head ORDER BY size DESC LIMIT 1').get();
    if (last === undefined) return undefined;
    return { size: Number(last.size), root: String(last.root), note: String(last.note) };
  }

  /** The tree is derived from the committed leaves, and must be the one whose head was signed last. */
  #readLog(): [LogTree, LogHead] {
    const tree = new LogTree(this.readInners);
    const head = this.#readHead();
    for (const row of this.#db.prepare('SELECT inner FROM leaf ORDER BY idx').iterate()) {
      tree.append(row.inner as Uint8Array);
    }
    tree.settle();
    if (head === undefined) {
      if (tree.size > 0) throw new StoreFault('store-failed', 'the log has leaves and no head');
      const first = signHead(this.#signer, 0, tree.root());
      this.#insertHead.run(0, first.root, first.note);
      return [tree, first];
    }
    this.#requireOwn(head);
    if (head.size !== tree.size || Buffer.from(tree.root()).toString('base64url') !== head.root) {
      throw new StoreFault('store-failed', `leaves and head differ at size \`${tree.size}\``);
    }
    return [tree, head];
  }

  /** Going on under another name or key would fork the log for everybody who knows it. */
  #requireOwn(head: LogHead): void {
    try {
      const read = verifyCheckpoint(head.note, this.#signer, (bytes, signature, publicKey) =>
        verifyBytes(bytes, signature, Buffer.from(publicKey).toString('base64url')),
      );
      if (checkpointText(read) === headText(this.#signer, head)) return;
    } catch (cause) {
      const found = head.note.slice(0, head.note.indexOf('\n'));
      const expected = `this folder holds the log \`${found}\`, expected \`${this.#signer.name}\` and its key`;
      throw new StoreFault('log-other', expected, cause);
    }
    throw new StoreFault('store-failed', 'the last head is not what was signed');
  }
}

const headText = (signer: LogSigner, { size, root }: LogHead): string =>
  checkpointText({ origin: signer.name, size, root: Buffer.from(root, 'base64url') });
