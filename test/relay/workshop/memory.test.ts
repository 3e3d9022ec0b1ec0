import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCanaries, findCanariesBelow } from '../../support/canary.ts';
import { takeSeats } from '../../support/workshop/seats.ts';

const main = fileURLToPath(new URL('../../../relay/main.ts', import.meta.url));

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workshop-memory-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function untilReady(address: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok) return;
    await pause(50);
  }
  throw new Error('the relay did not become ready');
}

describe('a room in a relay of its own process', () => {
  it('leads nobody to a port that somebody else holds', async () => {
    const [port, workshopPort] = [await freePort(), await freePort()];
    const holder = createServer().listen(port + 3, '127.0.0.1');
    await new Promise((listening) => holder.once('listening', listening));
    child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env['PATH'] ?? '',
        DATA_DIR: join(folder, 'data'),
        PORT: String(port),
        WORKSHOP_PORT: String(workshopPort),
      },
      stdio: 'ignore',
    });
    await untilReady(`http://localhost:${workshopPort}/config.json`);
    const config = await fetch(`http://localhost:${workshopPort}/config.json`);
    expect(await config.json()).toMatchObject({ exercise: null });
    holder.close();
  });

  it('is in memory alone: no code, secret, seat or animal on the disk, in the log or on the real relay', async () => {
    const [port, workshopPort, exercisePort] = [await freePort(), await freePort(), await freePort()];
    const dataDir = join(folder, 'data');
    let out = '';
    child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env['PATH'] ?? '',
        DATA_DIR: dataDir,
        PORT: String(port),
        WORKSHOP_PORT: String(workshopPort),
        EXERCISE_PORT: String(exercisePort),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => {
        out += text.toString();
      });
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    const origin = `http://localhost:${workshopPort}`;
    await untilReady(`http://localhost:${port}/readyz`);
    await untilReady(`${origin}/config.json`);
    const opened = (await (
      await fetch(`${origin}/workshop`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ scenario: 'offers', language: 'en', minutes: 30 }),
      })
    ).json()) as { code: string; secret: string };
    const { exercise } = (await (await fetch(`${origin}/config.json`)).json()) as { exercise: string };
    expect(exercise).toBe(`http://localhost:${exercisePort}`);
    // On the wall of one origin, taken on the other: the rooms are the same.
    const seats = await takeSeats(exercise, opened.code, 3);
    const board = await fetch(`${origin}/workshop/board`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: opened.secret }),
    });
    expect(((await board.json()) as { seats: object[] }).seats).toHaveLength(3);
    // Where real wallets call there is no such door.
    const real = await fetch(`http://localhost:${port}/workshop/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: opened.code }),
    });
    expect(real.status).toBe(404);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const canaries = [opened.code, opened.secret, ...seats.map(({ seat }) => seat)];
    const { found, files } = findCanariesBelow(canaries, dataDir);
    expect(files).toBeGreaterThan(2);
    expect(found).toEqual([]);
    expect(findCanaries(canaries, 'log', Buffer.from(out))).toEqual([]);
    expect(out).toContain('/workshop/seat');
    for (const { animal } of seats) expect(out).not.toMatch(new RegExp(`\\b${animal}\\b`));
  });
});
