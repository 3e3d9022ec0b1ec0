import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCents } from '../../policy/measure.ts';

describe('an amount', () => {
  it.each([
    [1.005, 101],
    [2.675, 268],
    [1.115, 112],
    [0.285, 29],
    [8.575, 858],
    [-1.005, -101],
    [0.1 + 0.2, 30],
    [0.33 * (1000 / 1.2), 27_500],
    [0.004999, 0],
    [-0.001, 0],
    [1_000_000_000, 100_000_000_000],
  ])('of %d euros is %d cents', (euros, cents) => {
    expect(toCents(euros)).toBe(cents);
  });

  it('of whole cents stays what it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }), (cents) => {
        expect(toCents(cents / 100)).toBe(cents + 0);
      }),
    );
  });

  it('with half a cent goes away from zero, which naive code misses', () => {
    let naiveMisses = 0;
    for (let cents = 0; cents < 100_000; cents += 7) {
      const euros = Number(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}5`);
      expect(toCents(euros)).toBe(cents + 1);
      if (Math.round(euros * 100) !== cents + 1) naiveMisses += 1;
    }
    expect(naiveMisses).toBeGreaterThan(0);
  });

  it('that is no number, or more than a public budget, is a fault', () => {
    for (const euros of [Number.NaN, Number.POSITIVE_INFINITY, 1e12]) expect(() => toCents(euros)).toThrow();
  });
});
