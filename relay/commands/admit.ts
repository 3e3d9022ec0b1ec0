// npm run admit -- PARTY_ID: the régie admits a party for a year. Signs with the key in DATA_DIR and posts the label to
// the relay that is running at ORIGIN, by its public door.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readySodium } from '../../crypto/sodium.ts';
import { pathOf } from '../../policy/routes.ts';
import { readOwnSettings } from '../main.ts';
import { openRegie } from '../regie.ts';

const admittedDays = 365;
const [party, ...rest] = process.argv.slice(2);
if (party === undefined || rest.length > 0 || !/^[A-Za-z0-9_-]{43}$/.test(party)) {
  process.stderr.write('expected one party id: npm run admit -- PARTY_ID\n');
  process.exit(2);
}

const { dataDir, port, origin } = readOwnSettings();
// Keys made here would be those of a régie that no relay knows.
if (!existsSync(join(dataDir, 'regie', 'self.json'))) {
  process.stderr.write(
    `no régie in \`${dataDir}\` (ORIGIN \`${origin}\`, PORT \`${port}\`): expected the DATA_DIR, ORIGIN and PORT that the relay was started with\n`,
  );
  process.exit(2);
}
await readySodium();
const nowMs = Date.now();
const record = openRegie(dataDir, origin, nowMs).admit(party, nowMs + admittedDays * 86_400_000, nowMs);
const response = await fetch(`http://localhost:${port}${pathOf('keepLabel')}`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ record }),
}).catch(() => undefined);
if (response?.ok === true) {
  process.stdout.write(`admitted for ${admittedDays} days: ${party}\n`);
} else {
  const problem = (await response?.json().catch(() => undefined)) as
    | { code?: string; en?: string }
    | undefined;
  process.stderr.write(
    `not admitted: ${problem?.code ?? 'relay-absent'} ${problem?.en ?? `no relay answers on port ${port}`}\n`,
  );
  process.exitCode = 1;
}
