import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../../../crypto/random.ts';
import type { IssuerStore, IssuerStudy } from '../../../relay/store/issuer-contract.ts';
import { openSqliteIssuer } from '../../../relay/store/sqlite-issuer.ts';

let folder: string;
let path: string;
let store: IssuerStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'issuer-'));
  path = join(folder, 'inside', 'issuer.db');
  store = openSqliteIssuer(path);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const aStudy: IssuerStudy = {
  digest: 'study',
  costMillionths: 400_000,
  personYear: undefined,
  opensMs: 1000,
  closesMs: 2000,
};
const blinded = new Uint8Array(32).fill(1);
const ask = { account: 'a', study: 'study', blinded, nowMs: 1500, year: 2026 };

/** Every byte that lies in the folder. */
const onDisk = (): Buffer =>
  Buffer.concat(
    readdirSync(join(folder, 'inside')).map((name) => readFileSync(join(folder, 'inside', name))),
  );

describe('the file of the issuer', () => {
  it('is for its owner’s eyes alone, whatever lies beside it', async () => {
    await store.openAccount('a');
    for (const name of readdirSync(join(folder, 'inside')))
      expect(statSync(join(folder, 'inside', name)).mode & 0o077).toBe(0);
  });

  it('of another version is not opened', async () => {
    await store.close();
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 7');
    db.close();
    expect(() => openSqliteIssuer(path)).toThrow('issuer of version `7`');
  });

  it('is written ahead, so that another process may add codes meanwhile', async () => {
    const db = new DatabaseSync(path);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    db.close();
  });
});

describe('the file of the issuer, put back from an old copy', () => {
  it('is not opened: it would give second tokens', async () => {
    await store.openStudy(aStudy, () => blinded);
    await store.openAccount('a');
    await store.close();
    const step = readFileSync(`${path}.step`);
    copyFileSync(path, `${path}.old`);
    store = openSqliteIssuer(path);
    expect(await store.giveToken(ask)).toBe('given');
    await store.close();
    copyFileSync(path, `${path}.new`);
    copyFileSync(`${path}.old`, path);
    expect(() => openSqliteIssuer(path)).toThrow(/older than what was answered/);
    rmSync(`${path}.step`);
    expect(() => openSqliteIssuer(path)).toThrow(/`.step` file of this database is gone/);
    writeFileSync(`${path}.step`, step);
    copyFileSync(`${path}.new`, path);
    store = openSqliteIssuer(path);
    expect(await store.giveToken({ ...ask, blinded: randomBytes(32) })).toBe('token-given');
  });

  it('does not step for what is only read', async () => {
    await store.openAccount('a');
    const step = readFileSync(`${path}.step`, 'utf8');
    await store.openAccount('a');
    await store.readAccount('a', 2026);
    expect(readFileSync(`${path}.step`, 'utf8')).toBe(step);
  });
});

describe('what is destroyed with a study', () => {
  it('is its key and who took part; nothing of either stays on the disk', async () => {
    const key = randomBytes(1200);
    await store.openStudy(aStudy, () => key);
    await store.openAccount('a');
    const named = { ...ask, blinded: randomBytes(32) };
    expect(await store.giveToken(named)).toBe('given');
    expect(onDisk().includes(key.subarray(100, 140))).toBe(true);
    expect(onDisk().includes(named.blinded)).toBe(true);
    await store.destroyStudy('study');
    // The file is emptied of it after the COMMIT, before anything else.
    await store.openAccount('b');
    expect(onDisk().includes(key.subarray(100, 140))).toBe(false);
    expect(onDisk().includes(named.blinded)).toBe(false);
    expect(await store.studyKey('study')).toBeUndefined();
    expect(await store.giveToken(ask)).toBe('study-closed');
    expect(await store.openStudy(aStudy, () => key)).toBeUndefined();
    expect(await store.readAccount('a', 2026)).toEqual({
      spent: [],
      destroyedMillionths: 400_000,
      personYears: [],
    });
  });

  it('is added up over studies, by the year in which each was paid', async () => {
    await store.openAccount('a');
    for (const [digest, year] of [
      ['one', 2026],
      ['two', 2026],
      ['three', 2027],
    ] as const) {
      await store.openStudy({ ...aStudy, digest }, () => blinded);
      expect(await store.giveToken({ ...ask, study: digest, year })).toBe('given');
    }
    for (const digest of ['one', 'two', 'three']) await store.destroyStudy(digest);
    expect((await store.readAccount('a', 2026))?.destroyedMillionths).toBe(800_000);
    expect((await store.readAccount('a', 2027))?.destroyedMillionths).toBe(400_000);
  });
});

describe('at the turn of a year', () => {
  it('what no study can need any more is forgotten, and accounts with nothing left', async () => {
    const key = new Uint8Array([1, 2, 3]);
    for (const account of ['idle', 'paid', 'old', 'person']) await store.openAccount(account);
    await store.openStudy(aStudy, () => key);
    expect(await store.giveToken({ ...ask, account: 'paid' })).toBe('given');
    await store.openStudy({ ...aStudy, digest: 'gone' }, () => key);
    expect(await store.giveToken({ ...ask, account: 'old', study: 'gone' })).toBe('given');
    await store.destroyStudy('gone');
    for (const year of [2025, 2026, 2027]) await store.keepCodes(year, [`code-${year}`], () => key);
    expect(await store.enrolAccount('person', 2026, blinded)).toBe('enrolled');
    await store.forgetBefore(2027);
    expect(await store.readAccount('idle', 2027)).toBeUndefined();
    expect(await store.readAccount('old', 2027)).toBeUndefined();
    expect((await store.readAccount('paid', 2026))?.spent).toHaveLength(1);
    expect((await store.readAccount('person', 2027))?.personYears).toEqual([2026]);
    expect((await store.enrolmentKeys()).map(({ year }) => year)).toEqual([2026, 2027]);
    expect(await store.exchangeCode('code-2025', 2025, blinded)).toBe('code-unknown');
    expect(await store.exchangeCode('code-2026', 2026, blinded)).toBe('exchanged');
    // Once a year: an account opened since is not forgotten by a second start.
    await store.openAccount('idle');
    await store.forgetBefore(2027);
    expect(await store.readAccount('idle', 2027)).toBeDefined();
  });
});

describe('codes', () => {
  it('come in from another process while this one goes on', async () => {
    const other = openSqliteIssuer(path);
    const key = new Uint8Array([9]);
    // One after the other: both are in one process here, and neither could wait for the other's turn.
    const made = [
      await store.keepCodes(2026, ['a', 'b'], () => key),
      await other.keepCodes(2026, ['c'], () => new Uint8Array([8])),
    ];
    expect(made).toEqual([key, key]);
    await other.close();
    for (const hash of ['a', 'b', 'c'])
      expect(await store.exchangeCode(hash, 2026, blinded)).toBe('exchanged');
  });

  it('are kept all or none', async () => {
    await store.keepCodes(2026, ['a'], () => blinded);
    await expect(store.keepCodes(2026, ['b', 'a'], () => blinded)).rejects.toMatchObject({
      code: 'store-failed',
    });
    expect(await store.exchangeCode('b', 2026, blinded)).toBe('code-unknown');
    expect(await store.exchangeCode('a', 2026, blinded)).toBe('exchanged');
  });
});

describe('a turn that fails', () => {
  it('keeps nothing of what came in it, and tells so to all', async () => {
    await store.keepCodes(2026, ['a'], () => blinded);
    const told = await Promise.allSettled([
      store.openAccount('x'),
      store.keepCodes(2026, ['a'], () => blinded),
      store.openAccount('y'),
    ]);
    expect(told.slice(0, 2).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await store.readAccount('x', 2026)).toBeUndefined();
    expect(told[2]?.status === 'fulfilled').toBe((await store.readAccount('y', 2026)) !== undefined);
  });

  it('after closing is refused, and what was begun before is kept', async () => {
    const begun = store.openAccount('x');
    await store.close();
    await begun;
    await expect(store.openAccount('y')).rejects.toMatchObject({ code: 'store-closed' });
    store = openSqliteIssuer(path);
    expect(await store.readAccount('x', 2026)).toBeDefined();
    expect(await store.readAccount('y', 2026)).toBeUndefined();
  });
});
