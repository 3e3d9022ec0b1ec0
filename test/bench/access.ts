// What a signed, durable, logged reading costs, from the request that the server hands over to the answer, which waits
// for its record's COMMIT; and once more with everything, over HTTP from another process. Calls are signed beforehand,
// because that is the party's work. Everything is per second of processor time of the whole process
// (`process.cpuUsage`), so that a busy disk or a second core changes nothing.

import { spawn } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { getRequestListener, serve } from '@hono/node-server';
import { toBase64url } from '../../crypto/encode.ts';
import { randomBytes } from '../../crypto/random.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { type AccessItem, itemText } from '../../policy/access.ts';
import { buildApp, openHouse } from '../../relay/app.ts';
import { type Line, signCall } from '../../relay/kit/call.ts';
import { newPartyKeys, partyRecord } from '../../relay/kit/keys.ts';
import { rootOfTexts } from '../../relay/kit/proof.ts';
import { Limits, type Rate } from '../../relay/middleware/limits.ts';
import { openLogs } from '../../relay/middleware/logs.ts';
import { openLogSigner } from '../../relay/proof/log-signer.ts';
import { openRegie, publishRegie } from '../../relay/regie.ts';
import { noWallet } from '../../relay/routes/wallet.ts';
import { openSqliteStore } from '../../relay/store/sqlite.ts';
import { aboutCity } from '../relay/house.ts';
import { newGrant, startMs } from '../relay/store/acts.ts';

const origin = 'http://localhost:8787';
const grantCount = 10_000;
const singleCount = 40_000;
const batchCount = 2_000;
const batchSize = 100;
/** Checks prepared at a time. */
const chunk = 3_200;
/** Calls on the way at once: what makes a group. */
const wide = 64;
const nowMs = startMs + 60_000;

/** Counts as the real one does and never says no: one party asks here for what a hundred would. */
class OpenLimits extends Limits {
  override take(name: string, _rate: Rate, count?: number): void {
    super.take(name, { perSecond: 1e9, burst: 1e9 }, count);
  }
}

interface Call {
  path: string;
  body: string;
  headers: Record<string, string>;
}

async function openRelay(folder: string) {
  const regie = openRegie(folder, origin, nowMs);
  const signer = openLogSigner(folder, origin);
  const store = openSqliteStore(join(folder, 'relay.db'), signer);
  await publishRegie(store, regie);
  const keys = newPartyKeys();
  const record = await partyRecord(keys, aboutCity, nowMs);
  const house = await openHouse({
    origin,
    now: () => nowMs,
    store,
    signer,
    regie: regie.id,
    isShared: false,
  });
  (house as { limits: Limits }).limits = new OpenLimits(() => nowMs);
  const app = buildApp(
    house,
    openLogs(() => undefined),
    noWallet,
  );
  // As the relay's server does at start: its own, lighter Request and Response take the place of the standard ones.
  getRequestListener(app.fetch);
  const post = async (path: string, text: string) => {
    const headers = { 'content-type': 'application/json' };
    const response = await app.request(origin + path, {
      method: 'POST',
      headers,
      body: JSON.stringify({ record: text }),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { digest: string };
  };
  const { digest: party } = await post('/party', record);
  await post('/label', regie.admit(party, nowMs + 365 * 86_400_000, nowMs));
  const grants = Array.from({ length: grantCount }, (_, at) => newGrant(`resident ${at}`, { party }));
  for (let at = 0; at < grants.length; at += 500) {
    await Promise.all(grants.slice(at, at + 500).map((grant) => store.keepGrant(grant)));
  }
  const line: Line = {
    realm: 'real',
    relay: origin,
    party,
    keys,
    fetch: () => Promise.reject(new Error('unused')),
    now: () => nowMs,
  };
  return { app, store, grants, line };
}

type Relay = Awaited<ReturnType<typeof openRelay>>;

/** A grant as a city's list would have it next: spread over all of them. */
let asked = 0;
function nextItem({ grants, line }: Relay): AccessItem {
  const grant = grants[(asked * 7919) % grantCount];
  asked += 1;
  return {
    subject: { type: 'party', id: line.party },
    action: { name: 'read' },
    resource: { type: 'mailbox', id: grant?.mailbox ?? '' },
    context: {
      grant: grant?.id ?? '',
      purpose: 'aid',
      facts: ['commune', 'reference-income'],
      salt: toBase64url(randomBytes(32)),
    },
  };
}

function prepare(relay: Relay, count: number, size: number): Call[] {
  return Array.from({ length: count }, () => {
    const items = Array.from({ length: size }, () => nextItem(relay));
    const path = size === 1 ? '/access/v1/evaluation' : '/access/v1/evaluations';
    const body = JSON.stringify(size === 1 ? items[0] : { evaluations: items });
    const root = rootOfTexts(items.map(itemText));
    return { path, body, headers: { ...signCall(relay.line, 'POST', path, body, root).headers } };
  });
}

interface Spent {
  coreS: number;
  wallS: number;
}

async function spend(run: () => Promise<void> | void): Promise<Spent> {
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { coreS: (user + system) / 1e6, wallS: (performance.now() - startedMs) / 1000 };
}

/**
 * What the server hands to the app when the head of a call was read and its body is there: as much of a Request as doors
 * look at. A real one, made for a browser, costs as much as all the rest of a reading.
 */
function handed({ path, headers, body }: Call): Request {
  const bytes = Buffer.from(body);
  const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const named = new Map<string, string>([['content-length', String(bytes.length)]]);
  // Flat strings, as a parser makes them: those pieced together here would be pieced together at the door's expense.
  for (const [name, value] of Object.entries(headers)) named.set(name, Buffer.from(value).toString('latin1'));
  const request: Pick<Request, 'method' | 'url' | 'arrayBuffer'> & { headers: Pick<Headers, 'get' | 'has'> } =
    {
      method: 'POST',
      url: origin + path,
      headers: { get: (name) => named.get(name) ?? null, has: (name) => named.has(name) },
      // Each body arrives by itself, as from a socket; in one turn all would be read before the first is answered.
      arrayBuffer: () => new Promise((arrive) => setImmediate(arrive, whole)),
    };
  return request as Request;
}

async function ask({ app }: Relay, requests: Request[], lanes: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let request = requests[next]; request !== undefined; request = requests[next]) {
      next += 1;
      const response = await app.fetch(request);
      if (response.status !== 200) throw new Error(await response.text());
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** `checks` in all, `size` to a call. */
async function measure(relay: Relay, checks: number, size: number, lanes: number): Promise<number> {
  const [first = Promise.reject()] = prepare(relay, 1, size).map((call) => relay.app.fetch(handed(call)));
  const said = await (await first).text();
  if (!said.includes('"decision":true') || said.includes('"decision":false')) throw new Error(said);
  // A few at a time, as calls come: a heap full of calls that wait to be made would be measured with each of them.
  let coreS = 0;
  let wallS = 0;
  let measured = 0;
  for (let at = -Math.ceil(checks / 4 / chunk) * chunk; at < checks; at += chunk) {
    const requests = prepare(relay, Math.ceil(chunk / size), size).map(handed);
    // What signing left behind is not swept up on the relay's account.
    collect({ type: 'minor' });
    const spent = await spend(() => ask(relay, requests, lanes));
    if (at < 0) continue;
    measured += 1;
    coreS += spent.coreS;
    wallS += spent.wallS;
  }
  const perCoreSecond = (Math.ceil(chunk / size) * size * measured) / coreS;
  return tell(`${size} a call, ${lanes} at once`, perCoreSecond, wallS);
}

function tell(what: string, perCoreSecond: number, wallS: number): number {
  const rate = Math.round(perCoreSecond);
  console.log(`  ${what}: ${rate} checks per core-second (${wallS.toFixed(1)} s of wall clock)`);
  return rate;
}

/** The same calls as they come in by HTTP from another process. */
async function askOverHttp(
  { app }: Relay,
  folder: string,
  calls: Call[],
  lanes: number,
): Promise<() => Promise<void>> {
  const parts: Buffer[] = [];
  for (const { path, headers, body } of calls) {
    const named = { host: 'localhost:8787', ...headers, 'content-length': String(Buffer.byteLength(body)) };
    const lines = Object.entries(named).map(([name, value]) => `${name}: ${value}\r\n`);
    const call = Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(call.length);
    parts.push(length, call);
  }
  const file = join(folder, 'calls');
  writeFileSync(file, Buffer.concat(parts));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return async () => {
    const script = fileURLToPath(new URL('access/caller.ts', import.meta.url));
    const caller = spawn(process.execPath, [script, file, String(port), String(lanes)], { stdio: 'inherit' });
    const [code] = (await once(caller, 'exit')) as [number];
    server.close();
    if (code !== 0) throw new Error('the caller failed');
  };
}

async function measureHttp(
  relay: Relay,
  folder: string,
  count: number,
  size: number,
  lanes: number,
): Promise<number> {
  await (await askOverHttp(relay, folder, prepare(relay, Math.ceil(count / 4), size), lanes))();
  const run = await askOverHttp(relay, folder, prepare(relay, count, size), lanes);
  const { coreS, wallS } = await spend(run);
  return tell(`${size} a call, ${lanes} at once, over HTTP`, (count * size) / coreS, wallS);
}

/** Nothing but the signature: what no store can be quicker than. */
async function bareVerifications(): Promise<number> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }) as string);
  const base = randomBytes(420);
  const signature = sign(null, base, privateKey);
  const run = (count: number) => {
    for (let at = 0; at < count; at += 1) if (!verify(null, base, key, signature)) throw new Error('bad');
  };
  run(2000);
  return Math.round(20_000 / (await spend(() => run(20_000))).coreS);
}

/** One row of a reading's size by node:sqlite alone, with a commit for each `size` of them. */
async function bareInserts(folder: string, count: number, size: number): Promise<number> {
  const db = new DatabaseSync(join(folder, `bare-${size}.db`));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)',
  );
  const insert = db.prepare('INSERT INTO row (text) VALUES (?)');
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')];
  const text = 'x'.repeat(1500);
  const spent = await spend(() => {
    for (let at = 0; at < count; at += size) {
      begin.run();
      for (let row = 0; row < size; row += 1) insert.run(text);
      commit.run();
    }
  });
  db.close();
  return Math.round(count / spent.coreS);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;

const folder = mkdtempSync(join(tmpdir(), 'vav-bench-'));
try {
  await readySodium();
  const sqliteCommitEach = await bareInserts(folder, 2_000, 1);
  const sqliteGroupCommit = await bareInserts(folder, 64_000, wide);
  console.log(`access: ${grantCount} grants, node ${process.version}`);
  const relay = await openRelay(folder);
  // Before and after, and the mean: a neighbour on the machine slows both sides of the ratio.
  const before = await bareVerifications();
  const single = await measure(relay, singleCount, 1, wide);
  const between = await bareVerifications();
  const batch100 = await measure(relay, batchCount * batchSize, batchSize, wide);
  const singleCommitEach = await measure(relay, 2_000, 1, 1);
  const batch100CommitEach = await measure(relay, 300 * batchSize, batchSize, 1);
  const singleHttp = await measureHttp(relay, folder, singleCount, 1, wide);
  const batch100Http = await measureHttp(relay, folder, batchCount, batchSize, wide);
  await relay.store.close();
  const ed25519 = Math.round((before + between) / 2);
  console.log(
    JSON.stringify({
      bench: 'access',
      unit: 'checks per core-second',
      ours: { single, batch100, singleHttp, batch100Http, singleCommitEach, batch100CommitEach },
      peers: { ed25519, sqliteCommitEach, sqliteGroupCommit },
      ratio: {
        singleToEd25519: Number((single / ed25519).toFixed(3)),
        singleHttpToEd25519: Number((singleHttp / ed25519).toFixed(3)),
        batch100ToEd25519: Number((batch100 / ed25519).toFixed(2)),
        groupToEach: Number((single / singleCommitEach).toFixed(2)),
      },
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
