// A yes on paper, by hand: what the person said comes from a file, the slip goes to the printer.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aboutMe, type Fact, factKeys } from '../../policy/fact.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { readGrant } from '../../policy/grant.ts';
import { dateText } from '../../policy/instant.ts';
import { periodDays } from '../../policy/period.ts';
import { splitRecord } from '../../policy/record.ts';
import { openSelf, readJson } from './command-folder.ts';
import type { Desk } from './desk.ts';
import type { PaperHelp, Slip } from './paper-grant.ts';
import { slipPage } from './slip-page.ts';
import { Unfit } from './unfit.ts';

const maxScanBytes = 50 * 1024 * 1024;

/**
 * LINK from the asking screen's code, FACTS as `{"commune": …}`, SCAN the signed sheet, DAYS and `see` as on the help sheet
 * that was signed with it. Writes the slip, once: for a program and for the printer.
 */
export async function paperGrant(desk: Desk, args: readonly string[]): Promise<void> {
  const [link = '', factsFile = '', scanFile = '', ...helpArgs] = args;
  const help = readHelp(helpArgs);
  if (!existsSync(scanFile)) throw new Unfit(`no file \`${scanFile}\``);
  if (statSync(scanFile).size > maxScanBytes)
    throw new Unfit(`\`${scanFile}\`: expected at most ${maxScanBytes} bytes`);
  const facts = readFacts(readJson(factsFile), factsFile, dateText(desk.now()));
  const client = await openSelf(desk);
  const slip = await client.paperGrant({ link, facts, lang: desk.lang, scan: readFileSync(scanFile), help });
  desk.note(
    `type ${slip.confirm} at the asking screen; then give the slip to the person, and keep the sheet`,
  );
  // Said first: where the file cannot be written the stop code is not lost.
  desk.say(JSON.stringify(slip, null, 2));
  desk.note(`to print, and then to be deleted: ${keepPage(desk, slip)}`);
}

/** What the sheet offers first: a year, to see and to stop. */
function readHelp(args: readonly string[]): PaperHelp {
  const [daysText = '365', actsText = 'see,stop'] = args;
  const days = periodDays.find((known) => String(known) === daysText);
  if (days === undefined) throw new Unfit(`expected ${periodDays.join(', ')} days of help`);
  if (actsText !== 'see' && actsText !== 'see,stop') throw new Unfit('expected `see` or `see,stop`');
  return { days, acts: actsText === 'see' ? ['see'] : ['see', 'stop'] };
}

/** Readable by nobody else: whoever has the stop code can stop. */
function keepPage({ dataDir }: Desk, slip: Slip): string {
  const file = join(dataDir, `slip-${readGrant(splitRecord(slip.grant).body).id}.html`);
  writeFileSync(file, slipPage(slip), { mode: 0o600, flag: 'wx' });
  return file;
}

function readFacts(body: unknown, file: string, today: string): Fact[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Unfit(`\`${file}\`: expected values by the name of their fact`);
  const wrong: string[] = [];
  const facts = Object.entries(body).flatMap(([name, value]) => {
    const key = factKeys.find((known) => known === name);
    try {
      if (key !== undefined) return [aboutMe(key, value, 'self', today)];
      wrong.push(`\`${name}\`: no such fact`);
    } catch (cause) {
      if (!(cause instanceof PolicyFault)) throw cause;
      wrong.push(`\`${name}\`: ${cause.expected}`);
    }
    return [];
  });
  if (wrong.length > 0) throw new Unfit(`${wrong.length} to mend in \`${file}\`:\n  ${wrong.join('\n  ')}`);
  return facts;
}
