import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routes } from '../../../policy/routes.ts';
import { readBoardView } from '../../../policy/workshop/board.ts';
import { maxSeats } from '../../../policy/workshop.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { WorkshopRooms } from '../../../relay/workshop/rooms.ts';
import { buildWorkshopApp, readWorkshopPages } from '../../../relay/workshop-app.ts';
import { codeOf } from '../house.ts';

const minuteMs = 60_000;
const opening = { scenario: 'score', language: 'fr', minutes: 45 };
let folder: string;
let app: Hono;
let rooms: WorkshopRooms;
let nowMs: number;
let lines: string[];
let flush: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workshop-'));
  mkdirSync(join(folder, 'assets'));
  const files = {
    'index.html': '<!doctype html><p>workshop</p>',
    'assets/workshop-Ab3dEf9h.js': 'main()',
    'csp.json': JSON.stringify({ styleHashes: ['abc='], trustedTypes: [], shellPaths: ['/', '/salle'] }),
    'secret.key': 'not served',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  rooms = new WorkshopRooms();
  nowMs = Date.UTC(2026, 10, 28, 14, 5, 33);
  lines = [];
  const logs = openLogs((text) => void lines.push(...text.trim().split('\n')));
  flush = () => logs.flush();
  app = buildWorkshopApp({
    pages: readWorkshopPages(folder),
    workshop: rooms,
    relayOrigin: 'https://relais.example',
    exerciseOrigin: 'https://exercice.example',
    now: () => nowMs,
    logs,
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

const post = (path: string, body: unknown) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const told = async (path: string, body: unknown) =>
  (await (await post(path, body)).json()) as Record<string, string>;

describe('a workshop, door by door', () => {
  it('goes from the code on the wall to the board and leaves nothing when it ends', async () => {
    const { code, secret } = await told('/workshop', opening);
    const { seat, animal } = await told('/workshop/join', { code });
    expect(await told('/workshop/seat', { seat, step: 'contest', needsHelp: true })).toEqual({
      animal,
      opening,
      done: ['contest'],
      needsHelp: true,
    });
    const board = readBoardView(await (await post('/workshop/board', { secret })).json());
    expect(board.seats).toEqual([{ animal, done: ['contest'], needsHelp: true, isQuiet: false }]);
    expect((await post('/workshop/helped', { secret, animal })).status).toBe(204);
    expect(await told('/workshop/seat', { seat })).toMatchObject({ needsHelp: false });
    expect((await post('/workshop/end', { secret })).status).toBe(204);
    for (const [path, body] of [
      ['/workshop/board', { secret }],
      ['/workshop/seat', { seat }],
      ['/workshop/join', { code }],
    ] as const)
      expect(await codeOf(await post(path, body)), path).toBe('workshop-unknown');
    expect(rooms.count).toBe(0);
  });

  it('refuses a name, a fact or any other word of a seat, and keeps nothing of it', async () => {
    const { code, secret } = await told('/workshop', opening);
    const { seat, animal } = await told('/workshop/join', { code });
    for (const more of [
      { name: 'Jeanne' },
      { fact: 'commune' },
      { note: 'x' },
      { step: 'Jeanne' },
      { needsHelp: 1 },
    ])
      expect(await codeOf(await post('/workshop/seat', { seat, ...more })), JSON.stringify(more)).toBe(
        'body-invalid',
      );
    expect(await codeOf(await post('/workshop/join', { code, name: 'Jeanne' }))).toBe('body-invalid');
    expect(await codeOf(await post('/workshop', { ...opening, name: 'Jeanne' }))).toBe('body-invalid');
    const board = await (await post('/workshop/board', { secret })).text();
    expect(JSON.parse(board)).toMatchObject({ seats: [{ animal, done: [], needsHelp: false }] });
    expect(board).not.toContain('Jeanne');
  });

  it('says which no it is: no such room, no seat left, too many tries', async () => {
    const { code } = await told('/workshop', opening);
    for (let n = 0; n < maxSeats; n += 1) await post('/workshop/join', { code });
    expect(await codeOf(await post('/workshop/join', { code }))).toBe('workshop-full');
    let refused = 0;
    for (let n = 0; n < 400; n += 1) {
      const answer = await codeOf(await post('/workshop/join', { code: 'ZZZZZZ' }));
      if (answer === 'rate-exceeded') refused += 1;
      else expect(answer).toBe('workshop-unknown');
    }
    // Two hundred at once, forty-one of them used above; the clock stands still.
    expect(refused).toBe(400 - (200 - maxSeats - 1));
  });

  it('writes neither code nor secret nor animal to the log, and times to the minute', async () => {
    const { code, secret } = await told('/workshop', opening);
    const { seat, animal } = await told('/workshop/join', { code });
    await post('/workshop/seat', { seat, needsHelp: true });
    await post('/workshop/board', { secret });
    await post('/workshop/board', { secret: seat });
    flush();
    const text = lines.join('\n');
    expect(lines).toHaveLength(5);
    for (const word of [code, secret, seat].filter((given) => given !== undefined))
      expect(text).not.toContain(word);
    expect(text).not.toMatch(new RegExp(`\\b${animal}\\b`));
    expect(lines.map((line) => (JSON.parse(line) as { at: string }).at)).toEqual(
      Array(5).fill('2026-11-28T14:05:00Z'),
    );
  });

  it('ends by the clock even when nobody closes it', async () => {
    const { secret } = await told('/workshop', opening);
    nowMs += 29 * minuteMs;
    await post('/workshop/board', { secret });
    nowMs += 29 * minuteMs;
    await post('/workshop/board', { secret });
    nowMs += 17 * minuteMs;
    expect(await codeOf(await post('/workshop/board', { secret }))).toBe('workshop-unknown');
    rooms.sweep(nowMs);
    expect(rooms.count).toBe(0);
  });

  it('is called by its own pages only: no other origin may read or send', async () => {
    const foreign = await app.request('/workshop', {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    });
    expect(foreign.status).toBe(405);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    const { headers } = await post('/workshop', opening);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('the pages for workshops', () => {
  it('run under a policy that lets them call their own origin and nobody else', async () => {
    const { headers } = await app.request('/salle');
    const policy = headers.get('content-security-policy')?.split('; ');
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("trusted-types 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it('are told where seats are taken, and which relay they stand beside', async () => {
    expect(await (await app.request('/config.json')).json()).toEqual({
      exercise: 'https://exercice.example',
      relay: 'https://relais.example',
    });
  });

  it('hold no door of the relay but those of workshops, and no file that is not theirs', async () => {
    const own = Object.values(routes)
      .map(({ path }) => path as string)
      .filter((path) => path.startsWith('/workshop'));
    expect(own).toHaveLength(6);
    for (const { method, path } of Object.values(routes)) {
      if (own.includes(path)) continue;
      const response = await app.request(path.replaceAll(/:[a-z]+/g, 'A'.repeat(43)), { method });
      expect(response.status, path).toBe(404);
    }
    for (const path of ['/csp.json', '/secret.key', '/sw.js', '/build.json', '/stop.html'])
      expect(await codeOf(await app.request(path)), path).toBe('path-unknown');
  });
});
