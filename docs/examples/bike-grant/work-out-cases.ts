/**
 * Makes `cases.json`: what the national calculator's own engine gives for people on the limits of the rules, beside them
 * and far from them. That engine reads the rules by another way than ours (input strings, euros, aid by aid), so that
 * an agreement says something.
 *
 *   node docs/examples/bike-grant/work-out-cases.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { AidesVeloEngine } from '@betagouv/aides-velo';
import { openPlaces, type RuleCase } from '../../../relay/kit/client.ts';

const placeOf = openPlaces(JSON.parse(readFileSync(new URL('communes.json', import.meta.url), 'utf8')));

interface Person {
  readonly name: string;
  readonly town: string;
  readonly income: number;
  readonly parts: number;
  readonly kind: keyof typeof kinds;
  readonly condition: keyof typeof conditions;
  readonly price: number;
  readonly isBoundary?: true;
}

/** The words of the rules for those of the wallet's catalogue, as `compile-rules.ts` translates them. */
const kinds = {
  simple: 'mécanique simple',
  electric: 'électrique',
  cargo: 'cargo',
  'cargo-electric': 'cargo électrique',
} as const;
const conditions = { new: 'neuf', used: 'occasion' } as const;

const bordeaux = { town: '33063', parts: 1, kind: 'electric', condition: 'new', price: 1290 } as const;
const paris = { town: '75056', parts: 1, kind: 'electric', condition: 'new', price: 1290 } as const;

const people: readonly Person[] = [
  { name: 'Bordeaux, revenu par part au premier plafond', ...bordeaux, income: 7100, isBoundary: true },
  {
    name: 'Bordeaux, un centime au-dessus du premier plafond',
    ...bordeaux,
    income: 7100.01,
    isBoundary: true,
  },
  { name: 'Bordeaux, revenu par part au deuxième plafond', ...bordeaux, income: 15_400, isBoundary: true },
  {
    name: 'Bordeaux, un centime au-dessus du deuxième plafond',
    ...bordeaux,
    income: 15_400.01,
    isBoundary: true,
  },
  { name: 'Bordeaux, revenu par part au dernier plafond', ...bordeaux, income: 24_900, isBoundary: true },
  {
    name: 'Bordeaux, un centime au-dessus du dernier plafond',
    ...bordeaux,
    income: 24_900.01,
    isBoundary: true,
  },
  { name: 'Bordeaux, deux parts et demie', ...bordeaux, parts: 2.5, income: 38_500 },
  { name: 'Bordeaux, vélo d’occasion', ...bordeaux, income: 9000, condition: 'used', price: 451.37 },
  { name: 'Paris, revenu par part au plafond', ...paris, income: 10_000, isBoundary: true },
  { name: 'Paris, un centime au-dessus du plafond', ...paris, income: 10_000.01, isBoundary: true },
  { name: 'Paris, vélo cargo', ...paris, income: 33_333, kind: 'cargo-electric', price: 6000 },
  { name: 'Lyon, petit revenu', ...bordeaux, town: '69123', income: 6000 },
  { name: 'Lyon, vélo cargo', ...bordeaux, town: '69123', income: 33_333, kind: 'cargo', price: 2750.5 },
  { name: 'Nantes, petit revenu', ...bordeaux, town: '44109', income: 6000 },
  { name: 'Toulouse, petit revenu', ...bordeaux, town: '31555', income: 6000 },
  { name: 'Strasbourg, petit revenu', ...bordeaux, town: '67482', income: 6000 },
  { name: 'Strasbourg, grand revenu', ...bordeaux, town: '67482', income: 80_000 },
];

const engine = new AidesVeloEngine();
const euros = (value: number) => ({ value, unit: '€' });

const cases = people.map(({ name, town, income, parts, kind, condition, price, isBoundary }): RuleCase => {
  const place = placeOf(town);
  if (place === undefined) throw new TypeError(`expected a listed commune, found \`${town}\``);
  const asked = 'revenu fiscal de référence par part';
  const localisation = {
    'localisation . code insee': place.code,
    ...(place.epci === null ? {} : { 'localisation . epci': place.epci }),
    'localisation . département': place.department,
    'localisation . région': place.region,
    'localisation . pays': 'France',
  } as const;
  engine.setInputs({
    ...localisation,
    'vélo . type': kinds[kind],
    'vélo . état': conditions[condition],
    'vélo . prix': price,
    [`${asked} . revenu de référence`]: income,
    [`${asked} . nombre de parts`]: parts,
  });
  const total = engine.computeAides().reduce((sum, { amount }) => sum + amount, 0);
  return {
    name,
    inputs: {
      ...Object.fromEntries(Object.entries(localisation).map(([key, value]) => [key, { value }])),
      'faits . vélo': { value: kind },
      'faits . état': { value: condition },
      'vélo . prix': euros(price),
      [`${asked} . revenu de référence`]: { value: income, unit: '€/an' },
      [`${asked} . nombre de parts`]: { value: parts },
    },
    expects: [{ key: 'aides . montant', value: Number((total * 100).toFixed(0)), unit: 'cent' }],
    isBoundary: isBoundary ?? false,
  };
});

const lines = cases.map((one) => JSON.stringify(one));
writeFileSync(new URL('cases.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
