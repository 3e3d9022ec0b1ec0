// A leader or a helper that can be killed at any step: a process of its own on its real store, with a clock that is read
// from a file. `POST /kill-at` arms it: at that step from then on it gets SIGKILL from itself, before or after whatever the
// step does. Run by killed.test.ts.

import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { openSealed } from '../../../crypto/open.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { Helper } from '../../../relay/aggregate/helper.ts';
import { buildHelperApp } from '../../../relay/aggregate/helper-app.ts';
import type { Fetch } from '../../../relay/aggregate/helper-line.ts';
import type { HelperState } from '../../../relay/aggregate/helper-state.ts';
import { openLeader, type TakeOnAsk } from '../../../relay/aggregate/leader.ts';
import type { LeaderState } from '../../../relay/aggregate/leader-state.ts';
import type { Noise } from '../../../relay/aggregate/noise-share.ts';
import type { WithdrawalCall } from '../../../relay/aggregate/withdrawal.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { openOwnParty } from '../../../relay/own-party.ts';
import { bytesDigest } from '../../../relay/proof/hash.ts';
import { openRegie } from '../../../relay/regie.ts';
import { openHelperStore } from '../../../relay/store/sqlite-helper.ts';
import { openLeaderStore } from '../../../relay/store/sqlite-leader.ts';
import { helperAbout, leaderOrigin, quickFiles } from '../../support/carried-study.ts';

const [role = '', folder = '', port = '', helperPort = ''] = process.argv.slice(2);
await readySodium();

const now = (): number => Number(readFileSync(join(folder, '..', 'clock'), 'utf8'));
const note = (name: string, line: object): void =>
  appendFileSync(join(folder, '..', name), `${JSON.stringify(line)}\n`);

let stepsLeft = Number.POSITIVE_INFINITY;
let steps = 0;
const step = (): void => {
  steps += 1;
  stepsLeft -= 1;
  if (stepsLeft === 0) process.kill(process.pid, 'SIGKILL');
};

/** A step before each act of the store, and one after it is on the disk. */
function stepped<T extends object>(store: T): T {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        step();
        const result: unknown = await (value as (...all: unknown[]) => unknown).apply(target, given);
        step();
        return result;
      };
    },
  });
}

const noise: Noise = (_mechanism, length) => {
  const drawn = Array.from(randomBytes(length), (byte) => BigInt(byte) - 128n);
  note('noise', { role, drawn: drawn.map(Number) });
  step();
  return drawn;
};

const app = new Hono();
app.post('/kill-at/:n', ({ req, text }) => {
  stepsLeft = Number(req.param('n'));
  steps = 0;
  return text('armed');
});
// The other one was killed: asked again.
app.onError((_cause, { text }) => text('failed', 503));
app.get('/steps', ({ text }) => text(String(steps)));

if (role === 'helper') await beHelper();
else await beLeader();
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' });

async function beHelper(): Promise<void> {
  const helper = await Helper.open({
    store: stepped(openHelperStore<HelperState>(join(folder, 'aggregate.db'))),
    own: openOwnParty(folder, { ...helperAbout, url: `http://localhost:${port}` }, now()),
    origin: `http://localhost:${port}`,
    leaders: [openRegie(join(folder, '..', 'relay'), leaderOrigin, now()).id],
    minimumCohort: 2,
    now,
    openSealed,
    noise,
    filesOf: quickFiles,
  });
  const doors = buildHelperApp(
    helper,
    openLogs(() => undefined),
  );
  app.all('*', async ({ req }) => {
    step();
    const response = await doors.fetch(req.raw);
    step();
    return response;
  });
}

async function beLeader(): Promise<void> {
  const url = `http://localhost:${helperPort}`;
  const ask: Fetch = async (address, init) => {
    step();
    const response = await fetch(address.replace('localhost', '127.0.0.1'), init);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok && address.endsWith('/aggregate_shares'))
      note('shares', { study: address.split('/').at(-2), digest: bytesDigest(bytes) });
    step();
    return new Response(bytes, response);
  };
  const party = openOwnParty(join(folder, '..', 'helper'), { ...helperAbout, url }, now());
  const leader = await openLeader({
    store: stepped(openLeaderStore<LeaderState>(join(folder, 'aggregate.db'))),
    own: openRegie(folder, leaderOrigin, now()),
    helpers: [{ party: party.id, url }],
    now,
    fetch: ask,
    noise,
    filesOf: quickFiles,
    tell: (text) => note('told', { text }),
  });
  app.post('/take-on', async ({ req, json }) => json(await leader.takeOn((await req.json()) as TakeOnAsk)));
  app.post('/upload/:task', async ({ req }) => {
    step();
    const taken = await leader.upload(req.param('task'), new Uint8Array(await req.arrayBuffer()));
    step();
    return new Response(new Uint8Array(taken?.errors ?? []), { status: taken === undefined ? 404 : 200 });
  });
  app.post('/withdraw/:task', async ({ req, json }) =>
    json(await leader.withdraw(req.param('task'), (await req.json()) as WithdrawalCall)),
  );
  app.post('/settle', async ({ json }) => {
    const releases: string[] = [];
    await leader.settle(now(), {
      keepRelease: async (text) => {
        step();
        releases.push(text);
        note('releases', { text });
        step();
      },
      destroyStudy: async () => undefined,
    });
    return json({ releases });
  });
}
