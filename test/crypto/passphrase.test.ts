import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { passphraseFloor, secretFromPassphrase } from '../../crypto/passphrase.ts';
import vectors from '../vectors/keyslot.json' with { type: 'json' };

const { text, salt, ops, memoryKib, secret } = vectors.passphrase;
const saltBytes = fromBase64url(salt);
const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });

describe('a passphrase', () => {
  it('gives the secret of the vectors, which is the Argon2id of Node', async () => {
    expect(toBase64url(await secretFromPassphrase(text, saltBytes, { ops, memoryKib }))).toBe(secret);
    const ofNode = argon2Sync('argon2id', {
      message: Buffer.from(text, 'utf8'),
      nonce: saltBytes,
      parallelism: 1,
      tagLength: 32,
      memory: memoryKib,
      passes: ops,
    });
    expect(ofNode.toString('base64url')).toBe(secret);
  });

  it('is the same typed on a keyboard that takes « é » apart', async () => {
    const apart = await secretFromPassphrase(text.normalize('NFD'), saltBytes, passphraseFloor);
    expect(toBase64url(apart)).toBe(secret);
  });

  it.each([
    { ops: 2, memoryKib: 65_536 },
    { ops: 3, memoryKib: 65_535 },
    { ops: 1, memoryKib: 8 },
    { ops: 0, memoryKib: 0 },
    { ops: 3.5, memoryKib: 65_536 },
    { ops: Number.NaN, memoryKib: 65_536 },
    { ops: 3, memoryKib: 4_194_304 },
    { ops: 1000, memoryKib: 65_536 },
  ])('is not computed at a cost that a server weakened or made absurd: %j', async (cost) => {
    await expect(secretFromPassphrase(text, saltBytes, cost)).rejects.toThrow(sizeInvalid);
  });

  it('needs a salt of 16 bytes', async () => {
    await expect(secretFromPassphrase(text, new Uint8Array(15), passphraseFloor)).rejects.toThrow(
      sizeInvalid,
    );
  });
});
