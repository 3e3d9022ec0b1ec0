// The part of the store that keeps both sides even: what holds for all grants of a declaration, what one mailbox alone
// may know, and what a party signed about all its mailboxes. `Store` (contract.ts) holds it.

import type { EndReason } from '../../policy/denial.ts';
import type { ChainLink, GrantState } from '../../policy/history.ts';
import type { PauseAct } from '../../policy/pause.ts';
import type { ChainRecord, Kept, LogEntry, PublicRecord } from './entry.ts';

/** A party's own public record ends all grants of a declaration (docs/decisions/0023). */
export interface DeclarationEnd {
  declaration: string;
  reason: Extract<EndReason, 'grant-terminated' | 'party-closed'>;
  /** Digest of that record, which stands in the log already. */
  record: string;
  atMs: number;
}

/** A verified record of the private sequence. */
export interface NewPause {
  mailbox: string;
  grant: string;
  id: string;
  text: string;
  act: PauseAct;
  /** A pause that ends by itself. */
  untilMs?: number | undefined;
  /** One more than the newest of this grant; the same text twice gives the same place. */
  n: number;
  atMs: number;
}

export interface KeptPause {
  grant: string;
  n: number;
  text: string;
  entry: LogEntry | undefined;
}

/** One grant of a party's monthly statement: its canonical leaf, and the way from there to the signed root. */
export interface StatementLeaf {
  mailbox: string;
  grant: string;
  position: number;
  text: string;
  path: string[];
}

export interface NewStatement extends PublicRecord {
  type: 'statement';
  /** `2026-10`. A party has one statement a month. */
  month: string;
}

/** Leaves of a kept statement, each shown to lead to its signed root. */
export interface NewLeaves {
  /** Digest of the statement. */
  statement: string;
  party: string;
  month: string;
  leaves: readonly StatementLeaf[];
}

export interface KeptLeaf extends StatementLeaf {
  month: string;
  /** Text and place of the statement. */
  statement: string;
  entry: LogEntry | undefined;
}

/** A grant's sequence, or a stretch of it, for the party it was given to. */
export interface GrantHistory {
  party: string;
  last: ChainLink;
  records: ChainRecord[];
  more: boolean;
}

export interface SidesStore {
  /** Undefined for a grant that nobody confirmed, as for one that is not there: for the party it never was. */
  readHistory(
    mailbox: string,
    grant: string,
    after: number,
    limit: number,
  ): Promise<GrantHistory | undefined>;
  /**
   * Every live grant of this declaration stops until another yes, and no grant of it is taken or confirmed any more; a
   * yes that still waits for its six characters is dropped. Gives how many stand suspended: twice gives the same count.
   * Called before the version that makes it necessary is kept, and again if that failed in between.
   */
  suspendGrants(declaration: string): Promise<number>;
  /**
   * Every live grant of this declaration ends, its envelope deleted in the same transaction, and none is taken any more. No
   * member joins a sequence: the public record proves the end of all of them. Gives how many it ended, so twice gives none.
   */
  endGrants(end: DeclarationEnd): Promise<number>;
  keepPause(pause: NewPause): Promise<{ kept: Kept; state: GrantState }>;
  /** All of a mailbox: its wallet counts them. */
  listPauses(mailbox: string): Promise<KeptPause[]>;
  /** A public record. A second one of the same month is refused. */
  keepStatement(statement: NewStatement): Promise<Kept>;
  /**
   * All or none. Refused when one is about a grant that this party does not have, else it would speak into others'
   * mailboxes; of a grant that has its leaf the first stays.
   */
  keepLeaves(leaves: NewLeaves): Promise<void>;
  /** What statements say of a mailbox's grants, for months later than the one given. */
  listLeaves(mailbox: string, afterMonth: string): Promise<KeptLeaf[]>;
}
