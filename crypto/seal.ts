// Sealing: bytes that only their addressee opens. Two suites, told apart by the first byte.
//   0x01  vav/seal/1    to a public key: X-Wing (X25519 and ML-KEM-768), then XChaCha20-Poly1305
//   0x02  vav/secret/1  with a key both sides hold: XChaCha20-Poly1305
// `open.ts` is the other half and is kept apart: the relay must never reach it.

import { concat, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { blake2b } from './hash.ts';
import { randomBytes } from './random.ts';
import { sodium } from './sodium.ts';

export const sealSuite = 0x01;
export const secretSuite = 0x02;
export const boxPublicKeyBytes = 1216;
export const boxSecretKeyBytes = 32;
export const kemBytes = 1120;
export const nonceBytes = 24;
export const tagBytes = 16;

/** The padded sizes of protocol §4: a length tells one of four classes and no more. */
export const paddedSizes: readonly number[] = [1024, 4096, 16_384, 65_536];

/** X-Wing: `publicKey` 1216 bytes, `secretKey` the 32-byte seed from which all of it is made. */
export interface BoxPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

export function newBoxPair(): BoxPair {
  return boxPair(randomBytes(boxSecretKeyBytes));
}

export function boxPair(seed: Uint8Array): BoxPair {
  if (seed.length !== boxSecretKeyBytes)
    throw new CryptoFault('key-invalid', `box seed of \`${seed.length}\` bytes, expected 32`);
  const { publicKey, privateKey } = sodium().crypto_kem_xwing_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

/** Binds suite, recipient and KEM ciphertext into the key; a sealing moved to another recipient opens nothing. */
export function sealKey(shared: Uint8Array, kem: Uint8Array, boxPublicKey: Uint8Array): Uint8Array {
  return blake2b(shared, toUtf8('vav/seal/1\n'), Uint8Array.of(sealSuite), kem, boxPublicKey);
}

/** What the AEAD authenticates beside the plain text: suite label, suite byte, the caller's associated data. */
export function boundData(
  label: 'vav/seal/1' | 'vav/secret/1',
  suite: number,
  associated: Uint8Array,
): Uint8Array {
  return concat(toUtf8(`${label}\n`), Uint8Array.of(suite), associated);
}

/** Seals to a public key. `associated` is not sent: the opener must give the same bytes. */
export function sealTo(boxPublicKey: Uint8Array, plain: Uint8Array, associated: Uint8Array): Uint8Array {
  if (boxPublicKey.length !== boxPublicKeyBytes)
    throw new CryptoFault(
      'key-invalid',
      `box key of \`${boxPublicKey.length}\` bytes, expected ${boxPublicKeyBytes}`,
    );
  const { ciphertext: kem, sharedSecret } = encapsulate(boxPublicKey);
  const key = sealKey(sharedSecret, kem, boxPublicKey);
  const nonce = randomBytes(nonceBytes);
  const bound = boundData('vav/seal/1', sealSuite, associated);
  const box = sodium().crypto_aead_xchacha20poly1305_ietf_encrypt(plain, bound, null, nonce, key);
  return concat(Uint8Array.of(sealSuite), kem, nonce, box);
}

function encapsulate(boxPublicKey: Uint8Array): { ciphertext: Uint8Array; sharedSecret: Uint8Array } {
  try {
    return sodium().crypto_kem_xwing_enc(boxPublicKey);
  } catch (cause) {
    throw new CryptoFault('key-invalid', 'box key is not an X-Wing key', { cause });
  }
}

/** Seals with a 32-byte key that both sides hold (a grant's epoch key, a sub-key of the root). */
export function sealWith(key: Uint8Array, plain: Uint8Array, associated: Uint8Array): Uint8Array {
  if (key.length !== 32)
    throw new CryptoFault('key-invalid', `sealing key of \`${key.length}\` bytes, expected 32`);
  const nonce = randomBytes(nonceBytes);
  const bound = boundData('vav/secret/1', secretSuite, associated);
  const box = sodium().crypto_aead_xchacha20poly1305_ietf_encrypt(plain, bound, null, nonce, key);
  return concat(Uint8Array.of(secretSuite), nonce, box);
}

const lengthBytes = 4;

/** Length (4 bytes, big-endian), plain bytes, zeros up to the smallest size that holds both. */
export function padTo(plain: Uint8Array, sizes: readonly number[] = paddedSizes): Uint8Array {
  const size = paddedSizeFor(plain.length, sizes);
  if (size === undefined)
    throw new CryptoFault(
      'size-invalid',
      `\`${plain.length}\` bytes do not fit ${Math.max(...sizes) - lengthBytes}`,
    );
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint32(0, plain.length);
  padded.set(plain, lengthBytes);
  return padded;
}

export function paddedSizeFor(plainBytes: number, sizes: readonly number[]): number | undefined {
  return [...sizes].sort((left, right) => left - right).find((size) => size >= plainBytes + lengthBytes);
}
