import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type BackupStore,
  backupKeptMs,
  maxClaims,
  type NewBackup,
} from '../../../relay/store/backup-contract.ts';
import { openPostgresBackups } from '../../../relay/store/postgres-backups.ts';
import { openSqliteBackups } from '../../../relay/store/sqlite-backups.ts';
import { someBytes, someDigest, someId } from '../../support/builders.ts';
import { openPostgres, type PostgresServer } from '../../support/postgres.ts';

const startMs = Date.parse('2026-11-21T10:05:00Z');

const aBackup = (name: string, version: number, changes: Partial<NewBackup> = {}): NewBackup => ({
  backup: someId(name),
  version,
  key: someDigest(`key of ${name}`),
  next: someDigest(`key of ${name}`),
  digest: someDigest(`write ${version} of ${name}`),
  slots: `{"version":${version}}`,
  sealed: Buffer.from(someBytes(`sealed ${name} ${version}`, 64), 'base64url'),
  places: [someDigest(`place of ${name}`)],
  passkeys: [{ credential: someId(`passkey of ${name}`), publicKey: someDigest('public') }],
  atMs: startMs,
  ...changes,
});

let folder: string;
let server: PostgresServer;
let url: string;

const kinds = [
  {
    name: 'sqlite',
    make: async () => {
      folder = mkdtempSync(join(tmpdir(), 'vav-backups-'));
    },
    open: async () => openSqliteBackups(join(folder, 'backup.db')),
    drop: () => rmSync(folder, { recursive: true }),
  },
  {
    name: 'postgres',
    make: async () => {
      url = await server.newDatabase();
    },
    open: () => openPostgresBackups(url),
    drop: () => undefined,
  },
];

beforeAll(async () => {
  server = await openPostgres({ fsync: 'off' });
});
afterAll(() => server.close());

describe.each(kinds)('backups on $name', ({ make, open, drop }) => {
  let store: BackupStore;
  beforeEach(async () => {
    await make();
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    drop();
  });

  it('keeps the newest version only, over a restart, at its places', async () => {
    expect(await store.has(someId('Nour'))).toBe(false);
    expect(await store.count()).toBe(0);
    expect(await store.write(aBackup('Nour', 1))).toBe('kept');
    expect(await store.write(aBackup('Nour', 2, { places: [someDigest('new place')] }))).toBe('kept');
    await store.close();
    store = await open();
    expect(await store.has(someId('Nour'))).toBe(true);
    expect(await store.read(someDigest('place of Nour'))).toBeUndefined();
    const kept = await store.read(someDigest('new place'));
    const { version, slots, sealed } = aBackup('Nour', 2);
    expect(kept).toMatchObject({ backup: someId('Nour'), version, slots });
    expect(Buffer.from(kept?.sealed ?? []).equals(Buffer.from(sealed))).toBe(true);
    expect((await store.readNamed(someId('Nour')))?.version).toBe(2);
    expect(await store.readNamed(someId('nobody'))).toBeUndefined();
    expect(await store.count()).toBe(1);
  });

  it('tells of its own trouble in its own word, whatever was asked of it', async () => {
    await store.close();
    const asked: (() => Promise<unknown>)[] = [
      () => store.has(someId('Nour')),
      () => store.count(),
      () => store.read(someDigest('place of Nour')),
      () => store.readNamed(someId('Nour')),
      () => store.passkeys(someId('passkey of Nour')),
      () => store.write(aBackup('Nour', 1)),
      () => store.erase(someId('Nour'), 2, someDigest('key of Nour')),
      () => store.sweep(startMs),
    ];
    for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'store-failed' });
    store = await open();
  });

  it('refuses a version that is not the next one, and takes the same write twice', async () => {
    // Where nothing is, any version may begin: a relay that lost its disk is filled again by the wallets.
    expect(await store.write(aBackup('Nour', 7))).toBe('kept');
    expect(await store.write(aBackup('Nour', 7))).toBe('kept');
    expect(await store.write(aBackup('Nour', 7, { digest: someDigest('other write') }))).toBe('behind');
    expect(await store.write(aBackup('Nour', 9))).toBe('behind');
    expect(await store.write(aBackup('Nour', 6))).toBe('behind');
    expect((await store.readNamed(someId('Nour')))?.version).toBe(7);
  });

  it('takes the next write from the key that the last one named, and from no other', async () => {
    const next = someDigest('key after a rotation');
    expect(await store.write(aBackup('Nour', 1, { next }))).toBe('kept');
    expect(await store.write(aBackup('Nour', 2))).toBe('other-key');
    expect(await store.write(aBackup('Nour', 2, { key: next, next }))).toBe('kept');
    expect(await store.erase(someId('Nour'), 3, someDigest('key of Nour'))).toBe('other-key');
  });

  it('lets no two backups be found at one place, and changes nothing when it refuses', async () => {
    await store.write(aBackup('Nour', 1));
    await store.write(aBackup('Sami', 1));
    const places = [someDigest('place of Sami'), someDigest('place of Nour')];
    expect(await store.write(aBackup('Sami', 2, { places }))).toBe('place-taken');
    expect((await store.read(someDigest('place of Sami')))?.version).toBe(1);
    expect((await store.read(someDigest('place of Nour')))?.backup).toBe(someId('Nour'));
    expect(await store.passkeys(someId('passkey of Sami'))).toHaveLength(1);
  });

  it('tells every claim of one passkey, so that nobody can keep another from its backup', async () => {
    const credential = someId('one credential');
    const keyOf = (name: string) => [{ credential, publicKey: someDigest(name) }];
    await store.write(aBackup('Nour', 1, { passkeys: keyOf('Nour') }));
    await store.write(aBackup('Sami', 1, { passkeys: keyOf('Sami') }));
    const found = await store.passkeys(credential);
    expect(new Map(found.map(({ backup, publicKey }) => [backup, publicKey]))).toEqual(
      new Map([
        [someId('Nour'), someDigest('Nour')],
        [someId('Sami'), someDigest('Sami')],
      ]),
    );
  });

  it('tells the oldest claim of a passkey first, however many come later and whatever it writes since', async () => {
    const credential = someId('one credential');
    const claimOf = (name: string, version = 1) =>
      aBackup(name, version, { passkeys: [{ credential, publicKey: someDigest(name) }] });
    await store.write(claimOf('Nour'));
    for (let n = 0; n <= maxClaims; n++)
      await store.write({ ...claimOf(`stranger ${n}`), sealed: new Uint8Array(1) });
    await store.write(claimOf('Nour', 2));
    const found = await store.passkeys(credential);
    expect(found).toHaveLength(maxClaims);
    expect(found.slice(0, 2)).toEqual(
      ['Nour', 'stranger 0'].map((name) => ({ backup: someId(name), publicKey: someDigest(name) })),
    );
    // Who lets go of it and comes back stands behind the others.
    await store.write(aBackup('Nour', 3, { passkeys: [] }));
    expect((await store.passkeys(credential))[0]?.backup).toBe(someId('stranger 0'));
  });

  it('erases everything, and twice is once', async () => {
    await store.write(aBackup('Nour', 1));
    const key = someDigest('key of Nour');
    expect(await store.erase(someId('Nour'), 9, key)).toBe('behind');
    expect(await store.erase(someId('Nour'), 2, key)).toBe('erased');
    expect(await store.erase(someId('Nour'), 2, key)).toBe('unknown');
    expect(await store.read(someDigest('place of Nour'))).toBeUndefined();
    expect(await store.passkeys(someId('passkey of Nour'))).toEqual([]);
    // The place is free again.
    expect(await store.write(aBackup('Sami', 1, { places: [someDigest('place of Nour')] }))).toBe('kept');
  });

  it('drops what nobody wrote for two years', async () => {
    await store.write(aBackup('Nour', 1));
    await store.write(aBackup('Sami', 1, { atMs: startMs + 86_400_000 }));
    expect(await store.sweep(startMs + backupKeptMs)).toBe(0);
    expect(await store.sweep(startMs + backupKeptMs + 86_400_000)).toBe(1);
    expect(await store.has(someId('Nour'))).toBe(false);
    expect(await store.has(someId('Sami'))).toBe(true);
  });

  it('of two writes of one version at once keeps one', async () => {
    await store.write(aBackup('Nour', 1));
    const outcomes = await Promise.all(
      ['one', 'two', 'three'].map((name) => store.write(aBackup('Nour', 2, { digest: someDigest(name) }))),
    );
    expect(outcomes.toSorted()).toEqual(['behind', 'behind', 'kept']);
  });
});
