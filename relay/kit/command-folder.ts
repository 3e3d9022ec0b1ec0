// The folder of a party: its keys and its record in `self.json`, its journal beside them. What is read from a file is read
// as from a stranger.

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Party, readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { openParty, type PartyClient } from './client.ts';
import type { Desk } from './desk.ts';
import { readJournal } from './journal-file.ts';
import type { PartyKeys } from './keys.ts';
import { Unfit } from './unfit.ts';

export interface Self {
  readonly keys: PartyKeys;
  readonly record: string;
}

const maxFileBytes = 2 * 1024 * 1024;

export function readText(file: string): string {
  if (!existsSync(file)) throw new Unfit(`no file \`${file}\``);
  if (statSync(file).size > maxFileBytes)
    throw new Unfit(`\`${file}\`: expected at most ${maxFileBytes} bytes`);
  return readFileSync(file, 'utf8');
}

export function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file)) as unknown;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Unfit(`\`${file}\`: expected JSON`);
    throw cause;
  }
}

const selfFile = ({ dataDir }: Desk): string => join(dataDir, 'self.json');

export const hasSelf = (desk: Desk): boolean => existsSync(selfFile(desk));

/** `wx`: never over keys that are there; readable by nobody else. */
export function keepSelf(desk: Desk, self: Self): void {
  mkdirSync(desk.dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(selfFile(desk), JSON.stringify(self), { mode: 0o600, flag: 'wx' });
}

function readSelf(desk: Desk): Self {
  if (!hasSelf(desk)) {
    throw new Unfit(
      `no party in \`${desk.dataDir}\`: set DATA_DIR, or make one with \`npm run party -- new about.json\``,
    );
  }
  const self = readJson(selfFile(desk)) as Partial<Self> | null;
  if (typeof self?.record !== 'string' || typeof self.keys?.record !== 'string') {
    throw new Unfit(`\`${selfFile(desk)}\`: expected the keys of a party`);
  }
  return self as Self;
}

/** As the first record has it: id, role and legal id never change. */
export const ownParty = (desk: Desk): Party => readParty(splitRecord(readSelf(desk).record).body);

export function openSelf(desk: Desk): Promise<PartyClient> {
  const journal = readJournal(join(desk.dataDir, 'journal.jsonl'));
  return openParty({ ...readSelf(desk), relay: desk.relay, fetch: desk.fetch, now: desk.now, journal });
}
