// npm run helper: the second aggregator, in a program of its own for another legal body: own keys, own database, own port.
// Prints the id of its party; the régie admits it, the relay names it in HELPERS, and it names the relay's régie in LEADERS.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { openSealed } from '../../crypto/open.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { Helper } from '../aggregate/helper.ts';
import { buildHelperApp } from '../aggregate/helper-app.ts';
import { readHelperSettings } from '../aggregate/helper-settings.ts';
import type { HelperState } from '../aggregate/helper-state.ts';
import { exactNoise } from '../aggregate/noise-share.ts';
import { releaseFiles } from '../aggregate/package.ts';
import { openLogs } from '../middleware/logs.ts';
import { openOwnParty } from '../own-party.ts';
import { StoreFault } from '../store/fault.ts';
import { openHelperStore } from '../store/sqlite-helper.ts';

const settleMs = 60_000;
const retryMs = 30_000;

const settings = readHelperSettings(process.env);
if (!('port' in settings)) {
  process.stderr.write(`settings-invalid:\n${settings.map((problem) => `  - ${problem}\n`).join('')}`);
  process.exit(2);
}
const { dataDir, origin, about, leaders, minimumCohort, port, relay } = settings;
await readySodium();
const logs = openLogs((text) => void process.stdout.write(text));
const own = openOwnParty(dataDir, about, Date.now());
const store = openStore();
const helper = await Helper.open({
  store,
  own,
  origin,
  leaders,
  minimumCohort,
  now: Date.now,
  openSealed,
  noise: exactNoise,
  filesOf: releaseFiles,
});
// On the loopback address: a TLS front stands before it (docs/operating.md).
const server = serve({ fetch: buildHelperApp(helper, logs).fetch, port, hostname: '127.0.0.1' }, () =>
  process.stderr.write(`helper ${own.id}\n`),
);
server.once('error', (cause) => {
  process.stderr.write(`PORT: ${(cause as NodeJS.ErrnoException).code ?? 'no server'}\n`);
  process.exit(1);
});
const settler = setInterval(() => {
  helper
    .settle(Date.now())
    .catch(() => logs.write({ at: new Date().toISOString(), event: 'fault', text: 'settle' }));
}, settleMs);
if (relay !== undefined) void makeKnown(relay);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    clearInterval(settler);
    server.close();
    void store.close().then(() => {
      logs.flush();
      process.exit(0);
    });
  });
}

function openStore() {
  try {
    return openHelperStore<HelperState>(join(dataDir, 'aggregate.db'));
  } catch (cause) {
    if (!(cause instanceof StoreFault)) throw cause;
    process.stderr.write(`DATA_DIR: ${cause.message}\n`);
    process.exit(1);
  }
}

/** Its own record, until the relay has it; admission is the régie's act. */
async function makeKnown(at: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${at}/party`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ record: own.text }),
    }).catch(() => undefined);
    if (response?.ok === true || response?.status === 409) return;
    await pause(response === undefined ? 1000 : retryMs);
  }
}
