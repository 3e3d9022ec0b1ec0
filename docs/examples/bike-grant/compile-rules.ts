/**
 * Makes `rules.json` from npm `@betagouv/aides-velo`: its 447 rules unchanged, and in front of them the few that
 * translate a resident's facts into its words. The translation is published with the rules and hashed with them, so
 * that nothing happens between a fact and a result that a phone cannot do again. `rules-3.0.1.json` is an older version
 * of the same, kept because a change of rules is only understood on a change that really happened.
 *
 *   node docs/examples/bike-grant/compile-rules.ts
 */
import { writeFileSync } from 'node:fs';
import newest from '@betagouv/aides-velo/rules';
import older from 'aides-velo-3.0.1/rules';

const kinds = {
  simple: 'mécanique simple',
  electric: 'électrique',
  cargo: 'cargo',
  'cargo-electric': 'cargo électrique',
  folding: 'pliant',
  'folding-electric': 'pliant électrique',
  'conversion-kit': 'motorisation',
  adapted: 'adapté',
};
const conditions = { new: 'neuf', used: 'occasion' };

/** One question whose answers are those of the wallet, and one rule that puts the published word in its place. */
function translation(question: string, asked: string, target: string, words: Record<string, string>) {
  const name = `faits . ${asked}`;
  const answers = Object.keys(words);
  return {
    [name]: {
      question,
      'une possibilité': answers.map((answer) => `'${answer}'`),
      'par défaut': `'${answers[0]}'`,
    },
    [`${name} . traduction`]: {
      titre: `${asked}, dans les mots des règles`,
      remplace: target,
      variations: Object.entries(words).map(([answer, word]) => ({
        si: `${name} = '${answer}'`,
        alors: `'${word}'`,
      })),
    },
  };
}

function compile(published: Record<string, unknown>, file: string): void {
  const rules: Record<string, unknown> = {
    ...published,
    faits: {
      titre: 'Faits du résident',
      description:
        'Traduit les faits du portefeuille dans les mots de @betagouv/aides-velo. Ajouté par Vis-à-vis.',
    },
    ...translation('Quel vélo voulez-vous acheter ?', 'vélo', 'vélo . type', kinds),
    ...translation('Neuf ou d’occasion ?', 'état', 'vélo . état', conditions),
  };
  // One rule a line, sorted: a new version of the package shows as the rules that changed.
  const lines = Object.keys(rules)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(rules[name])}`);
  writeFileSync(new URL(file, import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
}

compile(newest, 'rules.json');
compile(older, 'rules-3.0.1.json');
