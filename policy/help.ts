/**
 * What two devices hand each other in a meeting about help (crypto/meeting.ts seals it): the keys of the mandates that a
 * resident gives, or the values that a helper has prepared for her. Nobody else ever reads either.
 */
import { canonicalText } from './canonical.ts';
import { type Fact, readFact } from './fact.ts';
import { PolicyFault } from './fault.ts';
import { type HelpAct, type HelperKind, helpActs, helperKinds } from './mandate.ts';
import type { PeriodDays } from './period.ts';
import { periodDays } from './period.ts';
import type { Schema } from './read.ts';
import {
  bytes32,
  digest,
  distinct,
  id,
  jsonValue,
  langText,
  list,
  literal,
  map,
  minute,
  object,
  oneOf,
  optional,
  partyId,
  prose,
  reader,
  some,
  url,
} from './read.ts';
import type { LangText } from './record.ts';

/** More mailboxes than anybody has. */
const maxGiven = 100;

export interface GivenHelp {
  readonly v: 1;
  readonly use: 'help';
  readonly at: string;
  readonly kind: HelperKind;
  readonly acts: readonly HelpAct[];
  readonly days: PeriodDays;
  /** Names of the parties, by id. */
  readonly names: Readonly<Record<string, LangText>>;
  readonly mandates: readonly {
    /** The record, as the relay is given it. */
    readonly text: string;
    readonly party: string;
    /** Seed of the helper's key for this one mandate. */
    readonly seed: string;
    /** What the agreements of this mailbox are called, by grant. */
    readonly titles: Readonly<Record<string, LangText>>;
  }[];
}

/** Values prepared for somebody, and the request that they are for, if there is one. */
export interface PreparedFacts {
  readonly v: 1;
  readonly use: 'fill-in';
  readonly facts: readonly Fact[];
  /** Address of a request that the helper brings: it opens on the person's own phone, who answers it there. */
  readonly request?: string;
}

const givenHelp: Schema<GivenHelp> = object({
  v: literal(1),
  use: literal('help'),
  at: minute,
  kind: oneOf(helperKinds),
  acts: distinct(some(oneOf(helpActs), helpActs.length), (act) => act),
  days: oneOf(periodDays),
  names: map(partyId, langText(200)),
  mandates: some(
    object({ text: prose(8000), party: digest, seed: bytes32, titles: map(id, langText(300)) }),
    maxGiven,
  ),
});

const prepared = object({
  v: literal(1),
  use: literal('fill-in'),
  facts: list(jsonValue, 40),
  request: optional(url),
});

const readGivenHelp = reader(givenHelp, 'mandate-invalid');
const readPrepared = reader(prepared, 'mandate-invalid');

export const helpText = (help: GivenHelp): string => canonicalText(help);

export function readHelp(text: string): GivenHelp {
  return readGivenHelp(parse(text));
}

export const preparedText = (facts: PreparedFacts): string => canonicalText(facts);

export function readPreparedFacts(text: string): PreparedFacts {
  const { facts, ...rest } = readPrepared(parse(text));
  const read = facts.map(readFact);
  if (new Set(read.map(({ key }) => key)).size !== read.length)
    throw new PolicyFault('mandate-invalid', 'expected no entry twice', 'facts');
  return { ...rest, facts: read };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PolicyFault('mandate-invalid', 'expected JSON', '', cause);
  }
}
