import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type NoteKey, noteSignature, writeVerifierKey } from '../../crypto/note.ts';
import { openKeyFile } from './key-file.ts';

/** Signs heads of the log and mailbox answers: nothing else carries the relay's word. */
export interface LogSigner extends NoteKey {
  /** `name+keyid+key` as C2SP hands it to a verifier. */
  verifierKey: string;
  /** A checkpoint's text becomes a signed note. */
  signHead(text: string): string;
  /** For the answer to a mailbox; the caller puts a domain label in front. */
  signBytes(bytes: Uint8Array): Uint8Array;
}

/** The log's name: the outside address without scheme (C2SP tlog-tiles, Parameters). */
export function logOrigin(origin: string): string {
  return `${new URL(origin).host}/log`;
}

export function newLogSigner(
  origin: string,
  key: KeyObject = generateKeyPairSync('ed25519').privateKey,
): LogSigner {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  const publicKey = new Uint8Array(Buffer.from(x as string, 'base64url'));
  const noteKey = { name: logOrigin(origin), publicKey };
  // Key id and line are the same each time; the checks of crypto/note are paid once.
  const { keyId } = noteSignature(noteKey, new Uint8Array(64));
  const linePrefix = `— ${noteKey.name} `;
  return {
    ...noteKey,
    verifierKey: writeVerifierKey(noteKey),
    signHead: (text) => {
      const line = Buffer.concat([keyId, sign(null, Buffer.from(text), key)]).toString('base64');
      return `${text}\n${linePrefix}${line}\n`;
    },
    signBytes: (bytes) => sign(null, bytes, key),
  };
}

/**
 * The key rests in `log-key.pem` in the data folder, for its owner's eyes alone. A key lost or replaced makes another
 * log: the file belongs into the operator's backup (docs/operating.md).
 */
export function openLogSigner(dataDir: string, origin: string): LogSigner {
  return newLogSigner(origin, openKeyFile(dataDir, 'log-key.pem'));
}
