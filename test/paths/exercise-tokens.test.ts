// Nothing that is made in an exercise holds at any real door, and nothing real holds in an exercise: every call that one
// house takes is sent to the other as it is, although that other house knows the same parties and agreements.

import { afterEach, describe, expect, it } from 'vitest';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { leafHash, treeRoot } from '../../crypto/proof.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { itemText } from '../../policy/access.ts';
import type { Grant } from '../../policy/grant.ts';
import { minuteText } from '../../policy/instant.ts';
import { type RouteName, routes } from '../../policy/routes.ts';
import { changeReport } from '../../relay/kit/calculate.ts';
import { type Line, signCall } from '../../relay/kit/call.ts';
import { Heir } from '../relay/heir.ts';
import { aboutCity, admittedCity, askAs, type TestCity, type TestHouse } from '../relay/house.ts';
import { giveHelp } from '../relay/mandate-helper.ts';
import { agree, enterRoom, signLine, TestWallet } from '../relay/resident.ts';
import { Voice } from '../relay/thread-voice.ts';
import { aContent, aPause } from '../support/builders.ts';
import { type CarriedStudy, carryStudy } from '../support/carried-study.ts';
import { madeFor, refusalOf, sendTo } from '../support/realms/made.ts';
import { allRoutes, type Carried, openTwoRealms, type TwoRealms } from '../support/realms/two-realms.ts';

/**
 * Every door of the table has its row.
 * walked: the walk below brings something through it. made: an exercise gives nothing to bring there, and what would fit
 * the real door is made by hand (support/realms/made.ts). open: nothing is brought there that anybody would have to have
 * been given. seated: walked, where seats are, in an exercise.
 */
type Row = 'walked' | 'made' | 'open' | 'seated';
const rows: Record<RouteName, Row> = {
  health: 'open',
  ready: 'open',
  metrics: 'open',
  keepParty: 'walked',
  listParties: 'open',
  readParty: 'open',
  keepLabel: 'walked',
  keepDeclaration: 'walked',
  listDeclarations: 'open',
  readDeclarationSchema: 'open',
  readDeclaration: 'open',
  exportDeclaration: 'open',
  readConsentSchema: 'open',
  keepRules: 'walked',
  readRules: 'open',
  readCases: 'open',
  keepRulesChange: 'walked',
  readRulesChange: 'open',
  pushRequest: 'walked',
  openRoom: 'walked',
  watchRoom: 'walked',
  confirmRoom: 'walked',
  readRequest: 'walked',
  keepGrant: 'walked',
  keepRefusal: 'walked',
  takeToken: 'walked',
  revoke: 'walked',
  stop: 'walked',
  readMailbox: 'walked',
  keepMandate: 'walked',
  keepPause: 'walked',
  keepHandover: 'walked',
  keepEnvelope: 'walked',
  keepReceipt: 'walked',
  evaluation: 'walked',
  evaluations: 'walked',
  readEnvelope: 'walked',
  keepResult: 'walked',
  readRecords: 'walked',
  keepStatement: 'walked',
  keepLeaves: 'walked',
  readStatements: 'open',
  readWitnesses: 'open',
  readBuild: 'open',
  keepThread: 'walked',
  readThreads: 'walked',
  readPartyThreads: 'walked',
  readPartyPage: 'open',
  readLogKey: 'open',
  readCheckpoint: 'open',
  readTile: 'open',
  readEntries: 'open',
  keepStudy: 'made',
  listStudies: 'open',
  readStudy: 'open',
  readRelease: 'open',
  readReleaseFile: 'open',
  readHpkeConfigs: 'open',
  uploadReports: 'made',
  keepWithdrawal: 'made',
  openAccount: 'made',
  readBudget: 'made',
  takeStudyToken: 'made',
  listEnrolments: 'open',
  keepEnrolment: 'made',
  enrolAccount: 'made',
  putMessage: 'open',
  takeMessage: 'walked',
  keepBackup: 'made',
  readBackup: 'made',
  askBackupPasskey: 'open',
  readBackupByPasskey: 'made',
  eraseBackup: 'made',
  keepCondition: 'made',
  listConditions: 'open',
  keepYes: 'made',
  dropYes: 'made',
  keepConditionGrant: 'made',
  readConditionGrants: 'made',
  demonstration: 'open',
  openWorkshop: 'open',
  readBoard: 'seated',
  answerHelp: 'seated',
  endWorkshop: 'seated',
  joinWorkshop: 'seated',
  keepSeat: 'seated',
};

const unlisted = (routeNames: readonly string[]): string[] =>
  routeNames.filter((name) => !Object.hasOwn(rows, name));
const named = (...wanted: Row[]) =>
  allRoutes.map(([name]) => name).filter((name) => wanted.includes(rows[name]));

let realms: TwoRealms | undefined;
let carried: CarriedStudy | undefined;
afterEach(async () => {
  await realms?.close();
  await carried?.close();
  realms = carried = undefined;
});

const aboutCalculation = {
  rulesHash: null,
  engine: 'statistical',
  contest: { where: 'https://ville.example/recours' },
} as const;

const rulesText = (limit: number) =>
  JSON.stringify({
    revenu: { question: 'Revenu ?', unité: '€/an', 'par défaut': 20_000 },
    aide: { titre: 'Aide', 'applicable si': `revenu <= ${limit} €/an`, valeur: '300 €' },
  });
const income = (value: number) => ({ revenu: { value, unit: '€/an' } });
const casesOf = (limit: number) => [
  {
    name: 'on',
    inputs: income(limit),
    expects: [{ key: 'aide', value: 30_000, unit: 'cent' }],
    isBoundary: true,
  },
  { name: 'above', inputs: income(limit + 0.01), expects: [{ key: 'aide', value: null }], isBoundary: true },
];

/** Everything that a city and a resident do with each other, once. */
async function walk(relay: TestHouse): Promise<void> {
  const city = await admittedCity(relay);
  const wallet = new TestWallet(relay);
  const ok = (response: Response) => {
    expect(response.status, response.url).toBeLessThan(400);
    return response;
  };
  const { code, asked, yes } = await agree(relay, city, wallet);
  const { grant } = await city.client.redeemCode(code, asked);
  const call = (path: string, body: unknown) => wallet.call(grant.party, path, body);
  const own = wallet.keysFor(grant.party);
  const sign = (body: object) => signLine(body as never, own.signing.secretKey, relay.house.realm);

  await rulesOf(city);
  const reading = await city.client.readEnvelope(grant);
  if (!reading.decision) throw new Error('expected a yes');
  await readOnce(relay, city, grant);
  await readAgain(relay, city, reading.record);
  const { salt: _, ...content } = aContent();
  const { text } = await city.client.depositCalculation(reading, aboutCalculation, content);
  ok(await call('/mailbox', { after: {} }));
  const digest = toBase64url(sha256(toUtf8(text)));
  ok(await call('/receipt', { receipt: wallet.receipt(grant.party, digest) }));
  ok(await call('/envelope', { grant: grant.id, epoch: 1, n: 2, envelope: yes.envelope }));
  await city.client.history({ grant: grant.id, mailbox: grant.by });
  await talk(relay, city);

  const { by, key, id } = grant;
  const pause = aPause({ id: randomId(), at: minuteText(relay.clock.now()), by, key, grant: id });
  ok(await relay.post('/pause', { pause: sign(pause) }));
  ok(await relay.post('/mandate', { mandate: giveHelp(relay, own).text }));
  ok(await new Heir(relay, grant).takeOver(own));
  ok(await relay.post('/revoke', { revocation: wallet.revocation(grant) }));
  await refuse(relay, city);
  relay.clock.moveTo('2026-12-02T08:00:00Z');
  await city.client.stateMonth('2026-11');
}

async function rulesOf({ client }: TestCity): Promise<void> {
  const from = await client.publishRules(rulesText(9_000), casesOf(9_000));
  const to = await client.publishRules(rulesText(10_000), casesOf(10_000));
  const before = { hash: from.hash, compiled: rulesText(9_000) };
  const after = { hash: to.hash, compiled: rulesText(10_000) };
  const grid = [4_000, 9_000, 9_000.01, 9_500, 10_000, 12_000].flatMap((euros) =>
    ['seul', 'en couple'].map((group) => ({ group, inputs: income(euros) })),
  );
  await client.publishChange(changeReport(before, after, { key: 'aide', better: 'more' }, grid));
}

const lineOf = (relay: TestHouse, city: TestCity): Line => ({
  realm: relay.house.realm,
  relay: relay.house.origin,
  party: city.client.id,
  keys: city.keys,
  fetch: relay.fetch,
  now: relay.clock.now,
});

/** A batch of one, at the door of one. */
async function readOnce(relay: TestHouse, city: TestCity, grant: Grant): Promise<void> {
  const path = '/access/v1/evaluation';
  const salt = toBase64url(randomBytes(32));
  const item = {
    subject: { type: 'party', id: city.client.id },
    action: { name: 'read' },
    resource: { type: 'mailbox', id: grant.by },
    context: { grant: grant.id, purpose: grant.scope.purpose, facts: ['commune'], salt },
  } as const;
  const body = JSON.stringify(item);
  const root = toBase64url(treeRoot([leafHash(toUtf8(itemText(item)))]));
  const { headers } = signCall(lineOf(relay, city), 'POST', path, body, root);
  const response = await relay.fetch(path, { method: 'POST', headers, body });
  expect(response.status, await response.clone().text()).toBe(200);
}

async function readAgain(relay: TestHouse, city: TestCity, record: string): Promise<void> {
  const path = `/envelope/${record}`;
  const { headers } = signCall(lineOf(relay, city), 'GET', path);
  expect((await relay.fetch(path, { headers })).status).toBe(200);
}

/** A thread by code, answered. */
async function talk(relay: TestHouse, city: TestCity): Promise<void> {
  const voice = new Voice(relay, city);
  expect((await voice.post(voice.opening())).status).toBe(201);
  await voice.mine();
  const [thread] = await city.client.threads();
  if (thread === undefined) throw new Error('expected a thread');
  await city.client.turnThread(thread, { act: 'receive' });
}

async function refuse(relay: TestHouse, city: TestCity): Promise<void> {
  const room = await enterRoom(relay, (await askAs(city)).address);
  const watched = await relay.fetch(`/room/events?room=${room.id}`, { headers: { cookie: room.cookie } });
  await watched.body?.cancel();
  const wallet = new TestWallet(relay);
  const refusal = wallet.refusal(await wallet.open(room.handle));
  const response = await relay.post('/refusal', { handle: room.handle, claim: wallet.claim, refusal });
  expect(response.status).toBe(201);
}

/** Sealed bytes of one device for another. */
async function meet(relay: TestHouse): Promise<void> {
  const handle = randomId();
  const message = toBase64url(randomBytes(64));
  await relay.post('/meeting/put', { handle, n: 0, message });
  expect(await (await relay.post('/meeting/take', { handle, n: 0 })).json()).toEqual({ message });
}

async function sit(relay: TestHouse): Promise<void> {
  const opened = await relay.post('/workshop', { scenario: 'fare', language: 'fr', minutes: 45 });
  const { code, secret } = (await opened.json()) as { code: string; secret: string };
  const joined = await relay.post('/workshop/join', { code });
  const { seat, animal } = (await joined.json()) as { seat: string; animal: string };
  await relay.post('/workshop/seat', { seat, needsHelp: true });
  await relay.post('/workshop/board', { secret });
  await relay.post('/workshop/helped', { secret, animal });
  await relay.post('/workshop/end', { secret });
}

/** A card that fits what is agreed to on one side alone. */
async function stopByCard(relay: TestHouse): Promise<void> {
  const city = await admittedCity(relay, { ...aboutCity, legalId: '552100554' });
  const wallet = new TestWallet(relay);
  await agree(relay, city, wallet);
  const stopped = await relay.post('/stop', { secrets: [wallet.stopCard(city.client.id)] });
  expect(await stopped.json()).toEqual({ ended: 1 });
}

/** Nothing happened: a no, or an answer that says that nothing is there. */
function isRefused({ route, status, body, sizes: [before, after] }: Carried): boolean {
  if (before !== after) return false;
  if (route === 'stop') return status === 200 && body === '{"ended":0}';
  if (route === 'takeMessage') return status === 200 && body === '{"message":null}';
  return status >= 400 && status < 500;
}

describe.each([
  ['exercise', 'real'],
  ['real', 'exercise'],
] as const)('what the %s house takes', (from, to) => {
  it(`is refused at every door of the ${to} one, and nothing is written there`, {
    timeout: 60_000,
  }, async () => {
    realms = await openTwoRealms(from, (name) => rows[name] !== 'open');
    const { source, carried } = realms;
    await walk(source);
    await meet(source);
    if (from === 'exercise') await sit(source);
    realms.keepApart();
    await stopByCard(source);
    expect(carried.filter((one) => !isRefused(one))).toEqual([]);
    const walked = named('walked', ...(from === 'exercise' ? (['seated'] as const) : []));
    expect(walked.filter((name) => !carried.some(({ route }) => route === name))).toEqual([]);
  });
});

describe('what an exercise has no door for', () => {
  it('is nothing that it could give: no studies, no accounts, no backups, no conditions', async () => {
    realms = await openTwoRealms('exercise');
    const { house } = realms.source;
    expect([house.leader, house.issuer, house.backups, house.conditions]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is refused at the real doors as an exercise would make it, and in an exercise as it should be', {
    timeout: 60_000,
  }, async () => {
    realms = await openTwoRealms('real', () => false);
    const { source: real, target: exercise } = realms;
    carried = await carryStudy({ clock: real.clock });
    carried.openWindow();
    Object.assign(real.house, { leader: carried.leader });
    const sizes = async () => [
      (await real.house.store.head()).size,
      (await exercise.house.store.head()).size,
    ];
    const acts = await madeFor(real, carried);
    for (const { route, refusedAs, make, isTaken } of acts) {
      const before = await sizes();
      expect([route, await refusalOf(await sendTo(real, await make('exercise')))]).toEqual([
        route,
        refusedAs,
      ]);
      const asItShouldBe = await make('real');
      const inExercise = await sendTo(exercise, asItShouldBe);
      expect([route, inExercise.status >= 400 && inExercise.status < 500]).toEqual([route, true]);
      expect([route, await sizes()]).toEqual([route, before]);
      const taken = await refusalOf(await sendTo(real, asItShouldBe));
      expect([route, isTaken ? taken === '' : taken !== '' && taken !== refusedAs]).toEqual([route, true]);
    }
    expect([...new Set(acts.map(({ route }) => route))].sort()).toEqual(named('made').sort());
  });
});

describe('the table of doors', () => {
  it('has a row here for each, so that a new door is thought of', () => {
    expect(unlisted(Object.keys(routes))).toEqual([]);
    expect(unlisted([...Object.keys(routes), 'keepSecretly'])).toEqual(['keepSecretly']);
  });
});
