/**
 * A person who does not exist, for whoever has no facts in the wallet or does not want to use them: one plausible value
 * for each fact of the catalogue. Nobody's: the same for everyone, in the code for all to see.
 */
import type { Declaration } from './declaration.ts';
import { aboutMe, coarsen, type Fact, type FactKey, type FactValue } from './fact.ts';

const values: Readonly<Record<FactKey, FactValue>> = {
  commune: { code: '33063', name: 'Bordeaux' },
  'reference-income': 21_400,
  'household-parts': 2,
  'household-persons': 3,
  'birth-year': 1988,
  activity: 'employee',
  'minimum-income': false,
  disability: false,
  'mobility-package': false,
  'bike-kind': 'electric',
  'bike-condition': 'new',
  'bike-price': 1290,
  'bike-made-in-france': false,
  'bike-number': 'FICTIF-0000',
  'commute-km': 6,
  'travel-mode': 'transit',
  'transit-pass': true,
  'park-visits': [{ park: 'Parc fictif', lat: 44.84, lon: -0.58, date: '2026-06-06' }],
  'family-quotient': 820,
  'age-band': '26-64',
  'trip-km': 4.5,
  'trips-week': 12,
  'electricity-day': 9.5,
  'electricity-peak': 'evening',
  'electricity-winter': 'more-in-winter',
};

/** As typed facts, no finer than the declaration asks. `on`: the day that stands beside each value. */
export function fictionalFacts({ inputs }: Pick<Declaration, 'inputs'>, on: string): Fact[] {
  return inputs.map(({ key, precision }) => {
    const fact = aboutMe(key, values[key], 'self', on);
    return { ...fact, value: coarsen(key, fact.value, precision) };
  });
}
