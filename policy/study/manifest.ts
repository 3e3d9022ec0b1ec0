/** What a study's manifest says, field by field, and its shape; the rules between its fields are in `study.ts`. */
import { type FactKey, factKeys } from '../fact.ts';
import { contact, type PartyContact } from '../party.ts';
import { type PurposeId, purposeId } from '../purpose.ts';
import type { Schema } from '../read.ts';
import {
  distinct,
  either,
  id,
  instant,
  line,
  list,
  literal,
  minute,
  nullable,
  number,
  object,
  oneOf,
  optional,
  partyId,
  shortName,
  some,
  straightText,
  url,
  whole,
  yesNo,
} from '../read.ts';
import type { Head, LangText } from '../record.ts';
import type { Mechanism } from './budget.ts';

/** One class of a dimension: values of a choice, or a band of numbers from (inclusive) to (exclusive, or open). */
export interface StudyClass {
  readonly id: string;
  readonly label: LangText;
  readonly values?: readonly (string | boolean)[];
  readonly from?: number;
  readonly to?: number | null;
}

/** One fact, put into classes. A study's cells are the product of its dimensions, the last one running fastest. */
export interface Dimension {
  readonly id: string;
  readonly label: LangText;
  readonly fact: FactKey;
  readonly classes: readonly StudyClass[];
}

/** VDAF draft 20, as DAP names it; one bucket a cell and a last one for « nothing to say ». */
export interface StudyVdaf {
  readonly name: 'Prio3MultihotCountVec';
  readonly length: number;
  readonly maxWeight: 1;
  readonly chunkLength: number;
}

/** Both instants whole minutes; `opens` inclusive, `closes` exclusive. */
export interface StudyWindow {
  readonly opens: string;
  readonly closes: string;
}

export interface StudyOperator {
  readonly party: string;
  readonly name: LangText;
  readonly legalId: string;
  /** Base of its DAP resources, without a final slash. */
  readonly url: string;
}

export interface Study extends Head<'study'> {
  /** The research party. */
  readonly by: string;
  readonly title: LangText;
  readonly question: LangText;
  readonly summary: LangText;
  readonly purpose: PurposeId;
  readonly area: LangText;
  readonly covered: LangText;
  readonly notCovered: readonly { readonly who: LangText; readonly why: LangText }[];
  readonly dimensions: readonly Dimension[];
  /** The last bucket: not concerned, not in the list, or rather not said. */
  readonly nothing: LangText;
  readonly vdaf: StudyVdaf;
  readonly mechanism: Mechanism;
  /** zCDP that one aggregator's noise alone leaves open, in millionths of ρ; must be that of `mechanism`. */
  readonly costMillionths: number;
  readonly confidencePercent: 95;
  /** An estimate under this is not told: « suppressed ». 0 where all are told. */
  readonly suppressBelow: number;
  readonly window: StudyWindow;
  /** Times of contributions are cut to this; DAP's `time_precision`. */
  readonly precisionSeconds: number;
  readonly releaseAt: string;
  /** From then on only the release is left. */
  readonly destroyAt: string;
  readonly minimumCohort: number;
  /** Why fewer than 100 suffice; `null` from 100 on. */
  readonly minimumReason: LangText | null;
  /** Does one need an enrolment code (one person, once), or only an account? */
  readonly enrolment: 'account' | 'person';
  readonly leader: StudyOperator;
  readonly helper: StudyOperator;
  readonly issuer: StudyOperator;
  readonly contact: PartyContact;
  readonly licence: 'etalab-2.0' | 'CC-BY-4.0' | 'ODbL-1.0';
  /** What comes back to those who took part. */
  readonly comesBack: LangText;
}

const studyClass: Schema<StudyClass> = object({
  id: shortName,
  label: straightText(80),
  values: optional(some(either([line(40), yesNo]), 400)),
  from: optional(number),
  to: optional(nullable(number)),
});

const dimension: Schema<Dimension> = object({
  id: shortName,
  label: straightText(80),
  fact: oneOf(factKeys),
  classes: distinct(some(studyClass, 60), (entry) => entry.id),
});

const operator: Schema<StudyOperator> = object({
  party: partyId,
  name: straightText(120),
  legalId: line(40),
  url,
});

const mechanism: Schema<Mechanism> = object({
  name: oneOf(['discrete-laplace', 'discrete-gaussian']),
  numerator: whole(1, 1_000_000_000),
  denominator: whole(1, 1_000_000_000),
  neighbour: literal('substitution'),
});

export const manifestShape: Schema<Study> = object({
  v: literal(1),
  type: literal('study'),
  id,
  at: instant,
  by: partyId,
  title: straightText(80),
  question: straightText(200),
  summary: straightText(600),
  purpose: purposeId,
  area: straightText(200),
  covered: straightText(300),
  notCovered: list(object({ who: straightText(120), why: straightText(300) }), 20),
  dimensions: distinct(some(dimension, 4), (entry) => entry.id),
  nothing: straightText(120),
  vdaf: object({
    name: literal('Prio3MultihotCountVec'),
    length: whole(2, 401),
    maxWeight: literal(1),
    chunkLength: whole(1, 402),
  }),
  mechanism,
  costMillionths: whole(1, 1_000_000_000),
  confidencePercent: literal(95),
  suppressBelow: whole(0, 1_000_000),
  window: object({ opens: minute, closes: minute }),
  precisionSeconds: whole(60, 31 * 86_400),
  releaseAt: minute,
  destroyAt: minute,
  minimumCohort: whole(2, 100_000_000),
  minimumReason: nullable(straightText(400)),
  enrolment: oneOf(['account', 'person']),
  leader: operator,
  helper: operator,
  issuer: operator,
  contact,
  licence: oneOf(['etalab-2.0', 'CC-BY-4.0', 'ODbL-1.0']),
  comesBack: straightText(300),
});
