import { resolve } from 'node:path';
import { usualCohort } from '../../policy/study.ts';
import type { OwnAbout } from '../own-party.ts';
import { readSettings, SettingsFault } from '../settings.ts';

export interface HelperSettings {
  readonly port: number;
  readonly dataDir: string;
  /** What the leader calls and manifests name. */
  readonly origin: string;
  readonly about: OwnAbout;
  /** Relays at which it makes itself known. */
  readonly relay: string | undefined;
  /** Party ids of the leaders that it works with; none refuses all. */
  readonly leaders: readonly string[];
  readonly minimumCohort: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const lineForm = /^[^\p{Cc}]{1,120}$/u;
const partyForm = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const emailForm = /^[^\s@]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
const leastCohort = 2;

/** Gives settings, or a sentence for each that is wrong. */
export function readHelperSettings(environment: Environment): HelperSettings | readonly string[] {
  const problems: string[] = [];
  const { port, origin } = placeOf(environment, problems);
  const dataDir = environment['DATA_DIR'] ?? 'data-helper';
  if (dataDir.trim() === '' || dataDir.includes('\0')) problems.push('DATA_DIR: expected a folder');
  const text = (name: string): string => {
    const value = environment[name] ?? '';
    if (!lineForm.test(value) || value.trim() === '') problems.push(`${name}: expected one line of text`);
    return value;
  };
  const french = text('NAME');
  const legalId = text('LEGAL_ID').slice(0, 40);
  const email = environment['CONTACT'] ?? '';
  if (!emailForm.test(email)) problems.push('CONTACT: expected an e-mail address');
  const leaders = (environment['LEADERS'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  for (const leader of leaders)
    if (!partyForm.test(leader)) problems.push(`LEADERS: \`${leader}\` is no id of a party`);
  const relay = environment['RELAY'] || undefined;
  if (relay !== undefined && !(URL.canParse(relay) && new URL(relay).origin === relay.replace(/\/$/, '')))
    problems.push('RELAY: expected an address like https://relay.example');
  const minimumCohort = Number(environment['MINIMUM_COHORT'] ?? usualCohort);
  if (!Number.isSafeInteger(minimumCohort) || minimumCohort < leastCohort)
    problems.push(`MINIMUM_COHORT: expected a whole number from ${leastCohort} on`);
  if (problems.length > 0) return problems;
  return {
    port,
    dataDir: resolve(dataDir),
    origin,
    about: {
      name: { fr: french, en: environment['NAME_EN'] || french },
      role: 'research',
      interest: 'general',
      legalId,
      url: origin,
      contact: { email },
    },
    relay: relay?.replace(/\/$/, ''),
    leaders,
    minimumCohort,
  };
}

/** Port and outside address by the same rules as the relay's. */
function placeOf({ PORT, ORIGIN }: Environment, problems: string[]): { port: number; origin: string } {
  try {
    const { port, origin } = readSettings({
      PORT: PORT ?? '8807',
      ...(ORIGIN === undefined ? {} : { ORIGIN }),
    });
    return { port, origin };
  } catch (cause) {
    if (!(cause instanceof SettingsFault)) throw cause;
    problems.push(
      ...cause.message
        .split('\n')
        .slice(1)
        .map((line) => line.replace(/^ {2}- /, '')),
    );
    return { port: 0, origin: '' };
  }
}
