// Writes test/vectors/backup.json. Run by hand when the format changes, with docs/formats/backup.md.

import { writeFileSync } from 'node:fs';
import { sealBackup, writesPair } from '../../crypto/backup.ts';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import { addKeyslot, createKeyslots, keyslotDigest, keyslotText } from '../../crypto/keyslot.ts';
import { kitLocator, kitSecret } from '../../crypto/kit-code.ts';
import { signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { backupBits, findStamp } from '../../crypto/stamp.ts';
import { backupLabel, backupWriteText } from '../../policy/backup.ts';

await readySodium();
const bytes = (name: string, length: number): Uint8Array => sha256(toUtf8(name)).slice(0, length);
const root = bytes('backup root', 32);
const kit = bytes('backup kit', 20);
const passkey = { kind: 'passkey', unlockSecret: bytes('prf', 32), credential: 'AAAA' } as const;
const list = addKeyslot(createKeyslots(root, passkey), root, { kind: 'kit', unlockSecret: kitSecret(kit) });
const backup = toBase64url(bytes('backup name', 16));
const content =
  '{"v":1,"at":"2026-11-21T10:05:00Z","leftOut":0,"rows":[["fact","commune",{"key":"commune"}]]}';
const slots = keyslotText(list);
const place = { backup, version: 1, slots: keyslotDigest(list) };
const sealed = sealBackup(root, place, toUtf8(content));
const pair = writesPair(root);
const key = toBase64url(pair.publicKey);
const devicesPlace = toBase64url(sha256(toUtf8('vav/backup-place/1\n'), bytes('backup name', 16)));
const write = backupWriteText({
  v: 1,
  backup,
  version: 1,
  at: '2026-11-21T10:05:00Z',
  key,
  next: key,
  sealed: toBase64url(sha256(sealed)),
  slots: recordDigest(slots),
  places: [devicesPlace, kitLocator(kit)],
  passkeys: [],
});

const vectors = {
  source: 'made by test/crypto/make-backup-vectors.ts; bytes in base64url',
  root: toBase64url(root),
  kit: toBase64url(kit),
  kitPlace: kitLocator(kit),
  devicesPlace,
  place,
  content,
  slots,
  sealed: toBase64url(sealed),
  key,
  write,
  signature: toBase64url(signRecord(backupLabel, write, pair.secretKey)),
  stamp: findStamp(recordDigest(write), backupBits, 0, 10_000_000),
};

writeFileSync(
  new URL('../vectors/backup.json', import.meta.url),
  `${JSON.stringify(vectors, undefined, 2)}\n`,
);
