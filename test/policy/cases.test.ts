import { describe, expect, it } from 'vitest';
import {
  casesText,
  maxCasesBytes,
  type RuleCase,
  readCases,
  readPublishedCases,
  requireCases,
} from '../../policy/cases.ts';
import { hasLimits, openRules } from '../../policy/evaluate.ts';
import { readRules } from '../../policy/rules.ts';
import { someDigest } from '../support/builders.ts';

const open = (rules: object) => openRules(readRules(JSON.stringify(rules)));
const asked = { question: 'Prix ?', unité: '€', 'par défaut': '0 €' };
const aCase = (changes: Partial<RuleCase> = {}): RuleCase => ({
  name: 'a case',
  inputs: { prix: { value: 1.005, unit: '€' } },
  expects: [{ key: 'dû', value: 101, unit: 'cent' }],
  isBoundary: false,
  ...changes,
});

describe('cases', () => {
  it('hold half a cent to one way: away from zero', () => {
    const engine = open({ prix: asked, dû: 'prix', rendu: '0 € - prix' });
    requireCases(engine, [aCase()]);
    requireCases(engine, [aCase({ expects: [{ key: 'rendu', value: -101, unit: 'cent' }] })]);
    expect(() =>
      requireCases(engine, [aCase({ expects: [{ key: 'dû', value: 100, unit: 'cent' }] })]),
    ).toThrow('found `101 cent`');
  });

  it('keep every letter of names and words', () => {
    const engine = open({
      'œuvre été Ærø': {
        question: '?',
        'une possibilité': ["'Sœur Ève ½ € 🚲'", "'Ærø'"],
        'par défaut': "'Ærø'",
      },
      dit: "œuvre été Ærø = 'Sœur Ève ½ € 🚲'",
    });
    const named = aCase({
      name: 'œuvre « ½ »',
      inputs: { 'œuvre été Ærø': { value: 'Sœur Ève ½ € 🚲' } },
      expects: [{ key: 'dit', value: true }],
    });
    const text = casesText({ rules: someDigest('rules'), cases: [named] });
    const sent = JSON.parse(new TextDecoder().decode(new TextEncoder().encode(text)));
    const again = readPublishedCases(sent).cases;
    expect(again).toEqual([named]);
    requireCases(engine, again);
  });

  it('are data: an expression in a case is a text and calculates nothing', () => {
    const engine = open({ mot: { question: '?', 'par défaut': "''" }, secret: '42 €', dit: 'mot' });
    const tried = aCase({
      inputs: { mot: { value: 'secret + 1 €' } },
      expects: [{ key: 'dit', value: 'secret + 1 €' }],
    });
    requireCases(engine, [tried]);
    const asName = aCase({
      inputs: { 'mot + secret': { value: 'x' } },
      expects: [{ key: 'dit', value: '' }],
    });
    expect(() => requireCases(engine, [asName])).toThrow('expected a published rule');
    const asKey = aCase({ inputs: {}, expects: [{ key: 'secret + secret', value: 8400, unit: 'cent' }] });
    expect(() => requireCases(engine, [asKey])).toThrow('expected a published rule');
  });

  it.each<[string, unknown]>([
    ['no list', {}],
    ['an unknown field', [{ ...aCase(), note: 'x' }]],
    ['two of one name', [aCase(), aCase()]],
    ['nothing expected', [aCase({ expects: [] })]],
    ['an object as value', [aCase({ inputs: { prix: { value: {} as never } } })]],
    ['a field left out', [{ name: 'a' }]],
    ['too many', Array.from({ length: 501 }, (_, at) => aCase({ name: `case ${at}` }))],
    [
      'too many bytes',
      Array.from({ length: 400 }, (_, at) => aCase({ name: `${at} ${'x'.repeat(140)}`, inputs: aLot(at) })),
    ],
  ])('are refused when they are %s', (_, body) => {
    expect(() => readCases(body)).toThrow();
  });

  function aLot(at: number): RuleCase['inputs'] {
    const length = maxCasesBytes / 400 / 150;
    return Object.fromEntries(
      Array.from({ length: Math.ceil(length) }, (_, n) => [`${at} ${n} ${'y'.repeat(140)}`, { value: n }]),
    );
  }
});

describe('a case on a boundary', () => {
  const rules = { prix: asked, dû: { 'applicable si': 'prix > 10 €', valeur: '5 €' } };
  const at = (value: number) =>
    aCase({
      inputs: { prix: { value, unit: '€' } },
      expects: [value > 10 ? { key: 'dû', value: 500, unit: 'cent' } : { key: 'dû', value: null }],
      isBoundary: true,
    });

  it('stands on a limit or one cent beside it, and nowhere else', () => {
    const engine = open(rules);
    for (const value of [9.99, 10, 10.01]) requireCases(engine, [at(value)]);
    for (const value of [9.98, 10.02, 0]) expect(() => requireCases(engine, [at(value)])).toThrow('one cent');
  });

  it('is asked for where rules compare a named number, in whatever way', () => {
    expect(hasLimits(open(rules))).toBe(true);
    const grille = { assiette: 'prix', tranches: [{ montant: '1 €', plafond: '5 €' }, { montant: '2 €' }] };
    expect(hasLimits(open({ prix: asked, dû: { grille } }))).toBe(true);
    expect(hasLimits(open({ prix: asked, dû: 'prix * 2' }))).toBe(false);
    const word = {
      mot: { question: '?', 'par défaut': "'a'" },
      dû: { 'applicable si': "mot = 'a'", valeur: '5 €' },
    };
    expect(hasLimits(open(word))).toBe(false);
  });
});
