// Each MUST of c2sp.org/tlog-cosignature for Ed25519, and the vectors that outside readers are run on.

import { beforeAll, describe, expect, it } from 'vitest';
import {
  cosignature,
  cosignedBytes,
  readCosignerKey,
  verifyCosignatures,
  writeCosignerKey,
} from '../../crypto/cosignature.ts';
import { concat, fromBase64url, fromUtf8, toHex, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import {
  formatNote,
  type Note,
  type NoteKey,
  noteSignature,
  parseNote,
  parseSignature,
  readVerifierKey,
  signatureLine,
  verifyCheckpoint,
} from '../../crypto/note.ts';
import { signForeign, signingPair } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import vectors from '../vectors/cosignature.json' with { type: 'json' };

beforeAll(readySodium);

const signatureInvalid = expect.objectContaining({ code: 'signature-invalid' });
const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
const text = 'log.example/a\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n';

function aWitness(name = 'w.example/1', seed = 'seed') {
  const pair = signingPair(sha256(toUtf8(seed)));
  const key: NoteKey = { name, publicKey: pair.publicKey };
  const cosign = (seconds: number, body = text) =>
    cosignature(key, seconds, signForeign(cosignedBytes(body, seconds), pair.secretKey));
  return { key, cosign, pair };
}

const noteOf = (...signatures: Note['signatures']): Note => ({ text, signatures });

describe('a cosignature', () => {
  it('is over two lines and the whole text of the checkpoint', () => {
    expect(fromUtf8(cosignedBytes(text, 1_679_315_147))).toBe(`cosignature/v1\ntime 1679315147\n${text}`);
    const extended = `${text}extension\n`;
    expect(fromUtf8(cosignedBytes(extended, 1)).endsWith('extension\n')).toBe(true);
  });

  it('has the key id of type 0x04', () => {
    const { key } = aWitness();
    const id = sha256(toUtf8(`${key.name}\n`), Uint8Array.of(4), key.publicKey).slice(0, 4);
    expect(writeCosignerKey(key).split('+')[1]).toBe(toHex(id));
    expect(readCosignerKey(writeCosignerKey(key))).toEqual(key);
    // One key under both types has two ids, and neither reader takes the other's.
    expect(() => readVerifierKey(writeCosignerKey(key))).toThrow();
  });

  it('carries its time, big end first, before the signature', () => {
    const { cosign } = aWitness();
    const { signature } = cosign(0x01_02_03_04);
    expect([...signature.slice(0, 8)]).toEqual([0, 0, 0, 0, 1, 2, 3, 4]);
    expect(signature.length).toBe(72);
  });

  it('tells who saw the log, and when', () => {
    const [one, two] = [aWitness(), aWitness('w.example/2', 'two')];
    const note = noteOf(two.cosign(20), one.cosign(10));
    expect(verifyCosignatures(note, [one.key, two.key])).toEqual([
      { key: two.key, seconds: 20 },
      { key: one.key, seconds: 10 },
    ]);
    expect(verifyCosignatures(note, [one.key])).toEqual([{ key: one.key, seconds: 10 }]);
    expect(verifyCosignatures(note, [])).toEqual([]);
  });

  it('of one witness twice counts once, with the later time', () => {
    const { key, cosign } = aWitness();
    expect(verifyCosignatures(noteOf(cosign(10), cosign(30), cosign(20)), [key])).toEqual([
      { key, seconds: 30 },
    ]);
  });

  it('of an unknown key is passed over, also under a known name', () => {
    const known = aWitness();
    const stranger = aWitness(known.key.name, 'stranger');
    expect(verifyCosignatures(noteOf(stranger.cosign(10)), [known.key])).toEqual([]);
  });

  it('of a known key that does not hold refuses the whole note', () => {
    const { key, cosign, pair } = aWitness();
    const good = cosign(10);
    for (const at of [0, 7, 8, 71]) {
      const signature = good.signature.slice();
      signature[at] = (signature[at] as number) ^ 1;
      expect(() => verifyCosignatures(noteOf({ ...good, signature }), [key]), String(at)).toThrow(
        signatureInvalid,
      );
    }
    for (const signature of [good.signature.slice(8), concat(good.signature, Uint8Array.of(0))])
      expect(() => verifyCosignatures(noteOf({ ...good, signature }), [key])).toThrow(signatureInvalid);
    expect(() => verifyCosignatures(noteOf(cosign(10, `${text}x\n`)), [key])).toThrow(signatureInvalid);
    // A signature over the text alone, as a log makes it, is none.
    const plain = {
      ...good,
      signature: concat(new Uint8Array(8).fill(1), signForeign(toUtf8(text), pair.secretKey)),
    };
    expect(() => verifyCosignatures(noteOf(plain), [key])).toThrow(signatureInvalid);
  });

  it('has a time above 0 that a clock can show', () => {
    const { key, cosign } = aWitness();
    for (const seconds of [0, -1, 1.5, 2 ** 53]) expect(() => cosign(seconds)).toThrow(sizeInvalid);
    const good = cosign(10);
    for (const time of [
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0x80, 0, 0, 0, 0, 0, 0, 0],
      [0, 0x40, 0, 0, 0, 0, 0, 0],
    ]) {
      const signature = concat(Uint8Array.from(time), good.signature.slice(8));
      expect(() => verifyCosignatures(noteOf({ ...good, signature }), [key])).toThrow(signatureInvalid);
    }
  });

  it('stands beside the log’s own signature, and each reader passes over the other', () => {
    const { key, cosign } = aWitness();
    const pair = signingPair(sha256(toUtf8('log')));
    const log = { name: 'log.example/a', publicKey: pair.publicKey };
    const own = noteSignature(log, signForeign(toUtf8(text), pair.secretKey));
    const whole = formatNote(noteOf(own, cosign(10)));
    expect(verifyCheckpoint(whole, log).size).toBe(3);
    expect(verifyCosignatures(parseNote(whole), [key])).toHaveLength(1);
  });
});

describe('the vectors of cosignatures', () => {
  it('are what the code makes and reads', () => {
    const log = readVerifierKey(vectors.logVerifierKey);
    const keys = vectors.witnesses.map(({ verifierKey }) => readCosignerKey(verifierKey));
    expect(verifyCheckpoint(vectors.checkpoint, log).size).toBe(7);
    expect(verifyCosignatures(parseNote(vectors.checkpoint), keys).map(({ seconds }) => seconds)).toEqual(
      vectors.witnesses.map(({ seconds }) => seconds),
    );
    for (const { seed, seconds, signedText, line, verifierKey } of vectors.witnesses) {
      const { secretKey } = signingPair(fromBase64url(seed));
      const made = cosignature(
        readCosignerKey(verifierKey),
        seconds,
        signForeign(toUtf8(signedText), secretKey),
      );
      expect(signatureLine(made)).toBe(line);
      expect(parseSignature(line.slice(0, -1))).toEqual(made);
    }
  });
});
