import { importJWK, jwtVerify } from 'jose';
import { ProofFault } from './fault.ts';

export interface ClientKey {
  id: string;
  /** Ed25519, base64url. */
  key: string;
}

export interface ClientAssertion {
  jti: string;
  expSeconds: number;
}

/**
 * `private_key_jwt` (RFC 7523 §3) by one of the party's `client` keys. The caller keeps `jti` until `exp`, so that an
 * assertion serves once. Its life is at most five minutes: nothing has to be kept longer.
 */
export async function verifyAssertion(
  assertion: string,
  party: string,
  keys: readonly ClientKey[],
  audiences: readonly string[],
  nowMs: number,
): Promise<ClientAssertion> {
  try {
    const { payload } = await jwtVerify(
      assertion,
      async (header) => {
        const fitting = header.kid === undefined ? keys : keys.filter((key) => key.id === header.kid);
        const [key, ...others] = fitting;
        if (key === undefined || others.length > 0)
          throw new ProofFault('client-invalid', 'no one key fits `kid`');
        return importJWK({ kty: 'OKP', crv: 'Ed25519', x: key.key }, 'EdDSA');
      },
      {
        algorithms: ['EdDSA', 'Ed25519'],
        issuer: party,
        subject: party,
        audience: [...audiences],
        currentDate: new Date(nowMs),
        clockTolerance: 60,
        requiredClaims: ['jti', 'exp', 'iat'],
        maxTokenAge: 300,
      },
    );
    const { jti, exp, iat } = payload;
    if (typeof jti !== 'string' || jti.length < 8 || jti.length > 128) {
      throw new ProofFault('client-invalid', 'expected a `jti` of 8 to 128 characters');
    }
    if (exp === undefined || iat === undefined || exp - iat > 300) {
      throw new ProofFault('client-invalid', 'expected a life of at most 300 seconds');
    }
    return { jti, expSeconds: exp };
  } catch (cause) {
    if (cause instanceof ProofFault) throw cause;
    throw new ProofFault('client-invalid', 'the client assertion does not hold', cause);
  }
}
