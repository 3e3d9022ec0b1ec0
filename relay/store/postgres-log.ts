// The log of several processes. Any of them commits records with their effect; one, elected by an advisory lock and
// fenced by a term, gives them their place: it orders what is unsequenced, signs one head, commits, and notifies once.
// Every process follows: it tells those who wait for a ticket, and derives the tree from the committed leaves.

import { setTimeout } from 'node:timers/promises';
import { Client, type Notification, type Pool } from 'pg';
import { verifyCheckpoint } from '../../crypto/note.ts';
import { signHead } from '../log/checkpoint.ts';
import { LogTree } from '../log/tree.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { verifyBytes } from '../proof/verify.ts';
import type { LogHead } from './contract.ts';
import { StoreFault } from './fault.ts';
import { clientOptions, signLock } from './postgres-schema.ts';
import { Waiters } from './postgres-waiters.ts';

const groupMs = 2;
const groupLimit = 2000;
const electMs = 250;
const heartbeatMs = 500;
/** A signer not seen for this long is none: said by the database's clock, so that machines need not agree. */
export const absentMs = 2000;

const signerBeat = 'UPDATE signer SET seen = clock_timestamp() WHERE term = $1';
const fenced = () => new StoreFault('signer-absent', 'another process was elected');

export class PostgresLog {
  readonly #pool: Pool;
  readonly #url: string;
  readonly #signer: LogSigner;
  readonly #isCandidate: boolean;
  readonly waiters = new Waiters();
  #tree: LogTree;
  #head: LogHead | undefined;
  #client: Client | undefined;
  #term: number | undefined;
  #isPoked = false;
  /** Something waits to be ordered, or a connection broke: the next pause is none. */
  #isWanted = false;
  #wake: (() => void) | undefined;
  #isClosed = false;
  #isSeen = false;
  #following: Promise<void> = Promise.resolve();
  #running: Promise<void> | undefined;

  constructor(pool: Pool, url: string, signer: LogSigner, isCandidate: boolean) {
    this.#pool = pool;
    this.#url = url;
    this.#signer = signer;
    this.#isCandidate = isCandidate;
    this.#tree = new LogTree(this.readInners);
  }

  async open(): Promise<void> {
    await this.follow();
    this.#running = this.#run();
    // A store that may sign is ready when somebody does.
    for (let at = 0; this.#isCandidate && at < 40 && !this.#isSeen; at += 1) await setTimeout(50);
  }

  /** Some process signed, or said that it could, a short while ago. */
  get isReady(): boolean {
    return this.#isSeen && !this.#isClosed;
  }

  get head(): LogHead {
    return this.#head ?? signHead(this.#signer, 0, new LogTree(this.readInners).root());
  }

  get tree(): LogTree {
    return this.#tree;
  }

  readInners = async (from: number, to: number): Promise<Uint8Array[]> => {
    const { rows } = await this.#pool.query<{ inner_digest: Buffer }>(
      'SELECT inner_digest FROM leaf WHERE idx >= $1 AND idx < $2 ORDER BY idx',
      [from, to],
    );
    return rows.map((row) => row.inner_digest);
  };

  /** Something was committed: whoever signs looks at once. Many calls of one turn are one message. */
  poke(): void {
    if (this.#term !== undefined) this.#nudge();
    if (this.#isPoked || this.#term !== undefined) return;
    this.#isPoked = true;
    setImmediate(() => {
      this.#isPoked = false;
      if (!this.#isClosed) this.#pool.query("SELECT pg_notify('vav_pending', '')").catch(() => undefined);
    });
  }

  /** Takes the tree to the newest committed head, one follower at a time. */
  follow(): Promise<void> {
    const next = this.#following.then(() => this.#readHead());
    this.#following = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#nudge();
    await this.#running;
    await this.#client?.end().catch(() => undefined);
    this.waiters.close();
  }

  async #readHead(): Promise<void> {
    const { rows } = await this.#pool.query<LogHead>(
      'SELECT size, root, note FROM head ORDER BY size DESC LIMIT 1',
    );
    const [head] = rows;
    if (head === undefined || head.size === (this.#head?.size ?? 0)) return;
    this.#requireOwn(head);
    // A tree that a failed group moved on is not what was committed: begin again.
    if (this.#tree.size > head.size) this.#tree = new LogTree(this.readInners);
    const step = 20_000;
    while (this.#tree.size < head.size) {
      const inners = await this.readInners(this.#tree.size, Math.min(this.#tree.size + step, head.size));
      if (inners.length === 0) break;
      for (const inner of inners) this.#tree.append(inner);
      this.#tree.settle();
    }
    const root = Buffer.from(this.#tree.root()).toString('base64url');
    if (this.#tree.size !== head.size || root !== head.root) {
      this.#tree = new LogTree(this.readInners);
      throw new StoreFault('store-failed', `leaves and head differ at size \`${head.size}\``);
    }
    this.#head = head;
  }

  #requireOwn(head: LogHead): void {
    try {
      verifyCheckpoint(head.note, this.#signer, (bytes, signature, publicKey) =>
        verifyBytes(bytes, signature, Buffer.from(publicKey).toString('base64url')),
      );
    } catch (cause) {
      const found = head.note.slice(0, head.note.indexOf('\n'));
      const expected = `this database holds the log \`${found}\`, expected \`${this.#signer.name}\` and its key`;
      throw new StoreFault('log-other', expected, cause);
    }
  }

  // One connection listens, holds the lock and signs: when it breaks, the lock is gone with it.

  async #run(): Promise<void> {
    let beatMs = Number.NEGATIVE_INFINITY;
    while (!this.#isClosed) {
      try {
        const client = this.#client ?? (await this.#connect());
        if (this.#term === undefined && this.#isCandidate) await this.#elect(client);
        this.#isWanted = false;
        if (this.#term !== undefined) await this.#signGroups(client);
        if (performance.now() - beatMs >= heartbeatMs) {
          beatMs = performance.now();
          if (this.#term !== undefined) await this.#beat(client);
          await this.#look();
        }
        await this.#pause(electMs);
      } catch {
        await this.#stepDown();
      }
    }
    if (this.#term !== undefined) await this.#resign();
  }

  async #connect(): Promise<Client> {
    const client = new Client(clientOptions(this.#url));
    client.on('error', this.#nudge);
    client.on('notification', this.#hear);
    try {
      await client.connect();
      await client.query('LISTEN vav_head; LISTEN vav_pending');
    } catch (cause) {
      await client.end().catch(() => undefined);
      throw cause;
    }
    this.#client = client;
    return client;
  }

  #hear = ({ channel }: Notification): void => {
    if (this.#term !== undefined) this.#nudge();
    else if (channel === 'vav_head') this.#look().catch(() => undefined);
  };

  #nudge = (): void => {
    this.#isWanted = true;
    this.#wake?.();
  };

  async #beat(client: Client): Promise<void> {
    const { rowCount } = await client.query(signerBeat, [this.#term]);
    if (rowCount !== 1) throw fenced();
  }

  async #elect(client: Client): Promise<void> {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [
      signLock,
    ]);
    if (rows[0]?.got !== true) return;
    // Whatever an earlier term left behind is read again before anything is signed.
    await this.follow();
    const elected = await client.query<{ term: number }>(
      'UPDATE signer SET term = term + 1, seen = clock_timestamp() RETURNING term',
    );
    this.#term = elected.rows[0]?.term;
    this.#isSeen = true;
  }

  /** Until nothing is left to order. */
  async #signGroups(client: Client): Promise<void> {
    while ((await this.#signGroup(client)) > 0) {
      // What arrives meanwhile shares the next head.
      await this.#pause(groupMs);
      this.#isWanted = false;
    }
  }

  async #signGroup(client: Client): Promise<number> {
    await client.query('BEGIN');
    const { rows } = await client.query<{ ticket: number; inner_digest: Buffer }>(
      `DELETE FROM pending WHERE ticket IN (SELECT ticket FROM pending ORDER BY ticket LIMIT ${groupLimit})
       RETURNING ticket, inner_digest`,
    );
    if (rows.length === 0) {
      await client.query('COMMIT');
      return 0;
    }
    // The row of the term is held to the end: of two that think they were elected, one waits here and is then fenced.
    const { rowCount } = await client.query(signerBeat, [this.#term]);
    if (rowCount !== 1) throw fenced();
    rows.sort((a, b) => a.ticket - b.ticket);
    const from = this.#tree.size;
    if (from !== this.head.size) throw new StoreFault('store-failed', 'the tree is not at the last head');
    for (const row of rows) this.#tree.append(row.inner_digest);
    const head = signHead(this.#signer, this.#tree.size, this.#tree.root());
    const tickets = rows.map((row) => row.ticket);
    await client.query(
      `INSERT INTO leaf SELECT $1 + n - 1, t, i FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS u(t, i, n)`,
      [from, tickets, rows.map((row) => row.inner_digest)],
    );
    await client.query('INSERT INTO head VALUES ($1, $2, $3, $4)', [
      head.size,
      head.root,
      head.note,
      this.#term,
    ]);
    await client.query("SELECT pg_notify('vav_head', $1)", [String(head.size)]);
    await client.query('COMMIT');
    this.#tree.settle();
    this.#head = head;
    for (const [at, ticket] of tickets.entries()) this.waiters.tell(ticket, { index: from + at, head });
    return rows.length;
  }

  /** Also when COMMIT was lost: the rows know its outcome, and are read before the next election. */
  async #stepDown(): Promise<void> {
    this.#term = undefined;
    this.#isSeen = false;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
    this.#tree = new LogTree(this.readInners);
    this.#head = undefined;
    await this.follow().catch(() => undefined);
    if (!this.#isClosed) await this.#pause(electMs);
  }

  async #resign(): Promise<void> {
    this.#term = undefined;
    await this.#client
      ?.query(`UPDATE signer SET seen = '-infinity'`)
      .then(() => this.#client?.query('SELECT pg_advisory_unlock($1)', [signLock]))
      .catch(() => undefined);
  }

  /** Is there a signer, and which of the awaited records have their place now? */
  async #look(): Promise<void> {
    const seen = await this.#pool.query<{ is_seen: boolean }>(
      'SELECT seen > clock_timestamp() - make_interval(secs => $1) AS is_seen FROM signer',
      [absentMs / 1000],
    );
    this.#isSeen = seen.rows[0]?.is_seen ?? false;
    const awaited = this.waiters.tickets();
    if (awaited.length === 0) return;
    const { rows } = await this.#pool.query<{ ticket: number; idx: number }>(
      'SELECT ticket, idx FROM leaf WHERE ticket = ANY($1::bigint[])',
      [awaited],
    );
    if (rows.length === 0) return;
    await this.follow();
    for (const { ticket, idx } of rows) this.waiters.tell(ticket, { index: idx, head: this.head });
  }

  /** Sleeps until woken, or so long. */
  #pause(ms: number): Promise<void> {
    if (this.#isWanted || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = globalThis.setTimeout(done, ms);
      const wake = done;
      function done() {
        clearTimeout(timer);
        resolve();
      }
      this.#wake = wake;
    });
  }
}
