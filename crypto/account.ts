// The account for tokens: an Ed25519 key made from 32 random bytes of the vault. It names no mailbox and follows from none.

import { concat, toBase64url, toUtf8 } from './encode.ts';
import { CryptoFault } from './fault.ts';
import { type Sha256, sha256 } from './hash.ts';

const accountLabel = toUtf8('vav/account/1\n');
export const openingLabel = 'vav/account-opening/1';
const enrolmentLabel = toUtf8('vav/enrolment/1\n');

/** What opening one costs (`stamp.ts`): some ten milliseconds of a phone, and more than nothing for a million. */
export const openingBits = 14;

/** The only name that the issuer has for an account: the hash of its key, base64url. */
export function accountOf(publicKey: Uint8Array, hash: Sha256 = sha256): string {
  return toBase64url(hash(concat(accountLabel, requireKey(publicKey))));
}

/** What the stamp of an opening is made for: this key, at this minute, at a relay where this label counts. */
export function openingDigest(
  publicKey: Uint8Array,
  at: string,
  hash: Sha256 = sha256,
  label: string = openingLabel,
): string {
  return toBase64url(hash(concat(toUtf8(`${label}\n`), requireKey(publicKey), toUtf8(at))));
}

/** The context of a year's enrolment tokens (`token.ts`), where a study's tokens have its digest. */
export function enrolmentContext(year: number, hash: Sha256 = sha256): Uint8Array {
  if (!Number.isInteger(year) || year < 2000 || year > 9999)
    throw new CryptoFault('encoding-invalid', `year \`${year}\`, expected four digits`);
  return hash(concat(enrolmentLabel, toUtf8(String(year))));
}

function requireKey(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== 32)
    throw new CryptoFault('key-invalid', `account key of \`${publicKey.length}\` bytes, expected 32`);
  return publicKey;
}
