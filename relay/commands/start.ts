// npm start [-- --empty] [--venue]: builds the wallet if needed, starts the relay, and with it the demonstration when the data
// folder is empty or holds one that was begun. `--venue`: in a room without internet (venue.ts).

import { parseArgs } from 'node:util';
import { readOwnSettings, startOrExplain, stopOnSignal } from '../main.ts';
import { isDemonstrationWanted, startDemonstration } from './demonstration.ts';
import { startHelper } from './demonstration-helper.ts';
import { startWitness } from './demonstration-witness.ts';
import { noNetwork, venueAddresses, venueSettings, venueText } from './venue.ts';
import { ensureWallet } from './wallet-build.ts';

const { values } = parseArgs({
  options: { empty: { type: 'boolean', default: false }, venue: { type: 'boolean', default: false } },
});
const [address, ...others] = values.venue ? venueAddresses() : [];
if (values.venue && address === undefined) {
  process.stderr.write(noNetwork());
  process.exit(2);
}
const own = readOwnSettings();
const settings = address === undefined ? own : venueSettings(own, address);
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
const wanted = helper?.settings ?? witness?.settings ?? settings;
// Whoever tries it does not wait an hour to see a condition met.
const conditionTickMs = wanted.conditionTickMs ?? (withDemonstration ? 60_000 : undefined);
const relay = await startOrExplain({ ...wanted, conditionTickMs });
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
if (settings.workshop !== undefined) process.stderr.write(`  Workshops  ${settings.workshop.origin}\n`);
if (settings.exercise !== undefined) process.stderr.write(`  Exercise   ${settings.exercise.origin}\n`);
if (address !== undefined) process.stderr.write(venueText(settings, others));
process.stderr.write('\n');
