import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordDigest } from '../../crypto/hash.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { utf8Bytes } from '../../policy/record.ts';
import {
  digestInAddress,
  fitsSheet,
  joinSheet,
  maxCodeBytes,
  maxCodes,
  recordAddress,
  splitForSheet,
} from '../../policy/sheet.ts';
import vectors from '../vectors/sheet.json' with { type: 'json' };

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof PolicyFault) return error.code;
    throw error;
  }
  return 'no fault';
};

/** Texts of every length that paper takes, with characters of one to four bytes. */
const letters = fc.constantFrom('a', '{', '\n', '"', 'é', '€', '𝄞');
const texts = fc
  .tuple(fc.string({ unit: letters, minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 90 }))
  .map(([text, times]) => `{${text.repeat(times)}`)
  .filter(fitsSheet);

const shuffled = (codes: readonly string[]) =>
  fc.shuffledSubarray([...codes], { minLength: codes.length, maxLength: codes.length });

describe('a record on paper', () => {
  it('comes back byte for byte, in whatever order its codes are scanned and however often', () => {
    fc.assert(
      fc.property(texts, fc.gen(), (text, draw) => {
        const codes = splitForSheet(text, recordDigest(text));
        const scanned = [...draw(shuffled, codes), ...draw(shuffled, codes)];
        expect(joinSheet(scanned, recordDigest)).toEqual({ isWhole: true, text });
      }),
    );
  });

  it('never needs a code of more bytes than a cheap camera reads, nor more codes than fit a sheet', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const codes = splitForSheet(text, recordDigest(text));
        expect(codes.length).toBeLessThanOrEqual(maxCodes);
        for (const code of codes) {
          expect(utf8Bytes(code)).toBeLessThanOrEqual(maxCodeBytes);
          expect(code.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('is one code with nothing around it where it fits', () => {
    const text = `{${'a'.repeat(maxCodeBytes - 2)}}`;
    expect(splitForSheet(text, recordDigest(text))).toEqual([text]);
    expect(splitForSheet(`${text}a`, recordDigest(`${text}a`))).toHaveLength(2);
  });

  it('says which codes are still to be scanned', () => {
    const text = `{${'x'.repeat(4_200)}}`;
    const codes = splitForSheet(text, recordDigest(text));
    expect(codes).toHaveLength(4);
    expect(joinSheet([codes[2] as string, codes[0] as string], recordDigest)).toEqual({
      isWhole: false,
      of: 4,
      missing: [2, 4],
    });
  });

  it('is never mixed with another record', () => {
    const [one, other] = ['x', 'y'].map((letter) => `{${letter.repeat(2_000)}}`) as [string, string];
    const [mine, theirs] = [one, other].map((text) => splitForSheet(text, recordDigest(text))) as [
      string[],
      string[],
    ];
    const [first, second] = mine as [string, string];
    expect(codeOf(() => joinSheet([first, theirs[1] as string], recordDigest))).toBe('sheet-invalid');
    expect(codeOf(() => joinSheet([first, `${second}z`, second], recordDigest))).toBe('sheet-invalid');
    // The mark of one record in front of the text of the other.
    const forged = (theirs[1] as string).replace(/^(VAV1:\d\/\d:).{8}/, `$1${recordDigest(one).slice(0, 8)}`);
    expect(codeOf(() => joinSheet([first, forged], recordDigest))).toBe('sheet-invalid');
    expect(codeOf(() => joinSheet([one.slice(0, 900), other.slice(0, 900)], recordDigest))).toBe(
      'sheet-invalid',
    );
  });

  it('is refused when it is none: too long, empty, broken, or a code itself', () => {
    const long = `{${'x'.repeat(maxCodeBytes * maxCodes)}}`;
    expect(fitsSheet(long)).toBe(false);
    for (const text of [long, '', '\ud800', 'VAV1:1/1:abcdefgh:x'])
      expect(codeOf(() => splitForSheet(text, recordDigest('x')))).toBe('sheet-invalid');
    const scanned: string[][] = [
      [],
      Array.from({ length: 65 }, () => '{}'),
      ['x'.repeat(2_332)],
      ['VAV1:0/2:abcdefgh:x'],
      ['VAV1:3/2:abcdefgh:x'],
      ['VAV1:1/2:abcdefg:x'],
      ['VAV1:1/2:abcdefgh:'],
      ['VAV1:1/2:abcdefgh:x', 'VAV1:2/3:abcdefgh:x'],
      ['VAV1:1/2:abcdefgh:x', '{}'],
      ['{}', 'VAV1:1/2:abcdefgh:x'],
    ];
    for (const codes of scanned) expect(codeOf(() => joinSheet(codes, recordDigest))).toBe('sheet-invalid');
  });

  it('that is public and too long is named by its address, which ends with its digest', () => {
    const digest = recordDigest('a declaration');
    const address = recordAddress('https://relais.example', 'declaration', digest);
    expect(address).toBe(`https://relais.example/declaration/${digest}`);
    expect(digestInAddress(address)).toBe(digest);
    for (const other of [`${address}?x=1`, `${address}x`, address.replace('https:', 'ftp:'), digest, '{}'])
      expect(digestInAddress(other)).toBeNull();
  });

  it('is split as others split it', () => {
    for (const { text, digest, codes } of vectors.cases) {
      expect(recordDigest(text)).toBe(digest);
      expect(splitForSheet(text, digest)).toEqual(codes);
    }
  });
});
