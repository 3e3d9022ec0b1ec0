// Reads the settings, opens the store, listens. Nothing else.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerType, serve } from '@hono/node-server';
import { readySodium } from '../crypto/sodium.ts';
import { buildApp, openHouse } from './app.ts';
import { publishBuild, servedFiles, witnessFile } from './build.ts';
import type { House } from './house.ts';
import { Anchor, askByHttp } from './log/anchor.ts';
import { openLogs } from './middleware/logs.ts';
import { type LogSigner, openLogSigner } from './proof/log-signer.ts';
import { openRegie, publishRegie } from './regie.ts';
import { readWallet } from './routes/wallet.ts';
import { readSettings, type Settings, SettingsFault } from './settings.ts';
import type { Store } from './store/contract.ts';
import { StoreFault } from './store/fault.ts';
import { openPostgresStore } from './store/postgres.ts';
import { openSqliteStore } from './store/sqlite.ts';

export interface RunningRelay {
  readonly house: House;
  readonly settings: Settings;
  /** Lets running calls end, ends streams, closes the store. Twice is once. */
  stop(): Promise<void>;
}

const sweepMs = 5_000;
/** A call that is still running after this long is cut off. */
const graceMs = 10_000;

export async function startRelay(settings: Settings): Promise<RunningRelay> {
  await readySodium();
  const { origin, dataDir } = settings;
  const now = Date.now;
  const logs = openLogs((text) => void process.stdout.write(text));
  const regie = openRegie(dataDir, origin, now());
  const signer = openLogSigner(dataDir, origin);
  const store = await openStore(settings, signer);
  await publishRegie(store, regie);
  const { witnesses } = settings;
  const tell = (text: string) => logs.write({ at: new Date(now()).toISOString(), event: 'witness', text });
  const anchor = new Anchor({ store, signer, witnesses, dataDir, ask: askByHttp, tell });
  await anchor.open();
  const wallet = readWallet(fileURLToPath(new URL('../build/wallet/', import.meta.url)));
  const keys = witnessFile(witnesses.map(({ key }) => key));
  const house = await openHouse({
    origin,
    now,
    store,
    signer,
    regie: regie.id,
    isShared: settings.databaseUrl !== undefined,
    witnessFile: keys,
    anchor,
    metricsToken: settings.metricsToken,
    build: await publishBuild(store, regie, servedFiles(wallet, keys), now()),
  });
  const app = buildApp(house, logs, wallet);
  anchor.start();
  const server = await listen(app.fetch, settings.port);
  logs.write({ at: new Date(now()).toISOString(), event: 'start', text: origin });
  const sweeper = setInterval(() => {
    house.rooms.sweep(now());
    Promise.all([store.sweep(now()), house.ends.settle(now())]).catch(() =>
      logs.write({ at: new Date(now()).toISOString(), event: 'fault', text: 'sweep' }),
    );
  }, sweepMs);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      house.isClosing = true;
      clearInterval(sweeper);
      house.rooms.closeAll();
      await anchor.stop();
      await close(server);
      await store.close();
      logs.write({ at: new Date(now()).toISOString(), event: 'stop' });
      logs.flush();
    })();
    return stopping;
  };
  return { house, settings, stop };
}

function openStore({ databaseUrl, dataDir }: Settings, signer: LogSigner): Promise<Store> | Store {
  if (databaseUrl !== undefined) return openPostgresStore(databaseUrl, signer);
  return openSqliteStore(join(dataDir, 'relay.db'), signer);
}

/** On the loopback address: a TLS front stands before it (docs/operating.md). */
function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<ServerType> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerType>();
  const server = serve({ fetch, port, hostname: '127.0.0.1' }, () => resolve(server));
  server.once('error', reject);
  return promise;
}

function close(server: ServerType): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  const timer = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
  }, graceMs);
  return promise.finally(() => clearTimeout(timer));
}

/** Ends the process in good order when it is told to. */
export function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

/** A wrong setting ends the start with one sentence for each. */
export function readOwnSettings(): Settings {
  try {
    return readSettings(process.env);
  } catch (cause) {
    if (!(cause instanceof SettingsFault)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exit(2);
  }
}

/** A start that cannot be ends with one sentence too: another log in the folder, no database, a port in use. */
export async function startOrExplain(settings: Settings): Promise<RunningRelay> {
  try {
    return await startRelay(settings);
  } catch (cause) {
    process.stderr.write(`${reasonOf(cause, settings)}\n`);
    process.exit(1);
  }
}

function reasonOf(cause: unknown, { port }: Settings): string {
  if (cause instanceof StoreFault) return `DATA_DIR: ${cause.message}`;
  if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') return `PORT: \`${port}\` is in use`;
  throw cause;
}

if (import.meta.main) {
  const relay = await startOrExplain(readOwnSettings());
  stopOnSignal(relay.stop);
}
