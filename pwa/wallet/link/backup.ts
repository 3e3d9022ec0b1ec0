// The sealed copy of this vault at the relay. No account, no mailbox, no cookie on any of these calls.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { type SigningPair, signRecord } from '../../../crypto/sign.ts';
import {
  type BackupErasure,
  type BackupWrite,
  backupEraseLabel,
  backupErasureText,
  backupLabel,
  backupWriteText,
} from '../../../policy/backup.ts';
import { labelIn } from '../../../policy/realm.ts';
import { pathOf } from '../../../policy/routes.ts';
import type { FoundPasskey } from '../passkey/ceremony.ts';
import { realmHere } from '../realm.ts';
import { fieldsOf, numberIn, textIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

/** As the relay gives it. Unchecked: only what opens it can say what it is. */
export interface ShownBackup {
  readonly backup: string;
  readonly version: number;
  readonly slots: string;
  readonly sealed: Uint8Array;
}

export interface SignedWrite {
  readonly write: string;
  readonly signature: string;
}

export const signWrite = (write: BackupWrite, pair: SigningPair): SignedWrite =>
  signed(backupLabel, backupWriteText(write), pair);

export const signErasure = (erasure: BackupErasure, pair: SigningPair): SignedWrite =>
  signed(backupEraseLabel, backupErasureText(erasure), pair);

function signed(label: string, write: string, { secretKey }: SigningPair): SignedWrite {
  return { write, signature: toBase64url(signRecord(labelIn(realmHere(), label), write, secretKey)) };
}

export async function postBackup(
  reach: Reach,
  write: SignedWrite,
  content: { readonly sealed: Uint8Array; readonly slots: string; readonly stamp: string },
): Promise<void> {
  const body = JSON.stringify({ ...write, ...content, sealed: toBase64url(content.sealed) });
  await callJson(reach, { method: 'POST', path: pathOf('keepBackup'), body });
}

export async function postErasure(reach: Reach, erasure: SignedWrite): Promise<void> {
  const body = JSON.stringify(erasure);
  await callJson(reach, { method: 'POST', path: pathOf('eraseBackup'), body });
}

export async function readBackupAt(reach: Reach, place: string): Promise<ShownBackup> {
  const body = JSON.stringify({ place });
  return shownBackup(await callJson(reach, { method: 'POST', path: pathOf('readBackup'), body }));
}

export async function askChallenge(reach: Reach): Promise<string> {
  const answer = await callJson(reach, { method: 'GET', path: pathOf('askBackupPasskey') });
  return textIn(fieldsOf(answer, 'passkey'), 'challenge');
}

/** The answer of the passkey, part by part: its secret is not among them. */
export async function readBackupByPasskey(
  reach: Reach,
  challenge: string,
  { credential, assertion: { clientData, authenticatorData, signature } }: Omit<FoundPasskey, 'secret'>,
): Promise<ShownBackup> {
  const body = JSON.stringify({ challenge, credential, clientData, authenticatorData, signature });
  return shownBackup(await callJson(reach, { method: 'POST', path: pathOf('readBackupByPasskey'), body }));
}

function shownBackup(answer: unknown): ShownBackup {
  const fields = fieldsOf(answer, 'backup');
  try {
    return {
      backup: textIn(fields, 'backup'),
      version: numberIn(fields, 'version'),
      slots: textIn(fields, 'slots'),
      sealed: fromBase64url(textIn(fields, 'sealed')),
    };
  } catch (cause) {
    if (!(cause instanceof CryptoFault)) throw cause;
    throw new LinkFault('answer-invalid', 'answer `sealed`', null, { cause });
  }
}
