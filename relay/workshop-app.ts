// The pages for mediators, on an origin of their own like those for researchers, and the doors of workshops beside them: a
// room is opened and watched here, and its seats are taken on the origin of the exercise, of the same rooms.

import { Hono } from 'hono';
import { type Door, Doors } from './middleware/doors.ts';
import { DoorFault } from './middleware/fault.ts';
import { answerJson, besideHeaders } from './middleware/headers.ts';
import { Limits, type Rate } from './middleware/limits.ts';
import type { Logs } from './middleware/logs.ts';
import { Metrics } from './middleware/metrics.ts';
import { readWallet, serveFile, type Wallet } from './routes/wallet.ts';
import { mountWorkshopDoors } from './routes/workshop.ts';
import type { WorkshopRooms } from './workshop/rooms.ts';

const often: Rate = { perSecond: 2_000, burst: 10_000 };

/** They read from their own origin alone. */
export function readWorkshopPages(folder: string): Wallet {
  return readWallet(folder, ({ styleHashes, trustedTypes }) => besideHeaders(styleHashes, trustedTypes, []));
}

export function buildWorkshopApp({
  pages,
  workshop,
  relayOrigin,
  exerciseOrigin,
  now,
  logs,
}: {
  readonly pages: Wallet;
  readonly workshop: WorkshopRooms;
  /** Of residents: whose page of help is everybody's. */
  readonly relayOrigin: string;
  /** Where a seat is taken; undefined where no exercise is served. */
  readonly exerciseOrigin: string | undefined;
  readonly now: () => number;
  readonly logs: Logs;
}): Hono {
  const app = new Hono();
  const doors = new Doors(app, { now, limits: new Limits(now), metrics: new Metrics() }, logs);
  mountWorkshopDoors(doors, { workshop, now });
  const serve = (path: string): Door => {
    return (context) => {
      const response = serveFile(pages, path, context.req.raw);
      if (response === undefined)
        throw new DoorFault('path-unknown', 'this relay has no pages for workshops: npm run build');
      return response;
    };
  };
  // What the same build cannot know: where the seats are taken, and which relay it stands beside.
  doors.open('GET', '/config.json', { rate: often }, () =>
    answerJson(
      { exercise: exerciseOrigin ?? null, relay: relayOrigin },
      { headers: { 'cache-control': 'no-cache' } },
    ),
  );
  for (const path of pages.shellPaths) {
    doors.open('GET', path, { rate: often }, serve('/index.html'));
    if (path !== '/') doors.open('GET', `${path}/:piece`, { rate: often }, serve('/index.html'));
  }
  for (const path of pages.files.keys()) doors.open('GET', path, { rate: often }, serve(path));
  doors.closeRest();
  return app;
}
