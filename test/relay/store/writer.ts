// A relay that is killed: writes without rest and says a line for each record that was acknowledged. Run by
// sqlite.test.ts in a process of its own.

import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../../policy/decide.ts';
import { openLogSigner } from '../../../relay/proof/log-signer.ts';
import { openSqliteStore } from '../../../relay/store/sqlite.ts';
import { aCall, anEnd, newCalculation, newEnvelope, newGrant } from './acts.ts';

const [folder = '', run = ''] = process.argv.slice(2);
const store = openSqliteStore(join(folder, 'relay.db'), openLogSigner(folder, 'https://relay.example'));

const say = (line: object): void => {
  writeSync(1, `${JSON.stringify(line)}\n`);
};

async function live(name: string): Promise<void> {
  const given = newGrant(name);
  const { index } = await store.keepGrant(given);
  say({ kind: 'grant', name, index });
  for (let at = 0; at < 4; at += 1) {
    const outcome = await store.keepAccess(aCall(`${name}/${at}`, [name, name]), decide);
    if (outcome.kind === 'kept')
      say({
        kind: 'access',
        name,
        index: outcome.kept().index,
        id: outcome.id,
        seq: outcome.answers[1]?.seq,
      });
  }
  await store.keepEnvelope(newEnvelope(name, 2));
  say({ kind: 'envelope', name });
  say({ kind: 'calculation', name, index: (await store.keepCalculation(newCalculation(name))).index });
  const ended = await store.endGrant(anEnd(name));
  say({ kind: 'end', name, index: ended.kept?.index });
}

async function writeForever(lane: number): Promise<never> {
  for (let at = 0; ; at += 1) await live(`${run}/${lane}/${at}`);
}

await Promise.all(Array.from({ length: 12 }, (_, lane) => writeForever(lane)));
