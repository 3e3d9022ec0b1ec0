/** The two parties whose rules were written here: a price by family quotient, and an order of offers by weights. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fare } from '../../docs/examples/fare/declaration.ts';
import { routeOffers } from '../../docs/examples/route-offers/declaration.ts';
import { readCases, requireCases } from '../../policy/cases.ts';
import { evaluate, openRules } from '../../policy/evaluate.ts';
import { type FactKey, factKind } from '../../policy/fact.ts';
import { fictionalFacts } from '../../policy/fictional.ts';
import { ruleInputsOf } from '../../policy/rule-input.ts';
import { readRules } from '../../policy/rules.ts';

const here = (name: string) => readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), 'utf8');
const open = (name: string) => openRules(readRules(here(`${name}/rules.json`)));
const fareRules = open('fare');
const offerRules = open('route-offers');

const ages = ['under-11', '11-17', '18-25', '26-64', '65-plus'];

describe.each([
  ['fare', fare, fareRules],
  ['route-offers', routeOffers, offerRules],
] as const)('the rules of %s', (name, declaration, engine) => {
  it('give what their published cases say', () => {
    requireCases(engine, readCases(JSON.parse(here(`${name}/cases.json`))));
  });

  it('read facts of the catalogue, with its units and its choices', () => {
    const facts = fictionalFacts(declaration, '2026-11-21');
    const inputs = ruleInputsOf(engine.rules, declaration.inputs, facts, () => undefined);
    expect(Object.keys(inputs)).toHaveLength(declaration.inputs.length);
    const { results } = evaluate(engine, inputs, declaration.rules?.entryPoints ?? []);
    expect(results.map(({ key }) => key)).toEqual(declaration.outputs.map(({ key }) => key));
  });

  it('take every choice that the wallet offers', () => {
    for (const { key, ruleInput } of declaration.inputs) {
      for (const { id } of factKind(key as FactKey).choices ?? []) {
        evaluate(engine, { [ruleInput ?? '']: { value: id } }, declaration.rules?.entryPoints ?? []);
      }
    }
  });
});

describe('the fare', () => {
  /** In whole cents and per cent, as on paper: nothing of the engine. */
  function byHand(quotientCents: number, age: string): number {
    const full = age === 'under-11' ? 0 : age === '26-64' ? 4990 : 2990;
    const brackets: [number, number][] = [
      [45_000, 80],
      [75_000, 60],
      [105_000, 35],
    ];
    const percent = brackets.find(([limit]) => quotientCents < limit)?.[1] ?? 0;
    // Half a cent goes up: the tenth of a cent decides.
    return Math.floor((full * (100 - percent) + 50) / 100);
  }

  it('is what one works out by hand, for any quotient and age', () => {
    const cents = fc.oneof(
      fc.integer({ min: 0, max: 200_000 }),
      fc.constantFrom(44_999, 45_000, 45_001, 74_999, 75_000, 104_999, 105_000, 105_001),
    );
    fc.assert(
      fc.property(cents, fc.constantFrom(...ages), (quotient, age) => {
        const inputs = { 'quotient familial': { value: quotient / 100, unit: '€' }, âge: { value: age } };
        const [price] = evaluate(fareRules, inputs, ['prix']).results;
        expect(price?.value).toBe(byHand(quotient, age));
      }),
      { numRuns: 300 },
    );
  });

  it('rounds half a cent up, once, at its end', () => {
    const inputs = { 'quotient familial': { value: 820, unit: '€' }, âge: { value: '18-25' } };
    // 29.90 € less 35 % is 19.435 €; the reduction is 10.465 €. Each is rounded for itself.
    expect(evaluate(fareRules, inputs, ['prix', 'réduction']).results.map(({ value }) => value)).toEqual([
      1944, 1047,
    ]);
  });

  it('never grows when the quotient falls', () => {
    for (const age of ages) {
      const prices = [0, 449.99, 450, 749.99, 750, 1049.99, 1050, 5000].map((value) => {
        const inputs = { 'quotient familial': { value, unit: '€' }, âge: { value: age } };
        return Number(evaluate(fareRules, inputs, ['prix']).results[0]?.value);
      });
      expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    }
  });

  it('is the full fare for whoever says nothing, as the declaration says of a no', () => {
    expect(evaluate(fareRules, {}, ['prix']).results[0]?.value).toBe(4990);
    const least = evaluate(fareRules, { 'quotient familial': { value: 0, unit: '€' } }, ['prix']).results[0];
    expect((4990 - Number(least?.value)) / 100).toBe(fare.refusal.costDelta);
  });
});

describe('the order of offers', () => {
  const first = (km: number, pass: boolean, rules = offerRules) =>
    evaluate(rules, { distance: { value: km, unit: 'km' }, abonné: { value: pass } }, ['première offre'])
      .results[0]?.value;

  it('uses the weights that the declaration lists, and they are the whole', () => {
    let sum = 0;
    for (const { name, weight } of routeOffers.parameters) {
      sum += weight ?? 0;
      expect(offerRules.rules[name]).toMatchObject({ valeur: `${100 * (weight ?? 0)} %` });
    }
    expect(Object.keys(offerRules.rules).filter((name) => name.startsWith('poids . '))).toHaveLength(4);
    expect(sum).toBeCloseTo(1, 12);
  });

  it('shows what a paid place changes: without the commission the bike comes first', () => {
    expect(first(6.5, true)).toBe('bus');
    const text = here('route-offers/rules.json').replace('"valeur": "10 %"', '"valeur": "0 %"');
    expect(text).not.toBe(here('route-offers/rules.json'));
    expect(first(2.5, true)).toBe('vélo');
    const fair = openRules(readRules(text));
    expect(first(5, true, fair)).toBe('vélo');
    expect(first(5, true)).toBe('bus');
  });
});
