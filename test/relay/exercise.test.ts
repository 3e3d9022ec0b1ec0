import { afterEach, describe, expect, it } from 'vitest';
import { readySodium } from '../../crypto/sodium.ts';
import { isPlainAddress } from '../../policy/read.ts';
import { type Exercise, ExerciseDoor, markedWallet, openExercise } from '../../relay/exercise.ts';
import { startExerciseCity } from '../../relay/exercise-city.ts';
import { newPartyKeys, partyRecord } from '../../relay/kit/keys.ts';
import { openLogs } from '../../relay/middleware/logs.ts';
import { noWallet, serveFile } from '../../relay/routes/wallet.ts';
import { openSqliteStore } from '../../relay/store/sqlite.ts';
import { stillClock } from '../support/clock.ts';
import { aboutCity, codeOf, openTestHouse } from './house.ts';

const clock = stillClock();
const opened: Exercise[] = [];
afterEach(() => {
  opened.length = 0;
});

async function open(origin = 'http://localhost:8790'): Promise<Exercise> {
  await readySodium();
  const exercise = await openExercise({
    origin,
    wallet: noWallet,
    now: clock.now,
    logs: openLogs(() => undefined),
    openStore: (signer) => openSqliteStore(':memory:', signer),
  });
  opened.push(exercise);
  return exercise;
}

const ask = (door: ExerciseDoor, path = '/log/key') =>
  door.fetch(new Request(`http://localhost:8790${path}`)).then((response) => response.json());

describe('an exercise', () => {
  it('opens when somebody comes, and is another one after twelve hours, or four without a call', async () => {
    const door = new ExerciseDoor(clock.now, () => open());
    await door.sweep(clock.now());
    expect(opened).toHaveLength(0);
    const first = (await ask(door)) as { verifierKey: string };
    expect(await ask(door)).toEqual(first);
    clock.pass({ hours: 3 });
    await door.sweep(clock.now());
    expect(await ask(door)).toEqual(first);
    clock.pass({ hours: 4, seconds: 1 });
    await door.sweep(clock.now());
    const second = (await ask(door)) as { verifierKey: string };
    expect(second.verifierKey).not.toBe(first.verifierKey);
    for (let hours = 0; hours < 13; hours += 1) {
      clock.pass({ hours: 1 });
      await ask(door);
      await door.sweep(clock.now());
    }
    expect(((await ask(door)) as { verifierKey: string }).verifierKey).not.toBe(second.verifierKey);
    expect(opened).toHaveLength(3);
    await door.close();
  });

  it('that cannot open is tried again by the next who comes', async () => {
    let tries = 0;
    const door = new ExerciseDoor(clock.now, () => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('no room')) : open();
    });
    await expect(ask(door)).rejects.toThrow('no room');
    expect(await ask(door)).toHaveProperty('verifierKey');
    await door.close();
  });

  it('whose parties have gone gives way to another, at most once a minute', async () => {
    let isLeft = false;
    const door = new ExerciseDoor(clock.now, async () => ({ ...(await open()), isLeft: () => isLeft }));
    const first = (await ask(door)) as { verifierKey: string };
    isLeft = true;
    expect(await ask(door)).toEqual(first);
    clock.pass({ minutes: 1, seconds: 1 });
    const [second, third] = await Promise.all([ask(door), ask(door)]);
    expect(second).not.toEqual(first);
    expect(third).toEqual(second);
    expect(opened).toHaveLength(2);
    await door.close();
  });

  it('tells the operator that the program of its parties ended', async () => {
    const exercise = await open();
    const { execPath } = process;
    const told: string[] = [];
    for (const [program, why] of [
      ['/bin/false', 'the program ended (1)'],
      ['/nowhere', 'ENOENT'],
    ] as const) {
      process.execPath = program;
      const given = { host: '127.0.0.1', port: 8790, tell: (text: string) => void told.push(text) };
      const city = await startExerciseCity(exercise, given).finally(() => {
        process.execPath = execPath;
      });
      await expect.poll(() => city.isGone()).toBe(true);
      expect(told.splice(0)).toEqual([`its parties are gone: ${why}`]);
      await city.stop();
    }
    await exercise.close();
  });

  it('forgets meetings that are over, as a relay does', async () => {
    const door = new ExerciseDoor(clock.now, () => open());
    await ask(door);
    const [{ house }] = opened as [Exercise];
    house.meetings.put('A'.repeat(22), 0, 'AAAA', clock.now());
    clock.pass({ minutes: 11 });
    await door.sweep(clock.now());
    expect(house.meetings.count).toBe(0);
    await door.close();
  });

  it('is marked in the page, before any script, and brings no service worker', () => {
    const page = (text: string) => ({
      bytes: new TextEncoder().encode(text),
      br: new Uint8Array(1),
      gz: undefined,
      headers: { etag: '"old"', 'content-type': 'text/html' },
    });
    const html =
      '<!doctype html><html lang="fr"><head><link rel="manifest" href="/app.webmanifest" /></head><body></body></html>';
    const files = new Map([
      ['/index.html', page(html)],
      ['/sw.js', page('')],
      ['/app.webmanifest', page('{}')],
    ]);
    const marked = markedWallet({ files, shellPaths: ['/'] }, 'an-id');
    expect([...marked.files.keys()]).toEqual(['/index.html']);
    const file = marked.files.get('/index.html');
    const text = new TextDecoder().decode(file?.bytes);
    expect(text).toContain('<meta name="vav-realm" content="exercise" data-exercise="an-id">');
    expect(text.indexOf('<aside class="exercise">')).toBeGreaterThan(text.indexOf('<body>'));
    expect(text).not.toContain('manifest');
    expect([file?.br, file?.headers['etag']]).not.toContain('"old"');
    const asked = new Request('http://localhost:8790/', { headers: { 'accept-encoding': 'br' } });
    expect(serveFile(marked, '/index.html', asked)?.headers.get('content-encoding')).toBeNull();
  });

  it('over plain http keeps the way back by a cookie that such a browser takes', async () => {
    const plain = await open('http://192.168.1.20:8790');
    const { cookieLine } = await import('../../relay/routes/room.ts');
    expect(cookieLine(plain.house, 'room', 'key', 300)).toBe(
      'room-room=key; Max-Age=300; Path=/; HttpOnly; SameSite=Lax',
    );
    expect(cookieLine({ ...plain.house, realm: 'real' }, 'room', 'key', 300)).toContain(
      '__Host-room-room=key',
    );
    expect(cookieLine({ ...plain.house, realm: 'real' }, 'room', 'key', 300)).toContain(' Secure;');
    await plain.close();
  });

  it('alone knows parties without TLS: a real house refuses their addresses', async () => {
    const real = await openTestHouse();
    const about = { ...aboutCity, url: 'http://192.168.1.20:9000' };
    const record = await partyRecord(newPartyKeys(), about, real.clock.now());
    expect(await codeOf(await real.post('/party', { record }))).toBe('record-invalid');
    await real.close();
    const exercise = await open();
    const same = await partyRecord(newPartyKeys(), about, clock.now(), 'exercise');
    const posted = new Request('http://localhost:8790/party', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ record: same }),
    });
    expect((await exercise.fetch(posted)).status).toBe(201);
    await exercise.close();
    for (const address of [
      'http://8.8.8.8',
      'http://192.168.1.20.example',
      'http://172.32.0.1',
      'http://10.1.2',
    ])
      expect(isPlainAddress(address)).toBe(false);
  });
});
