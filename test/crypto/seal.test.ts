import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toHex, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { randomBytes } from '../../crypto/random.ts';
import { boxPair, newBoxPair, padTo, sealTo, sealWith } from '../../crypto/seal.ts';
import { readySodium, sodium } from '../../crypto/sodium.ts';
import vectors from '../vectors/seal.json' with { type: 'json' };
import xwing from '../vectors/seal-xwing.json' with { type: 'json' };

beforeAll(readySodium);

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

describe('sealing', () => {
  it.each(xwing.vectors)('stands on the X-Wing of the draft (seed $seed)', ({ seed, pk, eseed, ct, ss }) => {
    const { publicKey, secretKey } = boxPair(hex(seed));
    expect(toHex(publicKey)).toBe(pk);
    expect(toHex(secretKey)).toBe(seed);
    const made = sodium().crypto_kem_xwing_enc_deterministic(publicKey, hex(eseed));
    expect(toHex(made.ciphertext)).toBe(ct);
    expect(toHex(made.sharedSecret)).toBe(ss);
    expect(toHex(sodium().crypto_kem_xwing_dec(hex(ct), secretKey))).toBe(ss);
  });

  it('adds a fixed number of bytes and begins with its suite', () => {
    const { publicKey } = newBoxPair();
    for (const length of [0, 1, 1024]) {
      const sealed = sealTo(publicKey, new Uint8Array(length), toUtf8('a'));
      expect([sealed[0], sealed.length]).toEqual([1, length + 1161]);
      const secret = sealWith(randomBytes(32), new Uint8Array(length), toUtf8('a'));
      expect([secret[0], secret.length]).toEqual([2, length + 41]);
    }
  });

  it('never gives the same bytes twice', () => {
    const { publicKey } = newBoxPair();
    const plain = toUtf8('same');
    expect(sealTo(publicKey, plain, plain)).not.toEqual(sealTo(publicKey, plain, plain));
    const key = randomBytes(32);
    expect(sealWith(key, plain, plain)).not.toEqual(sealWith(key, plain, plain));
  });

  it('to a key of another length, or with one, is refused', () => {
    const fault = expect.objectContaining({ code: 'key-invalid' });
    for (const length of [0, 32, 1215, 1217])
      expect(() => sealTo(new Uint8Array(length), new Uint8Array(1), new Uint8Array(0))).toThrow(fault);
    expect(() => sealTo(new Uint8Array(1216).fill(255), new Uint8Array(1), new Uint8Array(0))).toThrow(fault);
    for (const length of [0, 16, 31, 33, 64])
      expect(() => sealWith(new Uint8Array(length), new Uint8Array(1), new Uint8Array(0))).toThrow(fault);
    expect(() => boxPair(new Uint8Array(64))).toThrow(fault);
  });

  it('makes the same pair from the same seed', () => {
    const { secretKey, publicKey } = vectors.to;
    expect(toBase64url(boxPair(fromBase64url(secretKey)).publicKey)).toBe(publicKey);
  });
});

describe('padding', () => {
  it.each(vectors.padding)(
    'of $plainBytes bytes gives $paddedBytes',
    ({ plainBytes, paddedBytes, sha256: digest }) => {
      const padded = padTo(new Uint8Array(plainBytes).fill(7));
      expect(padded.length).toBe(paddedBytes);
      expect(toBase64url(sha256(padded))).toBe(digest);
    },
  );

  it('refuses what fits no size', () => {
    const fault = expect.objectContaining({ code: 'size-invalid' });
    expect(() => padTo(new Uint8Array(65_533))).toThrow(fault);
    expect(() => padTo(new Uint8Array(5), [8])).toThrow(fault);
  });

  it('takes the smallest size, in whatever order sizes are given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), (plain) => {
        expect(padTo(plain, [100, 16, 64]).length).toBe(
          [16, 64, 100].find((size) => size >= plain.length + 4),
        );
      }),
    );
  });
});
