import { describe, expect, it } from 'vitest';
import type { PathStep } from '../../../policy/trace.ts';
import { partingRule, stepsOf } from '../../../pwa/wallet/screens/recompute/path-of.ts';

const step = (rule: string, value?: number): PathStep => ({
  rule,
  title: rule,
  state: value === undefined ? 'tested-false' : 'applied',
  ...(value === undefined ? {} : { came: { value, unit: '€' } }),
  tests: [],
});

describe('where two calculations part', () => {
  it('is the first rule that came to something else', () => {
    expect(partingRule([step('a', 1), step('b', 2)], [step('a', 1), step('b', 3)])?.rule).toBe('b');
  });

  it('is the rule that only one side applied', () => {
    expect(partingRule([step('a', 1)], [step('a', 1), step('b', 3)])?.rule).toBe('b');
    expect(partingRule([step('a', 1), step('b', 2)], [step('a', 1), step('b')])?.rule).toBe('b');
  });

  it('is nowhere when both came the same way', () => {
    expect(partingRule([step('a', 1), step('c')], [step('a', 1)])).toBeNull();
  });

  it('is not looked for in what is no path', () => {
    expect(stepsOf(null)).toEqual([]);
    expect(stepsOf({ path: 'x' })).toEqual([]);
    expect(stepsOf({ path: [step('a', 1), 7] })).toHaveLength(1);
  });
});
