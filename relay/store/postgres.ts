// The shared store: several relay processes on one PostgreSQL. The rows are the authority. Each act locks the rows of
// the grants it concerns, reads them again and commits what it does together with the record that says so; nothing is
// remembered between acts, so a withdrawal through one process is denied through every other from its commit.

import type { AccessItem } from '../../policy/access.ts';
import { inclusionIn } from '../log/receipt.ts';
import { readBundle } from '../log/tiles.ts';
import { textDigest } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { accessId, answerCall } from './access-call.ts';
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
import type { StoreFault } from './fault.ts';
import { expireGrant, followed, type HeldGrant } from './held.ts';
import type { PostgresAct } from './postgres-act.ts';
import * as grantRows from './postgres-grants.ts';
import { PostgresLog } from './postgres-log.ts';
import * as rows from './postgres-rows.ts';
import { openPool } from './postgres-schema.ts';
import { PostgresThreads } from './postgres-threads.ts';
import { lockName } from './postgres-wallet.ts';
import { mayRefetch, previousIn, publicSalt, refetchMs, resultKeptMs } from './terms.ts';
import { requireSealedTo } from './voice.ts';

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

class PostgresStore extends PostgresThreads implements Store {
  // public records

  async keepPublic(record: PublicRecord): Promise<Kept> {
    const place = await this.act(async (act) => {
      await act.requireSigner();
      const digest = textDigest(record.text);
      // Two processes that keep it at once: the second waits here and then finds it.
      await lockName(act, digest);
      const known = await rows.publicByDigest(act.on, digest);
      if (known !== undefined) {
        const at = { salt: publicSalt.toString('base64url'), digest };
        return act.placeOf({ ticket: known.ticket, entry: known.index < 0 ? undefined : entryOf(known), at });
      }
      await requireFirstSuccessor(act, record);
      const made = await act.append(record.text, publicSalt, digest);
      await rows.insertPublic(act.on, record, made);
      return made.place;
    });
    return place();
  }

  readPublic(digest: string): Promise<KeptPublic | undefined> {
    return this.read(async () => {
      const found = await rows.publicByDigest(this.pool, digest);
      return found === undefined || found.index < 0 ? undefined : publicOf(found);
    });
  }

  listPublic(type: PublicType, party?: string): Promise<KeptPublic[]> {
    return this.read(() => rows.publicByType(this.pool, type, party));
  }

  async keepDocument(hash: string, party: string, bytes: Uint8Array): Promise<void> {
    await this.act((act) =>
      act.on.query('INSERT INTO document VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [hash, party, bytes]),
    );
  }

  readDocument(hash: string): Promise<Uint8Array | undefined> {
    return this.read(async () => {
      const found = await this.pool.query<{ bytes: Buffer }>('SELECT bytes FROM document WHERE hash = $1', [
        hash,
      ]);
      return found.rows[0]?.bytes;
    });
  }

  // the party's acts

  async keepAccess(call: AccessCall, judge: Judge): Promise<AccessOutcome> {
    const outcome = await this.act(async (act) => {
      await act.requireSigner();
      const ids = [...new Set(call.items.map((item) => item.context.grant))];
      const grants = await grantRows.lockGrants(act.on, ids);
      const wanted = call.items
        .filter((item) => item.context.want !== undefined)
        .map((item) => item.context.grant);
      const envelopes = wanted.length === 0 ? undefined : await grantRows.readEnvelopes(act.on, wanted);
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
      await grantRows.updateGrants(act.on, [...moved]);
      await grantRows.dropEnvelopesAt(act.on, answered.used, call.atMs + refetchMs);
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
      const id = await this.read(() => rows.replayedId(this.pool, call.party, call.nonce));
      return { kind: 'replayed', id: id ?? '' };
    }
    const { id, text, answersRoot, answers, answerTexts } = outcome.answered;
    const place = await outcome.place();
    return { kind: 'kept', id, text, answersRoot, answers, answerTexts, kept: () => place };
  }

  readReleased(party: string, record: string, nowMs: number): Promise<Release[] | undefined> {
    return this.read(async () => {
      const call = await this.call(record);
      if (call?.party !== party || nowMs > call.atMs + refetchMs) return undefined;
      // Under the lock of its row a grant cannot end between the look and the answer.
      return this.act(async (act) => {
        const { items, answers } = call.call;
        const ids = answers
          .filter((answer) => answer.envelopeDigest !== undefined)
          .map((answer) => answer.grant);
        const grants = await grantRows.lockGrants(act.on, ids);
        const envelopes = await grantRows.readEnvelopes(act.on, ids);
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
    sealedTo,
    atMs,
  }: NewCalculation): Promise<Kept> {
    const place = await this.act(async (act) => {
      await act.requireSigner();
      const grant = await act.requireGrant(mailbox, id);
      // A hand-over of this grant waits for its row.
      requireSealedTo(sealedTo, await rows.handovers(act.on, grant));
      const known = await act.known(grant, record, text);
      if (known !== undefined) return known;
      const made = await act.chain(grant, 'calculation', record, text);
      await grantRows.updateGrants(act.on, [grant]);
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
    return this.read(async () => {
      await this.log.follow();
      return this.log.head;
    });
  }

  receiptOf({ index, salt, digest }: LogEntry): Promise<LogReceipt> {
    return this.read(async () => {
      if (index >= this.log.head.size) await this.log.follow();
      const { size, note } = this.log.head;
      return {
        digest,
        salt,
        index,
        size,
        path: await inclusionIn(this.log.tree, index, size),
        checkpoint: note,
      };
    });
  }

  readTile(level: number, n: number, width: number): Promise<Uint8Array | undefined> {
    return this.read(async () => {
      await this.log.follow();
      return this.log.tree.tile(level, n, width, this.log.head.size);
    });
  }

  readEntries(n: number, width: number): Promise<Uint8Array | undefined> {
    return this.read(async () => {
      await this.log.follow();
      return readBundle(this.log.readInners, n, width, this.log.head.size);
    });
  }

  async sweep(nowMs: number): Promise<Sweep> {
    const swept: Sweep = { ended: 0, resultsDropped: 0 };
    for (;;) {
      const step = await this.act(async (act) => {
        const due = await grantRows.lockDue(act.on, nowMs, sweepStep);
        due.forEach(expireGrant);
        await grantRows.updateGrants(act.on, due);
        await grantRows.deleteEnvelopes(act.on, due);
        await grantRows.dropEnvelopesDue(act.on, nowMs);
        await this.dropThreadTexts(act, nowMs);
        const { rowCount } = await act.on.query('DELETE FROM result WHERE drop_ms <= $1', [nowMs]);
        return { ended: due.length, resultsDropped: rowCount ?? 0 };
      });
      swept.ended += step.ended;
      swept.resultsDropped += step.resultsDropped;
      if (step.ended < sweepStep) return swept;
    }
  }

  isReady(): boolean {
    return !this.isClosed && this.log.isReady;
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.log.close();
    await this.pool.end();
  }
}

/** Undoes the transaction of a call whose nonce was used before. */
class Replayed extends Error {}

const entryOf = ({ index, salt, digest }: LogEntry): LogEntry => ({ index, salt, digest });
const publicOf = ({ type, party, text, index, salt, digest }: KeptPublic): KeptPublic => ({
  type,
  party,
  text,
  index,
  salt,
  digest,
});

/** Of two processes that keep a successor of one version the second waits, finds the first one's, and is refused. */
async function requireFirstSuccessor(act: PostgresAct, { type, party, text }: PublicRecord): Promise<void> {
  const previous = previousIn(text);
  if (previous === undefined) return;
  await lockName(act, `${type} ${previous}`);
  const found = await rows.first(
    act.on,
    'SELECT 1 FROM public_record WHERE type = $1 AND party = $2 AND strpos(text, $3) > 0',
    [type, party, previous],
  );
  if (found !== undefined) throw followed();
}
