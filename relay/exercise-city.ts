// The parties of an exercise: one program (docs/examples/exercise) that keeps nothing, knows the exercise by its public doors
// only, and is admitted as any party is. Rules and declarations are the real ones; the desks do not exist.

import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../policy/workshop.ts';
import { endChild } from './end-child.ts';
import type { Exercise } from './exercise.ts';
import { anyFree } from './free-port.ts';
import type { Invitation } from './house.ts';
import { keepLabelText } from './routes/label.ts';

export interface ExerciseCity {
  /** Its program is gone, by itself. */
  isGone(): boolean;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../docs/examples/exercise/service.ts', import.meta.url));
const tie = new URL('./commands/tied.ts', import.meta.url).href;
/** Of the program's desks, in its order. */
const scenarioOf: readonly Scenario[] = ['fare', 'offers', 'score', 'study', 'bike-grant'];
const desks = scenarioOf.length;
const admittedDays = 2;
const patienceMs = 120_000;
const roundMs = 250;

interface CityGiven {
  /** The address of this machine that the desks listen on; all of them where the room has to reach them. */
  readonly host: string;
  /** The exercise's. */
  readonly port: number;
  /** What the operator should know. */
  readonly tell: (text: string) => void;
}

export async function startExerciseCity(
  exercise: Exercise,
  { host, port, tell }: CityGiven,
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
  let isGone = false;
  const goes = (why: string) => {
    if (isGone || stopper.signal.aborted) return;
    isGone = true;
    tell(`its parties are gone: ${why}`);
  };
  child.once('error', (cause: NodeJS.ErrnoException) => goes(cause.code ?? cause.name));
  child.once('exit', (code, by) => goes(`the program ended (${code ?? by})`));
  void bringUp(exercise, addresses, () => isGone || stopper.signal.aborted).then((open) => {
    if (isGone || stopper.signal.aborted || open === desks) return;
    tell(`${open} of ${desks} counters opened within ${patienceMs / 1000} s`);
  });
  return {
    isGone: () => isGone,
    stop: () => {
      stopper.abort();
      return endChild(child);
    },
  };
}

/** Each as soon as its counter is open, so that the first request waits for nobody. Gives how many came to be. */
async function bringUp(
  exercise: Exercise,
  addresses: readonly string[],
  isOver: () => boolean,
): Promise<number> {
  const invited = new Map<string, Invitation>();
  const untilMs = Date.now() + patienceMs;
  while (invited.size < addresses.length && Date.now() < untilMs && !isOver()) {
    for (const address of addresses) {
      if (invited.has(address)) continue;
      await admit(exercise, address);
      const invitation = await readInvitation(address);
      if (invitation !== undefined) invited.set(address, invitation);
    }
    exercise.house.invitations = addresses.flatMap((address, at): Invitation[] => {
      const [invitation, scenario] = [invited.get(address), scenarioOf[at]];
      return invitation && scenario ? [{ ...invitation, scenario }] : [];
    });
    await pause(roundMs);
  }
  return invited.size;
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
