/**
 * Once a month a party signs how far the sequence of each of its grants goes, as one tree. Its root stands in the log,
 * each wallet gets its own leaf and path: a relay that shows one side less than the other has then been found out by two
 * signatures (protocol §8).
 */
import { canonicalText, readCanonical } from './canonical.ts';
import { PolicyFault } from './fault.ts';
import { instantMs, instantText } from './instant.ts';
import { dayMs } from './period.ts';
import type { Schema } from './read.ts';
import {
  digest,
  id,
  instant,
  list,
  literal,
  mailbox,
  month,
  object,
  partyId,
  prose,
  reader,
  whole,
} from './read.ts';
import type { Head } from './record.ts';

/** Grants of one party; a tree of them has at most 27 levels. */
const maxLeaves = 100_000_000;
const maxPath = 27;

export interface Statement extends Head<'statement'> {
  readonly by: string;
  /** `2026-10` */
  readonly month: string;
  /** The first instant that it does not count. */
  readonly until: string;
  /** Leaves of the tree, and its root (RFC 6962). Without leaves the root is that of the empty tree. */
  readonly size: number;
  readonly root: string;
}

const statement: Schema<Statement> = object({
  v: literal(1),
  type: literal('statement'),
  id,
  at: instant,
  by: partyId,
  month,
  until: instant,
  size: whole(0, maxLeaves),
  root: digest,
});

const readShape = reader(statement, 'statement-invalid');

export function readStatement(body: unknown): Statement {
  const read = readShape(body);
  if (read.until !== monthEnd(read.month))
    throw new PolicyFault('statement-invalid', 'expected the end of the month', 'until');
  if (instantMs(read.at) < instantMs(read.until))
    throw new PolicyFault('statement-invalid', 'expected a month that is over', 'month');
  return read;
}

/** What a statement says of one grant: its last member at the end of the month, and how many there were. */
export interface Leaf {
  readonly mailbox: string;
  readonly grant: string;
  readonly count: number;
  /** As the next member would point at it: digest of a signed record, leaf hash of an answer. */
  readonly digest: string;
}

const leaf: Schema<Leaf> = object({ mailbox, grant: id, count: whole(1, Number.MAX_SAFE_INTEGER), digest });

export const readLeaf = reader(leaf, 'statement-invalid');

/** A leaf as a party hands it in and a wallet gets it: its canonical text, its place, its path to the signed root. */
export interface PlacedLeaf {
  readonly text: string;
  readonly position: number;
  readonly path: readonly string[];
}

const placedLeaf: Schema<PlacedLeaf> = object({
  text: prose(400),
  position: whole(0, maxLeaves),
  path: list(digest, maxPath),
});

export const readPlacedLeaf = reader(placedLeaf, 'statement-invalid');

/** The entry of the tree. */
export const leafText = ({ mailbox: box, grant, count, digest: last }: Leaf): string =>
  canonicalText({ mailbox: box, grant, count, digest: last });

export const readLeafText = (line1: string): Leaf => readLeaf(readCanonical(line1));

export const monthOf = (ms: number): string => instantText(ms).slice(0, 7);

const nextMonth = (of: string): string => {
  const [year, number] = of.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${of.slice(0, 5)}${String(number + 1).padStart(2, '0')}`;
};

export const monthEnd = (of: string): string => `${nextMonth(of)}-01T00:00:00Z`;
export const monthStart = (of: string): string => `${of}-01T00:00:00Z`;

/** One member of a sequence, as far as a statement counts it. */
export interface CountedMember {
  readonly seq: number;
  readonly digest: string;
  /** As its record says: a reading's is the relay's, a calculation's the party's, all others the wallet's. */
  readonly at: string;
  /** Readings and calculations are the party's own acts. What a wallet signed may reach the log later than it says. */
  readonly isByParty: boolean;
}

/** The last member with a time in the month or before it; undefined before the first. Members in order. */
export function lastBefore(members: readonly CountedMember[], until: string): CountedMember | undefined {
  const untilMs = instantMs(until);
  return members.findLast(({ at }) => instantMs(at) < untilMs);
}

export type LeafFault =
  /** It counts more than this side was shown: a tail is withheld from somebody. */
  | 'count-more'
  /** It leaves out an act of the party itself. */
  | 'count-less'
  /** As many, and another last one. */
  | 'digest-other';

/** Holds a leaf against the own sequence. Null: both sides say the same. */
export function leafFault(
  of: Pick<Leaf, 'count' | 'digest'>,
  members: readonly CountedMember[],
  until: string,
): LeafFault | null {
  const own = members.find(({ seq }) => seq === of.count);
  if (own === undefined) return 'count-more';
  const owed = lastBefore(
    members.filter(({ isByParty }) => isByParty),
    until,
  );
  if (owed !== undefined && owed.seq > of.count) return 'count-less';
  return own.digest === of.digest ? null : 'digest-other';
}

/** Does this month's statement owe this grant a leaf? From the month of its yes to the month of its last member. */
export function isOwed(members: readonly CountedMember[], isEnded: boolean, of: string): boolean {
  const last = lastBefore(members, monthEnd(of));
  if (last === undefined) return false;
  return !isEnded || instantMs((members.at(-1) as CountedMember).at) >= instantMs(monthStart(of));
}

/** After this a month without statement is told. */
export const graceDays = 10;

export interface StatementState {
  readonly state: 'confirmed' | 'awaited' | 'missing';
  /** Newest month that was confirmed, with all before it. */
  readonly month: string | null;
  /** Unconfirmed from this instant on. */
  readonly since: string;
  /** Months whose statement is more than ten days late. */
  readonly late: readonly string[];
}

/** Months from the first instant on that are over at this one. */
function monthsOver(
  of: { readonly fromMs: number; readonly toMs?: number | undefined },
  nowMs: number,
): string[] {
  const months: string[] = [];
  const lastMs = Math.min(of.toMs ?? nowMs, nowMs);
  for (let at = monthOf(of.fromMs); instantMs(monthStart(at)) <= lastMs; at = nextMonth(at)) {
    if (instantMs(monthEnd(at)) > nowMs) break;
    months.push(at);
  }
  return months;
}

/** What a party has still to say, late or not. */
export const unstated = (
  of: { readonly fromMs: number; readonly months: readonly string[] },
  nowMs: number,
): string[] => monthsOver(of, nowMs).filter((month) => !of.months.includes(month));

/** Which statements there are, of those that there should be. For a party's public page, and for one grant on a phone. */
export function statementState(
  of: {
    readonly fromMs: number;
    /** When it was over: later months are owed nothing. */
    readonly toMs?: number | undefined;
    readonly months: readonly string[];
  },
  nowMs: number,
): StatementState {
  const late: string[] = [];
  let newest: string | null = null;
  let since = instantText(of.fromMs);
  let isAwaited = false;
  let isUnbroken = true;
  for (const at of monthsOver(of, nowMs)) {
    if (of.months.includes(at)) {
      if (isUnbroken) [newest, since] = [at, monthEnd(at)];
      continue;
    }
    isUnbroken = false;
    if (nowMs >= instantMs(monthEnd(at)) + graceDays * dayMs) late.push(at);
    else isAwaited = true;
  }
  const state = late.length > 0 ? 'missing' : isAwaited ? 'awaited' : 'confirmed';
  return { state, month: newest, since, late };
}
