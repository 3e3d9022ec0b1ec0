import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import {
  groupsOf,
  kitLocator,
  kitSecret,
  newKitCode,
  readKitCode,
  readThreadCode,
  writeKitCode,
  writeThreadCode,
} from '../../crypto/kit-code.ts';
import { readStopCode, writeStopCode } from '../../crypto/stop-card.ts';
import vectors from '../vectors/codes.json' with { type: 'json' };

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codes = fc.uint8Array({ minLength: 20, maxLength: 20 });
const codeInvalid = expect.objectContaining({ code: 'code-invalid' });

const papers = [
  ['kit', writeKitCode, readKitCode],
  ['stop', writeStopCode, readStopCode],
  ['thread', writeThreadCode, readThreadCode],
] as const;

describe.each(papers)('a %s code', (use, write, read) => {
  it('is that of the vectors', () => {
    for (const vector of vectors.codes) {
      expect(write(fromBase64url(vector.bytes))).toBe(vector[use]);
      expect(toBase64url(read(vector[use]))).toBe(vector.bytes);
    }
  });

  it('is seven groups of five characters that read back', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(write(code)).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){6}[0-9A-HJKMNP-TV-Z]{5}$/);
        expect(read(write(code))).toEqual(code);
      }),
    );
  });

  it('shows every single wrong character, at every place', () => {
    for (const code of [new Uint8Array(20), new Uint8Array(20).fill(0xa5), newKitCode()]) {
      const written = write(code).replaceAll('-', '');
      for (let at = 0; at < written.length; at++)
        for (const character of alphabet)
          if (character !== written[at])
            expect(() => read(written.slice(0, at) + character + written.slice(at + 1))).toThrow(codeInvalid);
    }
  });

  it('shows every swap of two neighbours, and of two characters around a third', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const written = [...write(code).replaceAll('-', '')];
        for (const distance of [1, 2])
          for (let at = 0; at + distance < written.length; at++) {
            const swapped = [...written];
            [swapped[at], swapped[at + distance]] = [written[at + distance] ?? '', written[at] ?? ''];
            if (swapped.join('') !== written.join(''))
              expect(() => read(swapped.join(''))).toThrow(codeInvalid);
          }
      }),
      { numRuns: 50 },
    );
  });

  it('shows any damage within three characters in a row, and any two wrong characters fewer than 31 apart', () => {
    const character = fc.constantFrom(...alphabet);
    fc.assert(
      fc.property(
        codes,
        fc.nat(32),
        fc.array(character, { minLength: 3, maxLength: 3 }),
        (code, at, three) => {
          const written = write(code).replaceAll('-', '');
          const bad = written.slice(0, at) + three.join('') + written.slice(at + 3);
          if (bad !== written) expect(() => read(bad)).toThrow(codeInvalid);
        },
      ),
    );
    fc.assert(
      fc.property(codes, fc.nat(34), fc.nat(30), character, character, (code, at, apart, one, two) => {
        const written = [...write(code).replaceAll('-', '')];
        const bad = [...written];
        bad[at] = one;
        if (at + apart < bad.length) bad[at + apart] = two;
        if (bad.join('') !== written.join('')) expect(() => read(bad.join(''))).toThrow(codeInvalid);
      }),
    );
  });

  it('is read as people type it', () => {
    const code = fromBase64url('jMSC7Evz25faN_tt75iSmGTSYdk');
    const written = write(code);
    for (const typed of [
      written.toLowerCase(),
      written.replaceAll('-', ' '),
      written.replaceAll('-', ''),
      written.replaceAll('-', ' – '),
      ` ${written}\n`,
      written.replaceAll('0', 'o').replaceAll('1', 'l'),
      written.replaceAll('0', 'O').replaceAll('1', 'I'),
    ])
      expect(read(typed)).toEqual(code);
  });

  it.each([
    '',
    '0',
    '00000-00000',
    'U'.repeat(35),
    '0'.repeat(34),
    '0'.repeat(36),
    'é'.repeat(35),
    '00000 💧',
  ])('is not `%s`', (text) => {
    expect(() => read(text)).toThrow(codeInvalid);
  });
});

describe('codes on paper', () => {
  it('a code of one use is never one of another', () => {
    fc.assert(
      fc.property(codes, (code) => {
        for (const [written, write] of papers) {
          for (const [asked, , read] of papers)
            if (asked !== written) expect(() => read(write(code))).toThrow(codeInvalid);
        }
      }),
    );
  });

  it('locator and unlock secret come from one code and tell nothing of each other', () => {
    for (const { bytes, kitSecret: secret, kitLocator: locator } of vectors.codes) {
      expect(toBase64url(kitSecret(fromBase64url(bytes)))).toBe(secret);
      expect(kitLocator(fromBase64url(bytes))).toBe(locator);
      expect(locator).not.toBe(secret);
    }
  });

  it('a rehearsal asks for groups', () => {
    const groups = groupsOf(writeKitCode(newKitCode()));
    expect(groups.map((group) => group.length)).toEqual([5, 5, 5, 5, 5, 5, 5]);
    expect(() => groupsOf('ABC-DEF')).toThrow(codeInvalid);
  });

  it('a code of another length is refused', () => {
    const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
    for (const write of [writeKitCode, writeStopCode, kitSecret, kitLocator])
      expect(() => write(new Uint8Array(19))).toThrow(sizeInvalid);
  });
});
