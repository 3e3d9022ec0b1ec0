// Reads the settings, opens the store, listens. Nothing else.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readySodium } from '../crypto/sodium.ts';
import { buildApp, openHouse } from './app.ts';
import { listenBeside, openExerciseDoor } from './beside.ts';
import { publishBuild, servedFiles, witnessFile } from './build.ts';
import { type Carriers, openCarriers, settleConditions, settleStudies } from './carry.ts';
import type { House } from './house.ts';
import { EnrolmentKeys } from './issuer/enrolments.ts';
import { Issuer } from './issuer/issuer.ts';
import { close, listen } from './listen.ts';
import { Anchor, askByHttp } from './log/anchor.ts';
import { openLogs } from './middleware/logs.ts';
import type { OwnParty } from './own-party.ts';
import { type LogSigner, openLogSigner } from './proof/log-signer.ts';
import { openRegie, publishRegie } from './regie.ts';
import { readWallet } from './routes/wallet.ts';
import { readSettings, type Settings, SettingsFault } from './settings.ts';
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

export interface RunningRelay {
  readonly house: House;
  readonly settings: Settings;
  /** Lets running calls end, ends streams, closes the store. Twice is once. */
  stop(): Promise<void>;
}

const sweepMs = 5_000;
export async function startRelay(settings: Settings): Promise<RunningRelay> {
  await readySodium();
  const { origin, dataDir } = settings;
  const now = Date.now;
  const logs = openLogs((text) => void process.stdout.write(text));
  const regie = openRegie(dataDir, origin, now(), settings.regieName);
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
  const exercise = openExerciseDoor(settings, wallet, workshop, logs, openExerciseStore);
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

/** Anybody may write to it, in the process that serves residents. */
const openExerciseStore = (signer: LogSigner): Store =>
  openSqliteStore(':memory:', signer, { maxBytes: exerciseBytes });

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
