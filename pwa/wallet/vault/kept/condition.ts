// Rows of « yes, if at least X of us ».

import type { Period } from '../../../../policy/period.ts';
import type { LangText } from '../../../../policy/record.ts';
import type { GrantedFact } from '../../../../policy/scope.ts';

/**
 * kept: the yes is here, the token is not · waiting: the token is here, and it leaves by itself at `leavesAt` · sent: it is
 * counted · leaving: withdrawn here, the relay has not heard · back: withdrawn · due: met, and the agreement leaves by
 * itself at `grantAt` · asking: met, and something changed since the yes, so that the person is asked again · agreed: the
 * agreement is made · over: not met, or too late · refused: the relay said no, for good · declined: the resident said no.
 */
export type ConditionStep =
  | 'kept'
  | 'waiting'
  | 'sent'
  | 'leaving'
  | 'back'
  | 'due'
  | 'asking'
  | 'agreed'
  | 'over'
  | 'refused'
  | 'declined';

/** A yes to « yes, if at least X ». The name of its row is the condition's digest. */
export interface KeptCondition {
  condition: string;
  /** The condition and the régie's word of its key, as signed and verified before the yes. */
  text: string;
  counting: string;
  title: LangText;
  /** The wallet's time of the yes, to the minute. */
  at: string;
  step: ConditionStep;
  /** What she chose, and the view that stood on the screen: what leaves at X is this or nothing. */
  facts: readonly GrantedFact[];
  period: Period;
  /** She takes no part in the experiments that run. */
  experiment?: 'left';
  view: string;
  /** Seed of the key of this yes; null once nothing more can be done with it. */
  keySeed: string | null;
  token: string | null;
  leavesAt: string | null;
  sentAt: string | null;
  grantAt: string | null;
  /** The agreement that came of it. */
  grant: string | null;
  /** Why she is asked again, or why the relay said no: a code. */
  why: string | null;
  endedAt: string | null;
}
