/**
 * A party's signed, public, versioned account of one processing. « Explicitly none » is an empty list or `null`; a field that is
 * absent is a fault, because an absent promise cannot be kept or broken.
 */

import type { decisionKinds, sources, statuses, subjectKinds } from './declaration-shape.ts';
import { declarationShape } from './declaration-shape.ts';
import type { FactKey } from './fact.ts';
import { knownPrecision } from './fact.ts';
import { PolicyFault } from './fault.ts';
import type { PartyContact } from './party.ts';
import type { PurposeId } from './purpose.ts';
import { reader } from './read.ts';
import type { Head, LangText } from './record.ts';

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

const readShape = reader<Declaration>(declarationShape, 'declaration-invalid');

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
