import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bikeGrant } from '../../docs/examples/bike-grant/declaration.ts';
import { fare } from '../../docs/examples/fare/declaration.ts';
import { declarationBody } from '../../docs/examples/program/publish.ts';
import { routeOffers } from '../../docs/examples/route-offers/declaration.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { namesAbsent } from '../../policy/rule-name.ts';
import { engineVersion, readRules } from '../../policy/rules.ts';

const digest = 'A'.repeat(43);
const published = { engineVersion, hash: digest, logicHash: digest };

describe('a name in a declaration', () => {
  it.each([
    ['bike-grant', bikeGrant],
    ['fare', fare],
    ['route-offers', routeOffers],
  ] as const)('of the example %s is one of its rules', (folder, text) => {
    const file = new URL(`../../docs/examples/${folder}/rules.json`, import.meta.url);
    const declaration = declarationBody(text, published, null, 0) as Declaration;
    expect(namesAbsent(declaration, readRules(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('may be that of a rule inside another', () => {
    const rules = readRules(
      JSON.stringify({
        aide: { valeur: { somme: ['base'], avec: { base: { valeur: '1 €', avec: { fin: '2 €' } } } } },
        vélo: { 'une possibilité': ['neuf', { occasion: { titre: 'Occasion' } }] },
        lieu: null,
        'lieu . epci': { question: 'EPCI ?' },
      }),
    );
    const gapsOf = (ruleInput: string, key = 'bike-kind', output = 'aide') =>
      namesAbsent(
        {
          inputs: [{ key, ruleInput }],
          outputs: [{ key: output }],
          logic: { rules: { entryPoints: [output] } },
        } as unknown as Declaration,
        rules,
      ).map(({ field }) => field);
    for (const name of ['aide . base', 'aide . base . fin', 'vélo . occasion', 'lieu'])
      expect(gapsOf(name), name).toEqual([]);
    expect(gapsOf('lieu', 'commune')).toEqual([]);
    expect(gapsOf('vélo', 'commune')).toEqual(['inputs.commune.ruleInput']);
    expect(gapsOf('vélo . neuf')).toEqual(['inputs.bike-kind.ruleInput']);
    expect(gapsOf('vélo', 'bike-kind', 'base')).toEqual(['outputs.key', 'logic.rules.entryPoints']);
  });
});
