// The parties of an exercise: one program (docs/examples/exercise) that keeps nothing, knows the exercise by its public doors
// only, and is admitted as any party is. Rules and declarations are the real ones; the desks do not exist.

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endChild } from './end-child.ts';
import type { Exercise } from './exercise.ts';
import { anyFree } from './free-port.ts';
import type { Invitation } from './house.ts';
import { keepLabelText } from './routes/label.ts';

export interface ExerciseCity {
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../docs/examples/exercise/service.ts', import.meta.url));
const tie = new URL('./commands/tied.ts', import.meta.url).href;
const desks = 5;
const admittedDays = 2;
const patienceMs = 120_000;
const roundMs = 250;

/** `host`: the address of this machine that the desks listen on; all of them where the room has to reach them. `port`: the exercise's. */
export async function startExerciseCity(
  exercise: Exercise,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<ExerciseCity> {
  const { origin } = exercise.house;
  const ports: number[] = [];
  while (ports.length < desks) {
    const port = await anyFree();
    if (!ports.includes(port)) ports.push(port);
  }
  // Nothing of the relay's settings: no folder, no database, no token.
  const { PATH, SystemRoot } = process.env;
  const child = spawn(process.execPath, ['--import', tie, program], {
    env: {
      PATH,
      SystemRoot,
      RELAY: origin,
      VIA: `http://127.0.0.1:${port}`,
      PORTS: ports.join(','),
      HOST: host,
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const { protocol, hostname } = new URL(origin);
  const addresses = ports.map((port) => `${protocol}//${hostname}:${port}`);
  const stopper = new AbortController();
  void bringUp(exercise, addresses, child, stopper.signal);
  return {
    stop: () => {
      stopper.abort();
      return endChild(child);
    },
  };
}

/** Each as soon as its counter is open, so that the first request waits for nobody. */
async function bringUp(
  exercise: Exercise,
  addresses: readonly string[],
  child: ChildProcess,
  signal: AbortSignal,
): Promise<void> {
  const invited = new Map<string, Invitation>();
  const untilMs = Date.now() + patienceMs;
  while (invited.size < addresses.length && Date.now() < untilMs && !signal.aborted) {
    if (child.exitCode !== null) return;
    for (const address of addresses) {
      if (invited.has(address)) continue;
      await admit(exercise, address);
      const invitation = await readInvitation(address);
      if (invitation !== undefined) invited.set(address, invitation);
    }
    exercise.house.invitations = addresses.flatMap((address) => invited.get(address) ?? []);
    await pause(roundMs, undefined, { signal }).catch(() => undefined);
  }
}

async function admit({ house, regie }: Exercise, address: string): Promise<void> {
  const found = house.directory
    .list()
    .find(({ current, labels }) => current.url === address && labels.length === 0);
  if (found === undefined) return;
  const nowMs = house.now();
  await keepLabelText(house, regie.admit(found.id, nowMs + admittedDays * 86_400_000, nowMs)).catch(
    () => undefined,
  );
}

/** On this machine, whatever the room calls it. */
async function readInvitation(address: string): Promise<Invitation | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${new URL(address).port}/invitation`);
    const { title, link, isOpen } = (await answer.json()) as Invitation & { isOpen: boolean };
    return isOpen ? { title, link } : undefined;
  } catch {
    return undefined;
  }
}
