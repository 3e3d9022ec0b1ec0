// Two processes, one of which is killed at one step of a study, started again, and the study goes on to its end.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport, readUploadErrors, writeReport } from '../../../crypto/dap/report.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readRelease } from '../../../policy/release.ts';
import { type OwnParty, openOwnParty } from '../../../relay/own-party.ts';
import { newTokenKey } from '../../../relay/proof/blind-rsa.ts';
import { openRegie } from '../../../relay/regie.ts';
import {
  type Asker,
  aContributor,
  aManifest,
  anAsker,
  helperAbout,
  KnownTask,
} from '../../support/carried-study.ts';
import { aDay } from '../../support/clock.ts';

const isLong = process.env['LONG'] === '1';
/** Moments a role, spread over all steps of a study. */
const moments = isLong ? Number.POSITIVE_INFINITY : 6;

type Role = 'leader' | 'helper';

let folder: string;
let [leaderParty, helperParty]: OwnParty[] = [];
let asker: Asker;
/** Making one takes longer than counting: all studies here have the same. */
const tokenKey = newTokenKey();
const ports = { leader: 0, helper: 0 };
const children: Partial<Record<Role, ChildProcess>> = {};
let nowMs = Date.parse(aDay);

function moveTo(ms: number): void {
  nowMs = ms;
  writeFileSync(join(folder, 'clock'), String(ms));
}

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

const program = fileURLToPath(new URL('killed-role.ts', import.meta.url));
const tie = new URL('../../../relay/commands/tied.ts', import.meta.url).href;

async function start(role: Role): Promise<void> {
  const own = join(folder, role === 'leader' ? 'relay' : 'helper');
  const child = spawn(
    process.execPath,
    ['--import', tie, program, role, own, String(ports[role]), String(ports.helper)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  children[role] = child;
  child.once('exit', (_code, signal) => {
    // Whoever runs it starts it again.
    if (signal === 'SIGKILL' && children[role] === child) void start(role);
  });
  await untilAnswered(role);
}

async function untilAnswered(role: Role): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await call(role, '/steps').catch(() => undefined);
    if (response?.ok === true) return;
    await pause(50);
  }
  throw new Error(`the ${role} does not start`);
}

const call = (role: Role, path: string, init?: RequestInit): Promise<Response> =>
  fetch(`http://127.0.0.1:${ports[role]}${path}`, init);

/** As a wallet or a sweeper does: the same again until there is an answer. */
async function post(path: string, body: string | Uint8Array<ArrayBuffer> = ''): Promise<Response> {
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await call('leader', path, { method: 'POST', body }).catch(() => undefined);
    if (response?.ok === true) return response;
    await pause(50);
  }
  throw new Error(`no answer at ${path}`);
}

beforeAll(async () => {
  await readySodium();
  folder = mkdtempSync(join(tmpdir(), 'killed-'));
  for (const name of ['relay', 'helper']) mkdirSync(join(folder, name));
  for (const name of ['noise', 'shares', 'releases', 'told']) writeFileSync(join(folder, name), '');
  moveTo(nowMs);
  ports.leader = await freePort();
  ports.helper = await freePort();
  leaderParty = openRegie(join(folder, 'relay'), `http://localhost:${ports.leader}`, nowMs);
  helperParty = openOwnParty(
    join(folder, 'helper'),
    { ...helperAbout, url: `http://localhost:${ports.helper}` },
    nowMs,
  );
  asker = await anAsker(nowMs);
  await start('helper');
  await start('leader');
}, 60_000);

afterAll(() => {
  for (const role of ['leader', 'helper'] as const) {
    const child = children[role];
    delete children[role];
    child?.kill('SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true });
});

const linesOf = <T>(name: string): T[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

/** A whole study, with one of each kind; `armed` is called before it begins. */
async function walk(armed: () => Promise<unknown>): Promise<void> {
  const drawnBefore = linesOf('noise').length;
  const parties = [leaderParty as OwnParty, helperParty as OwnParty] as const;
  const manifest = aManifest(asker, ...parties, nowMs, {}, tokenKey);
  await armed();
  const labels = (await (await post('/take-on', JSON.stringify(manifest.ask))).json()) as {
    leader: string;
    helper: string;
  };
  const known = new KnownTask(manifest, labels);
  const { digest, opensMs, closesMs, study } = known.of;
  moveTo(opensMs);
  const truth = Array.from({ length: study.vdaf.length }, () => 0);
  const upload = async (report: Uint8Array<ArrayBuffer>): Promise<string> => {
    const answer = new Uint8Array(await (await post(`/upload/${digest}`, report)).arrayBuffer());
    return readUploadErrors(answer)[0]?.error ?? 'taken';
  };
  const pairs = Array.from({ length: 13 }, aContributor);
  for (const [cell, pair] of pairs.entries()) {
    expect(await upload(await known.report(pair, cell, nowMs))).toBe('taken');
    truth[cell] = 1;
  }
  // One that is taken out, one that comes twice, one that is forged, one that nobody can open.
  await post(`/withdraw/${digest}`, JSON.stringify(known.withdrawal(pairs[3] as (typeof pairs)[0], nowMs)));
  truth[3] = 0;
  expect(await upload(await known.report(pairs[4] as (typeof pairs)[0], 9, nowMs))).toBe('report_replayed');
  const token = known.token(aContributor().publicKey);
  expect(await upload(await known.report(aContributor(), 0, nowMs, { token }))).toBe('invalid_message');
  const bent = readReport(await known.report(aContributor(), 0, nowMs));
  const payload = bent.helperShare.payload.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
  const closed = writeReport({ ...bent, helperShare: { ...bent.helperShare, payload } });
  expect(await upload(closed)).toBe('taken');

  moveTo(closesMs);
  let release: string | undefined;
  for (let rounds = 0; release === undefined; rounds += 1) {
    if (rounds > 100) throw new Error(`no release: ${readFileSync(join(folder, 'told'), 'utf8')}`);
    await post('/settle');
    release = linesOf<{ text: string }>('releases')
      .map(({ text }) => text)
      .find((text) => text.includes(digest));
    // A helper that was absent is asked again only after a while.
    if (release !== undefined) break;
    moveTo(nowMs + 60_000);
    await pause(100);
  }
  const { statement } = readRelease(splitRecord(release).body);
  expect(statement.counts).toEqual({
    accepted: 12,
    withdrawn: 1,
    rejected: { late: 0, early: 0, duplicate: 1, forged: 0, 'other-study': 0, token: 1, unreadable: 1 },
  });
  // What was added is one vector of each, whatever was drawn and thrown away before it was kept.
  const noise = statement.cells.map((cell, at) => cell - (truth[at] as number));
  const drawn = linesOf<{ role: Role; drawn: number[] }>('noise').slice(drawnBefore);
  const of = (role: Role) => drawn.filter((entry) => entry.role === role).map((entry) => entry.drawn);
  const sums = of('leader').flatMap((left) =>
    of('helper').map((right) => left.map((part, at) => part + (right[at] as number))),
  );
  expect(sums.filter((sum) => sum.every((part, at) => part === noise[at]))).toHaveLength(1);
  // One share left the helper, and one release came out.
  const shares = linesOf<{ study: string; digest: string }>('shares').filter(
    (entry) => entry.study === digest,
  );
  expect(new Set(shares.map((entry) => entry.digest)).size).toBe(1);
  const releases = linesOf<{ text: string }>('releases').filter(({ text }) => text.includes(digest));
  expect(new Set(releases.map(({ text }) => text)).size).toBe(1);
  await post('/settle');
}

const arm = (role: Role, n: number) => () => call(role, `/kill-at/${n}`, { method: 'POST' });
const stepsOf = async (role: Role) => Number(await (await call(role, '/steps')).text());

describe('a leader or a helper that is killed in the middle of a study', () => {
  const taken: Record<Role, number> = { leader: 0, helper: 0 };

  it('takes so many steps when it is not', async () => {
    await walk(async () => {
      await arm('leader', 1_000_000)();
      await arm('helper', 1_000_000)();
    });
    taken.leader = await stepsOf('leader');
    taken.helper = await stepsOf('helper');
    expect(taken.leader).toBeGreaterThan(100);
    expect(taken.helper).toBeGreaterThan(20);
  }, 60_000);

  it.each(['helper', 'leader'] as const)(
    'loses nothing that was acknowledged and counts nothing twice: the %s, at moments of all its steps',
    async (role) => {
      const count = Math.min(moments, taken[role]);
      for (let at = 0; at < count; at += 1) {
        const n = 1 + Math.floor(((at + 0.5) * taken[role]) / count);
        const child = children[role] as ChildProcess;
        await walk(arm(role, n)).catch((cause: unknown) => {
          throw new Error(`killed at step ${n} of ${taken[role]}`, { cause });
        });
        expect(child.signalCode, `step ${n} of ${taken[role]}`).toBe('SIGKILL');
        await untilAnswered(role);
      }
    },
    isLong ? 3_600_000 : 240_000,
  );
});
