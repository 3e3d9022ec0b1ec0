/**
 * Makes `communes.json`, here and for the wallet: which commune lies in which EPCI, département and région. From npm
 * `@etalab/decoupage-administratif` (Licence Ouverte). Kept are the communes whose own name or whose EPCI stands in
 * the rules, and those of 10 000 people or more: about 7 500 of 35 000, a third of the size of all.
 *
 *   node docs/examples/bike-grant/list-communes.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { aidesAvecLocalisation } from '@betagouv/aides-velo/data';

const populationKept = 10_000;

interface Commune {
  code: string;
  nom: string;
  type: string;
  departement: string;
  region: string;
  population?: number;
}
interface Epci {
  nom: string;
  membres: { code: string }[];
}
interface Department {
  code: string;
  nom: string;
  region: string;
}

const require = createRequire(import.meta.resolve('@betagouv/aides-velo'));
const read = <T>(name: string): T[] =>
  JSON.parse(readFileSync(require.resolve(`@etalab/decoupage-administratif/data/${name}.json`), 'utf8'));

const rulesText = readFileSync(new URL('rules.json', import.meta.url), 'utf8');
const aids = Object.values(aidesAvecLocalisation).map((aid) => aid.collectivity);
const named = (kind: string) => new Set(aids.filter((c) => c.kind === kind).map((c) => c.value));

const epciKnown = named('epci');
const codesKnown = new Set([
  ...named('code insee'),
  ...[...rulesText.matchAll(/code insee = '(\d\w{4})'/g)].map((found) => found[1] ?? ''),
]);
const epciOfCode = new Map<string, string>();
for (const { nom, membres } of read<Epci>('epci')) {
  // An EPCI named anywhere in the rules counts, also where an aid is limited to a part of its territory.
  if (epciKnown.has(nom) || rulesText.includes(`epci = '${nom}'`)) {
    for (const { code } of membres) epciOfCode.set(code, nom);
  }
}

const communes = read<Commune>('communes').filter(
  ({ type, code, population }) =>
    type === 'commune-actuelle' &&
    (codesKnown.has(code) || epciOfCode.has(code) || (population ?? 0) >= populationKept),
);

// Codes in 98 are territories with codes of their own kind, and none of these rules.
const departments = read<Department>('departements')
  .filter(({ code }) => !code.startsWith('98'))
  .map(({ code, nom, region }) => {
    const own = communes.filter(({ departement }) => departement === code);
    own.sort((a, b) => (a.code < b.code ? -1 : 1));
    const epcis = [...new Set(own.map((commune) => epciOfCode.get(commune.code) ?? ''))].filter(
      (name) => name !== '',
    );
    if (epcis.length > 34) throw new Error(`too many EPCI in ${code} for one character: ${epcis.length}`);
    const numbers = own.map((commune) => Number.parseInt(commune.code.slice(code.length), 10));
    return {
      code,
      name: nom,
      region,
      epcis,
      names: own.map((commune) => commune.nom).join(';'),
      steps: numbers.map((number, at) => number - (numbers[at - 1] ?? 0)).join(' '),
      epciOf: own
        .map((commune) => (epcis.indexOf(epciOfCode.get(commune.code) ?? '') + 1).toString(36))
        .join(''),
    };
  });

// One département a line.
const text = `{"departments":[\n${departments.map((entry) => JSON.stringify(entry)).join(',\n')}\n]}\n`;
for (const path of ['communes.json', '../../../pwa/wallet/communes.json']) {
  writeFileSync(new URL(path, import.meta.url), text);
}
