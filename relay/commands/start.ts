// npm start [-- --empty]: builds the wallet if needed, starts the relay, and with it the demonstration when the data
// folder is empty or holds one that was begun.

import { parseArgs } from 'node:util';
import { readOwnSettings, startOrExplain, stopOnSignal } from '../main.ts';
import { isDemonstrationWanted, startDemonstration } from './demonstration.ts';
import { startHelper } from './demonstration-helper.ts';
import { startWitness } from './demonstration-witness.ts';
import { ensureWallet } from './wallet-build.ts';

const { values } = parseArgs({ options: { empty: { type: 'boolean', default: false } } });
const settings = readOwnSettings();
const withDemonstration = !values.empty && isDemonstrationWanted(settings.dataDir);

await ensureWallet().catch((cause: Error) => {
  process.stderr.write(`${cause.message}\n`);
  process.exit(1);
});
const witness =
  withDemonstration && settings.witnesses.length === 0 ? await startWitness(settings) : undefined;
const helper =
  withDemonstration && settings.helpers.length === 0
    ? await startHelper(witness?.settings ?? settings)
    : undefined;
const relay = await startOrExplain(helper?.settings ?? witness?.settings ?? settings);
void helper?.admit(relay);
const demonstration = withDemonstration ? await startDemonstration(relay) : undefined;
stopOnSignal(async () => {
  await demonstration?.stop();
  await relay.stop();
  await helper?.stop();
  await witness?.stop();
});

const what = withDemonstration
  ? 'with a demonstration: its parties do not exist, its rules are real'
  : 'empty';
process.stderr.write(`\n  Vis-à-vis  ${settings.origin}  (${what})\n`);
if (settings.research !== undefined) process.stderr.write(`  Research   ${settings.research.origin}\n`);
process.stderr.write('\n');
