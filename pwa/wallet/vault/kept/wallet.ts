// Rows of the wallet itself: its keys, its settings, what waits to leave, what it did and what it complains of.

import type { BackupPasskey } from '../../../../policy/backup.ts';
import type { JsonValue } from '../../../../policy/read.ts';

/** What happens to what is shared when a lost device may have been open: new keys take over, or it stops at once. */
export type AfterLoss = 'hand-over' | 'stop';

/** The keys of this wallet apart from the root: one row, under the name `wallet`. */
export interface KeptKeys {
  pairKey: string;
  generation: number;
  /** Pair keys that a lost device had, oldest first: each served the generations up to `last`, and still opens and ends. */
  formerPairs?: readonly { readonly pairKey: string; readonly last: number }[];
  /** The first generation of the present stop card; absent: the present generation. */
  cardFrom?: number;
  /** The newest loss: what was shared then, and what was chosen for it. */
  turn?: { readonly at: string; readonly mode: AfterLoss; readonly grants: readonly string[] };
  /** `S` of the stop card. */
  stopSeed: string;
  /** Until the kit was rehearsed the wallet is provisional: periods of 31 days at most. */
  rehearsedAt: string | null;
  /** The device on which it was: that one has the code of the kit no more. */
  rehearsedOn?: string | null;
  /** The code of the paper kit, kept only until it was rehearsed: afterwards it is on paper and nowhere else. */
  kitCode: string | null;
  madeAt: string;
  /** When the stop card was found used and another one took its place; null again once the new one is on paper. */
  cardUsedAt?: string | null;
  /** Where a backup is found with the kit alone; it outlives the code, which is on paper only once rehearsed. */
  kitPlace?: string;
  /** Passkeys made here, with what the relay needs to find a backup by them: told to it only when a backup is wanted. */
  passkeys?: readonly BackupPasskey[];
}

/** The sealed copy of this vault at the relay, as this device knows it. */
export interface KeptBackup {
  /** Its name at the relay; the same on all devices of one vault. */
  name: string;
  /** The newest version seen; 0 before the first was sent. */
  version: number;
  /** Root generation whose key signs the next write. */
  generation: number;
  /** Digest of what is in it; null before the first. */
  digest: string | null;
  /** When the next one leaves; null while nothing has changed. */
  dueAt: string | null;
  sentAt: string | null;
  /** Readings that did not fit in. */
  leftOut: number;
  /** Why it could not be sent: its code. */
  refusal: string | null;
}

/** What is of this device alone and goes into no backup: one row, under the name `device`. */
export interface KeptDevice {
  /** Its id in the slot list. */
  id: string;
  /** Passkeys that have opened the vault on this device. */
  credentials: readonly string[];
  backup: KeptBackup | null;
  /** It was filled from elsewhere, and not every mailbox was asked yet for what is newer: it goes on when it is opened next. */
  isSeeking?: true;
  /** Another device was taken out, and the keys towards parties are to change yet: from which generation on, and how. */
  turning?: { readonly mode: AfterLoss; readonly from: number };
}

/** What happens when a shared fact has changed: the new value leaves by itself, at one tap, or not at all. */
export type Renewal = 'always' | 'ask' | 'never';

/** What the resident has set for the wallet as a whole: one row, under the name `wallet`. */
export interface KeptSettings {
  renewal: Renewal;
  /** « Me demander d’abord »: any announced change pauses until the resident says go on. Absent: as the change is. */
  changes?: 'ask-first';
  /** Nobody reads anything until then; which agreements it holds, so that others stay as they were. */
  quiet?: { readonly until: string; readonly grants: readonly string[] };
  /** At most so many requests a month are shown at once; the others wait for the summary. Absent: no limit. */
  requestsAMonth?: number;
}

/** What waits to be sent. Revocations leave first. The name of its row is its id. */
export interface KeptOutgoing {
  id: string;
  kind: 'pause' | 'revocation' | 'refusal' | 'grant' | 'receipt' | 'envelope' | 'handover';
  grant: string | null;
  party: string;
  /** The signed record; of an envelope the sealed bytes. */
  text: string;
  /** Not before this time (a receipt leaves 0 to 24 h late); a revocation never waits. */
  notBefore: string;
  at: string;
  tries: number;
}

/** Something the relay or a party did that should not have been possible, or that we could not check. */
export interface KeptAlarm {
  id: string;
  code: AlarmCode;
  at: string;
  grant: string | null;
  party: string | null;
  evidence: JsonValue;
}

export type AlarmCode =
  | 'answer-unsigned'
  | 'answer-backwards'
  | 'chain-broken'
  | 'chain-missing'
  | 'record-unproven'
  | 'record-altered'
  | 'head-forked'
  | 'anchor-late'
  | 'witness-unnamed'
  | 'party-forked'
  | 'stop-ignored'
  | 'statement-other'
  | 'record-foreign'
  | 'key-taken'
  | 'envelope-refused'
  | 'study-untrue'
  | 'condition-untrue';

/** What the wallet did by itself, and what the resident did that leaves no record elsewhere. */
export interface KeptEvent {
  id: string;
  at: string;
  what:
    | 'answered-yes-alone'
    | 'answered-no-alone'
    | 'kit-rehearsed'
    | 'renewed-alone'
    | 'card-used'
    | 'card-made'
    | 'exported'
    | 'slot-added'
    | 'keys-turned';
  party: string | null;
  grant: string | null;
}
