import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type NoteKey, noteSignature, writeVerifierKey } from '../../crypto/note.ts';
import { ProofFault } from './fault.ts';

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
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'log-key.pem');
  const found = readOwn(path);
  return newLogSigner(origin, found ?? makeOwn(path));
}

function readOwn(path: string): KeyObject | undefined {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ProofFault('log-key-invalid', 'the log key cannot be read', cause);
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw new ProofFault('log-key-invalid', 'the log key cannot be read', cause);
  }
  throw new ProofFault('log-key-invalid', 'expected an Ed25519 key');
}

/** Written whole and synced under another name first: a crash leaves no half key, a race no second one. */
function makeOwn(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'wx', 0o600);
  writeSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
    return privateKey;
  } catch (cause) {
    const other = readOwn(path);
    if (other !== undefined) return other;
    throw new ProofFault('log-key-invalid', 'the log key cannot be written', cause);
  } finally {
    rmSync(draft, { force: true });
  }
}
