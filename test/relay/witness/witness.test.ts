// Each MUST of c2sp.org/tlog-witness that a witness has to keep, in the order of the page.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyCosignatures } from '../../../crypto/cosignature.ts';
import { toBase64, toHex, toUtf8 } from '../../../crypto/encode.ts';
import { verifyFork } from '../../../crypto/fork.ts';
import { sha256 } from '../../../crypto/hash.ts';
import {
  checkpointText,
  formatNote,
  type NoteKey,
  noteSignature,
  parseNote,
  parseSignature,
  readVerifierKey,
} from '../../../crypto/note.ts';
import { consistencyPath, leafHash, treeRoot } from '../../../crypto/proof.ts';
import { newSigningPair, type SigningPair, signForeign } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { readForkFile } from '../../../policy/fork.ts';
import { WitnessFolder } from '../../../relay/witness/kept.ts';
import { stillClock } from '../../support/clock.ts';
import vectors from '../../vectors/add-checkpoint.json' with { type: 'json' };
import { openTestWitness, type TestWitness, witnessName } from './witnessed.ts';

const leaves = Array.from({ length: 40 }, (_, at) => leafHash(toUtf8(`entry ${at}`)));
const rootAt = (size: number) => treeRoot(leaves.slice(0, size));
const origin = 'regie.example/log';

let pair: SigningPair;
let log: NoteKey;
let witness: TestWitness;
const clock = stillClock();

beforeAll(readySodium);
beforeEach(() => {
  pair = newSigningPair();
  log = { name: origin, publicKey: pair.publicKey };
  witness = openTestWitness(() => [log], clock.now);
});
afterEach(() => witness.close());

function noteOf(text: string, ...more: ReturnType<typeof noteSignature>[]): string {
  return formatNote({
    text,
    signatures: [noteSignature(log, signForeign(toUtf8(text), pair.secretKey)), ...more],
  });
}

const headNote = (size: number, root = rootAt(size)) => noteOf(checkpointText({ origin, size, root }));

const bodyOf = (old: number, path: readonly Uint8Array[], note: string) =>
  `old ${old}\n${path.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;

const post = (body: string | Uint8Array<ArrayBuffer>) =>
  witness.fetch('/add-checkpoint', { method: 'POST', body });

/** An honest log goes on from `old` to `size`. */
const add = (old: number, size: number) =>
  post(bodyOf(old, consistencyPath(leaves.slice(0, size), old), headNote(size)));

const statusOf = async (response: Promise<Response>) => (await response).status;

describe('a witness', () => {
  it('answers an honest log with a cosignature line, a time in it, over the whole checkpoint', async () => {
    const response = await add(0, 7);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toMatch(/^— temoin\.example\/w1 [A-Za-z0-9+/=]+\n$/);
    const note = parseNote(headNote(7));
    const signatures = [parseSignature(text.slice(0, -1))];
    expect(verifyCosignatures({ ...note, signatures }, [witness.cosigner])).toEqual([
      { key: witness.cosigner, seconds: Math.floor(clock.now() / 1000) },
    ]);
  });

  it('goes with the log from size to size, also when it has not grown', async () => {
    expect(await statusOf(add(0, 0))).toBe(200);
    expect(await statusOf(add(0, 1))).toBe(200);
    for (const [old, size] of [
      [1, 2],
      [2, 7],
      [7, 8],
      [8, 8],
      [8, 39],
    ] as const)
      expect(await statusOf(add(old, size)), `${old} → ${size}`).toBe(200);
  });

  it('takes POST alone', async () => {
    const response = await witness.fetch('/add-checkpoint');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it.each([
    ['no old line', () => headNote(3)],
    ['a leading zero', () => `old 00\n\n${headNote(3)}`],
    ['a sign', () => `old -1\n\n${headNote(3)}`],
    ['another word', () => `size 0\n\n${headNote(3)}`],
    ['two spaces', () => `old  0\n\n${headNote(3)}`],
    ['no empty line', () => `old 0\n${headNote(3)}`],
    ['a carriage return', () => `old 0\r\n\r\n${headNote(3)}`],
    ['a hash of 31 bytes', () => bodyOf(1, [new Uint8Array(31)], headNote(3))],
    [
      'base64url',
      () => `old 1\n${toBase64(new Uint8Array(32).fill(255)).replaceAll('/', '_')}\n\n${headNote(3)}`,
    ],
    [
      '64 hashes',
      () =>
        bodyOf(
          1,
          Array.from({ length: 64 }, () => rootAt(1)),
          headNote(3),
        ),
    ],
    ['no note', () => 'old 0\n\n'],
    ['a size that is none', () => `old 0\n\n${noteOf(`${origin}\n03\n${toBase64(rootAt(3))}\n`)}`],
    ['a root of 31 bytes', () => `old 0\n\n${noteOf(`${origin}\n3\n${toBase64(new Uint8Array(31))}\n`)}`],
    ['an empty extension line', () => `old 0\n\n${noteOf(`${origin}\n3\n${toBase64(rootAt(3))}\n\n`)}`],
    ['nothing', () => ''],
  ])('refuses %s as malformed', async (_, body) => {
    expect(await statusOf(post(body()))).toBe(400);
  });

  it('reads no more than a checkpoint can need, and UTF-8 only', async () => {
    expect(await statusOf(post(`old 0\n\n${'a'.repeat(140_000)}`))).toBe(413);
    expect(await statusOf(post(new Uint8Array([0xff, 0xfe])))).toBe(413);
  });

  it('takes sixteen signatures, and passes over those of keys that it does not know', async () => {
    const text = checkpointText({ origin, size: 3, root: rootAt(3) });
    const strangers = Array.from({ length: 15 }, (_, at) => {
      const { publicKey, secretKey } = newSigningPair();
      // Some under the log's own name: only the id tells them apart.
      return noteSignature(
        { name: at % 2 === 0 ? origin : 'x.example', publicKey },
        signForeign(toUtf8(text), secretKey),
      );
    });
    expect(await statusOf(post(`old 0\n\n${noteOf(text, ...strangers)}`))).toBe(200);
    const kept = await (await witness.fetch(`/${toHex(sha256(toUtf8(origin)))}/checkpoint`)).text();
    expect(parseNote(kept).signatures.map(({ name }) => name)).toEqual([origin, witnessName]);
  });

  it('says 404 for a log that it does not know', async () => {
    const text = checkpointText({ origin: 'other.example/log', size: 3, root: rootAt(3) });
    expect(await statusOf(post(`old 0\n\n${noteOf(text)}`))).toBe(404);
  });

  it('says 403 without a good signature of the log', async () => {
    const text = checkpointText({ origin, size: 3, root: rootAt(3) });
    const other = newSigningPair();
    const foreign = noteSignature(
      { name: origin, publicKey: other.publicKey },
      signForeign(toUtf8(text), other.secretKey),
    );
    expect(await statusOf(post(`old 0\n\n${formatNote({ text, signatures: [foreign] })}`))).toBe(403);
    const bad = noteSignature(log, signForeign(toUtf8('other\n'), pair.secretKey));
    expect(await statusOf(post(`old 0\n\n${formatNote({ text, signatures: [bad] })}`))).toBe(403);
    // One good and one bad of the same key: the note is malformed.
    expect(await statusOf(post(`old 0\n\n${noteOf(text, bad)}`))).toBe(403);
  });

  it('says 400 when the old size is above the checkpoint’s', async () => {
    expect(await statusOf(post(`old 4\n\n${headNote(3)}`))).toBe(400);
  });

  it('says 409 and the size that it cosigned last when the old size is another', async () => {
    await add(0, 7);
    for (const old of [0, 6, 8, 9]) {
      const response = await post(bodyOf(old, [], headNote(9)));
      expect(response.status).toBe(409);
      expect(response.headers.get('content-type')).toBe('text/x.tlog.size');
      expect(await response.text()).toBe('7\n');
    }
  });

  it('says 0 to who claims to go on from something that it never saw', async () => {
    const response = await add(3, 7);
    expect([response.status, await response.text()]).toEqual([409, '0\n']);
  });

  it('says 422 for an empty tree with another root than the empty one', async () => {
    expect(await statusOf(post(`old 0\n\n${headNote(0, rootAt(1))}`))).toBe(422);
  });

  it('says 422 for a proof where none is needed, and for one that does not hold', async () => {
    expect(await statusOf(post(bodyOf(0, [rootAt(1)], headNote(7))))).toBe(422);
    await add(0, 7);
    const path = consistencyPath(leaves.slice(0, 20), 7);
    for (const wrong of [[], path.slice(1), [...path, rootAt(1)], [...path].reverse()])
      expect(await statusOf(post(bodyOf(7, wrong, headNote(20))))).toBe(422);
    expect(await statusOf(post(bodyOf(7, path, headNote(20, rootAt(19)))))).toBe(422);
    expect(await statusOf(post(bodyOf(7, path, headNote(20))))).toBe(200);
  });

  it('says 422 for another root at the same size, and keeps what speaks against the log', async () => {
    await add(0, 7);
    expect(await statusOf(post(bodyOf(7, [], headNote(7, rootAt(6)))))).toBe(422);
    const [name = ''] = readdirSync(join(witness.folder, 'evidence'));
    const file = readForkFile(JSON.parse(readFileSync(join(witness.folder, 'evidence', name), 'utf8')));
    expect(verifyFork({ notes: file.notes as [string, string] }, log).map(({ size }) => size)).toEqual([
      7, 7,
    ]);
  });

  it('keeps it too when the log claims to come from elsewhere', async () => {
    await add(0, 7);
    expect(await statusOf(post(bodyOf(0, [], headNote(7, rootAt(6)))))).toBe(409);
    expect(readdirSync(join(witness.folder, 'evidence'))).toHaveLength(1);
  });

  it('never goes back, whatever it refused, and across a restart', async () => {
    await add(0, 7);
    await post(bodyOf(7, [], headNote(20)));
    await post(bodyOf(7, [], headNote(7, rootAt(6))));
    witness.restart();
    expect(await statusOf(add(0, 5))).toBe(409);
    expect(await statusOf(add(7, 9))).toBe(200);
  });

  it('has the checkpoint on its disk before it answers', async () => {
    const response = await add(0, 7);
    const hash = toHex(sha256(toUtf8(origin)));
    const onDisk = readFileSync(join(witness.folder, `${hash}.checkpoint`), 'utf8');
    expect(onDisk).toBe(`${headNote(7)}${await response.text()}`);
  });

  it('of two that arrive together cosigns one', async () => {
    await add(0, 7);
    const statuses = await Promise.all([statusOf(add(7, 9)), statusOf(add(7, 12))]);
    expect(statuses).toEqual([200, 409]);
  });

  it('shows everybody the newest checkpoint that it cosigned, with the log’s signature and its own', async () => {
    const hash = toHex(sha256(toUtf8(origin)));
    expect((await witness.fetch(`/${hash}/checkpoint`)).status).toBe(404);
    const line = await (await add(0, 7)).text();
    const shown = await witness.fetch(`/${hash}/checkpoint`);
    expect(shown.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await shown.text()).toBe(`${headNote(7)}${line}`);
    for (const other of [hash.toUpperCase(), '..%2F..', 'witness-key.pem', hash.slice(1)])
      expect((await witness.fetch(`/${other}/checkpoint`)).status).toBe(404);
  });

  it('reads the extension lines of others and signs them with the rest', async () => {
    const text = `${checkpointText({ origin, size: 3, root: rootAt(3) })}extension\n`;
    const response = await post(`old 0\n\n${noteOf(text)}`);
    const signatures = [parseSignature((await response.text()).slice(0, -1))];
    expect(verifyCosignatures({ text, signatures }, [witness.cosigner])).toHaveLength(1);
    const shorter = text.replace('extension\n', '');
    expect(() => verifyCosignatures({ text: shorter, signatures }, [witness.cosigner])).toThrow();
  });

  it('gives the answers of the vectors, in their order', async () => {
    log = readVerifierKey(vectors.logVerifierKey);
    for (const { body, status, answer } of vectors.requests as {
      body: string;
      status: number;
      answer?: string;
    }[]) {
      const response = await post(body);
      expect(response.status, body).toBe(status);
      if (answer !== undefined) expect(await response.text()).toBe(answer);
    }
  });

  it('works alone in its folder, and takes it over from one that was killed', () => {
    const lock = join(witness.folder, 'witness.pid');
    writeFileSync(lock, String(process.ppid));
    expect(() => new WitnessFolder(witness.folder)).toThrow('another witness');
    writeFileSync(lock, '4194305');
    expect(() => new WitnessFolder(witness.folder)).not.toThrow();
    expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  });
});
