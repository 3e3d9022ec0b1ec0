// The part of the store that holds threads, and what the public page of a party counts. `Store` (contract.ts) holds it.

import type { Kept, LogEntry } from './entry.ts';

export interface ThreadAct {
  id: string;
  text: string;
  isByOpener: boolean;
  /** Of an opener's act cut to the minute by the store. */
  atMs: number;
  /** Only its addressee opens it. */
  sealed: Uint8Array | undefined;
  /** Does the thread wait for the party after this act? */
  isAwaiting: boolean;
}

export interface NewThread extends ThreadAct {
  mailbox: string;
  party: string;
  /** Null: opened by a key of its own. */
  grant: string | null;
}

export interface NextAct extends ThreadAct {
  thread: string;
  /** Digest of the act before: two that follow the same one are not both kept. */
  previous: string;
}

export interface KeptAct {
  text: string;
  isByOpener: boolean;
  atMs: number;
  sealed: Uint8Array | undefined;
  entry: LogEntry | undefined;
}

export interface KeptThread {
  id: string;
  mailbox: string;
  party: string;
  /** Grows in the order of opening. */
  place: number;
  acts: KeptAct[];
}

export interface KeptTurn {
  kept: Kept;
  atMs: number;
}

export interface PartyThreads {
  /** Threads that wait for the party; all, where this is false. */
  isAwaiting: boolean;
  /** Place of the last thread that was given. */
  after: number;
  limit: number;
}

export interface ThreadStore {
  /** The same text twice gives the same place. At most `maxWaiting` of a mailbox wait for the party. */
  openThread(thread: NewThread): Promise<KeptTurn>;
  keepTurn(act: NextAct): Promise<KeptTurn>;
  readThread(id: string): Promise<KeptThread | undefined>;
  /** Of one mailbox, behind the thread named, with sealed texts. */
  listThreads(mailbox: string, after: string | undefined, limit: number): Promise<KeptThread[]>;
  /** Of one party, with sealed texts. */
  listPartyThreads(party: string, which: PartyThreads): Promise<KeptThread[]>;
  /** Of one party without sealed texts, for counting. */
  listTurns(party: string, after: number, limit: number): Promise<KeptThread[]>;
  /** Is there a signed record of this digest under this grant of this mailbox? Readings are not looked at. */
  hasRecord(mailbox: string, grant: string, digest: string): Promise<boolean>;
  /** Items that were answered with a yes, by party. */
  countUses(fromMs: number, toMs: number): Promise<Map<string, number>>;
  /** Refusals dated before, by party. */
  countRefusals(beforeMs: number): Promise<Map<string, number>>;
}
