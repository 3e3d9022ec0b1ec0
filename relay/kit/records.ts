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
import { readHistory } from './history.ts';
import type { Journal, JournalRow } from './journal.ts';
import { leavesOf, type Stated, stateMonth } from './statement.ts';
import { readVersions } from './versions.ts';

/** A line that remembers what it was answered. */
export interface JournaledLine extends Line {
  readonly journal: Journal;
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
    const history = await this.#histories(of);
    const journal = this.line.journal.rows();
    const shared = { party: { id: this.id, texts }, log: this.#verifierKey, history, journal };
    return partyExport(shared, this.line.now());
  }

  /** Calculations that were deposited 30 days ago and more and that nobody has countersigned: to be told another way. */
  async undelivered(of: readonly Given[] = this.line.journal.rows()): Promise<Undelivered[]> {
    const nowMs = this.line.now();
    return (await this.#histories(of)).flatMap((history) => undeliveredIn(history, nowMs));
  }

  /** Signs how far each grant went until the end of this month (`2026-10`), and hands each wallet its leaf. */
  async stateMonth(month: string, of: readonly Given[] = this.line.journal.rows()): Promise<Stated> {
    return stateMonth(this.line, month, leavesOf(await this.#histories(of), month));
  }

  /** Every month that is over and unstated, oldest first. Called now and then by a program that runs for long. */
  async stateDue(): Promise<Stated[]> {
    const path = pathOf('readStatements', { id: this.id });
    const told = readTold(await (await callRelay(this.line, path, { method: 'GET' })).json());
    const stated: Stated[] = [];
    for (const month of unstated(told, this.line.now())) stated.push(await this.stateMonth(month));
    return stated;
  }

  async #histories(of: readonly Given[]): Promise<History[]> {
    const known = await this.known();
    const histories: History[] = [];
    for (const given of of) histories.push(await readHistory(this.line, known, given));
    return histories;
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
