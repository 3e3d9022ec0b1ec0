import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areEqual,
  concat,
  fromBase64,
  fromBase64url,
  fromUtf8,
  toBase64,
  toBase64url,
  toHex,
  toUtf8,
} from '../../crypto/encode.ts';

const bytes = fc.uint8Array({ maxLength: 200 });
const invalid = expect.objectContaining({ code: 'encoding-invalid' });

describe('encodings', () => {
  it('write base64url, base64 and hex as Node does, and read them back', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const buffer = Buffer.from(given);
        expect(toBase64url(given)).toBe(buffer.toString('base64url'));
        expect(toBase64(given)).toBe(buffer.toString('base64'));
        expect(toHex(given)).toBe(buffer.toString('hex'));
        expect(fromBase64url(toBase64url(given))).toEqual(given);
        expect(fromBase64(toBase64(given))).toEqual(given);
      }),
    );
  });

  it('give each byte string exactly one base64url text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), (given) => {
        let read: Uint8Array;
        try {
          read = fromBase64url(given);
        } catch (fault) {
          expect(fault).toEqual(invalid);
          return;
        }
        expect(toBase64url(read)).toBe(given);
      }),
    );
    const letters = fc.string({ unit: fc.constantFrom(...'AQgw-_z9'), maxLength: 8 });
    fc.assert(
      fc.property(letters, (given) => {
        let again: string;
        try {
          again = toBase64url(fromBase64url(given));
        } catch {
          return;
        }
        expect(again).toBe(given);
      }),
    );
  });

  it.each(['A', 'AB', 'AAB', 'AA==', 'A+AA', 'A/AA', 'AA A', 'AAAA\n', 'é', 'AAAAé'])(
    'refuse `%s` as base64url',
    (given) => {
      expect(() => fromBase64url(given)).toThrow(invalid);
    },
  );

  it.each(['A', 'AA', 'AA=', 'AB==', 'A===', '====', 'AA=A', 'A-AA', 'AAAA='])(
    'refuse `%s` as base64',
    (given) => {
      expect(() => fromBase64(given)).toThrow(invalid);
    },
  );

  it('write text as Node does, keep a byte order mark, and refuse half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Buffer.from(toUtf8(text)).equals(Buffer.from(text, 'utf8'))).toBe(true);
        expect(fromUtf8(toUtf8(text))).toBe(text);
      }),
    );
    expect(fromUtf8(toUtf8('\ufeffa'))).toBe('\ufeffa');
    expect(() => toUtf8('a\ud800b')).toThrow(invalid);
    expect(() => toUtf8('\udc00')).toThrow(invalid);
  });

  it.each([[[0xff]], [[0xc3]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf5, 0x80, 0x80, 0x80]]])(
    'refuse %j as utf-8',
    (given) => {
      expect(() => fromUtf8(Uint8Array.from(given))).toThrow(invalid);
    },
  );

  it('compare bytes by value and join them in order', () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(areEqual(left, right)).toBe(Buffer.from(left).equals(Buffer.from(right)));
        expect(areEqual(left, left.slice())).toBe(true);
        expect(Buffer.concat([left, right]).equals(concat(left, right))).toBe(true);
      }),
    );
  });
});
