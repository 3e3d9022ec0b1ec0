import { describe, expect, it } from 'vitest';
import { Noise } from '../../../policy/interval.ts';
import { expectedError } from '../../../policy/release/expected.ts';

const mechanism = { name: 'discrete-laplace', numerator: 2, denominator: 1 } as const;

describe('what a study will be able to say', () => {
  it('is worked out before anybody is asked, and does not depend on who takes part', () => {
    const [few, many] = [expectedError(mechanism, 200, 20), expectedError(mechanism, 1_000_000, 20)];
    expect(few.meanAbsolute).toBe(many.meanAbsolute);
    expect(few.halfWidth).toBe(new Noise(mechanism, 1).halfWidth());
    expect(few.averageCell).toBeCloseTo(10);
    expect(few.relative).toBeCloseTo(few.meanAbsolute / 10);
    expect(many.relative).toBeCloseTo(many.meanAbsolute / 50_000);
  });

  it('names the cells that would be suppressed, and how likely', () => {
    const found = expectedError(mechanism, 200, [0.5, 0.02, 0], 10);
    expect(found.cells.map(({ isSuppressed }) => isSuppressed)).toEqual([false, true, true]);
    const [large, small, none] = found.cells;
    expect(large?.suppressedChance).toBeLessThan(1e-9);
    expect(small?.suppressedChance).toBeCloseTo(new Noise(mechanism, 1).below(6), 12);
    expect(none?.relative).toBeNull();
    expect(expectedError(mechanism, 200, 3).cells[0]?.suppressedChance).toBe(0);
  });

  it('is not said of shares that are none', () => {
    for (const cells of [0, 1001, 1.5, [], [0.7, 0.4], [-0.1], [Number.NaN]])
      expect(() => expectedError(mechanism, 200, cells)).toThrow('expected');
    expect(() => expectedError(mechanism, -1, 3)).toThrow('participants');
  });
});
