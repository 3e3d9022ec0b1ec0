import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tryPort } from '../../relay/free-port.ts';
import { type Recorder, recordBefore } from './recorder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const parties = ['bike-grant', 'fare', 'transport-operator', 'research-project'] as const;
export type PartyName = (typeof parties)[number];

/** What `npm start` starts, as processes of their own, on a folder of its own. */
export interface City {
  /** Where residents and parties go: the recorder's address, so that nothing goes around it. */
  readonly origin: string;
  /** Of the relay itself; the pages for researchers and mediators are on the ports after it. */
  readonly port: number;
  readonly dataDir: string;
  readonly recorder: Recorder;
  /** Everything the relay and the parties printed. */
  output(): Buffer;
  partyOrigin(name: PartyName): string;
  /** Ends the processes; what they kept can still be read. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 150_000;

export async function openCity(settings: Readonly<Record<string, string>> = {}): Promise<City> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vis-a-vis-city-'));
  const port = await freePort();
  const recorder = await recordBefore(port);
  const printed: Buffer[] = [];
  const relay = spawn(process.execPath, [join(root, 'relay/commands/start.ts')], {
    cwd: root,
    env: {
      ...process.env,
      ...settings,
      PORT: String(port),
      DATA_DIR: dataDir,
      ORIGIN: recorder.origin,
      DATABASE_URL: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [relay.stdout, relay.stderr])
    stream.on('data', (chunk: Buffer) => printed.push(chunk));
  const output = () => Buffer.concat(printed);
  const stop = async () => {
    await end(relay);
    await recorder.close();
  };
  const close = async () => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await waitForInvitations(recorder.origin, relay);
  } catch (cause) {
    await close();
    throw new Error(`the city did not open:\n${withoutWaiting(output().toString())}`, { cause });
  }
  const { ports } = JSON.parse(readFileSync(join(dataDir, 'demonstration.json'), 'utf8')) as {
    ports: Record<PartyName, number>;
  };
  return {
    origin: recorder.origin,
    port,
    dataDir,
    recorder,
    output,
    partyOrigin: (name) => `http://localhost:${ports[name]}`,
    stop,
    close,
  };
}

/** Without the calls of who waits here, which are most of it. */
const withoutWaiting = (printed: string): string =>
  printed
    .split('\n')
    .filter((line) => !line.includes('"route":"/demonstration"'))
    .join('\n')
    .slice(-8000);

/** All parties are admitted, have declared, and have a request ready. */
async function waitForInvitations(origin: string, relay: ChildProcess): Promise<void> {
  const untilMs = Date.now() + patienceMs;
  while (Date.now() < untilMs) {
    if (relay.exitCode !== null) throw new Error(`relay ended with \`${relay.exitCode}\``);
    const answer = await fetch(`${origin}/demonstration`).catch(() => undefined);
    if (answer?.ok) {
      const { invitations } = (await answer.json()) as { invitations: unknown[] };
      if (invitations.length === parties.length) return;
    }
    await pause(200);
  }
  throw new Error('no invitations in time');
}

/** Of the relay, its pages and all that the demonstration starts beside it. */
const portsOfCity = 32;

/**
 * Below those that a system gives to outgoing calls (32 768 on Linux, 49 152 elsewhere): between being found free and being
 * listened at they would now and then be taken by one.
 */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const first = 10_000 + portsOfCity * randomInt(700);
    const found = await Promise.all(Array.from({ length: portsOfCity }, (_, at) => tryPort(first + at)));
    if (found.every((port) => port !== undefined)) return first;
  }
  throw new Error('no free ports for a city');
}

/** Only the process that was started here, by its own handle; its parties end with it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await over;
  clearTimeout(timer);
}
