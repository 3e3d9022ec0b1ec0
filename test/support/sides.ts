// A program that holds one export and nothing else: no relay, no vault, no second file. What it believes it takes from
// the signatures in that file.

import { readVerifierKey } from '../../crypto/note.ts';
import { type Party, readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import {
  type History,
  type HistoryFault,
  historyFaults,
  type Proofs,
  partyExportFormat,
  readHistories,
} from '../../policy/symmetry.ts';
import { proofsOf } from '../../relay/kit/history.ts';

// biome-ignore lint/suspicious/noExplicitAny: a file is looked into before it is read.
type File = any;

export class Side {
  readonly text: string;
  readonly histories: readonly History[];
  readonly #file: File;

  constructor(text: string) {
    this.text = text;
    this.#file = JSON.parse(text);
    this.histories = readHistories(this.#file);
  }

  history(grant: string): History {
    const found = this.histories.find((history) => history.grant === grant);
    if (found === undefined) throw new Error(`expected a history of \`${grant}\``);
    return found;
  }

  proofs(history: History): Proofs {
    const isParty = this.#file.format === partyExportFormat;
    const part = (name: string) => this.#file.parts.find((entry: File) => entry.name === name).entries;
    const log = isParty ? this.#file.log : part('log')[0].verifierKey;
    const known = (name: string, id: string): File => part(name).find((entry: File) => entry.id === id);
    const texts: string[] = isParty
      ? this.#file.party.texts
      : known('party', known('grant', history.grant).party).texts;
    const versions: Party[] = texts.map((text) => readParty(splitRecord(text).body));
    return proofsOf(history, readVerifierKey(log), versions);
  }

  /** What this side finds by itself, in its own history or in one that was tampered with. */
  faults(history: History): HistoryFault[] {
    return historyFaults(history, this.proofs(history));
  }
}
