import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { evaluate, openRules } from '../../policy/evaluate.ts';
import { PolicyFault } from '../../policy/fault.ts';
import {
  engineVersion,
  hashRules,
  logicText,
  maxRulesBytes,
  readRules,
  rulesText,
} from '../../policy/rules.ts';

const bikeGrant = readFileSync(new URL('../../docs/examples/bike-grant/rules.json', import.meta.url), 'utf8');
const hash = (text: string) => createHash('sha256').update(text, 'utf8').digest('base64url');

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    if (fault instanceof PolicyFault) return fault.code;
    throw fault;
  }
  return 'no fault';
}

describe('published rules', () => {
  it('are the 447 of the national calculator and five that translate facts', () => {
    expect(Object.keys(readRules(bikeGrant))).toHaveLength(447 + 5);
  });

  it('have one text whatever the order and spacing they were sent in', () => {
    const sent = readRules('{ "b": {"valeur": 1, "titre": "B"}, "a": null }');
    expect(rulesText(sent)).toBe('{"a":null,"b":{"titre":"B","valeur":1}}');
    expect(rulesText(readRules(rulesText(sent)))).toBe(rulesText(sent));
  });

  it('name the engine that is installed', () => {
    const main = createRequire(import.meta.url).resolve('publicodes');
    const installed = JSON.parse(readFileSync(new URL('../package.json', `file://${main}`), 'utf8'));
    expect(engineVersion).toBe(installed.version);
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', '{}'],
    ['a rule that is a boolean', '{"a":true}'],
    ['a rule that is a list', '{"a":[1]}'],
    ['a name of JavaScript', '{"__proto__":{"valeur":1}}'],
    ['a name of JavaScript further in', '{"a":{"avec":{"constructor":{"valeur":1}}}}'],
    ['a name of the engine', '{"a":null,"a . $SITUATION":{"valeur":1}}'],
    ['a name of the engine with a line break', JSON.stringify({ a: null, 'a . $SITUATION\nx': null })],
    [
      'a field name longer than that of a rule',
      JSON.stringify({ a: { références: { ['x'.repeat(201)]: '' } } }),
    ],
    ['a node of the engine', '{"a":{"valeur":{"nodeKind":"constant","nodeValue":1}}}'],
    ['a rule that asks the clock', '{"a":{"durée":{"depuis":"01/01/2020"}}}'],
    ['more levels than a rule needs', `{"a":${'{"valeur":'.repeat(40)}1${'}'.repeat(40)}}`],
    ['more bytes than allowed', `{"a":"${'x'.repeat(maxRulesBytes)}"}`],
    ['a text longer than a description', `{"a":"${'x'.repeat(20_001)}"}`],
  ])('are refused when they are %s', (_, text) => {
    expect(codeOf(() => readRules(text))).toBe('rules-invalid');
  });

  it('are read in a moment, whatever their names look like', () => {
    const fields = ['. $A'.repeat(40_000), `. $${'A'.repeat(100_000)}`].map((name) => [`${name}\n`, 'x']);
    const startMs = performance.now();
    for (const [name, value] of fields)
      expect(
        codeOf(() => readRules(JSON.stringify({ a: { références: { [name as string]: value } } }))),
      ).toBe('rules-invalid');
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

describe('the logic of rules', () => {
  const base = { a: { titre: 'A', valeur: 'b + 1' }, b: { question: 'B ?', 'par défaut': 2 } };
  const logicOf = (rules: object) => logicText(readRules(JSON.stringify(rules)));

  it('does not change with a title, a question, a link or a date', () => {
    const relabelled = {
      a: { titre: 'Autre', lien: 'https://example.org', 'date de fin': '01/01/2030', valeur: 'b + 1' },
      b: { question: 'Combien ?', description: 'x', note: 'y', icônes: '🚲', 'par défaut': 2 },
    };
    expect(logicOf(relabelled)).toBe(logicOf(base));
    expect(rulesText(readRules(JSON.stringify(relabelled)))).not.toBe(
      rulesText(readRules(JSON.stringify(base))),
    );
  });

  it('changes when a question is put to what was computed, because then it can be entered', () => {
    const asking = { ...base, a: { ...base.a, question: 'A ?' } };
    const enter = (rules: object) =>
      codeOf(() => evaluate(openRules(readRules(JSON.stringify(rules))), { a: { value: 9 } }, ['a']));
    expect([enter(base), enter(asking)]).toEqual(['evaluation-failed', 'no fault']);
    expect(logicOf(asking)).not.toBe(logicOf(base));
    const { question: _, ...silent } = base.b;
    expect(logicOf({ ...base, b: silent })).not.toBe(logicOf(base));
    // However little it says: what decides is that it stands there.
    for (const question of ['', null, 'Combien ?'])
      expect(logicOf({ ...base, b: { ...base.b, question } })).toBe(logicOf(base));
    expect(logicOf({ a: { question: 'A ?' } })).not.toBe(logicOf({ a: null }));
    const inside = (rule: object) => ({ a: { avec: { b: { valeur: 1, ...rule } } } });
    expect(logicOf(inside({ question: 'B ?' }))).not.toBe(logicOf(inside({})));
  });

  it('changes with a value, a default, a condition, a name and a field nobody knows', () => {
    const changed = [
      { ...base, a: { ...base.a, valeur: 'b + 2' } },
      { ...base, b: { ...base.b, 'par défaut': 3 } },
      { ...base, a: { ...base.a, 'applicable si': 'b > 1' } },
      { ...base, c: null },
      { ...base, a: { ...base.a, nouveauté: 1 } },
    ];
    for (const rules of changed) expect(logicOf(rules)).not.toBe(logicOf(base));
  });

  it('keeps a thing that happens to be called note inside an expression', () => {
    const graded = (limit: string) => ({
      a: { variations: [{ si: 'note > 1', alors: { valeur: limit } }] },
      note: 3,
    });
    expect(logicOf(graded('1'))).not.toBe(logicOf(graded('2')));
    expect(logicOf({ ...graded('1'), note: 4 })).not.toBe(logicOf(graded('1')));
  });

  it('is looked for in the rules written inside a rule too', () => {
    const nested = (titre: string, valeur: number) => ({
      a: { avec: { b: { titre, valeur } }, 'une possibilité': ['x', { y: { titre, valeur } }] },
    });
    expect(logicOf(nested('B', 1))).toBe(logicOf(nested('C', 1)));
    expect(logicOf(nested('B', 1))).not.toBe(logicOf(nested('B', 2)));
  });

  it('has a hash of its own beside the hash of everything', () => {
    const rules = readRules(bikeGrant);
    const { rulesHash, logicHash } = hashRules(rules, hash);
    expect(rulesHash).toBe(hash(rulesText(rules)));
    expect(logicHash).not.toBe(rulesHash);
    expect(logicText(rules)).not.toMatch(/"(titre|description|lien)":|"question":(?!true[,}])/);
  });
});
