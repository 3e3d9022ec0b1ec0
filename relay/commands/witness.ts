// npm run witness: the same program in another role. It knows logs by their verifier keys (LOGS), keeps the newest
// checkpoint of each in DATA_DIR, and cosigns what continues it. Prints its own verifier key, for wallets.

import { serve } from '@hono/node-server';
import { openCosigner } from '../proof/cosigner.ts';
import { buildWitnessApp } from '../witness/app.ts';
import { FolderTaken, WitnessFolder } from '../witness/kept.ts';
import { readWitnessSettings } from '../witness/settings.ts';
import { Witness } from '../witness/witness.ts';

const settings = readWitnessSettings(process.env);
if (!('port' in settings)) {
  process.stderr.write(`settings-invalid:\n${settings.map((problem) => `  - ${problem}\n`).join('')}`);
  process.exit(2);
}
const folder = openFolder(settings.folder);
const cosigner = openCosigner(settings.folder, settings.name);
const witness = new Witness(cosigner, folder, settings.logs, Date.now);
// On the loopback address: a TLS front stands before it (docs/operating.md).
const server = serve(
  { fetch: buildWitnessApp(witness, cosigner.verifierKey).fetch, port: settings.port, hostname: '127.0.0.1' },
  () => process.stderr.write(`witness ${cosigner.verifierKey}\n`),
);
server.once('error', (cause) => {
  folder.close();
  process.stderr.write(`PORT: ${(cause as NodeJS.ErrnoException).code ?? 'no server'}\n`);
  process.exit(1);
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    folder.close();
    process.exit(0);
  });
}

function openFolder(path: string): WitnessFolder {
  try {
    return new WitnessFolder(path);
  } catch (cause) {
    if (!(cause instanceof FolderTaken)) throw cause;
    process.stderr.write(`DATA_DIR: ${cause.message}\n`);
    process.exit(1);
  }
}
