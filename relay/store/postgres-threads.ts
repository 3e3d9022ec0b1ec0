// Threads on the shared store, and the sums behind a party's public page.

import { takeRandom, textDigest } from '../proof/hash.ts';
import type { LogEntry } from './contract.ts';
import { StoreFault } from './fault.ts';
import type { Place, PostgresAct } from './postgres-act.ts';
import { grantOf } from './postgres-grants.ts';
import { PostgresMandates } from './postgres-mandates.ts';
import * as rows from './postgres-rows.ts';
import { lockName } from './postgres-wallet.ts';
import { maxWaiting, threadKeptMs, turnMs } from './terms.ts';
import type {
  KeptAct,
  KeptThread,
  KeptTurn,
  NewThread,
  NextAct,
  PartyThreads,
  ThreadAct,
  ThreadStore,
} from './thread-contract.ts';
import { countYes, refusedParty, tallyStep } from './thread-tally.ts';
import { grantIn, requirePresent, requireSpeaking } from './voice.ts';

interface Turn {
  place: Place;
  atMs: number;
}

export class PostgresThreads extends PostgresMandates implements ThreadStore {
  async openThread(given: NewThread): Promise<KeptTurn> {
    const { id, mailbox, party, grant, isAwaiting } = given;
    return this.#keep(async (act) => {
      await lockName(act, `thread ${mailbox}`);
      const known = await knownTurn(act, id, given.text);
      if (known !== undefined) return known;
      await lockName(act, mailbox);
      await requireOpener(act, mailbox, grant, given.text);
      if (grant !== null && (await countWaiting(act, mailbox)) >= maxWaiting)
        throw new StoreFault('thread-full', `expected at most ${maxWaiting} threads that wait`);
      const made = await act.append(given.text, takeRandom(32));
      // An id that is taken is refused by the key.
      await act.on.query('INSERT INTO thread VALUES ($1, $2, $3, $4, $5, $6, $7)', [
        id,
        made.ticket,
        mailbox,
        party,
        made.digest,
        isAwaiting,
        turnMs(given) + threadKeptMs,
      ]);
      return addAct(act, id, 0, given, made);
    });
  }

  async keepTurn(given: NextAct): Promise<KeptTurn> {
    const { thread, previous, isAwaiting } = given;
    return this.#keep(async (act) => {
      // The row is held to the end: of two acts that follow the same one the second finds another newest.
      const row = await rows.first(act.on, 'SELECT mailbox, last FROM thread WHERE id = $1 FOR UPDATE', [
        thread,
      ]);
      if (row === undefined) throw new StoreFault('thread-unknown', 'expected the id of a thread');
      const known = await knownTurn(act, thread, given.text);
      if (known !== undefined) return known;
      const mailbox = String(row['mailbox']);
      await lockName(act, mailbox);
      if (given.isByOpener) await requireOpener(act, mailbox, await grantOfThread(act, thread), given.text);
      if (row['last'] !== previous)
        throw new StoreFault('turn-stale', 'expected the digest of the newest act');
      const made = await act.append(given.text, takeRandom(32));
      await act.on.query('UPDATE thread SET last = $1, is_awaiting = $2, drop_ms = $3 WHERE id = $4', [
        made.digest,
        isAwaiting,
        turnMs(given) + threadKeptMs,
        thread,
      ]);
      const counted = await rows.first(act.on, 'SELECT count(*) AS count FROM thread_act WHERE thread = $1', [
        thread,
      ]);
      return addAct(act, thread, Number(counted?.['count']), given, made);
    });
  }

  async #keep(turn: (act: PostgresAct) => Promise<Turn>): Promise<KeptTurn> {
    const { place, atMs } = await this.act(async (act) => {
      await act.requireSigner();
      return turn(act);
    });
    return { kept: await place(), atMs };
  }

  readThread(id: string): Promise<KeptThread | undefined> {
    return this.read(async () => {
      const [thread] = await this.#whole('id = $1', [id], false);
      return thread;
    });
  }

  listThreads(mailbox: string, after: string | undefined, limit: number): Promise<KeptThread[]> {
    const where = `mailbox = $1 AND place > coalesce(
      (SELECT place FROM thread WHERE id = $2 AND mailbox = $1), -1) ORDER BY place LIMIT $3`;
    return this.read(() => this.#whole(where, [mailbox, after ?? null, limit], true));
  }

  listPartyThreads(party: string, { isAwaiting, after, limit }: PartyThreads): Promise<KeptThread[]> {
    const only = isAwaiting ? 'AND is_awaiting' : '';
    const where = `party = $1 AND place > $2 ${only} ORDER BY place LIMIT $3`;
    return this.read(() => this.#whole(where, [party, after, limit], true));
  }

  listTurns(party: string, after: number, limit: number): Promise<KeptThread[]> {
    const where = 'party = $1 AND place > $2 ORDER BY place LIMIT $3';
    return this.read(() => this.#whole(where, [party, after, limit], false));
  }

  async #whole(where: string, values: unknown[], hasSealed: boolean): Promise<KeptThread[]> {
    const threads = await rows.all(this.pool, `SELECT * FROM thread WHERE ${where}`, values);
    const acts = await rows.all(
      this.pool,
      `SELECT a.thread, a.salt, a.digest, a.is_opener, a.at_ms, a.text, l.idx,
         ${hasSealed ? 'a.sealed' : 'NULL AS sealed'}
       FROM thread_act a LEFT JOIN leaf l USING (ticket) WHERE a.thread = ANY($1) ORDER BY a.thread, a.n`,
      [threads.map((row) => row['id'])],
    );
    const byThread = Map.groupBy(acts, (row) => row['thread']);
    return threads.map((row) => ({
      id: String(row['id']),
      mailbox: String(row['mailbox']),
      party: String(row['party']),
      place: Number(row['place']),
      acts: (byThread.get(row['id']) ?? []).map(actOf),
    }));
  }

  hasRecord(mailbox: string, grant: string, digest: string): Promise<boolean> {
    return this.read(
      async () =>
        (await rows.privateWhere(this.pool, { mailbox, id: grant }, 'digest', digest)) !== undefined,
    );
  }

  countUses(fromMs: number, toMs: number): Promise<Map<string, number>> {
    return this.read(async () => {
      const counts = new Map<string, number>();
      for (let after = -1; ; ) {
        const calls = await rows.all(
          this.pool,
          `SELECT ticket, party, packed FROM access_call
           WHERE ticket > $1 AND at_ms >= $2 AND at_ms < $3 ORDER BY ticket LIMIT ${tallyStep}`,
          [after, fromMs, toMs],
        );
        for (const { party, packed } of calls) {
          counts.set(String(party), (counts.get(String(party)) ?? 0) + countYes(String(packed)));
        }
        const last = calls.at(-1);
        if (last === undefined) return counts;
        after = Number(last['ticket']);
      }
    });
  }

  countRefusals(beforeMs: number): Promise<Map<string, number>> {
    return this.read(async () => {
      const counts = new Map<string, number>();
      for (let after = -1; ; ) {
        const refusals = await rows.all(
          this.pool,
          `SELECT ticket, text FROM refusal WHERE ticket > $1 ORDER BY ticket LIMIT ${tallyStep}`,
          [after],
        );
        for (const { text } of refusals) {
          const party = refusedParty(String(text), beforeMs);
          if (party !== undefined) counts.set(party, (counts.get(party) ?? 0) + 1);
        }
        const last = refusals.at(-1);
        if (last === undefined) return counts;
        after = Number(last['ticket']);
      }
    });
  }

  protected async dropThreadTexts(act: PostgresAct, nowMs: number): Promise<void> {
    const due = await rows.all(
      act.on,
      `UPDATE thread SET drop_ms = ${Number.MAX_SAFE_INTEGER} WHERE id IN
       (SELECT id FROM thread WHERE drop_ms <= $1 LIMIT ${tallyStep}) RETURNING id`,
      [nowMs],
    );
    if (due.length === 0) return;
    await act.on.query('UPDATE thread_act SET sealed = NULL WHERE thread = ANY($1)', [
      due.map((row) => row['id']),
    ]);
  }
}

/** Under a grant its party proves each act by the keys that spoke there. */
async function requireOpener(
  act: PostgresAct,
  mailbox: string,
  id: string | null,
  text: string,
): Promise<void> {
  const steps = await rows.keySteps(act.on, mailbox);
  if (id === null) return requirePresent(text, steps);
  const grant = await grantOf(act.on, mailbox, id);
  if (grant === undefined) throw new StoreFault('grant-unknown', 'expected a grant of this mailbox');
  requireSpeaking(text, steps, await act.voiceRecords(grant));
}

async function grantOfThread(act: PostgresAct, thread: string): Promise<string | null> {
  const row = await rows.first(act.on, 'SELECT text FROM thread_act WHERE thread = $1 AND n = 0', [thread]);
  return grantIn(String(row?.['text']));
}

async function addAct(
  act: PostgresAct,
  thread: string,
  n: number,
  of: ThreadAct,
  made: rows.Ticketed & { place: Place },
): Promise<Turn> {
  const { isByOpener, text, sealed } = of;
  const atMs = turnMs(of);
  await act.on.query('INSERT INTO thread_act VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    thread,
    n,
    made.ticket,
    made.salt,
    made.digest,
    isByOpener,
    atMs,
    text,
    sealed ?? null,
  ]);
  return { place: made.place, atMs };
}

async function knownTurn(act: PostgresAct, thread: string, text: string): Promise<Turn | undefined> {
  const row = await rows.first(
    act.on,
    `SELECT a.*, l.idx FROM thread_act a LEFT JOIN leaf l USING (ticket) WHERE a.thread = $1 AND a.digest = $2`,
    [thread, textDigest(text)],
  );
  if (row === undefined) return undefined;
  const at = { salt: saltOf(row), digest: String(row['digest']) };
  const place = act.placeOf({ ticket: Number(row['ticket']), entry: entryOf(row), at });
  return { place, atMs: Number(row['at_ms']) };
}

async function countWaiting(act: PostgresAct, mailbox: string): Promise<number> {
  const row = await rows.first(
    act.on,
    'SELECT count(*) AS count FROM thread WHERE mailbox = $1 AND is_awaiting',
    [mailbox],
  );
  return Number(row?.['count']);
}

const saltOf = (row: rows.Row): string => (row['salt'] as Buffer).toString('base64url');

function entryOf(row: rows.Row): LogEntry | undefined {
  if (row['idx'] === null) return undefined;
  return { index: Number(row['idx']), salt: saltOf(row), digest: String(row['digest']) };
}

const actOf = (row: rows.Row): KeptAct => ({
  text: String(row['text']),
  isByOpener: row['is_opener'] === true,
  atMs: Number(row['at_ms']),
  sealed: (row['sealed'] as Uint8Array | null) ?? undefined,
  entry: entryOf(row),
});
