// Rows of research: what was given to a study, and the tokens on their way.

import type { SignedWithdrawn } from '../../../../policy/withdrawal.ts';

/**
 * kept: the yes is here, the token is not · waiting: the token is here, and it leaves by itself at `leavesAt` · sent ·
 * withdrawing: taken back here, and not both aggregators have said so · withdrawn · missed: the window closed before it
 * left, or before a token came · refused: the relay said no, for good · declined: the resident said no, and nobody heard.
 */
export type ContributionState =
  | 'kept'
  | 'waiting'
  | 'sent'
  | 'withdrawing'
  | 'withdrawn'
  | 'missed'
  | 'refused'
  | 'declined';

/** A yes to a study. The name of its row is the study's digest: one study, one contribution. */
export interface KeptContribution {
  study: string;
  /** The manifest as signed, and the words of leader and helper with their keys, all verified before the yes. */
  text: string;
  operations: readonly [string, string];
  /** The wallet's time of the yes, to the minute. */
  at: string;
  state: ContributionState;
  /** As it was shown at the yes; what leaves is this, whatever changes later. The last bucket is « nothing to say ». */
  cell: number;
  /** The resident rather says nothing, whatever the facts are. */
  isSilent: boolean;
  costMillionths: number;
  /** Year (UTC) in whose odometer it counts: that of the token, and of the yes until there is one. */
  year: number;
  /** Since when it is spent at the issuer; null while it is only set aside here. */
  paidAt: string | null;
  /** Seed of the contribution's own key; null once nothing more can be done with it. */
  keySeed: string | null;
  /** RFC 9578 token; null before it came and once nothing more can be done with it. */
  token: string | null;
  /** Not before this time; null until the token is here. */
  leavesAt: string | null;
  /** The report as it leaves, byte for byte, kept before the first try; null before that and after the last. */
  report: string | null;
  sentAt: string | null;
  /** The signed record that takes it back, and who has confirmed: verified. */
  withdrawal: { text: string; withdrawn: readonly SignedWithdrawn[] } | null;
  /** Why the relay refused it: its code. */
  refusal: string | null;
  endedAt: string | null;
}

/** A code on its way: exchanged for a token that says « one person », and spent some hours later. */
export interface KeptEnrolment {
  code: string;
  at: string;
  /** Until the code was exchanged: what the issuer was or will be asked. */
  blinding: { year: number; tokenKey: string; input: string; blinded: string; inverse: string } | null;
  /** Since then: the token, for this year, not spent before this time. */
  token: { year: number; token: string; spendAt: string } | null;
  /** Why the relay said no: its code. */
  refusal: string | null;
}

/** The account for tokens. One row, under the name `account`; it goes with the vault and not with its root. */
export interface KeptAccount {
  seed: string;
  /** The relay has it. */
  isOpen: boolean;
  /** Years (UTC) for which it was enrolled. */
  personYears: readonly number[];
  enrolment: KeptEnrolment | null;
  /** When it last called, and when a call about a mailbox last left: the two keep their distance, over pages and tabs. */
  calledMs: number | null;
  mailboxMs: number;
}

/** A token of a study on its way. The name of its row is the study; gone once its contribution holds the token. */
export interface KeptToken {
  study: string;
  tokenKey: string;
  input: string;
  blinded: string;
  /** Null once the token is here: nothing joins the two any more. */
  inverse: string | null;
  token: string | null;
}
