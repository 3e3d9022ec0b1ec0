/** The ways that are open to a person beside a thread or after it: each with its text, when it opens and how long. */

import type { LangText } from '../record.ts';
import type { Delay } from './deadline.ts';
import type { NextStepCode, OpeningReason, ThreadKind } from './reason.ts';

/** Whom the law counts the party among. */
export type Body = 'public' | 'private';

/** `at-once`: beside the thread. `answered`: with an answer. `overdue`: without one in time. */
export type OpensAt = 'at-once' | 'answered' | 'overdue';

export interface LadderStep {
  readonly code: NextStepCode;
  readonly body: Body | 'any';
  readonly kinds: readonly ThreadKind[];
  /** Only for these reasons; all, where none is named. */
  readonly reasons?: readonly OpeningReason[];
  readonly opens: readonly OpensAt[];
  /** Silence counts as a refusal only after this long, where that is longer than the reply. */
  readonly silence?: Delay;
  /** How long it stays open, from the answer or from the silence; `null`: no end in the texts. */
  readonly within: Delay | null;
  /** Counted from the opening instead. */
  readonly isFromOpening?: true;
  readonly text: LangText;
  readonly where: string | null;
  readonly source: string;
}

/** What a party owes, by kind of thread. */
export interface Reply {
  readonly reply: Delay;
  /** Once, said with its reason before the reply is due. */
  readonly extension: Delay | null;
  /** The first question back stops the clock until the reply, so long at most. */
  readonly clarificationDays: number;
  readonly source: string;
}
