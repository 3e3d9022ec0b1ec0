// The helper as a university would run it: a process of its own beside a relay, and what ends it.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordDigest } from '../../../crypto/hash.ts';
import { someDigest } from '../../support/builders.ts';

const program = (name: string) => fileURLToPath(new URL(`../../../relay/${name}.ts`, import.meta.url));
const tie = new URL('../../../relay/commands/tied.ts', import.meta.url).href;

let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'helper-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

const about = {
  NAME: 'Université voisine',
  LEGAL_ID: '193500010',
  CONTACT: 'aide@universite.example',
  LEADERS: someDigest('leader'),
};

function start(name: string, environment: Record<string, string>, isTied = false) {
  const child = spawn(process.execPath, [...(isTied ? ['--import', tie] : []), program(name)], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', ...(isTied ? (['ipc'] as const) : [])],
  });
  started.push(child);
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => {
      told += text.toString();
    });
  return { child, told: () => told };
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await Promise.resolve(look()).catch(() => undefined);
    if (found !== undefined) return found;
    await pause(100);
  }
  throw new Error('waited in vain');
}

const json = async (address: string) => {
  const response = await fetch(address);
  return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
};

describe('npm run helper', () => {
  it('makes its party once, says its id, and makes itself known to the relay', async () => {
    const [relayPort, port] = [await freePort(), await freePort()];
    const relay = `http://127.0.0.1:${relayPort}`;
    start('main', {
      PORT: String(relayPort),
      DATA_DIR: join(folder, 'relay'),
      ORIGIN: `http://localhost:${relayPort}`,
    });
    const own = join(folder, 'helper');
    const environment = {
      ...about,
      PORT: String(port),
      DATA_DIR: own,
      RELAY: `http://localhost:${relayPort}`,
    };
    const first = start('commands/helper', environment);
    const [, id = ''] = await until(() => /helper ([A-Za-z0-9_-]{43})\n/.exec(first.told()) ?? undefined);
    const party = await until(() => json(`${relay}/party/${id}`));
    expect(party).toMatchObject({ id, admitted: false });
    const shown = await until(() => json(`http://127.0.0.1:${port}/party`));
    expect(recordDigest(String(shown['record']))).toBe(id);
    expect(statSync(join(own, 'self.json')).mode & 0o777).toBe(0o600);

    // Killed and started again it is the same party.
    first.child.kill('SIGKILL');
    await until(() => (first.child.signalCode === null ? undefined : true));
    const second = start('commands/helper', environment);
    await until(() => (second.told().includes(`helper ${id}`) ? true : undefined));
    // Two on one database do not go.
    const third = start('commands/helper', { ...environment, PORT: String(await freePort()) });
    await until(() => (third.child.exitCode === null ? undefined : true));
    expect(third.child.exitCode).toBe(1);
    expect(third.told()).toMatch(/^DATA_DIR: the file of the aggregator cannot be opened/m);
    second.child.kill('SIGTERM');
    await until(() => (second.child.exitCode === null ? undefined : true));
    expect(second.child.exitCode).toBe(0);
  }, 60_000);

  it('does not start with a wrong setting, and says which', async () => {
    const { child, told } = start('commands/helper', { NAME: 'x', DATA_DIR: folder });
    await until(() => (child.exitCode === null ? undefined : true));
    expect(child.exitCode).toBe(2);
    expect(told()).toMatch(/LEGAL_ID: expected/);
    expect(existsSync(join(folder, 'self.json'))).toBe(false);
  });

  it('ends with the process that started it, when tied to it', async () => {
    const port = await freePort();
    const { child } = start('commands/helper', { ...about, PORT: String(port), DATA_DIR: folder }, true);
    await until(() => json(`http://127.0.0.1:${port}/healthz`));
    child.disconnect();
    await until(() => (child.exitCode === null ? undefined : true));
    expect(child.exitCode).toBe(0);
  }, 60_000);
});
