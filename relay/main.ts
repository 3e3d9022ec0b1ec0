// Reads the settings, opens the store, listens. Nothing else.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerType, serve } from '@hono/node-server';
import { readySodium } from '../crypto/sodium.ts';
import { buildApp, openHouse } from './app.ts';
import { publishBuild, servedFiles, witnessFile } from './build.ts';
import { type Carriers, openCarriers, settleStudies } from './carry.ts';
import type { House } from './house.ts';
import { EnrolmentKeys } from './issuer/enrolments.ts';
import { Issuer } from './issuer/issuer.ts';
import { Anchor, askByHttp } from './log/anchor.ts';
import { openLogs } from './middleware/logs.ts';
import type { OwnParty } from './own-party.ts';
import { type LogSigner, openLogSigner } from './proof/log-signer.ts';
import { openRegie, publishRegie } from './regie.ts';
import { buildResearchApp, readResearchPages } from './research-app.ts';
import { readWallet } from './routes/wallet.ts';
import { readSettings, type Settings, SettingsFault } from './settings.ts';
import type { Store } from './store/contract.ts';
import { StoreFault } from './store/fault.ts';
import { openPostgresStore } from './store/postgres.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { openSqliteIssuer } from './store/sqlite-issuer.ts';
import { openLeaderStore } from './store/sqlite-leader.ts';

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
  const tellOfStudies = (text: string) =>
    logs.write({ at: new Date(now()).toISOString(), event: 'study', text });
  const carriers = await carryStudies(settings, regie, tellOfStudies);
  const enrolments =
    carriers === undefined
      ? undefined
      : new EnrolmentKeys({ store, regie, issuer: carriers.issuer, tell: tellOfStudies });
  await enrolments?.publish(now());
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
    ...carriers,
  });
  const app = buildApp(house, logs, wallet);
  anchor.start();
  const server = await listen(app.fetch, settings.port);
  logs.write({ at: new Date(now()).toISOString(), event: 'start', text: origin });
  const research = await listenForResearch(settings, (text) =>
    logs.write({ at: new Date(now()).toISOString(), event: 'research', text }),
  );
  const sweeper = setInterval(() => {
    house.rooms.sweep(now());
    Promise.all([
      store.sweep(now()),
      house.ends.settle(now()),
      settleStudies(house),
      enrolments?.publish(now()),
    ]).catch(() => logs.write({ at: new Date(now()).toISOString(), event: 'fault', text: 'sweep' }));
  }, sweepMs);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      house.isClosing = true;
      clearInterval(sweeper);
      house.rooms.closeAll();
      await anchor.stop();
      await close(server);
      if (research !== undefined) await close(research);
      await carriers?.leader.close();
      await carriers?.issuer.close();
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

/** Embedded whatever the store of the relay is: one process gives the tokens of a study. */
export function openIssuer(dataDir: string, origin: string, now: () => number): Issuer {
  return new Issuer({ store: openSqliteIssuer(join(dataDir, 'issuer.db')), origin, now });
}

/** Without a helper there are no studies. */
async function carryStudies(
  { dataDir, origin, helpers }: Settings,
  regie: OwnParty,
  tell: (text: string) => void,
): Promise<Carriers | undefined> {
  if (helpers.length === 0) return undefined;
  return openCarriers({
    helpers,
    regie,
    leaderStore: openLeaderStore(join(dataDir, 'aggregate.db')),
    issuer: openIssuer(dataDir, origin, Date.now),
    now: Date.now,
    tell,
  });
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

/** The pages for researchers, on their own origin. */
async function listenForResearch(
  { origin, research }: Settings,
  tell: (text: string) => void,
): Promise<ServerType | undefined> {
  if (research === undefined) return undefined;
  const pages = readResearchPages(fileURLToPath(new URL('../build/research/', import.meta.url)), origin);
  const app = buildResearchApp({ pages, relayOrigin: origin, now: Date.now });
  try {
    const server = await listen(app.fetch, research.port);
    tell(research.origin);
    return server;
  } catch (cause) {
    if (!research.isDefault || (cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    tell(`not served: port \`${research.port}\` is in use`);
    return undefined;
  }
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

function reasonOf(cause: unknown, { port, research }: Settings): string {
  if (cause instanceof StoreFault) return `DATA_DIR: ${cause.message}`;
  const { code, port: taken } = cause as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return taken === research?.port ? `RESEARCH_PORT: \`${taken}\` is in use` : `PORT: \`${port}\` is in use`;
  throw cause;
}

if (import.meta.main) {
  const relay = await startOrExplain(readOwnSettings());
  stopOnSignal(relay.stop);
}
