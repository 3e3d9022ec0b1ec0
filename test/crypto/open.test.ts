import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { openSealed, openWith, unpad } from '../../crypto/open.ts';
import { randomBytes } from '../../crypto/random.ts';
import { newBoxPair, padTo, sealTo, sealWith } from '../../crypto/seal.ts';
import { readySodium } from '../../crypto/sodium.ts';
import vectors from '../vectors/seal.json' with { type: 'json' };

beforeAll(readySodium);

const openFailed = { code: 'open-failed', message: 'sealed bytes do not open' };
const bytes = fc.uint8Array({ maxLength: 200 });

/** Every failure looks the same, message included. */
function expectOpenFailed(open: () => unknown): void {
  expect(open).toThrow(expect.objectContaining(openFailed));
}

function flipped(given: Uint8Array, bit: number): Uint8Array {
  const bad = given.slice();
  bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bad;
}

describe('opening', () => {
  it('reads the vectors', () => {
    const { to, with: secret } = vectors;
    const associated = fromBase64url(to.associated);
    expect(toBase64url(openSealed(fromBase64url(to.secretKey), fromBase64url(to.sealed), associated))).toBe(
      to.plain,
    );
    const key = fromBase64url(secret.key);
    expect(toBase64url(openWith(key, fromBase64url(secret.sealed), associated))).toBe(secret.plain);
    expect(fromUtf8(unpad(openWith(key, fromBase64url(secret.sealedPadded), associated)))).toBe(
      '{"household-parts":2.5}',
    );
  });

  it('gives back what was sealed', () => {
    const { publicKey, secretKey } = newBoxPair();
    const key = randomBytes(32);
    fc.assert(
      fc.property(bytes, bytes, (plain, associated) => {
        expect(openSealed(secretKey, sealTo(publicKey, plain, associated), associated)).toEqual(plain);
        expect(openWith(key, sealWith(key, plain, associated), associated)).toEqual(plain);
      }),
      { numRuns: 40 },
    );
  });

  it('fails alike for another key and other associated data', () => {
    const one = newBoxPair();
    const two = newBoxPair();
    const key = randomBytes(32);
    const sealed = sealTo(one.publicKey, toUtf8('p'), toUtf8('ab'));
    const secret = sealWith(key, toUtf8('p'), toUtf8('ab'));
    expectOpenFailed(() => openSealed(two.secretKey, sealed, toUtf8('ab')));
    expectOpenFailed(() => openSealed(new Uint8Array(31), sealed, toUtf8('ab')));
    expectOpenFailed(() => openWith(randomBytes(32), secret, toUtf8('ab')));
    expectOpenFailed(() => openWith(new Uint8Array(33), secret, toUtf8('ab')));
    for (const other of ['', 'a', 'abc', 'ba']) {
      expectOpenFailed(() => openSealed(one.secretKey, sealed, toUtf8(other)));
      expectOpenFailed(() => openWith(key, secret, toUtf8(other)));
    }
  });

  it('fails alike for every changed byte', () => {
    const { publicKey, secretKey } = newBoxPair();
    const sealed = sealTo(publicKey, toUtf8('plain'), toUtf8('a'));
    for (let at = 0; at < sealed.length; at++)
      expectOpenFailed(() => openSealed(secretKey, flipped(sealed, at * 8 + (at % 8)), toUtf8('a')));
    const key = randomBytes(32);
    const secret = sealWith(key, toUtf8('plain'), toUtf8('a'));
    for (let bit = 0; bit < secret.length * 8; bit++)
      expectOpenFailed(() => openWith(key, flipped(secret, bit), toUtf8('a')));
  });

  it('fails alike for every shorter or longer text, and for chance', () => {
    const { publicKey, secretKey } = newBoxPair();
    const key = randomBytes(32);
    const sealed = sealTo(publicKey, toUtf8('plain'), toUtf8('a'));
    const secret = sealWith(key, toUtf8('plain'), toUtf8('a'));
    for (const length of [0, 1, 2, 1120, 1121, 1145, 1160, 1161, sealed.length - 1])
      expectOpenFailed(() => openSealed(secretKey, sealed.slice(0, length), toUtf8('a')));
    for (let length = 0; length < secret.length; length++)
      expectOpenFailed(() => openWith(key, secret.slice(0, length), toUtf8('a')));
    expectOpenFailed(() => openSealed(secretKey, Uint8Array.of(...sealed, 0), toUtf8('a')));
    expectOpenFailed(() => openWith(key, Uint8Array.of(...secret, 0), toUtf8('a')));
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 1300 }), (suite, rest) => {
        expectOpenFailed(() => openSealed(secretKey, Uint8Array.of(suite, ...rest), toUtf8('a')));
        expectOpenFailed(() => openWith(key, Uint8Array.of(suite, ...rest), toUtf8('a')));
      }),
      { numRuns: 60 },
    );
  });

  it('one suite does not open as the other', () => {
    const { publicKey, secretKey } = newBoxPair();
    expectOpenFailed(() => openWith(secretKey, sealTo(publicKey, toUtf8('p'), toUtf8('')), toUtf8('')));
    expectOpenFailed(() => openSealed(secretKey, sealWith(secretKey, toUtf8('p'), toUtf8('')), toUtf8('')));
  });

  it('two sealings to one person cannot be mixed', () => {
    const { publicKey, secretKey } = newBoxPair();
    const one = sealTo(publicKey, toUtf8('one'), toUtf8('a'));
    const two = sealTo(publicKey, toUtf8('two'), toUtf8('a'));
    expectOpenFailed(() =>
      openSealed(secretKey, Uint8Array.of(...one.slice(0, 1121), ...two.slice(1121)), toUtf8('a')),
    );
  });
});

describe('unpadding', () => {
  it('gives back what was padded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (plain) => {
        expect(unpad(padTo(plain))).toEqual(plain);
      }),
    );
  });

  it('accepts exactly one padding of a text', () => {
    const good = padTo(toUtf8('abc'));
    for (let bit = 7 * 8; bit < good.length * 8; bit += 5) expectOpenFailed(() => unpad(flipped(good, bit)));
    const larger = new Uint8Array(4096);
    larger.set(good);
    expectOpenFailed(() => unpad(larger));
    expectOpenFailed(() => unpad(good.slice(0, 1023)));
  });

  it('refuses a length that the bytes do not hold', () => {
    for (const length of [1021, 1024, 65_536, 0xffffffff]) {
      const bad = new Uint8Array(1024);
      new DataView(bad.buffer).setUint32(0, length);
      expectOpenFailed(() => unpad(bad));
    }
    for (let length = 0; length < 8; length++) expectOpenFailed(() => unpad(new Uint8Array(length)));
  });

  it('reads a view that begins inside a larger buffer', () => {
    const whole = new Uint8Array(1034);
    whole.set(padTo(toUtf8('abc')), 10);
    expect(fromUtf8(unpad(whole.subarray(10)))).toBe('abc');
  });
});
