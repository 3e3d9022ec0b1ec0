/** The fare desk changes its rules: its program works out who gains and who loses, publishes that first, and declares again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fareDesk } from '../../docs/examples/fare/service.ts';
import type { Self } from '../../docs/examples/program/keep.ts';
import { type Program, type Running, runProgram } from '../../docs/examples/program/run.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { readChangeReport } from '../../policy/gain.ts';
import { openParty } from '../../relay/kit/client.ts';
import { type RunningRelay, startRelay } from '../../relay/main.ts';
import { openRegie } from '../../relay/regie.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'fare-desk-'));
let relay: RunningRelay;
let desk: Running | undefined;
let home: string;
let events: string[] = [];

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
  throw new Error(`waited for nothing: ${events.join(' ')}`);
}

interface Invitation {
  readonly party: string;
  readonly isOpen: boolean;
}
const invitation = async (): Promise<Invitation> =>
  (await fetch(`${home}/invitation`)).json() as Promise<Invitation>;

async function start(program: Program): Promise<void> {
  await desk?.close();
  const port = Number(new URL(home).port);
  const settings = { relay: relay.settings.origin, port, origin: home, dataDir: join(dataDir, 'desk') };
  desk = await runProgram(program, settings, (event, more = {}) => {
    events.push(JSON.stringify({ event, ...more }));
  });
}

/** The first bracket a little wider, and every case as it then is. */
function widened(program: Program): Program {
  const { compiled = '', cases = [] } = program.rules ?? {};
  const rules = {
    compiled: compiled.replace('"450 €"', '"450.01 €"'),
    cases: cases.map((one) => {
      // Two cents below the limit is no boundary any more.
      if (one.name === 'Quotient juste sous 450 €') return { ...one, isBoundary: false };
      if (one.name !== 'Quotient de 450 €') return one;
      const expects = [
        { key: 'prix', value: 998, unit: 'cent' },
        { key: 'réduction', value: 3992, unit: 'cent' },
      ];
      return { ...one, expects };
    }),
  };
  return { ...program, rules, declaration: { ...program.declaration, version: '1.1.0' } };
}

beforeAll(async () => {
  const [relayPort, deskPort] = [await freePort(), await freePort()];
  home = `http://localhost:${deskPort}`;
  relay = await startRelay({
    port: relayPort,
    dataDir: join(dataDir, 'relay'),
    origin: `http://localhost:${relayPort}`,
    databaseUrl: undefined,
    witnesses: [],
    metricsToken: undefined,
    helpers: [],
  });
  await start(fareDesk(`${home}/`));
  const { party } = await invitation();
  await until(async () => (await fetch(`${relay.settings.origin}/party/${party}`)).ok);
  const nowMs = Date.now();
  const { settings } = relay;
  const label = openRegie(settings.dataDir, settings.origin, nowMs).admit(party, nowMs + 86_400_000, nowMs);
  await fetch(`${settings.origin}/label`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ record: label }),
  });
  await until(async () => (await invitation()).isOpen);
}, 60_000);

afterAll(async () => {
  await desk?.close();
  await relay?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the fare desk', () => {
  it('declares a first version with cases and without a change', async () => {
    const { party } = await invitation();
    const [known] = relay.house.directory.declarationsOf(party);
    expect(known?.declaration.logic.rules).toMatchObject({ change: null });
    expect(await relay.house.store.readDocument(known?.declaration.logic.rules?.cases ?? '')).toBeDefined();
  });

  it('declares the next with a report that the relay has run again', { timeout: 30_000 }, async () => {
    const { party } = await invitation();
    events = [];
    await start(widened(fareDesk(`${home}/`)));
    await until(async () => (await invitation()).isOpen);
    const [first, second] = relay.house.directory.declarationsOf(party).map(({ declaration }) => declaration);
    expect(second?.version).toBe('1.1.0');
    const text = await relay.house.store.readDocument(second?.logic.rules?.change ?? '');
    const report = readChangeReport(JSON.parse(Buffer.from(text ?? []).toString('utf8')));
    expect([report.from, report.to]).toEqual([first?.logic.rules?.hash, second?.logic.rules?.hash]);
    expect(report.goal).toEqual({ key: 'prix', better: 'less' });
    const moved = report.claim.filter(({ same, cases }) => same !== cases);
    expect(moved.map(({ group, better, gained, lost }) => [group, better, gained, lost])).toEqual([
      ['Quotient de 450 €', 1, 998, 0],
    ]);
  });

  it('opens with the same declaration when it starts again', { timeout: 30_000 }, async () => {
    const { party } = await invitation();
    await start(widened(fareDesk(`${home}/`)));
    await until(async () => (await invitation()).isOpen);
    expect(relay.house.directory.declarationsOf(party)).toHaveLength(2);
  });

  it('asks under the version that was declared by hand since, and says so', { timeout: 30_000 }, async () => {
    const { party } = await invitation();
    const second = relay.house.directory.declarationsOf(party).at(-1);
    const {
      v: _v,
      type: _t,
      id: _i,
      at: _a,
      by: _b,
      ...body
    } = (second as { declaration: Declaration }).declaration;
    const self = JSON.parse(readFileSync(join(dataDir, 'desk', 'self.json'), 'utf8')) as Self;
    const client = await openParty({ relay: relay.settings.origin, ...self });
    const [entry] = body.changelog as [Declaration['changelog'][number]];
    const { digest } = await client.declare({
      ...body,
      version: '1.1.1',
      previousHash: second?.digest ?? null,
      changelog: [{ ...entry, version: '1.1.1', class: 'pause' }],
    });
    const asks = async () => (await fetch(`${home}/ask`, { redirect: 'manual' })).status;
    events = [];
    expect(await asks()).toBe(303);
    expect(events.filter((event) => event.includes('declaration-newer'))).toHaveLength(1);
    events = [];
    await start(widened(fareDesk(`${home}/`)));
    await until(async () => (await invitation()).isOpen);
    expect(events.filter((event) => event.includes('declaration-newer'))).toHaveLength(1);
    expect(await asks()).toBe(303);
    expect(relay.house.directory.declarationsOf(party).at(-1)?.digest).toBe(digest);
    expect(relay.house.directory.declarationsOf(party)).toHaveLength(3);
  });

  it('declares anew on a relay that does not know what its folder says', { timeout: 30_000 }, async () => {
    const { party } = await invitation();
    const file = join(dataDir, 'desk', 'published.json');
    const kept = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...kept, digest: 'A'.repeat(43) }));
    events = [];
    await start(widened(fareDesk(`${home}/`)));
    await until(async () => (await invitation()).isOpen);
    expect(events.filter((event) => event.includes('declaration-unknown'))).toHaveLength(1);
    expect(relay.house.directory.declarationsOf(party).at(-1)?.declaration.previousHash).toBeNull();
    expect((await fetch(`${home}/ask`, { redirect: 'manual' })).status).toBe(303);
  });
});
