/**
 * A change of rules that really happened: the national bike calculator from 3.0.1 to 3.6.1, over a grid in six cities, as
 * the party reports it and as each phone works it out for one person.
 */
import { readFileSync } from 'node:fs';
import originals from 'aides-velo-3.0.1/rules';
import { describe, expect, it } from 'vitest';
import { bikeGrant } from '../../docs/examples/bike-grant/declaration.ts';
import { type CommuneList, findCommune, placeOf, readCommunes } from '../../policy/commune.ts';
import { evaluate, openRules, type RuleInputs } from '../../policy/evaluate.ts';
import { aboutMe, type FactKey } from '../../policy/fact.ts';
import { compareFor, type GainCase, gainReport } from '../../policy/gain.ts';
import type { Goal } from '../../policy/goal.ts';
import { ruleInputsOf } from '../../policy/rule-input.ts';
import { logicText, readRules, rulesText } from '../../policy/rules.ts';

const here = (name: string) =>
  readFileSync(new URL(`../../docs/examples/bike-grant/${name}`, import.meta.url), 'utf8');
const older = openRules(readRules(here('rules-3.0.1.json')));
const newer = openRules(readRules(here('rules.json')));
const communes = readCommunes(JSON.parse(here('communes.json')) as CommuneList);
const goal: Goal = { key: 'aides . montant', better: 'more' };

const towns = ['Bordeaux', 'Paris', 'Lyon', 'Strasbourg', 'Nantes', 'Toulouse'];
const kinds = ['simple', 'electric', 'cargo', 'cargo-electric', 'folding-electric'];
const incomes = [6000, 15_000, 40_000];
const bikes = [
  ['new', 1200],
  ['new', 3500],
  ['used', 450],
] as const;

function inputsOf(town: string, kind: string, income: number, condition: string, price: number): RuleInputs {
  const place = findCommune(communes, town)[0];
  const values: [FactKey, unknown][] = [
    ['commune', { code: place?.code, name: place?.name }],
    ['reference-income', income],
    ['household-parts', 1],
    ['bike-kind', kind],
    ['bike-condition', condition],
    ['bike-price', price],
  ];
  const facts = values.map(([key, value]) => aboutMe(key, value, 'self', '2026-11-21'));
  return ruleInputsOf(newer.rules, bikeGrant.inputs, facts, (code) => placeOf(communes, code));
}

const grid: GainCase[] = towns.flatMap((town) =>
  kinds.flatMap((kind) =>
    incomes.flatMap((income) =>
      bikes.map(([condition, price]) => ({
        group: town,
        inputs: inputsOf(town, kind, income, condition, price),
      })),
    ),
  ),
);

describe('the change of the bike rules from 3.0.1 to 3.6.1', () => {
  it('is between the package’s own rules, none changed', () => {
    const sent = readRules(JSON.stringify(originals));
    expect(Object.keys(sent)).toHaveLength(420);
    for (const name of Object.keys(sent)) expect(older.rules[name]).toEqual(sent[name]);
    expect(Object.keys(newer.rules)).toHaveLength(447 + 5);
  });

  it('is a change of logic in some rules, of words alone in more', () => {
    const both = Object.keys(older.rules).filter((name) => Object.hasOwn(newer.rules, name));
    const one = (rules: typeof older.rules, name: string) =>
      readRules(JSON.stringify({ [name]: rules[name] }));
    const texts = both.filter(
      (name) => rulesText(one(older.rules, name)) !== rulesText(one(newer.rules, name)),
    );
    const logic = texts.filter(
      (name) => logicText(one(older.rules, name)) !== logicText(one(newer.rules, name)),
    );
    expect({ texts: texts.length, logic: logic.length }).toEqual({ texts: 132, logic: 46 });
    // A question put or taken away would be logic, for it says what can be entered: here none was.
    const asks = (rules: typeof older.rules, name: string) => Object.hasOwn(Object(rules[name]), 'question');
    expect(texts.filter((name) => asks(older.rules, name) !== asks(newer.rules, name))).toEqual([]);
    expect(texts.filter((name) => asks(older.rules, name)).length).toBeGreaterThan(0);
    expect(logicText(older.rules)).not.toBe(logicText(newer.rules));
  });

  it('moves results of the grid, and every one of them up', { timeout: 60_000 }, () => {
    expect(grid).toHaveLength(270);
    const { unit, claim } = gainReport(older, newer, goal, grid);
    expect(unit).toBe('cent');
    expect(claim.map(({ group }) => group)).toEqual(towns);
    const sum = (of: 'better' | 'worse' | 'impossible' | 'lost' | 'same') =>
      claim.reduce((total, group) => total + group[of], 0);
    expect({ worse: sum('worse'), lost: sum('lost'), impossible: sum('impossible') }).toEqual({
      worse: 0,
      lost: 0,
      impossible: 0,
    });
    expect(sum('better')).toBeGreaterThan(0);
    expect(sum('better') + sum('same')).toBe(270);
    for (const { better, gained, mostGained } of claim) expect(gained > 0 && mostGained > 0).toBe(better > 0);
  });

  it('gives each person the amount: 100 € more for an ordinary bike in Paris, nothing else', () => {
    const moved = grid.flatMap(({ group, inputs }) => {
      const gain = compareFor({ engine: older, inputs }, { engine: newer, inputs }, goal);
      return gain.verdict === 'same' ? [] : [{ group, inputs, gain }];
    });
    expect(moved).toHaveLength(incomes.length * bikes.length);
    for (const { group, inputs, gain } of moved) {
      expect([group, inputs['faits . vélo']?.value]).toEqual(['Paris', 'simple']);
      expect(gain).toMatchObject({ verdict: 'better', difference: 10_000 });
      for (const [engine, side] of [
        [older, gain.before],
        [newer, gain.after],
      ] as const) {
        const [{ key: _, ...result } = { key: '' }] = evaluate(engine, inputs, [goal.key]).results;
        expect(side).toEqual(result);
      }
    }
  });
});
