// What a party publishes: itself, rules, declarations; and the papers around a declaration.

import { recordDigest } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { readCases } from '../../policy/cases.ts';
import { completeness } from '../../policy/declaration/completeness.ts';
import { type Declaration, readDeclaration } from '../../policy/declaration.ts';
import { explicitNotice } from '../../policy/export/explicit-notice.ts';
import { importAtrs } from '../../policy/export/import-atrs.ts';
import { importDutch } from '../../policy/export/import-dutch.ts';
import { instantText } from '../../policy/instant.ts';
import { readParty } from '../../policy/party.ts';
import { missingFrom } from '../../policy/publication.ts';
import { splitRecord } from '../../policy/record.ts';
import type { DeclarationBody } from './client.ts';
import { hasSelf, keepSelf, openSelf, readJson, readText } from './command-folder.ts';
import { requireSure } from './command-version.ts';
import type { Desk } from './desk.ts';
import { newPartyKeys, type PartyAbout, partyRecord } from './keys.ts';
import { Unfit } from './unfit.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export async function newParty(desk: Desk, [file = '']: readonly string[]): Promise<void> {
  if (hasSelf(desk)) {
    desk.note(`\`${desk.dataDir}\` holds a party already: its keys are not written over`);
    return knownSelf(desk);
  }
  const about = readJson(file);
  if (!isObject(about))
    throw new Unfit(`\`${file}\`: expected name, role, interest, legalId, url and contact`);
  const keys = newPartyKeys();
  const record = await partyRecord(keys, about as unknown as PartyAbout, desk.now());
  // Read before anything is kept: the record is the party's id for good.
  readParty(splitRecord(record).body);
  keepSelf(desk, { keys, record });
  await knownSelf(desk);
}

/** Again where the relay was not there: known once, it stays so. */
async function knownSelf(desk: Desk): Promise<void> {
  const client = await openSelf(desk);
  await client.makeKnown();
  const isAdmitted = await client.isAdmitted();
  desk.note(
    isAdmitted
      ? 'the relay knows this party, and it is admitted'
      : 'the relay knows this party; its régie has to admit it before it may publish',
  );
  desk.say(client.id);
}

/** The body of a declaration: all but the head, which is added here. Everything that is missing is told at once. */
export async function declare(desk: Desk, args: readonly string[]): Promise<void> {
  const [file = ''] = args.filter((arg) => arg !== '--yes');
  const declaration = checked(file, desk);
  const { v: _v, type: _type, id: _id, at: _at, by: _by, ...body } = declaration;
  const client = await openSelf(desk);
  await requireSure(desk, client, declaration, args.includes('--yes'));
  const { digest, receipt } = await client.declare(body as DeclarationBody);
  const { filled, of, empty } = completeness(declaration);
  desk.note(`published, line ${receipt.index} of the log; ${filled} of ${of} fields say something`);
  if (empty.length > 0) desk.note(`says none in: ${empty.join(', ')}`);
  desk.say(digest);
}

/** As the relay will read it. The head is made up: a draft has none, and none of it is asked for. */
function checked(file: string, desk: Desk): Declaration {
  const given = readJson(file);
  if (!isObject(given)) throw new Unfit(`\`${file}\`: expected the fields of a declaration`);
  const whole = {
    ...given,
    v: 1,
    type: 'declaration',
    id: randomId(),
    at: instantText(desk.now()),
    by: recordDigest('no party yet'),
  };
  const gaps = missingFrom(whole);
  if (gaps.length > 0) throw new Unfit(`not complete, ${gaps.length} to mend in \`${file}\`:`, gaps);
  return readDeclaration(whole);
}

/** Prints what goes into `logic.rules`, beside the entry points. */
export async function publishRules(desk: Desk, [rules = '', cases = '']: readonly string[]): Promise<void> {
  const compiled = readText(rules);
  const held = readCases(readJson(cases));
  const client = await openSelf(desk);
  const published = await client.publishRules(compiled, held);
  desk.note(`published with ${held.length} cases; put this in \`logic.rules\`, with the entry points:`);
  desk.say(JSON.stringify({ lang: 'publicodes', ...published, change: null }, null, 2));
}

/** Of a declaration that is not published yet: its address is known when it is. */
export async function notice(desk: Desk, [file = '']: readonly string[]): Promise<void> {
  await readySodium();
  const declaration = checked(file, desk);
  const text = explicitNotice({ declaration, digest: '…', relay: desk.relay });
  if (text === null)
    throw new Unfit('nothing is decided about anybody: no mention has to stand on decisions');
  desk.note('the address ends with the digest that `declare` prints');
  desk.say(text[desk.lang]);
}

export async function importRecord(desk: Desk, [file = '']: readonly string[]): Promise<void> {
  const record = readJson(file);
  const made = isDutch(record) ? importDutch(record) : importAtrs(record);
  desk.note(`a draft, ${made.missing.length} fields are missing:`);
  for (const { field, why, standard } of made.missing)
    desk.note(`  ${field}: ${why[desk.lang]} (${standard})`);
  if (made.left.length > 0) desk.note(`not taken over: ${made.left.join(', ')}`);
  desk.say(JSON.stringify(made.draft, null, 2));
}

/** The two spell the word differently, and each of their records has it. */
const isDutch = (record: unknown): boolean => canonicalText(record ?? null).includes('"organization":');
