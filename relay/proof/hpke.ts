// HPKE (RFC 9180), base mode, one message a context, of the one suite that DAP makes compulsory: DHKEM(X25519,
// HKDF-SHA256), HKDF-SHA256, AES-128-GCM. The receiver's KeyObjects are kept; the first halves of the key schedule, which
// depend on suite and `info` alone, are made once.

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  type KeyObject,
} from 'node:crypto';
import { CryptoFault } from '../../crypto/fault.ts';

export interface HpkeKey {
  readonly privateKey: KeyObject;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

const version = 'HPKE-v1';
const kemSuite = Buffer.from('KEM\x00\x20', 'latin1');
const suite = Buffer.from('HPKE\x00\x20\x00\x01\x00\x01', 'latin1');
const keyBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const pointBytes = 32;
const hashBytes = 32;

// PKCS #8 and SubjectPublicKeyInfo of X25519 (RFC 8410): a fixed head and the 32 bytes.
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicHead = Buffer.from('302a300506032b656e032100', 'hex');

export function newHpkeKey(): HpkeKey {
  return ofPrivate(generateKeyPairSync('x25519').privateKey);
}

/** From the 32 bytes that `secretOf` gives. */
export function openHpkeKey(secret: Uint8Array): HpkeKey {
  if (secret.length !== pointBytes)
    throw new CryptoFault('key-invalid', `HPKE key of \`${secret.length}\` bytes, expected 32`);
  return ofPrivate(
    createPrivateKey({ key: Buffer.concat([privateHead, secret]), format: 'der', type: 'pkcs8' }),
  );
}

export const secretOf = ({ privateKey }: HpkeKey): Uint8Array =>
  new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(privateHead.length));

function ofPrivate(privateKey: KeyObject): HpkeKey {
  return { privateKey, publicKey: rawOf(createPublicKey(privateKey)) };
}

const rawOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(publicHead.length));

const publicOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });

/** `SealBase`. `ephemeral` for test vectors alone: used twice it gives two messages one key and nonce. */
export function sealHpke(
  publicKey: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
  ephemeral: HpkeKey = newHpkeKey(),
): { enc: Uint8Array; payload: Uint8Array } {
  if (publicKey.length !== pointBytes)
    throw new CryptoFault('key-invalid', `HPKE key of \`${publicKey.length}\` bytes, expected 32`);
  const shared = agree(ephemeral.privateKey, publicOf(publicKey));
  if (shared === undefined)
    throw new CryptoFault('key-invalid', 'expected a point that is not of small order');
  const enc = ephemeral.publicKey;
  const { key, nonce } = schedule(sharedSecret(shared, enc, publicKey), info);
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(aad);
  const sealed = cipher.update(plaintext);
  cipher.final();
  return { enc, payload: new Uint8Array(Buffer.concat([sealed, cipher.getAuthTag()])) };
}

/** `OpenBase`. Every failure is the same `open-failed`. */
export function openHpke(
  { privateKey, publicKey }: HpkeKey,
  enc: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  payload: Uint8Array,
): Uint8Array {
  const end = payload.length - tagBytes;
  const shared = enc.length === pointBytes && end >= 0 ? agree(privateKey, publicOf(enc)) : undefined;
  if (shared === undefined) throw openFailed();
  const { key, nonce } = schedule(sharedSecret(shared, enc, publicKey), info);
  try {
    const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAAD(aad);
    decipher.setAuthTag(payload.subarray(end));
    const plain = decipher.update(payload.subarray(0, end));
    decipher.final();
    return plain;
  } catch {
    throw openFailed();
  }
}

const openFailed = (): CryptoFault => new CryptoFault('open-failed', 'sealed bytes do not open');

/** Undefined for points of small order: OpenSSL refuses the zero that they give (RFC 9180 §7.1.4). */
function agree(privateKey: KeyObject, publicKey: KeyObject): Buffer | undefined {
  try {
    return diffieHellman({ privateKey, publicKey });
  } catch {
    return undefined;
  }
}

const blockBytes = 64;

/** HMAC (RFC 2104) of two one-shot hashes: node's own Hmac object costs five times as much as both (measured). */
function hmac(key: Uint8Array, parts: readonly (Uint8Array | string)[]): Buffer {
  const message = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  const inner = Buffer.alloc(blockBytes + message.length, 0x36);
  const outer = Buffer.alloc(blockBytes + hashBytes, 0x5c);
  for (let at = 0; at < key.length; at += 1) {
    inner[at] = (key[at] as number) ^ 0x36;
    outer[at] = (key[at] as number) ^ 0x5c;
  }
  inner.set(message, blockBytes);
  outer.write(hash('sha256', inner, 'latin1'), blockBytes, 'latin1');
  return Buffer.from(hash('sha256', outer, 'latin1'), 'latin1');
}

const noSalt = Buffer.alloc(0);

const labeledExtract = (of: Buffer, salt: Uint8Array, label: string, material: Uint8Array): Buffer =>
  hmac(salt, [version, of, label, material]);

/** One block of HKDF-Expand: nothing here needs more than 32 bytes. */
const labeledExpand = (
  of: Buffer,
  key: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Buffer => hmac(key, [Buffer.of(0, length), version, of, label, info, Buffer.of(1)]).subarray(0, length);

/** ExtractAndExpand of DHKEM. */
function sharedSecret(shared: Buffer, enc: Uint8Array, publicKey: Uint8Array): Buffer {
  const secret = labeledExtract(kemSuite, noSalt, 'eae_prk', shared);
  return labeledExpand(kemSuite, secret, 'shared_secret', Buffer.concat([enc, publicKey]), 32);
}

/** KeySchedule of base mode: no PSK, and the sequence number is 0. */
function schedule(shared: Buffer, info: Uint8Array): { key: Buffer; nonce: Buffer } {
  const context = contextOf(info);
  const secret = labeledExtract(suite, shared, 'secret', noSalt);
  return {
    key: labeledExpand(suite, secret, 'key', context, keyBytes),
    nonce: labeledExpand(suite, secret, 'base_nonce', context, nonceBytes),
  };
}

const contexts = new WeakMap<Uint8Array, Buffer>();
const noPsk = labeledExtract(suite, noSalt, 'psk_id_hash', noSalt);

/** A role's `info` is one value that lives as long as the program. */
function contextOf(info: Uint8Array): Buffer {
  const known = contexts.get(info);
  if (known !== undefined) return known;
  const made = Buffer.concat([Buffer.of(0), noPsk, labeledExtract(suite, noSalt, 'info_hash', info)]);
  contexts.set(info, made);
  return made;
}
