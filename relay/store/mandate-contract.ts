// Who may help at a mailbox, and each time that somebody did: of the mailbox alone, no party sees any of it. `Store`
// (contract.ts) holds it.

import type { GivenMandate, MandateNo, MandateStanding } from '../../policy/mandate.ts';
import type { Kept, LogEntry } from './entry.ts';

/** A mandate that the door has read and verified. */
export interface NewMandate {
  mailbox: string;
  id: string;
  text: string;
  /** One more than the newest of this mailbox; the same text twice gives the same place. */
  n: number;
  /** Of a paper mandate: digest of the grant it was made for, which must be this mailbox's. */
  grant?: string;
  /** The store cuts the times of wallets' acts to the minute. */
  atMs: number;
}

/** The first end stays; a second one changes nothing and is told the first. */
export interface MandateEnd {
  mailbox: string;
  /** Id of the record that gave it. */
  mandate: string;
  text: string;
  atMs: number;
}

/** A mandate as it stands. */
export interface HeldMandate {
  given: GivenMandate;
  standing: MandateStanding;
}

export interface KeptMandate {
  n: number;
  text: string;
  entry: LogEntry | undefined;
  /** When it was ended, and by which record; a stop card ends without one of its own. */
  endedMs: number | undefined;
  end: { text: string; entry: LogEntry | undefined } | undefined;
}

/** A helper's own signed call: the record of one look. */
export interface NewMandateUse {
  mailbox: string;
  mandate: string;
  text: string;
  atMs: number;
}

export interface KeptMandateUse {
  mandate: string;
  /** Place among the looks of this mailbox: 1 for the first, without gaps. */
  n: number;
  /** Cut to the day. */
  atMs: number;
  text: string;
  entry: LogEntry | undefined;
}

/** `policy/mandate`'s `judgeHelp`. Called inside the transaction, after the row was read again. */
export type HelpJudge = (
  standing: MandateStanding | undefined,
  act: string,
  nowMs: number,
) => MandateNo | null;

export interface MandateStore {
  keepMandate(mandate: NewMandate): Promise<Kept>;
  /** In force at its commit, everywhere; never asks for a signer. */
  endMandate(end: MandateEnd): Promise<{ endedMs: number; kept?: Kept }>;
  readMandate(mailbox: string, id: string): Promise<HeldMandate | undefined>;
  /** Judged and kept in one transaction: no look stands after the end in the order of the log. */
  keepMandateUse(use: NewMandateUse, judge: HelpJudge): Promise<Kept>;
  listMandates(mailbox: string): Promise<KeptMandate[]>;
  /** After this number, oldest first. */
  listMandateUses(mailbox: string, after: number, limit: number): Promise<KeptMandateUse[]>;
}
