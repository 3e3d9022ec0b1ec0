import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64url, toHex, toUtf8 } from '../../crypto/encode.ts';
import { blake2b, mailboxOf, recordDigest, sha256, stopHashOf } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { readySodium, sodium } from '../../crypto/sodium.ts';

const ofNode = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

beforeAll(readySodium);

describe('hashes', () => {
  it('SHA-256 is the same as that of Node, in one part or several', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (left, right) => {
        expect(toHex(sha256(left))).toBe(ofNode(left).toString('hex'));
        expect(toHex(sha256(left, right))).toBe(ofNode(Buffer.concat([left, right])).toString('hex'));
      }),
    );
  });

  it('BLAKE2b gives the known answers', () => {
    expect(toHex(blake2b(undefined))).toBe(
      '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8',
    );
    expect(toHex(blake2b(undefined, toUtf8('abc')))).toBe(
      'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319',
    );
  });

  it('BLAKE2b is the same as that of libsodium, with and without key', () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 64 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.option(key, { nil: undefined }), (bytes, given) => {
        const expected = sodium().crypto_generichash(32, bytes, given ?? null);
        expect(toHex(blake2b(given, bytes))).toBe(toHex(expected));
      }),
    );
  });

  it('a key shorter than 16 bytes keys nothing', () => {
    for (const length of [0, 15, 65])
      expect(() => blake2b(new Uint8Array(length))).toThrow(expect.objectContaining({ code: 'key-invalid' }));
  });

  it('a mailbox is the labelled hash of a signing key', () => {
    const key = randomBytes(32);
    expect(mailboxOf(key)).toBe(
      ofNode(Buffer.concat([Buffer.from('vav/mailbox/1\n'), key])).toString('base64url'),
    );
    expect(() => mailboxOf(key.slice(1))).toThrow(expect.objectContaining({ code: 'key-invalid' }));
  });

  it('a record digest is over the text as it was received', () => {
    expect(recordDigest('{"é":1}\ned25519:x')).toBe(
      ofNode(Buffer.from('{"é":1}\ned25519:x')).toString('base64url'),
    );
    expect(stopHashOf(toUtf8('s'))).toBe(ofNode(Buffer.from('s')).toString('base64url'));
  });

  it('chance has the length asked for, also above what the platform gives at once', () => {
    expect(randomBytes(70_000).length).toBe(70_000);
    expect(
      randomBytes(70_000)
        .slice(66_000)
        .some((byte) => byte !== 0),
    ).toBe(true);
    expect(randomId()).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(toBase64url(randomBytes(16))).not.toBe(randomId());
  });
});
