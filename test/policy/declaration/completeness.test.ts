import { describe, expect, it } from 'vitest';
import { completeness } from '../../../policy/declaration/completeness.ts';
import { aDeclaration } from '../../support/a-declaration.ts';

const words = { fr: 'Oui', en: 'Yes' };

describe('how complete a declaration is', () => {
  it('counts what says « none », by name', () => {
    const { filled, of, empty } = completeness(aDeclaration());
    expect(of - filled).toBe(empty.length);
    expect(empty).toContain('monitoring');
    expect(empty).toContain('sources.codeUrl');
    expect(empty).not.toContain('title');
  });

  it('rises by one with each field that begins to say something', () => {
    const before = completeness(aDeclaration());
    const after = completeness(aDeclaration({ proportionality: words }));
    expect(after.filled).toBe(before.filled + 1);
    expect(after.of).toBe(before.of);
    expect(before.empty.filter((name) => !after.empty.includes(name))).toEqual(['proportionality']);
  });

  it('does not blame a declaration for having no recipients, transfers or trials', () => {
    const { empty } = completeness(aDeclaration({ recipients: [], transfers: [], experiments: [] }));
    expect(empty).not.toContain('recipients');
    expect(empty).not.toContain('transfers');
    expect(empty).not.toContain('experiments');
  });

  it('asks for the distribution only where people are compared', () => {
    const base = aDeclaration();
    const compared = { ...base.comparison, used: true, method: 'rank' } as const;
    expect(completeness(base).empty).not.toContain('comparison.distributionUri');
    expect(completeness({ ...base, comparison: compared }).empty).toContain('comparison.distributionUri');
  });
});
