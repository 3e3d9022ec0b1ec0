/**
 * What a party computed about a resident. The record is public in form and blind in content: digests only. The content
 * travels sealed to the resident; its digest is salted by the 32 bytes inside it.
 */
import { canonicalText } from './canonical.ts';
import type { Fact } from './fact.ts';
import { readFact } from './fact.ts';
import type { JsonValue, Schema } from './read.ts';
import {
  digest,
  distinct,
  either,
  id,
  instant,
  jsonValue,
  langText,
  line,
  list,
  literal,
  mailbox,
  nullable,
  number,
  object,
  optional,
  partyId,
  reader,
  salt,
  shortName,
  url,
  whole,
  yesNo,
} from './read.ts';
import type { Head, LangText } from './record.ts';

export interface Calculation extends Head<'calculation'> {
  readonly by: string;
  readonly mailbox: string;
  readonly grant: string;
  /** Which envelope was read, and the digest of its sealed bytes. */
  readonly envelope: { readonly n: number; readonly digest: string };
  readonly declaration: string;
  /** Digest of the published rules; null when the logic is not made of rules. */
  readonly rulesHash: string | null;
  /** Engine and version, such as `publicodes 1.10.3`. */
  readonly engine: string;
  /** Tree (RFC 6962 §2.1) over `commitmentText` of each input, in the order of the content: one can be shown alone. */
  readonly inputs: { readonly count: number; readonly root: string };
  /** SHA-256 of `contentText`. */
  readonly contentDigest: string;
  /** SHA-256 of the sealed bytes. */
  readonly sealedDigest: string;
  /** No `until`: the time runs from the day the resident is known to have received it. */
  readonly contest: { readonly until?: string; readonly where: string };
}

export type Scalar = number | string | boolean | null;

export interface CalculationInput {
  /** The name of the input in the rules, or a fact's key. */
  readonly key: string;
  readonly value: Scalar;
  /** Each commitment to a fact has a salt of its own. */
  readonly salt: string;
}

export interface CalculationResult {
  readonly key: string;
  readonly value: Scalar;
  readonly unit: string | null;
}

/** The group one was compared to: null when nobody was compared. */
export interface ComparedCohort {
  readonly definition: LangText;
  readonly size: number;
  readonly ownBand: string;
  readonly distribution: readonly { readonly band: string; readonly count: number }[];
}

export interface CalculationContent {
  readonly salt: string;
  readonly inputs: readonly CalculationInput[];
  readonly results: readonly CalculationResult[];
  /** Why: the active path as the engine tells it. Its shape is `evaluate.ts`'s. */
  readonly path: JsonValue;
  readonly cohort: ComparedCohort | null;
  readonly human: { readonly involved: boolean; readonly role: LangText | null };
  /** The arm of a running experiment that this person was in; absent when there is none, or when it was left. */
  readonly arm?: string;
  /** The facts as they stood in the envelope that was read. */
  readonly facts: readonly Fact[];
  /** The party's own name for this file, for a letter or a call; no result of the rules, so never compared. */
  readonly reference?: string;
}

const calculation: Schema<Calculation> = object({
  v: literal(1),
  type: literal('calculation'),
  id,
  at: instant,
  by: partyId,
  mailbox,
  grant: id,
  envelope: object({ n: whole(1, 1_000_000_000), digest }),
  declaration: digest,
  rulesHash: nullable(digest),
  engine: line(80),
  inputs: object({ count: whole(0, 500), root: digest }),
  contentDigest: digest,
  sealedDigest: digest,
  contest: object({ until: optional(instant), where: url }),
});

export const readCalculation = reader(calculation, 'calculation-invalid');

export const scalar: Schema<Scalar> = nullable(either([number, line(2000), yesNo]));
const name = line(200);

const input: Schema<CalculationInput> = object({ key: name, value: scalar, salt });
const result: Schema<CalculationResult> = object({ key: name, value: scalar, unit: nullable(line(40)) });

const content = object({
  salt,
  inputs: distinct(list(input), (entry) => entry.key),
  results: distinct(list(result), (entry) => entry.key),
  path: jsonValue,
  cohort: nullable(
    object({
      definition: langText(400),
      size: whole(1, 1_000_000_000),
      ownBand: line(80),
      distribution: list(object({ band: line(80), count: whole(0, 1_000_000_000) }), 100),
    }),
  ),
  human: object({ involved: yesNo, role: nullable(langText(200)) }),
  arm: optional(shortName),
  facts: list(jsonValue, 40),
  reference: optional(line(80)),
});

const readContentShape = reader(content, 'calculation-invalid');

/** The sealed part, once opened. */
export function readCalculationContent(body: unknown): CalculationContent {
  const read = readContentShape(body);
  return { ...read, facts: read.facts.map(readFact) };
}

/** The text whose SHA-256 is `contentDigest`. */
export const contentText = (of: CalculationContent): string => canonicalText(of);

/** The leaf entry that commits to one input: shown alone, it tells nothing of the others. */
export const commitmentText = ({ key, value, salt: own }: CalculationInput): string =>
  canonicalText({ key, salt: own, value });
