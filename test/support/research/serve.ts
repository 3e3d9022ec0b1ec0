// The built pages as the relay serves them, on an origin of their own, and beside them the public doors that they read.

import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { dataHeaders, openData } from '../../../relay/middleware/headers.ts';
import { buildResearchApp, readResearchPages } from '../../../relay/research-app.ts';
import type { Shelved, ShelvedStudy } from './fixture.ts';

export interface ServedResearch {
  /** Of the pages. */
  readonly origin: string;
  /** Of the doors. */
  readonly relay: string;
  /** What is on the relay from now on; `undefined`: it answers nonsense. */
  show(shelf: Shelved | undefined): void;
  close(): Promise<void>;
}

const receipt = { index: 1 };

const told = ({ record, followUps, state, release }: ShelvedStudy) => ({
  record,
  receipt,
  operations: [],
  followUps: followUps.map((text) => ({ record: text, receipt })),
  state,
  release: release !== undefined,
});

export async function serveResearch(folder: string): Promise<ServedResearch> {
  let shelf: Shelved | undefined;
  const doors = new Hono();
  const json = (value: unknown, status = 200) =>
    openData(new Response(JSON.stringify(value), { status, headers: dataHeaders }));
  const find = (digest: string) => shelf?.studies.find((study) => study.digest === digest);
  doors.get('/study', () => json(shelf === undefined ? [] : { studies: shelf.studies.map(told) }));
  doors.get('/study/:digest/release', (context) => {
    const found = find(context.req.param('digest'));
    return found?.release === undefined
      ? json({ code: 'release-later' }, 404)
      : json({ record: found.release, receipt });
  });
  doors.get('/study/:digest/release.zip', (context) => {
    const zip = find(context.req.param('digest'))?.zip;
    return openData(
      new Response(zip === undefined ? null : new Uint8Array(zip), { status: zip ? 200 : 404 }),
    );
  });
  doors.get('/party/:id', (context) => {
    const texts = shelf?.parties.get(context.req.param('id'));
    return texts === undefined ? json({ code: 'party-unknown' }, 404) : json({ texts });
  });
  const relay = await listen(doors);
  const pages = readResearchPages(folder, relay.origin);
  const app = buildResearchApp({ pages, relayOrigin: relay.origin, now: Date.now });
  const own = await listen(app);
  return {
    origin: own.origin,
    relay: relay.origin,
    show: (next) => {
      shelf = next;
    },
    close: async () => {
      await own.close();
      await relay.close();
    },
  };
}

async function listen(app: Hono): Promise<{ origin: string; close: () => Promise<void> }> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) =>
    resolve(info.port),
  );
  const port = await promise;
  return {
    origin: `http://localhost:${port}`,
    close: () =>
      new Promise((done) => {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
