/**
 * The bike desk as a resident meets it, over real sockets: two programs that know each other by address only. What the
 * phone does is done by hand here; the journeys in a browser do it by screens.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../crypto/hash.ts';
import { openSealed, unpad } from '../../crypto/open.ts';
import { bikeGrant } from '../../docs/examples/bike-grant/declaration.ts';
import { bikeDesk } from '../../docs/examples/bike-grant/service.ts';
import { type Running, runProgram } from '../../docs/examples/program/run.ts';
import { calculated, hasSameInputs, hasSameResults } from '../../policy/calculated.ts';
import { contentText, readCalculation, readCalculationContent } from '../../policy/calculation.ts';
import { type CommuneList, placeOf, readCommunes } from '../../policy/commune.ts';
import { readDeclaration } from '../../policy/declaration.ts';
import { resultBinding } from '../../policy/envelope.ts';
import { evaluate, openRules } from '../../policy/evaluate.ts';
import { aboutMe, type Fact } from '../../policy/fact.ts';
import { splitRecord } from '../../policy/record.ts';
import { ruleInputsOf } from '../../policy/rule-input.ts';
import { hashRules, readRules } from '../../policy/rules.ts';
import { type RunningRelay, startRelay } from '../../relay/main.ts';
import { openRegie } from '../../relay/regie.ts';
import type { TestHouse } from '../relay/house.ts';
import { enterRoom, TestWallet, type Yes } from '../relay/resident.ts';

const on = '2026-11-20';
const facts: Fact[] = [
  aboutMe('commune', { code: '33039', name: 'Bègles' }, 'self', on),
  aboutMe('reference-income', 20_017, 'document', on),
  aboutMe('household-parts', 2.25, 'document', on),
  aboutMe('bike-kind', 'electric', 'self', on),
  aboutMe('bike-condition', 'new', 'self', on),
  aboutMe('bike-price', 1043.27, 'self', on),
  aboutMe('bike-number', 'FR-7Q2XK9', 'self', on),
];
const canaries = ['20017', '1043.27', '33039', 'Bègles', 'FR-7Q2XK9', '40000'];

const dataDir = mkdtempSync(join(tmpdir(), 'bike-desk-'));
const deskDir = join(dataDir, 'desk');
const lines: string[] = [];
let relay: RunningRelay;
let desk: Running;
let home: string;

/** What the wallet made by hand needs of a relay: its doors, and the time. */
let doors: TestHouse;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('waited for nothing');
}

beforeAll(async () => {
  const [relayPort, deskPort] = [await freePort(), await freePort()];
  const origin = `http://localhost:${relayPort}`;
  home = `http://localhost:${deskPort}`;
  // The desk comes first: a party does not end because its relay is not there yet.
  const program = bikeDesk(`${home}/`);
  const settings = { relay: origin, port: deskPort, origin: home, dataDir: deskDir };
  const log = (event: string, more = {}) => void lines.push(JSON.stringify({ event, ...more }));
  const starting = runProgram(program, settings, log);
  relay = await startRelay({
    port: relayPort,
    dataDir: join(dataDir, 'relay'),
    origin,
    databaseUrl: undefined,
    witnesses: [],
    metricsToken: undefined,
    helpers: [],
  });
  desk = await starting;
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
  await desk?.close();
  await relay?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function invitation(): Promise<{ party: string; isOpen: boolean; link: string }> {
  return (await fetch(`${home}/invitation`)).json() as Promise<{
    party: string;
    isOpen: boolean;
    link: string;
  }>;
}

interface Walked {
  yes: Yes;
  page: string;
  visit: string;
}

/** Button, waiting room, yes on the phone, six characters, back at the desk. */
async function walk(wallet: TestWallet): Promise<Walked> {
  const asked = await doors.fetch(`${home}/ask`, { method: 'POST' });
  const cookie = (asked.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const room = await enterRoom(doors, asked.headers.get('location') ?? '');
  const yes = wallet.say(await wallet.open(room.handle), {}, facts);
  const { confirm } = (await (await wallet.send(room.handle, yes)).json()) as { confirm: string };
  const typed = await doors.post('/room/code', { room: room.id, code: confirm }, { cookie: room.cookie });
  const { redirect } = (await typed.json()) as { redirect: string };
  const back = await doors.fetch(redirect, { headers: { cookie } });
  const visit = (back.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { yes, page: await back.text(), visit };
}

interface Entry {
  kind: string;
  type: string;
  text: string;
  sealed?: string;
}

describe('the bike desk', () => {
  it('asks nobody before the régie admitted it', async () => {
    const { isOpen } = await invitation();
    expect(isOpen).toBe(false);
    expect((await doors.fetch(`${home}/ask`)).status).toBe(503);
  });

  it('publishes its rules and its declaration once it is admitted', { timeout: 30_000 }, async () => {
    const { settings, house } = relay;
    const { party } = await invitation();
    await until(async () => (await doors.fetch(`/party/${party}`)).ok);
    const nowMs = Date.now();
    const label = openRegie(settings.dataDir, settings.origin, nowMs).admit(party, nowMs + 86_400_000, nowMs);
    expect((await doors.post('/label', { record: label })).status).toBe(201);
    await until(async () => (await invitation()).isOpen);
    const declared = house.directory.declarationsOf(party)[0]?.declaration;
    const rules = readRules(await (await doors.fetch(`/rules/${declared?.logic.rules?.hash}`)).text());
    expect(declared?.logic.rules).toMatchObject({ engineVersion: '1.10.3' });
    expect(hashRules(rules, recordDigest)).toEqual({
      rulesHash: declared?.logic.rules?.hash,
      logicHash: declared?.logic.rules?.logicHash,
    });
  });

  it('gives a resident a result that the phone recomputes from published rules', {
    timeout: 30_000,
  }, async () => {
    const wallet = new TestWallet(doors);
    const { party } = await invitation();
    const { yes, page } = await walk(wallet);
    expect(page).toContain('C’est fait.');

    const mailbox = await wallet.call(party, '/mailbox', { after: { [yes.grant.id]: 0 } });
    const { entries } = (await mailbox.json()) as { entries: Entry[] };
    expect(entries.map(({ kind, type }) => (kind === 'access' ? kind : type))).toEqual([
      'grant',
      'access',
      'calculation',
    ]);
    const { text, sealed = '' } = entries[2] as Entry;
    const record = readCalculation(splitRecord(text).body);
    const binding = toUtf8(resultBinding({ grant: yes.grant.id, id: record.id, party }));
    const plain = unpad(openSealed(wallet.keysFor(party).box.secretKey, fromBase64url(sealed), binding));
    const content = readCalculationContent(JSON.parse(fromUtf8(plain)));
    expect(toBase64url(sha256(toUtf8(contentText(content))))).toBe(record.contentDigest);
    expect(content.facts).toEqual(facts);

    const fetched = (await (await doors.fetch(`/declaration/${record.declaration}`)).json()) as {
      record: string;
    };
    const declaration = readDeclaration(splitRecord(fetched.record).body);
    const rules = readRules(await (await doors.fetch(`/rules/${record.rulesHash}`)).text());
    const list = readFileSync(new URL('../../pwa/wallet/communes.json', import.meta.url), 'utf8');
    const communes = readCommunes(JSON.parse(list) as CommuneList);
    const inputs = ruleInputsOf(rules, declaration.inputs, facts, (code) => placeOf(communes, code));
    const entryPoints = declaration.logic.rules?.entryPoints ?? [];
    const ours = calculated(inputs, evaluate(openRules(rules), inputs, entryPoints));
    expect(hasSameInputs(ours, content)).toBe(true);
    expect(hasSameResults(ours, content)).toBe(true);
    expect(ours.path).toEqual(content.path);
    expect(content.results[0]).toEqual({ key: 'aides . montant', value: 40_000, unit: 'cent' });
    expect(new Set(content.inputs.map(({ salt }) => salt)).size).toBe(content.inputs.length);
  });

  it('reads again while the yes lives, and no more from the moment it ends', {
    timeout: 30_000,
  }, async () => {
    const wallet = new TestWallet(doors);
    const { yes, visit } = await walk(wallet);
    const again = async () =>
      (await doors.fetch(`${home}/again`, { method: 'POST', headers: { cookie: visit } })).text();
    expect(await again()).toContain('C’est fait.');
    expect((await doors.post('/revoke', { revocation: wallet.revocation(yes.grant) })).ok).toBe(true);
    expect(await again()).toContain('Vous avez arrêté.');
    expect(lines).toContain('{"event":"reading-denied","form":"ended"}');
  });

  it('meets a no without asking why', async () => {
    const wallet = new TestWallet(doors);
    const asked = await doors.fetch(`${home}/ask`, { method: 'POST' });
    const cookie = (asked.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const room = await enterRoom(doors, asked.headers.get('location') ?? '');
    const refusal = wallet.refusal(await wallet.open(room.handle));
    const sent = await doors.post('/refusal', { handle: room.handle, claim: wallet.claim, refusal });
    expect(sent.ok).toBe(true);
    const { redirect } = (await sent.json()) as { redirect?: string };
    if (redirect !== undefined) {
      const back = await doors.fetch(redirect, { headers: { cookie } });
      expect(await back.text()).toContain('Rien n’a été partagé.');
    }
  });

  it('keeps and logs no value, only codes, keys and the signed yes', () => {
    const files = readdirSync(deskDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['self.json', 'published.json']));
    const kept = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
    const readable = kept + lines.join('\n');
    for (const canary of canaries) expect(readable.includes(canary), canary).toBe(false);
    expect(statSync(join(deskDir, 'self.json')).mode & 0o077).toBe(0);
  });

  it('comes back under the same name and the same declaration', { timeout: 30_000 }, async () => {
    const before = await invitation();
    await desk.close();
    const { port, hostname } = new URL(home);
    expect(hostname).toBe('localhost');
    const settings = { relay: relay.settings.origin, port: Number(port), origin: home, dataDir: deskDir };
    desk = await runProgram(bikeDesk(`${home}/`), settings, () => undefined);
    await until(async () => (await invitation()).isOpen);
    expect((await invitation()).party).toBe(before.party);
    expect(relay.house.directory.declarationsOf(before.party)).toHaveLength(1);
    expect(relay.house.directory.declarationsOf(before.party)[0]?.declaration.title).toEqual(bikeGrant.title);
  });
});
