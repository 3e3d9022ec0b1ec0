/** What people can do and expect: who is left out, what a no costs, how to object, which rights, what can be undone. */
import { type Band, type FactKey, factKey } from '../fact.ts';
import { contact, type PartyContact } from '../party.ts';
import type { Schema } from '../read.ts';
import {
  both,
  either,
  langText,
  line,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  some,
  url,
  where,
  whole,
  yesNo,
} from '../read.ts';
import type { LangText } from '../record.ts';

export const subjectKinds = ['resident', 'household', 'incidental', 'community'] as const;

/** Terms of DPV's GDPR extension that a declaration may stand on. */
export const basisIris = [
  'A6-1-a',
  'A6-1-b',
  'A6-1-c',
  'A6-1-d',
  'A6-1-e',
  'A6-1-f',
  'A9-2-a',
  'A9-2-b',
  'A9-2-g',
  'A9-2-h',
  'A9-2-i',
  'A9-2-j',
].map((name) => `https://w3id.org/dpv/legal/eu/gdpr#${name}`);

export interface LegalBasis {
  readonly iri: string;
  readonly article: string;
  readonly lawUrl: string | null;
}

export const basisShape: Schema<LegalBasis> = object({
  iri: oneOf(basisIris),
  article: line(60),
  lawUrl: nullable(url),
});

/**
 * A test that a phone can run on one fact: a yes or no, one of these choices, a number from (inclusive) to (exclusive), or
 * a place whose code begins so.
 */
export type GroupTest = boolean | Band | readonly string[];

export interface NotServed {
  readonly who: LangText;
  readonly why: LangText;
  readonly instead: LangText;
  /** Absent when no fact of the catalogue tells whether one is in the group. */
  readonly fact?: { readonly key: FactKey; readonly is: GroupTest };
}

const band = both(
  object({ from: number, to: number }),
  where((entry) => entry.from < entry.to, 'expected a band that ends after it begins'),
);

export const notServedShape: Schema<NotServed> = object({
  who: langText(200),
  why: langText(300),
  instead: langText(300),
  fact: optional(object({ key: factKey, is: either([yesNo, band, some(line(48), 20)]) })),
});

export interface RefusalTerms {
  readonly consequence: LangText;
  /** The way to the service without the wallet. */
  readonly alternative: LangText;
  /** What saying no costs more, in euros; 0 when nothing. */
  readonly costDelta: number;
  /** Can the wallet work out from the published rules what a no costs this person? */
  readonly computable: boolean;
}

export const refusalShape: Schema<RefusalTerms> = object({
  consequence: langText(400),
  alternative: langText(400),
  costDelta: number,
  computable: yesNo,
});

export interface Escalation {
  readonly to: LangText;
  readonly how: LangText;
  readonly url: string | null;
  /** Within how many days one may go there; `null` when there is no limit. */
  readonly withinDays: number | null;
}

export interface ContestTerms {
  readonly channels: readonly ('app' | 'human' | 'paper')[];
  readonly contact: PartyContact;
  /** Within how many days the party answers. */
  readonly deadlineDays: number;
  /** How long one may contest, from the day the result was received. */
  readonly withinDays: number;
  readonly humanReview: boolean;
  /** Where one goes next, in order. */
  readonly escalation: readonly Escalation[];
  /** Does the result wait while it is contested? */
  readonly suspensive: boolean;
}

export const contestShape: Schema<ContestTerms> = object({
  channels: list(oneOf(['app', 'human', 'paper']), 3),
  contact,
  deadlineDays: whole(1, 366),
  withinDays: whole(1, 3660),
  humanReview: yesNo,
  escalation: list(
    object({
      to: langText(160),
      how: langText(300),
      url: nullable(url),
      withinDays: nullable(whole(1, 1830)),
    }),
    8,
  ),
  suspensive: yesNo,
});

/** Articles of the GDPR; each is a term `gdpr:…` of DPV. */
export const rightNames = ['A15', 'A16', 'A17', 'A18', 'A20', 'A21', 'A22', 'A7-3', 'A77'] as const;

export interface DeclaredRight {
  readonly right: (typeof rightNames)[number];
  readonly how: LangText;
  readonly where: LangText;
  readonly delayDays: number;
}

export const rightShape: Schema<DeclaredRight> = object({
  right: oneOf(rightNames),
  how: langText(300),
  where: langText(300),
  delayDays: whole(0, 366),
});

/** From best to worst for people. */
export const reversibilities = ['no-effect', 'reversible', 'partly', 'irreversible'] as const;

export interface Reversibility {
  readonly kind: (typeof reversibilities)[number];
  readonly text: LangText;
}

export const reversibilityShape: Schema<Reversibility> = object({
  kind: oneOf(reversibilities),
  text: langText(400),
});
