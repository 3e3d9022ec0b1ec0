import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { RSABSSA } from '@cloudflare/blindrsa-ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { CryptoFault } from '../../../crypto/fault.ts';
import { challengeDigestFor, joinToken, readToken, tokenInput, tokenKeyIdOf } from '../../../crypto/token.ts';
import {
  blindMessage,
  blindSign,
  finalizeToken,
  newTokenKey,
  openTokenKey,
  tokenKeyOf,
  verifyToken,
} from '../../../relay/proof/blind-rsa.ts';
import vectors from '../../vectors/token.json' with { type: 'json' };

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const numberOf = (hex: string): bigint => BigInt(`0x${hex}`);
const even = (hex: string): string => (hex.length % 2 === 0 ? hex : `0${hex}`);

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (cause) {
    return cause instanceof CryptoFault ? cause.code : 'another';
  }
  return undefined;
}

const rfcKey = createPrivateKey({
  key: Buffer.from(vectors.privateKey, 'hex'),
  format: 'der',
  type: 'pkcs8',
});
const nonce = new Uint8Array(32).fill(7);
const study = new Uint8Array(32).fill(9);

let key: KeyObject;
let spki: Uint8Array;
let publicKey: KeyObject;
let input: Uint8Array;
beforeAll(() => {
  key = newTokenKey();
  spki = tokenKeyOf(key);
  publicKey = openTokenKey(spki);
  input = tokenInput(nonce, challengeDigestFor('relay.example', study), tokenKeyIdOf(spki));
});

function aToken(from: Uint8Array = input): Uint8Array {
  const { blinded, inverse } = blindMessage(publicKey, from);
  return joinToken(from, finalizeToken(publicKey, from, blindSign(key, blinded), inverse));
}

describe('the issuances of RFC 9578', () => {
  it('name the same public key', () => {
    expect(hexOf(tokenKeyOf(rfcKey))).toBe(vectors.publicKey);
    expect(hexOf(tokenKeyOf(openTokenKey(fromHex(vectors.publicKey))))).toBe(vectors.publicKey);
  });

  it.each(vectors.issuances.map((issuance, at) => [at + 1, issuance] as const))(
    'come out the same (%i)',
    (_at, { blind, salt, request, response, token }) => {
      const from = openTokenKey(fromHex(vectors.publicKey));
      const { input: signed, authenticator } = readToken(fromHex(token));
      const { blinded, inverse } = blindMessage(from, signed, { salt: fromHex(salt), blind: fromHex(blind) });
      // token_type, one byte of the key's name, the blinded message (RFC 9578 §6.1).
      expect(hexOf(blinded)).toBe(request.slice(6));
      expect(hexOf(blindSign(rfcKey, blinded))).toBe(response);
      expect(hexOf(finalizeToken(from, signed, fromHex(response), inverse))).toBe(hexOf(authenticator));
      expect(verifyToken(from, fromHex(token))).toBe(true);
    },
  );
});

describe('the blind signatures of RFC 9474', () => {
  it.each(vectors.blindSignatures)('come out the same: $name', (vector) => {
    const [p, q, d] = [numberOf(vector.p), numberOf(vector.q), numberOf(vector.d)];
    const text = (value: bigint) => Buffer.from(even(value.toString(16)), 'hex').toString('base64url');
    const n = numberOf(vector.n);
    const power = (base: bigint, exponent: bigint): bigint => {
      let [result, factor, rest] = [1n, base % q, exponent];
      for (; rest > 0n; rest >>= 1n, factor = (factor * factor) % q)
        if (rest & 1n) result = (result * factor) % q;
      return result;
    };
    // q is prime: p⁻¹ mod q by Fermat; so the two primes change places.
    const privateKey = createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'RSA',
        n: text(n),
        e: 'AQAB',
        d: text(d),
        p: text(q),
        q: text(p),
        dp: text(d % (q - 1n)),
        dq: text(d % (p - 1n)),
        qi: text(power(p, q - 2n)),
      },
    });
    const from = createPublicKey(privateKey);
    const blindSignature = blindSign(privateKey, fromHex(vector.blindedMessage));
    expect(hexOf(blindSignature)).toBe(vector.blindSignature);
    const authenticator = finalizeToken(
      from,
      fromHex(vector.inputMessage),
      blindSignature,
      fromHex(even(vector.inverse).padStart(1024, '0')),
    );
    expect(hexOf(authenticator)).toBe(vector.signature);
  });
});

describe('a token', () => {
  it('that the issuer signed blindly is good, and the issuer saw nothing of it', () => {
    const { blinded, inverse } = blindMessage(publicKey, input);
    const blindSignature = blindSign(key, blinded);
    const token = joinToken(input, finalizeToken(publicKey, input, blindSignature, inverse));
    expect(verifyToken(publicKey, token)).toBe(true);
    const seen = hexOf(blinded) + hexOf(blindSignature);
    for (const part of [nonce, readToken(token).authenticator, input.subarray(34, 66)])
      for (let at = 0; at + 8 <= part.length; at += 8)
        expect(seen.includes(hexOf(part.subarray(at, at + 8)))).toBe(false);
  });

  it('is blinded anew each time, and signed the same each time', () => {
    const [one, other] = [blindMessage(publicKey, input), blindMessage(publicKey, input)];
    expect(hexOf(one.blinded)).not.toBe(hexOf(other.blinded));
    expect(blindSign(key, one.blinded)).toEqual(blindSign(key, one.blinded));
  });

  it('of the phone is signed by the relay, and one of the relay is good on the phone', async () => {
    const suite = RSABSSA.SHA384.PSS.Deterministic();
    const { n, e } = publicKey.export({ format: 'jwk' });
    const phoneKey = await crypto.subtle.importKey(
      'jwk',
      { kty: 'RSA', n: n as string, e: e as string, alg: 'PS384', ext: true },
      { name: 'RSA-PSS', hash: 'SHA-384' },
      true,
      ['verify'],
    );
    const { blindedMsg, inv } = await suite.blind(phoneKey, suite.prepare(input));
    const onPhone = await suite.finalize(phoneKey, input, blindSign(key, blindedMsg), inv);
    expect(verifyToken(publicKey, joinToken(input, onPhone))).toBe(true);
    const here = blindMessage(publicKey, input);
    expect(await suite.verify(phoneKey, readToken(aToken()).authenticator, new Uint8Array(input))).toBe(true);
    const finished = await suite.finalize(phoneKey, input, blindSign(key, here.blinded), here.inverse);
    expect(verifyToken(publicKey, joinToken(input, finished))).toBe(true);
  });

  it('with any bit of it turned is none', () => {
    const token = aToken();
    for (let at = 0; at < token.length; at++) {
      const bit = 1 << (at % 8);
      expect(verifyToken(publicKey, token.with(at, (token[at] as number) ^ bit)), String(at)).toBe(false);
    }
  });

  it('of another key, of another study under it, cut or empty is none', () => {
    const token = aToken();
    expect(verifyToken(openTokenKey(tokenKeyOf(newTokenKey())), token)).toBe(false);
    const elsewhere = tokenInput(nonce, challengeDigestFor('relay.example', nonce), tokenKeyIdOf(spki));
    expect(verifyToken(publicKey, joinToken(elsewhere, readToken(token).authenticator))).toBe(false);
    for (const length of [0, 1, 98, 353])
      expect(verifyToken(publicKey, token.subarray(0, length))).toBe(false);
    expect(verifyToken(publicKey, joinToken(input, new Uint8Array(256)))).toBe(false);
    expect(verifyToken(publicKey, joinToken(input, new Uint8Array(256).fill(255)))).toBe(false);
  });

  it('is not made of two others: products of signatures are no signatures', () => {
    const { modulus } = readModulus();
    const other = tokenInput(new Uint8Array(32).fill(8), input.subarray(34, 66), tokenKeyIdOf(spki));
    const [left, right] = [aToken(), aToken(other)].map((token) =>
      numberOf(hexOf(readToken(token).authenticator)),
    ) as [bigint, bigint];
    const product = ((left * right) % modulus).toString(16).padStart(512, '0');
    for (const from of [input, other])
      expect(verifyToken(publicKey, joinToken(from, fromHex(product)))).toBe(false);
  });
});

const readModulus = () => ({
  modulus: numberOf(
    Buffer.from(publicKey.export({ format: 'jwk' }).n as string, 'base64url').toString('hex'),
  ),
});

describe('a blinded message', () => {
  it('of another length, of 0, of the modulus or past it is not signed', () => {
    const { modulus } = readModulus();
    const bytes = (value: bigint) => fromHex(value.toString(16).padStart(512, '0'));
    for (const length of [0, 1, 255, 257])
      expect(codeOf(() => blindSign(key, new Uint8Array(length).fill(1)))).toBe('size-invalid');
    for (const value of [0n, modulus, modulus + 1n, (1n << 2048n) - 1n])
      expect(codeOf(() => blindSign(key, bytes(value)))).toBe('encoding-invalid');
    expect(hexOf(blindSign(key, bytes(1n)))).toBe(hexOf(bytes(1n)));
    expect(codeOf(() => blindSign(key, bytes(modulus - 1n)))).toBeUndefined();
  });
});

describe('an answer of the issuer', () => {
  it('to another message, of another key or of another length is no token', () => {
    const { blinded, inverse } = blindMessage(publicKey, input);
    const good = blindSign(key, blinded);
    const other = blindSign(key, blindMessage(publicKey, input).blinded);
    expect(codeOf(() => finalizeToken(publicKey, input, other, inverse))).toBe('signature-invalid');
    expect(codeOf(() => finalizeToken(publicKey, input, new Uint8Array(256), inverse))).toBe(
      'signature-invalid',
    );
    expect(codeOf(() => finalizeToken(publicKey, input.with(2, 0), good, inverse))).toBe('signature-invalid');
    expect(codeOf(() => finalizeToken(publicKey, input, good.subarray(1), inverse))).toBe('size-invalid');
    expect(codeOf(() => finalizeToken(publicKey, input, good, inverse.subarray(1)))).toBe('size-invalid');
  });
});

describe('a token key', () => {
  it('is RSA of 2048 bits with the usual exponent, or is none', () => {
    const odd = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey;
    const short = generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 65_537 }).privateKey;
    const curve = generateKeyPairSync('ed25519').privateKey;
    for (const other of [odd, short, curve]) expect(codeOf(() => tokenKeyOf(other))).toBe('key-invalid');
    expect(codeOf(() => openTokenKey(spki.subarray(1)))).toBe('key-invalid');
  });
});
