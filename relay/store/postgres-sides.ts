// What keeps both sides even, on the shared store: suspended and ended declarations, private pauses, monthly statements.

import { afterPause, type GrantState, isLive } from '../../policy/history.ts';
import { takeRandom, textDigest } from '../proof/hash.ts';
import { readChain } from './chain.ts';
import type { Kept, LogEntry } from './entry.ts';
import { StoreFault } from './fault.ts';
import { endInPublic, type HeldGrant, isNone, notGiven, suspendGrant } from './held.ts';
import type { PostgresAct } from './postgres-act.ts';
import * as grantRows from './postgres-grants.ts';
import * as rows from './postgres-rows.ts';
import { lockName, PostgresWallet } from './postgres-wallet.ts';
import type {
  DeclarationEnd,
  GrantHistory,
  KeptLeaf,
  KeptPause,
  NewLeaves,
  NewPause,
  NewStatement,
  SidesStore,
  StatementLeaf,
} from './sides-contract.ts';
import { publicSalt, suspendStep } from './terms.ts';
import { requirePresent } from './voice.ts';

const pausesOf = `SELECT p.*, l.idx FROM pause p LEFT JOIN leaf l USING (ticket) WHERE mailbox = $1
  ORDER BY grant_id, n`;

export class PostgresSides extends PostgresWallet implements SidesStore {
  suspendGrants(declaration: string): Promise<number> {
    return this.#stopAll(declaration, suspendGrant, ({ state }) => state.status === 'suspended');
  }

  endGrants(end: DeclarationEnd): Promise<number> {
    return this.#stopAll(
      end.declaration,
      (grant) => endInPublic(grant, end),
      ({ state }) => state.endRecord === end.record,
    );
  }

  async #stopAll(
    declaration: string,
    stop: (grant: HeldGrant) => void,
    isStopped: (grant: HeldGrant) => boolean,
  ): Promise<number> {
    await this.act(async (act) => {
      // Whoever takes a grant of it now has it committed before this goes on, or finds it suspended.
      await lockName(act, declaration);
      await act.on.query('INSERT INTO suspended VALUES ($1) ON CONFLICT DO NOTHING', [declaration]);
    });
    let count = 0;
    for (let last = ''; ; ) {
      const step = await this.act((act) => stopSome(act, declaration, last, stop));
      count += step.grants.filter(isStopped).length;
      if (step.next === undefined) return count;
      last = step.next;
    }
  }

  readHistory(mailbox: string, id: string, after: number, limit: number): Promise<GrantHistory | undefined> {
    return this.read(async () => {
      const grant = await grantRows.grantOf(this.pool, mailbox, id);
      if (grant === undefined || isNone(grant)) return undefined;
      const { party, state } = grant;
      const chain = await readChain(id, state.last, after, limit, this.chainRows(grant));
      return { party, last: state.last, ...chain };
    });
  }

  async keepPause({
    mailbox,
    grant: id,
    text,
    act: wanted,
    untilMs,
    n,
    atMs,
  }: NewPause): Promise<{ kept: Kept; state: GrantState }> {
    const { place, state } = await this.act(async (act) => {
      await act.requireSigner();
      await lockName(act, mailbox);
      const grant = await act.requireGrant(mailbox, id);
      const known = (await rows.all(act.on, pausesOf, [mailbox])).filter((row) => row['grant_id'] === id);
      const same = known.find((row) => row['n'] === n && row['text'] === text);
      if (same !== undefined) {
        const at = { salt: saltOf(same), digest: String(same['digest']) };
        return {
          place: act.placeOf({ ticket: Number(same['ticket']), entry: entryOf(same), at }),
          state: grant.state,
        };
      }
      requirePresent(text, await rows.keySteps(act.on, mailbox));
      if (!isLive(grant.state, atMs)) throw new StoreFault('grant-ended', 'the grant has ended');
      if (grant.state.status === 'waiting' || n !== known.length + 1)
        throw new StoreFault('pause-stale', 'expected the number after the newest of this grant');
      const { ticket, salt, digest, place: made } = await act.append(text, takeRandom(32));
      await act.on.query('INSERT INTO pause VALUES ($1, $2, $3, $4, $5, $6, $7)', [
        mailbox,
        id,
        n,
        ticket,
        salt,
        digest,
        text,
      ]);
      grant.state = afterPause(grant.state, wanted, untilMs);
      await grantRows.updateGrants(act.on, [grant]);
      return { place: made, state: grant.state };
    });
    return { kept: await place(), state };
  }

  listPauses(mailbox: string): Promise<KeptPause[]> {
    return this.read(async () =>
      (await rows.all(this.pool, pausesOf, [mailbox])).map((row) => ({
        grant: String(row['grant_id']),
        n: Number(row['n']),
        text: String(row['text']),
        entry: entryOf(row),
      })),
    );
  }

  async keepStatement({ type, party, text, month }: NewStatement): Promise<Kept> {
    const place = await this.act(async (act) => {
      await act.requireSigner();
      await lockName(act, `statement ${party} ${month}`);
      const digest = textDigest(text);
      const known = await rows.publicByDigest(act.on, digest);
      if (known !== undefined) {
        const at = { salt: publicSalt.toString('base64url'), digest };
        const entry = known.index < 0 ? undefined : { index: known.index, ...at };
        return act.placeOf({ ticket: known.ticket, entry, at });
      }
      const made = await act.append(text, publicSalt, digest);
      // One a month: the second is refused by the key.
      await act.on.query('INSERT INTO statement VALUES ($1, $2, $3)', [party, month, digest]);
      await rows.insertPublic(act.on, { type, party, text }, made);
      return made.place;
    });
    return place();
  }

  async keepLeaves({ statement, party, month, leaves }: NewLeaves): Promise<void> {
    await this.act(async (act) => {
      await requireGiven(act, party, leaves);
      await act.on.query(
        `INSERT INTO statement_leaf SELECT u.m, u.g, $1, $2, u.p, u.t, u.path
         FROM unnest($3::text[], $4::text[], $5::int[], $6::text[], $7::text[]) AS u(m, g, p, t, path)
         ON CONFLICT DO NOTHING`,
        [
          month,
          statement,
          leaves.map((leaf) => leaf.mailbox),
          leaves.map((leaf) => leaf.grant),
          leaves.map((leaf) => leaf.position),
          leaves.map((leaf) => leaf.text),
          leaves.map((leaf) => JSON.stringify(leaf.path)),
        ],
      );
    });
  }

  listLeaves(mailbox: string, afterMonth: string): Promise<KeptLeaf[]> {
    return this.read(async () => {
      const found = await rows.all(
        this.pool,
        `SELECT l.*, p.text AS record, p.digest, i.idx FROM statement_leaf l JOIN public_record p ON p.digest = l.statement
         LEFT JOIN leaf i USING (ticket) WHERE mailbox = $1 AND month > $2 ORDER BY month, grant_id`,
        [mailbox, afterMonth],
      );
      return found.map(leafOf);
    });
  }
}

async function stopSome(
  act: PostgresAct,
  declaration: string,
  after: string,
  stop: (grant: HeldGrant) => void,
): Promise<{ grants: HeldGrant[]; next: string | undefined }> {
  const found = await rows.all(
    act.on,
    `SELECT id FROM grant_state WHERE declaration = $1 AND id > $2 AND is_live
     ORDER BY id LIMIT ${suspendStep}`,
    [declaration, after],
  );
  const ids = found.map((row) => String(row['id']));
  const grants = [...(await grantRows.lockGrants(act.on, ids)).values()];
  grants.forEach(stop);
  await grantRows.updateGrants(act.on, grants);
  await grantRows.deleteEnvelopes(
    act.on,
    grants.filter(({ state }) => state.status === 'ended'),
  );
  return { grants, next: ids.length < suspendStep ? undefined : ids.at(-1) };
}

async function requireGiven(
  act: PostgresAct,
  party: string,
  leaves: readonly Pick<StatementLeaf, 'mailbox' | 'grant'>[],
): Promise<void> {
  const found = await rows.all(
    act.on,
    `SELECT g.* FROM grant_state g JOIN unnest($1::text[], $2::text[]) AS u(m, i) ON g.mailbox = u.m AND g.id = u.i
     WHERE g.party = $3`,
    [leaves.map(({ mailbox }) => mailbox), leaves.map(({ grant }) => grant), party],
  );
  if (found.length !== leaves.length || found.map(grantRows.heldOf).some(isNone)) throw notGiven();
}

const saltOf = (row: rows.Row): string => (row['salt'] as Buffer).toString('base64url');

function entryOf(row: rows.Row): LogEntry | undefined {
  if (row['idx'] === null) return undefined;
  return { index: Number(row['idx']), salt: saltOf(row), digest: String(row['digest']) };
}

function leafOf(row: rows.Row): KeptLeaf {
  const salt = publicSalt.toString('base64url');
  const digest = String(row['digest']);
  return {
    mailbox: String(row['mailbox']),
    grant: String(row['grant_id']),
    month: String(row['month']),
    position: Number(row['position']),
    text: String(row['text']),
    path: JSON.parse(String(row['path'])) as string[],
    statement: String(row['record']),
    entry: row['idx'] === null ? undefined : { index: Number(row['idx']), salt, digest },
  };
}
