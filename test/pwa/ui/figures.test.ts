import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeFigure } from '../../../pwa/ui/fact-text.ts';
import { closestShare, sayShare } from '../../../pwa/ui/figures.tsx';

const said = (part: number, all: number): string => {
  const share = closestShare(part, all);
  return share === null ? '' : sayShare(share);
};

describe('a share of people', () => {
  it.each([
    [1250, 10_000, '1 personne sur 8'],
    [1, 3, '1 personne sur 3'],
    [620, 1000, '5 personnes sur 8'],
    [7, 100, '1 personne sur 14'],
    [3, 100, '3 personnes sur 100'],
    [1, 4000, 'Moins d’une personne sur 100'],
    [3999, 4000, 'Plus de 99 personnes sur 100'],
  ])('of %i among %i is said as people: %s', (part, all, text) => expect(said(part, all)).toBe(text));

  it('is no figure where it is nobody or everybody', () => {
    expect([closestShare(0, 10), closestShare(10, 10), closestShare(0, 0)]).toEqual([null, null, null]);
  });

  it('is never further off than one in a hundred, and never says none or all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (all, at) => {
        const part = Math.min(all - 1, Math.max(1, Math.round(at * all)));
        const share = closestShare(part, all);
        expect(share).not.toBeNull();
        const { n, of } = share ?? { n: 0, of: 1 };
        expect(n).toBeGreaterThan(0);
        expect(n).toBeLessThan(of);
        expect(Math.abs(n / of - part / all)).toBeLessThanOrEqual(0.01);
      }),
    );
  });
});

describe('a rate of published rules', () => {
  it('is said on a hundred, without the sign', () => {
    expect(writeFigure(40, '%')).toBe('40 sur 100');
  });
});
