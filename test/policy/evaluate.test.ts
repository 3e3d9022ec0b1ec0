import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { evaluate, openRules, type RuleInputs } from '../../policy/evaluate.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { readRules } from '../../policy/rules.ts';

const open = (rules: object) => openRules(readRules(JSON.stringify(rules)));

function faultOf(run: () => unknown): PolicyFault | undefined {
  try {
    run();
  } catch (fault) {
    if (fault instanceof PolicyFault) return fault;
    throw fault;
  }
  return undefined;
}

const fare = {
  revenu: { titre: 'Revenu', question: 'Revenu ?', 'par défaut': 20_000, unité: '€/an' },
  abonné: { question: 'Abonné ?', type: 'booléen', 'par défaut': 'non' },
  ligne: { question: 'Quelle ligne ?', 'une possibilité': ["'tram'", "'bus'"], 'par défaut': "'bus'" },
  commune: { question: 'Commune ?', 'par défaut': "''" },
  plein: { titre: 'Plein tarif', valeur: '4.30 €' },
  tram: { titre: 'Tram', valeur: "ligne = 'tram'" },
  réduction: {
    titre: 'Tarif solidaire',
    'applicable si': { 'toutes ces conditions': ["commune = '33063'", 'revenu <= 9000 €/an'] },
    valeur: '50 % * plein',
  },
  supplément: { titre: 'Supplément', 'applicable si': 'tram', valeur: '0.333 €' },
  prix: { titre: 'Prix', valeur: { somme: ['plein', '- réduction', 'supplément'] } },
};
const at = (inputs: RuleInputs, rules: object = fare) => evaluate(open(rules), inputs, ['prix']);

describe('evaluated rules', () => {
  it('give amounts in whole cents', () => {
    expect(at({}).results).toEqual([{ key: 'prix', value: 430, unit: 'cent' }]);
    expect(at({ ligne: { value: 'tram' } }).results).toEqual([{ key: 'prix', value: 463, unit: 'cent' }]);
  });

  it('give null for what does not concern the person', () => {
    expect(evaluate(open(fare), {}, ['réduction']).results).toEqual([{ key: 'réduction', value: null }]);
  });

  it('give the same again, in any order of inputs, and forget the last person', () => {
    const engine = open(fare);
    const poor = { revenu: { value: 5000, unit: '€/an' }, commune: { value: '33063' } };
    const first = evaluate(engine, poor, ['prix']);
    expect(evaluate(engine, {}, ['prix']).results[0]?.value).toBe(430);
    const swapped = { commune: poor.commune, revenu: poor.revenu };
    expect(evaluate(engine, swapped, ['prix'])).toEqual(first);
    expect(first.results[0]?.value).toBe(215);
  });

  it('do not depend on the order they were sent in', () => {
    const reversed = Object.fromEntries(Object.entries(fare).reverse());
    expect(at({ ligne: { value: 'tram' } }, reversed)).toEqual(at({ ligne: { value: 'tram' } }));
  });

  it('hold no chance, no clock and no value of one person for the next', () => {
    const engine = open(fare);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50_000 }), fc.constantFrom('tram', 'bus'), (value, ligne) => {
        const inputs = {
          revenu: { value, unit: '€/an' },
          ligne: { value: ligne },
          commune: { value: '33063' },
        };
        const cents = 430 - (value <= 9000 ? 215 : 0) + (ligne === 'tram' ? 33 : 0);
        expect(evaluate(engine, inputs, ['prix']).results[0]?.value).toBe(cents);
      }),
      { numRuns: 60 },
    );
  });
});

describe('replacements of equal priority', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const rivals = (priority?: number) => ({
    prix: '1 €',
    total: 'prix',
    éco: { remplace: 'prix', valeur: '2 €' },
    zébu: { remplace: 'prix', valeur: '3 €' },
    abri: {
      remplace: priority === undefined ? 'prix' : { 'références à': 'prix', priorité: priority },
      valeur: '4 €',
    },
  });
  const won = (rules: object) => evaluate(open(rules), {}, ['total']).results[0]?.value;

  it('are decided by name in code units, whatever the language of the machine', () => {
    const here = won(rivals());
    // A phone in another language may sort é before a or after z.
    for (const order of [1, -1]) {
      vi.spyOn(String.prototype, 'localeCompare').mockImplementation(() => order);
      expect(won(rivals())).toBe(here);
      vi.restoreAllMocks();
    }
  });

  it('yield to a declared priority', () => {
    expect(won(rivals(1))).toBe(400);
  });

  it('refuse a priority below zero', () => {
    expect(faultOf(() => open(rivals(-1)))?.code).toBe('rules-invalid');
  });
});

describe('an input', () => {
  const open1 = open({ ...fare, echo: 'commune', secret: '42 €', '[privé] caché': '7 €' });
  const giving = (inputs: RuleInputs) => faultOf(() => evaluate(open1, inputs, ['prix', 'echo']))?.code;

  it('is never evaluated as an expression', () => {
    const attempts = [
      'secret',
      "'x' + 'y'",
      '1 + 1',
      "'; secret",
      'oui',
      '{valeur: secret}',
      '12/12/2020 + 1',
      '$EVALUATION',
    ];
    for (const value of attempts) {
      expect(evaluate(open1, { commune: { value } }, ['echo']).results).toEqual([{ key: 'echo', value }]);
    }
  });

  it('that is any text comes out as that text', () => {
    const line = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(line, (value) => {
        expect(evaluate(open1, { commune: { value } }, ['echo']).results[0]?.value).toBe(value);
      }),
      { numRuns: 80 },
    );
  });

  it.each<[string, RuleInputs]>([
    ['a choice that the rule does not offer', { ligne: { value: 'métro' } }],
    ['a text where a number is asked', { revenu: { value: '5000', unit: '€/an' } }],
    ['a number where a yes or no is asked', { abonné: { value: 1 } }],
    ['a yes where a text is asked', { commune: { value: true } }],
    ['a number without its unit', { revenu: { value: 5000 } }],
    ['a number of another unit', { revenu: { value: 5000, unit: 'km' } }],
    ['a number of a unit to convert', { revenu: { value: 700, unit: '€/mois' } }],
    ['a number with an expression as unit', { revenu: { value: 5000, unit: '€/an + secret' } }],
    ['no number', { revenu: { value: Number.NaN, unit: '€/an' } }],
    ['an endless number', { revenu: { value: Number.POSITIVE_INFINITY, unit: '€/an' } }],
    ['a text of several lines', { commune: { value: 'a\nb' } }],
    ['a text without end', { commune: { value: 'x'.repeat(201) } }],
    ['a rule that does not exist', { rien: { value: 1 } }],
    ['a rule that is a result', { prix: { value: 1, unit: '€' } }],
    ['a rule that is private', { caché: { value: 1, unit: '€' } }],
    ['a name of JavaScript', { constructor: { value: 1 } }],
    ['an expression as a name', { 'commune + secret': { value: 'x' } }],
  ])('is refused when it is %s', (_, inputs) => {
    expect(giving(inputs)).toBe('evaluation-failed');
  });

  it('that was refused leaves nothing behind', () => {
    expect(giving({ ligne: { value: 'métro' } })).toBe('evaluation-failed');
    expect(evaluate(open1, {}, ['prix']).results[0]?.value).toBe(430);
  });

  it('is not repeated in a fault', () => {
    const canary = 'canari-9f3k2m8q7z';
    const fault = faultOf(() => evaluate(open1, { ligne: { value: canary } }, ['prix']));
    expect(`${fault?.message} ${fault?.where} ${String(fault?.cause)}`).not.toContain(canary);
  });
});

describe('an entry point', () => {
  const engine = open(fare);
  it.each(['plein + plein', 'inconnu', 'toString', '', '{}'])('is a published rule, not `%s`', (name) => {
    expect(faultOf(() => evaluate(engine, {}, [name]))?.code).toBe('evaluation-failed');
  });
});

describe('rules that would mislead', () => {
  it('are a fault where units do not fit, which the engine only warns of', () => {
    const rules = { distance: '2 km', prix: { somme: ['4.30 €', 'distance'] } };
    expect(faultOf(() => at({}, rules))?.code).toBe('evaluation-failed');
  });

  it('are a fault where they go round in a circle', () => {
    const rules = { a: 'b + 1 €', b: 'a + 1 €', prix: 'a' };
    expect(faultOf(() => at({}, rules))?.code).toBe('evaluation-failed');
  });

  it('are a fault where a value of their own is no possibility', () => {
    const rules = { ligne: { 'une possibilité': ["'tram'", "'bus'"], valeur: "'métro'" }, prix: 'ligne' };
    expect(faultOf(() => at({}, rules))?.code).toBe('evaluation-failed');
  });

  it('are a fault where nothing answers a question without default', () => {
    const rules = { n: { question: 'Combien ?', unité: '€' }, prix: 'n * 2' };
    expect(faultOf(() => at({}, rules))?.code).toBe('evaluation-failed');
    expect(at({ n: { value: 2, unit: '€' } }, rules).results[0]?.value).toBe(400);
  });

  it('are a fault where they divide by nothing', () => {
    expect(faultOf(() => at({}, { prix: '1 € / 0' }))?.code).toBe('evaluation-failed');
  });

  it.each([
    ['a broken expression', { prix: '4 € +' }],
    ['a mechanism nobody knows', { prix: { magie: 1, valeur: { sortilège: 2 } } }],
    ['a name that is nowhere', { prix: 'fantôme' }],
    ['a rule without its parent', { 'parent . prix': '1 €' }],
  ])('are refused at once with %s', (_, rules) => {
    expect(faultOf(() => open(rules))?.code).toBe('rules-invalid');
  });
});

describe('the path of a calculation', () => {
  const inputs = {
    ligne: { value: 'tram' },
    commune: { value: '33063' },
    revenu: { value: 9500, unit: '€/an' },
  };

  it('says what was applied with its amount, what was near and why not', () => {
    const { path } = at(inputs);
    expect(path.map(({ rule, state }) => [rule, state])).toEqual([
      ['prix', 'applied'],
      ['plein', 'applied'],
      ['supplément', 'applied'],
      ['réduction', 'tested-false'],
    ]);
    expect(path[0]).toMatchObject({ title: 'Prix', came: { value: 463, unit: 'cent' } });
    expect(path[2]?.tests).toEqual([{ rule: 'tram', title: 'Tram', outcome: 'true' }]);
    expect(path[3]?.tests).toEqual([
      { rule: 'commune', title: 'Commune', operator: '=', limit: { value: '33063' }, outcome: 'true' },
      {
        rule: 'revenu',
        title: 'Revenu',
        operator: '<=',
        limit: { value: 900_000, unit: 'cent/an' },
        outcome: 'false',
      },
    ]);
  });

  it('leaves out the rule of another town, but counts it', () => {
    const { path, totals } = at({ ...inputs, commune: { value: '75056' } });
    expect(path.some(({ rule }) => rule === 'réduction')).toBe(false);
    expect(totals.testedFalse).toBeGreaterThan(0);
    expect(totals.applied + totals.testedFalse + totals.neverLookedAt).toBe(Object.keys(fare).length);
  });

  it('names what was never looked at because the answer was already there', () => {
    const rules = {
      a: { question: 'A ?', 'par défaut': 'oui' },
      b: { question: 'B ?', 'par défaut': 'oui' },
      grand: { valeur: '9 €' },
      prix: {
        variations: [{ si: { 'une de ces conditions': ['a', 'b'] }, alors: '1 €' }, { sinon: 'grand' }],
      },
    };
    const { path, assumed } = at({}, rules);
    expect(path[0]?.tests.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['a', 'true'],
      ['b', 'never-looked-at'],
    ]);
    expect(path[1]).toMatchObject({ rule: 'grand', state: 'never-looked-at' });
    expect(assumed).toEqual([{ rule: 'a', title: 'A', value: true }]);
  });

  it('names the questions that no fact answered', () => {
    expect(at(inputs).assumed).toEqual([]);
    const { assumed } = at({ ligne: { value: 'tram' }, commune: { value: '33063' } });
    expect(assumed).toEqual([{ rule: 'revenu', title: 'Revenu', value: 2_000_000, unit: 'cent/an' }]);
  });

  it('stays short however many rules there are', () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [
        `aide ${n}`,
        { 'applicable si': 'revenu > 0 €/an', valeur: `${n} €` },
      ]),
    );
    const rules = { revenu: fare.revenu, ...many, prix: { somme: Object.keys(many) } };
    const { path, totals } = at({ revenu: { value: 1, unit: '€/an' } }, rules);
    expect(path.length).toBeLessThanOrEqual(34);
    expect(totals.applied).toBe(302);
  });
});
