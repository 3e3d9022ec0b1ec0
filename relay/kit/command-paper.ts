// A yes on paper, by hand: what the person said comes from a file, the slip goes to the printer.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { aboutMe, type Fact, factKeys } from '../../policy/fact.ts';
import { dateText } from '../../policy/instant.ts';
import { openSelf, readJson } from './command-folder.ts';
import type { Desk } from './desk.ts';
import { Unfit } from './unfit.ts';

const maxScanBytes = 50 * 1024 * 1024;

/** LINK from the asking screen's code, FACTS as `{"commune": …}`, SCAN the signed sheet. Writes the slip, once. */
export async function paperGrant(desk: Desk, args: readonly string[]): Promise<void> {
  const [link = '', factsFile = '', scanFile = ''] = args;
  if (!existsSync(scanFile)) throw new Unfit(`no file \`${scanFile}\``);
  if (statSync(scanFile).size > maxScanBytes)
    throw new Unfit(`\`${scanFile}\`: expected at most ${maxScanBytes} bytes`);
  const facts = readFacts(readJson(factsFile), factsFile, dateText(desk.now()));
  const client = await openSelf(desk);
  const slip = await client.paperGrant({ link, facts, lang: desk.lang, scan: readFileSync(scanFile) });
  desk.note(
    `type ${slip.confirm} at the asking screen; then give the slip to the person, and keep the sheet`,
  );
  desk.say(JSON.stringify(slip, null, 2));
}

function readFacts(body: unknown, file: string, today: string): Fact[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Unfit(`\`${file}\`: expected values by the name of their fact`);
  return Object.entries(body).map(([name, value]) => {
    const key = factKeys.find((known) => known === name);
    if (key === undefined) throw new Unfit(`\`${file}\`: no fact \`${name}\``);
    return aboutMe(key, value, 'self', today);
  });
}
