// An issuer that is killed: gives tokens without rest and says a line for each step. Run by crash.test.ts in a process of
// its own. `hang`: after the first COMMIT it never answers.

import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { Issuer } from '../../../relay/issuer/issuer.ts';
import type { IssuerStore } from '../../../relay/store/issuer-contract.ts';
import { openSqliteIssuer } from '../../../relay/store/sqlite-issuer.ts';

const [folder = '', study = '', how = '', run = '', ...stock] = process.argv.slice(2);

const say = (line: object): void => {
  writeSync(1, `${JSON.stringify(line)}\n`);
};

const store = openSqliteIssuer(join(folder, 'issuer.db'));
const hanging: IssuerStore = Object.assign(Object.create(store) as IssuerStore, {
  openStudy: store.openStudy.bind(store),
  studyKey: store.studyKey.bind(store),
  openAccount: store.openAccount.bind(store),
  giveToken: async (ask: Parameters<IssuerStore['giveToken']>[0]) => {
    const outcome = await store.giveToken(ask);
    say({ step: 'committed', account: ask.account, outcome });
    return new Promise<never>(() => setInterval(() => undefined, 1000));
  },
});
const issuer = new Issuer({
  store: how === 'hang' ? hanging : store,
  origin: 'https://relay.example',
  now: () => Date.parse('2026-11-21T10:05:00Z'),
});

async function giveForever(lane: number): Promise<never> {
  for (let at = 0; ; at += 1) {
    const account = `${run}/${lane}/${at}`;
    await store.openAccount(account);
    const blinded = stock[at % stock.length] ?? '';
    say({ step: 'asked', account, blinded });
    const signature = await issuer.giveToken(account, study, fromBase64url(blinded));
    say({ step: 'given', account, blinded, signature: toBase64url(signature) });
  }
}

await Promise.all(Array.from({ length: 6 }, (_, lane) => giveForever(lane)));
