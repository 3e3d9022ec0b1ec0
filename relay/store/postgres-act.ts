// One transaction of the shared store: what it lays down for the signer, and whom it tells when that has its place.

import type { Pool, PoolClient } from 'pg';
import type { ChainLink } from '../../policy/history.ts';
import { afterEnd, afterRecord } from '../../policy/history.ts';
import { innerDigest, takeRandom, textDigest } from '../proof/hash.ts';
import type { SignedRow } from './chain.ts';
import type { Ended, GrantEnd, Kept } from './contract.ts';
import { StoreFault } from './fault.ts';
import { expireGrant, type HeldGrant } from './held.ts';
import * as grantRows from './postgres-grants.ts';
import type { PostgresLog } from './postgres-log.ts';
import { absentMs } from './postgres-log.ts';
import * as rows from './postgres-rows.ts';
import { inTransaction } from './postgres-schema.ts';
import type { Placed } from './postgres-waiters.ts';
import type { VoiceRecords } from './voice.ts';

export interface GrantClose {
  record: string;
  text: string;
  reason: GrantEnd['reason'];
  atMs: number;
}

/** Waits for the place of what was committed. */
export type Place = () => Promise<Kept>;

export class PostgresAct {
  readonly on: PoolClient;
  readonly #log: PostgresLog;
  /** Tickets to forget when the transaction fails. */
  readonly #expected: number[];

  private constructor(on: PoolClient, log: PostgresLog, expected: number[]) {
    this.on = on;
    this.#log = log;
    this.#expected = expected;
  }

  static async run<T>(pool: Pool, log: PostgresLog, act: (act: PostgresAct) => Promise<T>): Promise<T> {
    const expected: number[] = [];
    try {
      return await inTransaction(pool, (client) => act(new PostgresAct(client, log, expected)));
    } catch (cause) {
      for (const ticket of expected) log.waiters.forget(ticket);
      if (cause instanceof StoreFault) throw cause;
      if (isTwice(cause)) throw new StoreFault('record-exists', 'another record has this id', cause);
      throw new StoreFault('store-failed', 'the store could not be written; nothing was acknowledged', cause);
    }
  }

  /** What needs a head now is not begun without a signer; ending a grant never asks. */
  async requireSigner(): Promise<void> {
    const { rows: found } = await this.on.query<{ is_seen: boolean }>(
      'SELECT seen > clock_timestamp() - make_interval(secs => $1) AS is_seen FROM signer',
      [absentMs / 1000],
    );
    if (found[0]?.is_seen !== true) throw new StoreFault('signer-absent', 'nobody signs the log now');
  }

  async requireGrant(mailbox: string, id: string): Promise<HeldGrant> {
    const grant = (await grantRows.lockGrants(this.on, [id])).get(id);
    if (grant?.mailbox === mailbox) return grant;
    throw new StoreFault('grant-unknown', 'expected a grant of this mailbox');
  }

  async voiceRecords(grant: HeldGrant): Promise<VoiceRecords> {
    const first = (await rows.privateWhere(this.on, grant, 'seq', 1))?.text ?? '';
    return { first, handovers: await rows.handovers(this.on, grant) };
  }

  async append(
    text: string,
    salt: Buffer,
    digest = textDigest(text),
  ): Promise<rows.Ticketed & { place: Place }> {
    const inner = innerDigest(salt, text);
    const ticket = await rows.insertPending(this.on, inner);
    return { ticket, salt, digest, place: this.expect(ticket, salt.toString('base64url'), digest) };
  }

  expect(ticket: number, salt: string, digest: string): Place {
    this.#expected.push(ticket);
    const placed: Promise<Placed> = this.#log.waiters.expect(ticket);
    return async () => {
      this.#log.poke();
      const { index, head } = await placed;
      return { index, salt, digest, head };
    };
  }

  /** The same record twice has one place; another text under its id is none of ours. */
  async known(grant: HeldGrant, record: string, text: string): Promise<Place | undefined> {
    const known = await rows.privateWhere(this.on, grant, 'id', record);
    if (known === undefined) return undefined;
    if (known.text !== text)
      throw new StoreFault('record-exists', 'another record of this grant has this id');
    return this.placeOf(known);
  }

  placeOf(known: {
    ticket: number;
    entry: Omit<Kept, 'head'> | undefined;
    at: { salt: string; digest: string };
  }): Place {
    const { entry, ticket, at } = known;
    if (entry === undefined) return this.expect(ticket, at.salt, at.digest);
    return async () => {
      await this.#log.follow();
      return { ...entry, head: this.#log.head };
    };
  }

  /** Puts a signed record at the end of the grant's sequence. The caller writes the grant. */
  async chain(grant: HeldGrant, type: SignedRow['type'], record: string, text: string): Promise<Place> {
    const made = await this.append(text, takeRandom(32));
    const previous = grant.state.last;
    const link: ChainLink = { seq: previous.seq + 1, record, position: 0, digest: made.digest };
    const { mailbox, id } = grant;
    await rows.insertPrivate(this.on, { ...made, mailbox, grant: id, type, link, previous, text });
    grant.state = afterRecord(grant.state, link);
    return made.place;
  }

  async end(grant: HeldGrant, end: GrantClose): Promise<() => Promise<Ended>> {
    let place: Place | undefined;
    // Whatever ended it: after this call nothing of it can leave any more.
    await grantRows.deleteEnvelopes(this.on, [grant]);
    grant.envelopeDigest = undefined;
    if (grant.state.status !== 'ended' && end.atMs >= grant.state.untilMs) expireGrant(grant);
    if (grant.state.status !== 'ended') {
      grant.isDropped = grant.state.status === 'waiting';
      place = await this.chain(grant, 'revocation', end.record, end.text);
      const { digest } = grant.state.last;
      grant.state = afterEnd(grant.state, { reason: end.reason, atMs: end.atMs, record: digest });
    }
    await grantRows.updateGrants(this.on, [grant]);
    const { endReason = 'grant-terminated', endedMs = grant.state.untilMs, endRecord } = grant.state;
    const told = { reason: endReason, atMs: endedMs };
    if (endRecord === undefined) return async () => told;
    const row = await rows.privateWhere(this.on, grant, 'digest', endRecord);
    if (row === undefined) return async () => told;
    const placed = place ?? this.placeOf(row);
    return async () => {
      // In force all the same: the receipt comes with the mailbox when somebody signs again.
      const kept = this.#log.isReady ? await placed().catch(() => undefined) : undefined;
      return kept === undefined ? { ...told, text: row.text } : { ...told, text: row.text, kept };
    };
  }
}

const isTwice = (cause: unknown): boolean => (cause as { code?: string } | null)?.code === '23505';
