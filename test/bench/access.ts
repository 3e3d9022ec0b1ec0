// What a signed, durable, logged reading costs: the whole door in one process, from the request to the answer that waits
// for its record's COMMIT. Calls are signed beforehand, because that is the party's work. Everything is per second of
// processor time of the whole process (`process.cpuUsage`), so that a busy disk or a second core changes nothing.

import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { DatabaseSync } from 'node:sqlite';
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
const singleCount = 20_000;
const batchCount = 1_500;
const batchSize = 100;
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
  perCoreSecond: number;
  wallS: number;
}

async function spend(count: number, run: () => Promise<void> | void): Promise<Spent> {
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { perCoreSecond: count / ((user + system) / 1e6), wallS: (performance.now() - startedMs) / 1000 };
}

async function ask({ app }: Relay, calls: Call[], lanes: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let call = calls[next]; call !== undefined; call = calls[next]) {
      next += 1;
      const { path, headers, body } = call;
      const response = await app.fetch(new Request(origin + path, { method: 'POST', headers, body }));
      const text = await response.text();
      if (response.status !== 200 || text.includes('"decision":false')) throw new Error(text.slice(0, 300));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The same calls as they come in by HTTP from another process. */
async function askOverHttp({ app }: Relay, folder: string, calls: Call[], lanes: number): Promise<() => Promise<void>> {
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
    const script = fileURLToPath(new URL('caller.ts', import.meta.url));
    const caller = spawn(process.execPath, [script, file, String(port), String(lanes)], { stdio: 'inherit' });
    const [code] = (await once(caller, 'exit')) as [number];
    server.close();
    if (code !== 0) throw new Error('the caller failed');
  };
}

async function measureHttp(relay: Relay, folder: string, count: number, size: number, lanes: number): Promise<number> {
  await (await askOverHttp(relay, folder, prepare(relay, Math.ceil(count / 10), size), lanes))();
  const run = await askOverHttp(relay, folder, prepare(relay, count, size), lanes);
  const { perCoreSecond, wallS } = await spend(count * size, run);
  const rate = Math.round(perCoreSecond);
  console.log(`  ${size} a call, ${lanes} at once, over http: ${rate} checks per core-second (${wallS.toFixed(1)} s)`);
  return rate;
}

async function measure(relay: Relay, count: number, size: number, lanes: number): Promise<number> {
  await ask(relay, prepare(relay, Math.ceil(count / 10), size), lanes);
  const calls = prepare(relay, count, size);
  const { perCoreSecond, wallS } = await spend(count * size, () => ask(relay, calls, lanes));
  const rate = Math.round(perCoreSecond);
  console.log(
    `  ${size} a call, ${lanes} at once: ${rate} checks per core-second (${wallS.toFixed(1)} s of wall clock)`,
  );
  return rate;
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
  return Math.round((await spend(20_000, () => run(20_000))).perCoreSecond);
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
  const spent = await spend(count, () => {
    for (let at = 0; at < count; at += size) {
      begin.run();
      for (let row = 0; row < size; row += 1) insert.run(text);
      commit.run();
    }
  });
  db.close();
  return Math.round(spent.perCoreSecond);
}

const folder = mkdtempSync(join(tmpdir(), 'vav-bench-'));
try {
  await readySodium();
  const ed25519 = await bareVerifications();
  const sqliteCommitEach = await bareInserts(folder, 2_000, 1);
  const sqliteGroupCommit = await bareInserts(folder, 50_000, wide);
  console.log(
    `access: ${grantCount} grants, node ${process.version}, ${ed25519} bare verifications per core-second`,
  );
  const relay = await openRelay(folder);
  const single = await measure(relay, singleCount, 1, wide);
  const singleCommitEach = await measure(relay, 2_000, 1, 1);
  const batch100 = await measure(relay, batchCount, batchSize, wide);
  const batch100CommitEach = await measure(relay, 300, batchSize, 1);
  await relay.store.close();
  console.log(
    JSON.stringify({
      bench: 'access',
      unit: 'checks per core-second',
      ours: { single, batch100, singleCommitEach, batch100CommitEach },
      peers: { ed25519, sqliteCommitEach, sqliteGroupCommit },
      ratio: {
        singleToEd25519: Number((single / ed25519).toFixed(3)),
        batch100ToEd25519: Number((batch100 / ed25519).toFixed(2)),
        groupToEach: Number((single / singleCommitEach).toFixed(2)),
      },
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
