// What a party holds in common with residents: the sequences of its grants, their export, the monthly statement.

import { type NoteKey, readVerifierKey } from '../../crypto/note.ts';
import { instantMs } from '../../policy/instant.ts';
import type { Party } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { pathOf } from '../../policy/routes.ts';
import { readStatement, unstated } from '../../policy/statement.ts';
import type { History } from '../../policy/symmetry.ts';
import { callRelay, type Line } from './call.ts';
import { type Undelivered, undeliveredIn } from './delivery.ts';
import { type PartyExport, partyExport } from './export.ts';
import { KitFault } from './fault.ts';
import { isUnproven, readHistory, type Unproven } from './history.ts';
import type { Journal, JournalRow } from './journal.ts';
import { leavesOf, type Stated, stateMonth } from './statement.ts';
import { readVersions } from './versions.ts';

/** A line that remembers what it was answered. */
export interface JournaledLine extends Line {
  readonly journal: Journal;
}

/** Calculations to be told another way, and grants of which it cannot be said. */
export interface ToTell {
  readonly undelivered: readonly Undelivered[];
  readonly unproven: readonly Unproven[];
}

/** What was stated of a month, and grants that have no leaf in it because their history is not confirmed. */
export interface StatedMonth extends Stated {
  readonly unproven: readonly Unproven[];
}

/** One grant of this party; a row of its journal is one. */
type Given = Pick<JournalRow, 'grant' | 'mailbox'>;

export class PartyRecords {
  protected readonly line: JournaledLine;
  protected readonly record: string;
  protected readonly log: NoteKey;
  readonly #verifierKey: string;

  constructor(line: JournaledLine, record: string, verifierKey: string) {
    this.line = line;
    this.record = record;
    this.#verifierKey = verifierKey;
    this.log = readVerifierKey(verifierKey);
  }

  get id(): string {
    return this.line.party;
  }

  protected async readSelf(): Promise<{ admitted: boolean; texts: string[] }> {
    const path = pathOf('readParty', { id: this.id });
    const response = await callRelay(this.line, path, { method: 'GET' });
    return (await response.json()) as { admitted: boolean; texts: string[] };
  }

  /** The members of a grant's sequence, as the resident's wallet is shown them; checked, and held against the journal. */
  async history(of: Given): Promise<History> {
    return readHistory(this.line, await this.known(), of);
  }

  /** Of every grant in the journal, or of these: to be compared with what a resident exported. */
  async exportGrants(of: readonly Given[] = this.line.journal.rows()): Promise<PartyExport> {
    const { texts } = await this.readSelf();
    const { histories: history, unproven } = await this.#histories(of);
    const journal = this.line.journal.rows();
    const shared = { party: { id: this.id, texts }, log: this.#verifierKey, history, unproven, journal };
    return partyExport(shared, this.line.now());
  }

  /** Calculations that were deposited 30 days ago and more and that nobody has countersigned: to be told another way. */
  async undelivered(of: readonly Given[] = this.line.journal.rows()): Promise<ToTell> {
    const nowMs = this.line.now();
    const { histories, unproven } = await this.#histories(of);
    return { undelivered: histories.flatMap((history) => undeliveredIn(history, nowMs)), unproven };
  }

  /** Signs how far each grant went until the end of this month (`2026-10`), and hands each wallet its leaf. */
  async stateMonth(month: string, of: readonly Given[] = this.line.journal.rows()): Promise<StatedMonth> {
    const { histories, unproven } = await this.#histories(of);
    return { ...(await stateMonth(this.line, month, leavesOf(histories, month))), unproven };
  }

  /** Every month that is over and unstated, oldest first. Called now and then by a program that runs for long. */
  async stateDue(): Promise<StatedMonth[]> {
    const path = pathOf('readStatements', { id: this.id });
    const told = readTold(await (await callRelay(this.line, path, { method: 'GET' })).json());
    const stated: StatedMonth[] = [];
    for (const month of unstated(told, this.line.now())) stated.push(await this.stateMonth(month));
    return stated;
  }

  /** One that cannot be proven stands in nobody else's way: it is named, and nothing is said of it. */
  async #histories(of: readonly Given[]): Promise<{ histories: History[]; unproven: Unproven[] }> {
    const known = await this.known();
    const histories: History[] = [];
    const unproven: Unproven[] = [];
    for (const { grant, mailbox } of of) {
      try {
        histories.push(await readHistory(this.line, known, { grant, mailbox }));
      } catch (cause) {
        if (!isUnproven(cause)) throw cause;
        unproven.push({ grant, mailbox, code: cause.code });
      }
    }
    return { histories, unproven };
  }

  protected async known(): Promise<{ log: NoteKey; versions: Party[]; journal: Journal }> {
    const { texts } = await this.readSelf();
    const versions = readVersions(texts, this.record, this.line.realm);
    return { log: this.log, versions, journal: this.line.journal };
  }
}

/** Which months this party has stated, and from when on it owes any. */
function readTold(value: unknown): { fromMs: number; months: string[] } {
  const { statements, state } = (value ?? {}) as { statements?: unknown; state?: { since?: unknown } };
  const fromMs = instantMs(String(state?.since));
  if (!Array.isArray(statements) || Number.isNaN(fromMs))
    throw new KitFault('answer-invalid', 'expected statements and state');
  const records = statements.map((entry: unknown) => String((entry as { record?: unknown } | null)?.record));
  return { fromMs, months: records.map((record) => readStatement(splitRecord(record).body).month) };
}
