// The shared store: several relay processes on one PostgreSQL. The rows are the authority. Each act locks the rows of
// the grants it concerns, reads them again and commits what it does together with the record that says so; nothing is
// remembered between acts, so a withdrawal through one process is denied through every other from its commit.

import type { Pool } from 'pg';
import type { AccessItem } from '../../policy/access.ts';
import type { GrantState } from '../../policy/history.ts';
import { afterConfirmation, afterEnvelope, isLive } from '../../policy/history.ts';
import { inclusionIn } from '../log/receipt.ts';
import { readBundle } from '../log/tiles.ts';
import { bytesDigest, takeRandom, textDigest } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { accessId, accessRow, answerCall } from './access-call.ts';
import { type ChainRows, readChain } from './chain.ts';
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
import { expireGrant, type HeldGrant, holdGrant } from './held.ts';
import { PostgresAct } from './postgres-act.ts';
import { PostgresLog } from './postgres-log.ts';
import * as rows from './postgres-rows.ts';
import { openPool } from './postgres-schema.ts';
import { cutToMinute, mayRefetch, publicSalt, refetchMs, resultKeptMs } from './terms.ts';

const sweepStep = 500;

export interface PostgresOptions {
  /** False: this process never signs the log. */
  isCandidate?: boolean;
}

export async function openPostgresStore(
  url: string,
  signer: LogSigner,
  { isCandidate = true }: PostgresOptions = {},
): Promise<Store> {
  const pool = await openPool(url);
  const log = new PostgresLog(pool, url, signer, isCandidate);
  try {
    await log.open();
    return new PostgresStore(pool, log);
  } catch (cause) {
    await log.close();
    await pool.end();
    throw cause;
  }
}

class PostgresStore implements Store {
  readonly #pool: Pool;
  readonly #log: PostgresLog;
  #isClosed = false;

  constructor(pool: Pool, log: PostgresLog) {
    this.#pool = pool;
    this.#log = log;
  }

  // public records

  async keepPublic(record: PublicRecord): Promise<Kept> {
    const place = await this.#act(async (act) => {
      await act.requireSigner();
      const digest = textDigest(record.text);
      // Two processes that keep it at once: the second waits here and then finds it.
      await lockName(act, digest);
      const known = await rows.publicByDigest(act.on, digest);
      if (known !== undefined) {
        const at = { salt: publicSalt.toString('base64url'), digest };
        return act.placeOf({ ticket: known.ticket, entry: known.index < 0 ? undefined : entryOf(known), at });
      }
      const made = await act.append(record.text, publicSalt, digest);
      await rows.insertPublic(act.on, record, made);
      return made.place;
    });
    return place();
  }

  readPublic(digest: string): Promise<KeptPublic | undefined> {
    return this.#read(async () => {
      const found = await rows.publicByDigest(this.#pool, digest);
      return found === undefined || found.index < 0 ? undefined : publicOf(found);
    });
  }

  listPublic(type: PublicType, party?: string): Promise<KeptPublic[]> {
    return this.#read(() => rows.publicByType(this.#pool, type, party));
  }

  async keepRules(hash: string, party: string, compiled: Uint8Array): Promise<void> {
    await this.#act((act) =>
      act.on.query('INSERT INTO rules VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [hash, party, compiled]),
    );
  }

  readRules(hash: string): Promise<Uint8Array | undefined> {
    return this.#read(async () => {
      const found = await this.#pool.query<{ compiled: Buffer }>(
        'SELECT compiled FROM rules WHERE hash = $1',
        [hash],
      );
      return found.rows[0]?.compiled;
    });
  }

  // the wallet's acts

  async keepGrant(given: NewGrant): Promise<Kept> {
    const { mailbox, id, party, text, envelope } = given;
    const place = await this.#act(async (act) => {
      await act.requireSigner();
      await lockName(act, mailbox);
      const known = await rows.privateWhere(act.on, given, 'seq', 1);
      if (known?.text === text) return act.placeOf(known);
      if ((await rows.lockGrants(act.on, [id])).size > 0) {
        throw new StoreFault('record-exists', 'another grant has this id');
      }
      const [other] = await rows.grantsOf(act.on, mailbox);
      if (other !== undefined && other.party !== party) {
        throw new StoreFault('mailbox-taken', 'a mailbox belongs to one party');
      }
      const made = await act.append(text, takeRandom(32));
      const digest = bytesDigest(envelope);
      const grant = holdGrant(given, made.digest, digest);
      const { last, epoch } = grant.state;
      await rows.insertPrivate(act.on, {
        ...made,
        mailbox,
        grant: id,
        type: 'grant',
        link: last,
        previous: null,
        text,
      });
      await rows.insertGrant(act.on, grant);
      await rows.putEnvelope(act.on, grant, { epoch, n: 1, digest, sealed: envelope });
      return made.place;
    });
    return place();
  }

  confirmGrant(mailbox: string, id: string): Promise<GrantState> {
    return this.#act(async (act) => {
      const grant = await act.requireGrant(mailbox, id);
      if (grant.state.status === 'waiting') {
        grant.state = afterConfirmation(grant.state);
        grant.waitUntilMs = undefined;
        await rows.updateGrants(act.on, [grant]);
      }
      return grant.state;
    });
  }

  async keepRefusal({ mailbox, id, text }: NewRefusal): Promise<Kept> {
    const place = await this.#act(async (act) => {
      await act.requireSigner();
      await lockName(act, mailbox);
      const known = (await rows.refusalsOf(act.on, mailbox)).find((refusal) => refusal.id === id);
      if (known?.text === text) return act.placeOf(known);
      if (known !== undefined) throw new StoreFault('record-exists', 'another refusal has this id');
      const made = await act.append(text, takeRandom(32));
      const { ticket, salt, digest } = made;
      await act.on.query('INSERT INTO refusal VALUES ($1, $2, $3, $4, $5, $6)', [
        mailbox,
        id,
        ticket,
        salt,
        digest,
        text,
      ]);
      return made.place;
    });
    return place();
  }

  readGrant(mailbox: string, id: string): Promise<KeptGrant | undefined> {
    return this.#read(async () => {
      const found = (await rows.grantsOf(this.#pool, mailbox)).find((grant) => grant.id === id);
      return found === undefined ? undefined : this.#describe(found);
    });
  }

  async endGrant({ mailbox, grant: id, id: record, text, reason, atMs }: GrantEnd): Promise<Ended> {
    const tell = await this.#act(async (act) => {
      const grant = await act.requireGrant(mailbox, id);
      return act.end(grant, { record, text, reason, atMs: cutToMinute(atMs) });
    });
    return tell();
  }

  stopGrants({ secrets, record, atMs }: StopCall): Promise<number> {
    const bySecret = new Map(
      secrets.map((secret) => [bytesDigest(Buffer.from(secret, 'base64url')), secret]),
    );
    return this.#act(async (act) => {
      const found = await act.on.query<{ id: string }>(
        'SELECT id FROM grant_state WHERE stop_hash = ANY($1)',
        [[...bySecret.keys()]],
      );
      const grants = await rows.lockGrants(
        act.on,
        found.rows.map((row) => row.id),
      );
      for (const grant of grants.values()) {
        if (!isLive(grant.state, atMs)) continue;
        const secret = bySecret.get(grant.stopHash) as string;
        const made = record({ mailbox: grant.mailbox, grant: grant.id, secret });
        grant.isStopped = true;
        const end = {
          record: made.id,
          text: made.text,
          reason: 'grant-withdrawn' as const,
          atMs: cutToMinute(atMs),
        };
        await act.end(grant, end);
      }
      return [...grants.values()].filter((grant) => grant.isStopped).length;
    });
  }

  async keepEnvelope({ mailbox, grant: id, epoch, n, envelope, atMs }: NewEnvelope): Promise<void> {
    await this.#act(async (act) => {
      const grant = await act.requireGrant(mailbox, id);
      if (!isLive(grant.state, atMs)) throw new StoreFault('grant-ended', 'the grant has ended');
      const digest = bytesDigest(envelope);
      if (n === grant.state.envelopeN && digest === grant.envelopeDigest) return;
      if (epoch !== grant.state.epoch || n !== grant.state.envelopeN + 1) {
        throw new StoreFault(
          'envelope-stale',
          'expected the number after the newest, in the epoch of the grant',
        );
      }
      grant.state = afterEnvelope(grant.state, n, cutToMinute(atMs));
      grant.envelopeDigest = digest;
      await rows.putEnvelope(act.on, grant, { epoch, n, digest, sealed: envelope });
      await rows.updateGrants(act.on, [grant]);
    });
  }

  async keepReceipt({ mailbox, grant: id, calculation, id: record, text }: NewReceipt): Promise<Kept> {
    const place = await this.#act(async (act) => {
      await act.requireSigner();
      const grant = await act.requireGrant(mailbox, id);
      const known = await act.known(grant, record, text);
      if (known !== undefined) return known;
      if ((await rows.privateWhere(act.on, grant, 'digest', calculation))?.type !== 'calculation') {
        throw new StoreFault('calculation-unknown', 'expected the digest of a calculation under this grant');
      }
      const made = await act.chain(grant, 'receipt', record, text);
      await rows.updateGrants(act.on, [grant]);
      return made;
    });
    return place();
  }

  readMailbox(mailbox: string, after: ReadonlyMap<string, number>, limit: number): Promise<MailboxReading> {
    return this.#read(async () => {
      const held = await rows.grantsOf(this.#pool, mailbox);
      const refusals = await rows.refusalsOf(this.#pool, mailbox);
      const reading: MailboxReading = {
        grants: await Promise.all(held.map((grant) => this.#describe(grant))),
        records: [],
        refusals: refusals.map(({ id, text, entry }) => ({ id, text, entry })),
        more: false,
      };
      for (const grant of held) {
        const { id, state } = grant;
        const chain = await readChain(id, state.last, after.get(id) ?? 0, limit, this.#chainRows(grant));
        reading.records.push(...chain.records);
        reading.more ||= chain.more;
      }
      return reading;
    });
  }

  // the party's acts

  async keepAccess(call: AccessCall, judge: Judge): Promise<AccessOutcome> {
    const outcome = await this.#act(async (act) => {
      await act.requireSigner();
      const ids = [...new Set(call.items.map((item) => item.context.grant))];
      const grants = await rows.lockGrants(act.on, ids);
      const wanted = call.items
        .filter((item) => item.context.want !== undefined)
        .map((item) => item.context.grant);
      const envelopes = wanted.length === 0 ? undefined : await rows.readEnvelopes(act.on, wanted);
      const ticket = await rows.nextTicket(act.on);
      const moved = new Set<HeldGrant>();
      const answered = answerCall(call, accessId(ticket), judge, {
        find: (mailbox, id) => {
          const grant = grants.get(id);
          return grant?.mailbox === mailbox && !grant.isDropped ? grant : undefined;
        },
        envelope: (_mailbox, id) => envelopes?.get(id),
        move: (grant) => moved.add(grant),
      });
      if (!(await rows.insertCall(act.on, call, ticket, answered))) throw new Replayed();
      await rows.updateGrants(act.on, [...moved]);
      await rows.dropEnvelopesAt(act.on, answered.used, call.atMs + refetchMs);
      await rows.insertPendingAt(act.on, ticket, answered.inner);
      return {
        answered,
        place: act.expect(ticket, answered.salt.toString('base64url'), textDigest(answered.text)),
      };
    }).catch(async (cause: unknown) => {
      if ((cause as StoreFault).cause instanceof Replayed) return undefined;
      throw cause;
    });
    if (outcome === undefined) {
      const id = await this.#read(() => rows.replayedId(this.#pool, call.party, call.nonce));
      return { kind: 'replayed', id: id ?? '' };
    }
    const { id, text, answersRoot, answers, answerTexts } = outcome.answered;
    const place = await outcome.place();
    return { kind: 'kept', id, text, answersRoot, answers, answerTexts, kept: () => place };
  }

  readReleased(party: string, record: string, nowMs: number): Promise<Release[] | undefined> {
    return this.#read(async () => {
      const call = await this.#call(record);
      if (call?.party !== party || nowMs > call.atMs + refetchMs) return undefined;
      // Under the lock of its row a grant cannot end between the look and the answer.
      return this.#act(async (act) => {
        const { items, answers } = call.call;
        const ids = answers
          .filter((answer) => answer.envelopeDigest !== undefined)
          .map((answer) => answer.grant);
        const grants = await rows.lockGrants(act.on, ids);
        const envelopes = await rows.readEnvelopes(act.on, ids);
        return answers.flatMap((answer, position): Release[] => {
          const grant = grants.get(answer.grant);
          const envelope = envelopes.get(answer.grant);
          const { id: mailbox } = (items[position] as AccessItem).resource;
          if (answer.envelopeDigest === undefined || envelope === undefined) return [];
          if (grant?.mailbox !== mailbox || grant.envelopeDigest !== answer.envelopeDigest) return [];
          return mayRefetch(grant.state, nowMs) ? [{ position, mailbox, grant: grant.id, envelope }] : [];
        });
      });
    });
  }

  async keepCalculation({
    mailbox,
    grant: id,
    text,
    id: record,
    sealed,
    atMs,
  }: NewCalculation): Promise<Kept> {
    const place = await this.#act(async (act) => {
      await act.requireSigner();
      const grant = await act.requireGrant(mailbox, id);
      const known = await act.known(grant, record, text);
      if (known !== undefined) return known;
      const made = await act.chain(grant, 'calculation', record, text);
      await rows.updateGrants(act.on, [grant]);
      const { seq } = grant.state.last;
      await act.on.query('INSERT INTO result VALUES ($1, $2, $3, $4, $5)', [
        mailbox,
        id,
        seq,
        sealed,
        atMs + resultKeptMs,
      ]);
      return made;
    });
    return place();
  }

  // the log

  head(): Promise<LogHead> {
    return this.#read(async () => {
      await this.#log.follow();
      return this.#log.head;
    });
  }

  receiptOf({ index, salt, digest }: LogEntry): Promise<LogReceipt> {
    return this.#read(async () => {
      if (index >= this.#log.head.size) await this.#log.follow();
      const { size, note } = this.#log.head;
      return {
        digest,
        salt,
        index,
        size,
        path: await inclusionIn(this.#log.tree, index, size),
        checkpoint: note,
      };
    });
  }

  readTile(level: number, n: number, width: number): Promise<Uint8Array | undefined> {
    return this.#read(async () => {
      await this.#log.follow();
      return this.#log.tree.tile(level, n, width, this.#log.head.size);
    });
  }

  readEntries(n: number, width: number): Promise<Uint8Array | undefined> {
    return this.#read(async () => {
      await this.#log.follow();
      return readBundle(this.#log.readInners, n, width, this.#log.head.size);
    });
  }

  async sweep(nowMs: number): Promise<Sweep> {
    const swept: Sweep = { ended: 0, resultsDropped: 0 };
    for (;;) {
      const step = await this.#act(async (act) => {
        const due = await rows.lockDue(act.on, nowMs, sweepStep);
        due.forEach(expireGrant);
        await rows.updateGrants(act.on, due);
        await rows.deleteEnvelopes(act.on, due);
        await rows.dropEnvelopesDue(act.on, nowMs);
        const { rowCount } = await act.on.query('DELETE FROM result WHERE drop_ms <= $1', [nowMs]);
        return { ended: due.length, resultsDropped: rowCount ?? 0 };
      });
      swept.ended += step.ended;
      swept.resultsDropped += step.resultsDropped;
      if (step.ended < sweepStep) return swept;
    }
  }

  isReady(): boolean {
    return !this.#isClosed && this.#log.isReady;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#log.close();
    await this.#pool.end();
  }

  async #act<T>(act: (act: PostgresAct) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StoreFault('store-closed', 'the store was closed');
    return PostgresAct.run(this.#pool, this.#log, act);
  }

  async #read<T>(read: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StoreFault('store-closed', 'the store was closed');
    try {
      return await read();
    } catch (cause) {
      if (cause instanceof StoreFault) throw cause;
      throw new StoreFault('store-failed', 'the store cannot be read', cause);
    }
  }

  async #describe(grant: HeldGrant): Promise<KeptGrant> {
    const { mailbox, id, party, state, envelopeDigest } = grant;
    const first = await rows.privateWhere(this.#pool, grant, 'seq', 1);
    const told = { mailbox, id, party, text: first?.text ?? '', state, entry: first?.entry };
    if (envelopeDigest === undefined) return told;
    return { ...told, envelope: { n: await rows.envelopeNumber(this.#pool, grant), digest: envelopeDigest } };
  }

  async #call(record: string): Promise<rows.CalledRow | undefined> {
    const ticket = accessRow(record);
    const call = ticket === undefined ? undefined : await rows.callByTicket(this.#pool, ticket);
    return call?.id === record ? call : undefined;
  }

  #chainRows(grant: HeldGrant): ChainRows {
    return {
      signed: (seq) => rows.privateWhere(this.#pool, grant, 'seq', seq),
      call: (record) => this.#call(record),
    };
  }
}

/** Undoes the transaction of a call whose nonce was used before. */
class Replayed extends Error {}

/** One act at a time for this name, to the end of the transaction. */
async function lockName(act: PostgresAct, name: string): Promise<void> {
  await act.on.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}

const entryOf = ({ index, salt, digest }: LogEntry): LogEntry => ({ index, salt, digest });
const publicOf = ({ type, party, text, index, salt, digest }: KeptPublic): KeptPublic => ({
  type,
  party,
  text,
  index,
  salt,
  digest,
});
