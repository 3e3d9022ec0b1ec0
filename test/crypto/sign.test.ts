import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { newSigningPair, recordBytes, signForeign, signingPair, signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import vectors from '../vectors/sign.json' with { type: 'json' };
import rfc8032 from '../vectors/sign-rfc8032.json' with { type: 'json' };

beforeAll(readySodium);

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

describe('signing', () => {
  it.each(rfc8032.vectors)(
    'gives the answers of RFC 8032 ($name)',
    ({ seed, publicKey, message, signature }) => {
      const pair = signingPair(hex(seed));
      expect(Buffer.from(pair.publicKey).toString('hex')).toBe(publicKey);
      expect(Buffer.from(signForeign(hex(message), pair.secretKey)).toString('hex')).toBe(signature);
    },
  );

  it('gives the answers of our own vectors', () => {
    const { secretKey, publicKey } = signingPair(fromBase64url(vectors.seed));
    const { label, text, signature, signedBytesSha256 } = vectors.record;
    expect(toBase64url(publicKey)).toBe(vectors.publicKey);
    expect(toBase64url(sha256(recordBytes(label, text)))).toBe(signedBytesSha256);
    expect(toBase64url(signRecord(label, text, secretKey))).toBe(signature);
    expect(toBase64url(signForeign(fromBase64url(vectors.foreign.bytes), secretKey))).toBe(
      vectors.foreign.signature,
    );
  });

  it('signs the label, a line break and the text, as Node verifies', () => {
    const { publicKey, secretKey } = newSigningPair();
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(publicKey) },
      format: 'jwk',
    });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const signature = signRecord('vav/grant/1', text, secretKey);
        expect(verify(null, Buffer.from(`vav/grant/1\n${text}`), key, signature)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('a label with a line break, or none, is refused: label and text could be cut elsewhere', () => {
    const { secretKey } = newSigningPair();
    for (const label of ['', 'vav/grant/1\n', 'Vav', 'vav grant', 'vav/é'])
      expect(() => signRecord(label, '{}', secretKey)).toThrow(
        expect.objectContaining({ code: 'encoding-invalid' }),
      );
  });

  it('a key of another length is refused', () => {
    const fault = expect.objectContaining({ code: 'key-invalid' });
    expect(() => signingPair(new Uint8Array(31))).toThrow(fault);
    expect(() => signForeign(toUtf8('x'), new Uint8Array(32))).toThrow(fault);
  });
});
