import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { blake2b, sha256, stopHashOf } from '../../crypto/hash.ts';
import { newPairKey, newRoot, pairwise, type RootKeyUse, rootKey } from '../../crypto/keys.ts';
import { openSealed } from '../../crypto/open.ts';
import { sealTo } from '../../crypto/seal.ts';
import { signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { newStopSeed, stopSecret } from '../../crypto/stop-card.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import vectors from '../vectors/keys.json' with { type: 'json' };

beforeAll(readySodium);

const partyIds = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toBase64url);
const generations = fc.nat(20);

describe('keys of a wallet', () => {
  it('are those of the vectors', () => {
    for (const [use, key] of Object.entries(vectors.rootKeys))
      expect(toBase64url(rootKey(fromBase64url(vectors.root), use as RootKeyUse))).toBe(key);
    for (const expected of vectors.generations) {
      const { signing, box, mailbox } = pairwise(
        fromBase64url(vectors.pairKey),
        vectors.party,
        expected.generation,
      );
      expect(toBase64url(signing.publicKey)).toBe(expected.signingPublicKey);
      expect(toBase64url(sha256(box.publicKey))).toBe(expected.boxPublicKeySha256);
      expect(toBase64url(box.secretKey)).toBe(expected.boxSecretKey);
      expect(mailbox).toBe(expected.mailbox);
      const secret = stopSecret(fromBase64url(vectors.stopSeed), vectors.party, expected.generation);
      expect(toBase64url(secret)).toBe(expected.stopSecret);
      expect(stopHashOf(secret)).toBe(expected.stopHash);
    }
  });

  it('no two uses of a root share a key, nor a key with the root', () => {
    const root = newRoot();
    const uses: RootKeyUse[] = ['data', 'backup', 'slots', 'writes', 'devices', 'former'];
    const keys = [root, ...uses.map((use) => rootKey(root, use))].map(toBase64url);
    expect(new Set(keys).size).toBe(7);
  });

  it('the same party and generation give the same mailbox; anything else gives another', () => {
    const pairKey = newPairKey();
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(partyIds, generations, (party, generation) => {
        const { mailbox } = pairwise(pairKey, party, generation);
        expect(pairwise(pairKey, party, generation).mailbox).toBe(mailbox);
        expect(pairwise(newPairKey(), party, generation).mailbox).not.toBe(mailbox);
        const name = `${party} ${generation}`;
        expect(seen.get(mailbox) ?? name).toBe(name);
        seen.set(mailbox, name);
      }),
      { numRuns: 40 },
    );
  });

  it('a pairwise pair signs and opens', () => {
    const { signing, box } = pairwise(newPairKey(), vectors.party, 3);
    expect(
      verifyRecord('vav/x/1', '{}', signRecord('vav/x/1', '{}', signing.secretKey), signing.publicKey),
    ).toBe(true);
    const sealed = sealTo(box.publicKey, toUtf8('p'), toUtf8('a'));
    expect(openSealed(box.secretKey, sealed, toUtf8('a'))).toEqual(toUtf8('p'));
  });

  it('a stop secret is the keyed hash that the stop page computes without libsodium', () => {
    const seed = newStopSeed();
    const text = `vav/stop/1\n${vectors.party}\n12`;
    expect(stopSecret(seed, vectors.party, 12)).toEqual(blake2b(seed, toUtf8(text)));
    expect(stopSecret(seed, vectors.party, 12)).not.toEqual(stopSecret(newStopSeed(), vectors.party, 12));
  });

  it('generation 1 with a party id is never generation 11 of another', () => {
    fc.assert(
      fc.property(
        partyIds,
        generations,
        partyIds,
        generations,
        (party, generation, other, otherGeneration) => {
          const same = party === other && generation === otherGeneration;
          const seed = new Uint8Array(20);
          const left = toBase64url(stopSecret(seed, party, generation));
          expect(left === toBase64url(stopSecret(seed, other, otherGeneration))).toBe(same);
        },
      ),
    );
  });

  it('broken input is refused', () => {
    const keyInvalid = expect.objectContaining({ code: 'key-invalid' });
    expect(() => rootKey(new Uint8Array(31), 'data')).toThrow(keyInvalid);
    expect(() => pairwise(new Uint8Array(33), vectors.party, 0)).toThrow(keyInvalid);
    expect(() => stopSecret(new Uint8Array(32), vectors.party, 0)).toThrow(keyInvalid);
    for (const party of [
      '',
      'party',
      `${vectors.party}A`,
      `${vectors.party.slice(1)}\n`,
      vectors.party.slice(1),
    ])
      expect(() => stopSecret(new Uint8Array(20), party, 0)).toThrow(
        expect.objectContaining({ code: 'encoding-invalid' }),
      );
    for (const generation of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => stopSecret(new Uint8Array(20), vectors.party, generation)).toThrow(
        expect.objectContaining({ code: 'size-invalid' }),
      );
  });
});
