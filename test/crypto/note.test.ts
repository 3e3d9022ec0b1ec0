import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toHex, toUtf8 } from '../../crypto/encode.ts';
import {
  checkpointText,
  formatNote,
  type NoteKey,
  noteKeyId,
  noteSignature,
  parseCheckpoint,
  parseNote,
  readVerifierKey,
  verifyCheckpoint,
  verifyNote,
  writeVerifierKey,
} from '../../crypto/note.ts';
import { newSigningPair, signForeign, signingPair } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import vectors from '../vectors/note.json' with { type: 'json' };

beforeAll(readySodium);

const signatureInvalid = expect.objectContaining({ code: 'signature-invalid' });
const encodingInvalid = expect.objectContaining({ code: 'encoding-invalid' });

// The example of c2sp.org/signed-note.
const specKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const specNote =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
// The example of c2sp.org/tlog-checkpoint; its key is not published.
const specCheckpoint =
  'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';

function aSigner(name: string) {
  const { publicKey, secretKey } = newSigningPair();
  const key: NoteKey = { name, publicKey };
  return { key, sign: (text: string) => noteSignature(key, signForeign(toUtf8(text), secretKey)) };
}

describe('a signed note', () => {
  it('of the specification verifies under its key, and is written again as it was', () => {
    const key = readVerifierKey(specKey);
    expect(toHex(noteKeyId(key))).toBe('530d903a');
    expect(writeVerifierKey(key)).toBe(specKey);
    expect(verifyNote(parseNote(specNote), [key])).toEqual([key]);
    expect(formatNote(parseNote(specNote))).toBe(specNote);
  });

  it('may hold empty lines: the last one parts text and signatures', () => {
    const whole = `Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n`;
    expect(parseNote(whole).text).toContain('\n\ned è subito sera.\n');
    expect(formatNote(parseNote(whole))).toBe(whole);
  });

  it('passes over unknown keys, names all known ones, and falls with one bad signature of a known key', () => {
    const [log, witness, stranger] = [
      aSigner('log.example'),
      aSigner('witness.example'),
      aSigner('log.example'),
    ];
    const text = 'text\n';
    const note = { text, signatures: [stranger.sign(text), log.sign(text), witness.sign(text)] };
    expect(verifyNote(parseNote(formatNote(note)), [witness.key, log.key])).toEqual([log.key, witness.key]);
    expect(verifyNote(note, [log.key])).toEqual([log.key]);
    expect(() => verifyNote({ text, signatures: [stranger.sign(text)] }, [log.key])).toThrow(
      signatureInvalid,
    );
    const bad = { text, signatures: [log.sign(text), witness.sign('other\n')] };
    expect(() => verifyNote(bad, [log.key, witness.key])).toThrow(signatureInvalid);
    expect(verifyNote(bad, [log.key])).toEqual([log.key]);
    expect(() => verifyNote(note, [])).toThrow(signatureInvalid);
  });

  it('falls with any changed character', () => {
    const key = readVerifierKey(specKey);
    fc.assert(
      fc.property(fc.nat(specNote.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        const bad = `${specNote.slice(0, at)}${character}${specNote.slice(at + 1)}`;
        if (bad !== specNote) expect(() => verifyNote(parseNote(bad), [key])).toThrow();
      }),
    );
  });

  it.each([
    '',
    '\n',
    'text\n',
    'text\n\n',
    '\n\n— a AAAAAAA=\n',
    'text\n\n— a AAAAAAA=',
    'text\n\n- a AAAAAAA=\n',
    'text\n\n— a\n',
    'text\n\n—  AAAAAAA=\n',
    'text\n\n— a+b AAAAAAA=\n',
    'text\n\n— a\u00a0b AAAAAAA=\n',
    'text\n\n— a AAAAAAA= \n',
    'text\n\n— a AAAAAA==\n',
    'text\n\n— a AAAAAAA\n',
    'text\n\n— a AAAA_AA=\n',
    'te\txt\n\n— a AAAAAAA=\n',
    'te\rxt\n\n— a AAAAAAA=\n',
    'text\n\n— a AAAAAAA=\r\n',
    'text\n\n— a AAAAAAA=\nx\n',
    'te\ud800xt\n\n— a AAAAAAA=\n',
  ])('is not %j', (whole) => {
    expect(() => parseNote(whole)).toThrow(encodingInvalid);
  });

  it('is bounded in length and in signatures, and takes at least sixteen', () => {
    const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
    const line = '— a AAAAAAA=\n';
    expect(parseNote(`t\n\n${line.repeat(16)}`).signatures.length).toBe(16);
    expect(() => parseNote(`t\n\n${line.repeat(65)}`)).toThrow(sizeInvalid);
    expect(() => parseNote(`${'t'.repeat(132_000)}\n\n${line}`)).toThrow(sizeInvalid);
  });

  it('is not written without signature, final newline or proper name', () => {
    const { key, sign } = aSigner('a');
    expect(() => formatNote({ text: 'a\n', signatures: [] })).toThrow(encodingInvalid);
    expect(() => formatNote({ text: 'a', signatures: [sign('a')] })).toThrow(encodingInvalid);
    for (const name of ['', 'a b', 'a+b', 'a\n', 'a\u2003b', 'a\u0007'])
      expect(() => noteKeyId({ ...key, name })).toThrow(encodingInvalid);
    expect(() => noteSignature(key, new Uint8Array(63))).toThrow(
      expect.objectContaining({ code: 'size-invalid' }),
    );
    expect(() => noteKeyId({ name: 'a', publicKey: new Uint8Array(31) })).toThrow(
      expect.objectContaining({ code: 'key-invalid' }),
    );
  });
});

describe('a verifier key', () => {
  it.each([
    '',
    'example.com/foo',
    'example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==',
    'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k+',
  ])('is not `%s`', (text) => {
    expect(() => readVerifierKey(text)).toThrow(expect.objectContaining({ code: 'key-invalid' }));
  });
});

describe('a checkpoint', () => {
  it('of the specification is read and written', () => {
    const checkpoint = parseCheckpoint(parseNote(specCheckpoint).text);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(specCheckpoint.startsWith(`${checkpointText(checkpoint)}\n`)).toBe(true);
  });

  it('of our vectors verifies, under the same key each time', () => {
    const key = readVerifierKey(vectors.verifierKey);
    const { publicKey, secretKey } = signingPair(fromBase64url(vectors.seed));
    expect(key.publicKey).toEqual(publicKey);
    const checkpoint = verifyCheckpoint(vectors.checkpoint, key);
    expect([checkpoint.size, toHex(checkpoint.root)]).toEqual([7, vectors.rootHex]);
    const text = checkpointText(checkpoint);
    const signature = noteSignature(key, signForeign(toUtf8(text), secretKey));
    expect(formatNote({ text, signatures: [signature] })).toBe(vectors.checkpoint);
  });

  it('is refused under another log, another key, or another origin in the text', () => {
    const key = readVerifierKey(vectors.verifierKey);
    expect(() => verifyCheckpoint(vectors.checkpoint, { ...key, name: 'other.example/log' })).toThrow(
      signatureInvalid,
    );
    expect(() => verifyCheckpoint(vectors.checkpoint, aSigner(key.name).key)).toThrow(signatureInvalid);
    expect(() => verifyCheckpoint(vectors.checkpoint.replace('\n7\n', '\n8\n'), key)).toThrow(
      signatureInvalid,
    );
    const log = aSigner('log.example');
    const text = checkpointText({ origin: 'other.example', size: 0, root: new Uint8Array(32) });
    expect(() => verifyCheckpoint(formatNote({ text, signatures: [log.sign(text)] }), log.key)).toThrow(
      signatureInvalid,
    );
  });

  it('takes the verifier it is given', () => {
    const key = readVerifierKey(vectors.verifierKey);
    expect(() => verifyCheckpoint(vectors.checkpoint, key, () => false)).toThrow(signatureInvalid);
    expect(verifyCheckpoint(vectors.checkpoint, key, () => true).size).toBe(7);
  });

  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
  it.each([
    '',
    'o\n',
    'o\n1\n',
    `o\n1\n${root}`,
    `o\n01\n${root}\n`,
    `o\n-1\n${root}\n`,
    `o\n1.0\n${root}\n`,
    `o\n\n${root}\n`,
    `o\n9007199254740993\n${root}\n`,
    `\n1\n${root}\n`,
    `o o\n1\n${root}\n`,
    `o\n1\n${root.slice(0, -4)}\n`,
    `o\n1\n${root.replace('+', '-').replace('/', '_')}\n`,
    `o\n1\n${root}\nextension\n`,
  ])('is not %j', (text) => {
    expect(() => parseCheckpoint(text)).toThrow();
  });

  it('is not written with a broken size or root', () => {
    const good = { origin: 'o', size: 1, root: new Uint8Array(32) };
    const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
    for (const size of [-1, 1.5, Number.NaN, 2 ** 53])
      expect(() => checkpointText({ ...good, size })).toThrow(sizeInvalid);
    expect(() => checkpointText({ ...good, root: new Uint8Array(31) })).toThrow(sizeInvalid);
  });
});
