// A party ends: all its agreements with it.

import { dateText } from '../../policy/instant.ts';
import { openSelf } from './command-folder.ts';
import type { Desk } from './desk.ts';
import { Unfit } from './unfit.ts';

/** DAY is today: a closed version holds from its place in the log on, and a record cannot close ahead of its time. */
export async function closeSelf(desk: Desk, args: readonly string[]): Promise<void> {
  const [day] = args.filter((arg) => arg !== '--yes');
  const today = dateText(desk.now());
  if (day !== today)
    throw new Unfit(`expected today, \`${today}\`: call on the day on which the party closes`);
  const client = await openSelf(desk);
  desk.note(
    'every agreement with this party ends at once, each person is told in the wallet, and it never opens again',
  );
  if (!args.includes('--yes')) throw new Unfit('not sent: say `--yes` behind the day to send it');
  const digest = await client.close();
  desk.note('closed: what people wrote before is still listed by `threads`');
  desk.say(digest);
}
