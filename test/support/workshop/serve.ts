// The built pages for workshops as the relay serves them, over rooms whose clock a test moves.

import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { WorkshopRooms } from '../../../relay/workshop/rooms.ts';
import { buildWorkshopApp, readWorkshopPages } from '../../../relay/workshop-app.ts';

export interface ServedWorkshop {
  readonly origin: string;
  readonly rooms: WorkshopRooms;
  /** Every log line so far. */
  readonly lines: string[];
  now(): number;
  /** The relay's clock goes on by so much at once. */
  move(ms: number): void;
  close(): Promise<void>;
}

export async function serveWorkshop(
  folder: string,
  exerciseOrigin: string | undefined = 'http://localhost:8790',
): Promise<ServedWorkshop> {
  let movedMs = 0;
  const now = () => Date.now() + movedMs;
  const rooms = new WorkshopRooms();
  const lines: string[] = [];
  const logs = openLogs((text) => void lines.push(...text.trim().split('\n')));
  const pages = readWorkshopPages(folder);
  const app = buildWorkshopApp({
    pages,
    workshop: rooms,
    relayOrigin: 'http://localhost:8787',
    exerciseOrigin,
    now,
    logs,
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) =>
    resolve(info.port),
  );
  return {
    origin: `http://localhost:${await promise}`,
    rooms,
    get lines() {
      logs.flush();
      return lines;
    },
    now,
    move: (ms) => {
      movedMs += ms;
    },
    close: () =>
      new Promise((done) => {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
