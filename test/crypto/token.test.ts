import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { sha256 } from '../../crypto/hash.ts';
import {
  authenticatorBytes,
  challengeDigestFor,
  joinToken,
  readToken,
  readTokenKey,
  tokenBytes,
  tokenChallenge,
  tokenInput,
  tokenKeyBytes,
  tokenKeyIdOf,
  writeTokenKey,
} from '../../crypto/token.ts';
import vectors from '../vectors/token.json' with { type: 'json' };

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (cause) {
    return cause instanceof CryptoFault ? cause.code : 'another';
  }
  return undefined;
}

describe('a token challenge', () => {
  it('gives the inputs of RFC 9577', () => {
    expect(vectors.challenges).toHaveLength(5);
    for (const { issuerName, context, originInfo, nonce, tokenKeyId, input } of vectors.challenges) {
      const challenge = tokenChallenge(issuerName, fromHex(context), originInfo);
      expect(toHex(tokenInput(fromHex(nonce), sha256(challenge), fromHex(tokenKeyId)))).toBe(input);
    }
  });

  it('of one study is that of no other study and no other issuer', () => {
    const [one, other] = [new Uint8Array(32), new Uint8Array(32).fill(1)];
    const digests = [
      challengeDigestFor('relay.example', one),
      challengeDigestFor('relay.example', other),
      challengeDigestFor('relay.example:8443', one),
    ].map(toHex);
    expect(new Set(digests).size).toBe(3);
    expect(digests[0]).toBe(toHex(sha256(tokenChallenge('relay.example', one))));
  });

  it('has a host name and a context of its length, or is none', () => {
    for (const name of ['', 'Relay.example', 'relay.example/', 'https://relay.example', 'a'.repeat(254)])
      expect(codeOf(() => tokenChallenge(name, new Uint8Array(32)))).toBe('encoding-invalid');
    for (const length of [1, 31, 33])
      expect(codeOf(() => tokenChallenge('relay.example', new Uint8Array(length)))).toBe('size-invalid');
    expect(codeOf(() => challengeDigestFor('relay.example', new Uint8Array()))).toBe('size-invalid');
  });
});

describe('a token', () => {
  it('is taken apart as RFC 9578 puts it together', () => {
    expect(vectors.issuances).toHaveLength(5);
    for (const { challenge, nonce, token } of vectors.issuances) {
      const read = readToken(fromHex(token));
      expect(toHex(read.nonce)).toBe(nonce);
      expect(toHex(read.challengeDigest)).toBe(toHex(sha256(fromHex(challenge))));
      expect(toHex(read.tokenKeyId)).toBe(toHex(tokenKeyIdOf(fromHex(vectors.publicKey))));
      expect(toHex(read.input)).toBe(token.slice(0, 2 * 98));
      expect(toHex(joinToken(read.input, read.authenticator))).toBe(token);
      expect(toHex(tokenInput(read.nonce, read.challengeDigest, read.tokenKeyId))).toBe(toHex(read.input));
    }
  });

  it('comes back as it was put together', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(bytes(32), bytes(32), bytes(32), bytes(256), (nonce, digest, keyId, authenticator) => {
        const token = joinToken(tokenInput(nonce, digest, keyId), authenticator);
        expect(token).toHaveLength(tokenBytes);
        const read = readToken(token);
        expect([read.nonce, read.challengeDigest, read.tokenKeyId, read.authenticator]).toEqual([
          nonce,
          digest,
          keyId,
          authenticator,
        ]);
      }),
    );
  });

  it('of another type or length is none', () => {
    expect(codeOf(() => readToken(fromHex(vectors.otherType)))).toBe('encoding-invalid');
    const [first] = vectors.issuances;
    const token = fromHex(first?.token ?? '');
    for (const [at, byte] of [
      [0, 1],
      [1, 1],
      [1, 3],
    ] as const)
      expect(codeOf(() => readToken(token.with(at, byte)))).toBe('encoding-invalid');
    for (const length of [0, 2, tokenBytes - 1, tokenBytes + 1])
      expect(codeOf(() => readToken(concat(token, token).subarray(0, length)))).toBe('size-invalid');
  });

  it('is not put together of parts of another length', () => {
    const part = new Uint8Array(32);
    for (const length of [0, 31, 33]) {
      const short = new Uint8Array(length);
      expect(codeOf(() => tokenInput(short, part, part))).toBe('size-invalid');
      expect(codeOf(() => tokenInput(part, short, part))).toBe('size-invalid');
      expect(codeOf(() => tokenInput(part, part, short))).toBe('size-invalid');
    }
    expect(codeOf(() => joinToken(new Uint8Array(97), new Uint8Array(256)))).toBe('size-invalid');
    expect(codeOf(() => joinToken(new Uint8Array(98), new Uint8Array(255)))).toBe('size-invalid');
  });
});

describe('a token key', () => {
  it('is that of RFC 9578, byte for byte', () => {
    const spki = fromHex(vectors.publicKey);
    expect(spki).toHaveLength(tokenKeyBytes);
    const { modulus, exponent } = readTokenKey(spki);
    expect(toHex(writeTokenKey(modulus))).toBe(vectors.publicKey);
    expect(toHex(exponent)).toBe('010001');
    expect(modulus).toHaveLength(authenticatorBytes);
  });

  it('in any other form is none: one key has one name', () => {
    const spki = fromHex(vectors.publicKey);
    const modulusAt = 4 + 63 + 4 + 1 + 4 + 4 + 1;
    expect(toHex(spki.subarray(modulusAt, modulusAt + 256))).toBe(toHex(readTokenKey(spki).modulus));
    for (let at = 0; at < spki.length; at++) {
      const isModulus = at >= modulusAt && at < modulusAt + authenticatorBytes;
      const isFree = isModulus && at > modulusAt && at < modulusAt + authenticatorBytes - 1;
      const flipped = spki.with(at, (spki[at] as number) ^ (at === modulusAt ? 0x80 : 0x01));
      expect(
        codeOf(() => readTokenKey(flipped)),
        String(at),
      ).toBe(isFree ? undefined : 'key-invalid');
    }
    for (const other of [new Uint8Array(), spki.subarray(1), concat(spki, Uint8Array.of(0))])
      expect(codeOf(() => tokenKeyIdOf(other))).toBe('key-invalid');
  });
});
