import { describe, expect, it } from 'vitest';
import type { PathStep } from '../../../policy/trace.ts';
import { partingRule, stepsOf } from '../../../pwa/wallet/screens/recompute/path-of.ts';
import { aContent } from '../../support/builders.ts';

const step = (rule: string, value?: number): PathStep => ({
  rule,
  title: rule,
  state: value === undefined ? 'tested-false' : 'applied',
  ...(value === undefined ? {} : { came: { value, unit: '€' } }),
  tests: [],
});

describe('where two calculations part', () => {
  it('is the rule that came to something else', () => {
    expect(partingRule([step('a', 1), step('b', 2)], [step('a', 1), step('b', 3)])?.rule).toBe('b');
  });

  it('is the rule that only one side applied', () => {
    expect(partingRule([step('a', 1)], [step('a', 1), step('b', 3)])?.rule).toBe('b');
    expect(partingRule([step('a', 1), step('b', 2)], [step('a', 1), step('b')])?.rule).toBe('b');
  });

  it('is not the sum, where a part of the sum came out otherwise', () => {
    const ours = [step('sum', 3), step('a', 1), step('b', 2)];
    expect(partingRule(ours, [step('sum', 5), step('a', 3), step('b', 2)])?.rule).toBe('a');
    expect(partingRule(ours, [step('sum', 4), step('a', 1), step('b', 2)])?.rule).toBe('sum');
  });

  it('is nowhere when both came the same way', () => {
    expect(partingRule([step('a', 1), step('c')], [step('a', 1)])).toBeNull();
  });

  it('is not looked for in what is no path', () => {
    expect(stepsOf(null)).toEqual([]);
    expect(stepsOf({ steps: 'x' })).toEqual([]);
    expect(stepsOf([step('a', 1), 7])).toHaveLength(1);
  });

  it('reads the path as a party tells it in the content', () => {
    const { path } = aContent();
    expect(stepsOf(path).length).toBeGreaterThan(0);
  });
});
