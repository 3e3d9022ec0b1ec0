// Rows of what is shared: the yes, what left under it, who looked; and the no.

import type { EndReason } from '../../../../policy/denial.ts';
import type { Fact } from '../../../../policy/fact.ts';
import type { Grant } from '../../../../policy/grant.ts';
import type { ChainLink } from '../../../../policy/history.ts';
import type { MemberType } from '../../../../policy/member.ts';
import type { PauseAct } from '../../../../policy/pause.ts';
import type { Period } from '../../../../policy/period.ts';
import type { JsonValue } from '../../../../policy/read.ts';
import type { LogReceipt } from '../../../../policy/receipt.ts';
import type { Lang, LangText } from '../../../../policy/record.ts';
import type { Scope } from '../../../../policy/scope.ts';
import type { LeafFault } from '../../../../policy/statement.ts';
import type { View } from '../../../../policy/view.ts';

/**
 * unsent: signed and kept, the relay does not have it · waiting: six characters are to be typed at the other screen ·
 * active · paused: by the resident, until resumed · suspended: its declaration changed, another yes is needed ·
 * stopping: ended here, the relay has not heard yet · ended.
 */
export type GrantStatus = 'unsent' | 'waiting' | 'active' | 'paused' | 'suspended' | 'stopping' | 'ended';

/** Why a grant has ended: the relay's reason, or that it never came into force. */
export type KeptEnd = EndReason | 'never-confirmed' | 'not-taken';

export interface KeptGrant {
  id: string;
  party: string;
  mailbox: string;
  generation: number;
  declaration: string;
  /** The signed record, as sent. */
  text: string;
  digest: string;
  grant: Grant;
  scope: Scope;
  period: Period;
  status: GrantStatus;
  endReason: KeptEnd | null;
  /** The wallet's time of the yes, and the relay's time of record once it has answered. */
  at: string;
  recordedAt: string | null;
  /** The first instant at which the grant is over; by the relay's time once known. */
  until: string | null;
  endedAt: string | null;
  /** Null as soon as the grant is stopped or over: without it this wallet can seal nothing more. */
  epochKey: string | null;
  /** Six characters that the resident types at the other screen. */
  confirm: string | null;
  redirect: string | null;
  /** Everything that is needed to send it again; null once the relay has it. */
  unsent: {
    handle: string;
    claim: string;
    envelope: string;
    sameBrowser: boolean;
    expiresAtMs: number;
    /** Of a yes to a condition that was met: in place of handle and claim, which are empty then. */
    condition?: { digest: string; key: string; signature: string };
  } | null;
  receipt: LogReceipt | null;
  /** Last record of this grant's private sequence that was seen and verified. */
  seq: number;
  last: ChainLink | null;
  /** When data was last read under it, as its record says. */
  lastLookAt: string | null;
  /** Generation of the key that speaks under it since the relay took a hand-over; absent: `generation`. */
  keyGeneration?: number;
  /** The same as of the last record of the sequence that was read here: what comes next is this key's to sign. */
  seenGeneration?: number;
  automatic: boolean;
  /** What the declaration said in words at the yes. */
  told?: { template: number; lang: Lang; digest: string };
}

/** A signed member of a grant's sequence, as its party holds it too: `grantId/seq`. Accesses rest apart. */
export interface KeptMember {
  grant: string;
  seq: number;
  type: MemberType;
  previous: ChainLink | null;
  text: string;
  receipt: LogReceipt | null;
}

/** A pause or its end, of the private sequence that no party sees: `grantId/n`. */
export interface KeptPause {
  grant: string;
  n: number;
  act: PauseAct;
  at: string;
  /** Over by itself from this minute on. */
  until?: string;
  text: string;
  /** Null until the relay has it. */
  receipt: LogReceipt | null;
}

/** What a party's monthly statement says of one grant, checked here: `grantId/2026-10`. */
export interface KeptStatement {
  grant: string;
  party: string;
  month: string;
  text: string;
  receipt: LogReceipt | null;
  leaf: string;
  position: number;
  path: string[];
  /** What differs from the sequence that this wallet holds; null when both say the same. */
  fault: LeafFault | null;
}

/** What was sent under a grant, readable here for as long as a calculation on it may be contested: `grantId/n`. */
export interface KeptEnvelope {
  grant: string;
  epoch: number;
  n: number;
  asOf: string;
  facts: Fact[];
  view: View;
  viewSalt: string;
  /** The resident takes no part in the declaration's experiments. */
  experiment?: 'left';
  /** Digest of the sealed bytes as they were sent. */
  digest: string;
}

export interface KeptRefusal {
  id: string;
  party: string;
  mailbox: string;
  requestDigest: string;
  text: string;
  at: string;
  receipt: LogReceipt | null;
  automatic: boolean;
}

/** One record of « Qui a regardé ». It rests as `look`, under `digest/position`. */
export interface KeptAccess {
  digest: string;
  grant: string;
  party: string;
  seq: number;
  at: string;
  act: 'decided' | 'released';
  decision: 'allowed' | 'denied';
  /** What the party was told of a no. */
  form: 'ended' | 'not-now' | 'not-granted' | 'bad-request' | null;
  facts: string[];
  purpose: string;
  /** Signature of the party, three audit paths and the chain were checked here. */
  isProven: boolean;
  /** Everything received, so that it can be shown to somebody else. */
  evidence: JsonValue;
}

/** A request that this person was shown, for her own count of the month. The name of its row is a digest of what was asked. */
export interface KeptAsked {
  id: string;
  kind: 'request' | 'condition' | 'study';
  title: LangText;
  name: LangText;
  /** Where it can be looked at again; null where its page closed. */
  link: string | null;
  at: string;
  /** later: beyond the month's number, for the summary of the next one. */
  shown: 'now' | 'later';
}
