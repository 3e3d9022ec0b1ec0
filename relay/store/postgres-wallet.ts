// The wallet's acts on the shared store, and how every act and read of it is done.

import type { Pool } from 'pg';
import type { GrantState } from '../../policy/history.ts';
import { afterConfirmation, afterEnvelope, isLive } from '../../policy/history.ts';
import { bytesDigest, takeRandom } from '../proof/hash.ts';
import { accessRow } from './access-call.ts';
import { type ChainRows, readChain } from './chain.ts';
import type {
  Ended,
  GrantEnd,
  Kept,
  KeptGrant,
  MailboxReading,
  NewEnvelope,
  NewGrant,
  NewReceipt,
  NewRefusal,
  StopCall,
} from './contract.ts';
import { StoreFault } from './fault.ts';
import { declarationClosed, type HeldGrant, holdGrant } from './held.ts';
import { PostgresAct } from './postgres-act.ts';
import * as grantRows from './postgres-grants.ts';
import type { PostgresLog } from './postgres-log.ts';
import * as rows from './postgres-rows.ts';
import { cutToMinute } from './terms.ts';
import { requirePresent, requirePresentKey, requireSpeaking, requireVoice } from './voice.ts';

export class PostgresWallet {
  protected readonly pool: Pool;
  protected readonly log: PostgresLog;
  protected isClosed = false;

  constructor(pool: Pool, log: PostgresLog) {
    this.pool = pool;
    this.log = log;
  }

  async keepGrant(given: NewGrant): Promise<Kept> {
    const { mailbox, id, party, text, envelope, declaration } = given;
    const place = await this.act(async (act) => {
      await act.requireSigner();
      await lockName(act, mailbox);
      const known = await rows.privateWhere(act.on, given, 'seq', 1);
      if (known?.text === text) return act.placeOf(known);
      if ((await grantRows.lockGrants(act.on, [id])).size > 0) {
        throw new StoreFault('record-exists', 'another grant has this id');
      }
      const [other] = await grantRows.grantsOf(act.on, mailbox);
      if (other !== undefined && other.party !== party) {
        throw new StoreFault('mailbox-taken', 'a mailbox belongs to one party');
      }
      await requireUnsuspended(act, declaration);
      requirePresent(text, await rows.keySteps(act.on, mailbox));
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
      await grantRows.insertGrant(act.on, grant);
      await grantRows.putEnvelope(act.on, grant, { epoch, n: 1, digest, sealed: envelope });
      return made.place;
    });
    return place();
  }

  confirmGrant(mailbox: string, id: string): Promise<GrantState> {
    return this.act(async (act) => {
      const grant = await act.requireGrant(mailbox, id);
      if (grant.state.status === 'waiting') {
        grant.state = afterConfirmation(grant.state);
        grant.waitUntilMs = undefined;
        await grantRows.updateGrants(act.on, [grant]);
      }
      return grant.state;
    });
  }

  async keepRefusal({ mailbox, id, text }: NewRefusal): Promise<Kept> {
    const place = await this.act(async (act) => {
      await act.requireSigner();
      await lockName(act, mailbox);
      const known = (await rows.refusalsOf(act.on, mailbox)).find((refusal) => refusal.id === id);
      if (known?.text === text) return act.placeOf(known);
      if (known !== undefined) throw new StoreFault('record-exists', 'another refusal has this id');
      requirePresent(text, await rows.keySteps(act.on, mailbox));
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
    return this.read(async () => {
      const found = (await grantRows.grantsOf(this.pool, mailbox)).find((grant) => grant.id === id);
      return found === undefined ? undefined : this.describe(found);
    });
  }

  async endGrant({ mailbox, grant: id, id: record, text, reason, atMs }: GrantEnd): Promise<Ended> {
    const tell = await this.act(async (act) => {
      const grant = await act.requireGrant(mailbox, id);
      requireVoice(text, await act.voiceRecords(grant));
      return act.end(grant, { record, text, reason, atMs: cutToMinute(atMs) });
    });
    return tell();
  }

  stopGrants({ secrets, record, atMs }: StopCall): Promise<number> {
    const bySecret = new Map(
      secrets.map((secret) => [bytesDigest(Buffer.from(secret, 'base64url')), secret]),
    );
    return this.act(async (act) => {
      const found = await act.on.query<{ id: string }>(
        'SELECT id FROM grant_state WHERE stop_hash = ANY($1)',
        [[...bySecret.keys()]],
      );
      const grants = await grantRows.lockGrants(
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
      // Whoever helps at these mailboxes helps no more.
      await act.on.query('UPDATE mandate SET ended_ms = $1 WHERE mailbox = ANY($2) AND ended_ms IS NULL', [
        cutToMinute(atMs),
        [...grants.values()].map(({ mailbox }) => mailbox),
      ]);
      return [...grants.values()].filter((grant) => grant.isStopped).length;
    });
  }

  async keepEnvelope({ mailbox, grant: id, epoch, n, envelope, key, atMs }: NewEnvelope): Promise<void> {
    await this.act(async (act) => {
      await lockName(act, mailbox);
      const grant = await act.requireGrant(mailbox, id);
      if (!isLive(grant.state, atMs)) throw new StoreFault('grant-ended', 'the grant has ended');
      const digest = bytesDigest(envelope);
      if (n === grant.state.envelopeN && digest === grant.envelopeDigest) return;
      requirePresentKey(key, await rows.keySteps(act.on, mailbox));
      if (epoch !== grant.state.epoch || n !== grant.state.envelopeN + 1) {
        throw new StoreFault(
          'envelope-stale',
          'expected the number after the newest, in the epoch of the grant',
        );
      }
      grant.state = afterEnvelope(grant.state, n, cutToMinute(atMs));
      grant.envelopeDigest = digest;
      await grantRows.putEnvelope(act.on, grant, { epoch, n, digest, sealed: envelope });
      await grantRows.updateGrants(act.on, [grant]);
    });
  }

  async keepReceipt({ mailbox, grant: id, calculation, id: record, text }: NewReceipt): Promise<Kept> {
    const place = await this.act(async (act) => {
      await act.requireSigner();
      await lockName(act, mailbox);
      const grant = await act.requireGrant(mailbox, id);
      const known = await act.known(grant, record, text);
      if (known !== undefined) return known;
      requireSpeaking(text, await rows.keySteps(act.on, mailbox), await act.voiceRecords(grant));
      if ((await rows.privateWhere(act.on, grant, 'digest', calculation))?.type !== 'calculation') {
        throw new StoreFault('calculation-unknown', 'expected the digest of a calculation under this grant');
      }
      const made = await act.chain(grant, 'receipt', record, text);
      await grantRows.updateGrants(act.on, [grant]);
      return made;
    });
    return place();
  }

  readMailbox(mailbox: string, after: ReadonlyMap<string, number>, limit: number): Promise<MailboxReading> {
    return this.read(async () => {
      const held = await grantRows.grantsOf(this.pool, mailbox);
      const refusals = await rows.refusalsOf(this.pool, mailbox);
      const reading: MailboxReading = {
        grants: await Promise.all(held.map((grant) => this.describe(grant))),
        records: [],
        refusals: refusals.map(({ id, text, entry }) => ({ id, text, entry })),
        more: false,
      };
      for (const grant of held) {
        const { id, state } = grant;
        const chain = await readChain(id, state.last, after.get(id) ?? 0, limit, this.chainRows(grant));
        reading.records.push(...chain.records);
        reading.more ||= chain.more;
      }
      return reading;
    });
  }

  protected async act<T>(act: (act: PostgresAct) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new StoreFault('store-closed', 'the store was closed');
    return PostgresAct.run(this.pool, this.log, act);
  }

  protected async read<T>(read: () => Promise<T>): Promise<T> {
    if (this.isClosed) throw new StoreFault('store-closed', 'the store was closed');
    try {
      return await read();
    } catch (cause) {
      if (cause instanceof StoreFault) throw cause;
      throw new StoreFault('store-failed', 'the store cannot be read', cause);
    }
  }

  protected async describe(grant: HeldGrant): Promise<KeptGrant> {
    const { mailbox, id, party, state, envelopeDigest } = grant;
    const first = await rows.privateWhere(this.pool, grant, 'seq', 1);
    const told = { mailbox, id, party, text: first?.text ?? '', state, entry: first?.entry };
    if (envelopeDigest === undefined) return told;
    return {
      ...told,
      envelope: { n: await grantRows.envelopeNumber(this.pool, grant), digest: envelopeDigest },
    };
  }

  protected async call(record: string): Promise<rows.CalledRow | undefined> {
    const ticket = accessRow(record);
    const call = ticket === undefined ? undefined : await rows.callByTicket(this.pool, ticket);
    return call?.id === record ? call : undefined;
  }

  protected chainRows(grant: HeldGrant): ChainRows {
    return {
      signed: (seq) => rows.privateWhere(this.pool, grant, 'seq', seq),
      call: (record) => this.call(record),
    };
  }
}

/** Many grants of one declaration are taken at once, and none while it is suspended. */
async function requireUnsuspended(act: PostgresAct, declaration: string): Promise<void> {
  await act.on.query('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [declaration]);
  if (await rows.isSuspended(act.on, declaration)) throw declarationClosed();
}

/** One act at a time for this name, to the end of the transaction. */
export async function lockName(act: PostgresAct, name: string): Promise<void> {
  await act.on.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}
