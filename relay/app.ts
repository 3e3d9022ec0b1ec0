// Puts the Hono app together: every door of the relay, in the order of policy/routes. Tests call it without a socket.

import { type Context, Hono } from 'hono';
import type { Realm } from '../policy/realm.ts';
import { type Route, routes } from '../policy/routes.ts';
import type { Leader } from './aggregate/leader.ts';
import { Packages } from './aggregate/packages.ts';
import { Challenges } from './backup/challenges.ts';
import { witnessFile } from './build.ts';
import { Conditions, type ConditionsGiven } from './conditions.ts';
import { Ends } from './ends.ts';
import type { House } from './house.ts';
import type { Issuer } from './issuer/issuer.ts';
import type { Anchor } from './log/anchor.ts';
import { Meetings } from './meeting/meetings.ts';
import { Directory } from './middleware/directory.ts';
import { type Door, type DoorKind, Doors } from './middleware/doors.ts';
import { DoorFault } from './middleware/fault.ts';
import { Limits, type Rate } from './middleware/limits.ts';
import type { Logs } from './middleware/logs.ts';
import { Metrics } from './middleware/metrics.ts';
import { packed } from './middleware/pack.ts';
import { Pages } from './pages.ts';
import type { LogSigner } from './proof/log-signer.ts';
import { Codes } from './room/codes.ts';
import { UsedOnce } from './room/once.ts';
import { PushedRequests } from './room/pushed.ts';
import { Rooms } from './room/rooms.ts';
import { evaluation, evaluations } from './routes/access.ts';
import { openAccount, readBudget } from './routes/account.ts';
import { authorize } from './routes/authorize.ts';
import { askPasskey, eraseBackup, keepBackup, readBackup, readByPasskey } from './routes/backup.ts';
import { takeStudyToken } from './routes/blind-token.ts';
import { readBuild, readWitnesses } from './routes/build.ts';
import {
  dropYes,
  keepCondition,
  keepConditionGrant,
  keepYes,
  listConditions,
  readConditionGrants,
} from './routes/condition.ts';
import { declare, readDeclarationSchema, readOneDeclaration } from './routes/declare.ts';
import { demonstration } from './routes/demonstration.ts';
import { enrolAccount, keepEnrolment, listEnrolments } from './routes/enrol.ts';
import { keepEnvelope, readEnvelopes } from './routes/envelope.ts';
import { exportDeclaration, readConsentSchema } from './routes/export-declaration.ts';
import { keepGrant } from './routes/grant.ts';
import { keepHandover } from './routes/handover.ts';
import { health, metrics, readiness } from './routes/health.ts';
import { keepLabel } from './routes/label.ts';
import { listDeclarations } from './routes/list-declarations.ts';
import { readCheckpoint, readLogKey, readTile } from './routes/log.ts';
import { readMailbox } from './routes/mailbox.ts';
import { keepMandate } from './routes/mandate.ts';
import { putMessage, takeMessage } from './routes/meeting.ts';
import { pushRequest } from './routes/par.ts';
import { keepParty, listParties, readOneParty } from './routes/party.ts';
import { readPartyPage } from './routes/party-page.ts';
import { pause } from './routes/pause.ts';
import { problems } from './routes/problems.ts';
import { keepReceipt } from './routes/receipt.ts';
import { readRecords } from './routes/records.ts';
import { keepRefusal } from './routes/refuse.ts';
import { readRelease, readReleaseFile } from './routes/release.ts';
import { openRequest } from './routes/request.ts';
import { depositResult } from './routes/result.ts';
import { revoke } from './routes/revoke.ts';
import { goOnHere, leaveRoom, roomEvents, typeCharacters } from './routes/room.ts';
import { roomScript, roomStyle } from './routes/room-files.ts';
import { publishChange, publishRules, readPublishedDocument } from './routes/rules.ts';
import { keepLeaves, keepStatement, readStatements } from './routes/statement.ts';
import { stop } from './routes/stop.ts';
import { keepStudy, listStudies, readOneStudy } from './routes/study.ts';
import { keepThread } from './routes/thread.ts';
import { readPartyThreads, readThreads } from './routes/thread-view.ts';
import { redeemCode } from './routes/token.ts';
import { readHpkeConfigs, uploadReports } from './routes/upload.ts';
import { serveFile, servePage, type Wallet } from './routes/wallet.ts';
import { keepWithdrawal } from './routes/withdraw.ts';
import { mountWorkshopDoors } from './routes/workshop.ts';
import { type BackupStore, usualMaxBackups } from './store/backup-contract.ts';
import type { KeptPublic, Store } from './store/contract.ts';
import { Studies } from './studies.ts';
import type { WorkshopRooms } from './workshop/rooms.ts';

export interface Foundations {
  /** The real one where nothing is said. */
  realm?: Realm;
  origin: string;
  now: () => number;
  store: Store;
  signer: LogSigner;
  regie: string;
  /** Several processes on one database: what another kept must be looked for. */
  isShared: boolean;
  witnessFile?: string;
  anchor?: Anchor;
  build?: KeptPublic | undefined;
  metricsToken?: string | undefined;
  /** Undefined where this relay carries no studies. */
  leader?: Leader | undefined;
  issuer?: Issuer | undefined;
  /** With an issuer: where the yeses to conditions rest, and who says that one is met. */
  conditions?: Pick<ConditionsGiven, 'store' | 'regie' | 'tickMs'> | undefined;
  /** Undefined where this relay keeps no backups. */
  backups?: BackupStore | undefined;
  maxBackups?: number | undefined;
  /** Undefined where real wallets call: seats are taken on the exercise's own origin. */
  workshop?: WorkshopRooms | undefined;
}

const maxUsedNames = 1_000_000;

/** Calls; what one party may read is counted in items, by routes/access. */
const readings: Rate = { perSecond: 50_000, burst: 200_000 };
const often: Rate = { perSecond: 2_000, burst: 10_000 };
/** Contributions: each costs a token check and its share of a disk sync. */
const uploads: Rate = { perSecond: 10_000, burst: 50_000 };
const usual: Rate = { perSecond: 200, burst: 2_000 };
const seldom: Rate = { perSecond: 20, burst: 200 };
/** What the pages for researchers read, at the same address as everybody. */
const everybody: DoorKind = { rate: usual, isOpenData: true };

export async function openHouse(given: Foundations): Promise<House> {
  const { origin, now, store, signer, regie, isShared } = given;
  const directory = await Directory.open(store, isShared);
  const house: House = {
    realm: given.realm ?? 'real',
    isShared,
    origin,
    now,
    store,
    signer,
    regie,
    witnessFile: given.witnessFile ?? witnessFile([]),
    anchor: given.anchor,
    build: given.build,
    metricsToken: given.metricsToken,
    directory,
    limits: new Limits(now),
    metrics: new Metrics(),
    pages: new Pages({ store, directory, now }),
    ends: new Ends(store, directory),
    studies: await Studies.open(store),
    packages: new Packages(store, directory),
    leader: given.leader,
    issuer: given.issuer,
    conditions: await openConditions(given),
    pushed: new PushedRequests(),
    rooms: new Rooms(),
    codes: new Codes(),
    backups: given.backups,
    maxBackups: given.maxBackups ?? usualMaxBackups,
    challenges: new Challenges(),
    meetings: new Meetings(),
    usedOnce: new UsedOnce(maxUsedNames, 'refuse'),
    usedCalls: new UsedOnce(maxUsedNames, 'forget'),
    workshop: given.workshop,
    invitations: undefined,
    isClosing: false,
  };
  house.metrics.gauge('vav_rooms_open', 'Waiting rooms that are open.', () => house.rooms.count);
  house.metrics.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  return house;
}

/** Without an issuer nobody can say that two yeses are two accounts'. */
async function openConditions({
  conditions,
  issuer,
  store,
  now,
}: Foundations): Promise<Conditions | undefined> {
  if (conditions === undefined || issuer === undefined) return undefined;
  return Conditions.open({ ...conditions, issuer, now }, store);
}

export function buildApp(house: House, logs: Logs, wallet: Wallet): Hono {
  const app = new Hono();
  const doors = new Doors(app, house, logs);
  const open = (route: Route, kind: DoorKind, door: Door): void => {
    const path = route.path.replace('/:level/:n', '/*').replace('/entries/:n', '/*');
    doors.open(
      route.method,
      path,
      { ...kind, isParty: route.caller === 'party' || route.caller === 'client' },
      door,
    );
  };
  const raw = (door: (house: House, request: Request) => Response | Promise<Response>): Door => {
    return (context) => door(house, context.req.raw);
  };
  const named = (name: string, door: (house: House, value: string) => Promise<Response>): Door => {
    return (context) => door(house, context.req.param(name) ?? '');
  };

  open(routes.evaluations, { rate: readings }, raw(evaluations));
  open(routes.evaluation, { rate: readings }, raw(evaluation));
  open(routes.readEnvelope, { rate: often }, (context) =>
    readEnvelopes(house, context.req.raw, context.req.param('record') ?? ''),
  );
  open(routes.keepResult, { rate: usual }, raw(depositResult));
  open(routes.readRecords, { rate: usual }, packed(raw(readRecords)));

  // Revoking and stopping never wait: their limit is what one process can do.
  open(routes.revoke, { rate: often }, raw(revoke));
  open(routes.stop, { rate: often }, raw(stop));
  open(routes.readRequest, { rate: usual }, packed(raw(openRequest)));
  open(routes.keepGrant, { rate: usual }, raw(keepGrant));
  open(routes.keepRefusal, { rate: usual }, raw(keepRefusal));
  open(routes.readMailbox, { rate: often }, raw(readMailbox));
  open(routes.keepPause, { rate: often }, raw(pause));
  open(routes.keepMandate, { rate: often }, raw(keepMandate));
  open(routes.keepHandover, { rate: usual }, raw(keepHandover));
  open(routes.keepEnvelope, { rate: usual }, raw(keepEnvelope));
  open(routes.keepReceipt, { rate: usual }, raw(keepReceipt));

  open(routes.keepThread, { rate: usual }, raw(keepThread));
  open(routes.readThreads, { rate: often }, raw(readThreads));
  open(routes.readPartyThreads, { rate: usual }, raw(readPartyThreads));
  open(routes.readPartyPage, { rate: usual }, packed(named('id', readPartyPage)));

  open(routes.pushRequest, { rate: usual, isOauth: true }, raw(pushRequest));
  open(routes.takeToken, { rate: usual, isOauth: true }, raw(redeemCode));
  open(routes.openRoom, { rate: usual, isPage: true }, (context) => authorize(house, context));
  open(routes.watchRoom, { rate: usual }, (context) => roomEvents(house, context));
  open(routes.confirmRoom, { rate: usual }, raw(typeCharacters));
  doors.open('POST', '/room/here', { rate: usual }, raw(goOnHere));
  doors.open('GET', '/room/go', { rate: usual, isPage: true }, (context) => leaveRoom(house, context));
  doors.open('GET', '/room/page.js', { rate: often }, roomScript);
  doors.open('GET', '/room/page.css', { rate: often }, roomStyle);

  open(routes.keepParty, { rate: seldom }, raw(keepParty));
  open(
    routes.listParties,
    { rate: usual },
    packed(() => listParties(house)),
  );
  open(routes.readParty, everybody, named('id', readOneParty));
  open(routes.keepLabel, { rate: seldom }, raw(keepLabel));
  open(routes.keepDeclaration, { rate: seldom }, raw(declare));
  open(routes.keepStatement, { rate: seldom }, raw(keepStatement));
  open(routes.keepLeaves, { rate: usual }, raw(keepLeaves));
  open(routes.readStatements, { rate: usual }, packed(named('id', readStatements)));
  open(
    routes.listDeclarations,
    { rate: usual },
    packed(() => listDeclarations(house)),
  );
  open(routes.readDeclarationSchema, { rate: usual }, packed(readDeclarationSchema));
  open(routes.readDeclaration, { rate: usual }, named('digest', readOneDeclaration));
  open(routes.exportDeclaration, { rate: usual }, (context) =>
    exportDeclaration(house, context.req.param('digest') ?? '', context.req.param('form') ?? ''),
  );
  open(routes.readConsentSchema, { rate: usual }, readConsentSchema);
  open(routes.keepRules, { rate: seldom }, raw(publishRules));
  for (const route of [routes.readRules, routes.readCases, routes.readRulesChange]) {
    open(route, { rate: usual }, packed(named('hash', readPublishedDocument)));
  }
  open(routes.keepRulesChange, { rate: seldom }, raw(publishChange));

  open(routes.readWitnesses, { rate: often }, () => readWitnesses(house));
  open(routes.readBuild, { rate: usual }, () => readBuild(house));
  open(routes.readLogKey, everybody, () => readLogKey(house));
  open(routes.readCheckpoint, { rate: usual }, () => readCheckpoint(house));
  open(routes.readTile, { rate: often }, (context) => readTile(house, afterPrefix(context, '/log/tile/')));

  open(routes.keepStudy, { rate: seldom }, raw(keepStudy));
  open(
    routes.listStudies,
    everybody,
    packed(() => listStudies(house)),
  );
  open(routes.readStudy, everybody, packed(named('digest', readOneStudy)));
  open(routes.readRelease, everybody, packed(named('digest', readRelease)));
  open(routes.readReleaseFile, everybody, named('digest', readReleaseFile));

  open(routes.openAccount, { rate: usual }, raw(openAccount));
  open(routes.readBudget, { rate: usual }, raw(readBudget));
  open(routes.takeStudyToken, { rate: usual }, raw(takeStudyToken));
  open(routes.listEnrolments, { rate: usual }, () => listEnrolments(house));
  open(routes.keepEnrolment, { rate: usual }, raw(keepEnrolment));
  open(routes.enrolAccount, { rate: usual }, raw(enrolAccount));

  open(routes.keepCondition, { rate: seldom }, raw(keepCondition));
  open(
    routes.listConditions,
    { rate: usual },
    packed(() => listConditions(house)),
  );
  open(routes.keepYes, { rate: uploads }, (context) =>
    keepYes(house, context.req.raw, context.req.param('digest') ?? ''),
  );
  open(routes.dropYes, { rate: often }, (context) =>
    dropYes(house, context.req.raw, context.req.param('digest') ?? ''),
  );
  open(routes.keepConditionGrant, { rate: usual }, (context) =>
    keepConditionGrant(house, context.req.raw, context.req.param('digest') ?? ''),
  );
  open(routes.readConditionGrants, { rate: usual }, raw(readConditionGrants));

  open(routes.readHpkeConfigs, everybody, () => readHpkeConfigs(house));
  open(routes.uploadReports, { rate: uploads, isDap: true }, (context) =>
    uploadReports(house, context.req.raw, context.req.param('task') ?? ''),
  );
  // Taking out never waits either.
  open(routes.keepWithdrawal, { rate: often }, (context) =>
    keepWithdrawal(house, context.req.raw, context.req.param('digest') ?? ''),
  );

  open(routes.keepBackup, { rate: usual }, raw(keepBackup));
  open(routes.readBackup, { rate: usual }, raw(readBackup));
  open(routes.askBackupPasskey, { rate: usual }, () => askPasskey(house));
  open(routes.readBackupByPasskey, { rate: usual }, raw(readByPasskey));
  open(routes.eraseBackup, { rate: usual }, raw(eraseBackup));
  open(routes.putMessage, { rate: usual }, raw(putMessage));
  open(routes.takeMessage, { rate: often }, raw(takeMessage));

  if (house.workshop !== undefined) mountWorkshopDoors(doors, { workshop: house.workshop, now: house.now });
  open(routes.demonstration, { rate: usual }, () => demonstration(house));
  doors.open('GET', '/problems', { rate: usual }, problems);
  open(routes.health, { rate: usual }, health);
  open(routes.ready, { rate: usual }, () => readiness(house));
  open(routes.metrics, { rate: usual }, raw(metrics));

  openWallet(doors, wallet);
  doors.closeRest();
  return app;
}

/** Deep links of the wallet are its shell; its own router does the rest. */
function openWallet(doors: Doors, wallet: Wallet): void {
  const kind: DoorKind = { rate: often };
  const serve = (answer: (request: Request) => Response | undefined): Door => {
    return (context) => {
      const response = answer(context.req.raw);
      if (response === undefined)
        throw new DoorFault('path-unknown', 'this relay has no built wallet: npm run build');
      return response;
    };
  };
  const page = (file: string, path: string) => serve((request) => servePage(wallet, file, path, request));
  for (const path of wallet.shellPaths) {
    doors.open('GET', path, kind, page('/index.html', path));
    if (path !== '/') doors.open('GET', `${path}/:piece`, kind, page('/index.html', path));
  }
  doors.open('GET', '/stop', kind, page('/stop.html', '/stop'));
  for (const path of wallet.files.keys())
    doors.open(
      'GET',
      path,
      kind,
      serve((request) => serveFile(wallet, path, request)),
    );
}

function afterPrefix(context: Context, prefix: string): string {
  return context.req.path.slice(prefix.length);
}
