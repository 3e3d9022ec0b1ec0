// What the store of conditions promises. A yes is the name that its token was given for, and nothing else: no account, no
// mailbox, no time. Each act is one transaction, answered after its COMMIT.

export interface ConditionGrant {
  readonly mailbox: string;
  readonly grant: string;
}

/** unknown: no such yes is counted · used-before: it has given its one grant. */
export type YesUse = 'used' | 'unknown' | 'used-before';

export interface ConditionStore {
  /** `name`: 32 bytes. Twice is once. */
  keepYes(condition: string, name: Uint8Array): Promise<void>;
  /** One that is not there is no error. */
  dropYes(condition: string, name: Uint8Array): Promise<void>;
  count(condition: string): Promise<number>;
  /**
   * One yes, one grant; the same grant again is `used` again. Which yes gave which grant is written nowhere. `lost`: id of a
   * grant of the same mailbox that a used yes gave and that was never kept: the new one takes its place.
   */
  useYes(condition: string, name: Uint8Array, grant: ConditionGrant, lost?: string): Promise<YesUse>;
  /** Ids of the grants that this mailbox is noted to have given. */
  grantsBy(condition: string, mailbox: string): Promise<string[]>;
  /** In the order of their names, which is none. `after`: id of the last grant that was given. */
  grantsOf(condition: string, after: string, limit: number): Promise<ConditionGrant[]>;
  /** Yeses and which grants came of them: nothing stays but the grants themselves. */
  destroy(condition: string): Promise<void>;
  close(): Promise<void>;
}
