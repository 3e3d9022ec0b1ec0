// Writes the vectors of the log for outside readers: `node test/crypto/make-log-vectors.ts`. Run it only when a format
// changes, together with its page. Everything in them is derived from seeds, so they come out the same each time.

import { writeFileSync } from 'node:fs';
import { cosignature, cosignedBytes, writeCosignerKey } from '../../crypto/cosignature.ts';
import { fromUtf8, toBase64, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { forkPath } from '../../crypto/fork.ts';
import { sha256 } from '../../crypto/hash.ts';
import {
  checkpointText,
  formatNote,
  noteSignature,
  signatureLine,
  writeVerifierKey,
} from '../../crypto/note.ts';
import { consistencyPath, inclusionPath, leafHash, nodesOf, treeRoot } from '../../crypto/proof.ts';
import { signForeign, signingPair } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { formatTlogProof } from '../../crypto/tlog-proof.ts';

await readySodium();

const given = (name: string) => sha256(toUtf8(`vectors: ${name}`));
const text = toBase64url;

function write(name: string, value: unknown): void {
  writeFileSync(new URL(`../vectors/${name}.json`, import.meta.url), `${JSON.stringify(value, null, 1)}\n`);
}

const logPair = signingPair(given('cosigned log'));
const log = { name: 'ville.example/log', publicKey: logPair.publicKey };
const witnessPairs = ['w1', 'w2'].map((name) => signingPair(given(`witness ${name}`)));
const witnesses = witnessPairs.map(({ publicKey }, at) => ({ name: `temoin.example/w${at + 1}`, publicKey }));
const seconds = 1_795_255_500;

const records = Array.from({ length: 7 }, (_, at) => `{"n":${at}}\ned25519:${'A'.repeat(86)}`);
const salts = records.map((_, at) => given(`salt ${at}`));
const extras = records.map((record, at) => new Uint8Array([...(salts[at] as Uint8Array), ...toUtf8(record)]));
const leaves = extras.map((extra) => leafHash(sha256(extra)));

const textAt = (size: number, root = treeRoot(leaves.slice(0, size))) =>
  checkpointText({ origin: log.name, size, root });
const logLine = (body: string) => noteSignature(log, signForeign(toUtf8(body), logPair.secretKey));
const cosign = (body: string, at: number) => {
  const key = witnesses[at] as (typeof witnesses)[number];
  const { secretKey } = witnessPairs[at] as (typeof witnessPairs)[number];
  return cosignature(key, seconds + at, signForeign(cosignedBytes(body, seconds + at), secretKey));
};
const noteAt = (size: number, root?: Uint8Array, cosigners: readonly number[] = []) => {
  const body = textAt(size, root);
  return formatNote({ text: body, signatures: [logLine(body), ...cosigners.map((at) => cosign(body, at))] });
};

write('cosignature', {
  note: 'c2sp.org/tlog-cosignature, Ed25519; seeds in base64url, everything else as it stands in notes',
  logVerifierKey: writeVerifierKey(log),
  witnesses: witnesses.map((key, at) => ({
    seed: text(given(`witness w${at + 1}`)),
    verifierKey: writeCosignerKey(key),
    seconds: seconds + at,
    signedText: fromUtf8(cosignedBytes(textAt(7), seconds + at)),
    line: signatureLine(cosign(textAt(7), at)),
  })),
  checkpoint: noteAt(7, undefined, [0, 1]),
});

write('tlog-proof', {
  note: 'c2sp.org/tlog-proof; extra is salt ‖ record, the leaf SHA-256(0x00 ‖ SHA-256(extra)); bytes in base64url',
  logVerifierKey: writeVerifierKey(log),
  witnessVerifierKeys: witnesses.map(writeCosignerKey),
  entries: records.map((record, at) => ({
    record,
    salt: text(salts[at] as Uint8Array),
    leaf: text(leaves[at] as Uint8Array),
  })),
  proofs: leaves.map((_, index) =>
    formatTlogProof({
      extra: extras[index] as Uint8Array,
      index,
      path: inclusionPath(leaves, index),
      checkpoint: noteAt(7, undefined, index % 2 === 0 ? [0] : [0, 1]),
    }),
  ),
});

const other = [...leaves.slice(0, 3), leafHash(toUtf8('other')), ...leaves.slice(4)];
const shown = forkPath(nodesOf(other), 5, 7);
write('fork', {
  note: 'vav/fork/1: two signed heads that no one tree can have; at one size, and at two',
  logVerifierKey: writeVerifierKey(log),
  proven: [
    {
      format: 'vav/fork/1',
      verifierKey: writeVerifierKey(log),
      notes: [noteAt(7), noteAt(7, treeRoot(other))],
    },
    {
      format: 'vav/fork/1',
      verifierKey: writeVerifierKey(log),
      notes: [noteAt(5), noteAt(7, treeRoot(other))],
      root: text(shown.root),
      path: shown.path.map(text),
    },
  ],
  unproven: [
    { format: 'vav/fork/1', verifierKey: writeVerifierKey(log), notes: [noteAt(7), noteAt(7)] },
    { format: 'vav/fork/1', verifierKey: writeVerifierKey(log), notes: [noteAt(5), noteAt(7)] },
  ],
});

const ask = (old: number, path: readonly Uint8Array[], note: string) =>
  `old ${old}\n${path.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;
const path57 = consistencyPath(leaves, 5);
/** One after the other at one witness that begins with nothing and knows the one log. */
write('add-checkpoint', {
  note: 'c2sp.org/tlog-witness: requests in their order at a fresh witness that knows this log, with the status of each answer',
  logVerifierKey: writeVerifierKey(log),
  requests: [
    { body: ask(0, [], noteAt(5)).replaceAll(log.name, 'other.example/log'), status: 404 },
    { body: ask(0, [], noteAt(5).replace(/\n$/, '').replace(/.{4}$/, 'AAA=\n')), status: 403 },
    { body: ask(6, [], noteAt(5)), status: 400 },
    { body: ask(2, [], noteAt(5)), status: 409, answer: '0\n' },
    { body: ask(0, [treeRoot(leaves)], noteAt(5)), status: 422 },
    { body: ask(0, [], noteAt(5)), status: 200 },
    { body: ask(0, [], noteAt(7)), status: 409, answer: '5\n' },
    { body: ask(5, path57.slice(1), noteAt(7)), status: 422 },
    { body: ask(5, path57, noteAt(7, treeRoot(other))), status: 422 },
    { body: ask(5, [], noteAt(5, treeRoot(leaves.slice(0, 4)))), status: 422 },
    { body: ask(5, path57, noteAt(7)), status: 200 },
    { body: ask(7, [], noteAt(7)), status: 200 },
    { body: ask(7, [], noteAt(5)), status: 400 },
  ],
});
