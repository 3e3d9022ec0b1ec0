// What the party was answered, kept by itself: for each grant the newest member of its sequence that it was shown. A
// member's digest binds all before it, so one link a grant is enough to find out a relay that later shows less.

import type { ChainLink } from '../../policy/history.ts';

export interface JournalRow {
  readonly grant: string;
  readonly mailbox: string;
  /** The newest reading that was answered; null before the first. */
  readonly last: ChainLink | null;
  /** Digests of the calculations that were deposited: the relay gave a receipt for each. */
  readonly deposited: readonly string[];
}

/** Where a program keeps it. Rows are few and small; a later one takes the place of an earlier one of the same grant. */
export interface Journal {
  read(grant: string): JournalRow | undefined;
  keep(row: JournalRow): void;
  rows(): readonly JournalRow[];
}

/** Lost when the program ends: what was answered before is then not held against the relay any more. */
export function memoryJournal(): Journal {
  const rows = new Map<string, JournalRow>();
  return {
    read: (grant) => rows.get(grant),
    keep: (row) => void rows.set(row.grant, row),
    rows: () => [...rows.values()],
  };
}

type Known = Pick<JournalRow, 'grant' | 'mailbox'>;

const rowOf = (journal: Journal, { grant, mailbox }: Known): JournalRow =>
  journal.read(grant) ?? { grant, mailbox, last: null, deposited: [] };

export function noteGrant(journal: Journal, known: Known): void {
  if (journal.read(known.grant) === undefined) journal.keep(rowOf(journal, known));
}

/** Answers of several calls may arrive in another order than they were given. */
export function noteReading(journal: Journal, known: Known, link: ChainLink): void {
  const row = rowOf(journal, known);
  if (link.seq > (row.last?.seq ?? 0)) journal.keep({ ...row, last: link });
}

export function noteDeposit(journal: Journal, known: Known, digest: string): void {
  const row = rowOf(journal, known);
  journal.keep({ ...row, deposited: [...row.deposited, digest] });
}
