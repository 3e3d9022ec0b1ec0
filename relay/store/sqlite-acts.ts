// What several paths of the embedded store do to a grant, inside the act of a group.

import type { ChainLink } from '../../policy/history.ts';
import { afterEnd, afterRecord } from '../../policy/history.ts';
import { innerDigest, takeRandom, textDigest } from '../proof/hash.ts';
import { accessRow } from './access-call.ts';
import type { ChainRows, SignedRow } from './chain.ts';
import type { Ended, GrantEnd, KeptGrant, LogEntry } from './contract.ts';
import { StoreFault } from './fault.ts';
import { copyState, expireGrant, type HeldGrant } from './held.ts';
import type { SqliteGrants } from './sqlite-grants.ts';
import type { Finish, SqliteGroup } from './sqlite-group.ts';
import type { SqliteRows } from './sqlite-rows.ts';
import type { VoiceRecords } from './voice.ts';

export interface GrantClose {
  record: string;
  text: string;
  reason: GrantEnd['reason'];
  atMs: number;
}

export class SqliteActs {
  readonly #grants: SqliteGrants;
  readonly #rows: SqliteRows;
  readonly #group: SqliteGroup;

  constructor(grants: SqliteGrants, rows: SqliteRows, group: SqliteGroup) {
    this.#grants = grants;
    this.#rows = rows;
    this.#group = group;
  }

  require(mailbox: string, id: string): HeldGrant {
    const grant = this.#grants.find(mailbox, id);
    if (grant === undefined) throw new StoreFault('grant-unknown', 'expected a grant of this mailbox');
    return grant;
  }

  append(text: string, salt: Buffer, digest = textDigest(text)): LogEntry {
    const index = this.#group.append(innerDigest(salt, text));
    return { index, salt: salt.toString('base64url'), digest };
  }

  /** The same record twice has one place; another text under its id is none of ours. */
  known(grant: HeldGrant, record: string, text: string): LogEntry | undefined {
    const known = this.#rows.privateWhere(grant.mailbox, grant.id, 'id', record);
    if (known !== undefined && known.text !== text) {
      throw new StoreFault('record-exists', 'another record of this grant has this id');
    }
    return known?.entry;
  }

  /** Puts a signed record at the end of the grant's sequence. */
  chain(grant: HeldGrant, type: SignedRow['type'], record: string, text: string): LogEntry {
    const salt = takeRandom(32);
    const entry = this.append(text, salt);
    const previous = grant.state.last;
    const link: ChainLink = { seq: previous.seq + 1, record, position: 0, digest: entry.digest };
    const { mailbox, id } = grant;
    this.#rows.insertPrivate({ mailbox, grant: id, type, link, previous, text, index: entry.index, salt });
    grant.state = afterRecord(grant.state, link);
    this.#grants.write(grant);
    return entry;
  }

  end(grant: HeldGrant, end: GrantClose): Finish<Ended> {
    const { mailbox, id } = grant;
    // Whatever ended it: after this call nothing of it can leave any more.
    this.#rows.deleteEnvelope(mailbox, id);
    grant.envelopeDigest = undefined;
    if (grant.state.status !== 'ended' && end.atMs >= grant.state.untilMs) this.expire(grant);
    if (grant.state.status !== 'ended') {
      grant.isDropped = grant.state.status === 'waiting';
      const { digest } = this.chain(grant, 'revocation', end.record, end.text);
      grant.state = afterEnd(grant.state, { reason: end.reason, atMs: end.atMs, record: digest });
    }
    this.#grants.write(grant);
    return this.#ended(grant);
  }

  /** What is true of an ended grant now, whoever asks and however often. */
  #ended({ mailbox, id, state }: HeldGrant): Finish<Ended> {
    const { endReason = 'grant-terminated', endedMs = state.untilMs, endRecord } = state;
    const told = { reason: endReason, atMs: endedMs };
    const row =
      endRecord === undefined ? undefined : this.#rows.privateWhere(mailbox, id, 'digest', endRecord);
    const entry = row?.entry;
    if (row === undefined || entry === undefined) return () => told;
    return (head) => ({ ...told, text: row.text, kept: { ...entry, head } });
  }

  voiceRecords({ mailbox, id }: HeldGrant): VoiceRecords {
    const first = this.#rows.privateBySeq(mailbox, id, 1)?.text ?? '';
    return { first, handovers: this.#rows.handovers(mailbox, id) };
  }

  expire(grant: HeldGrant): void {
    expireGrant(grant);
    this.#rows.deleteEnvelope(grant.mailbox, grant.id);
    this.#grants.write(grant);
  }

  describe({ mailbox, id, party, state, envelopeDigest }: HeldGrant): KeptGrant {
    const first = this.#rows.privateBySeq(mailbox, id, 1);
    const told = {
      mailbox,
      id,
      party,
      text: first?.text ?? '',
      state: copyState(state),
      entry: first?.entry,
    };
    if (envelopeDigest === undefined) return told;
    return { ...told, envelope: { n: this.#rows.envelopeNumber(mailbox, id) ?? 0, digest: envelopeDigest } };
  }

  chainRows(mailbox: string, grant: string): ChainRows {
    return {
      signed: async (seq) => this.#rows.privateBySeq(mailbox, grant, seq),
      call: async (record) => {
        const row = accessRow(record);
        const call = row === undefined ? undefined : this.#rows.call(row);
        return call?.id === record ? call : undefined;
      },
    };
  }
}
