/**
 * The service that scores and the one that only informs, each a process of its own as `node service.ts` starts it: from the
 * publication to a yes and its result, over real sockets, by address only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { openSealed, unpad } from '../../crypto/open.ts';
import { model } from '../../docs/examples/scoring/declaration.ts';
import { bandOf, measure, scoreOf } from '../../docs/examples/scoring/model.ts';
import { contentText, readCalculation, readCalculationContent } from '../../policy/calculation.ts';
import { resultBinding } from '../../policy/envelope.ts';
import { aboutMe, type Fact } from '../../policy/fact.ts';
import { splitRecord } from '../../policy/record.ts';
import { type RunningRelay, startRelay } from '../../relay/main.ts';
import { openRegie } from '../../relay/regie.ts';
import type { TestHouse } from '../relay/house.ts';
import { enterRoom, TestWallet } from '../relay/resident.ts';

const on = '2026-11-20';
const dataDir = mkdtempSync(join(tmpdir(), 'two-desks-'));
let told = '';
let relay: RunningRelay;
let doors: TestHouse;
const running: ChildProcess[] = [];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

beforeAll(async () => {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  relay = await startRelay({
    port,
    dataDir: join(dataDir, 'relay'),
    origin,
    databaseUrl: undefined,
    witnesses: [],
    metricsToken: undefined,
    helpers: [],
  });
  const fetchFrom = (path: string, options?: RequestInit) =>
    fetch(path.startsWith('http') ? path : origin + path, { redirect: 'manual', ...options });
  doors = {
    clock: { now: Date.now },
    house: relay.house,
    fetch: fetchFrom,
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetchFrom(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  } as unknown as TestHouse;
}, 60_000);

afterAll(async () => {
  const exits = running.map(async (child) => {
    if (child.exitCode !== null || !child.kill('SIGTERM')) return;
    await once(child, 'exit');
  });
  await Promise.all(exits);
  await relay?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Desk {
  readonly home: string;
  readonly party: string;
}

/** Starts the program and does for it what a régie does: admits it. */
async function openDesk(name: string): Promise<Desk> {
  const port = await freePort();
  const home = `http://localhost:${port}`;
  const service = fileURLToPath(new URL(`../../docs/examples/${name}/service.ts`, import.meta.url));
  const child = spawn(process.execPath, [service], {
    env: {
      PATH: process.env['PATH'] ?? '',
      RELAY: relay.settings.origin,
      PORT: String(port),
      ORIGIN: home,
      DATA_DIR: join(dataDir, name),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      told += text.toString();
    });
  const invitation = async () =>
    (await (await fetch(`${home}/invitation`)).json()) as { party: string; isOpen: boolean };
  await until(async () => (await fetch(`${home}/invitation`).catch(() => undefined))?.ok === true);
  const { party } = await invitation();
  await until(async () => (await doors.fetch(`/party/${party}`)).ok);
  const nowMs = Date.now();
  const regie = openRegie(relay.settings.dataDir, relay.settings.origin, nowMs);
  await doors.post('/label', { record: regie.admit(party, nowMs + 86_400_000, nowMs) });
  await until(async () => (await invitation()).isOpen);
  return { home, party };
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited for nothing: ${told}`);
}

/** A yes with these facts, and the result as only this wallet can open it. */
async function resultFor({ home, party }: Desk, facts: Fact[]) {
  const wallet = new TestWallet(doors);
  const asked = await doors.fetch(`${home}/ask`, { method: 'POST' });
  const cookie = (asked.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const room = await enterRoom(doors, asked.headers.get('location') ?? '');
  const yes = wallet.say(await wallet.open(room.handle), {}, facts);
  const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
  const typed = await doors.post('/room/code', { room: room.id, code: confirm }, { cookie: room.cookie });
  const { redirect } = (await typed.json()) as { redirect: string };
  const page = await (await doors.fetch(redirect, { headers: { cookie } })).text();
  const mailbox = await wallet.call(party, '/mailbox', { after: { [yes.grant.id]: 0 } });
  const { entries } = (await mailbox.json()) as {
    entries: { type: string; text: string; sealed?: string }[];
  };
  const { text, sealed = '' } = entries.find(({ type }) => type === 'calculation') ?? { text: '' };
  const record = readCalculation(splitRecord(text).body);
  const binding = toUtf8(resultBinding({ grant: yes.grant.id, id: record.id, party }));
  const plain = unpad(openSealed(wallet.keysFor(party).box.secretKey, fromBase64url(sealed), binding));
  const content = readCalculationContent(JSON.parse(fromUtf8(plain)));
  expect(toBase64url(sha256(toUtf8(contentText(content))))).toBe(record.contentDigest);
  return { page, record, content };
}

describe('the parking service', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk('scoring');
  }, 60_000);

  it('gives points by its model, with what each fact did and whom one is compared to', async () => {
    const facts = [
      aboutMe('household-persons', 4, 'self', on),
      aboutMe('commute-km', { from: 5, to: 10 }, 'self', on),
      aboutMe('travel-mode', 'bike', 'self', on),
      aboutMe('transit-pass', false, 'self', on),
    ];
    const { page, record, content } = await resultFor(desk, facts);
    const points = scoreOf(measure(facts, model), model);
    expect(record.rulesHash).toBeNull();
    expect(content.results).toEqual([{ key: 'points', value: points, unit: 'point' }]);
    expect(content.cohort).toMatchObject({ size: 900, ownBand: bandOf(points) });
    expect(content.cohort?.distribution).toEqual(model.distribution);
    expect(content.human.involved).toBe(true);
    expect(content.path).toMatchObject({ steps: [{ rule: 'household-persons' }, {}, {}, {}] });
    expect(page).toContain('C’est fait.');
    expect(page).not.toContain('Il refait le calcul.');
  }, 30_000);

  it('shows the card of the model at the address that it declares', async () => {
    const [known] = relay.house.directory.declarationsOf(desk.party);
    const card = known?.declaration.logic.model?.card ?? '';
    expect(card).toBe(`${desk.home}/card`);
    const text = await (await fetch(card)).text();
    expect(text).toContain(String(model.found.pass));
    expect(text).toContain('abonnement de transport');
  });
});

describe('the bike house', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk('information');
  }, 60_000);

  it('tells what it counts, decides nothing and compares nobody', async () => {
    const { record, content } = await resultFor(desk, [
      aboutMe('commune', { code: '33063', name: 'Bordeaux' }, 'self', on),
    ]);
    expect(record.rulesHash).toBeNull();
    expect(content.results.map(({ value }) => value)).toEqual([12, 43]);
    expect(content.cohort).toBeNull();
    expect((await fetch(`${desk.home}/card`)).status).toBe(404);
  }, 30_000);

  it('says nothing rather than a number of elsewhere', async () => {
    const { content } = await resultFor(desk, [
      aboutMe('commune', { code: '13055', name: 'Marseille' }, 'self', on),
    ]);
    expect(content.results.map(({ value }) => value)).toEqual([null, null]);
  }, 30_000);
});

describe('both', () => {
  it('keep and log no value of anyone', () => {
    const files = ['scoring', 'information'].flatMap((name) =>
      readdirSync(join(dataDir, name), { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      ),
    );
    expect(files.length).toBeGreaterThan(4);
    expect(told.match(/"event":"counter-open"/g)).toHaveLength(2);
    const kept = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
    for (const canary of ['33063', '13055', 'Bordeaux', 'Marseille']) {
      expect((kept + told).includes(canary), canary).toBe(false);
    }
  });
});
