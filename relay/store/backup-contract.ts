// What the store of backups promises: one row a wallet, the newest only, and the places where it is found. A no is a value.
// Nothing here names a mailbox, a party or an account of the issuer, and no time is finer than a day.

import type { BackupPasskey } from '../../policy/backup.ts';

export interface NewBackup {
  backup: string;
  version: number;
  /** Whose signature this write carries, and whose the next one must carry. */
  key: string;
  next: string;
  /** Digest of the signed text: the same write twice is once. */
  digest: string;
  slots: string;
  sealed: Uint8Array;
  places: readonly string[];
  passkeys: readonly BackupPasskey[];
  atMs: number;
}

export interface KeptBackup {
  backup: string;
  version: number;
  slots: string;
  sealed: Uint8Array;
}

/** behind: the version is not the next one · other-key: another key may write here · place-taken: found elsewhere. */
export type BackupNo = 'behind' | 'other-key' | 'place-taken';

export interface BackupStore {
  /** Is there one of this name? Then its opening was paid for. */
  has(backup: string): Promise<boolean>;
  /** Of all wallets. */
  count(): Promise<number>;
  write(given: NewBackup): Promise<'kept' | BackupNo>;
  read(place: string): Promise<KeptBackup | undefined>;
  /**
   * Whoever registered this credential id: anybody can, so each key is tried. The oldest claim first, and a write that
   * names it again keeps its place: whoever claims later stands in nobody's way.
   */
  passkeys(credential: string): Promise<{ backup: string; publicKey: string }[]>;
  readNamed(backup: string): Promise<KeptBackup | undefined>;
  /** Twice is once: `unknown` when nothing is there. */
  erase(backup: string, version: number, key: string): Promise<'erased' | 'unknown' | 'behind' | 'other-key'>;
  /** Drops what nobody wrote for `backupKeptMs`; says how many. */
  sweep(nowMs: number): Promise<number>;
  close(): Promise<void>;
}

/** Two years: an open wallet writes again after three months. */
export const backupKeptMs = 730 * 86_400_000;
/** At most a megabyte each: what a disk of 64 GB holds. */
export const usualMaxBackups = 50_000;
/** At most so many are looked at for one credential id: each costs the relay one signature to verify. */
export const maxClaims = 64;
