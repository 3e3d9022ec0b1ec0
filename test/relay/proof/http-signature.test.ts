import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  accessComponents,
  bodyComponents,
  isCovering,
  readHttpSignature,
  type SignedCall,
  signatureBase,
  verifyContentDigest,
  verifyHttpSignature,
} from '../../../relay/proof/http-signature.ts';
import { verifyBytes } from '../../../relay/proof/verify.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = publicKey.export({ format: 'jwk' }).x as string;
const nowMs = Date.parse('2026-11-21T10:00:00Z');
const created = nowMs / 1000;

const call: SignedCall = {
  method: 'POST',
  targetUri: 'https://relay.example/access/v1/evaluations',
  contentDigest: 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
  evaluationsRoot: ':47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
};
const list = '("@method" "@target-uri" "content-digest" "evaluations-root")';
const params = `${list};created=${created};nonce="AAAAAAAAAAAAAAAAAAAAAA";keyid="http-1"`;

function signed(of = params, by = call) {
  const base = signatureBase(by, accessComponents, of);
  return {
    input: `sig=${of}`,
    signature: `sig=:${sign(null, Buffer.from(base), privateKey).toString('base64')}:`,
    base,
  };
}

function verdict(input: string, signature: string, of: SignedCall = call, atMs = nowMs): string {
  try {
    verifyHttpSignature(of, readHttpSignature(input, signature), accessComponents, key, atMs);
    return 'good';
  } catch (fault) {
    return (fault as { code: string }).code;
  }
}

describe('http-signature', () => {
  it('makes the signature base of RFC 9421 B.2.6 and accepts its signature', () => {
    const params26 =
      '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';
    const base = [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"content-type": application/json',
      '"content-length": 18',
      `"@signature-params": ${params26}`,
    ].join('\n');
    const signature = Buffer.from(
      'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
      'base64',
    );
    expect(verifyBytes(Buffer.from(base), signature, 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs')).toBe(
      true,
    );
    expect(
      signatureBase({ method: 'POST', targetUri: 'https://example.com/foo' }, ['@method'], '("@method")'),
    ).toBe('"@method": POST\n"@signature-params": ("@method")');
  });

  it('gives back the base that was signed: the evidence to keep', () => {
    const { input, signature, base } = signed();
    const read = readHttpSignature(input, signature);
    expect(read).toMatchObject({ createdSeconds: created, nonce: 'AAAAAAAAAAAAAAAAAAAAAA', keyId: 'http-1' });
    expect(verifyHttpSignature(call, read, accessComponents, key, nowMs)).toBe(base);
  });

  it('refuses a call of which one covered part is another', () => {
    const { input, signature } = signed();
    expect(verdict(input, signature)).toBe('good');
    expect(verdict(input, signature, { ...call, method: 'PUT' })).toBe('signature-invalid');
    expect(verdict(input, signature, { ...call, targetUri: `${call.targetUri}?x` })).toBe(
      'signature-invalid',
    );
    expect(verdict(input, signature, { ...call, contentDigest: `${call.contentDigest}x` })).toBe(
      'signature-invalid',
    );
    expect(verdict(input, signature, { ...call, evaluationsRoot: null })).toBe('signature-invalid');
    expect(verdict(input.replace('http-1', 'http-2'), signature)).toBe('signature-invalid');
    expect(verdict(input.replace('nonce="A', 'nonce="B'), signature)).toBe('signature-invalid');
    expect(verdict(input, signature.replace(/:./, ':_'))).toBe('signature-invalid');
  });

  it('admits one form only', () => {
    const { signature } = signed();
    for (const other of [
      list,
      `${list};created=${created};keyid="k"`,
      `${list};created=${created};nonce="short";keyid="k"`,
      `${params};created=${created}`,
      `${params};expires=${created}`,
      `${params};alg="rsa-pss-sha512"`,
      `${params};tag="x"`,
      params.replace(`created=${created}`, `created="${created}"`),
      params.replace('"@method" ', ''),
      params.replace('"@method" "@target-uri"', '"@target-uri" "@method"'),
      params.replace('"@method"', '"@method";req'),
      `${params}, other=${params}`,
    ]) {
      expect(verdict(`sig=${other}`, signature), other).toBe('signature-invalid');
      expect(verdict(signed(other).input, signed(other).signature), other).toBe('signature-invalid');
    }
    expect(verdict('', signature)).toBe('signature-missing');
    expect(verdict(`sig1=${params}`, signature)).toBe('signature-invalid');
    const withAlgorithm = signed(`${params};alg="ed25519"`);
    expect(verdict(withAlgorithm.input, withAlgorithm.signature)).toBe('good');
    expect(isCovering(readHttpSignature(`sig=${params}`, signature), bodyComponents)).toBe(false);
  });

  it('keeps a line break out of a component', () => {
    expect(() =>
      signatureBase({ ...call, targetUri: 'https://a/\n"@method": GET' }, accessComponents, params),
    ).toThrow();
  });

  it('accepts a time 60 seconds away and no second more', () => {
    const { input, signature } = signed();
    expect(verdict(input, signature, call, nowMs + 60_000)).toBe('good');
    expect(verdict(input, signature, call, nowMs - 60_000)).toBe('good');
    expect(verdict(input, signature, call, nowMs + 61_000)).toBe('time-stale');
    expect(verdict(input, signature, call, nowMs - 61_000)).toBe('time-stale');
  });

  it('compares the content digest with the body', () => {
    const digest = `sha-256=:${createHash('sha256').update('{}').digest('base64')}:`;
    expect(() => verifyContentDigest(digest, '{}')).not.toThrow();
    expect(() => verifyContentDigest(digest, '{ }')).toThrow();
    expect(() => verifyContentDigest(digest.replace('256', '512'), '{}')).toThrow();
    expect(() => verifyContentDigest(null, '{}')).toThrow();
  });
});
