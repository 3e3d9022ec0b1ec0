// What a party owes people afterwards: answers, the monthly statement, and the same records that they hold.

import { instantText } from '../../policy/instant.ts';
import { procedureOf } from '../../policy/thread/procedure.ts';
import { standing } from '../../policy/thread/standing.ts';
import type { CorrectedCase, ThreadText } from '../../policy/thread/text.ts';
import { openSelf, ownParty, readJson } from './command-folder.ts';
import type { Desk } from './desk.ts';
import type { Unproven } from './history.ts';
import type { PartyThread, PartyTurn } from './thread.ts';
import { Unfit } from './unfit.ts';

export async function listThreads(desk: Desk, [which = 'open']: readonly string[]): Promise<void> {
  if (which !== 'open' && which !== 'all') throw new Unfit('expected `all` or nothing');
  const client = await openSelf(desk);
  const { threads, unproven } = await client.readThreads(which);
  const { role } = ownParty(desk);
  desk.note(`${threads.length} threads`);
  for (const id of unproven) desk.note(`not confirmed, and not shown: thread ${id}`);
  for (const thread of threads) desk.say(told(thread, role, desk));
}

/** A line of facts, then what the person wrote. */
function told(
  { opening, members, texts }: PartyThread,
  role: Parameters<typeof procedureOf>[1]['role'],
  desk: Desk,
): string {
  const { state: where, dueMs, isOverdue } = standing(members, procedureOf(opening, { role }), desk.now());
  const due = `${isOverdue ? 'overdue since' : 'due before'} ${instantText(dueMs).slice(0, 10)}`;
  const target = [opening.target.what, opening.target.name].filter((part) => part !== null).join(' ');
  const words = [...texts.values()].map((text) => (text === null ? '(does not open)' : wordsOf(text)));
  return [
    `${opening.thread}  ${opening.kind} (${opening.reason}) about ${target}: ${where}, ${due}`,
    ...words.flatMap((word) => word.split('\n').map((line) => `  ${line}`)),
  ].join('\n');
}

/** All that was written: whoever answers without the corrected value, the place or the address answers another letter. */
function wordsOf({ text, corrected, place, contact }: ThreadText): string {
  const told = (what: string, cases: CorrectedCase['results']) =>
    cases.map(({ key, value, unit }) => `${what}: ${key} = ${value}${unit === undefined ? '' : ` ${unit}`}`);
  return [
    text,
    ...told('should be', corrected?.inputs ?? []),
    ...told('would give', corrected?.results ?? []),
    ...(place === null ? [] : [`place: ${place}`]),
    ...Object.entries(contact ?? {}).map(([way, where]) => `write to: ${way} ${where}`),
  ].join('\n');
}

const acts = ['answer', 'receive', 'clarify', 'extend', 'paper'] as const;

/** FILE holds the act: `{"act":"answer","outcome":…,"reason":…,"nextStep":…,"text":"…","public":null}`. */
export async function answer(desk: Desk, [id = '', file = '']: readonly string[]): Promise<void> {
  const turn = turnIn(file, desk);
  const client = await openSelf(desk);
  const thread = (await client.threads('all')).find(({ opening }) => opening.thread === id);
  if (thread === undefined) throw new Unfit(`no thread \`${id}\`: \`npm run party -- threads\` lists them`);
  const { record, at } = await client.turnThread(thread, turn);
  desk.note(`${record.act}, kept at ${at}`);
  desk.say(record.id);
}

/** A text may be written as text alone; its form is filled in. What it says is checked where it is signed. */
function turnIn(file: string, desk: Desk): PartyTurn {
  const given = readJson(file);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new Unfit(`\`${file}\`: expected an act, one of ${acts.join(', ')}`);
  }
  const { act = 'answer', text, ...rest } = given as { act?: unknown; text?: unknown };
  if (!acts.some((known) => known === act)) {
    throw new Unfit(`\`${file}\`: expected \`act\` to be one of ${acts.join(', ')}`);
  }
  const whole =
    typeof text === 'string'
      ? { v: 1, lang: desk.lang, text, corrected: null, evidence: [], place: null, contact: null }
      : text;
  const missing = needed(act as PartyTurn['act']).filter(
    (name) => !(name in { ...rest, text }) || (name === 'text' && text === undefined),
  );
  if (missing.length > 0) throw new Unfit(`\`${file}\`: an ${String(act)} needs ${missing.join(', ')}`);
  return { act, ...rest, ...(whole === undefined ? {} : { text: whole }) } as PartyTurn;
}

function needed(act: PartyTurn['act']): readonly string[] {
  switch (act) {
    case 'receive':
      return [];
    case 'clarify':
      return ['reason', 'text'];
    case 'extend':
      return ['reason', 'until'];
    case 'answer':
      return ['outcome', 'reason', 'nextStep', 'text', 'public'];
    case 'paper':
      return ['outcome', 'reason', 'nextStep', 'text', 'sentOn'];
  }
}

export async function listUndelivered(desk: Desk): Promise<void> {
  const client = await openSelf(desk);
  const { undelivered, unproven } = await client.undelivered();
  desk.note(`${undelivered.length} to be told another way`);
  noteUnproven(desk, unproven);
  for (const { calculation, grant, depositedAt, since } of undelivered)
    desk.say(`${calculation}  agreement ${grant}, deposited ${depositedAt}, to be told since ${since}`);
}

function noteUnproven(desk: Desk, unproven: readonly Unproven[]): void {
  for (const { grant, code } of unproven)
    desk.note(`not confirmed, and left out: agreement ${grant} (${code})`);
}

export async function state(desk: Desk, [month = '']: readonly string[]): Promise<void> {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new Unfit('expected a month like 2026-10');
  const client = await openSelf(desk);
  const { digest, leaves, unproven } = await client.stateMonth(month);
  desk.note(`stated: ${leaves.length} agreements in ${month}`);
  noteUnproven(desk, unproven);
  desk.say(digest);
}

export async function exportGrants(desk: Desk): Promise<void> {
  const client = await openSelf(desk);
  const file = await client.exportGrants();
  desk.note(`${file.history.length} agreements`);
  noteUnproven(desk, file.unproven);
  desk.say(JSON.stringify(file, null, 2));
}
