import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64url } from '../../../crypto/encode.ts';
import { newSigningPair, signRecord } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { verifyForeign, verifyRecord } from '../../../crypto/verify.ts';
import { verifyBytes, verifySigned } from '../../../relay/proof/verify.ts';

beforeAll(readySodium);

const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const other = bytes.slice();
  other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
  return other;
};

/** Points of small order and their second forms, with both signs: everything that libsodium refuses as a key. */
const smallPoints = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].flatMap((hex) => [Buffer.from(hex, 'hex'), flip(Buffer.from(hex, 'hex'), 255)]);

describe('verify', () => {
  it('agrees with the wallet about good and broken signatures', () => {
    const pair = newSigningPair();
    const key = toBase64url(pair.publicKey);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -1, max: 511 }), (text, bit) => {
        const good = signRecord('vav/grant/1', text, pair.secretKey);
        const signature = bit < 0 ? good : flip(good, bit);
        const wallet = verifyRecord('vav/grant/1', text, signature, pair.publicKey);
        expect(verifySigned('vav/grant/1', text, toBase64url(signature), key)).toBe(wallet);
        expect(wallet).toBe(bit < 0);
      }),
    );
  });

  it('refuses another label, another key and another length', () => {
    const pair = newSigningPair();
    const signature = signRecord('vav/grant/1', '{}', pair.secretKey);
    const key = toBase64url(pair.publicKey);
    expect(verifySigned('vav/grant/1', '{}', toBase64url(signature), key)).toBe(true);
    expect(verifySigned('vav/call/1', '{}', toBase64url(signature), key)).toBe(false);
    expect(
      verifySigned('vav/grant/1', '{}', toBase64url(signature), toBase64url(newSigningPair().publicKey)),
    ).toBe(false);
    expect(verifySigned('vav/grant/1', '{}', toBase64url(signature.slice(1)), key)).toBe(false);
    expect(verifySigned('vav/grant/1', '{}', toBase64url(signature), 'short')).toBe(false);
    expect(verifySigned('vav/grant/1', '\ud800', toBase64url(signature), key)).toBe(false);
  });

  it('refuses as key and as R the points that libsodium refuses', () => {
    const pair = newSigningPair();
    const bytes = Buffer.from('anything');
    for (const point of smallPoints) {
      // S = 0 with R = identity holds for the identity as key where nobody looks at the order.
      for (const r of smallPoints) {
        const signature = Buffer.concat([r, Buffer.alloc(32)]);
        expect(verifyForeign(bytes, signature, point)).toBe(false);
        expect(verifyBytes(bytes, signature, toBase64url(point))).toBe(false);
        expect(verifyBytes(bytes, signature, toBase64url(pair.publicKey))).toBe(false);
      }
    }
  });

  it('refuses S beyond the order, so that a message has one signature', () => {
    const pair = newSigningPair();
    const signature = signRecord('vav/grant/1', '{}', pair.secretKey);
    const order = (1n << 252n) + 27742317777372353535851937790883648493n;
    let s = BigInt(`0x${Buffer.from(signature.slice(32)).reverse().toString('hex')}`) + order;
    const beyond = Buffer.from(signature);
    for (let at = 32; at < 64; at += 1, s >>= 8n) beyond[at] = Number(s & 0xffn);
    expect(verifyRecord('vav/grant/1', '{}', beyond, pair.publicKey)).toBe(false);
    expect(verifySigned('vav/grant/1', '{}', toBase64url(beyond), toBase64url(pair.publicKey))).toBe(false);
  });
});
