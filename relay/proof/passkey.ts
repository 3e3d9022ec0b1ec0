// Whether a passkey that a resident registered for the backup signed this challenge, here and now. The only file that names
// @simplewebauthn/server.

import { createPublicKey } from 'node:crypto';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { cose, isoCBOR } from '@simplewebauthn/server/helpers';
import { fromBase64url } from '../../crypto/encode.ts';

/** What the browser answers, without the results of its extensions: they would carry the secret of the vault. */
export interface Assertion {
  readonly credential: string;
  readonly clientData: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** False for whatever is not a good answer to this challenge; it never throws on input. */
export async function verifyAssertion(
  { credential, clientData, authenticatorData, signature }: Assertion,
  publicKey: string,
  expected: { readonly challenge: string; readonly origin: string },
): Promise<boolean> {
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id: credential,
        rawId: credential,
        type: 'public-key',
        response: { clientDataJSON: clientData, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: new URL(expected.origin).hostname,
      // A synced passkey has no counter, and the relay keeps none.
      credential: { id: credential, publicKey: coseOf(publicKey), counter: 0 },
      requireUserVerification: true,
    });
    return verified;
  } catch {
    return false;
  }
}

/** The browser gives SubjectPublicKeyInfo, the verifier takes COSE (RFC 9053). Throws on what is no such key. */
function coseOf(publicKey: string): Uint8Array<ArrayBuffer> {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
  const { kty, crv, x = '', y = '', n = '', e = '' } = key.export({ format: 'jwk' });
  const { COSEKEYS, COSEKTY, COSEALG, COSECRV } = cose;
  const of = (entries: [number, number | Uint8Array<ArrayBuffer>][]) => isoCBOR.encode(new Map(entries));
  if (kty === 'OKP' && crv === 'Ed25519')
    return of([
      [COSEKEYS.kty, COSEKTY.OKP],
      [COSEKEYS.alg, COSEALG.EdDSA],
      [COSEKEYS.crv, COSECRV.ED25519],
      [COSEKEYS.x, fromBase64url(x)],
    ]);
  if (kty === 'EC' && crv === 'P-256')
    return of([
      [COSEKEYS.kty, COSEKTY.EC2],
      [COSEKEYS.alg, COSEALG.ES256],
      [COSEKEYS.crv, COSECRV.P256],
      [COSEKEYS.x, fromBase64url(x)],
      [COSEKEYS.y, fromBase64url(y)],
    ]);
  if (kty === 'RSA')
    return of([
      [COSEKEYS.kty, COSEKTY.RSA],
      [COSEKEYS.alg, COSEALG.RS256],
      [COSEKEYS.n, fromBase64url(n)],
      [COSEKEYS.e, fromBase64url(e)],
    ]);
  throw new TypeError('expected a key of Ed25519, P-256 or RSA');
}
