/**
 * One write of a wallet's backup: what the relay checks of it. The content is sealed beside it, and the list of keyslots
 * lies open beside it, since it is read before anything is unlocked. Who may write is a key of the root and nobody's name.
 */
import { canonicalText } from './canonical.ts';
import { bytes, digest, distinct, id, key, list, literal, minute, object, reader, whole } from './read.ts';

export const backupLabel = 'vav/backup-write/1';
export const backupEraseLabel = 'vav/backup-erase/1';

/** Sealed bytes at most: `backupSizes` of crypto/backup.ts, and what a sealing adds. */
export const maxBackupBytes = 786_432 + 64;
/** Some fifty slots; six are usual. */
export const maxSlotsLength = 180_000;
export const maxPlaces = 4;
export const maxPasskeys = 8;

/** A passkey that finds the backup: told to the relay by the resident's own decision, and never before. */
export interface BackupPasskey {
  /** WebAuthn credential id, base64url. */
  readonly credential: string;
  /** SubjectPublicKeyInfo, base64url. */
  readonly publicKey: string;
}

export interface BackupWrite {
  readonly v: 1;
  /** 16 bytes of chance, the name of the backup. It names nobody and no mailbox. */
  readonly backup: string;
  /** One more than what is there; any where nothing is there. */
  readonly version: number;
  /** Cut to the minute. */
  readonly at: string;
  /** Who signs this write … */
  readonly key: string;
  /** … and who signs the next one: another key once the root was changed. */
  readonly next: string;
  /** SHA-256 of the sealed bytes, and of the text of the slot list. */
  readonly sealed: string;
  readonly slots: string;
  /** Where it is found without any account: what a paper kit says. */
  readonly places: readonly string[];
  readonly passkeys: readonly BackupPasskey[];
}

const passkey = object({ credential: bytes(1023), publicKey: bytes(1024) });

const write = object({
  v: literal(1),
  backup: id,
  version: whole(1, Number.MAX_SAFE_INTEGER),
  at: minute,
  key,
  next: key,
  sealed: digest,
  slots: digest,
  places: distinct(list(digest, maxPlaces), (place) => place),
  passkeys: distinct(list(passkey, maxPasskeys), ({ credential }) => credential),
});

export const readBackupWrite: (value: unknown) => BackupWrite = reader(write, 'backup-invalid');

export const backupWriteText = (given: BackupWrite): string => canonicalText(given);

/** Leaves nothing at the relay, not even a name. */
export interface BackupErasure extends Pick<BackupWrite, 'v' | 'backup' | 'version' | 'at' | 'key'> {}

const erasure = object({
  v: literal(1),
  backup: id,
  version: whole(1, Number.MAX_SAFE_INTEGER),
  at: minute,
  key,
});

export const readBackupErasure: (value: unknown) => BackupErasure = reader(erasure, 'backup-invalid');

export const backupErasureText = (given: BackupErasure): string => canonicalText(given);
