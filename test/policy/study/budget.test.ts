import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  epsilonOf,
  leftMillionths,
  type Mechanism,
  mayPay,
  rhoMillionths,
  type Spent,
  yearlyMillionths,
} from '../../../policy/study/budget.ts';

const laplace = (numerator: number, denominator: number): Mechanism => ({
  name: 'discrete-laplace',
  numerator,
  denominator,
  neighbour: 'substitution',
});
const gaussian = (numerator: number, denominator: number): Mechanism => ({
  ...laplace(numerator, denominator),
  name: 'discrete-gaussian',
});

describe('the cost of a study', () => {
  it('is ε²/2 for Laplace, where two cells may move by one', () => {
    expect(epsilonOf(laplace(2, 1))).toBe(1);
    expect(rhoMillionths(laplace(2, 1))).toBe(500_000);
    expect(epsilonOf(laplace(4, 1))).toBe(0.5);
    expect(rhoMillionths(laplace(4, 1))).toBe(125_000);
  });

  it('is 1/σ² for Gaussian', () => {
    expect(rhoMillionths(gaussian(2, 1))).toBe(500_000);
    expect(rhoMillionths(gaussian(9, 1))).toBe(111_112);
  });

  it('is never rounded in the study’s favour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e4 }), (over, under) => {
        const exact = 2 * (under / over) ** 2 * 1e6;
        expect(rhoMillionths(laplace(over, under))).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
        expect(rhoMillionths(gaussian(over, under))).toBeGreaterThanOrEqual(
          (under / over) * 1e6 * (1 - 1e-12),
        );
      }),
    );
  });
});

describe('the budget of a year', () => {
  const spent = (study: string, costMillionths: number, year = 2026): Spent => ({
    study,
    year,
    costMillionths,
  });

  it('pays four studies at ε = 1 and no fifth', () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => spent(name, 500_000));
    expect(leftMillionths(four, 2026)).toBe(0);
    expect(mayPay(four.slice(1), 'e', 500_000, 2026)).toBe(true);
    expect(mayPay(four, 'e', 1, 2026)).toBe(false);
  });

  it('is not spent twice by one study', () => {
    const all = [spent('a', yearlyMillionths)];
    expect(mayPay(all, 'a', yearlyMillionths, 2026)).toBe(true);
  });

  it('begins anew with the year', () => {
    expect(leftMillionths([spent('a', yearlyMillionths, 2025)], 2026)).toBe(yearlyMillionths);
  });

  it('is never exceeded, whatever is asked in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: yearlyMillionths * 2 })), (costs) => {
        const paid: Spent[] = [];
        costs.forEach((cost, at) => {
          if (mayPay(paid, `study ${at}`, cost, 2026)) paid.push(spent(`study ${at}`, cost));
        });
        expect(paid.reduce((sum, { costMillionths }) => sum + costMillionths, 0)).toBeLessThanOrEqual(
          yearlyMillionths,
        );
        expect(paid.every(({ costMillionths }) => costMillionths > 0)).toBe(true);
      }),
    );
  });
});
