// The seal of a report's halves. Apart from what posts them: its library comes only to a phone that takes part in a study.

import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

const suite = () =>
  new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });

type Bytes = Uint8Array;

/** RFC 9180 in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. */
export async function sealHpke(
  publicKey: Bytes,
  info: Bytes,
  aad: Bytes,
  plaintext: Bytes,
): Promise<{ readonly enc: Bytes; readonly payload: Bytes }> {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(publicKey);
  const { enc, ct } = await hpke.seal({ recipientPublicKey, info }, plaintext, aad);
  return { enc: new Uint8Array(enc), payload: new Uint8Array(ct) };
}

/** Whether this browser knows the curve: asked before a yes, so that nobody pays for what cannot leave. */
export async function canSeal(): Promise<boolean> {
  try {
    await suite().kem.generateKeyPair();
    return true;
  } catch {
    return false;
  }
}
