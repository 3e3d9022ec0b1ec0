// Two people, two files, and no relay any more.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { parseNote, readVerifierKey } from '../../../crypto/note.ts';
import { leafHash } from '../../../crypto/proof.ts';
import { readForkFile } from '../../../policy/fork.ts';
import { publicSalt } from '../../../policy/receipt.ts';
import { exportAll } from '../../../pwa/wallet/paths/export.ts';
import { checkHeads } from '../../../pwa/wallet/paths/heads.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import { proofFile } from '../../../pwa/wallet/paths/proof-file.ts';
import { grants } from '../../../pwa/wallet/vault/open.ts';
import { newLogSigner } from '../../../relay/proof/log-signer.ts';
import { checkFiles } from '../../../relay/verify/claims.ts';
import { readClaims } from '../../../relay/verify/file.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from '../../pwa/paths/wallet.ts';
import { admittedCity } from '../house.ts';
import { openWitnessedHouse } from '../witness/witnessed.ts';

const program = fileURLToPath(new URL('../../../relay/commands/verify.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'verify-'));

/** What outlives the relay. */
let whole: string;
let partys: string;
let partyText: string;
const signer = newLogSigner('http://localhost:8787');
let proof: string;
let forked: string;
let alarmed: string;
let key: string;
let witness: string;
let note: string;

beforeAll(async () => {
  const house = await openWitnessedHouse();
  const { relay } = house;
  const city = await admittedCity(relay);
  const around: TestAround = aroundOf(relay);
  await openWallet(around);
  const { grantId, code, scanned } = await liveGrant(relay, city, around);
  const { grant } = await city.client.redeemCode(code, scanned);
  await city.client.readEnvelope(grant);
  await house.round();
  await lookAtGrant(grantId, around);
  const [kept] = grants.value;
  if (kept?.receipt == null) throw new Error('expected a receipt');
  note = kept.receipt.checkpoint;
  whole = (await exportAll(around)).text;
  partyText = (await relay.house.store.listPublic('party'))[0]?.text as string;
  partys = JSON.stringify(await city.client.exportGrants());
  proof = await proofFile(kept.text, kept.receipt, around);
  const { signer } = relay.house;
  key = signer.verifierKey;
  witness = house.witness.cosigner.verifierKey;
  forked = signer.signHead(`${signer.name}\n${kept.receipt.size}\n${toBase64(new Uint8Array(32).fill(9))}\n`);
  await checkHeads([forked], around);
  alarmed = (await exportAll(around)).text;
  await house.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(...parameters: string[]): Promise<{ status: number | null; told: string }> {
  const child = spawn(process.execPath, [program, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  child.stdout.on('data', (part) => (told += String(part)));
  child.stderr.on('data', (part) => (told += String(part)));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('close', resolve);
  return { status: await promise, told };
}

describe('npm run verify, with the relay and its database gone,', () => {
  it('finds all in order in an honest export', async () => {
    const { status, told } = await run('--key', key, '--witness', witness, fileOf('whole.json', whole));
    expect(told).toMatch(
      /holds {3}grant .* stands in localhost:8787\/log at \d+ of \d+, recorded; signed by own key/,
    );
    expect(told).toMatch(/holds {3}\d+ heads of the log, the newest cosigned one at \d+ records/);
    expect(told).not.toContain('FAILS');
    expect(status).toBe(0);
  });

  it('proves what was asked and answered in each reading, whoever keeps it', () => {
    const trusted = { logs: [readVerifierKey(key)], witnesses: [] };
    const readings = checkFiles([whole], trusted).findings.filter(({ what }) => what.startsWith('reading'));
    // The journal of looks and the sequence of the grant hold the same reading.
    expect(readings).toHaveLength(2);
    for (const { holds, what } of readings) {
      expect(holds).toBe(true);
      expect(what).toMatch(/^reading 1 of 1 of .*commune.* for aid, allowed; asked by party key$/);
    }
    const lie = (from: string, to: string) => {
      expect(whole).toContain(from);
      return checkFiles([whole.replaceAll(from, to)], trusted).findings.filter(({ holds }) => !holds);
    };
    expect(lie('\\"decision\\":true', '\\"decision\\":false')).toHaveLength(2);
    expect(lie('\\"purpose\\":\\"aid\\"', '\\"purpose\\":\\"fare\\"').length).toBeGreaterThanOrEqual(2);
  });

  it('takes no public record under a salt of its own', () => {
    const salt = toBase64url(new Uint8Array(32).fill(7));
    const shown = (text: string, under: string) => {
      const root = leafHash(sha256(fromBase64url(under), toUtf8(text)));
      const checkpoint = signer.signHead(`${signer.name}\n1\n${toBase64(root)}\n`);
      const receipt = { digest: recordDigest(text), salt: under, index: 0, size: 1, path: [], checkpoint };
      return JSON.stringify({ text, receipt });
    };
    const trusted = { logs: [readVerifierKey(signer.verifierKey)], witnesses: [] };
    const holds = (file: string) => checkFiles([file], trusted).findings.every((finding) => finding.holds);
    expect(holds(shown(partyText, publicSalt))).toBe(true);
    expect(holds(shown(partyText, salt))).toBe(false);
  });

  it('says whether both sides hold the same records of an agreement', () => {
    const trusted = { logs: [readVerifierKey(key)], witnesses: [] };
    const told = (theirs: string) =>
      checkFiles([whole, theirs], trusted).findings.filter(({ what }) => what.startsWith('agreement'));
    expect(told(partys)).toEqual([
      { holds: true, what: expect.stringMatching(/both files hold the same 2 records$/) as string },
    ]);
    const cut = JSON.parse(partys) as { history: { members: unknown[] }[] };
    cut.history[0]?.members.pop();
    expect(told(JSON.stringify(cut))).toEqual([
      { holds: false, what: expect.stringContaining('record 2 stands in file 1 only') as string },
    ]);
  });

  it('says which file a failure is in', async () => {
    const grant = JSON.parse(whole).parts.find((part: { name: string }) => part.name === 'grant').entries[0];
    const good = fileOf('good.json', JSON.stringify({ record: grant.text, receipt: grant.receipt }));
    const text = (grant.text as string).replace(/ed25519:.{10}/, 'ed25519:AAAAAAAAAA');
    const bad = fileOf('bad.json', JSON.stringify({ record: text, receipt: grant.receipt }));
    const { told, status } = await run('--key', key, good, bad);
    expect(told).toContain(`FAILS   ${bad}: grant `);
    expect(told).not.toContain(`FAILS   ${good}`);
    expect(status).toBe(1);
    const nothing = await run('--key', key, good, fileOf('empty.json', '{}'));
    expect(nothing.told).toContain(`cannot be verified: ${join(folder, 'empty.json')}: holds no receipt`);
    expect(nothing.status).toBe(2);
  });

  it('says plainly what in an export no proof covers, and that is no failure', async () => {
    const path = fileOf('whole.json', whole);
    const { status, told } = await run('--key', key, path);
    const [line = ''] = told.split('\n').filter((entry) => entry.startsWith('no proof '));
    expect(line).toContain(`no proof ${path}: not signed by anybody: `);
    expect(line).toContain('facts that the person typed (2)');
    expect(checkFiles([alarmed], trusted()).unproven[0]).toContain('events (');
    expect(line).not.toMatch(/grant \(|head \(|history \(/);
    expect(status).toBe(0);
    // A paper alone holds nothing else.
    const grant = JSON.parse(whole).parts.find((part: { name: string }) => part.name === 'grant').entries[0];
    const paper = JSON.stringify({ record: grant.text, receipt: grant.receipt });
    expect(checkFiles([paper], trusted()).unproven).toEqual([]);
    expect(checkFiles([partys], trusted()).unproven).toEqual(['file 1: not signed by anybody: journal (1)']);
  });

  it('finds a proof file anchored, and who saw it when', async () => {
    const { status, told } = await run('--key', key, '--witness', witness, fileOf('paper.tlog-proof', proof));
    expect(told).toMatch(
      /grant .* anchored, seen by temoin\.example\/w1 at 2026-11-21T10:05:00\.000Z; signed by own key/,
    );
    expect(status).toBe(0);
    const alone = await run('--key', key, fileOf('paper.tlog-proof', proof));
    expect(alone.told).toContain('recorded');
  });

  it('takes a receipt alone, and a head alone', async () => {
    const grant = JSON.parse(whole).parts.find((part: { name: string }) => part.name === 'grant').entries[0];
    const paper = fileOf('receipt.json', JSON.stringify({ record: grant.text, receipt: grant.receipt }));
    expect((await run('--key', key, paper)).status).toBe(0);
    expect((await run('--key', key, fileOf('head.txt', note))).status).toBe(0);
  });

  it('needs the log’s own key', async () => {
    const other = key.replace('localhost', 'elsewhere');
    expect((await run('--key', other, fileOf('whole.json', whole))).status).toBe(2);
    expect((await run(fileOf('whole.json', whole))).told).toContain('expected --key');
    expect((await run('--key', key)).status).toBe(2);
    expect((await run('--key', key, fileOf('empty.json', '{}'))).status).toBe(2);
    expect((await run('--key', key, fileOf('none.json', '{'))).status).toBe(2);
  });

  it('proves a fork from the files of two people, and the proof convinces a third', async () => {
    const out = join(folder, 'fork.json');
    const [mine, theirs] = [fileOf('mine.json', whole), fileOf('theirs.txt', forked)];
    expect((await run('--key', key, mine)).status).toBe(0);
    expect((await run('--key', key, theirs)).status).toBe(0);
    const both = await run('--key', key, '--fork', out, mine, theirs);
    expect(both.told).toMatch(/FAILS {3}FORK: the log has signed two roots for \d+ records/);
    expect(both.status).toBe(1);
    const third = await run('--key', key, out);
    expect(third.told).toMatch(/holds {3}proven: the log localhost:8787\/log has signed two histories/);
    expect(third.status).toBe(0);
  });

  it('finds the proof of it in the export of the wallet that was shown both', async () => {
    const { told } = await run('--key', key, fileOf('alarmed.json', alarmed));
    expect(told).toMatch(/holds {3}proven: the log .* has signed two histories/);
  });
});

const trusted = () => ({ logs: [readVerifierKey(key)], witnesses: [] });
const isInOrder = (text: string): boolean => {
  try {
    const { findings, forks } = checkFiles([text], trusted());
    return forks.length === 0 && findings.every(({ holds }) => holds);
  } catch {
    return false;
  }
};

describe('a paper that was changed', () => {
  it('does not hold, whichever bit of receipt or record it is', () => {
    const receipts = readClaims(whole).claims.filter((claim) => claim.kind === 'receipt');
    expect(receipts.length).toBeGreaterThan(1);
    for (const { text, receipt } of receipts.slice(0, 1)) {
      expect(isInOrder(JSON.stringify({ text, receipt }))).toBe(true);
      const fields: Record<string, string> = {
        text,
        digest: receipt.digest,
        salt: receipt.salt,
        checkpoint: receipt.checkpoint,
      };
      for (const [field, value] of Object.entries(fields)) {
        const bytes = Buffer.from(value);
        for (let bit = 0; bit < bytes.length * 8; bit += field === 'text' ? 7 : 1) {
          const changed = Buffer.from(bytes);
          changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
          const other = changed.toString('utf8');
          const paper =
            field === 'text' ? { text: other, receipt } : { text, receipt: { ...receipt, [field]: other } };
          if (isInOrder(JSON.stringify(paper)))
            throw new Error(`\`${field}\` with bit ${bit} changed still holds`);
        }
      }
      for (const changes of [
        { index: receipt.index + 1 },
        { size: receipt.size + 1 },
        { path: receipt.path.slice(1) },
      ])
        expect(isInOrder(JSON.stringify({ text, receipt: { ...receipt, ...changes } }))).toBe(false);
    }
  });

  it('does not hold as a proof file either', () => {
    expect(isInOrder(proof)).toBe(true);
    for (let at = 0; at < proof.length; at += 1) {
      const was = proof[at] as string;
      const other = `${proof.slice(0, at)}${was === 'A' ? 'B' : 'A'}${proof.slice(at + 1)}`;
      // Another name or id in a line makes the key unknown, and an unknown signature is passed over.
      if (at > proof.lastIndexOf('— temoin')) continue;
      if (isInOrder(other)) throw new Error(`character ${at} changed and it still holds`);
    }
  });

  it('is no record of somebody else', () => {
    const [claim] = readClaims(whole).claims;
    if (claim?.kind !== 'receipt') throw new Error('expected a receipt');
    const other = claim.text.replace(/ed25519:.{10}/, 'ed25519:AAAAAAAAAA');
    const { findings } = checkFiles([JSON.stringify({ text: other, receipt: claim.receipt })], trusted());
    expect(findings[0]?.holds).toBe(false);
  });

  it('is read no further than it goes', () => {
    const deep = `${'['.repeat(200)}${JSON.stringify({ text: 'x', receipt: {} })}${']'.repeat(200)}`;
    expect(() => readClaims(deep)).toThrow('nested too deep');
  });
});

describe('the head in a paper', () => {
  it('is a note that anybody can read', () => {
    expect(parseNote(note).signatures).toHaveLength(1);
    expect(() =>
      readForkFile({ format: 'vav/fork/1', verifierKey: key, notes: [note, note, note] }),
    ).toThrow();
  });
});
