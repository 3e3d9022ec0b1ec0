import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { newSigningPair, type SigningPair, signForeign, signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { verifyForeign, verifyJws, verifyRecord } from '../../crypto/verify.ts';
import vectors from '../vectors/sign.json' with { type: 'json' };
import rfc8032 from '../vectors/sign-rfc8032.json' with { type: 'json' };

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const refused = expect.objectContaining({ code: 'signature-invalid' });
const label = 'vav/grant/1';

let pair: SigningPair;
beforeAll(async () => {
  await readySodium();
  pair = newSigningPair();
});

describe('verifying', () => {
  it.each(rfc8032.vectors)('accepts RFC 8032 ($name)', ({ publicKey, message, signature }) => {
    expect(verifyForeign(hex(message), hex(signature), hex(publicKey))).toBe(true);
  });

  it('accepts our own vectors and what Node signs', () => {
    const { text, signature } = vectors.record;
    const key = fromBase64url(vectors.publicKey);
    expect(verifyRecord(vectors.record.label, text, fromBase64url(signature), key)).toBe(true);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const x = publicKey.export({ format: 'jwk' }).x ?? '';
    const made = sign(
      null,
      Buffer.from(`${label}\n{}`),
      createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    );
    expect(verifyRecord(label, '{}', made, fromBase64url(x))).toBe(true);
  });

  it('one bit changed in signature, key or text is another signature', () => {
    const text = '{"v":1}';
    const signature = signRecord(label, text, pair.secretKey);
    for (let bit = 0; bit < 512; bit++) {
      const bad = signature.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifyRecord(label, text, bad, pair.publicKey)).toBe(false);
    }
    for (let bit = 0; bit < 256; bit++) {
      const bad = pair.publicKey.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verifyRecord(label, text, signature, bad)).toBe(false);
    }
    fc.assert(
      fc.property(fc.string(), (other) => {
        expect(verifyRecord(label, other, signature, pair.publicKey)).toBe(other === text);
      }),
    );
  });

  it('a signature under one label never fits another, wherever the line is cut', () => {
    const signature = signRecord('vav/refusal/1', '{}', pair.secretKey);
    expect(verifyRecord('vav/grant/1', '{}', signature, pair.publicKey)).toBe(false);
    expect(verifyRecord('vav/refusal', '1\n{}', signature, pair.publicKey)).toBe(false);
    expect(verifyRecord('vav/refusal/1\n{}', '', signature, pair.publicKey)).toBe(false);
    expect(verifyForeign(toUtf8('{}'), signature, pair.publicKey)).toBe(false);
  });

  it('answers false, and never throws, for input of any length', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary-ascii' }),
        fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', 'é') }),
        fc.uint8Array({ maxLength: 80 }),
        fc.uint8Array({ maxLength: 40 }),
        (anyLabel, text, signature, key) => {
          expect(verifyRecord(anyLabel, text, signature, key)).toBe(false);
        },
      ),
    );
    expect(verifyRecord(label, '{}', new Uint8Array(64), new Uint8Array(32))).toBe(false);
  });

  it('refuses S plus the group order: a record has one signature', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const signature = signRecord(label, '{}', pair.secretKey);
    let s = order;
    for (let at = 63; at >= 32; at--) s += BigInt(signature[at] ?? 0) << BigInt(8 * (at - 32));
    const twin = signature.slice();
    for (let at = 32; at < 64; at++) twin[at] = Number((s >> BigInt(8 * (at - 32))) & 255n);
    expect(verifyRecord(label, '{}', signature, pair.publicKey)).toBe(true);
    expect(verifyRecord(label, '{}', twin, pair.publicKey)).toBe(false);
  });

  // Under a key of small order one signature can fit every text. OpenSSL 3.0 lets some of these through.
  const smallOrder = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0100000000000000000000000000000000000000000000000000000000000080',
  ];
  it.each(smallOrder)('refuses the small-order or non-canonical key %s', (key) => {
    const identity = '0100000000000000000000000000000000000000000000000000000000000000';
    for (const r of [identity, key]) {
      const signature = hex(`${r}${'00'.repeat(32)}`);
      for (const text of ['', '{}', 'a', 'b'])
        expect(verifyRecord(label, text, signature, hex(key))).toBe(false);
    }
  });
});

describe('a compact JWS', () => {
  const jws = (header: string, payload = '{"iss":"a"}', secretKey = pair.secretKey) => {
    const head = `${toBase64url(toUtf8(header))}.${toBase64url(toUtf8(payload))}`;
    return `${head}.${toBase64url(signForeign(toUtf8(head), secretKey))}`;
  };

  it('gives its payload when key, algorithm and type fit', () => {
    expect(verifyJws(vectors.jws.compact, fromBase64url(vectors.publicKey))).toBe(vectors.jws.payload);
    const made = jws('{"alg":"EdDSA","typ":"JWT"}', '{"é":1}');
    expect(verifyJws(made, pair.publicKey, 'JWT')).toBe('{"é":1}');
    expect(() => verifyJws(made, pair.publicKey, 'oauth-authz-req+jwt')).toThrow(refused);
  });

  it.each([
    '{"alg":"none"}',
    '{"alg":"HS256"}',
    '{"alg":"ES256"}',
    '{"alg":"Ed25519"}',
    '{"alg":"eddsa"}',
    '{"alg":["EdDSA"]}',
    '{}',
    '[]',
    'null',
    '"EdDSA"',
    '{"alg":"EdDSA","crit":["b64"],"b64":false}',
    '{"alg":"EdDSA","b64":true}',
    '{"alg":"EdDSA"',
    '',
  ])('with the header %s is refused, though its signature is good', (header) => {
    expect(() => verifyJws(jws(header), pair.publicKey)).toThrow(refused);
  });

  it('of another key, cut, joined or changed is refused', () => {
    const good = jws('{"alg":"EdDSA"}');
    expect(() => verifyJws(good, newSigningPair().publicKey)).toThrow(refused);
    const [header = '', payload = '', signature = ''] = good.split('.');
    for (const bad of [
      '',
      '.',
      '..',
      header,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${good}.`,
      `${good}.${signature}`,
      `${good}=`,
      `${good} `,
      `${header}.${payload}A.${signature}`,
      `${header}..${signature}`,
    ])
      expect(() => verifyJws(bad, pair.publicKey)).toThrow(refused);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        const bad = `${good.slice(0, at)}${character}${good.slice(at + 1)}`;
        if (bad !== good) expect(() => verifyJws(bad, pair.publicKey)).toThrow(refused);
      }),
    );
  });
});
