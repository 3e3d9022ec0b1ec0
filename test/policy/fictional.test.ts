import { describe, expect, it } from 'vitest';
import { factKeys, factKind, precisionOf, readFact } from '../../policy/fact.ts';
import { fictionalFacts } from '../../policy/fictional.ts';
import { aDeclaration } from '../support/a-declaration.ts';

const inputs = (precisionAt: 0 | -1) =>
  factKeys.map((key) => ({
    ...aDeclaration().inputs[0],
    key,
    precision: factKind(key).precisions.at(precisionAt)?.name ?? '',
  }));

describe('the person who does not exist', () => {
  it('has a sound value for every fact of the catalogue, and the same for everybody', () => {
    const facts = fictionalFacts({ inputs: inputs(0) as never }, '2026-11-21');
    expect(facts.map(({ key }) => key)).toEqual([...factKeys]);
    for (const fact of facts) expect(readFact(fact)).toEqual(fact);
    expect(fictionalFacts({ inputs: inputs(0) as never }, '2026-11-21')).toEqual(facts);
  });

  it('tells no more than the declaration asks', () => {
    const asked = inputs(-1);
    const facts = fictionalFacts({ inputs: asked as never }, '2026-11-21');
    facts.forEach((fact, at) => {
      expect(precisionOf(fact.key, fact.value)).toBe(asked[at]?.precision);
      expect(readFact(fact)).toEqual(fact);
    });
  });
});
