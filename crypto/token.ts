// Tokens of RFC 9577 (structures) and RFC 9578 §6 (type 0x0002: blind RSA, 2048 bits). Whoever holds the issuer's public
// key can check one; the issuer itself cannot tell which of those it has signed it is.

import { concat, fromBase64url, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { type Sha256, sha256 } from './hash.ts';

const tokenType = Uint8Array.of(0x00, 0x02);
const nonceBytes = 32;
const inputBytes = 2 + 3 * 32;
/** Of the modulus, a blinded message, a blind signature and an authenticator alike (« Nk »). */
export const authenticatorBytes = 256;
export const tokenBytes = inputBytes + authenticatorBytes;

/** A token taken apart. Nothing of it is believed before the signature over `input` was checked. */
export interface Token {
  /** What the authenticator signs: everything before it. */
  readonly input: Uint8Array;
  readonly nonce: Uint8Array;
  readonly challengeDigest: Uint8Array;
  /** SHA-256 of the issuer's public key. */
  readonly tokenKeyId: Uint8Array;
  readonly authenticator: Uint8Array;
}

/** Letters of a host name, with a port where it has one (RFC 9577 §2.1.2). */
const issuerNameForm = /^[a-z0-9.-]{1,253}(?::[0-9]{1,5})?$/;

/** TokenChallenge (RFC 9577 §2.1.1); `originInfo` empty: who takes the token is said by the context. */
export function tokenChallenge(issuerName: string, context: Uint8Array, originInfo = ''): Uint8Array {
  if (!issuerNameForm.test(issuerName))
    throw new CryptoFault('encoding-invalid', 'expected a host name as the name of the issuer');
  if (context.length !== 0 && context.length !== 32)
    throw new CryptoFault('size-invalid', `context of \`${context.length}\` bytes, expected 0 or 32`);
  return concat(
    tokenType,
    withLength(toUtf8(issuerName)),
    Uint8Array.of(context.length),
    context,
    withLength(toUtf8(originInfo)),
  );
}

function withLength(bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
}

/** The context of a study's tokens is the 32 bytes of its digest: a token of another study has another digest here. */
export function challengeDigestFor(
  issuerName: string,
  studyDigest: Uint8Array,
  hash: Sha256 = sha256,
): Uint8Array {
  if (studyDigest.length !== 32)
    throw new CryptoFault('size-invalid', `study digest of \`${studyDigest.length}\` bytes, expected 32`);
  return hash(tokenChallenge(issuerName, studyDigest));
}

/** What is blinded and signed: 98 bytes. */
export function tokenInput(
  nonce: Uint8Array,
  challengeDigest: Uint8Array,
  tokenKeyId: Uint8Array,
): Uint8Array {
  for (const part of [nonce, challengeDigest, tokenKeyId]) {
    if (part.length !== nonceBytes)
      throw new CryptoFault('size-invalid', `part of a token of \`${part.length}\` bytes, expected 32`);
  }
  return concat(tokenType, nonce, challengeDigest, tokenKeyId);
}

export function joinToken(input: Uint8Array, authenticator: Uint8Array): Uint8Array {
  if (input.length !== inputBytes || authenticator.length !== authenticatorBytes)
    throw new CryptoFault(
      'size-invalid',
      `expected ${inputBytes} and ${authenticatorBytes} bytes of a token`,
    );
  return concat(input, authenticator);
}

/** Copies of its parts, so that nobody who keeps one keeps what it came in. */
export function readToken(bytes: Uint8Array): Token {
  if (bytes.length !== tokenBytes)
    throw new CryptoFault('size-invalid', `token of \`${bytes.length}\` bytes, expected ${tokenBytes}`);
  if (bytes[0] !== tokenType[0] || bytes[1] !== tokenType[1])
    throw new CryptoFault('encoding-invalid', 'expected a token of type 0x0002');
  return {
    input: bytes.slice(0, inputBytes),
    nonce: bytes.slice(2, 34),
    challengeDigest: bytes.slice(34, 66),
    tokenKeyId: bytes.slice(66, inputBytes),
    authenticator: bytes.slice(inputBytes),
  };
}

/** The numbers of an issuer's public key, big-endian. */
export interface TokenKey {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

// RFC 9578 §6.5 wants id-RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes: with 2048 bits and the exponent
// 65537 everything but the modulus is the same in each key, so one form is accepted and no DER is parsed.
const keyPrefix = fromBase64url(
  'MIIBUjA9BgkqhkiG9w0BAQowMKANMAsGCWCGSAFlAwQCAqEaMBgGCSqGSIb3DQEBCDALBglghkgBZQMEAgKiAwIBMAOCAQ8AMIIBCgKCAQEA',
);
const keySuffix = fromBase64url('AgMBAAE');
export const tokenKeyBytes = keyPrefix.length + authenticatorBytes + keySuffix.length;

/** SubjectPublicKeyInfo as RFC 9578 §6.5 wants it. */
export function writeTokenKey(modulus: Uint8Array): Uint8Array {
  requireModulus(modulus);
  return concat(keyPrefix, modulus, keySuffix);
}

/**
 * A prime exponent, fixed, is what keeps a made-up modulus from telling anything: either its powers reach every residue,
 * and the blinding hides all, or a signature exists for one message in 65 537 only and finalising fails.
 */
export function readTokenKey(spki: Uint8Array): TokenKey {
  const end = keyPrefix.length + authenticatorBytes;
  const isOurs =
    spki.length === tokenKeyBytes && startsWith(spki, keyPrefix) && startsWith(spki.subarray(end), keySuffix);
  if (!isOurs)
    throw new CryptoFault('key-invalid', 'expected an RSASSA-PSS key of 2048 bits with exponent 65537');
  const modulus = spki.slice(keyPrefix.length, end);
  requireModulus(modulus);
  return { modulus, exponent: Uint8Array.of(1, 0, 1) };
}

export function tokenKeyIdOf(spki: Uint8Array, hash: Sha256 = sha256): Uint8Array {
  readTokenKey(spki);
  return hash(spki);
}

function requireModulus(modulus: Uint8Array): void {
  const isFull = modulus.length === authenticatorBytes && ((modulus[0] as number) & 0x80) !== 0;
  if (!isFull || ((modulus.at(-1) as number) & 1) === 0)
    throw new CryptoFault('key-invalid', 'expected an odd modulus of exactly 2048 bits');
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, at) => bytes[at] === byte);
}

const keyLabel = toUtf8('vav/contribution-key/1\n');

/** The nonce that a token is asked for: it commits to the key of one contribution or one yes, and names nothing that it is about. */
export function tokenNonceOf(contributionKey: Uint8Array, hash: Sha256 = sha256): Uint8Array {
  if (contributionKey.length !== nonceBytes)
    throw new CryptoFault(
      'key-invalid',
      `contribution key of \`${contributionKey.length}\` bytes, expected 32`,
    );
  return hash(concat(keyLabel, contributionKey));
}
