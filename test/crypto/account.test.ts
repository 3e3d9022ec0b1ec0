import { describe, expect, it } from 'vitest';
import { accountOf, enrolmentContext, openingBits, openingDigest } from '../../crypto/account.ts';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import {
  enrolmentCodeHash,
  newEnrolmentCode,
  readEnrolmentCode,
  writeEnrolmentCode,
} from '../../crypto/enrolment-code.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { readKitCode } from '../../crypto/kit-code.ts';
import { signingPair } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { findStamp, stampBits } from '../../crypto/stamp.ts';
import { readStopCode } from '../../crypto/stop-card.ts';
import { challengeDigestFor } from '../../crypto/token.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { accountCallLabel, accountCallText, callHeader, readCallHeader } from '../../policy/call.ts';
import { fastSha256 } from '../../relay/proof/hash.ts';
import vectors from '../vectors/account.json' with { type: 'json' };

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (cause) {
    return cause instanceof CryptoFault ? cause.code : 'another';
  }
  return undefined;
}

describe('an account', () => {
  it('is that of the vectors', async () => {
    await readySodium();
    const { seed, key, account } = vectors;
    expect(toBase64url(signingPair(fromBase64url(seed)).publicKey)).toBe(key);
    expect(accountOf(fromBase64url(key))).toBe(account);
    expect(accountOf(fromBase64url(key), fastSha256)).toBe(account);
    expect(codeOf(() => accountOf(new Uint8Array(31)))).toBe('key-invalid');
  });

  it('is opened at the cost of a stamp for its key and minute', () => {
    const { at, stamp, digest } = vectors.opening;
    const key = fromBase64url(vectors.key);
    expect(openingDigest(key, at)).toBe(digest);
    expect(openingDigest(key, at, fastSha256)).toBe(digest);
    expect(findStamp(digest, openingBits, 0, 10_000_000)).toBe(stamp);
    expect(stampBits(openingDigest(key, '2026-11-21T10:06:00Z'), stamp)).toBeLessThan(openingBits);
  });

  it('calls as in the vectors', async () => {
    await readySodium();
    const { text, header, ...call } = vectors.call;
    expect(accountCallText({ ...call, account: vectors.account })).toBe(text);
    const proof = readCallHeader(header);
    if (proof === undefined) throw new Error('expected a header');
    expect(callHeader(proof)).toBe(header);
    const signature = fromBase64url(proof.signature);
    expect(verifyRecord(accountCallLabel, text, signature, fromBase64url(vectors.key))).toBe(true);
    // A mailbox's label over the same text is another signature.
    expect(verifyRecord('vav/call/1', text, signature, fromBase64url(vectors.key))).toBe(false);
  });
});

describe('an enrolment', () => {
  it('has its own context each year', () => {
    for (const { year, context, challengeDigest } of vectors.enrolments) {
      expect(toBase64url(enrolmentContext(year))).toBe(context);
      expect(toBase64url(challengeDigestFor('relay.example', enrolmentContext(year, fastSha256)))).toBe(
        challengeDigest,
      );
    }
    for (const year of [1999, 10_000, 2026.5, Number.NaN])
      expect(codeOf(() => enrolmentContext(year))).toBe('encoding-invalid');
  });

  it('has codes as in the vectors, which nobody types where another is asked for', () => {
    for (const { bytes, written, hash } of vectors.codes) {
      expect(writeEnrolmentCode(fromBase64url(bytes))).toBe(written);
      expect(toBase64url(readEnrolmentCode(written))).toBe(bytes);
      expect(toBase64url(readEnrolmentCode(` ${written.toLowerCase().replaceAll('-', ' ')}`))).toBe(bytes);
      expect(enrolmentCodeHash(fromBase64url(bytes))).toBe(hash);
      for (const read of [readKitCode, readStopCode])
        expect(codeOf(() => read(written))).toBe('code-invalid');
    }
  });

  it('code finds every wrong character and every swap of two neighbours', () => {
    const written = writeEnrolmentCode(newEnrolmentCode());
    expect(written).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){2}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const plain = [...written.replaceAll('-', '')];
    for (let at = 0; at < plain.length; at++) {
      for (const other of '0123456789ABCDEFGHJKMNPQRSTVWXYZ')
        if (other !== plain[at])
          expect(codeOf(() => readEnrolmentCode(plain.with(at, other).join('')))).toBe('code-invalid');
      const [left = '', right = ''] = [plain[at], plain[at + 1]];
      if (right === '' || left === right) continue;
      const swapped = plain
        .with(at, right)
        .with(at + 1, left)
        .join('');
      expect(codeOf(() => readEnrolmentCode(swapped))).toBe('code-invalid');
    }
    for (const text of [
      '',
      plain.slice(1).join(''),
      `${written}0`,
      written.replace(/.$/, 'U'),
      written.replace(/.$/, 'é'),
    ])
      expect(codeOf(() => readEnrolmentCode(text))).toBe('code-invalid');
    expect(codeOf(() => writeEnrolmentCode(new Uint8Array(9)))).toBe('size-invalid');
  });
});
