// A backup: the rows of a wallet, padded and sealed under a sub-key of the root. Bound to the backup's name, its version and
// the slot list that lies beside it, so that the relay can mix nothing: not an older content with a newer list.
// Nothing in the relay may import this file.

import { fromBase64url, toBase64url, toUtf8 } from './encode.ts';
import { sha256 } from './hash.ts';
import { rootKey } from './keys.ts';
import { openWith, unpad } from './open.ts';
import { padTo, sealWith } from './seal.ts';
import { type SigningPair, signingPair } from './sign.ts';

/** The relay learns one of four lengths. What is given to another device must fit `meetingSizes` with its slot list. */
export const backupSizes: readonly number[] = [16_384, 65_536, 262_144, 786_432];
export const maxBackupContentBytes = 786_432 - 4;

export interface BackupPlace {
  /** Base64url, as the write names it. */
  readonly backup: string;
  readonly version: number;
  /** `keyslotDigest` of the list beside it. */
  readonly slots: string;
}

export function sealBackup(root: Uint8Array, place: BackupPlace, content: Uint8Array): Uint8Array {
  return sealWith(rootKey(root, 'backup'), padTo(content, backupSizes), boundTo(place));
}

export function openBackup(root: Uint8Array, place: BackupPlace, sealed: Uint8Array): Uint8Array {
  return unpad(openWith(rootKey(root, 'backup'), sealed, boundTo(place)), backupSizes);
}

/** Signs writes. Another root has another key: the former one signs the write that names it. */
export function writesPair(root: Uint8Array): SigningPair {
  return signingPair(rootKey(root, 'writes'));
}

/** Where it is found by every device of the vault, also after its root has changed. */
export const devicesPlace = (name: string): string =>
  toBase64url(sha256(toUtf8('vav/backup-place/1\n'), fromBase64url(name)));

function boundTo({ backup, version, slots }: BackupPlace): Uint8Array {
  return toUtf8(`vav/backup/1\n${backup}\n${version}\n${slots}`);
}
