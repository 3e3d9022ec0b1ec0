import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { leafHash, treeRoot } from '../../../crypto/proof.ts';
import {
  bytesDigest,
  fastSha256,
  innerDigest,
  rootOfLeaves,
  takeRandom,
  textDigest,
  treeOfTexts,
} from '../../../relay/proof/hash.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 300 });

describe('hash', () => {
  it('gives the same SHA-256 in the relay and in the wallet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(Buffer.from(fastSha256(bytes))).toEqual(Buffer.from(sha256(bytes)));
        expect(bytesDigest(bytes)).toBe(toBase64url(sha256(bytes)));
      }),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(textDigest(value)).toBe(recordDigest(value));
      }),
    );
  });

  it('roots a tree of texts as RFC 6962 does, for every count up to 70', () => {
    for (let count = 0; count <= 70; count += 1) {
      const texts = Array.from({ length: count }, (_, at) => `é${at}`);
      const tree = treeOfTexts(texts);
      const leaves = texts.map((value) => leafHash(toUtf8(value)));
      expect(tree.leaves).toEqual(Buffer.concat(leaves));
      expect(tree.root).toEqual(Buffer.from(treeRoot(leaves)));
      expect(rootOfLeaves(tree.leaves)).toEqual(tree.root);
    }
  });

  it('salts a record before its digest goes to the log', () => {
    const salt = Buffer.alloc(32, 7);
    expect(innerDigest(salt, 'été')).toEqual(Buffer.from(sha256(salt, toUtf8('été'))));
  });

  it('never gives the same random bytes twice', () => {
    const seen = new Set<string>();
    for (let at = 0; at < 5000; at += 1) seen.add(takeRandom(32).toString('hex'));
    expect(seen.size).toBe(5000);
    expect(takeRandom(100_000).length).toBe(100_000);
  });
});
