import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClientKey, verifyAssertion } from '../../../relay/proof/assertion.ts';

const party = 'p'.repeat(43);
const audience = 'https://relay.example/token';
const nowMs = Date.parse('2026-11-21T10:00:00Z');
let secret: CryptoKey;
let keys: ClientKey[];

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  secret = pair.privateKey;
  keys = [{ id: 'client-1', key: (await exportJWK(pair.publicKey)).x as string }];
});

interface Claims {
  iss?: string;
  sub?: string;
  aud?: string;
  jti?: string;
  iat?: number;
  exp?: number;
}

async function verdict(change: Claims = {}, header: { alg?: string; kid?: string } = {}): Promise<string> {
  const claims = {
    iss: party,
    sub: party,
    aud: audience,
    jti: 'jti-00000001',
    iat: nowMs / 1000,
    exp: nowMs / 1000 + 60,
    ...change,
  };
  const assertion = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', kid: 'client-1', ...header })
    .sign(secret);
  return verifyAssertion(assertion, party, keys, [audience], nowMs).then(
    (read) => read.jti,
    (fault: { code: string }) => fault.code,
  );
}

describe('assertion', () => {
  it('knows a party by a fresh assertion of its client key', async () => {
    expect(await verdict()).toBe('jti-00000001');
  });

  it('refuses another issuer, subject, audience, key, a long life, a past one and one that cannot be named', async () => {
    for (const change of [
      { iss: 'x' },
      { sub: 'x' },
      { aud: 'https://other.example/token' },
      { exp: nowMs / 1000 + 301 },
      { iat: nowMs / 1000 - 600, exp: nowMs / 1000 - 301 },
      { iat: nowMs / 1000 + 600, exp: nowMs / 1000 + 660 },
      { jti: 'short' },
    ]) {
      expect(await verdict(change), JSON.stringify(change)).toBe('client-invalid');
    }
    expect(await verdict({}, { kid: 'other' })).toBe('client-invalid');
    await expect(verifyAssertion('a.b.c', party, keys, [audience], nowMs)).rejects.toMatchObject({
      code: 'client-invalid',
    });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
    await expect(verifyAssertion(unsigned, party, keys, [audience], nowMs)).rejects.toMatchObject({
      code: 'client-invalid',
    });
  });
});
