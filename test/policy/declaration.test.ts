import { describe, expect, it } from 'vitest';
import { type Declaration, isInForce, readDeclaration } from '../../policy/declaration.ts';
import { aDeclaration } from '../support/a-declaration.ts';

const words = (text: string) => ({ fr: text, en: text });

describe('a declaration', () => {
  it('may say « explicitly none » and may not say nothing', () => {
    const none = aDeclaration({ notServed: [], recipients: [], transfers: [], experiments: [] });
    expect(readDeclaration(none)).toEqual(none);
    const { notServed: _, ...silent } = none;
    expect(() => readDeclaration(silent)).toThrow('notServed');
  });

  it('speaks both languages', () => {
    expect(() => readDeclaration({ ...aDeclaration(), title: { fr: 'Aide' } })).toThrow('title.en');
  });

  it('keeps its summary to 350 characters', () => {
    expect(() => readDeclaration(aDeclaration({ summary: words('a'.repeat(351)) }))).toThrow('350');
  });

  it('asks for facts of the catalogue only, each once, at a precision the fact has', () => {
    const [input] = aDeclaration().inputs;
    if (input === undefined) throw new Error('expected an input');
    const withInput = (changes: object) =>
      readDeclaration({ ...aDeclaration(), inputs: [{ ...input, ...changes }] });
    expect(() => withInput({ key: 'shoe-size' })).toThrow('inputs.0.key');
    expect(() => withInput({ precision: 'street' })).toThrow('precision');
    expect(() => readDeclaration(aDeclaration({ inputs: [input, input] }))).toThrow('twice');
  });

  it('does not contradict itself', () => {
    const refused: [Partial<Declaration>, string][] = [
      [{ validTo: '2026-11-02' }, 'validTo'],
      [{ frequency: { kind: 'periodic', maxPerPeriod: 3 } }, 'frequency'],
      [{ logic: { kind: 'rules', parameters: [] } }, 'logic.rules'],
      [{ logic: { ...aDeclaration().logic, kind: 'learned' } }, 'logic.rules'],
      [{ comparison: { ...aDeclaration().comparison, used: true } }, 'comparison'],
      [{ comparison: { ...aDeclaration().comparison, method: 'rank' } }, 'comparison'],
    ];
    for (const [changes, where] of refused)
      expect(() => readDeclaration(aDeclaration(changes))).toThrow(where);
  });

  it('is in force on its days and while it is active', () => {
    const declared = aDeclaration();
    expect(isInForce(declared, '2026-11-03T00:00:00Z')).toBe(true);
    expect(isInForce(declared, '2027-12-31T23:59:59Z')).toBe(true);
    expect(isInForce(declared, '2026-11-02T23:59:59Z')).toBe(false);
    expect(isInForce(declared, '2028-01-01T00:00:00Z')).toBe(false);
    for (const status of ['planned', 'suspended', 'retired'] as const) {
      expect(isInForce(aDeclaration({ status }), '2026-12-01T00:00:00Z')).toBe(false);
    }
  });
});
