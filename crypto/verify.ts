import { fromBase64url, fromUtf8, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { recordBytes } from './sign.ts';
import { sodium } from './sodium.ts';

/** False for every input that is not a good signature, whatever is wrong with it; it never throws on input. */
export function verifyRecord(
  label: string,
  text: string,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  let bytes: Uint8Array;
  try {
    bytes = recordBytes(label, text);
  } catch {
    return false;
  }
  return verifyForeign(bytes, signature, publicKey);
}

/** libsodium refuses small-order and non-canonical keys, small-order R and S ≥ L: one message has one signature. */
export function verifyForeign(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  return sodium().crypto_sign_verify_detached(signature, bytes, publicKey);
}

/**
 * Verifies a compact JWS (RFC 7515) and gives its payload as text. Only `EdDSA` over Ed25519: `none`, another
 * algorithm, `crit` and `b64` are refused. With `typ` the header must say exactly this type (RFC 8725 §3.11), so
 * that one key's request objects and client assertions cannot stand in for each other.
 */
export function verifyJws(compact: string, publicKey: Uint8Array, typ?: string): string {
  try {
    const [header, payload, signature, ...rest] = compact.split('.');
    if (header === undefined || payload === undefined || signature === undefined || rest.length > 0)
      throw new CryptoFault('signature-invalid', 'jws has not three parts');
    requireHeader(JSON.parse(fromUtf8(fromBase64url(header))), typ);
    if (!verifyForeign(toUtf8(`${header}.${payload}`), fromBase64url(signature), publicKey))
      throw new CryptoFault('signature-invalid', 'jws signature does not fit its key');
    return fromUtf8(fromBase64url(payload));
  } catch (cause) {
    if (cause instanceof CryptoFault && cause.code === 'signature-invalid') throw cause;
    throw new CryptoFault('signature-invalid', 'jws cannot be read', { cause });
  }
}

function requireHeader(header: unknown, typ: string | undefined): void {
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new CryptoFault('signature-invalid', 'jws header is no object');
  const found = header as { alg?: unknown; typ?: unknown };
  if (found.alg !== 'EdDSA')
    throw new CryptoFault('signature-invalid', `jws alg \`${String(found.alg)}\`, expected \`EdDSA\``);
  if ('crit' in header || 'b64' in header)
    throw new CryptoFault('signature-invalid', 'jws header has extensions');
  if (typ !== undefined && found.typ !== typ)
    throw new CryptoFault('signature-invalid', `jws typ \`${String(found.typ)}\`, expected \`${typ}\``);
}
