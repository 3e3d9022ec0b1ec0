// Which key speaks for a mailbox, on the shared store.

import type { KeyStep } from '../../policy/handover.ts';
import type { Kept } from './entry.ts';
import type { HandoverStore, NewHandover } from './handover-contract.ts';
import * as grantRows from './postgres-grants.ts';
import * as rows from './postgres-rows.ts';
import { PostgresSides } from './postgres-sides.ts';
import { lockName } from './postgres-wallet.ts';
import { cutToMinute } from './terms.ts';
import { bodyOf, requireSuccession } from './voice.ts';

export class PostgresHandovers extends PostgresSides implements HandoverStore {
  async keepHandover(given: NewHandover): Promise<Kept> {
    const { mailbox, grant: id, id: record, text, key, newKey, atMs } = given;
    const place = await this.act(async (act) => {
      await act.requireSigner();
      // Two grants of one mailbox that name two successors: the second waits here and finds the first.
      await lockName(act, mailbox);
      const grant = await act.requireGrant(mailbox, id);
      const known = await act.known(grant, record, text);
      if (known !== undefined) return known;
      const steps = await rows.keySteps(act.on, mailbox);
      requireSuccession(given, grant, await act.voiceRecords(grant), steps);
      await act.on.query('INSERT INTO key_step VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        mailbox,
        key,
        newKey,
      ]);
      await endMandatesBy(act.on, key, mailbox, cutToMinute(atMs));
      const made = await act.chain(grant, 'handover', record, text);
      await grantRows.updateGrants(act.on, [grant]);
      return made;
    });
    return place();
  }

  listKeySteps(mailbox: string): Promise<KeyStep[]> {
    return this.read(() => rows.keySteps(this.pool, mailbox));
  }
}

/** No record of its own, as by the stop card. */
async function endMandatesBy(on: rows.Query, key: string, mailbox: string, endedMs: number): Promise<void> {
  const live = await rows.all(
    on,
    'SELECT id, text FROM mandate WHERE mailbox = $1 AND ended_ms IS NULL FOR UPDATE',
    [mailbox],
  );
  const ids = live.filter(({ text }) => bodyOf(String(text))['key'] === key).map(({ id }) => id);
  await on.query('UPDATE mandate SET ended_ms = $1 WHERE mailbox = $2 AND id = ANY($3)', [
    endedMs,
    mailbox,
    ids,
  ]);
}
