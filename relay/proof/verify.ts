import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { fromBase64url } from '../../crypto/encode.ts';

// Parsing a key costs as much as verifying with it, so keys are kept: a party's few, and the last used of residents'.
const maxKept = 20_000;
const kept = new Map<string, KeyObject | undefined>();

// libsodium refuses small-order points whatever stands in their sign bit; OpenSSL does not look. One record must be
// valid in the wallet and here alike, so the same points are refused here (RFC 8032 §5.1.7 leaves it open).
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);
const smallOrderFirstBytes = new Set([...smallOrder].map((hex) => Number.parseInt(hex.slice(0, 2), 16)));

function isSmallOrder(point: Buffer): boolean {
  if (!smallOrderFirstBytes.has(point[0] as number)) return false;
  const unsigned = Buffer.from(point.subarray(0, 32));
  unsigned[31] = (unsigned[31] as number) & 0x7f;
  return smallOrder.has(unsigned.toString('hex'));
}

/** y ≥ p: the same point written in a second way. Bytes 1 to 30 all ones and the last 0x7f leave 19 such y. */
function isCanonical(point: Buffer): boolean {
  if (((point[31] as number) & 0x7f) !== 0x7f || (point[0] as number) < 0xed) return true;
  for (let at = 1; at < 31; at += 1) if (point[at] !== 0xff) return true;
  return false;
}

function keptKey(publicKey: string): KeyObject | undefined {
  const found = kept.get(publicKey);
  if (found !== undefined || kept.has(publicKey)) return found;
  const made = readKey(publicKey);
  if (kept.size >= maxKept) kept.delete(kept.keys().next().value as string);
  kept.set(publicKey, made);
  return made;
}

function readKey(publicKey: string): KeyObject | undefined {
  try {
    const bytes = Buffer.from(fromBase64url(publicKey));
    if (bytes.length !== 32 || isSmallOrder(bytes) || !isCanonical(bytes)) return undefined;
    return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } });
  } catch {
    return undefined;
  }
}

/** Ed25519 with a base64url key: false for every input that is not a good signature; never throws on input. */
export function verifyBytes(bytes: Uint8Array, signature: Uint8Array, publicKey: string): boolean {
  const key = keptKey(publicKey);
  if (key === undefined || signature.length !== 64) return false;
  const held = Buffer.from(signature.buffer, signature.byteOffset, 64);
  if (isSmallOrder(held)) return false;
  try {
    return verify(null, bytes, key, held);
  } catch {
    return false;
  }
}

/** The same with the key as bytes, in the shape that crypto/note takes. */
export function verifyNoteBytes(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  return verifyBytes(bytes, signature, Buffer.from(publicKey).toString('base64url'));
}

/** The signature of a record over its first line, or of a wallet's call, under its domain label. */
export function verifySigned(label: string, text: string, signature: string, publicKey: string): boolean {
  if (signature.length !== 86 || !text.isWellFormed()) return false;
  return verifyBytes(Buffer.from(`${label}\n${text}`), Buffer.from(signature, 'base64url'), publicKey);
}
