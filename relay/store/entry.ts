// A place in the log, and what stands there: the words that every part of the store's contract uses.

import type { ChainLink } from '../../policy/history.ts';
import type { MemberType } from '../../policy/member.ts';

/** A signed head of the log. `note` is the C2SP checkpoint as a signed note; `root` is base64url. */
export interface LogHead {
  size: number;
  root: string;
  note: string;
}

/** Where a record stands in the log. `salt` and `digest` (of the record's text) are base64url. */
export interface LogEntry {
  index: number;
  salt: string;
  digest: string;
}

export interface Kept extends LogEntry {
  head: LogHead;
}

/** The copy of the log's word that both sides hold; not a signed record (docs/formats/log.md). */
export interface LogReceipt extends LogEntry {
  size: number;
  path: string[];
  checkpoint: string;
}

export type PublicType =
  | 'party'
  | 'label'
  | 'declaration'
  | 'statement'
  | 'study'
  | 'release'
  | 'condition'
  | 'condition-met';

/** A record that anyone may read; its salt is 32 zero bytes. */
export interface PublicRecord {
  type: PublicType;
  /** Whom it is about: always the id of a party. */
  party: string;
  text: string;
}

export interface KeptPublic extends PublicRecord, LogEntry {}

/** One member of a grant's gap-free sequence. */
export type ChainRecord =
  | {
      kind: 'signed';
      type: MemberType;
      grant: string;
      seq: number;
      previous: ChainLink | null;
      text: string;
      entry: LogEntry | undefined;
      /** Result sealed to the resident, of a calculation not yet collected for 90 days. */
      sealed?: Uint8Array;
    }
  | {
      kind: 'access';
      grant: string;
      seq: number;
      previous: ChainLink | null;
      /** The access record of the whole call, and this mailbox's own part of it with the paths to both roots. */
      text: string;
      entry: LogEntry | undefined;
      position: number;
      count: number;
      item: string;
      answer: string;
      itemPath: string[];
      answerPath: string[];
    };
