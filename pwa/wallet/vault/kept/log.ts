// Rows of the log as this wallet was shown it.

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
