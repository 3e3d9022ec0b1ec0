// What stands beside the residents' own origin, each on an origin of its own: the exercise, the pages for researchers,
// and those for workshops.

import { fileURLToPath } from 'node:url';
import type { ServerType } from '@hono/node-server';
import { ExerciseDoor, openExercise } from './exercise.ts';
import { startExerciseCity } from './exercise-city.ts';
import { listen } from './listen.ts';
import type { LogLine, Logs } from './middleware/logs.ts';
import type { LogSigner } from './proof/log-signer.ts';
import { buildResearchApp, readResearchPages } from './research-app.ts';
import type { Wallet } from './routes/wallet.ts';
import type { PlaceBeside, Settings } from './settings.ts';
import type { Store } from './store/contract.ts';
import type { WorkshopRooms } from './workshop/rooms.ts';
import { buildWorkshopApp, readWorkshopPages } from './workshop-app.ts';

/** Nothing is opened until somebody comes. */
export function openExerciseDoor(
  { exercise: place }: Settings,
  wallet: Wallet,
  workshop: WorkshopRooms,
  logs: Logs,
  openStore: (signer: LogSigner) => Store,
): ExerciseDoor | undefined {
  if (place === undefined) return undefined;
  const { origin, port, host = '127.0.0.1' } = place;
  return new ExerciseDoor(Date.now, async () => {
    const exercise = await openExercise({ origin, wallet, now: Date.now, logs, openStore, workshop });
    const tell = (text: string) => logs.write({ at: new Date().toISOString(), event: 'exercise', text });
    const city = await startExerciseCity(exercise, { host, port, tell });
    return { ...exercise, isLeft: city.isGone, close: () => city.stop().then(exercise.close) };
  });
}

export async function listenBeside(
  { origin, research, workshop: place, exercise: exercisePlace }: Settings,
  workshop: WorkshopRooms,
  exercise: ExerciseDoor | undefined,
  logs: Logs,
): Promise<ServerType[]> {
  const now = Date.now;
  const tellAs = (event: LogLine['event']) => (text: string) =>
    logs.write({ at: new Date(now()).toISOString(), event, text });
  const exercising = await listenAt(exercisePlace, tellAs('exercise'), () => exercise);
  const servers = [
    exercising,
    await listenAt(research, tellAs('research'), () =>
      buildResearchApp({
        pages: readResearchPages(builtFolder('research'), origin),
        relayOrigin: origin,
        now,
      }),
    ),
    await listenAt(place, tellAs('workshop'), () =>
      buildWorkshopApp({
        pages: readWorkshopPages(builtFolder('workshop')),
        workshop,
        relayOrigin: origin,
        // Where its port was taken, somebody else answers there.
        exerciseOrigin: exercising === undefined ? undefined : exercisePlace?.origin,
        now,
        logs,
      }),
    ),
  ];
  return servers.filter((server) => server !== undefined);
}

const builtFolder = (name: string): string => fileURLToPath(new URL(`../build/${name}/`, import.meta.url));

async function listenAt(
  place: PlaceBeside | undefined,
  tell: (text: string) => void,
  build: () => { fetch: (request: Request) => Response | Promise<Response> } | undefined,
): Promise<ServerType | undefined> {
  const app = place === undefined ? undefined : build();
  if (place === undefined || app === undefined) return undefined;
  try {
    const server = await listen(app.fetch, place.port, place.host);
    tell(place.origin);
    return server;
  } catch (cause) {
    if (!place.isDefault || (cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    tell(`not served: port \`${place.port}\` is in use`);
    return undefined;
  }
}
