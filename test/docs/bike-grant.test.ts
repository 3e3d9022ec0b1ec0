/**
 * The published rules against the national calculator's own engine, which reads the same rules by another way: input
 * strings, rules in the package's order, aids one by one, euros.
 */
import { readFileSync } from 'node:fs';
import { AidesVeloEngine } from '@betagouv/aides-velo';
import originals from '@betagouv/aides-velo/rules';
import { describe, expect, it } from 'vitest';
import { bikeGrant } from '../../docs/examples/bike-grant/declaration.ts';
import { entryPoints } from '../../docs/examples/bike-grant/facts.ts';
import { type CommuneList, findCommune, placeOf, readCommunes } from '../../policy/commune.ts';
import { evaluate, openRules } from '../../policy/evaluate.ts';
import { type Fact, type FactKey, factKind, readFact } from '../../policy/fact.ts';
import { ruleInputsOf } from '../../policy/rule-input.ts';
import { readRules } from '../../policy/rules.ts';

const here = (name: string) =>
  readFileSync(new URL(`../../docs/examples/bike-grant/${name}`, import.meta.url), 'utf8');
const rules = readRules(here('rules.json'));
const engine = openRules(rules);
const communes = readCommunes(JSON.parse(here('communes.json')) as CommuneList);

const words: Record<string, string> = {
  simple: 'mécanique simple',
  electric: 'électrique',
  cargo: 'cargo',
  'cargo-electric': 'cargo électrique',
  folding: 'pliant',
  'folding-electric': 'pliant électrique',
  'conversion-kit': 'motorisation',
  adapted: 'adapté',
  new: 'neuf',
  used: 'occasion',
};

interface Case {
  town: string;
  income: number;
  parts: number;
  kind: string;
  condition: string;
  price: number;
}

function factsOf({ town, income, parts, kind, condition, price }: Case): Fact[] {
  const commune = findCommune(communes, town)[0];
  const values: [FactKey, unknown][] = [
    ['commune', { code: commune?.code, name: commune?.name }],
    ['reference-income', income],
    ['household-parts', parts],
    ['bike-kind', kind],
    ['bike-condition', condition],
    ['bike-price', price],
  ];
  return values.map(([key, value]) => {
    const { unit } = factKind(key);
    return readFact({
      key,
      value,
      ...(unit === undefined ? {} : { unit }),
      source: 'self',
      date: '2026-11-21',
    });
  });
}

const inputsOf = (of: Case) =>
  ruleInputsOf(rules, bikeGrant.inputs, factsOf(of), (code) => placeOf(communes, code));
const ours = (of: Case) => evaluate(engine, inputsOf(of), entryPoints);

const theirEngine = new AidesVeloEngine();
function theirs({ town, income, parts, kind, condition, price }: Case) {
  const place = findCommune(communes, town)[0];
  theirEngine.setInputs({
    'localisation . code insee': place?.code ?? '',
    ...(place?.epci == null ? {} : { 'localisation . epci': place.epci }),
    'localisation . département': place?.department ?? '',
    'localisation . région': place?.region ?? '',
    'localisation . pays': 'France',
    'vélo . type': words[kind] as 'cargo',
    'vélo . état': words[condition] as 'neuf',
    'vélo . prix': price,
    'revenu fiscal de référence par part . revenu de référence': income,
    'revenu fiscal de référence par part . nombre de parts': parts,
  });
  return theirEngine.computeAides();
}

/** Not the cents of the code under test: a decimal text, cut and rounded by hand. */
function centsByHand(euros: number): number {
  const [whole = '0', tenths = ''] = euros.toFixed(6).split('.');
  return Number(whole) * 100 + Number(tenths.slice(0, 2)) + (tenths.slice(2) >= '5000' ? 1 : 0);
}

const towns = [
  'Bordeaux',
  'Bègles',
  'Paris',
  'Lyon',
  'Strasbourg',
  'Nantes',
  'Toulouse',
  'Montpellier',
  'Marseille',
  'Rennes',
  'Grenoble',
  'Angoulême',
  'Orléans',
  'Amiens',
];

const grid: Case[] = [];
let step = 0;
for (const town of towns) {
  for (const kind of Object.keys(words).slice(0, 8)) {
    for (const condition of ['new', 'used']) {
      // Each case takes the next income, parts and price, so that all meet without multiplying the grid.
      step += 1;
      grid.push({
        town,
        kind,
        condition,
        income: [2400, 9000, 15_437, 21_111, 33_333, 80_000][step % 6] as number,
        parts: [1, 1.5, 2, 3.25][step % 4] as number,
        price: [99.99, 451.37, 1299, 2750.5, 6000][step % 5] as number,
      });
    }
  }
}

describe('the bike grant', () => {
  it('comes to the same as the national calculator, in total and aid by aid', { timeout: 120_000 }, () => {
    let positive = 0;
    for (const of of grid) {
      const aids = theirs(of);
      const { results, path } = ours(of);
      const total = aids.reduce((sum, aid) => sum + aid.amount, 0);
      expect(results[0], JSON.stringify(of)).toEqual({
        key: 'aides . montant',
        value: centsByHand(total),
        unit: 'cent',
      });
      const paid = path.filter(
        ({ rule, came }) =>
          aids.some((aid) => aid.id === rule) ||
          (rule.startsWith('aides . ') && Number(came?.value) > 0 && rule !== 'aides . montant'),
      );
      expect(
        Object.fromEntries(paid.map(({ rule, came }) => [rule, came?.value])),
        JSON.stringify(of),
      ).toEqual(Object.fromEntries(aids.map(({ id, amount }) => [id, centsByHand(amount)])));
      if (aids.length > 0) positive += 1;
    }
    expect(grid.length).toBe(14 * 16);
    expect(positive).toBeGreaterThan(60);
  });

  it('is the sum of what State, region, département, EPCI and commune pay, to the cent', () => {
    for (const of of grid.slice(0, 60)) {
      const [total, ...levels] = ours(of).results.map(({ value }) => Number(value));
      // Five levels, each rounded for itself.
      expect(Math.abs((total ?? 0) - levels.reduce((sum, value) => sum + value, 0))).toBeLessThanOrEqual(3);
    }
  });

  it('is the one of the commune where both town and region pay', () => {
    const { results, path } = ours({
      town: 'Bègles',
      income: 20_000,
      parts: 2,
      kind: 'electric',
      condition: 'new',
      price: 1000,
    });
    expect(results.map(({ value }) => value)).toEqual([40_000, 0, 0, 0, 20_000, 20_000]);
    expect(
      path
        .filter(({ rule }) => rule.startsWith('aides . b'))
        .map(({ title, state, came }) => [title, state, came?.value]),
    ).toEqual([
      ['Ville de Bègles', 'applied', 20_000],
      ['Bordeaux Métropole', 'applied', 20_000],
    ]);
  });

  it('leaves local aids out when only the département is shared', () => {
    const facts = factsOf({
      town: 'Gironde',
      income: 20_000,
      parts: 2,
      kind: 'electric',
      condition: 'new',
      price: 1000,
    });
    const inputs = ruleInputsOf(rules, bikeGrant.inputs, facts, (code) => placeOf(communes, code));
    expect(Object.keys(inputs)).not.toContain('localisation . code insee');
    expect(Object.keys(inputs)).not.toContain('localisation . epci');
    expect(evaluate(engine, inputs, entryPoints).results[0]?.value).toBe(0);
  });

  it('takes a band of income as its middle', () => {
    const of = { town: 'Bègles', income: 20_000, parts: 2, kind: 'electric', condition: 'new', price: 1000 };
    const facts = factsOf(of).map((fact) =>
      fact.key === 'reference-income' ? { ...fact, value: { from: 15_000, to: 25_000 } } : fact,
    );
    const inputs = ruleInputsOf(rules, bikeGrant.inputs, facts, (code) => placeOf(communes, code));
    expect(inputs).toEqual(inputsOf(of));
  });

  it('keeps its path short enough to be read', () => {
    for (const of of grid) expect(ours(of).path.length).toBeLessThanOrEqual(20);
  });

  it('runs on the rules of the package, none changed', () => {
    const sent = readRules(JSON.stringify(originals));
    const added = Object.keys(rules).filter((name) => !Object.hasOwn(sent, name));
    expect(added.every((name) => name === 'faits' || name.startsWith('faits . '))).toBe(true);
    for (const name of Object.keys(sent)) expect(rules[name]).toEqual(sent[name]);
  });

  it('carries the licence and a notice beside the rules', () => {
    expect(here('LICENSE')).toContain('Apache License');
    expect(here('NOTICE')).toContain('@betagouv/aides-velo 3.6.1');
  });
});
