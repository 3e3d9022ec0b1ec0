import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { mailboxOf, sha256 } from '../../crypto/hash.ts';
import { kitSecret, newKitCode, readThreadCode, writeThreadCode } from '../../crypto/kit-code.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { threadKeys } from '../../crypto/thread-key.ts';
import vectors from '../vectors/codes.json' with { type: 'json' };

beforeAll(readySodium);

describe('the keys of a thread without an account', () => {
  it('are those of the vectors', () => {
    for (const { bytes, threadMailbox, threadBoxKeySha256 } of vectors.codes) {
      const { mailbox, box } = threadKeys(fromBase64url(bytes));
      expect(mailbox).toBe(threadMailbox);
      expect(toBase64url(sha256(box.publicKey))).toBe(threadBoxKeySha256);
    }
  });

  it('come back with the code from the paper, and from no other code', () => {
    const code = newKitCode();
    const keys = threadKeys(readThreadCode(writeThreadCode(code)));
    expect(keys.mailbox).toBe(threadKeys(code).mailbox);
    expect(keys.mailbox).toBe(mailboxOf(keys.signing.publicKey));
    expect(threadKeys(newKitCode()).mailbox).not.toBe(keys.mailbox);
  });

  it('share nothing with what a kit of the same bytes would open', () => {
    const code = newKitCode();
    const { signing, box } = threadKeys(code);
    const secrets = [kitSecret(code), signing.secretKey.subarray(0, 32), box.secretKey].map(toBase64url);
    expect(new Set(secrets).size).toBe(3);
  });

  it('are made of twenty bytes', () => {
    for (const length of [0, 19, 21, 32])
      expect(() => threadKeys(new Uint8Array(length))).toThrow(
        expect.objectContaining({ code: 'size-invalid' }),
      );
  });
});
