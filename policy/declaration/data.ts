/** Where data comes from, who gets it, how long it stays and how it is guarded. */
import { type FactKey, factKey } from '../fact.ts';
import type { Schema } from '../read.ts';
import {
  country,
  date,
  langText,
  line,
  list,
  nullable,
  object,
  oneOf,
  optional,
  shortName,
  url,
  whole,
} from '../read.ts';
import type { LangText } from '../record.ts';

/** From what the person gave to what was found out about them. */
export const sources = ['citizen', 'service', 'third', 'derived', 'inferred', 'observed'] as const;

const term = (prefix: string) => (name: string) => `https://w3id.org/dpv/${prefix}${name}`;

/** Terms of DPV 2.3 that a declaration may use; labels stand in `terms.ts`. */
export const securityIris = [
  'EncryptionAtRest',
  'EncryptionInTransfer',
  'EndToEndEncryption',
  'AccessControlMethod',
  'MultiFactorAuthentication',
  'Pseudonymisation',
  'Anonymisation',
  'LoggingPolicy',
  'SecurityAudit',
  'DataBackupProtocols',
  'StaffTraining',
  'IncidentManagementProcedures',
  'ConfidentialityAgreement',
].map((name) => `https://w3id.org/dpv#${name}`);

export const riskIris = [
  'Discrimination',
  'Bias',
  'DataInaccurate',
  'DataOutdated',
  'Reidentification',
  'ConfidentialityBreach',
  'PublicServicesExclusion',
  'ServiceDenied',
  'OpportunityLoss',
  'FinancialLoss',
  'ErroneousUse',
  'HumanOversightIneffective',
  'LackOfSystemTransparency',
  'DisproportionateEnergyConsumption',
].map(term('risk#'));

export interface Processor {
  readonly name: LangText;
  readonly legalId: string | null;
  readonly role: (typeof processorRoles)[number];
  readonly country: string;
  /** What of people's data it can see. */
  readonly dataAccess: (typeof dataAccesses)[number];
}

export const processorRoles = [
  'hosting',
  'software',
  'maintenance',
  'support',
  'analysis',
  'delivery',
] as const;
/** From nothing to everything: a step to the right widens. */
export const dataAccesses = ['none', 'encrypted', 'pseudonymised', 'identified'] as const;

export const processorShape: Schema<Processor> = object({
  name: langText(120),
  legalId: nullable(line(40)),
  role: oneOf(processorRoles),
  country,
  dataAccess: oneOf(dataAccesses),
});

/** Data that is joined and does not come from the resident; `inputs` name it by its `id`. */
export interface OtherData {
  readonly id: string;
  readonly name: LangText;
  readonly holder: LangText;
  readonly why: LangText;
}

export const otherDataShape: Schema<OtherData> = object({
  id: shortName,
  name: langText(160),
  holder: langText(160),
  why: langText(300),
});

/** From least to most telling: a step to the right widens. */
export const givenAs = ['aggregate', 'pseudonymised', 'identified'] as const;

export interface DeclaredRecipient {
  readonly name: LangText;
  readonly kind: 'processor' | 'public' | 'private' | 'research';
  readonly why: LangText;
  readonly fields: readonly FactKey[];
  readonly asWhat: (typeof givenAs)[number];
}

export const recipientShape: Schema<DeclaredRecipient> = object({
  name: langText(120),
  kind: oneOf(['processor', 'public', 'private', 'research']),
  why: langText(300),
  fields: list(factKey, 40),
  asWhat: oneOf(givenAs),
});

export interface Transfer {
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly safeguard: LangText;
}

export const transferShape: Schema<Transfer> = object({ country, safeguard: langText(300) });

export const retentionStarts = ['collection', 'calculation', 'end-of-agreement', 'payment'] as const;

export interface Retention {
  readonly what: LangText;
  readonly days: number;
  /** The event from which the days are counted. */
  readonly start: (typeof retentionStarts)[number];
  /** Required by the publication gate above 36 months. */
  readonly why?: LangText;
  readonly then: 'delete' | 'anonymise' | 'archive';
}

export const retentionShape: Schema<Retention> = object({
  what: langText(200),
  days: whole(0, 36_500),
  start: oneOf(retentionStarts),
  why: optional(langText(300)),
  // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
  then: oneOf(['delete', 'anonymise', 'archive']),
});

export interface Frequency {
  readonly kind: 'once' | 'on-event' | 'periodic';
  readonly maxPerPeriod?: number;
  readonly periodDays?: number;
}

export const frequencyShape: Schema<Frequency> = object({
  kind: oneOf(['once', 'on-event', 'periodic']),
  maxPerPeriod: optional(whole(1, 1_000_000)),
  periodDays: optional(whole(1, 366)),
});

export interface Scale {
  readonly peoplePerYear: number;
  readonly decisionsPerYear: number;
}

export const scaleShape: Schema<Scale> = object({
  peoplePerYear: whole(0, 10_000_000_000),
  decisionsPerYear: whole(0, 1_000_000_000_000),
});

export interface SecurityMeasure {
  readonly iri: string;
  readonly text: LangText;
}

export const securityShape: Schema<SecurityMeasure> = object({
  iri: oneOf(securityIris),
  text: langText(300),
});

export const residuals = ['low', 'medium', 'high'] as const;

export interface DeclaredRisk {
  readonly iri: string;
  readonly text: LangText;
  /** Who bears it; « everybody » is an empty list. */
  readonly groups: readonly LangText[];
  readonly mitigation: LangText;
  readonly residual: (typeof residuals)[number];
}

export const riskShape: Schema<DeclaredRisk> = object({
  iri: oneOf(riskIris),
  text: langText(400),
  groups: list(langText(200), 12),
  mitigation: langText(400),
  residual: oneOf(residuals),
});

export interface ImpactAssessment {
  /** Data protection (GDPR 35), algorithmic, fundamental rights (AI Act 27). */
  readonly kind: 'DPIA' | 'AIA' | 'FRIA';
  readonly url: string | null;
  readonly date: string;
  readonly result: LangText;
}

export const assessmentShape: Schema<ImpactAssessment> = object({
  kind: oneOf(['DPIA', 'AIA', 'FRIA']),
  url: nullable(url),
  date,
  result: langText(400),
});
