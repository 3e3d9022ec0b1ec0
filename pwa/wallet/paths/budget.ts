// The odometer: what studies may have learned this year, counted on this phone from the yeses it keeps. The issuer counts
// the same on its side, by account; the two are held against each other when the resident asks.

import { yearOf } from '../../../policy/instant.ts';
import { leftMillionths, mayPay, type Spent, yearlyMillionths } from '../../../policy/study/budget.ts';
import type { Study } from '../../../policy/study.ts';
import type { KeptContribution } from '../vault/kept/study.ts';
import { contributions } from '../vault/open.ts';
import { here, type Surroundings } from './surroundings.ts';

/** A yes sets its cost aside at once; it is given back only where no token came. */
export const counts = ({ paidAt, state }: KeptContribution): boolean => paidAt !== null || state === 'kept';

export function spentHere(rows: readonly KeptContribution[] = contributions.value): Spent[] {
  return rows.filter(counts).map(({ study, year, costMillionths }) => ({ study, year, costMillionths }));
}

/** Parts of a year's reserve are sixteenths: four of them for a study at ε = 1. */
export const partsInAYear = 16;
export const partsOf = (millionths: number): number =>
  Math.ceil((millionths * partsInAYear) / yearlyMillionths);

export interface Odometer {
  readonly year: number;
  readonly spentMillionths: number;
  readonly leftMillionths: number;
}

/** `paid`: only what the issuer has counted too; what is set aside here it cannot know yet. */
export function odometer(
  around: Surroundings = here,
  year: number = yearOf(around.now()),
  which: 'all' | 'paid' = 'all',
): Odometer {
  const rows = contributions.value.filter(({ paidAt }) => which === 'all' || paidAt !== null);
  const left = leftMillionths(spentHere(rows), year);
  return { year, spentMillionths: yearlyMillionths - left, leftMillionths: left };
}

export function mayJoin(digest: string, { costMillionths }: Study, around: Surroundings = here): boolean {
  return mayPay(spentHere(), digest, costMillionths, yearOf(around.now()));
}
