// Rows of help, on both sides: given by this resident, and received in trust from others.

import type { GivenMandate, HelpAct, HelperKind } from '../../../../policy/mandate.ts';
import type { LogReceipt } from '../../../../policy/receipt.ts';
import type { LangText } from '../../../../policy/record.ts';
import type { GrantStatus, KeptAccess } from './grant.ts';

/**
 * unsent: signed and kept, the relay does not have it · given · ending: ended here, the relay has not heard yet · ended ·
 * refused: the relay did not take it.
 */
export type MandateState = 'unsent' | 'given' | 'ending' | 'ended' | 'refused';

/** One mandate, of one mailbox. The name of its row is its id. */
export interface KeptMandate {
  id: string;
  /** Of which help it is a part; null when another device of this wallet gave it. */
  help: string | null;
  mailbox: string;
  party: string;
  given: GivenMandate;
  text: string;
  state: MandateState;
  receipt: LogReceipt | null;
  endText: string | null;
  endReceipt: LogReceipt | null;
  endedAt: string | null;
}

/** Help given to one person: all its mandates. Only this vault knows that they belong together. */
export interface KeptHelp {
  id: string;
  /** What the resident calls the helper; it leaves this phone never. */
  nickname: string;
  kind: HelperKind;
  acts: readonly HelpAct[];
  days: number;
  at: string;
  /** What was read aloud. */
  lines: readonly string[];
}

/** One look by a helper, as signed by the helper's key: `mailbox/n`. */
export interface KeptUse {
  mailbox: string;
  n: number;
  /** Null: of no helper of this resident. It was told, and its place is passed over. */
  mandate: string | null;
  at: string;
  text: string;
  receipt: LogReceipt | null;
}

/** An agreement of somebody else, as the relay shows it to whoever helps. */
export interface HelpedGrant {
  id: string;
  mailbox: string;
  party: string;
  title: LangText | null;
  facts: readonly string[];
  status: GrantStatus;
  until: string | null;
}

export interface HelpedAccess {
  grant: string;
  party: string;
  at: string;
  act: KeptAccess['act'];
  decision: KeptAccess['decision'];
  facts: readonly string[];
  isProven: boolean;
}

/** Somebody whom this person helps: keys made for this alone, and what they showed. Nothing of it once it is over. */
export interface KeptHelped {
  id: string;
  nickname: string;
  kind: HelperKind;
  acts: readonly HelpAct[];
  at: string;
  until: string;
  names: Readonly<Record<string, LangText>>;
  keys: readonly {
    readonly mailbox: string;
    readonly party: string;
    readonly mandate: string;
    readonly warrant: string | null;
    readonly titles: Readonly<Record<string, LangText>>;
    /** Null once this mandate is over. */
    readonly seed: string | null;
  }[];
  grants: readonly HelpedGrant[];
  looks: readonly HelpedAccess[];
  lookedAt: string | null;
}
