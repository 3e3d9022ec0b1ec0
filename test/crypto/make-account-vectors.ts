// Writes test/vectors/account.json. Run by hand when a format changes, with its pages in docs/formats.

import { writeFileSync } from 'node:fs';
import { accountOf, enrolmentContext, openingBits, openingDigest } from '../../crypto/account.ts';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { enrolmentCodeHash, writeEnrolmentCode } from '../../crypto/enrolment-code.ts';
import { sha256 } from '../../crypto/hash.ts';
import { signingPair, signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { findStamp } from '../../crypto/stamp.ts';
import { challengeDigestFor } from '../../crypto/token.ts';
import { accountCallLabel, accountCallText, callHeader } from '../../policy/call.ts';

await readySodium();
const bytes = (name: string, length: number): Uint8Array => sha256(toUtf8(name)).slice(0, length);
const seed = bytes('account seed', 32);
const { publicKey, secretKey } = signingPair(seed);
const account = accountOf(publicKey);
const at = '2026-11-21T10:05:00Z';
const digest = openingDigest(publicKey, at);
const body = '{}';
const call = {
  method: 'POST',
  path: '/account/budget',
  bodyDigest: toBase64url(sha256(toUtf8(body))),
  at,
  nonce: toBase64url(bytes('nonce', 16)),
};
const text = accountCallText({ ...call, account });
const key = toBase64url(publicKey);
const signature = toBase64url(signRecord(accountCallLabel, text, secretKey));

const vectors = {
  source: 'made by test/crypto/make-account-vectors.ts; bytes in base64url',
  seed: toBase64url(seed),
  key,
  account,
  opening: { at, digest, stamp: findStamp(digest, openingBits, 0, 10_000_000) },
  call: { ...call, text, header: callHeader({ key, at, nonce: call.nonce, signature }) },
  enrolments: [2026, 2027].map((year) => ({
    year,
    context: toBase64url(enrolmentContext(year)),
    challengeDigest: toBase64url(challengeDigestFor('relay.example', enrolmentContext(year))),
  })),
  codes: ['one', 'two', 'three'].map((name) => {
    const code = bytes(`code ${name}`, 10);
    return { bytes: toBase64url(code), written: writeEnrolmentCode(code), hash: enrolmentCodeHash(code) };
  }),
};
writeFileSync(new URL('../vectors/account.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
