// Group commit: everything queued in one turn of the event loop shares one transaction and one signed head. A disk sync
// costs milliseconds, a head 30 µs of signing; shared by some hundred records neither is felt.

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
  /** Inside the transaction. Throws a StoreFault only before its first write. */
  run: () => Finish<unknown>;
  finish: Finish<unknown> | undefined;
  fault: StoreFault | undefined;
  resolve: (value: unknown) => void;
  reject: (cause: unknown) => void;
}

export interface GroupHooks {
  /** Last chance to write inside the transaction. */
  beforeCommit: () => void;
  afterCommit: () => void;
  /** Memory is worth nothing any more: build it again from the database. Runs before the next group. */
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
  #queue: Act[] = [];
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

  /** Resolves after COMMIT; a fault of one act leaves the others of its group alone. */
  enqueue<T>(run: () => Finish<T>): Promise<T> {
    if (this.#state === 'closed')
      return Promise.reject(new StoreFault('store-closed', 'the store was closed'));
    return new Promise<T>((resolve, reject) => {
      if (this.#queue.length === 0) setImmediate(this.#runGroup);
      this.#queue.push({
        run,
        finish: undefined,
        fault: undefined,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
    });
  }

  /** For reads: what is in memory and in the database is committed whenever no group runs, and groups do not pause. */
  requireReady(): void {
    if (this.#state === 'closed') throw new StoreFault('store-closed', 'the store was closed');
    if (this.#state === 'failed') this.#recover();
  }

  /** Inside an act: the entry's place is known at once, because this process alone appends. */
  append(inner: Uint8Array): number {
    const index = this.#tree.size;
    this.#insertLeaf.run(index, inner);
    this.#tree.append(inner);
    return index;
  }

  /** Deleted envelopes stay in the write-ahead log until it is written over: so it is emptied. */
  emptyWal(): void {
    if (this.#state === 'ready') this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#runGroup();
    this.#state = 'closed';
    this.#db.close();
  }

  #runGroup = (): void => {
    const acts = this.#queue;
    this.#queue = [];
    if (acts.length === 0 || this.#state === 'closed') return;
    let head: LogHead;
    try {
      if (this.#state === 'failed') this.#recover();
      head = this.#commitActs(acts);
    } catch (cause) {
      this.#state = 'failed';
      const fault = new StoreFault('store-failed', 'the store could not be written; nothing was kept', cause);
      for (const act of acts) act.reject(fault);
      return;
    }
    for (const act of acts) {
      if (act.finish === undefined) act.reject(act.fault);
      else act.resolve(act.finish(head));
    }
  };

  #commitActs(acts: Act[]): LogHead {
    this.#begin.run();
    try {
      for (const act of acts) {
        try {
          act.finish = act.run();
        } catch (cause) {
          if (!(cause instanceof StoreFault)) throw cause;
          act.fault = cause;
        }
      }
      this.#hooks.beforeCommit();
      let head = this.#head;
      if (this.#tree.size > head.size) {
        head = signHead(this.#signer, this.#tree.size, this.#tree.root());
        this.#insertHead.run(head.size, head.root, head.note);
      }
      this.#commit.run();
      this.#head = head;
      this.#hooks.afterCommit();
      return head;
    } catch (cause) {
      try {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      } catch {
        // A disk that takes no rollback either is read again before the next group; the first cause is told.
      }
      throw cause;
    }
  }

  /** If COMMIT failed, the database knows its outcome and memory does not: what is there is read again first. */
  #recover(): void {
    try {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      [this.#tree, this.#head] = this.#readLog();
      this.#hooks.reload();
      this.#state = 'ready';
    } catch (cause) {
      throw new StoreFault('store-failed', 'the store cannot be read', cause);
    }
  }

  /** The tree is derived from the committed leaves, and must be the one whose head was signed last. */
  #readLog(): [LogTree, LogHead] {
    const tree = new LogTree(this.readInners);
    const last = this.#db.prepare('SELECT size, root, note FROM head ORDER BY size DESC LIMIT 1').get();
    for (const row of this.#db.prepare('SELECT inner FROM leaf ORDER BY idx').iterate()) {
      tree.append(row.inner as Uint8Array);
    }
    if (last === undefined) {
      if (tree.size > 0) throw new StoreFault('store-failed', 'the log has leaves and no head');
      const head = signHead(this.#signer, 0, tree.root());
      this.#insertHead.run(0, head.root, head.note);
      return [tree, head];
    }
    const head = { size: Number(last.size), root: String(last.root), note: String(last.note) };
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
