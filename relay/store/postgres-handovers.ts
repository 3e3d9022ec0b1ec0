// Which key speaks for a mailbox, on the shared store.

import type { KeyStep } from '../../policy/handover.ts';
import type { Kept } from './entry.ts';
import type { HandoverStore, NewHandover } from './handover-contract.ts';
import * as grantRows from './postgres-grants.ts';
import * as rows from './postgres-rows.ts';
import { PostgresSides } from './postgres-sides.ts';
import { lockName } from './postgres-wallet.ts';
import { requireSuccession } from './voice.ts';

const newestHandover = `SELECT text FROM private_record WHERE mailbox = $1 AND grant_id = $2 AND type = 'handover'
  ORDER BY seq DESC LIMIT 1`;

export class PostgresHandovers extends PostgresSides implements HandoverStore {
  async keepHandover(given: NewHandover): Promise<Kept> {
    const { mailbox, grant: id, id: record, text, key, newKey } = given;
    const place = await this.act(async (act) => {
      await act.requireSigner();
      // Two grants of one mailbox that name two successors: the second waits here and finds the first.
      await lockName(act, mailbox);
      const grant = await act.requireGrant(mailbox, id);
      const known = await act.known(grant, record, text);
      if (known !== undefined) return known;
      const first = (await rows.privateWhere(act.on, grant, 'seq', 1))?.text ?? '';
      const newest = await newestOf(act.on, mailbox, id);
      requireSuccession(given, grant, { first, newest }, await stepsOf(act.on, mailbox));
      await act.on.query('INSERT INTO key_step VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        mailbox,
        key,
        newKey,
      ]);
      const made = await act.chain(grant, 'handover', record, text);
      await grantRows.updateGrants(act.on, [grant]);
      return made;
    });
    return place();
  }

  readNewestHandover(mailbox: string, grant: string): Promise<string | undefined> {
    return this.read(() => newestOf(this.pool, mailbox, grant));
  }

  listKeySteps(mailbox: string): Promise<KeyStep[]> {
    return this.read(() => stepsOf(this.pool, mailbox));
  }
}

async function stepsOf(on: rows.Query, mailbox: string): Promise<KeyStep[]> {
  const found = await rows.all(on, 'SELECT key, new_key FROM key_step WHERE mailbox = $1', [mailbox]);
  return found.map((row) => ({ key: String(row['key']), newKey: String(row['new_key']) }));
}

async function newestOf(on: rows.Query, mailbox: string, grant: string): Promise<string | undefined> {
  return (await rows.first(on, newestHandover, [mailbox, grant]))?.['text'] as string | undefined;
}
