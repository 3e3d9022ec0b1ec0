// Reads the settings, opens the store, listens. Nothing else.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerType, serve } from '@hono/node-server';
import { readySodium } from '../crypto/sodium.ts';
import { buildApp, openHouse } from './app.ts';
import { publishBuild, servedFiles, witnessFile } from './build.ts';
import { type Carriers, openCarriers, settleConditions, settleStudies } from './carry.ts';
import { ExerciseDoor, openExercise } from './exercise.ts';
import { startExerciseCity } from './exercise-city.ts';
import type { House } from './house.ts';
import { EnrolmentKeys } from './issuer/enrolments.ts';
import { Issuer } from './issuer/issuer.ts';
import { Anchor, askByHttp } from './log/anchor.ts';
import { type LogLine, type Logs, openLogs } from './middleware/logs.ts';
import type { OwnParty } from './own-party.ts';
import { type LogSigner, openLogSigner } from './proof/log-signer.ts';
import { openRegie, publishRegie } from './regie.ts';
import { buildResearchApp, readResearchPages } from './research-app.ts';
import { readWallet, type Wallet } from './routes/wallet.ts';
import { type PlaceBeside, readSettings, type Settings, SettingsFault } from './settings.ts';
import type { BackupStore } from './store/backup-contract.ts';
import type { Store } from './store/contract.ts';
import { StoreFault } from './store/fault.ts';
import { openPostgresStore } from './store/postgres.ts';
import { openPostgresBackups } from './store/postgres-backups.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { openSqliteBackups } from './store/sqlite-backups.ts';
import { openSqliteConditions } from './store/sqlite-condition.ts';
import { openSqliteIssuer } from './store/sqlite-issuer.ts';
import { openLeaderStore } from './store/sqlite-leader.ts';
import { WorkshopRooms } from './workshop/rooms.ts';
import { buildWorkshopApp, readWorkshopPages } from './workshop-app.ts';

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
  const backups = await openBackups(settings);
  await publishRegie(store, regie);
  const { witnesses } = settings;
  const tell = (text: string) => logs.write({ at: new Date(now()).toISOString(), event: 'witness', text });
  const anchor = new Anchor({ store, signer, witnesses, dataDir, ask: askByHttp, tell });
  await anchor.open();
  const wallet = readWallet(fileURLToPath(new URL('../build/wallet/', import.meta.url)));
  const keys = witnessFile(witnesses.map(({ key }) => key));
  const tellOfStudies = (text: string) =>
    logs.write({ at: new Date(now()).toISOString(), event: 'study', text });
  const issuer = mayIssue(settings) ? openIssuer(dataDir, origin, now) : undefined;
  // Before anybody opens an account: what is swept later are accounts of former years that nothing was given to.
  await issuer?.sweep();
  const conditions = issuer === undefined ? undefined : openSqliteConditions(join(dataDir, 'condition.db'));
  const carriers = await carryStudies(settings, regie, issuer, tellOfStudies);
  const enrolments =
    issuer === undefined ? undefined : new EnrolmentKeys({ store, regie, issuer, tell: tellOfStudies });
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
    backups,
    maxBackups: settings.maxBackups,
    build: await publishBuild(store, regie, servedFiles(wallet, keys), now()),
    issuer,
    leader: carriers?.leader,
    conditions:
      conditions === undefined ? undefined : { store: conditions, regie, tickMs: settings.conditionTickMs },
  });
  const app = buildApp(house, logs, wallet);
  anchor.start();
  const server = await listen(app.fetch, settings.port);
  logs.write({ at: new Date(now()).toISOString(), event: 'start', text: origin });
  const workshop = new WorkshopRooms();
  const exercise = openExerciseDoor(settings, wallet, workshop, logs);
  const beside = await listenBeside(settings, workshop, exercise, logs);
  const sweeper = setInterval(() => {
    house.rooms.sweep(now());
    workshop.sweep(now());
    house.meetings.sweep(now());
    Promise.all([
      store.sweep(now()),
      house.ends.settle(now()),
      settleStudies(house),
      settleConditions(house),
      issuer?.sweep(),
      exercise?.sweep(now()),
      backups.sweep(now()),
      enrolments?.publish(now()),
    ]).catch(() => logs.write({ at: new Date(now()).toISOString(), event: 'fault', text: 'sweep' }));
  }, sweepMs);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      house.isClosing = true;
      clearInterval(sweeper);
      house.rooms.closeAll();
      workshop.closeAll();
      await close(server);
      for (const pages of beside) await close(pages);
      await exercise?.close();
      await carriers?.leader.close();
      await issuer?.close();
      await conditions?.close();
      await anchor.stop();
      await store.close();
      await backups.close();
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

function openBackups({ databaseUrl, dataDir }: Settings): Promise<BackupStore> | BackupStore {
  if (databaseUrl !== undefined) return openPostgresBackups(databaseUrl);
  return openSqliteBackups(join(dataDir, 'backup.db'));
}

const exerciseBytes = 128 * 1024 * 1024;

/** Nothing is opened until somebody comes. */
function openExerciseDoor(
  { exercise: place }: Settings,
  wallet: Wallet,
  workshop: WorkshopRooms,
  logs: Logs,
): ExerciseDoor | undefined {
  if (place === undefined) return undefined;
  const { origin, port, host = '127.0.0.1' } = place;
  return new ExerciseDoor(Date.now, async () => {
    // Anybody may write to it, in the process that serves residents.
    const openStore = (signer: LogSigner) => openSqliteStore(':memory:', signer, { maxBytes: exerciseBytes });
    const exercise = await openExercise({ origin, wallet, now: Date.now, logs, openStore, workshop });
    const city = await startExerciseCity(exercise, { host, port });
    return { ...exercise, close: () => city.stop().then(exercise.close) };
  });
}

/** Embedded whatever the store of the relay is: one process gives the tokens of a study. */
export function openIssuer(dataDir: string, origin: string, now: () => number): Issuer {
  return new Issuer({ store: openSqliteIssuer(join(dataDir, 'issuer.db')), origin, now });
}

/** Of several processes on one database the one with helpers: two files would be two issuers. */
const mayIssue = ({ helpers, databaseUrl }: Settings): boolean =>
  helpers.length > 0 || databaseUrl === undefined;

/** Without a helper there are no studies. */
async function carryStudies(
  { dataDir, helpers }: Settings,
  regie: OwnParty,
  issuer: Issuer | undefined,
  tell: (text: string) => void,
): Promise<Carriers | undefined> {
  if (helpers.length === 0 || issuer === undefined) return undefined;
  return openCarriers({
    helpers,
    regie,
    leaderStore: openLeaderStore(join(dataDir, 'aggregate.db')),
    issuer,
    now: Date.now,
    tell,
  });
}

/** On the loopback address: a TLS front stands before it (docs/operating.md). */
function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
  hostname = '127.0.0.1',
): Promise<ServerType> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerType>();
  const server = serve({ fetch, port, hostname }, () => resolve(server));
  server.once('error', reject);
  return promise;
}

/** The pages for researchers and for workshops, each on its own origin. */
async function listenBeside(
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

function reasonOf(cause: unknown, { port, research, workshop, exercise }: Settings): string {
  if (cause instanceof StoreFault) return `DATA_DIR: ${cause.message}`;
  const { code, port: taken = port } = cause as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE') throw cause;
  const names = new Map([
    [research?.port, 'RESEARCH_PORT'],
    [workshop?.port, 'WORKSHOP_PORT'],
    [exercise?.port, 'EXERCISE_PORT'],
    [port, 'PORT'],
  ]);
  return `${names.get(taken) ?? 'PORT'}: \`${taken}\` is in use`;
}

if (import.meta.main) {
  const relay = await startOrExplain(readOwnSettings());
  stopOnSignal(relay.stop);
}
