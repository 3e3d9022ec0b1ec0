// What the relay keeps, as one method per path. Two stores fulfil it: sqlite.ts (one process, its memory is the
// authority) and postgres.ts (several processes, the rows are). Each keep method resolves only after COMMIT, with the
// entry's place in the log and a head that covers it (protocol §7). The rule of a path is not here: doors give it in.

import type { AccessItem } from '../../policy/access.ts';
import type { Decision, Question } from '../../policy/decide.ts';
import type { EndReason } from '../../policy/denial.ts';
import type { GrantState } from '../../policy/history.ts';
import type {
  ChainRecord,
  Kept,
  KeptPublic,
  LogEntry,
  LogHead,
  LogReceipt,
  PublicRecord,
  PublicType,
} from './entry.ts';
import type { HandoverStore } from './handover-contract.ts';
import type { HelpJudge, MandateStore } from './mandate-contract.ts';
import type { SidesStore } from './sides-contract.ts';
import type { ThreadStore } from './thread-contract.ts';

export type { Kept, KeptPublic, LogEntry, LogHead, LogReceipt, PublicRecord, PublicType } from './entry.ts';

/** What keepGrant needs to know of a grant that the door has already read, verified and judged. */
export interface NewGrant {
  mailbox: string;
  id: string;
  party: string;
  text: string;
  stopHash: string;
  /** Digest of the declaration that it says yes to. */
  declaration: string;
  /** policy/history's `grantedState`; its times are the relay's, cut to the minute. The store adds envelope 1. */
  state: GrantState;
  envelope: Uint8Array;
  /** A waiting grant that nobody confirmed by then is ended by the sweep. */
  waitUntilMs?: number;
}

/** Either the text of a revocation signed by the mailbox, or of a termination by anyone else. */
export interface GrantEnd {
  mailbox: string;
  grant: string;
  /** Id and text of the record that ends it. */
  id: string;
  text: string;
  reason: EndReason;
  /** The store cuts the times of wallets' acts to the minute. */
  atMs: number;
}

/** The end of a grant as it is true now: the first end stays, a second one changes nothing and is told the first. */
export interface Ended {
  reason: EndReason;
  atMs: number;
  /** The record that ended it; absent when time or its one use did. */
  text?: string;
  /** Absent while the log has no signer: the end is in force all the same, and its receipt comes with the mailbox. */
  kept?: Kept;
}

export interface StopCall {
  /** base64url secrets; those that fit no grant are no error. */
  secrets: string[];
  /** Makes the text of the revocation that holds the secret in place of a signature. */
  record: (end: { mailbox: string; grant: string; secret: string }) => { id: string; text: string };
  atMs: number;
}

export interface NewEnvelope {
  mailbox: string;
  grant: string;
  epoch: number;
  n: number;
  envelope: Uint8Array;
  /** Who sealed it signed the call with this key. */
  key: string;
  atMs: number;
}

/** A verified call of a party. */
export interface AccessCall {
  party: string;
  nonce: string;
  /** RFC 9421 signature base, signature (base64url) and key id: the evidence. */
  base: string;
  signature: string;
  keyId: string;
  /** Evaluations-Root, base64url, already compared with the signed header. */
  itemsRoot: string;
  /** Leaf hashes of the items side by side, as relay/proof/hash's `treeOfTexts` gives them with that root. */
  leaves: Buffer;
  /** As read; `itemText` of each is what was signed over, `context.grant` names its grant. */
  items: readonly AccessItem[];
  atMs: number;
}

/** policy/decide's `decide`. Called inside the transaction, after the grant's row was read again: pure and quick. */
export type Judge = (state: GrantState | undefined, question: Question, nowMs: number) => Decision;

/** Sealed bytes and the numbers that open them. */
export interface OfferedEnvelope {
  epoch: number;
  n: number;
  sealed: Uint8Array;
}

export interface Answered {
  decision: Decision;
  /** 0 when the form is `not-granted`: then the answer is the same whether there is a grant or none. */
  seq: number;
  /** The newest envelope, for an allowed item that wanted it. */
  envelope: OfferedEnvelope | undefined;
}

export interface KeptAccess {
  kind: 'kept';
  id: string;
  text: string;
  answersRoot: string;
  answers: Answered[];
  /** Canonical texts of the answers, the leaves of their tree: made when asked for. */
  answerTexts: () => string[];
  /** Its place: made when asked for, because most parties do not. */
  kept: () => Kept;
}

/** `replayed`: the nonce was used before, by the record of this id. */
export type AccessOutcome = KeptAccess | { kind: 'replayed'; id: string };

export interface Release {
  position: number;
  mailbox: string;
  grant: string;
  envelope: Uint8Array;
}

export interface NewCalculation {
  mailbox: string;
  grant: string;
  text: string;
  id: string;
  sealed: Uint8Array;
  /** Digest of the box key it is sealed to, as the party says it; judged against the last hand-over. */
  sealedTo: string | undefined;
  atMs: number;
}

export interface NewReceipt {
  mailbox: string;
  grant: string;
  /** Digest of the calculation's record. */
  calculation: string;
  id: string;
  text: string;
}

export interface NewRefusal {
  mailbox: string;
  id: string;
  text: string;
}

/** The grant as the relay holds it. */
export interface KeptGrant {
  mailbox: string;
  id: string;
  party: string;
  text: string;
  state: GrantState;
  /** Number and digest of the newest envelope; absent once the grant ended. */
  envelope?: { n: number; digest: string };
  entry: LogEntry | undefined;
}

export interface MailboxReading {
  grants: KeptGrant[];
  /** Each grant's records after the asked sequence number, oldest first, at most `limit` a grant. */
  records: ChainRecord[];
  refusals: { id: string; text: string; entry: LogEntry | undefined }[];
  /** Some grant has more than was given: ask again after the last. */
  more: boolean;
}

export interface Sweep {
  ended: number;
  resultsDropped: number;
}

export interface Store extends SidesStore, HandoverStore, MandateStore, ThreadStore {
  // public records
  keepPublic(record: PublicRecord): Promise<Kept>;
  readPublic(digest: string): Promise<KeptPublic | undefined>;
  /** In log order, so the newest comes last. */
  listPublic(type: PublicType, party?: string): Promise<KeptPublic[]>;
  /** What a party publishes by its hash: rules, their cases, reports of a change. The first bytes of a hash stay. */
  keepDocument(hash: string, party: string, bytes: Uint8Array): Promise<void>;
  readDocument(hash: string): Promise<Uint8Array | undefined>;

  // the wallet's acts
  /** Grant, envelope, sequence 1 and leaf in one transaction. The same text twice gives the same place. */
  keepGrant(grant: NewGrant): Promise<Kept>;
  /** The six characters were typed: waiting → active. Any other state is left and told. */
  confirmGrant(mailbox: string, id: string): Promise<GrantState>;
  keepRefusal(refusal: NewRefusal): Promise<Kept>;
  readGrant(mailbox: string, id: string): Promise<KeptGrant | undefined>;
  endGrant(end: GrantEnd): Promise<Ended>;
  /** By a helper: the mandate is judged in the same transaction, so no stop stands after its end. */
  endGrantByHelper(end: GrantEnd, mandate: string, judge: HelpJudge): Promise<Ended>;
  /** How many live grants fit the secrets, or were ended by them before: twice gives the same count. Help ends with them. */
  stopGrants(call: StopCall): Promise<number>;
  /** n must be the newest plus one, of the same epoch; a repeat of the newest with the same bytes is no fault. */
  keepEnvelope(envelope: NewEnvelope): Promise<void>;
  keepReceipt(receipt: NewReceipt): Promise<Kept>;
  readMailbox(mailbox: string, after: ReadonlyMap<string, number>, limit: number): Promise<MailboxReading>;

  // the party's acts
  keepAccess(call: AccessCall, judge: Judge): Promise<AccessOutcome>;
  /** The envelopes that an access record offered, for 10 minutes while their grants live. */
  readReleased(party: string, record: string, nowMs: number): Promise<Release[] | undefined>;
  keepCalculation(calculation: NewCalculation): Promise<Kept>;

  // the log
  head(): Promise<LogHead>;
  /** With the newest head. The caller is one of the two sides entitled to the entry's salt. */
  receiptOf(entry: LogEntry): Promise<LogReceipt>;
  /** Hashes of a tile as C2SP tlog-tiles wants them; undefined when the log is not that long. */
  readTile(level: number, n: number, width: number): Promise<Uint8Array | undefined>;
  /** The inner digests of an entry bundle, each behind its two length bytes. */
  readEntries(n: number, width: number): Promise<Uint8Array | undefined>;

  /** Ends what expired (envelope deleted in the same transaction), drops results past their time. */
  sweep(nowMs: number): Promise<Sweep>;
  /** Is a head being signed? The embedded store always says yes unless its disk failed. */
  isReady(): boolean;
  close(): Promise<void>;
}
