// Everything the relay is told from outside, read once and checked before anything is opened. A relay that starts with
// a wrong address would hand out links that nobody can follow, so it does not start.

import { resolve } from 'node:path';
import { readCosignerKey } from '../crypto/cosignature.ts';
import { CryptoFault } from '../crypto/fault.ts';
import type { NoteKey } from '../crypto/note.ts';
import type { LangText } from '../policy/record.ts';

export interface Settings {
  port: number;
  dataDir: string;
  /** What residents and parties see; signed into requests, so it must be the outside address. */
  origin: string;
  /** PostgreSQL when given; the embedded store otherwise. */
  databaseUrl: string | undefined;
  /** Who is asked to cosign the log; their keys go with the wallet's files. */
  witnesses: WitnessDoor[];
  /** Whoever shows it reads the counts by door; without it nobody does. */
  metricsToken: string | undefined;
  /** With whom studies can be carried; nobody means no studies. */
  helpers: HelperDoor[];
  /** How many wallets may keep a sealed copy here; 50 000 where nothing is said. */
  maxBackups?: number | undefined;
  /** What the régie is called in its first record. */
  regieName?: LangText | undefined;
  /** Between two looks at how many said yes to a condition; an hour where nothing is said. */
  conditionTickMs?: number | undefined;
  /** Where the pages for researchers are served, an origin of their own; undefined where they are not. */
  research?: PlaceBeside | undefined;
  /** The same for the pages of workshops. */
  workshop?: PlaceBeside | undefined;
  /** The same for the exercise: a house of its own, in which nothing is real. */
  exercise?: PlaceBeside | undefined;
}

/** The other aggregator of studies: a party, and its outside address without a final slash. */
export interface HelperDoor {
  party: string;
  url: string;
}

/** Pages that are served beside the wallet's. */
export interface PlaceBeside {
  port: number;
  /** Another than the relay's, so that nothing of the wallet's is within reach there. */
  origin: string;
  /** The loopback address where nothing is said. Only a room without internet opens them to its network (start.ts). */
  host?: string;
  /** Nobody named either: where the port is taken the relay starts without these pages. */
  isDefault: boolean;
}

export interface WitnessDoor {
  key: NoteKey;
  /** Submission prefix, without a final slash. */
  url: string;
}

export class SettingsFault extends Error {
  readonly code = 'settings-invalid';
  constructor(problems: string[]) {
    super(`settings-invalid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsFault';
  }
}

type Environment = Record<string, string | undefined>;

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

export function readSettings(environment: Environment): Settings {
  const problems: string[] = [];
  const port = readPort(environment['PORT'], problems);
  const origin = readOrigin(environment['ORIGIN'], port, problems);
  const databaseUrl = readDatabaseUrl(environment['DATABASE_URL'], problems);
  const witnesses = readWitnesses(environment['WITNESSES'], problems);
  const metricsToken = readMetricsToken(environment['METRICS_TOKEN'], problems);
  const helpers = readHelpers(environment['HELPERS'], problems);
  const maxBackups = readMaxBackups(environment['MAX_BACKUPS'], problems);
  const regieName = readRegieName(environment, problems);
  const conditionTickMs = readTick(environment['CONDITION_TICK_MINUTES'], origin, problems);
  const relay = { port, origin };
  const research = readBeside(environment, relay, { name: 'RESEARCH', after: 1 }, problems);
  const workshop = readBeside(environment, relay, { name: 'WORKSHOP', after: 2 }, problems);
  const exercise = readBeside(environment, relay, { name: 'EXERCISE', after: 3 }, problems);
  const dataDir = environment['DATA_DIR'] ?? 'data';
  if (dataDir.trim() === '' || dataDir.includes('\0')) {
    problems.push('DATA_DIR is empty, expected a folder that may be written to');
  }
  if (problems.length > 0) throw new SettingsFault(problems);
  return {
    port,
    origin,
    databaseUrl,
    dataDir: resolve(dataDir),
    witnesses,
    metricsToken,
    helpers,
    maxBackups,
    regieName,
    conditionTickMs,
    research,
    workshop,
    exercise,
  };
}

function readPort(
  value: string | undefined,
  problems: string[],
  { name, without }: { name: string; without: number } = { name: 'PORT', without: 8787 },
): number {
  if (value === undefined) return without;
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port >= 1 && port <= 65535) return port;
  problems.push(`${name} is \`${value}\`, expected a whole number from 1 to 65535`);
  return without;
}

function readMaxBackups(value: string | undefined, problems: string[]): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  problems.push(`MAX_BACKUPS is \`${value}\`, expected a whole number up to 999999999`);
  return undefined;
}

function readRegieName(environment: Environment, problems: string[]): LangText | undefined {
  const fr = environment['REGIE_NAME'];
  if (fr === undefined) return undefined;
  const en = environment['REGIE_NAME_EN'] ?? fr;
  for (const [setting, name] of Object.entries({ REGIE_NAME: fr, REGIE_NAME_EN: en }))
    if (name.trim() === '' || name.length > 120 || /\p{Cc}/u.test(name))
      problems.push(`${setting} is \`${name}\`, expected a name of at most 120 letters`);
  return { fr, en };
}

/**
 * Conditions end on a whole hour: the last look has to fall there. A shorter one tells when each yes came, and the wallet says
 * « on the hour »: on this machine only, for a demonstration.
 */
function readTick(value: string | undefined, origin: string, problems: string[]): number | undefined {
  if (value === undefined) return undefined;
  const minutes = Number(value);
  if (minutes < 60 && !isOnThisMachine(origin)) {
    problems.push(`CONDITION_TICK_MINUTES is \`${value}\`, expected 60 but on localhost`);
    return undefined;
  }
  if (/^\d{1,2}$/.test(value) && minutes >= 1 && 60 % minutes === 0) return minutes * 60_000;
  problems.push(`CONDITION_TICK_MINUTES is \`${value}\`, expected minutes that divide an hour`);
  return undefined;
}

const isOnThisMachine = (origin: string): boolean =>
  URL.canParse(origin) && localHosts.has(new URL(origin).hostname);

/** On this machine there is a place for them without a setting; elsewhere they are served where one is named. */
function readBeside(
  environment: Environment,
  relay: { port: number; origin: string },
  { name, after }: { readonly name: 'RESEARCH' | 'WORKSHOP' | 'EXERCISE'; readonly after: number },
  problems: string[],
): PlaceBeside | undefined {
  const portText = environment[`${name}_PORT`];
  const originText = environment[`${name}_ORIGIN`];
  const isHere = isOnThisMachine(relay.origin);
  if (portText === undefined && originText === undefined && !isHere) return undefined;
  const port = readPort(portText, problems, { name: `${name}_PORT`, without: relay.port + after });
  const origin = readOrigin(originText, port, problems, `${name}_ORIGIN`);
  if (port === relay.port) problems.push(`${name}_PORT is the relay’s own, expected another one`);
  if (origin === relay.origin)
    problems.push(`${name}_ORIGIN is the relay’s own, expected another host or port`);
  if (originText === undefined && !isHere)
    problems.push(`${name}_ORIGIN is absent, expected the address that people type, beside ${name}_PORT`);
  return port > 65_535
    ? undefined
    : { port, origin, isDefault: portText === undefined && originText === undefined };
}

function readOrigin(value: string | undefined, port: number, problems: string[], name = 'ORIGIN'): string {
  if (value === undefined) return `http://localhost:${port}`;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    problems.push(`${name} is \`${value}\`, expected an address like https://relay.example`);
    return value;
  }
  if (value.replace(/\/$/, '') !== url.origin) {
    problems.push(`${name} is \`${value}\`, expected scheme, host and port alone, like \`${url.origin}\``);
  }
  if (url.protocol === 'http:' && !localHosts.has(url.hostname)) {
    problems.push(
      `${name} is \`${value}\`, expected https: browsers give keys and offline use to https and to localhost only`,
    );
  }
  return url.origin;
}

function readDatabaseUrl(value: string | undefined, problems: string[]): string | undefined {
  if (value === undefined || value === '') return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // The value is never repeated: it may hold a password.
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    problems.push('DATABASE_URL is not an address of a PostgreSQL server, expected postgres://host/name');
  }
  return value;
}

/** What a header can carry (RFC 6750 b64token). Never repeated either. */
function readMetricsToken(value: string | undefined, problems: string[]): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (!/^[A-Za-z0-9._~+/-]{1,255}=*$/.test(value) || value.length > 256) {
    problems.push('METRICS_TOKEN holds other characters than a header takes, expected letters and digits');
  } else if (value.length < 16) problems.push('METRICS_TOKEN is too short, expected at least 16 characters');
  return value;
}

const maxWitnesses = 16;

/** `VERIFIERKEY@URL`, with commas between. */
export function readWitnesses(value: string | undefined, problems: string[]): WitnessDoor[] {
  const entries = (value ?? '').split(',').filter((entry) => entry.trim() !== '');
  if (entries.length > maxWitnesses) problems.push(`WITNESSES: expected at most ${maxWitnesses}`);
  const doors = entries.flatMap((entry) => {
    const door = readWitness(entry.trim());
    if (door === undefined)
      problems.push(`WITNESSES: \`${entry.trim()}\`, expected VERIFIERKEY@https://witness.example`);
    return door ?? [];
  });
  // One key under two names would be one voice counted twice.
  const keys = new Set(doors.map(({ key }) => Buffer.from(key.publicKey).toString('hex')));
  if (keys.size < doors.length) problems.push('WITNESSES: expected another key for each');
  return doors;
}

function readWitness(entry: string): WitnessDoor | undefined {
  const [, text = '', address = ''] = /^(.+)@(https?:\/\/[^@\s]+)$/.exec(entry) ?? [];
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.search !== '' || url.hash !== '') return undefined;
  if (url.protocol === 'http:' && !localHosts.has(url.hostname)) return undefined;
  try {
    return { key: readCosignerKey(text), url: url.href.replace(/\/+$/, '') };
  } catch (cause) {
    if (cause instanceof CryptoFault) return undefined;
    throw cause;
  }
}

const maxHelpers = 16;

/** `PARTY_ID@URL`, with commas between. */
function readHelpers(value: string | undefined, problems: string[]): HelperDoor[] {
  const entries = (value ?? '').split(',').filter((entry) => entry.trim() !== '');
  if (entries.length > maxHelpers) problems.push(`HELPERS: expected at most ${maxHelpers}`);
  const doors = entries.flatMap((entry) => {
    const door = readHelper(entry.trim());
    if (door === undefined)
      problems.push(`HELPERS: \`${entry.trim()}\`, expected PARTY_ID@https://helper.example`);
    return door ?? [];
  });
  if (new Set(doors.map(({ party }) => party)).size < doors.length)
    problems.push('HELPERS: expected another party for each');
  return doors;
}

function readHelper(entry: string): HelperDoor | undefined {
  const [, party = '', address = ''] =
    /^([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])@(https?:\/\/[^@\s]+)$/.exec(entry) ?? [];
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || address.replace(/\/$/, '') !== url.origin) return undefined;
  return url.protocol === 'http:' && !localHosts.has(url.hostname) ? undefined : { party, url: url.origin };
}
