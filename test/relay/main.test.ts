import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newPartyKeys, openParty, partyRecord } from '../../relay/kit/client.ts';
import { openPostgres } from '../support/postgres.ts';
import { aboutCity } from './house.ts';

const main = fileURLToPath(new URL('../../relay/main.ts', import.meta.url));
const admit = fileURLToPath(new URL('../../relay/commands/admit.ts', import.meta.url));

let folder: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'main-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function run(
  program: string,
  environment: Record<string, string>,
  ...given: string[]
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...given], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: join(folder, 'data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let out = '';
  let err = '';
  child.stdout?.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (err += text.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('exit', (code) => resolve({ code, out, err })));
  return { child, ended };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function untilReady(port: number): Promise<Response> {
  for (let tries = 0; tries < 200; tries += 1) {
    const response = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined);
    if (response?.ok) return response;
    await pause(50);
  }
  throw new Error('the relay did not become ready');
}

describe('the relay as a process', () => {
  it('is ready, logs lines of JSON, and ends well when it is told to', async () => {
    const port = await freePort();
    const { child, ended } = run(main, { PORT: String(port) });
    await untilReady(port);
    const stream = await fetch(`http://localhost:${port}/healthz`);
    expect(await stream.json()).toEqual({ status: 'alive' });
    child.kill('SIGTERM');
    const { code, out } = await ended;
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(lines[0]?.event).toBe('start');
    expect(lines.at(-1)?.event).toBe('stop');
    for (const name of ['regie/self.json', 'log-key.pem', 'log-checkpoint.txt', 'relay.db', 'backup.db']) {
      expect(statSync(join(folder, 'data', name)).mode & 0o077).toBe(0);
    }
  });

  it('gives its counts to the holder of METRICS_TOKEN', async () => {
    const port = await freePort();
    const METRICS_TOKEN = 'of-prometheus-alone';
    run(main, { PORT: String(port), METRICS_TOKEN });
    await untilReady(port);
    const address = `http://localhost:${port}/metrics`;
    expect((await fetch(address)).status).toBe(404);
    const response = await fetch(address, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    expect(await response.text()).toContain('vav_calls_total{method="GET",route="/readyz",status="200"} ');
  });

  it('serves the pages for researchers on an origin of their own', async () => {
    const [port, researchPort] = [await freePort(), await freePort()];
    const RESEARCH_PORT = String(researchPort);
    const { child, ended } = run(main, { PORT: String(port), RESEARCH_PORT });
    await untilReady(port);
    const config = await fetch(`http://localhost:${researchPort}/config.json`);
    expect(await config.json()).toEqual({ relay: `http://localhost:${port}` });
    // Neither has what the other has.
    expect((await fetch(`http://localhost:${researchPort}/healthz`)).status).toBe(404);
    expect((await fetch(`http://localhost:${port}/config.json`)).status).toBe(404);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('starts without these pages where nobody named their port and it is taken', async () => {
    const port = await freePort();
    const holder = createServer().listen(port + 1, '127.0.0.1');
    await new Promise((listening) => holder.once('listening', listening));
    const without = run(main, { PORT: String(port) });
    await untilReady(port);
    without.child.kill('SIGTERM');
    expect((await without.ended).out).toContain(`not served: port \`${port + 1}\` is in use`);
    const named = await run(main, { PORT: String(port), RESEARCH_PORT: String(port + 1) }).ended;
    holder.close();
    expect(named.code).toBe(1);
    expect(named.err).toBe(`RESEARCH_PORT: \`${port + 1}\` is in use\n`);
  });

  it('keeps its identity over a restart', async () => {
    const port = await freePort();
    const identity = async () => {
      const { child, ended } = run(main, { PORT: String(port) });
      await untilReady(port);
      const key = (await (await fetch(`http://localhost:${port}/log/key`)).json()) as object;
      child.kill('SIGTERM');
      await ended;
      return key;
    };
    expect(await identity()).toEqual(await identity());
  });

  it('does not start with a wrong setting, and says which', async () => {
    const { code, err } = await run(main, { PORT: 'http', ORIGIN: 'here' }).ended;
    expect(code).toBe(2);
    expect(err).toContain('PORT is `http`');
    expect(err).toContain('ORIGIN is `here`');
  });

  it('does not go on with the log of another address, and says so in one sentence', async () => {
    const [first, second] = [await freePort(), await freePort()];
    const { child, ended } = run(main, { PORT: String(first) });
    await untilReady(first);
    const taken = await run(main, { PORT: String(first), DATA_DIR: join(folder, 'other') }).ended;
    expect(taken).toMatchObject({ code: 1, err: `PORT: \`${first}\` is in use\n` });
    child.kill('SIGTERM');
    await ended;
    const { code, err } = await run(main, { PORT: String(second) }).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^DATA_DIR: this folder holds the log `localhost:\d+\/log`, expected .*\n$/);
  });

  it('refuses to admit whom nobody knows', async () => {
    const port = await freePort();
    run(main, { PORT: String(port) });
    await untilReady(port);
    const unknown = await run(admit, { PORT: String(port) }, 'A'.repeat(43)).ended;
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('party-unknown') as unknown });
    expect((await run(admit, { PORT: String(port) }, 'nonsense').ended).code).toBe(2);
  });

  it('refuses to admit where no régie is, makes none there, and says where it looked', async () => {
    const { code, err } = await run(admit, { PORT: '8999' }, 'A'.repeat(43)).ended;
    expect(code).toBe(2);
    for (const looked of [join(folder, 'data'), 'http://localhost:8999', '`8999`'])
      expect(err).toContain(looked);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('does not start behind what it has published: an older copy of the database was put back', async () => {
    const port = await freePort();
    const database = join(folder, 'data', 'relay.db');
    const older = join(folder, 'older.db');
    const first = run(main, { PORT: String(port) });
    await untilReady(port);
    first.child.kill('SIGTERM');
    await first.ended;
    copyFileSync(database, older);
    const second = run(main, { PORT: String(port) });
    await untilReady(port);
    const keys = newPartyKeys();
    const record = await partyRecord(keys, aboutCity);
    await (await openParty({ relay: `http://localhost:${port}`, keys, record })).makeKnown();
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    copyFileSync(database, join(folder, 'newest.db'));
    copyFileSync(older, database);
    const third = await run(main, { PORT: String(port) }).ended;
    expect(third.code).toBe(1);
    expect(third.err).toMatch(/^DATA_DIR: the log has \d+ records and has published \d+: restored .*\n$/);
    copyFileSync(join(folder, 'newest.db'), database);
    run(main, { PORT: String(port) });
    await untilReady(port);
  });

  it('keeps its records in the PostgreSQL that DATABASE_URL names, and finds them again', async () => {
    const postgres = await openPostgres();
    try {
      // A log keeps its name, whatever port it is served on.
      const environment = { DATABASE_URL: await postgres.newDatabase(), ORIGIN: 'https://relay.example' };
      const port = await freePort();
      const sizes: number[] = [];
      for (let round = 0; round < 2; round += 1) {
        const { child, ended } = run(main, { PORT: String(port), ...environment });
        const { logSize } = (await (await untilReady(port)).json()) as { logSize: number };
        sizes.push(logSize);
        child.kill('SIGTERM');
        expect((await ended).code).toBe(0);
      }
      expect(sizes[0]).toBeGreaterThan(0);
      // The régie's own record is written once: the second start finds it.
      expect(sizes[1]).toBe(sizes[0]);
    } finally {
      await postgres.close();
    }
  }, 60_000);
});
