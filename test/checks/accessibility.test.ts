import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { criteria } from './accessibility/criteria.ts';
import { declaration, declarationFile, unborne } from './accessibility/write.ts';

describe('the declaration of accessibility', () => {
  it('names all criteria A and AA of WCAG 2.2, each once, and says something of each', () => {
    expect(new Set(criteria.map(({ id }) => id)).size).toBe(55);
    expect(criteria.filter(({ level }) => level === 'A')).toHaveLength(31);
    expect(
      criteria
        .filter(({ tests, person, absent }) => tests.length === 0 && !person && !absent)
        .map(({ id }) => id),
    ).toEqual([]);
    // What is absent is neither tested nor left to a person.
    expect(
      criteria
        .filter(({ tests, person, absent }) => absent && (tests.length > 0 || person))
        .map(({ id }) => id),
    ).toEqual([]);
  });

  it('names no test that is not there', () => {
    expect(unborne()).toEqual([]);
    expect(unborne(() => '').length).toBeGreaterThan(5);
  });

  it('is the page that is in docs', () => {
    expect(readFileSync(declarationFile, 'utf8')).toBe(declaration());
  });
});
