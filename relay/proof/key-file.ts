// A signing key at rest: one file, for its owner's eyes alone. The log's and a witness's are kept the same way.

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
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
import { ProofFault } from './fault.ts';

/** Made at the first start. */
export function openKeyFile(folder: string, name: string): KeyObject {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  return readOwn(path) ?? makeOwn(path);
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
