/** What everybody may know of a party, once a week: what it promised, and what is counted of what it did. */

import type { Count } from './public-count.ts';
import type { Schema } from './read.ts';
import {
  date,
  digest,
  instant,
  langText,
  line,
  list,
  literal,
  month,
  nullable,
  object,
  oneOf,
  partyId,
  reader,
  semver,
  whole,
  yesNo,
} from './read.ts';
import type { LangText } from './record.ts';
import type { ContestGroup, ThreadCounts, ThreadTable, ToldAnswer } from './thread/count.ts';
import { threadTargets } from './thread/reason.ts';

export interface PagePromise {
  readonly declaration: string;
  readonly title: LangText;
  readonly version: string;
  readonly status: string;
  /** In days. */
  readonly answersWithin: number;
  readonly uses: { readonly max: number | null; readonly days: number | null };
  /** The longest that anything is kept. */
  readonly keptDays: number;
}

export interface PageClosure {
  /** The party itself, or one declaration that was suspended or retired. */
  readonly what: 'party' | 'suspended' | 'retired';
  readonly declaration: string | null;
  readonly on: string;
}

export interface PageStatements {
  readonly state: 'confirmed' | 'awaited' | 'missing';
  readonly month: string | null;
  readonly since: string;
  readonly late: readonly string[];
}

export interface PartyPage extends ThreadCounts {
  readonly v: 1;
  readonly party: string;
  /** Nothing from here on is counted yet. */
  readonly until: string;
  readonly next: string;
  readonly promises: readonly PagePromise[];
  /** By the Monday that the week begins on, newest first. */
  readonly uses: readonly { readonly week: string; readonly uses: Count }[];
  /** Noes to its requests, since the beginning. */
  readonly refusals: Count;
  readonly statements: PageStatements;
  readonly closures: readonly PageClosure[];
}

const count = nullable(whole(5, Number.MAX_SAFE_INTEGER));
const table: Schema<ThreadTable> = object({
  received: count,
  upheld: count,
  partly: count,
  rejected: count,
  withdrawn: count,
  waiting: count,
  overdue: count,
  late: count,
  lateSince: nullable(date),
  medianDays: nullable(whole(0, 100_000)),
});
const told: Schema<ToldAnswer> = object({
  question: langText(500),
  answer: langText(2000),
  declaration: nullable(digest),
  on: date,
});
const group: Schema<ContestGroup> = object({
  declaration: nullable(digest),
  what: oneOf(threadTargets),
  name: nullable(line(200)),
  contests: count,
  isOwed: yesNo,
  answer: nullable(told),
});
const promise: Schema<PagePromise> = object({
  declaration: digest,
  title: langText(200),
  version: semver,
  status: line(40),
  answersWithin: whole(0, 3660),
  uses: object({ max: nullable(whole(0, 1_000_000_000)), days: nullable(whole(0, 3660)) }),
  keptDays: whole(0, 100_000),
});

const partyPage: Schema<PartyPage> = object({
  v: literal(1),
  party: partyId,
  until: instant,
  next: instant,
  promises: list(promise),
  uses: list(object({ week: date, uses: count }), 60),
  refusals: count,
  contests: table,
  rights: table,
  deletions: table,
  questions: table,
  reports: object({ bias: count, fault: count, security: count, other: count }),
  mismatches: count,
  groups: list(group, 100),
  answers: list(told, 200),
  statements: object({
    state: oneOf(['confirmed', 'awaited', 'missing']),
    month: nullable(month),
    since: instant,
    late: list(month, 500),
  }),
  closures: list(
    object({ what: oneOf(['party', 'suspended', 'retired']), declaration: nullable(digest), on: date }),
  ),
});

export const readPartyPage = reader(partyPage, 'page-invalid');
