/**
 * What a party's program keeps on disk: its keys, its record, what it published last, and the agreements it was given.
 * No value of a resident is among them. Without a folder nothing is kept: an exercise.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Granted,
  newPartyKeys,
  type PartyAbout,
  type PartyKeys,
  partyRecord,
} from '../../../relay/kit/client.ts';
import { type Journal, memoryJournal } from '../../../relay/kit/journal.ts';
import { openJournal } from '../../../relay/kit/journal-file.ts';
import type { PublishedRules } from './publish.ts';

export interface Self {
  readonly keys: PartyKeys;
  /** The first record: its digest is the party's id, so it is kept as the text it was. */
  readonly record: string;
}

/** In real use the identity key lies offline; here one folder holds all, because it is a demonstration. */
export async function keepSelf(
  dataDir: string | undefined,
  about: PartyAbout,
  realm: 'real' | 'exercise' = 'real',
): Promise<Self> {
  if (dataDir === undefined) return newSelf(about, realm);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'self.json');
  const kept = readJson<Self>(file);
  if (kept !== undefined) return kept;
  const self = await newSelf(about, realm);
  // `wx`: of two programs started at once in one folder, the second fails and does not make a second party.
  writeFileSync(file, JSON.stringify(self), { mode: 0o600, flag: 'wx' });
  return self;
}

async function newSelf(about: PartyAbout, realm: 'real' | 'exercise'): Promise<Self> {
  const keys = newPartyKeys();
  return { keys, record: await partyRecord(keys, about, Date.now(), realm) };
}

export interface Published {
  /** Of what was written by hand and the rules: tells whether a new version is needed. */
  readonly source: string;
  readonly digest: string;
  readonly validTo: string;
  /** The version of the rules in force, to be compared with the next. */
  readonly rules?: PublishedRules;
}

/** Beside the keys: `npm run party` finds it there. */
export const keepJournal = (dataDir: string | undefined): Journal =>
  dataDir === undefined ? memoryJournal() : openJournal(join(dataDir, 'journal.jsonl'));

export const readPublished = (dataDir: string | undefined) =>
  dataDir === undefined ? undefined : readJson<Published>(join(dataDir, 'published.json'));

export function keepPublished(dataDir: string | undefined, published: Published): void {
  if (dataDir === undefined) return;
  writeFileSync(join(dataDir, 'published.json'), JSON.stringify(published), { mode: 0o600 });
}

const agreementDays = 365;
const dayMs = 86_400_000;

/** The resident's signed yes and its place in the log: what the party shows when asked on what ground it read. */
export function keepAgreement(dataDir: string | undefined, { grant, text, receipt }: Granted): void {
  if (dataDir === undefined) return;
  const folder = join(dataDir, 'agreements');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, `${grant.id}.json`), JSON.stringify({ text, receipt }), { mode: 0o600 });
}

/** Keeps the promise of the declaration. */
export function dropOldAgreements(dataDir: string | undefined, nowMs: number): number {
  if (dataDir === undefined) return 0;
  const folder = join(dataDir, 'agreements');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const old = readdirSync(folder).filter(
    (name) => statSync(join(folder, name)).mtimeMs < nowMs - agreementDays * dayMs,
  );
  for (const name of old) rmSync(join(folder, name));
  return old.length;
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
