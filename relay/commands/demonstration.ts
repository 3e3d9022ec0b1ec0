// The demonstration: parties that are programs of their own (docs/examples), each with its folder and port, knowing the
// relay by its public doors only. The one thing done for them here is what a régie does for any party: admit it.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endChild } from '../end-child.ts';
import { anyFree, tryPort } from '../free-port.ts';
import type { Invitation } from '../house.ts';
import type { RunningRelay } from '../main.ts';
import { openRegie } from '../regie.ts';
import { keepLabelText } from '../routes/label.ts';
import { answerCondition } from './demonstration-condition.ts';

const parties = ['bike-grant', 'fare', 'transport-operator', 'research-project'] as const;
const firstPortAfter = 4;
const admittedDays = 365;
/** Until all parties are admitted and open; the bike desk parses its rules first. */
const patienceMs = 120_000;

export interface Demonstration {
  stop(): Promise<void>;
}

interface Kept {
  ports: Record<string, number>;
}

interface RunningParty {
  name: string;
  origin: string;
  process: ChildProcess;
}

const examples = new URL('../../docs/examples/', import.meta.url);
const tie = new URL('./tied.ts', import.meta.url).href;

/** A folder with nothing in it begins a demonstration; one that was begun is gone on with. */
export function isDemonstrationWanted(dataDir: string): boolean {
  if (!existsSync(dataDir)) return true;
  return existsSync(placeOf(dataDir)) || readdirSync(dataDir).length === 0;
}

function placeOf(dataDir: string): string {
  return join(dataDir, 'demonstration.json');
}

export async function startDemonstration(relay: RunningRelay): Promise<Demonstration> {
  const { settings, house } = relay;
  const { ports } = await choosePorts(settings.dataDir, settings.port);
  const running = parties.map((name) => startParty(name, ports[name] as number, relay));
  house.invitations = [];
  const stopper = new AbortController();
  const ready = Promise.all(running.map((party) => bringUp(relay, party, stopper.signal)));
  // Whoever opens the wallet meanwhile sees an empty list; the parties come in the order of the table.
  ready.then(
    (invitations) => {
      house.invitations = invitations.filter((invitation) => invitation !== undefined);
    },
    () => undefined,
  );
  // Without them the demonstration has one thing less to try.
  answerCondition(relay, stopper.signal).catch((cause: unknown) => {
    process.stderr.write(`demonstration: no neighbours (${(cause as Error).message})\n`);
  });
  return {
    stop: async () => {
      stopper.abort();
      await Promise.all(running.map(({ process }) => endChild(process)));
    },
  };
}

const readKept = (dataDir: string): Kept =>
  existsSync(placeOf(dataDir)) ? (JSON.parse(readFileSync(placeOf(dataDir), 'utf8')) as Kept) : { ports: {} };

function writeKept(dataDir: string, kept: Kept): void {
  writeFileSync(placeOf(dataDir), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
}

/** The same one again, where it is free. */
export async function choosePort(dataDir: string, name: string, usual: number): Promise<number> {
  const kept = readKept(dataDir);
  const wanted = kept.ports[name] ?? usual;
  const port = (await isFree(wanted)) ? wanted : await anyFree();
  writeKept(dataDir, { ports: { ...kept.ports, [name]: port } });
  return port;
}

async function choosePorts(dataDir: string, relayPort: number): Promise<Kept> {
  const kept = readKept(dataDir);
  const taken = new Set<number>([relayPort]);
  for (const [at, name] of parties.entries()) {
    const wanted = kept.ports[name] ?? relayPort + firstPortAfter + at;
    const port = (await isFree(wanted)) && !taken.has(wanted) ? wanted : await anyFree();
    taken.add(port);
    kept.ports[name] = port;
  }
  writeKept(dataDir, kept);
  return kept;
}

async function isFree(port: number): Promise<boolean> {
  return port <= 65_535 && (await tryPort(port)) === port;
}

function startParty(name: string, port: number, { settings }: RunningRelay): RunningParty {
  const origin = `http://localhost:${port}`;
  const dataDir = join(settings.dataDir, 'demonstration', name);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const child = spawn(
    process.execPath,
    ['--import', tie, fileURLToPath(new URL(`${name}/service.ts`, examples))],
    {
      env: {
        ...process.env,
        RELAY: settings.origin,
        PORT: String(port),
        ORIGIN: origin,
        DATA_DIR: dataDir,
        DATABASE_URL: '',
        METRICS_TOKEN: '',
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  return { name, origin, process: child };
}

/** Waits until the party is known, admits it, and waits until its counter is open. */
async function bringUp(
  relay: RunningRelay,
  party: RunningParty,
  signal: AbortSignal,
): Promise<Invitation | undefined> {
  const untilMs = Date.now() + patienceMs;
  while (Date.now() < untilMs && !signal.aborted && party.process.exitCode === null) {
    await admitNew(relay, party.origin);
    const invitation = await readInvitation(party.origin);
    if (invitation !== undefined) return invitation;
    await pause(250, undefined, { signal }).catch(() => undefined);
  }
  if (!signal.aborted) process.stderr.write(`demonstration: \`${party.name}\` did not open\n`);
  return undefined;
}

export async function admitNew({ house, settings }: RunningRelay, origin: string): Promise<void> {
  const found = house.directory
    .list()
    .find((known) => known.current.url === origin && known.labels.length === 0);
  if (found === undefined) return;
  const nowMs = house.now();
  const regie = openRegie(settings.dataDir, settings.origin, nowMs);
  await keepLabelText(house, regie.admit(found.id, nowMs + admittedDays * 86_400_000, nowMs));
}

async function readInvitation(origin: string): Promise<Invitation | undefined> {
  try {
    const health = await fetch(`${origin}/healthz`);
    if (!health.ok) return undefined;
    const { title, path } = (await (await fetch(`${origin}/invitation`)).json()) as {
      title: Invitation['title'];
      path: string;
    };
    return { title, link: new URL(path, origin).href };
  } catch {
    return undefined;
  }
}
