// What rests in the vault: one type per kind of row, and nothing else is ever written there. Every body is plain JSON,
// sealed as a whole; secrets inside are base64url text.

import type { BackupPasskey } from '../../../policy/backup.ts';
import type { CalculationContent, CalculationResult } from '../../../policy/calculation.ts';
import type { Effect } from '../../../policy/change/rule.ts';
import type { EndReason } from '../../../policy/denial.ts';
import type { Fact, Place } from '../../../policy/fact.ts';
import type { Grant } from '../../../policy/grant.ts';
import type { ChainLink } from '../../../policy/history.ts';
import type { ImportKind, ImportSummary, ReadFile } from '../../../policy/import.ts';
import type { GivenMandate, HelpAct, HelperKind } from '../../../policy/mandate.ts';
import type { MemberType } from '../../../policy/member.ts';
import type { PartyRole } from '../../../policy/party.ts';
import type { PauseAct } from '../../../policy/pause.ts';
import type { Period } from '../../../policy/period.ts';
import type { Preference } from '../../../policy/preference.ts';
import type { JsonValue } from '../../../policy/read.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import type { Lang, LangText } from '../../../policy/record.ts';
import type { GrantedFact, Scope } from '../../../policy/scope.ts';
import type { LeafFault } from '../../../policy/statement.ts';
import type { ThreadText } from '../../../policy/thread/text.ts';
import type { Thread, ThreadOpening } from '../../../policy/thread.ts';
import type { Assumption, PathStep, PathTotals } from '../../../policy/trace.ts';
import type { View } from '../../../policy/view.ts';
import type { SignedWithdrawn } from '../../../policy/withdrawal.ts';

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

/** Newer versions of the declaration under an agreement, found and verified. The name of its row is the grant's id. */
export interface KeptChange {
  grant: string;
  party: string;
  /** Digests, oldest first, from the one after the agreement's own to the newest. */
  versions: string[];
  /** What they do together, to everybody; null where this build cannot read one of them. */
  effect: Effect | null;
  /** The first day of the newest. */
  from: string;
  foundAt: string;
  /** Paused here: the change wants a new yes, or the resident wants to be asked first. */
  isHeld: boolean;
  readAt: string | null;
}

/** A fact as the resident typed it; the name of its row is its key. */
export type KeptFact = Fact;

export interface KeptPreference extends Preference {
  id: string;
}

/** A party as this wallet has checked it: all its versions, oldest first. The name of its row is its id. */
export interface KeptParty {
  id: string;
  texts: string[];
  name: LangText;
  role: PartyRole;
  interest: 'general' | 'commercial';
  url: string;
  firstSeenAt: string;
}

/** A declaration as received; the name of its row is its digest. */
export interface KeptDeclaration {
  digest: string;
  party: string;
  text: string;
  title: LangText;
}

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

/** A signed member of a grant's sequence, as its party holds it too: `grantId/seq`. Readings rest as looks. */
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

/** One record of « Qui a regardé ». The name of its row is its digest. */
export interface KeptLook {
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

export type Verdict = 'same' | 'different' | 'impossible';

/** A figure of a result, ours or the party's; money in cents. */
export type Figure = CalculationResult;

export interface KeptRecomputation {
  verdict: Verdict;
  /** Why it is impossible, or what else differs: a stable code that has a sentence in `pwa/words`. */
  why: string | null;
  theirs: readonly Figure[];
  ours: readonly Figure[];
  path: readonly PathStep[];
  totals: PathTotals | null;
  /** Questions that no fact answered, and the published default that was used. */
  assumed: readonly Assumption[];
  engine: string;
  at: string;
}

/** A calculation about the resident. The name of its row is its record's digest. */
export interface KeptCalculation {
  digest: string;
  grant: string;
  party: string;
  declaration: string;
  at: string;
  seq: number;
  text: string;
  /** Its place in the log, verified when it came; null where the log had not said yet. */
  receipt: LogReceipt | null;
  rulesHash: string | null;
  engine: string;
  /** Number of the envelope it was made on. */
  envelope: number;
  contestUntil: string | null;
  contestWhere: string;
  /** Opened and checked; null when it could not be opened. */
  content: CalculationContent | null;
  /** Of the content, for screens: results as the party gives them, inputs as it says it used them. */
  results: readonly Figure[];
  inputs: readonly Figure[];
  /** What is wrong with it; null when all digests, facts and salts fit. */
  openFault: string | null;
  recomputation: KeptRecomputation | null;
  /** Our receipt (« received these bytes », never « agreed »). */
  receiptText: string | null;
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

/** The last word of the relay about one mailbox. The name of its row is the mailbox. */
export interface KeptAnswer {
  mailbox: string;
  party: string;
  text: string;
  at: string;
  seq: Record<string, number>;
}

/** A public checkpoint that all heads seen before it continue into. */
export interface KeptCheckpoint {
  size: number;
  root: string;
  /** The signed note, cosignatures included. */
  note: string;
  at: string;
}

/** The log as this wallet knows it: its key pinned at the first sight. One row, under the name `log`. */
export interface KeptLog {
  verifierKey: string;
  /** Party id of the régie, whose labels admit. */
  regie: string;
  seenAt: string;
  /** The newest checkpoint that everybody is shown … */
  shown: KeptCheckpoint | null;
  /** … and the newest one that a known witness has cosigned. */
  anchored: KeptCheckpoint | null;
  /** Verifier keys of the witnesses, from a file of the wallet that the log names by this digest. */
  witnesses: { digest: string; keys: string[] } | null;
}

/** A head of the log that was shown to this wallet. The name of its row is its size: no log has two of one size. */
export interface KeptHead {
  size: number;
  root: string;
  note: string;
  seenAt: string;
  /** inside: a public checkpoint continues it · open: not yet held against one that is as long · forked: none can. */
  state: 'open' | 'inside' | 'forked';
}

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

/** One act of a thread, as signed, with what was sealed in it. */
export interface KeptThreadAct {
  digest: string;
  text: string;
  record: Thread;
  /** What its side wrote; null where nothing is sealed in it, or where it does not open. */
  words: ThreadText | null;
  /** The sealed bytes while they wait to be sent. */
  sealed: string | null;
  receipt: LogReceipt | null;
  /** The relay's time of record, on which periods run; null until it has answered. */
  recordedAt: string | null;
}

/** A contest, a request under a right, a deletion, a question, a report. The name of its row is its id. */
export interface KeptThread {
  id: string;
  opening: ThreadOpening;
  /** The generation of the pairwise key that speaks. */
  generation: number;
  at: string;
  /** Oldest first. */
  acts: readonly KeptThreadAct[];
}

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

/**
 * kept: the yes is here, the token is not · waiting: the token is here, and it leaves by itself at `leavesAt` · sent: it is
 * counted · leaving: taken back here, the relay has not heard · back: taken back · due: met, and the agreement leaves by
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

/**
 * One import of a person's own files: what came out of it. The rows that were read are gone. The name of its row is its id.
 */
export interface KeptImport {
  id: string;
  kind: ImportKind;
  at: string;
  /** Of all of them the digest; the name of the first ones, empty for the others. */
  files: readonly ReadFile[];
  rowsRead: number;
  rowsRefused: number;
  summary: ImportSummary;
  /** Where it was, as the person says: the phone reads no map. */
  place: Place | null;
  /** The facts that were kept from it, as they were then. */
  facts: readonly KeptFact[];
}

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

export interface HelpedLook {
  grant: string;
  party: string;
  at: string;
  act: KeptLook['act'];
  decision: KeptLook['decision'];
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
  looks: readonly HelpedLook[];
  lookedAt: string | null;
}

/** Values that somebody prepared, until they are kept or not. */
export interface KeptProposal {
  id: string;
  at: string;
  facts: readonly KeptFact[];
  /** Address of a request that a professional brought, at this relay. */
  request: string | null;
}

/** The closed list of kinds; a row that reads as anything else is a fault. */
export interface KeptKinds {
  keys: KeptKeys;
  setting: KeptSettings;
  fact: KeptFact;
  preference: KeptPreference;
  party: KeptParty;
  declaration: KeptDeclaration;
  grant: KeptGrant;
  member: KeptMember;
  pause: KeptPause;
  condition: KeptCondition;
  asked: KeptAsked;
  statement: KeptStatement;
  envelope: KeptEnvelope;
  refusal: KeptRefusal;
  look: KeptLook;
  calculation: KeptCalculation;
  outgoing: KeptOutgoing;
  alarm: KeptAlarm;
  answer: KeptAnswer;
  log: KeptLog;
  head: KeptHead;
  event: KeptEvent;
  thread: KeptThread;
  change: KeptChange;
  import: KeptImport;
  contribution: KeptContribution;
  account: KeptAccount;
  token: KeptToken;
  device: KeptDevice;
  help: KeptHelp;
  mandate: KeptMandate;
  use: KeptUse;
  helped: KeptHelped;
  proposal: KeptProposal;
}

export type Kind = keyof KeptKinds;

export const kinds = [
  'keys',
  'setting',
  'fact',
  'preference',
  'party',
  'declaration',
  'grant',
  'member',
  'pause',
  'condition',
  'asked',
  'statement',
  'envelope',
  'refusal',
  'look',
  'calculation',
  'outgoing',
  'alarm',
  'answer',
  'log',
  'head',
  'event',
  'thread',
  'change',
  'import',
  'contribution',
  'account',
  'token',
  'device',
  'help',
  'mandate',
  'use',
  'helped',
  'proposal',
] as const satisfies readonly Kind[];
