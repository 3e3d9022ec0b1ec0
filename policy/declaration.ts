/**
 * A party's signed, public, versioned account of one processing. « Explicitly none » is an empty list or `null`; a field that is
 * absent is a fault, because an absent promise cannot be kept or broken.
 */

import type { FactKey } from './fact.ts';
import { factKey, knownPrecision } from './fact.ts';
import { PolicyFault } from './fault.ts';
import type { PartyContact } from './party.ts';
import { contact } from './party.ts';
import type { PurposeId } from './purpose.ts';
import { purposeId } from './purpose.ts';
import type { Schema } from './read.ts';
import {
  date,
  digest,
  distinct,
  either,
  id,
  instant,
  langText,
  line,
  list,
  literal,
  nullable,
  number,
  object,
  oneOf,
  optional,
  partyId,
  reader,
  semver,
  shortName,
  some,
  url,
  whole,
  yesNo,
} from './read.ts';
import type { Head, LangText } from './record.ts';

export const statuses = ['planned', 'pilot', 'active', 'suspended', 'retired'] as const;
export const sources = ['citizen', 'service', 'third', 'derived', 'inferred', 'observed'] as const;
export const decisionKinds = [
  'none',
  'information',
  'scoring',
  'ranking',
  'eligibility',
  'price',
  'control',
] as const;
export const subjectKinds = ['resident', 'household', 'incidental', 'community'] as const;

export interface Controller {
  readonly name: LangText;
  readonly legalId: string;
  readonly contact: PartyContact;
  readonly dpo?: PartyContact;
}

export interface DeclaredInput {
  readonly key: FactKey;
  readonly necessity: 'required' | 'optional';
  readonly source: (typeof sources)[number];
  readonly precision: string;
  /** The name of this input in the published rules; absent when rules do not read it. */
  readonly ruleInput?: string;
  readonly sensitive: boolean;
}

export interface DeclaredOutput {
  readonly key: string;
  readonly type: 'amount' | 'number' | 'yes-no' | 'choice' | 'text';
  readonly unit: string | null;
  readonly meaning: LangText;
  readonly consequences: LangText;
}

export interface DecisionTerms {
  readonly kind: (typeof decisionKinds)[number];
  /** 0 not automated … 5 fully automated (CRPA R311-3-1-2: degree of contribution). */
  readonly automation: 0 | 1 | 2 | 3 | 4 | 5;
  /** How the output weighs in the final decision (CRPA R311-3-1-2: mode of contribution). */
  readonly mode: 'sole' | 'decisive' | 'one-of' | 'advisory';
}

export interface HumanPart {
  readonly involved: boolean;
  readonly role: LangText | null;
  readonly when: LangText | null;
  readonly canOverride: boolean;
  readonly mustJustify: boolean;
}

export interface DeclaredRules {
  readonly lang: 'publicodes';
  readonly engineVersion: string;
  readonly hash: string;
  readonly logicHash: string;
  readonly entryPoints: readonly string[];
}

export interface DeclaredParameter {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string | null;
  readonly weight: number | null;
  readonly source: LangText;
}

export interface Logic {
  readonly kind: 'rules' | 'statistical' | 'learned' | 'hybrid';
  readonly rules?: DeclaredRules;
  /** Parameters and their weights; with published rules they stand in the rules and the list may be empty. */
  readonly parameters: readonly DeclaredParameter[];
}

export interface Comparison {
  readonly used: boolean;
  readonly method: 'none' | 'rank' | 'percentile' | 'threshold';
  readonly cohort?: { readonly definition: LangText; readonly minimum: number };
}

export interface DeclaredRecipient {
  readonly name: LangText;
  readonly kind: 'processor' | 'public' | 'private' | 'research';
  readonly why: LangText;
  readonly fields: readonly FactKey[];
  readonly asWhat: 'identified' | 'pseudonymised' | 'aggregate';
}

export interface Retention {
  readonly what: LangText;
  readonly days: number;
  /** Required by the publication gate above 36 months. */
  readonly why?: LangText;
  readonly then: 'delete' | 'anonymise' | 'archive';
}

export interface Frequency {
  readonly kind: 'once' | 'on-event' | 'periodic';
  readonly maxPerPeriod?: number;
  readonly periodDays?: number;
}

export interface RefusalTerms {
  readonly consequence: LangText;
  /** The way to the service without the wallet. */
  readonly alternative: LangText;
  /** What saying no costs more, in euros; 0 when nothing. */
  readonly costDelta: number;
}

export interface ContestTerms {
  readonly channels: readonly ('app' | 'human' | 'paper')[];
  readonly contact: PartyContact;
  readonly deadlineDays: number;
  readonly humanReview: boolean;
}

export interface Experiment {
  readonly arm: string;
  readonly what: LangText;
  readonly from: string;
  readonly to: string;
}

export interface Declaration extends Head<'declaration'> {
  readonly by: string;
  readonly version: string;
  readonly previousHash: string | null;
  readonly status: (typeof statuses)[number];
  readonly validFrom: string;
  readonly validTo: string;
  readonly title: LangText;
  readonly summary: LangText;
  readonly controller: Controller;
  readonly purposes: readonly { readonly id: PurposeId; readonly text: LangText }[];
  readonly legalBasis: readonly { readonly article: string; readonly lawUrl: string | null }[];
  readonly necessity: LangText;
  readonly subjects: readonly (typeof subjectKinds)[number][];
  readonly notServed: readonly {
    readonly who: LangText;
    readonly why: LangText;
    readonly instead: LangText;
  }[];
  readonly inputs: readonly DeclaredInput[];
  readonly outputs: readonly DeclaredOutput[];
  readonly decision: DecisionTerms;
  readonly human: HumanPart;
  readonly logic: Logic;
  readonly comparison: Comparison;
  readonly recipients: readonly DeclaredRecipient[];
  readonly transfers: readonly { readonly country: string; readonly safeguard: LangText }[];
  readonly retention: readonly Retention[];
  readonly frequency: Frequency;
  /** An envelope sealed longer ago than this is too old to read. */
  readonly maxAgeDays: number;
  readonly leavePolicy: 'delete' | 'freeze' | 'keep-in-aggregates';
  readonly refusal: RefusalTerms;
  readonly contest: ContestTerms;
  readonly contactAffected: PartyContact | null;
  readonly resultsShownByParty: boolean;
  readonly interest: 'general' | 'commercial';
  readonly experiments: readonly Experiment[];
  readonly personalisedPrice: { readonly used: boolean; readonly inputs: readonly FactKey[] };
}

const ruleName = line(200);

const input: Schema<DeclaredInput> = object({
  key: factKey,
  necessity: oneOf(['required', 'optional']),
  source: oneOf(sources),
  precision: shortName,
  ruleInput: optional(ruleName),
  sensitive: yesNo,
});

const output: Schema<DeclaredOutput> = object({
  key: ruleName,
  type: oneOf(['amount', 'number', 'yes-no', 'choice', 'text']),
  unit: nullable(line(20)),
  meaning: langText(400),
  consequences: langText(600),
});

const logic: Schema<Logic> = object({
  kind: oneOf(['rules', 'statistical', 'learned', 'hybrid']),
  rules: optional(
    object({
      lang: literal('publicodes'),
      engineVersion: semver,
      hash: digest,
      logicHash: digest,
      entryPoints: some(ruleName, 50),
    }),
  ),
  parameters: list(
    object({
      name: line(120),
      value: either([number, line(200)]),
      unit: nullable(line(20)),
      weight: nullable(number),
      source: langText(300),
    }),
    200,
  ),
});

const declaration: Schema<Declaration> = object({
  v: literal(1),
  type: literal('declaration'),
  id,
  at: instant,
  by: partyId,
  version: semver,
  previousHash: nullable(digest),
  status: oneOf(statuses),
  validFrom: date,
  validTo: date,
  title: langText(100),
  summary: langText(350),
  controller: object({ name: langText(120), legalId: line(40), contact, dpo: optional(contact) }),
  purposes: distinct(some(object({ id: purposeId, text: langText(300) }), 10), (entry) => entry.id),
  legalBasis: some(object({ article: line(60), lawUrl: nullable(url) }), 10),
  necessity: langText(600),
  subjects: some(oneOf(subjectKinds), 4),
  notServed: list(object({ who: langText(200), why: langText(300), instead: langText(300) }), 20),
  inputs: distinct(list(input, 40), (entry) => entry.key),
  outputs: distinct(list(output, 40), (entry) => entry.key),
  decision: object({
    kind: oneOf(decisionKinds),
    automation: oneOf([0, 1, 2, 3, 4, 5]),
    mode: oneOf(['sole', 'decisive', 'one-of', 'advisory']),
  }),
  human: object({
    involved: yesNo,
    role: nullable(langText(200)),
    when: nullable(langText(200)),
    canOverride: yesNo,
    mustJustify: yesNo,
  }),
  logic,
  comparison: object({
    used: yesNo,
    method: oneOf(['none', 'rank', 'percentile', 'threshold']),
    cohort: optional(object({ definition: langText(300), minimum: whole(1, 1_000_000_000) })),
  }),
  recipients: list(
    object({
      name: langText(120),
      kind: oneOf(['processor', 'public', 'private', 'research']),
      why: langText(300),
      fields: list(factKey, 40),
      asWhat: oneOf(['identified', 'pseudonymised', 'aggregate']),
    }),
    30,
  ),
  transfers: list(object({ country: line(60), safeguard: langText(300) }), 30),
  retention: list(
    object({
      what: langText(200),
      days: whole(0, 36_500),
      why: optional(langText(300)),
      // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
      then: oneOf(['delete', 'anonymise', 'archive']),
    }),
    20,
  ),
  frequency: object({
    kind: oneOf(['once', 'on-event', 'periodic']),
    maxPerPeriod: optional(whole(1, 1_000_000)),
    periodDays: optional(whole(1, 366)),
  }),
  maxAgeDays: whole(1, 366),
  leavePolicy: oneOf(['delete', 'freeze', 'keep-in-aggregates']),
  refusal: object({ consequence: langText(400), alternative: langText(400), costDelta: number }),
  contest: object({
    channels: list(oneOf(['app', 'human', 'paper']), 3),
    contact,
    deadlineDays: whole(1, 366),
    humanReview: yesNo,
  }),
  contactAffected: nullable(contact),
  resultsShownByParty: yesNo,
  interest: oneOf(['general', 'commercial']),
  experiments: list(object({ arm: shortName, what: langText(300), from: date, to: date }), 20),
  personalisedPrice: object({ used: yesNo, inputs: list(factKey, 40) }),
});

const readShape = reader(declaration, 'declaration-invalid');

/** Beside the shape: fields that speak of one another must not contradict each other. */
export function readDeclaration(body: unknown): Declaration {
  const read = readShape(body);
  const refuse = (expected: string, where: string): never => {
    throw new PolicyFault('declaration-invalid', expected, where);
  };
  if (read.validTo < read.validFrom) refuse('expected an end after the beginning', 'validTo');
  for (const { key, precision } of read.inputs) {
    if (!knownPrecision(key, precision)) refuse(`expected a precision of \`${key}\``, 'inputs');
  }
  const { maxPerPeriod, periodDays } = read.frequency;
  if ((maxPerPeriod === undefined) !== (periodDays === undefined)) {
    refuse('expected `maxPerPeriod` and `periodDays` together or neither', 'frequency');
  }
  if ((read.logic.kind === 'rules') !== (read.logic.rules !== undefined)) {
    refuse('expected published rules exactly when the logic is `rules`', 'logic.rules');
  }
  if (read.comparison.used !== (read.comparison.method !== 'none')) {
    refuse('expected a method exactly when people are compared', 'comparison.method');
  }
  return read;
}

/** Does this declaration stand on the day of `at`? A planned, suspended or retired one asks nobody. */
export function isInForce(of: Declaration, at: string): boolean {
  const day = at.slice(0, 10);
  return (of.status === 'active' || of.status === 'pilot') && of.validFrom <= day && day <= of.validTo;
}
