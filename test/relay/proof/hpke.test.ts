import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CryptoFault } from '../../../crypto/fault.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { newHpkeKey, openHpke, openHpkeKey, sealHpke, secretOf } from '../../../relay/proof/hpke.ts';

const hex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'));
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text));

/** RFC 9180, appendix A.1.1, sequence number 0. */
const published = {
  info: hex('4f6465206f6e2061204772656369616e2055726e'),
  skEm: hex('52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736'),
  pkEm: hex('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431'),
  skRm: hex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8'),
  pkRm: hex('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d'),
  pt: hex('4265617574792069732074727574682c20747275746820626561757479'),
  aad: hex('436f756e742d30'),
  ct: hex('f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a'),
};

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
});
const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (cause) {
    if (cause instanceof CryptoFault) return cause.code;
    throw cause;
  }
  return 'none';
};

describe('HPKE on Node', () => {
  it('makes and opens what RFC 9180 prints in A.1.1', () => {
    const { info, skEm, pkEm, skRm, pkRm, pt, aad, ct } = published;
    const receiver = openHpkeKey(skRm);
    expect(receiver.publicKey).toEqual(pkRm);
    expect(sealHpke(pkRm, info, aad, pt, openHpkeKey(skEm))).toEqual({ enc: pkEm, payload: ct });
    expect(Buffer.from(openHpke(receiver, pkEm, info, aad, ct))).toEqual(Buffer.from(pt));
  });

  it('opens what @hpke/core sealed, and seals what it opens', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.uint8Array({ maxLength: 60 }),
        fc.uint8Array({ maxLength: 900 }),
        async (plain, info, aad) => {
          const own = newHpkeKey();
          const publicKey = await suite.kem.deserializePublicKey(buffer(own.publicKey));
          const sender = await suite.createSenderContext({
            recipientPublicKey: publicKey,
            info: buffer(info),
          });
          const ct = await sender.seal(buffer(plain), buffer(aad));
          const opened = openHpke(own, new Uint8Array(sender.enc), info, aad, new Uint8Array(ct));
          expect(Buffer.from(opened)).toEqual(Buffer.from(plain));

          const sealed = sealHpke(own.publicKey, info, aad, plain);
          const recipient = await suite.createRecipientContext({
            recipientKey: await suite.kem.deserializePrivateKey(buffer(secretOf(own))),
            enc: buffer(sealed.enc),
            info: buffer(info),
          });
          const back = await recipient.open(buffer(sealed.payload), buffer(aad));
          expect(Buffer.from(back)).toEqual(Buffer.from(plain));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('opens under the same info, the same associated data and the same key only', () => {
    const own = newHpkeKey();
    const { enc, payload } = sealHpke(own.publicKey, utf8('info'), utf8('aad'), utf8('plain'));
    const open = (changes: {
      key?: typeof own;
      enc?: Uint8Array;
      info?: string;
      aad?: string;
      payload?: Uint8Array;
    }) =>
      refusal(() =>
        openHpke(
          changes.key ?? own,
          changes.enc ?? enc,
          utf8(changes.info ?? 'info'),
          utf8(changes.aad ?? 'aad'),
          changes.payload ?? payload,
        ),
      );
    expect(open({})).toBe('none');
    expect(open({ key: newHpkeKey() })).toBe('open-failed');
    expect(open({ info: 'infp' })).toBe('open-failed');
    expect(open({ aad: '' })).toBe('open-failed');
    for (let at = 0; at < payload.length; at += 1) {
      const other = payload.slice();
      other[at] = (other[at] as number) ^ 1;
      expect(open({ payload: other })).toBe('open-failed');
    }
    for (const length of [0, 1, 15, 16, payload.length - 1])
      expect(open({ payload: payload.slice(0, length) })).toBe('open-failed');
    for (const length of [0, 31, 33, 64]) expect(open({ enc: randomBytes(length) })).toBe('open-failed');
  });

  it('refuses points of small order on either side', () => {
    const own = newHpkeKey();
    for (const point of [hex('00'.repeat(32)), hex(`01${'00'.repeat(31)}`), hex(`ed${'ff'.repeat(30)}7f`)]) {
      expect(refusal(() => sealHpke(point, utf8(''), utf8(''), utf8('a')))).toBe('key-invalid');
      expect(refusal(() => openHpke(own, point, utf8(''), utf8(''), randomBytes(40)))).toBe('open-failed');
    }
  });

  it('draws another ephemeral key for each message', () => {
    const own = newHpkeKey();
    const encs = Array.from({ length: 20 }, () => sealHpke(own.publicKey, utf8(''), utf8(''), utf8('a')).enc);
    expect(new Set(encs.map((enc) => Buffer.from(enc).toString('hex'))).size).toBe(20);
  });
});
