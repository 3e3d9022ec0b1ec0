/**
 * « Yes, if at least X of us say yes. » A party asks a district in public before anybody gives anything. What is counted are
 * blind tokens, one a person; below X nobody learns how many there are, and nothing of anybody's is anywhere.
 */
import { knownPrecision } from './fact.ts';
import { PolicyFault } from './fault.ts';
import { instantMs } from './instant.ts';
import { dayMs, hourMs } from './period.ts';
import type { Schema } from './read.ts';
import {
  both,
  digest,
  distinct,
  id,
  instant,
  line,
  list,
  literal,
  object,
  oneOf,
  partyId,
  reader,
  straightText,
  where,
  whole,
} from './read.ts';
import type { Head, LangText } from './record.ts';
import { type AuthorizationDetail, authorizationDetail } from './request.ts';

export interface Condition extends Head<'condition'> {
  /** The party that asks. */
  readonly by: string;
  /** What a grant would say yes to: declaration, purpose, facts and period, as in a request. */
  readonly request: AuthorizationDetail;
  /** Who is meant by « we »: words, and codes of communes or districts where there are any. Nobody's address is checked. */
  readonly area: { readonly name: LangText; readonly codes: readonly string[] };
  readonly threshold: number;
  /** Whole hour: the last instant at which the count is looked at. */
  readonly end: string;
  /** Whose yes counts: one of each account, or one of each person with an enrolment code. */
  readonly enrolment: 'account' | 'person';
}

/** The relay says that X was reached; never by how many. */
export interface ConditionMet extends Head<'condition-met'> {
  /** Party id of the régie. */
  readonly by: string;
  readonly condition: string;
}

/** Fewer than these could be asked around. */
const leastThreshold = 5;
const mostThreshold = 10_000_000;
const longestMs = 366 * dayMs;
/** So long after its end a phone that was off may still send what its owner said yes to. */
export const graceMs = 31 * dayMs;

const condition: Schema<Condition> = object({
  v: literal(1),
  type: literal('condition'),
  id,
  at: instant,
  by: partyId,
  request: authorizationDetail,
  area: object({ name: straightText(200), codes: distinct(list(line(12), 40), (code) => code) }),
  threshold: whole(leastThreshold, mostThreshold),
  end: both(
    instant,
    where((text) => instantMs(text) % hourMs === 0, 'expected a whole hour'),
  ),
  enrolment: oneOf(['account', 'person']),
});

const readShape = reader(condition, 'condition-invalid');

export function readCondition(body: unknown): Condition {
  const read = readShape(body);
  const spanMs = instantMs(read.end) - instantMs(read.at);
  if (spanMs <= 0 || spanMs > longestMs)
    throw new PolicyFault('condition-invalid', 'expected an end after `at` and within a year', 'end');
  for (const { key, precision } of read.request.facts)
    if (!knownPrecision(key, precision))
      throw new PolicyFault('condition-invalid', `expected a precision of \`${key}\``, 'request.facts');
  return read;
}

const met: Schema<ConditionMet> = object({
  v: literal(1),
  type: literal('condition-met'),
  id,
  at: instant,
  by: partyId,
  condition: digest,
});

export const readConditionMet = reader(met, 'condition-invalid');

/** All that anybody is told before the end, and the same for 0 and for X − 1. */
export const conditionStates = ['not-yet', 'met', 'ended'] as const;
export type ConditionState = (typeof conditionStates)[number];

/** Times at which the count is looked at. Between two of them nothing that is public changes, whoever says what. */
export const tickAt = (of: Pick<Condition, 'end'>, nowMs: number, tickMs: number): number =>
  Math.floor(Math.min(nowMs, instantMs(of.end)) / tickMs) * tickMs;

/** Yeses come and go until just before the end. */
export const takesYes = (of: Pick<Condition, 'end'>, nowMs: number): boolean => nowMs < instantMs(of.end);

/** Grants under a condition that was met. */
export const takesGrant = (of: Pick<Condition, 'end'>, nowMs: number): boolean =>
  nowMs < instantMs(of.end) + graceMs;

/** What the key of a yes signs, so that it gives one grant and no other: under `vav/condition-grant/1`. */
export const conditionGrantLabel = 'vav/condition-grant/1';
export const conditionGrantText = (conditionDigest: string, grantDigest: string): string =>
  `${conditionDigest} ${grantDigest}`;
