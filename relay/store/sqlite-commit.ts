// Group commit for stores that have no log: everything begun in one turn of the event loop shares one transaction and one
// sync of the disk. Whoever began an act hears of it after COMMIT; a read waits for the open group.

import type { DatabaseSync } from 'node:sqlite';
import { StoreFault } from './fault.ts';

interface Act {
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

export class SqliteCommit {
  readonly #db: DatabaseSync;
  readonly #beforeCommit: () => void;
  readonly #afterCommit: () => void;
  #acts: Act[] = [];
  #reads: (() => void)[] = [];
  #isOpen = false;
  #isClosed = false;
  #broken: StoreFault | undefined;

  /**
   * The hooks run once a group: the last chance to write, and what has to happen before anybody hears. When the second
   * fails, what was written stays, nobody hears of it, and nothing more is read or written until the file is opened again.
   */
  constructor(db: DatabaseSync, beforeCommit: () => void, afterCommit: () => void) {
    this.#db = db;
    this.#beforeCommit = beforeCommit;
    this.#afterCommit = afterCommit;
  }

  /** An act that throws takes its group with it: nothing of that group is acknowledged. */
  act<T>(run: () => T): Promise<T> {
    const refused = this.#refused();
    if (refused !== undefined) return Promise.reject(refused);
    let value: T;
    try {
      if (!this.#isOpen) this.#open();
      value = run();
    } catch (cause) {
      return Promise.reject(this.#fail(cause));
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#acts.push({ resolve: () => resolve(value), reject });
    return promise;
  }

  read<T>(read: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const run = (): void => {
      try {
        const refused = this.#refused();
        if (refused !== undefined) throw refused;
        resolve(read());
      } catch (cause) {
        reject(cause instanceof StoreFault ? cause : unreadable(cause));
      }
    };
    if (this.#isOpen) this.#reads.push(run);
    else run();
    return promise;
  }

  /** Outside of any transaction: for what SQLite does not do inside one. */
  async alone(run: () => void): Promise<void> {
    while (this.#isOpen) await this.read(() => undefined);
    await this.read(run);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#commit();
    this.#isClosed = true;
    this.#db.close();
  }

  #open(): void {
    this.#db.exec('BEGIN IMMEDIATE');
    this.#isOpen = true;
    setImmediate(this.#commit);
  }

  #commit = (): void => {
    if (!this.#isOpen) return;
    try {
      this.#beforeCommit();
      this.#db.exec('COMMIT');
    } catch (cause) {
      this.#fail(cause);
      return;
    }
    try {
      this.#afterCommit();
    } catch (cause) {
      this.#broken = new StoreFault(
        'store-failed',
        'what was kept could not be answered for; nothing goes on until the process begins again',
        cause,
      );
      this.#rejectAll(this.#broken);
      return;
    }
    this.#isOpen = false;
    const acts = this.#acts;
    this.#acts = [];
    for (const { resolve } of acts) resolve();
    this.#readWaiting();
  };

  #fail(cause: unknown): StoreFault {
    const fault = new StoreFault('store-failed', 'the store could not be written; nothing was kept', cause);
    try {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    } catch {
      // The next BEGIN tells; the first cause is told here.
    }
    this.#rejectAll(fault);
    return fault;
  }

  #rejectAll(fault: StoreFault): void {
    this.#isOpen = false;
    const acts = this.#acts;
    this.#acts = [];
    for (const { reject } of acts) reject(fault);
    this.#readWaiting();
  }

  #refused(): StoreFault | undefined {
    return this.#isClosed ? closed() : this.#broken;
  }

  #readWaiting(): void {
    const reads = this.#reads;
    this.#reads = [];
    for (const read of reads) read();
  }
}

const closed = (): StoreFault => new StoreFault('store-closed', 'the store was closed');
const unreadable = (cause: unknown): StoreFault =>
  new StoreFault('store-failed', 'the store cannot be read', cause);
