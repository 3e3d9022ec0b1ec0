// Two real processes on the loopback address: a relay and somebody else's witness.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCosignerKey, verifyCosignatures } from '../../../crypto/cosignature.ts';
import { parseNote, readVerifierKey, verifyCheckpoint } from '../../../crypto/note.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { openCosigner } from '../../../relay/proof/cosigner.ts';
import { openLogSigner } from '../../../relay/proof/log-signer.ts';

const program = (name: string) => fileURLToPath(new URL(`../../../relay/${name}.ts`, import.meta.url));

let folder: string;
beforeAll(readySodium);
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'witnessed-'));
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

function start(
  name: string,
  environment: Record<string, string>,
): { child: ChildProcess; told: () => string } {
  const child = spawn(process.execPath, [program(name)], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => {
      told += text.toString();
    });
  return { child, told: () => told };
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 150; tries += 1) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await pause(100);
  }
  throw new Error('waited in vain');
}

describe('a witness in a process of its own', () => {
  it('anchors the relay’s log, and after being killed goes on where it was', async () => {
    const [relayPort, witnessPort] = [await freePort(), await freePort()];
    const origin = `http://localhost:${relayPort}`;
    const [relayFolder, witnessFolder] = [join(folder, 'relay'), join(folder, 'witness')];
    const log = openLogSigner(relayFolder, origin);
    const name = 'temoin.example/w1';
    const { verifierKey } = openCosigner(witnessFolder, name);
    const witnessed = {
      NAME: name,
      LOGS: log.verifierKey,
      PORT: String(witnessPort),
      DATA_DIR: witnessFolder,
    };
    const WITNESSES = `${verifierKey}@http://127.0.0.1:${witnessPort}`;
    const first = start('commands/witness', witnessed);
    start('main', { PORT: String(relayPort), DATA_DIR: relayFolder, WITNESSES });

    const cosigned = () =>
      until(async () => {
        const note = await (await fetch(`${origin}/log/checkpoint`)).text();
        const seen = verifyCosignatures(parseNote(note), [readCosignerKey(verifierKey)]);
        return seen.length > 0 ? verifyCheckpoint(note, readVerifierKey(log.verifierKey)) : undefined;
      });
    const { size } = await cosigned();
    expect(size).toBeGreaterThan(0);
    expect(first.told()).toContain(`witness ${verifierKey}`);
    expect(await (await fetch(`http://127.0.0.1:${witnessPort}/key`)).text()).toBe(`${verifierKey}\n`);
    const file = (await (await fetch(`${origin}/witnesses.json`)).json()) as { witnesses: string[] };
    expect(file.witnesses).toEqual([verifierKey]);

    const second = start('commands/witness', { ...witnessed, PORT: String(await freePort()) });
    await until(async () => (second.told().includes('another witness works') ? true : undefined));
    const gone = new Promise((resolve) => first.child.once('exit', resolve));
    first.child.kill('SIGKILL');
    await gone;
    const again = start('commands/witness', witnessed);
    await until(async () => (again.told().includes('witness ') ? true : undefined));
    const refused = await fetch(`http://127.0.0.1:${witnessPort}/add-checkpoint`, {
      method: 'POST',
      body: `old 0\n\n${readFileSync(join(relayFolder, 'log-checkpoint.txt'), 'utf8')}`,
    });
    expect([refused.status, await refused.text()]).toEqual([409, `${size}\n`]);
  }, 30_000);

  it('does not start without the keys of logs', async () => {
    const { child, told } = start('commands/witness', { DATA_DIR: join(folder, 'witness') });
    const { promise, resolve } = Promise.withResolvers<number | null>();
    child.once('close', resolve);
    expect(await promise).toBe(2);
    expect(told()).toContain('LOGS: expected verifier keys');
  });
});
