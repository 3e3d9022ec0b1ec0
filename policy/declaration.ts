/**
 * A party's signed, public, versioned account of one processing. « Explicitly none » is an empty list or `null`; a field that is
 * absent is a fault, because an absent promise cannot be kept or broken.
 */

import type {
  Area,
  ChangelogEntry,
  CityContract,
  DeclarationSources,
  Earning,
  Entry,
  Indicator,
  Monitoring,
  Openness,
} from './declaration/city.ts';
import type {
  DeclaredRecipient,
  DeclaredRisk,
  Frequency,
  ImpactAssessment,
  OtherData,
  Processor,
  Retention,
  Scale,
  SecurityMeasure,
  sources,
  Transfer,
} from './declaration/data.ts';
import type {
  Comparison,
  DecisionTerms,
  DeclaredOutput,
  Experiment,
  HumanPart,
  Logic,
  PersonalisedPrice,
} from './declaration/logic.ts';
import type {
  ContestTerms,
  DeclaredRight,
  LegalBasis,
  NotServed,
  RefusalTerms,
  Reversibility,
  subjectKinds,
} from './declaration/people.ts';
import type { aiActClasses, readingLevels, statuses } from './declaration/shape.ts';
import { declarationShape } from './declaration/shape.ts';
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
  readonly jointWith: readonly JointController[];
}

export interface JointController {
  readonly name: LangText;
  readonly legalId: string;
  readonly contact: PartyContact;
}

/** The purpose's DPV term is that of `purpose.ts`. */
export interface DeclaredPurpose {
  readonly id: PurposeId;
  readonly text: LangText;
}

export interface DeclaredInput {
  readonly key: FactKey;
  readonly necessity: 'required' | 'optional';
  readonly source: (typeof sources)[number];
  /** Which of `otherData` it comes from; `null` when it comes from the resident. */
  readonly sourceId: string | null;
  readonly precision: string;
  /** The name of this input in the published rules; absent when rules do not read it. */
  readonly ruleInput?: string;
  readonly sensitive: boolean;
}

/** What was asked once and is no longer, or is now worked out on the phone. */
export interface Minimised {
  readonly what: LangText;
  readonly how: 'dropped' | 'on-phone';
}

export interface Declaration extends Head<'declaration'> {
  readonly by: string;
  readonly version: string;
  readonly previousHash: string | null;
  readonly status: (typeof statuses)[number];
  readonly validFrom: string;
  readonly validTo: string;
  readonly reviewBefore: string;
  readonly title: LangText;
  readonly summary: LangText;
  readonly controller: Controller;
  /** A role that answers for it, never a person's name. */
  readonly accountableRole: LangText;
  readonly processors: readonly Processor[];
  readonly purposes: readonly DeclaredPurpose[];
  readonly legalBasis: readonly LegalBasis[];
  readonly necessity: LangText;
  readonly proportionality: LangText | null;
  readonly alternativesConsidered: LangText | null;
  readonly subjects: readonly (typeof subjectKinds)[number][];
  readonly notServed: readonly NotServed[];
  readonly inputs: readonly DeclaredInput[];
  readonly minimised: readonly Minimised[];
  readonly otherData: readonly OtherData[];
  readonly outputs: readonly DeclaredOutput[];
  readonly decision: DecisionTerms;
  readonly human: HumanPart;
  readonly logic: Logic;
  readonly comparison: Comparison;
  readonly recipients: readonly DeclaredRecipient[];
  readonly transfers: readonly Transfer[];
  readonly retention: readonly Retention[];
  readonly frequency: Frequency;
  readonly scale: Scale;
  /** An envelope sealed longer ago than this is too old to read. */
  readonly maxAgeDays: number;
  readonly security: readonly SecurityMeasure[];
  readonly risks: readonly DeclaredRisk[];
  readonly impactAssessments: readonly ImpactAssessment[];
  /** Why there is no assessment; `null` when there is one. */
  readonly impactReason: LangText | null;
  readonly aiActClass: (typeof aiActClasses)[number] | null;
  readonly registrationUrl: string | null;
  readonly leavePolicy: 'delete' | 'freeze' | 'keep-in-aggregates';
  readonly rights: readonly DeclaredRight[];
  readonly refusal: RefusalTerms;
  readonly contest: ContestTerms;
  readonly contactAffected: PartyContact | null;
  readonly reversibility: Reversibility;
  readonly monitoring: Monitoring | null;
  /** What stands on each decision (CRPA R311-3-1-1); `null` when no decision is made. */
  readonly explicitNotice: LangText | null;
  readonly icons: readonly string[];
  readonly sources: DeclarationSources;
  readonly changelog: readonly ChangelogEntry[];
  /** Languages in which people are served. */
  readonly lang: readonly string[];
  readonly readingLevel: (typeof readingLevels)[number];
  readonly easyToRead: string | null;
  readonly resultsShownByParty: boolean;
  readonly interest: 'general' | 'commercial';
  /** Does the party give data on beyond its recipients, does it sell it? */
  readonly reshares: boolean;
  readonly resale: boolean;
  /** What becomes of people and data when the service stops. */
  readonly exitPlan: LangText;
  readonly experiments: readonly Experiment[];
  readonly personalisedPrice: PersonalisedPrice;
  readonly area: Area | null;
  /** Who earns what by it. */
  readonly value: readonly Earning[];
  readonly contract: CityContract;
  readonly indicators: readonly Indicator[];
  readonly openness: readonly Openness[];
  readonly entry: Entry;
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
  if (read.logic.kind === 'rules' && read.logic.model !== undefined) {
    refuse('expected no model when the logic is `rules`', 'logic.model');
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
