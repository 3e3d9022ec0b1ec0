// Writes test/vectors/*.json from the code: `node test/crypto/make-vectors.ts`. Run it only when a format changes,
// together with its page. Sealed bytes are drawn anew each time: a vector says that they open, not how they are made.

import { writeFileSync } from 'node:fs';
import { toBase64url, toHex, toUtf8 } from '../../crypto/encode.ts';
import { blake2b, mailboxOf, sha256, stopHashOf } from '../../crypto/hash.ts';
import { pairwise, type RootKeyUse, rootKey } from '../../crypto/keys.ts';
import { activateKeyslot, addDevice, addKeyslot, createKeyslots, rotateRoot } from '../../crypto/keyslot.ts';
import { kitLocator, kitSecret, writeKitCode, writeThreadCode } from '../../crypto/kit-code.ts';
import { checkpointText, formatNote, noteSignature, writeVerifierKey } from '../../crypto/note.ts';
import { secretFromPassphrase } from '../../crypto/passphrase.ts';
import { consistencyPath, inclusionPath, leafHash, treeRoot } from '../../crypto/proof.ts';
import { boxPair, padTo, sealTo, sealWith } from '../../crypto/seal.ts';
import { recordBytes, signForeign, signingPair, signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { findStamp } from '../../crypto/stamp.ts';
import { stopSecret, writeStopCode } from '../../crypto/stop-card.ts';
import { threadKeys } from '../../crypto/thread-key.ts';

await readySodium();

const given = (name: string) => sha256(toUtf8(`vectors: ${name}`));
const text = toBase64url;

function write(name: string, value: unknown): void {
  writeFileSync(new URL(`../vectors/${name}.json`, import.meta.url), `${JSON.stringify(value, null, 1)}\n`);
}

const party = text(given('party'));

const signer = signingPair(given('signer'));
const line = `{"at":"2026-11-21T10:05:00Z","by":"${mailboxOf(signer.publicKey)}","grant":"AAAAAAAAAAAAAAAAAAAAAA","id":"AQEBAQEBAQEBAQEBAQEBAQ","key":"${text(signer.publicKey)}","type":"revocation","v":1}`;
const compactHead = `${text(toUtf8('{"alg":"EdDSA","typ":"oauth-authz-req+jwt"}'))}.${text(toUtf8(`{"iss":"${party}"}`))}`;
write('sign', {
  note: 'bytes in base64url',
  seed: text(given('signer')),
  publicKey: text(signer.publicKey),
  record: {
    label: 'vav/revocation/1',
    text: line,
    signedBytesSha256: text(sha256(recordBytes('vav/revocation/1', line))),
    signature: text(signRecord('vav/revocation/1', line, signer.secretKey)),
  },
  foreign: {
    bytes: text(toUtf8('"@method": POST')),
    signature: text(signForeign(toUtf8('"@method": POST'), signer.secretKey)),
  },
  jws: {
    compact: `${compactHead}.${text(signForeign(toUtf8(compactHead), signer.secretKey))}`,
    payload: `{"iss":"${party}"}`,
  },
});

const box = boxPair(given('box'));
const plain = toUtf8('{"household-parts":2.5}');
const associated = toUtf8('AAAAAAAAAAAAAAAAAAAAAA\n1\n1\nfare\nparty');
const epochKey = given('epoch key');
write('seal', {
  note: 'bytes in base64url; padded is given by its SHA-256',
  to: {
    secretKey: text(box.secretKey),
    publicKey: text(box.publicKey),
    associated: text(associated),
    plain: text(plain),
    sealed: text(sealTo(box.publicKey, plain, associated)),
  },
  with: {
    key: text(epochKey),
    associated: text(associated),
    plain: text(plain),
    sealed: text(sealWith(epochKey, plain, associated)),
    sealedPadded: text(sealWith(epochKey, padTo(plain), associated)),
  },
  padding: [0, 1, 1020, 1021, 4092, 4093, 16_380, 16_381, 65_532].map((plainBytes) => {
    const padded = padTo(new Uint8Array(plainBytes).fill(7));
    return { plainBytes, paddedBytes: padded.length, sha256: text(sha256(padded)) };
  }),
});

const root = given('root');
const pairKey = given('pair key');
const stopSeed = given('stop seed').slice(0, 20);
const uses: RootKeyUse[] = ['data', 'backup', 'slots', 'writes', 'devices', 'former'];
write('keys', {
  note: 'bytes in base64url',
  root: text(root),
  rootKeys: Object.fromEntries(uses.map((use) => [use, text(rootKey(root, use))])),
  pairKey: text(pairKey),
  party,
  stopSeed: text(stopSeed),
  generations: [0, 1, 15].map((generation) => {
    const { signing, box: pairBox, mailbox } = pairwise(pairKey, party, generation);
    const secret = stopSecret(stopSeed, party, generation);
    return {
      generation,
      signingPublicKey: text(signing.publicKey),
      boxPublicKeySha256: text(sha256(pairBox.publicKey)),
      boxSecretKey: text(pairBox.secretKey),
      mailbox,
      stopSecret: text(secret),
      stopHash: stopHashOf(secret),
    };
  }),
});

const kit = given('kit code').slice(0, 20);
const passkeySecret = given('passkey prf');
const salt = given('salt').slice(0, 16);
const cost = { ops: 3, memoryKib: 65_536 };
const passphraseSecret = await secretFromPassphrase('quatre vélos sous la pluie', salt, cost);
const device = text(given('device').slice(0, 16));
let list = createKeyslots(root, {
  kind: 'passkey',
  unlockSecret: passkeySecret,
  device,
  credential: text(given('credential').slice(0, 16)),
  prfSalt: text(given('prf salt')),
});
const [passkey] = list.slots;
if (passkey === undefined) throw new Error('no slot');
list = activateKeyslot(list, passkey.id, passkeySecret);
list = addDevice(list, root, { id: device, name: 'Téléphone', at: '2026-11-21' });
list = addKeyslot(list, root, { kind: 'kit', unlockSecret: kitSecret(kit) });
list = addKeyslot(list, root, {
  kind: 'passphrase',
  unlockSecret: passphraseSecret,
  passphrase: { salt: text(salt), ...cost },
});
const rotated = rotateRoot(list, root, { deviceIds: [device] });
write('keyslot', {
  note: 'bytes in base64url; `after` is `before` with the device removed and the root rotated',
  passkeySecret: text(passkeySecret),
  kitCode: writeKitCode(kit),
  passphrase: {
    text: 'quatre vélos sous la pluie',
    salt: text(salt),
    ...cost,
    secret: text(passphraseSecret),
  },
  rootBefore: text(root),
  before: list,
  rootAfter: text(rotated.root),
  after: rotated.list,
});

write('codes', {
  note: 'bytes in base64url',
  codes: [new Uint8Array(20), new Uint8Array(20).fill(255), kit, stopSeed].map((bytes) => ({
    bytes: text(bytes),
    kit: writeKitCode(bytes),
    stop: writeStopCode(bytes),
    kitSecret: text(kitSecret(bytes)),
    kitLocator: kitLocator(bytes),
    thread: writeThreadCode(bytes),
    threadMailbox: threadKeys(bytes).mailbox,
    threadBoxKeySha256: text(sha256(threadKeys(bytes).box.publicKey)),
    stamp16: findStamp(text(sha256(bytes)), 16, 0, 10_000_000),
  })),
});

const entries = Array.from({ length: 7 }, (_, index) => blake2b(undefined, Uint8Array.of(index)));
const leaves = entries.map((entry) => leafHash(entry));
write('proof', {
  note: 'bytes in base64url; entries are 32-byte inner digests, leaves SHA-256(0x00 ‖ entry)',
  entries: entries.map(text),
  leaves: leaves.map(text),
  roots: leaves.map((_, index) => text(treeRoot(leaves.slice(0, index + 1)))),
  inclusion: leaves.map((_, index) => ({ index, size: 7, path: inclusionPath(leaves, index).map(text) })),
  consistency: leaves.map((_, index) => ({
    oldSize: index + 1,
    size: 7,
    path: consistencyPath(leaves, index + 1).map(text),
  })),
});

const log = { name: 'regie.example/log', publicKey: signingPair(given('log')).publicKey };
const checkpoint = checkpointText({ origin: log.name, size: 7, root: treeRoot(leaves) });
const signature = signForeign(toUtf8(checkpoint), signingPair(given('log')).secretKey);
write('note', {
  seed: text(given('log')),
  verifierKey: writeVerifierKey(log),
  rootHex: toHex(treeRoot(leaves)),
  checkpoint: formatNote({ text: checkpoint, signatures: [noteSignature(log, signature)] }),
});
