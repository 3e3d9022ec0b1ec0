import { toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { randomBytes } from './random.ts';
import { sodium } from './sodium.ts';

/** Ed25519 (RFC 8032): `publicKey` 32 bytes, `secretKey` 64 bytes (seed, then public key, as libsodium keeps it). */
export interface SigningPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

export function newSigningPair(): SigningPair {
  return signingPair(randomBytes(32));
}

export function signingPair(seed: Uint8Array): SigningPair {
  if (seed.length !== 32)
    throw new CryptoFault('key-invalid', `signing seed of \`${seed.length}\` bytes, expected 32`);
  const { publicKey, privateKey } = sodium().crypto_sign_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

/**
 * A label holds no line break, so label and text cannot be cut in another place: a signature under one label never
 * fits another. Also used by `verifyRecord`.
 */
export function recordBytes(label: string, text: string): Uint8Array {
  if (!/^[a-z0-9/-]+$/.test(label)) throw new CryptoFault('encoding-invalid', `label \`${label}\``);
  return toUtf8(`${label}\n${text}`);
}

/** Signs the text of a record (its first line) or of a call under its domain label, as `vav/grant/1`. */
export function signRecord(label: string, text: string, secretKey: Uint8Array): Uint8Array {
  return signForeign(recordBytes(label, text), secretKey);
}

/** For formats that bring their own label (RFC 9421, JWS, C2SP notes); their keys sign nothing else. */
export function signForeign(bytes: Uint8Array, secretKey: Uint8Array): Uint8Array {
  if (secretKey.length !== 64)
    throw new CryptoFault('key-invalid', `signing key of \`${secretKey.length}\` bytes, expected 64`);
  return sodium().crypto_sign_detached(bytes, secretKey);
}
