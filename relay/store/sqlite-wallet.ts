// The wallet's acts on the embedded store, and what that store holds in memory while it runs.

import type { DatabaseSync } from 'node:sqlite';
import type { GrantState } from '../../policy/history.ts';
import { afterConfirmation, afterEnvelope, isLive } from '../../policy/history.ts';
import { bytesDigest, nonceKey, takeRandom } from '../proof/hash.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import { readChain } from './chain.ts';
import type {
  Ended,
  GrantEnd,
  Kept,
  KeptGrant,
  LogEntry,
  MailboxReading,
  NewEnvelope,
  NewGrant,
  NewReceipt,
  NewRefusal,
  StopCall,
} from './contract.ts';
import { StoreFault } from './fault.ts';
import { copyState, declarationClosed, holdGrant } from './held.ts';
import { Nonces } from './nonces.ts';
import { SqliteActs } from './sqlite-acts.ts';
import { SqliteGrants } from './sqlite-grants.ts';
import { type Finish, SqliteGroup } from './sqlite-group.ts';
import { SqliteRows } from './sqlite-rows.ts';
import { cutToMinute } from './terms.ts';
import { requirePresent, requirePresentKey, requireSpeaking, requireVoice } from './voice.ts';

/** What `enqueue` makes of an entry when its head is signed. */
export const keep =
  (entry: LogEntry): Finish<Kept> =>
  (head) => ({ ...entry, head });

export class SqliteWallet {
  protected readonly grants: SqliteGrants;
  protected readonly rows: SqliteRows;
  protected readonly group: SqliteGroup;
  protected readonly acts: SqliteActs;
  protected readonly nonces = new Nonces();
  /** Rows of grants follow their readings at the latest at a sweep, so that a start has little to fold. */
  protected mustFlush = false;

  constructor(db: DatabaseSync, signer: LogSigner) {
    this.grants = new SqliteGrants(db);
    this.rows = new SqliteRows(db);
    this.group = new SqliteGroup(db, signer, {
      beforeCommit: () => this.grants.flush(this.group.tree.size, this.mustFlush),
      afterCommit: () => {
        this.mustFlush = false;
        this.grants.letGo();
      },
      reload: () => this.#rebuild(),
    });
    this.acts = new SqliteActs(this.grants, this.rows, this.group);
    this.#rebuild();
  }

  /** Memory out of the database: at start, and after a group whose outcome only the database knows. */
  #rebuild(): void {
    this.grants.foldCalls();
    this.nonces.clear();
    for (const { party, nonce, index, atMs } of this.rows.recentNonces()) {
      this.nonces.add(nonceKey(party, nonce), index, atMs);
    }
  }

  keepGrant(given: NewGrant): Promise<Kept> {
    return this.group.enqueue(() => {
      const { mailbox, id, party, text, envelope, declaration } = given;
      const first = this.rows.privateBySeq(mailbox, id, 1);
      if (first?.entry !== undefined && first.text === text) return keep(first.entry);
      if (this.grants.isTaken(id)) throw new StoreFault('record-exists', 'another grant has this id');
      if ((this.rows.partyOfMailbox(mailbox) ?? party) !== party) {
        throw new StoreFault('mailbox-taken', 'a mailbox belongs to one party');
      }
      if (this.grants.isSuspended(declaration)) throw declarationClosed();
      requirePresent(text, this.rows.keySteps(mailbox));
      const salt = takeRandom(32);
      const entry = this.acts.append(text, salt);
      const digest = bytesDigest(envelope);
      const grant = holdGrant(given, entry.digest, digest);
      const { state } = grant;
      this.rows.insertPrivate({
        mailbox,
        grant: id,
        type: 'grant',
        link: state.last,
        previous: null,
        text,
        index: entry.index,
        salt,
      });
      this.rows.putEnvelope(grant, state.epoch, 1, digest, envelope);
      this.grants.add(grant);
      return keep(entry);
    });
  }

  confirmGrant(mailbox: string, id: string): Promise<GrantState> {
    return this.group.enqueue(() => {
      const grant = this.acts.require(mailbox, id);
      if (grant.state.status === 'waiting') {
        grant.state = afterConfirmation(grant.state);
        grant.waitUntilMs = undefined;
        this.grants.write(grant);
      }
      const state = copyState(grant.state);
      return () => state;
    });
  }

  keepRefusal({ mailbox, id, text }: NewRefusal): Promise<Kept> {
    return this.group.enqueue(() => {
      const known = this.rows.refusals(mailbox).find((refusal) => refusal.id === id);
      if (known?.text === text) return keep(known.entry);
      if (known !== undefined) throw new StoreFault('record-exists', 'another refusal has this id');
      requirePresent(text, this.rows.keySteps(mailbox));
      const salt = takeRandom(32);
      const entry = this.acts.append(text, salt);
      this.rows.insertRefusal(mailbox, id, { ...entry, salt }, text);
      return keep(entry);
    });
  }

  readGrant(mailbox: string, id: string): Promise<KeptGrant | undefined> {
    return this.group.read(() => {
      const grant = this.grants.find(mailbox, id);
      return grant === undefined ? undefined : this.acts.describe(grant);
    });
  }

  endGrant({ mailbox, grant: id, id: record, text, reason, atMs }: GrantEnd): Promise<Ended> {
    return this.group.enqueue(() => {
      const grant = this.acts.require(mailbox, id);
      requireVoice(text, this.acts.voiceRecords(grant));
      return this.acts.end(grant, { record, text, reason, atMs: cutToMinute(atMs) });
    });
  }

  stopGrants({ secrets, record, atMs }: StopCall): Promise<number> {
    return this.group.enqueue(() => {
      let count = 0;
      for (const secret of new Set(secrets)) {
        const stopHash = bytesDigest(Buffer.from(secret, 'base64url'));
        for (const { mailbox, id } of this.rows.grantsByStop(stopHash)) {
          const grant = this.acts.require(mailbox, id);
          this.rows.endMandates(mailbox, cutToMinute(atMs));
          if (isLive(grant.state, atMs)) {
            const made = record({ mailbox, grant: id, secret });
            grant.isStopped = true;
            this.acts.end(grant, {
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

  keepEnvelope({ mailbox, grant: id, epoch, n, envelope, key, atMs }: NewEnvelope): Promise<void> {
    return this.group.enqueue(() => {
      const grant = this.acts.require(mailbox, id);
      if (!isLive(grant.state, atMs)) throw new StoreFault('grant-ended', 'the grant has ended');
      const digest = bytesDigest(envelope);
      const isRepeat = n === grant.state.envelopeN && digest === grant.envelopeDigest;
      if (isRepeat) return () => undefined;
      requirePresentKey(key, this.rows.keySteps(mailbox));
      if (epoch !== grant.state.epoch || n !== grant.state.envelopeN + 1) {
        throw new StoreFault(
          'envelope-stale',
          'expected the number after the newest, in the epoch of the grant',
        );
      }
      grant.state = afterEnvelope(grant.state, n, cutToMinute(atMs));
      grant.envelopeDigest = digest;
      this.rows.putEnvelope(grant, epoch, n, digest, envelope);
      this.grants.write(grant);
      return () => undefined;
    });
  }

  keepReceipt({ mailbox, grant: id, calculation, id: record, text }: NewReceipt): Promise<Kept> {
    return this.group.enqueue(() => {
      const grant = this.acts.require(mailbox, id);
      const known = this.acts.known(grant, record, text);
      if (known !== undefined) return keep(known);
      requireSpeaking(text, this.rows.keySteps(mailbox), this.acts.voiceRecords(grant));
      if (this.rows.privateWhere(mailbox, id, 'digest', calculation)?.type !== 'calculation') {
        throw new StoreFault('calculation-unknown', 'expected the digest of a calculation under this grant');
      }
      return keep(this.acts.chain(grant, 'receipt', record, text));
    });
  }

  async readMailbox(
    mailbox: string,
    after: ReadonlyMap<string, number>,
    limit: number,
  ): Promise<MailboxReading> {
    const reading = await this.group.read((): MailboxReading => {
      const held = this.rows.grantIds(mailbox).map((id) => this.acts.require(mailbox, id));
      const grants = held.map((grant) => this.acts.describe(grant));
      return { grants, records: [], refusals: this.rows.refusals(mailbox), more: false };
    });
    // What is committed of a chain does not change: it is walked back without holding anything up.
    for (const { id, state } of reading.grants) {
      const chain = await readChain(
        id,
        state.last,
        after.get(id) ?? 0,
        limit,
        this.acts.chainRows(mailbox, id),
      );
      reading.records.push(...chain.records);
      reading.more ||= chain.more;
    }
    return reading;
  }
}
