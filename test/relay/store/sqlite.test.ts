import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readySodium } from '../../../crypto/sodium.ts';
import { decide } from '../../../policy/decide.ts';
import { newLogSigner, openLogSigner } from '../../../relay/proof/log-signer.ts';
import type { Store } from '../../../relay/store/contract.ts';
import { openSqliteStore } from '../../../relay/store/sqlite.ts';
import { someId } from '../../support/builders.ts';
import { aCall, anEnd, chainDigest, mailboxOf, newEnvelope, newGrant, nextTurn } from './acts.ts';

const signer = newLogSigner('https://relay.example');
let folder: string;
let path: string;

beforeAll(readySodium);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vav-sqlite-'));
  path = join(folder, 'relay.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Said {
  kind: 'grant' | 'access' | 'envelope' | 'calculation' | 'end';
  name: string;
  index?: number;
  id?: string;
  seq?: number;
}

/** Lets a writer run until it has said so many lines, then kills it without a word. */
function writeAndKill(run: string, lines: number): Promise<Said[]> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('writer.ts', import.meta.url));
    const child = spawn(process.execPath, [script, folder, run], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let complaint = '';
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString();
      if (said.split('\n').length > lines) child.kill('SIGKILL');
    });
    child.stderr.on('data', (part: Buffer) => {
      complaint += part.toString();
    });
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(complaint));
      const whole = said.slice(0, said.lastIndexOf('\n')).split('\n');
      resolve(whole.map((line) => JSON.parse(line) as Said));
    });
  });
}

async function requireKept(store: Store, said: Said[]): Promise<void> {
  const names = new Set(said.map((line) => line.name));
  for (const name of names) {
    const reading = await store.readMailbox(mailboxOf(name), new Map(), 1000);
    const [grant] = reading.grants;
    expect(grant, name).toBeDefined();
    reading.records.forEach((record, at) => {
      expect(record.seq).toBe(at + 1);
      const before = reading.records[at - 1];
      if (before !== undefined) expect(record.previous).toMatchObject({ digest: chainDigest(before) });
    });
    for (const line of said) {
      if (line.name !== name) continue;
      if (line.index !== undefined) {
        expect(reading.records.some((record) => record.entry?.index === line.index)).toBe(true);
      }
      if (line.seq !== undefined) expect(grant?.state.last.seq).toBeGreaterThanOrEqual(line.seq);
      if (line.kind === 'envelope' && grant?.state.status === 'active') expect(grant.envelope?.n).toBe(2);
      if (line.kind === 'end') expect(grant?.state.status).toBe('ended');
    }
    if (grant?.state.status === 'ended') expect(grant.envelope).toBeUndefined();
  }
}

describe('sqlite', () => {
  it('loses no acknowledged record to kill -9, and its log stays whole', async () => {
    const said: Said[] = [];
    let size = 0;
    for (const run of ['first', 'second', 'third']) {
      said.push(...(await writeAndKill(run, 400)));
      // Opening computes the root of all leaves and compares it with the last signed head.
      const store = openSqliteStore(path, openLogSigner(folder, 'https://relay.example'));
      await requireKept(store, said);
      const head = await store.head();
      expect(head.size).toBeGreaterThan(size);
      for (const line of said) expect(head.size).toBeGreaterThan(line.index ?? -1);
      size = head.size;
      await store.close();
    }
    expect(said.length).toBeGreaterThanOrEqual(1200);
  });

  it('acknowledges nothing that a full disk did not take, and goes on when there is room again', async () => {
    const store = openSqliteStore(path, signer);
    await store.keepGrant(newGrant('Nour'));
    const head = await store.head();
    await store.close();
    const small = openSqliteStore(path, signer, { maxBytes: 200_000 });
    const writing = Array.from({ length: 400 }, (_, at) =>
      small.keepGrant(newGrant(`r${at}`)).then(
        () => 'kept',
        (fault: { code: string }) => fault.code,
      ),
    );
    expect(new Set(await Promise.all(writing))).toEqual(new Set(['store-failed']));
    // Read again from what was committed: nothing of the failed group is there.
    expect(await small.head()).toEqual(head);
    expect(await small.readGrant(mailboxOf('r0'), someId('r0'))).toBeUndefined();
    expect(small.isReady()).toBe(true);
    await small.keepEnvelope(newEnvelope('Nour', 2));
    await small.close();
    const again = openSqliteStore(path, signer);
    expect(await again.head()).toEqual(head);
    expect((await again.readGrant(mailboxOf('Nour'), someId('Nour')))?.state.envelopeN).toBe(2);
    await again.close();
  });

  it('fails a group whole: neither memory nor file keep half of it', async () => {
    const store = openSqliteStore(path, signer, { maxBytes: 300_000 });
    await store.keepGrant(newGrant('Nour'));
    const ended = store.endGrant(anEnd('Nour'));
    // Asked in the same turn: an end that may not come to be is shown to nobody.
    const during = store.readGrant(mailboxOf('Nour'), someId('Nour'));
    const large = Array.from({ length: 400 }, (_, at) => store.keepGrant(newGrant(`r${at}`)));
    const refused = expect(Promise.any(large)).rejects.toThrow();
    await expect(ended).rejects.toMatchObject({ code: 'store-failed' });
    await refused;
    expect((await during)?.state.status).toBe('active');
    await nextTurn();
    const outcome = await store.keepAccess(aCall('n1', ['Nour']), decide);
    expect(outcome.kind === 'kept' && outcome.answers[0]?.decision.allowed).toBe(true);
    await store.close();
  });

  it('refuses a file whose leaves are not those of its signed head', async () => {
    const store = openSqliteStore(path, signer);
    await store.keepGrant(newGrant('Nour'));
    await store.close();
    const db = new DatabaseSync(path);
    db.exec('UPDATE leaf SET inner = zeroblob(32)');
    db.close();
    expect(() => openSqliteStore(path, signer)).toThrow(expect.objectContaining({ code: 'store-failed' }));
  });

  it('leaves nothing of a deleted envelope in its files after the next sweep', async () => {
    const store = openSqliteStore(path, signer);
    const given = newGrant('Nour');
    await store.keepGrant(given);
    await store.endGrant(anEnd('Nour'));
    await store.sweep(0);
    const canary = given.envelope.slice(100, 132);
    for (const file of readdirSync(folder)) {
      expect(readFileSync(join(folder, file)).includes(canary), file).toBe(false);
    }
    await store.close();
  });

  it('lets one process at a time have a file', async () => {
    const store = openSqliteStore(path, signer);
    await store.keepGrant(newGrant('Nour'));
    expect(() => openSqliteStore(path, signer)).toThrow(expect.objectContaining({ code: 'store-failed' }));
    await store.close();
  });

  it('reads a file that was copied while it ran', async () => {
    const store = openSqliteStore(path, signer);
    await store.keepGrant(newGrant('Nour'));
    await store.keepAccess(aCall('n1', ['Nour']), decide);
    cpSync(folder, `${folder}-copy`, { recursive: true });
    const copy = openSqliteStore(join(`${folder}-copy`, 'relay.db'), signer);
    expect((await copy.readGrant(mailboxOf('Nour'), someId('Nour')))?.state.last.seq).toBe(2);
    await copy.close();
    rmSync(`${folder}-copy`, { recursive: true });
    await store.close();
  });
});
