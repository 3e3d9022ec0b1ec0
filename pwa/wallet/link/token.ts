// The wallet's half of a blind signature (RFC 9474, RSABSSA-SHA384-PSS-Deterministic, as RFC 9578 §6 has it). The only file
// that names the blind RSA package; loaded at the first yes to a study and not before.

import { RSABSSA } from '@cloudflare/blindrsa-ts';
import { toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { joinToken, readTokenKey } from '../../../crypto/token.ts';

export interface Blinding {
  readonly blinded: Uint8Array;
  /** Joins the blinded message to the token: kept until the token is here, then dropped. */
  readonly inverse: Uint8Array;
}

/** `tokenKey`: SubjectPublicKeyInfo of the issuer. `input`: what the token is about (`tokenInput`). */
export async function blindInput(tokenKey: Uint8Array, input: Uint8Array): Promise<Blinding> {
  const key = await keyOf(tokenKey);
  try {
    const { blindedMsg, inv } = await suite().blind(key, new Uint8Array(input));
    return { blinded: blindedMsg, inverse: inv };
  } catch (cause) {
    // A modulus with a small factor: no honest issuer made it.
    throw new CryptoFault('key-invalid', 'key cannot blind', { cause });
  }
}

/** The token, or a fault when the issuer has answered anything but a blind signature under this key. */
export async function finishToken(
  tokenKey: Uint8Array,
  input: Uint8Array,
  { inverse }: Pick<Blinding, 'inverse'>,
  blindSignature: Uint8Array,
): Promise<Uint8Array> {
  const key = await keyOf(tokenKey);
  let authenticator: Uint8Array;
  try {
    authenticator = await suite().finalize(key, new Uint8Array(input), blindSignature, inverse);
  } catch (cause) {
    throw new CryptoFault('signature-invalid', 'answer is no blind signature', { cause });
  }
  return joinToken(input, authenticator);
}

const suite = () => RSABSSA.SHA384.PSS.Deterministic();

/** By its numbers: browsers do not read the RSASSA-PSS form of a key. */
function keyOf(tokenKey: Uint8Array): Promise<CryptoKey> {
  const { modulus, exponent } = readTokenKey(tokenKey);
  return crypto.subtle.importKey(
    'jwk',
    { kty: 'RSA', alg: 'PS384', n: toBase64url(modulus), e: toBase64url(exponent), ext: true },
    { name: 'RSA-PSS', hash: 'SHA-384' },
    true,
    ['verify'],
  );
}
