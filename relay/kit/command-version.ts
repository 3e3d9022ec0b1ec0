// A later version of a declaration: what it does to the people who said yes before, told before it is sent; and the
// version that is there, as a file to edit.

import { existsSync, writeFileSync } from 'node:fs';
import type { Effect } from '../../policy/change/rule.ts';
import { compareDeclarations, effectOf, graver, noticeDays, stacked } from '../../policy/change.ts';
import type { Declaration } from '../../policy/declaration.ts';
import type { PartyClient } from './client.ts';
import { openSelf } from './command-folder.ts';
import type { Desk } from './desk.ts';
import { Unfit } from './unfit.ts';

const reaches: Readonly<Record<Effect, string>> = {
  log: 'only noted: it stands in the history of the declaration, nobody is asked',
  notify: `told: people see it in their wallets ${noticeDays} days before it begins (\`validFrom\`), and may stop`,
  pause:
    'pause: every yes to the versions before is suspended at once, until its person says yes again in the wallet',
  stop: 'stop: every yes to the versions before is suspended at once; each person is told in the wallet',
};

/** Versions held together, as the relay does: small changes of 90 days may add up. */
const maxCompared = 20;

/** Tells what the change does. What takes a yes from people is sent only by whoever says so. */
export async function requireSure(
  desk: Desk,
  client: PartyClient,
  after: Declaration,
  isSure: boolean,
): Promise<void> {
  if (after.previousHash === null) return;
  const older = await chainOf(client, after.previousHash);
  const before = older.at(-1) as Declaration;
  const newer = { ...after, by: before.by };
  const changes = compareDeclarations(before, newer);
  const said = after.changelog.find(({ version }) => version === after.version)?.class;
  const own: Effect = said === undefined || said === 'first' ? 'log' : said;
  const together: Effect = stacked([...older, newer]) ? 'pause' : 'log';
  const effect = graver(graver(effectOf(changes), own), together);
  desk.note(`${changes.length} changes since version ${before.version}:`);
  for (const { path, way, effect: each } of changes) desk.note(`  ${each.padEnd(6)}  ${path} (${way})`);
  if (together === 'pause') desk.note('  pause   with the changes of the last 90 days, it reaches further');
  if (graver(effectOf(changes), own) !== effectOf(changes))
    desk.note(`  ${own.padEnd(6)}  as \`changelog\` says`);
  desk.note(reaches[effect]);
  if ((effect === 'pause' || effect === 'stop') && !isSure)
    throw new Unfit('not sent: say `--yes` behind the file to send it');
}

/** Oldest first. */
async function chainOf(client: PartyClient, newest: string): Promise<Declaration[]> {
  const chain: Declaration[] = [];
  for (let hash: string | null = newest; hash !== null && chain.length < maxCompared; ) {
    const declaration: Declaration = await client.readDeclared(hash);
    chain.unshift(declaration);
    hash = declaration.previousHash;
  }
  return chain;
}

/** The newest version after this one, without its head, naming itself as the one before. */
export async function draft(desk: Desk, [digest = '', file]: readonly string[]): Promise<void> {
  if (!/^[\w-]{43}$/.test(digest)) throw new Unfit('expected the digest that `declare` printed');
  if (file !== undefined && existsSync(file)) throw new Unfit(`\`${file}\` is there and is not written over`);
  const client = await openSelf(desk);
  const newest = await client.newestDeclared(digest);
  const { v: _v, type: _type, id: _id, at: _at, by: _by, ...body } = newest.declaration;
  const text = JSON.stringify({ ...body, previousHash: newest.digest }, null, 2);
  desk.note(
    `version ${body.version}${newest.digest === digest ? '' : ', which followed it'}: give the next a \`version\` and an entry in \`changelog\``,
  );
  if (file === undefined) desk.say(text);
  else writeFileSync(file, `${text}\n`, { flag: 'wx' });
}
