// Mandates and their uses, on the shared store.

import { takeRandom } from '../proof/hash.ts';
import type { Ended, GrantEnd } from './contract.ts';
import type { Kept, LogEntry } from './entry.ts';
import { StoreFault } from './fault.ts';
import { heldMandate, mailboxUnknown, requireHelp, requireUnused, staleMandate } from './held-mandate.ts';
import type {
  HeldMandate,
  HelpJudge,
  KeptMandate,
  KeptMandateUse,
  MandateEnd,
  MandateStore,
  NewMandate,
  NewMandateUse,
} from './mandate-contract.ts';
import type { Place, PostgresAct } from './postgres-act.ts';
import { PostgresHandovers } from './postgres-handovers.ts';
import * as rows from './postgres-rows.ts';
import { lockName } from './postgres-wallet.ts';
import { cutToDay, cutToMinute } from './terms.ts';
import { requirePresent, requireWarrantVoice } from './voice.ts';

const mandatesOf = `SELECT m.*, g.idx, e.idx AS end_idx FROM mandate m LEFT JOIN leaf g ON g.ticket = m.ticket
  LEFT JOIN leaf e ON e.ticket = m.end_ticket WHERE mailbox = $1`;

export class PostgresMandates extends PostgresHandovers implements MandateStore {
  async keepMandate({ mailbox, id, text, n, grant, atMs }: NewMandate): Promise<Kept> {
    const place = await this.act(async (act) => {
      await act.requireSigner();
      await lockName(act, mailbox);
      const known = await rows.all(act.on, `${mandatesOf} ORDER BY n`, [mailbox]);
      const same = known.find((row) => row['text'] === text);
      if (same !== undefined) return placed(act, same);
      const found =
        grant === undefined
          ? await rows.first(act.on, 'SELECT 1 FROM grant_state WHERE mailbox = $1 LIMIT 1', [mailbox])
          : await rows.first(act.on, 'SELECT 1 FROM private_record WHERE mailbox = $1 AND digest = $2', [
              mailbox,
              grant,
            ]);
      if (found === undefined) throw mailboxUnknown();
      requirePresent(text, await rows.keySteps(act.on, mailbox));
      if (known.some((row) => row['id'] === id))
        throw new StoreFault('record-exists', 'another mandate has this id');
      if (n !== known.length + 1) throw staleMandate();
      const made = await act.append(text, takeRandom(32));
      const { ticket, salt, digest } = made;
      await act.on.query(
        `INSERT INTO mandate (mailbox, n, id, kept_ms, ticket, salt, digest, text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [mailbox, n, id, cutToMinute(atMs), ticket, salt, digest, text],
      );
      return made.place;
    });
    return place();
  }

  async endMandate({ mailbox, mandate, text, atMs }: MandateEnd): Promise<{ endedMs: number; kept?: Kept }> {
    const { endedMs, place } = await this.act(async (act) => {
      const row = await lockMandate(act, mailbox, mandate, 'UPDATE');
      if (row === undefined) throw new StoreFault('mandate-unknown', 'expected a mandate of this mailbox');
      if (row['ended_ms'] !== null) {
        const known = row['end_text'] === null ? undefined : placedEnd(act, row);
        return { endedMs: Number(row['ended_ms']), place: known };
      }
      const { ticket, salt, digest, place: made } = await act.append(text, takeRandom(32));
      const ended = cutToMinute(atMs);
      await act.on.query(
        `UPDATE mandate SET ended_ms = $1, end_text = $2, end_ticket = $3, end_salt = $4, end_digest = $5
         WHERE mailbox = $6 AND id = $7`,
        [ended, text, ticket, salt, digest, mailbox, mandate],
      );
      return { endedMs: ended, place: made };
    });
    // In force all the same: the receipt comes with the mailbox when somebody signs again.
    const kept = this.log.isReady ? await place?.().catch(() => undefined) : undefined;
    return kept === undefined ? { endedMs } : { endedMs, kept };
  }

  readMandate(mailbox: string, id: string): Promise<HeldMandate | undefined> {
    return this.read(async () =>
      heldOf(await rows.first(this.pool, `${mandatesOf} AND id = $2`, [mailbox, id])),
    );
  }

  async keepMandateUse({ mailbox, mandate, text, atMs }: NewMandateUse, judge: HelpJudge): Promise<Kept> {
    const place = await this.act(async (act) => {
      await act.requireSigner();
      await lockName(act, mailbox);
      // Under the lock of its row a mandate cannot end between the look and its record.
      requireHelp(heldOf(await lockMandate(act, mailbox, mandate, 'SHARE')), 'see', atMs, judge);
      const counted = await rows.first(
        act.on,
        `SELECT coalesce(max(n), 0) AS n, count(*) FILTER (WHERE mandate = $2) AS uses FROM mandate_use
         WHERE mailbox = $1`,
        [mailbox, mandate],
      );
      requireUnused(Number(counted?.['uses']));
      const { ticket, salt, digest, place: made } = await act.append(text, takeRandom(32));
      await act.on.query('INSERT INTO mandate_use VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
        mailbox,
        Number(counted?.['n']) + 1,
        mandate,
        cutToDay(atMs),
        ticket,
        salt,
        digest,
        text,
      ]);
      return made;
    });
    return place();
  }

  async endGrantByHelper(
    { mailbox, grant: id, id: record, text, reason, atMs }: GrantEnd,
    mandate: string,
    judge: HelpJudge,
  ): Promise<Ended> {
    const tell = await this.act(async (act) => {
      const grant = await act.requireGrant(mailbox, id);
      const held = heldOf(await lockMandate(act, mailbox, mandate, 'SHARE'));
      const { given } = requireHelp(held, 'stop', atMs, judge);
      requireWarrantVoice(given, await act.voiceRecords(grant));
      return act.end(grant, { record, text, reason, atMs: cutToMinute(atMs) });
    });
    return tell();
  }

  listMandates(mailbox: string): Promise<KeptMandate[]> {
    return this.read(async () =>
      (await rows.all(this.pool, `${mandatesOf} ORDER BY n`, [mailbox])).map((row) => ({
        n: Number(row['n']),
        text: String(row['text']),
        entry: entryOf(row),
        endedMs: endedOf(row),
        end: row['end_text'] === null ? undefined : { text: String(row['end_text']), entry: endEntryOf(row) },
      })),
    );
  }

  listMandateUses(mailbox: string, after: number, limit: number): Promise<KeptMandateUse[]> {
    return this.read(async () => {
      const found = await rows.all(
        this.pool,
        `SELECT u.*, l.idx FROM mandate_use u LEFT JOIN leaf l USING (ticket) WHERE mailbox = $1 AND n > $2
         ORDER BY n LIMIT $3`,
        [mailbox, after, limit],
      );
      return found.map((row) => ({
        mandate: String(row['mandate']),
        n: Number(row['n']),
        atMs: Number(row['at_ms']),
        text: String(row['text']),
        entry: entryOf(row),
      }));
    });
  }
}

async function lockMandate(
  act: PostgresAct,
  mailbox: string,
  id: string,
  strength: 'UPDATE' | 'SHARE',
): Promise<rows.Row | undefined> {
  return rows.first(act.on, `${mandatesOf} AND id = $2 FOR ${strength} OF m`, [mailbox, id]);
}

const endedOf = (row: rows.Row): number | undefined =>
  row['ended_ms'] === null ? undefined : Number(row['ended_ms']);

function heldOf(row: rows.Row | undefined): HeldMandate | undefined {
  if (row === undefined) return undefined;
  const [text, keptMs, endedMs] = [String(row['text']), Number(row['kept_ms']), endedOf(row)];
  return heldMandate({ text, keptMs, endedMs });
}

const saltText = (salt: unknown): string => (salt as Buffer).toString('base64url');

function entryOf(row: rows.Row): LogEntry | undefined {
  if (row['idx'] === null) return undefined;
  return { index: Number(row['idx']), salt: saltText(row['salt']), digest: String(row['digest']) };
}

function endEntryOf(row: rows.Row): LogEntry | undefined {
  if (row['end_idx'] === null) return undefined;
  return {
    index: Number(row['end_idx']),
    salt: saltText(row['end_salt']),
    digest: String(row['end_digest']),
  };
}

function placed(act: PostgresAct, row: rows.Row): Place {
  const at = { salt: saltText(row['salt']), digest: String(row['digest']) };
  return act.placeOf({ ticket: Number(row['ticket']), entry: entryOf(row), at });
}

function placedEnd(act: PostgresAct, row: rows.Row): Place {
  const at = { salt: saltText(row['end_salt']), digest: String(row['end_digest']) };
  return act.placeOf({ ticket: Number(row['end_ticket']), entry: endEntryOf(row), at });
}
