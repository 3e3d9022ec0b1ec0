// c2sp.org/tlog-proof, read and verified in the steps of its page.

import { beforeAll, describe, expect, it } from 'vitest';
import { readCosignerKey } from '../../crypto/cosignature.ts';
import { fromBase64url, toBase64 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import { leafHash } from '../../crypto/proof.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from '../../crypto/tlog-proof.ts';
import vectors from '../vectors/tlog-proof.json' with { type: 'json' };

beforeAll(readySodium);

const log = readVerifierKey(vectors.logVerifierKey);
const witnesses = vectors.witnessVerifierKeys.map(readCosignerKey);
const [first = '', second = ''] = vectors.proofs;
const leafAt = (at: number) => fromBase64url(vectors.entries[at]?.leaf ?? '');

describe('a proof file', () => {
  it.each(vectors.proofs.map((text, at) => [at, text] as const))(
    'of entry %i holds, and is written as it was read',
    (at, text) => {
      const proof = parseTlogProof(text);
      expect(proof.index).toBe(at);
      expect(leafHash(sha256(proof.extra ?? new Uint8Array(0)))).toEqual(leafAt(at));
      const { head, cosigners } = verifyTlogProof(proof, leafAt(at), log, witnesses);
      expect(head.size).toBe(7);
      expect(cosigners.map(({ key }) => key.name)).toEqual(
        at % 2 === 0 ? ['temoin.example/w1'] : ['temoin.example/w1', 'temoin.example/w2'],
      );
      expect(formatTlogProof(proof)).toBe(text);
    },
  );

  it('needs no extra, and no path when the tree has one leaf', () => {
    const bare = first.replace(/extra .*\n/, '');
    expect(parseTlogProof(bare).extra).toBeUndefined();
    expect(verifyTlogProof(parseTlogProof(bare), leafAt(0), log).head.size).toBe(7);
    const empty = `c2sp.org/tlog-proof@v1\nindex 0\n\n${parseTlogProof(first).checkpoint}`;
    expect(parseTlogProof(empty).path).toEqual([]);
  });

  it('falls with any changed bit of its path, its leaf or its head', () => {
    const proof = parseTlogProof(second);
    const invalid = expect.objectContaining({ code: 'proof-invalid' });
    proof.path.forEach((hash, at) => {
      for (let bit = 0; bit < 256; bit += 1) {
        const changed = hash.slice();
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        const path = proof.path.with(at, changed);
        expect(() => verifyTlogProof({ ...proof, path }, leafAt(1), log)).toThrow(invalid);
      }
    });
    expect(() => verifyTlogProof(proof, leafAt(2), log)).toThrow(invalid);
    expect(() => verifyTlogProof({ ...proof, index: 0 }, leafAt(1), log)).toThrow(invalid);
    expect(() => verifyTlogProof({ ...proof, path: proof.path.slice(1) }, leafAt(1), log)).toThrow(invalid);
  });

  it('is of the log that is trusted, and of no other', () => {
    const other = { ...log, publicKey: log.publicKey.map((byte) => byte ^ 1) };
    for (const key of [other, { ...log, name: 'other.example/log' }])
      expect(() => verifyTlogProof(parseTlogProof(first), leafAt(0), key)).toThrow();
  });

  it.each([
    ['another label', first.replace('@v1', '@v2')],
    ['no empty line', first.replace('\n\n', '\n')],
    ['no index', first.replace(/index .*\n/, '')],
    ['an index with a leading zero', first.replace('index 0', 'index 00')],
    ['an index below zero', first.replace('index 0', 'index -1')],
    ['an index beyond all numbers', first.replace('index 0', 'index 99999999999999999999')],
    ['extra after the index', first.replace(/(extra .*\n)(index .*\n)/, '$2$1')],
    ['extra that is no base64', first.replace(/extra .*/, 'extra a_b')],
    ['a hash of 31 bytes', first.replace(/index 0\n.*\n/, `index 0\n${toBase64(new Uint8Array(31))}\n`)],
    ['64 hashes', first.replace('index 0\n', `index 0\n${`${toBase64(new Uint8Array(32))}\n`.repeat(64)}`)],
    ['carriage returns', first.replaceAll('\n', '\r\n')],
    ['no checkpoint', first.slice(0, first.indexOf('\n\n') + 2)],
    ['nothing', ''],
    ['no end', `${'a'.repeat(300_000)}`],
  ])('is not one with %s', (_, text) => {
    expect(text).not.toBe(first);
    expect(() => parseTlogProof(text)).toThrow();
  });

  it('is not written with an index or a path that could not be read again', () => {
    const proof = parseTlogProof(first);
    for (const index of [-1, 0.5, 2 ** 53]) expect(() => formatTlogProof({ ...proof, index })).toThrow();
    expect(() => formatTlogProof({ ...proof, path: [new Uint8Array(31)] })).toThrow();
    expect(() => formatTlogProof({ ...proof, checkpoint: 'none' })).toThrow();
  });
});
