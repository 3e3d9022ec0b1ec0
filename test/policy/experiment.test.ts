import { describe, expect, it } from 'vitest';
import { readCalculationContent } from '../../policy/calculation.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { readEnvelopeText } from '../../policy/envelope.ts';
import { armState, runningArms } from '../../policy/experiment.ts';
import { aContent, aView } from '../support/builders.ts';

const text = { fr: 'x', en: 'x' };
const arms = ['short', 'long'].map((arm) => ({
  arm,
  what: text,
  measure: text,
  from: '2026-11-01',
  to: '2026-11-30',
}));
const declaration = { experiments: arms };

describe('an experiment', () => {
  it('runs from its first day to its last', () => {
    const names = (at: string) => runningArms(declaration, at).map(({ arm }) => arm);
    expect(names('2026-10-31T23:59:59Z')).toEqual([]);
    expect(names('2026-11-01T00:00:00Z')).toEqual(['short', 'long']);
    expect(names('2026-11-30T23:59:59Z')).toEqual(['short', 'long']);
    expect(names('2026-12-01T00:00:00Z')).toEqual([]);
  });

  it.each([
    ['own', { arm: 'short' }, {}, arms],
    ['undeclared', { arm: 'other' }, {}, arms],
    ['undeclared', { arm: 'short' }, {}, []],
    ['left-named', { arm: 'short' }, { experiment: 'left' }, arms],
    ['left', {}, { experiment: 'left' }, arms],
    ['unnamed', {}, {}, arms],
    ['none', {}, {}, []],
    ['none', {}, { experiment: 'left' }, []],
  ] as const)('is %s for %j in an envelope with %j', (state, content, envelope, running) => {
    expect(armState(content, envelope, running)).toBe(state);
  });

  it('is named in a calculation by its arm, and by nothing longer', () => {
    expect(readCalculationContent({ ...aContent(), arm: 'short' }).arm).toBe('short');
    expect(readCalculationContent(aContent()).arm).toBeUndefined();
    for (const arm of ['', null, 3, 'x'.repeat(49)])
      expect(() => readCalculationContent({ ...aContent(), arm })).toThrow();
  });

  it('is left by one word in an envelope', () => {
    const envelope = {
      v: 1,
      asOf: '2026-11-21T10:05:00Z',
      facts: [],
      viewSalt: 'A'.repeat(43),
      view: aView(),
    };
    const read = (more: object) => readEnvelopeText(canonicalText({ ...envelope, ...more }));
    expect(read({ experiment: 'left' }).experiment).toBe('left');
    expect(read({}).experiment).toBeUndefined();
    for (const experiment of ['in', null, true]) expect(() => read({ experiment })).toThrow();
  });
});
