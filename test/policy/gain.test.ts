import { describe, expect, it } from 'vitest';
import { openRules } from '../../policy/evaluate.ts';
import { compareFor, gainReport, readChangeReport } from '../../policy/gain.ts';
import { type Goal, gainBetween, goalOf } from '../../policy/goal.ts';
import { readRules } from '../../policy/rules.ts';
import { aDeclaration } from '../support/a-declaration.ts';

const cents = (value: number | null) => (value === null ? { value } : { value, unit: 'cent' });
const grant: Goal = { key: 'aide', better: 'more' };
const price: Goal = { key: 'aide', better: 'less' };

describe('a gain', () => {
  it.each([
    ['more of a grant is better', 100, 101, grant, 'better', 1],
    ['less of a grant is worse', 100, 99, grant, 'worse', -1],
    ['more of a price is worse', 100, 101, price, 'worse', 1],
    ['less of a price is better', 100, 0, price, 'better', -100],
    ['the same is the same', 100, 100, grant, 'same', 0],
    ['to be concerned at last is better by all of it', null, 100, grant, 'better', 100],
    ['to be concerned no longer is worse by all of it', 100, null, grant, 'worse', -100],
    ['never to have been concerned is the same', null, null, grant, 'same', 0],
  ] as const)('%s', (_, before, after, goal, verdict, difference) => {
    expect(gainBetween(cents(before), cents(after), goal)).toMatchObject({ verdict, difference });
  });

  it('is not told between two units, two words, or where one side gave nothing', () => {
    expect(gainBetween({ value: 1, unit: 'km' }, { value: 1, unit: 'cent' }, grant).verdict).toBe(
      'impossible',
    );
    expect(gainBetween({ value: 'vélo' }, { value: 'bus' }, grant).verdict).toBe('impossible');
    expect(gainBetween({ value: 'vélo' }, { value: 'vélo' }, grant).verdict).toBe('same');
    expect(gainBetween(null, cents(1), grant)).toEqual({
      verdict: 'impossible',
      before: null,
      after: cents(1),
      difference: null,
    });
  });

  it('counts nothing as nothing, with or without a unit', () => {
    expect(gainBetween({ value: 0 }, cents(500), grant)).toMatchObject({
      verdict: 'better',
      difference: 500,
    });
  });

  it('counts a yes as more than a no', () => {
    expect(gainBetween({ value: false }, { value: true }, grant).verdict).toBe('better');
  });

  it('looks at the first result that is declared, and at whether it is a price', () => {
    const { logic, decision } = aDeclaration();
    const rules = { ...logic, rules: { ...logic.rules, entryPoints: ['prix', 'réduction'] } };
    expect(goalOf({ logic: rules as never, decision: { ...decision, kind: 'price' } })).toEqual({
      key: 'prix',
      better: 'less',
    });
    expect(goalOf({ logic: { kind: 'statistical', parameters: [] }, decision })).toBeNull();
  });
});

describe('rules before and after a change', () => {
  const open = (rules: object) => openRules(readRules(JSON.stringify(rules)));
  const asked = { question: 'Revenu ?', unité: '€/an', 'par défaut': '0 €/an' };
  const before = open({ revenu: asked, aide: { 'applicable si': 'revenu <= 9000 €/an', valeur: '300 €' } });
  const after = open({
    revenu: asked,
    enfants: { question: 'Enfants ?', 'par défaut': 0 },
    aide: { 'applicable si': 'revenu <= 8000 €/an', valeur: '300 € + 50 € * enfants' },
  });
  const at = (income: number) => ({ revenu: { value: income, unit: '€/an' } });

  it('are run on one person, each with its own inputs', () => {
    const children = { enfants: { value: 2 } };
    expect(
      compareFor(
        { engine: before, inputs: at(7000) },
        { engine: after, inputs: { ...at(7000), ...children } },
        grant,
      ),
    ).toMatchObject({ verdict: 'better', before: cents(30_000), after: cents(40_000), difference: 10_000 });
    expect(
      compareFor({ engine: before, inputs: at(8500) }, { engine: after, inputs: at(8500) }, grant),
    ).toMatchObject({ verdict: 'worse', difference: -30_000 });
  });

  it('that give no answer to one of them are no « same »', () => {
    const broken = open({ revenu: asked, aide: { somme: ['1 €', 'km'] }, km: '2 km' });
    const side = { engine: broken, inputs: at(1) };
    expect(compareFor(side, side, grant).verdict).toBe('impossible');
  });

  it('are counted by group over a grid, what is gained apart from what is lost', () => {
    const grid = [7000, 8500, 9500].flatMap((income) =>
      [0, 2].map((children) => ({
        group: children === 0 ? 'sans enfant' : 'deux enfants',
        inputs: { ...at(income), enfants: { value: children } },
      })),
    );
    expect(gainReport(before, after, grant, grid)).toEqual({
      unit: 'cent',
      claim: [
        {
          group: 'sans enfant',
          cases: 3,
          same: 2,
          better: 0,
          worse: 1,
          impossible: 0,
          gained: 0,
          lost: 30_000,
          mostGained: 0,
          mostLost: 30_000,
        },
        {
          group: 'deux enfants',
          cases: 3,
          same: 1,
          better: 1,
          worse: 1,
          impossible: 0,
          gained: 10_000,
          lost: 30_000,
          mostGained: 10_000,
          mostLost: 30_000,
        },
      ],
    });
  });

  it('are reported in a form that takes no handful of cases and no loose field', () => {
    const report = {
      from: 'A'.repeat(43),
      to: 'A'.repeat(43),
      goal: grant,
      unit: 'cent',
      cases: Array.from({ length: 10 }, () => ({ group: 'tous', inputs: at(1) })),
      claim: [],
    };
    expect(readChangeReport(report)).toEqual(report);
    expect(() => readChangeReport({ ...report, cases: report.cases.slice(1) })).toThrow('at least 10');
    expect(() => readChangeReport({ ...report, comment: 'all is well' })).toThrow('no unknown field');
    expect(() => readChangeReport({ ...report, goal: { key: 'aide', better: 'other' } })).toThrow();
  });
});
