// Help at two mailboxes of one person: nothing that the relay keeps of one names the other.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteText } from '../../policy/instant.ts';
import { lookFor, takeHelp } from '../../pwa/wallet/paths/helped.ts';
import { endHelp, giveHelp, helpablePlaces, sendMandates } from '../../pwa/wallet/paths/mandate.ts';
import { mandates } from '../../pwa/wallet/vault/open.ts';
import { aroundOf, liveGrant, openWallet } from '../pwa/paths/wallet.ts';
import { aboutCity, admittedCity, openTestHouse, type TestHouse } from '../relay/house.ts';
import { type KeptRow, rowsOf } from './kept-rows.ts';

let relay: TestHouse;
let database: DatabaseSync;
let rows: KeptRow[];
let mailboxes: [string, string];
let log: string;

beforeAll(async () => {
  relay = await openTestHouse();
  const around = aroundOf(relay);
  // Every wait passes, and with it the minute.
  around.pause = async () => void relay.clock.pass({ minutes: 1 });
  await openWallet(around);
  for (const legalId of ['213300635', '552100554']) {
    const role = legalId === '213300635' ? 'city' : 'operator';
    await liveGrant(relay, await admittedCity(relay, { ...aboutCity, legalId, role }), around);
    relay.clock.pass({ minutes: 7 });
  }
  const choice = {
    nickname: 'Lou',
    kind: 'relative' as const,
    acts: ['see', 'stop'] as const,
    days: 31 as const,
    mailboxes: helpablePlaces().map(({ mailbox }) => mailbox),
    lang: 'fr' as const,
    at: minuteText(around.now()),
  };
  let helped = '';
  const give = async (content: Uint8Array) => {
    helped = await takeHelp(content, 'Maman');
  };
  const help = await giveHelp(choice, give, around);
  await sendMandates(around);
  relay.clock.pass({ minutes: 5 });
  await lookFor(helped, around);
  await endHelp(help, around);
  mailboxes = [...mandates.value.values()].map(({ mailbox }) => mailbox) as [string, string];
  log = relay.lines.join('\n');
  await relay.house.store.close();
  database = new DatabaseSync(join(relay.folder, 'relay.db'));
  rows = rowsOf(database).filter(({ table }) => table.startsWith('mandate'));
});
afterAll(() => {
  database?.close();
});

/**
 * Long enough to name somebody, wherever it stands: a helper's key is called `key`, which `commonValues` passes over because
 * names of facts are called so too.
 */
function sharedNames(all: readonly KeptRow[]): string[] {
  const [left, right] = mailboxes.map((mailbox) => all.filter((row) => row.mailbox === mailbox));
  const theirs = new Set(right?.map(({ value }) => value));
  const shared = (left ?? []).filter(({ value }) => value.length >= 20 && theirs.has(value));
  return shared.filter((row) => !isEverybodys(row)).map(({ column, value }) => `${column}: ${value}`);
}

/**
 * The same for all who chose alike that day (the words, the day), for each first look of any helper (its empty question), and
 * for ends, which wait for nothing and may leave in one minute: the threat page says so.
 */
const isEverybodys = ({ column }: KeptRow): boolean =>
  /text\.digest$|bodyDigest$/.test(column) || /^(?:text|end_text)\.at$/.test(column);

describe('two mailboxes under one help', () => {
  it('have rows of mandates and of looks each', () => {
    for (const mailbox of mailboxes)
      expect(new Set(rows.filter((row) => row.mailbox === mailbox).map(({ table }) => table))).toEqual(
        new Set(['mandate', 'mandate_use']),
      );
  });

  it('share no name, key, signature, salt or id', () => {
    expect(rows.some(({ column }) => column === 'text.helper.key')).toBe(true);
    expect(sharedNames(rows)).toEqual([]);
  });

  it('would be joined by a helper’s key that served for both: planted, it is found', () => {
    const value = 'kW3vQ7wXz9Rb2tJm5nPq8Akk3vQ7wXz9Rb2tJm5nPq8';
    const planted = mailboxes.map((mailbox) => ({
      mailbox,
      table: 'mandate',
      column: 'text.helper.key',
      value,
    }));
    expect(sharedNames([...rows, ...planted])).toEqual([`text.helper.key: ${value}`]);
  });

  it('stand in no line of the relay’s log', () => {
    for (const mailbox of mailboxes) expect(log).not.toContain(mailbox);
    for (const { id } of mandates.value.values()) expect(log).not.toContain(id);
  });
});
