import type { ConditionBody } from './client.ts';
import { openSelf, readJson } from './command-folder.ts';
import type { Desk } from './desk.ts';
import { Unfit } from './unfit.ts';

/** FILE is a condition without its head. */
export async function publishCondition(desk: Desk, [file = '']: readonly string[]): Promise<void> {
  const body = readJson(file);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Unfit(`\`${file}\`: expected a condition`);
  const client = await openSelf(desk);
  const { digest, receipt } = await client.publishCondition(body as ConditionBody);
  desk.note(`published, line ${receipt.index} of the log`);
  desk.say(digest);
}

/** Nobody is told more than the state; once it is met, one agreement a line. */
export async function listConditionGrants(desk: Desk, [digest = '']: readonly string[]): Promise<void> {
  const client = await openSelf(desk);
  const shown = (await client.readConditions()).find((entry) => entry.digest === digest);
  if (shown === undefined) throw new Unfit(`no condition \`${digest}\` at this relay`);
  desk.note(shown.state);
  if (shown.state !== 'met') return;
  for (const { grant } of await client.conditionGrants(digest))
    desk.say(`${grant.id}  mailbox ${grant.by}, said ${grant.at}`);
}
