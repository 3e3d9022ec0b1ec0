import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { findStamp, stampBits } from '../../crypto/stamp.ts';
import { fastSha256 } from '../../relay/proof/hash.ts';
import vectors from '../vectors/codes.json' with { type: 'json' };

const digestOf = (bytes: Uint8Array): string => toBase64url(sha256(bytes));

describe('a stamp', () => {
  it('is that of the vectors', () => {
    for (const { bytes, stamp16 } of vectors.codes) {
      const digest = digestOf(fromBase64url(bytes));
      expect(findStamp(digest, 16, 0, 10_000_000)).toBe(stamp16);
      expect(stampBits(digest, stamp16)).toBeGreaterThanOrEqual(16);
    }
  });

  it('is worth as much to the relay as to the phone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.uint8Array(), (nonce, seed) => {
        const stamp = toBase64url(nonce);
        expect(stampBits(digestOf(seed), stamp, fastSha256)).toBe(stampBits(digestOf(seed), stamp));
      }),
    );
  });

  it('is found in slices as it is at once', () => {
    const digest = digestOf(new Uint8Array(3));
    const whole = findStamp(digest, 12, 0, 1_000_000);
    let found: string | undefined;
    for (let from = 0; found === undefined; from += 64) found = findStamp(digest, 12, from, 64);
    expect(found).toBe(whole);
    expect(findStamp(digest, 250, 0, 100)).toBeUndefined();
  });

  it('is worth nothing for another record, or in another form', () => {
    const digest = digestOf(new Uint8Array(1));
    const stamp = findStamp(digest, 16, 0, 10_000_000) as string;
    expect(stampBits(digestOf(new Uint8Array(2)), stamp)).toBeLessThan(16);
    for (const odd of ['', 'A', `${stamp}A`, stamp.slice(1), `${stamp.slice(0, -1)}B`, '===========', ' '])
      expect(stampBits(digest, odd)).toBe(0);
  });

  it('costs twice as much with each bit', () => {
    const counted = Array.from({ length: 4096 }, (_, at) => {
      const nonce = new Uint8Array(8);
      new DataView(nonce.buffer).setUint32(4, at);
      return stampBits(digestOf(new Uint8Array(4)), toBase64url(nonce));
    });
    for (const bits of [1, 3, 5]) {
      const share = counted.filter((count) => count >= bits).length / counted.length;
      expect(share).toBeGreaterThan(0.7 * 2 ** -bits);
      expect(share).toBeLessThan(1.3 * 2 ** -bits);
    }
  });
});
