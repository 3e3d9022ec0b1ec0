import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, limitsMet, openRules, type RuleInputs } from '../../policy/evaluate.ts';
import { factKind } from '../../policy/fact.ts';
import { readRules } from '../../policy/rules.ts';
import { findThresholds, type Lever, leversOf } from '../../policy/threshold.ts';

const open = (rules: object) => openRules(readRules(JSON.stringify(rules)));
const income: Lever = { name: 'revenu', min: 0, max: 1_000_000, step: 0.01 };
const asked = { question: 'Revenu ?', unité: '€', 'par défaut': '0 €' };
const own = (value: number): RuleInputs => ({ revenu: { value, unit: '€' } });
const near = (rules: object, value: number, levers: readonly Lever[] = [income]) =>
  findThresholds(open(rules), own(value), levers, ['aide']).map(({ way, value: place, results }) => [
    way,
    place,
    results[0]?.value,
  ]);

describe('thresholds near a person', () => {
  const steps = {
    revenu: asked,
    aide: {
      variations: [
        { si: 'revenu <= 9000 €', alors: '300 €' },
        { si: 'revenu < 12000 €', alors: '100 €' },
        { sinon: '0 €' },
      ],
    },
  };

  it('stand where the rules tip, to the cent and on the right side of `<` and `<=`', () => {
    expect(near(steps, 10_000)).toEqual([
      ['below', 9000, 30_000],
      ['above', 12_000, 0],
    ]);
  });

  it('are found from on a limit, and from one cent beside it', () => {
    expect(near(steps, 9000)).toEqual([['above', 9000.01, 10_000]]);
    expect(near(steps, 9000.01)[0]).toEqual(['below', 9000, 30_000]);
    expect(near(steps, 11_999.99).at(-1)).toEqual(['above', 12_000, 0]);
  });

  it('are found through what the rules make of a number, though cents blur it', () => {
    const shared = {
      revenu: asked,
      parts: { question: 'Parts ?', 'par défaut': 3 },
      'par part': { valeur: 'revenu / parts' },
      aide: { 'applicable si': 'par part <= 5000 €', valeur: '200 €' },
    };
    expect(near(shared, 12_000)).toEqual([['above', 15_000.01, null]]);
    expect(near(shared, 20_000)).toEqual([['below', 15_000, 20_000]]);
  });

  it('are found in brackets', () => {
    const brackets = {
      revenu: asked,
      aide: {
        grille: {
          assiette: 'revenu',
          tranches: [
            { montant: '300 €', plafond: '500 €' },
            { montant: '100 €', plafond: '900 €' },
            { montant: '0 €' },
          ],
        },
      },
    };
    expect(near(brackets, 700)).toEqual([
      ['below', 499.99, 30_000],
      ['above', 900, 0],
    ]);
  });

  it('are no place on a straight line, nor a bend in it', () => {
    expect(near({ revenu: asked, aide: { valeur: '50 % * revenu' } }, 700)).toEqual([]);
    const share = { valeur: '30 % * revenu', plafond: '300 €' };
    expect(near({ revenu: asked, aide: share }, 700)).toEqual([]);
    const both = { revenu: asked, aide: { 'applicable si': 'revenu < 800 €', valeur: '50 % * revenu' } };
    expect(near(both, 700)).toEqual([['above', 800, null]]);
  });

  it('leave out what the person’s number does not move', () => {
    const other = { ...steps, autre: { question: '?', unité: '€', 'par défaut': '5 €' }, aide: 'autre' };
    expect(near(other, 700)).toEqual([]);
    expect(findThresholds(open(steps), {}, [income], ['aide'])).toEqual([]);
  });

  it('hold for any person: the results tip exactly there, and nowhere between on these rules', () => {
    const engine = open(steps);
    const aid = (value: number) => evaluate(engine, own(value), ['aide']).results[0]?.value;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), (cents) => {
        const here = aid(cents / 100);
        for (const { way, value, results } of findThresholds(engine, own(cents / 100), [income], ['aide'])) {
          expect(aid(value)).toBe(results[0]?.value);
          expect(aid(value)).not.toBe(here);
          const before = Math.round(value * 100) + (way === 'above' ? -1 : 1);
          expect(aid(before / 100)).toBe(here);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('come from limits that the engine met, with what was compared', () => {
    expect(limitsMet(open(steps), own(10_000), ['aide'])).toEqual([
      { rule: 'revenu', limit: 900_000, came: 1_000_000 },
      { rule: 'revenu', limit: 1_200_000, came: 1_000_000 },
    ]);
  });
});

describe('the levers of a declaration', () => {
  it('are the numbers that rules read, as the catalogue bounds them', () => {
    const levers = leversOf([
      { key: 'reference-income', ruleInput: 'revenu' },
      { key: 'household-parts', ruleInput: 'parts' },
      { key: 'bike-kind', ruleInput: 'vélo' },
      { key: 'commute-km' },
    ]);
    expect(levers.map(({ key, name, step }) => [key, name, step])).toEqual([
      ['reference-income', 'revenu', 0.01],
      ['household-parts', 'parts', 0.25],
    ]);
    expect(levers[0]?.max).toBe(factKind('reference-income').max);
  });
});
