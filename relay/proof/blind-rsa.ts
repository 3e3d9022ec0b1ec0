// Blind RSA signatures (RFC 9474, RSABSSA-SHA384-PSS-Deterministic) for tokens of type 0x0002 (RFC 9578 §6). The issuer's
// half and the check are for the relay; the wallet's half is here too, for whoever plays a wallet on Node.

import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { CryptoFault } from '../../crypto/fault.ts';
import {
  authenticatorBytes,
  readToken,
  readTokenKey,
  tokenBytes,
  writeTokenKey,
} from '../../crypto/token.ts';
import { ProofFault } from './fault.ts';

const saltBytes = 48;
const hashBytes = 48;
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: saltBytes } as const;
const raw = { padding: constants.RSA_NO_PADDING } as const;

/** For one study, or one year of enrolment, and nothing else: it signs whatever it is shown. 80 to 400 ms. */
export function newTokenKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 8 * authenticatorBytes, publicExponent: 65_537 })
    .privateKey;
}

/** As it rests: PKCS#8. */
export function privateKeyBytes(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }));
}

export function openPrivateKey(pkcs8: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
}

/** SubjectPublicKeyInfo as RFC 9578 §6.5 wants it, of a private or public key. */
export function tokenKeyOf(key: KeyObject): Uint8Array {
  const { n, e } = key.export({ format: 'jwk' });
  if (typeof n !== 'string' || e !== 'AQAB')
    throw new CryptoFault('key-invalid', 'expected an RSA key with exponent 65537');
  return writeTokenKey(Buffer.from(n, 'base64url'));
}

/** Keep it: reading a key costs as much as checking a token. */
export function openTokenKey(spki: Uint8Array): KeyObject {
  const { modulus, exponent } = readTokenKey(spki);
  const [n, e] = [modulus, exponent].map((bytes) => Buffer.from(bytes).toString('base64url'));
  return createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: n as string, e: e as string } });
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

function bytesOf(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');
}

interface Half {
  readonly publicKey: KeyObject;
  readonly modulus: bigint;
  readonly length: number;
}

/** To take the public half out of a key costs as much as a check with it. */
const halves = new WeakMap<KeyObject, Half>();

function halfOf(key: KeyObject): Half {
  let half = halves.get(key);
  if (half === undefined) {
    const publicKey = key.type === 'private' ? createPublicKey(key) : key;
    const bytes = Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
    half = { publicKey, modulus: numberOf(bytes), length: bytes.length };
    halves.set(key, half);
  }
  return half;
}

/** Of the same length, and neither 0 nor at or past the modulus: what RSA can sign. */
export function requireBlinded(blinded: Uint8Array, key: KeyObject): void {
  const { modulus, length } = halfOf(key);
  if (blinded.length !== length)
    throw new CryptoFault(
      'size-invalid',
      `blinded message of \`${blinded.length}\` bytes, expected ${length}`,
    );
  const value = numberOf(blinded);
  if (value === 0n || value >= modulus)
    throw new CryptoFault('encoding-invalid', 'expected a blinded message between 1 and the modulus');
}

/**
 * BlindSign (RFC 9474 §4.3). The same blinded message gives the same bytes. The result is checked before it leaves: one
 * faulty signature by the Chinese remainder theorem would give away the factors of the key.
 */
export function blindSign(privateKey: KeyObject, blinded: Uint8Array): Uint8Array {
  const { publicKey } = halfOf(privateKey);
  requireBlinded(blinded, privateKey);
  const signature = privateDecrypt({ key: privateKey, ...raw }, blinded);
  if (!timingSafeEqual(publicEncrypt({ key: publicKey, ...raw }, signature), blinded))
    throw new ProofFault('signing-failed', 'the signature does not give its message back');
  return new Uint8Array(signature);
}

/** RSASSA-PSS, SHA-384, salt of 48 bytes. False for everything that is no good token; what it is for, the caller checks. */
export function verifyToken(key: KeyObject, token: Uint8Array): boolean {
  if (token.length !== tokenBytes || token[0] !== 0 || token[1] !== 2) return false;
  const { input, authenticator } = readToken(token);
  return isSigned(halfOf(key).publicKey, input, authenticator);
}

function isSigned(publicKey: KeyObject, input: Uint8Array, authenticator: Uint8Array): boolean {
  try {
    return verify('sha384', input, { key: publicKey, ...pss }, authenticator);
  } catch {
    return false;
  }
}

/** What the wallet keeps until the answer comes. */
export interface Blinding {
  readonly blinded: Uint8Array;
  /** The inverse of the blind. Whoever has it can join the blinded message to the token. */
  readonly inverse: Uint8Array;
}

/** Blind (RFC 9474 §4.2). `fixed` for test vectors alone. */
export function blindMessage(
  publicKey: KeyObject,
  input: Uint8Array,
  fixed?: { readonly salt: Uint8Array; readonly blind: Uint8Array },
): Blinding {
  const { modulus, length } = halfOf(publicKey);
  const message = numberOf(encodePss(input, 8 * length - 1, fixed?.salt ?? randomBytes(saltBytes)));
  const blind = fixed === undefined ? chanceBelow(modulus, length) : numberOf(fixed.blind);
  const inverse = inverseOf(blind, modulus);
  if (inverse === undefined || inverseOf(message, modulus) === undefined)
    throw new CryptoFault('key-invalid', 'expected a modulus without small factors');
  const power = numberOf(publicEncrypt({ key: publicKey, ...raw }, bytesOf(blind, length)));
  return {
    blinded: bytesOf((message * power) % modulus, length),
    inverse: bytesOf(inverse, length),
  };
}

/** Finalize (RFC 9474 §4.4): the authenticator, or a fault when the issuer has answered something else. */
export function finalizeToken(
  publicKey: KeyObject,
  input: Uint8Array,
  blindSignature: Uint8Array,
  inverse: Uint8Array,
): Uint8Array {
  const { modulus, length } = halfOf(publicKey);
  if (blindSignature.length !== length || inverse.length !== length)
    throw new CryptoFault('size-invalid', `expected ${length} bytes`);
  const authenticator = bytesOf((numberOf(blindSignature) * numberOf(inverse)) % modulus, length);
  if (!isSigned(publicKey, input, authenticator))
    throw new CryptoFault('signature-invalid', 'expected a blind signature of this message');
  return new Uint8Array(authenticator);
}

function chanceBelow(modulus: bigint, length: number): bigint {
  for (;;) {
    const value = numberOf(randomBytes(length));
    if (value > 0n && value < modulus) return value;
  }
}

/** By Euclid, extended; undefined when there is none. */
function inverseOf(value: bigint, modulus: bigint): bigint | undefined {
  let [rest, next] = [modulus, value % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  if (rest !== 1n) return undefined;
  return factor < 0n ? factor + modulus : factor;
}

/** EMSA-PSS-ENCODE (RFC 8017 §9.1.1) with SHA-384 for hash and mask. */
function encodePss(message: Uint8Array, bits: number, salt: Uint8Array): Buffer {
  const length = Math.ceil(bits / 8);
  const digest = sha384(message);
  const hashed = sha384(Buffer.alloc(8), digest, salt);
  const block = Buffer.alloc(length - hashBytes - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  const mask = maskOf(hashed, block.length);
  for (let at = 0; at < block.length; at += 1) block[at] = (block[at] as number) ^ (mask[at] as number);
  block[0] = (block[0] as number) & (0xff >> (8 * length - bits));
  return Buffer.concat([block, hashed, Buffer.of(0xbc)]);
}

/** MGF1 (RFC 8017, appendix B.2.1). */
function maskOf(seed: Uint8Array, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let counter = 0; counter * hashBytes < length; counter += 1) {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(counter);
    parts.push(sha384(seed, suffix));
  }
  return Buffer.concat(parts, length);
}

function sha384(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha384');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
