// Which key speaks for a mailbox, on the embedded store.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeyStep } from '../../policy/handover.ts';
import type { LogSigner } from '../proof/log-signer.ts';
import type { Kept } from './entry.ts';
import type { HandoverStore, NewHandover } from './handover-contract.ts';
import { SqliteSides } from './sqlite-sides.ts';
import { keep } from './sqlite-wallet.ts';
import { cutToMinute } from './terms.ts';
import { requireSuccession } from './voice.ts';

export class SqliteHandovers extends SqliteSides implements HandoverStore {
  readonly #insertStep: StatementSync;

  constructor(db: DatabaseSync, signer: LogSigner) {
    super(db, signer);
    this.#insertStep = db.prepare('INSERT INTO key_step VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  }

  keepHandover(given: NewHandover): Promise<Kept> {
    return this.group.enqueue(() => {
      const { mailbox, grant: id, id: record, text, key, newKey, atMs } = given;
      const grant = this.acts.require(mailbox, id);
      const known = this.acts.known(grant, record, text);
      if (known !== undefined) return keep(known);
      requireSuccession(given, grant, this.acts.voiceRecords(grant), this.rows.keySteps(mailbox));
      this.#insertStep.run(mailbox, key, newKey);
      this.rows.endMandatesBy(key, mailbox, cutToMinute(atMs));
      return keep(this.acts.chain(grant, 'handover', record, text));
    });
  }

  listKeySteps(mailbox: string): Promise<KeyStep[]> {
    return this.group.read(() => this.rows.keySteps(mailbox));
  }
}
