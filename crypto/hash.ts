import { blake2b as nobleBlake2b } from '@noble/hashes/blake2.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concat, toBase64url, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';

/** Hot paths of the relay are given Node's SHA-256 in this shape; a test holds the two equal. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Hashes the parts one after another, as if they were one byte string. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  return nobleSha256(parts.length === 1 ? (parts[0] as Uint8Array) : concat(...parts));
}

/** For what comes piece by piece: a large file is never whole in memory. */
export interface Sha256Run {
  add(bytes: Uint8Array): void;
  end(): Uint8Array;
}

export function startSha256(): Sha256Run {
  const run = nobleSha256.create();
  return { add: (bytes) => void run.update(bytes), end: () => run.digest() };
}

/**
 * BLAKE2b-256 (RFC 7693), keyed when a key of 16 to 64 bytes is given. From @noble/hashes, equal to libsodium's by
 * test: so the stop page derives its secrets without loading libsodium.
 */
export function blake2b(key: Uint8Array | undefined, ...parts: Uint8Array[]): Uint8Array {
  if (key !== undefined && (key.length < 16 || key.length > 64))
    throw new CryptoFault('key-invalid', `blake2b key of \`${key.length}\` bytes, expected 16 to 64`);
  return nobleBlake2b(concat(...parts), key === undefined ? { dkLen: 32 } : { dkLen: 32, key });
}

const mailboxLabel = toUtf8('vav/mailbox/1\n');

/** The only name that relay and party have for a resident: the hash of the pairwise signing key, base64url. */
export function mailboxOf(signingPublicKey: Uint8Array): string {
  if (signingPublicKey.length !== 32)
    throw new CryptoFault('key-invalid', `signing key of \`${signingPublicKey.length}\` bytes, expected 32`);
  return toBase64url(sha256(mailboxLabel, signingPublicKey));
}

/** What a grant carries, base64url, so that the relay knows the stop secret when it is shown and not before. */
export function stopHashOf(stopSecret: Uint8Array): string {
  return toBase64url(sha256(stopSecret));
}

/** The digest of a record is over its text as received, never over a text made again. */
export function recordDigest(text: string): string {
  return toBase64url(sha256(toUtf8(text)));
}
