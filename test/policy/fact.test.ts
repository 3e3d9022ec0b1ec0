import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aboutMe,
  catalogue,
  coarsen,
  factKeys,
  factPlace,
  isAtMost,
  precisionOf,
  readFact,
} from '../../policy/fact.ts';
import { purposeOf, purposes } from '../../policy/purpose.ts';
import { aFact } from '../support/builders.ts';

const anyKind = fc.constantFrom(...catalogue);

describe('a fact', () => {
  it('has a value of its kind', () => {
    for (const key of factKeys) expect(readFact(aFact(key))).toEqual(aFact(key));
    const wrong: [string, unknown][] = [
      ['commune', '33063'],
      ['commune', { code: '3306', name: 'Bordeaux' }],
      ['commune', { code: '33063', name: '' }],
      ['reference-income', '18450'],
      ['reference-income', -1],
      ['reference-income', 18_450.005],
      ['household-parts', 1.3],
      ['household-persons', 0],
      ['household-persons', 2.5],
      ['birth-year', 87],
      ['bike-kind', 'rocket'],
      ['disability', 'non'],
      ['disability', 0],
      ['household-persons', { from: 1, to: 3 }],
      ['park-visits', [{ park: 'P', lat: 91, lon: 0, date: '2026-11-14' }]],
      ['park-visits', [{ park: 'P', lat: 1, lon: 0, date: '2026-11-31' }]],
      ['park-visits', -1],
      ['commute-km', Number.NaN],
      ['bike-number', ' '],
      ['bike-number', 'one\ntwo'],
      ['bike-number', 'x'.repeat(41)],
      ['bike-number', 12],
    ];
    for (const [key, value] of wrong) {
      const fact = { key, value, source: 'self', date: '2026-11-20' };
      const unit = catalogue.find((kind) => kind.key === key)?.unit;
      expect(() => readFact(unit === undefined ? fact : { ...fact, unit }), `${key} ${value}`).toThrow();
    }
  });

  it('has the unit of the catalogue and no other', () => {
    expect(() => readFact({ ...aFact('bike-price'), unit: '$' })).toThrow('unit');
    expect(() => readFact({ ...aFact('bike-kind'), unit: '€' })).toThrow('unit');
  });

  it('knows communes of Corsica and overseas', () => {
    for (const code of ['2A004', '97411', '75056']) {
      const fact = aboutMe('commune', { code, name: 'X' }, 'self', '2026-11-20');
      expect(readFact(fact)).toEqual(fact);
    }
  });
});

describe('a coarser value', () => {
  it('says the same thing less precisely', () => {
    expect(coarsen('commune', { code: '33063', name: 'Bordeaux' }, 'department')).toEqual({
      code: '33',
      name: 'Département 33',
    });
    expect(coarsen('commune', { code: '97411', name: 'Saint-Denis' }, 'department')).toMatchObject({
      code: '974',
    });
    expect(coarsen('commune', { code: '2A004', name: 'Ajaccio' }, 'department')).toMatchObject({
      code: '2A',
    });
    expect(coarsen('reference-income', 18_450, 'band-5000')).toEqual({ from: 15_000, to: 20_000 });
    expect(coarsen('reference-income', 15_000, 'band-5000')).toEqual({ from: 15_000, to: 20_000 });
    expect(coarsen('birth-year', 1987, 'decade')).toEqual({ from: 1980, to: 1990 });
    expect(coarsen('commute-km', 6.4, 'band-5')).toEqual({ from: 5, to: 10 });
    expect(coarsen('park-visits', aFact('park-visits').value, 'count')).toBe(1);
  });

  it('is read like any value, stands at its precision, and cannot be coarsened twice', () => {
    fc.assert(
      fc.property(anyKind, ({ key, precisions }) => {
        const fact = aFact(key);
        for (const { name } of precisions) {
          const value = coarsen(key, fact.value, name);
          expect(precisionOf(key, value)).toBe(name);
          expect(coarsen(key, value, name)).toEqual(value);
          expect(readFact({ ...fact, value }).value).toEqual(value);
        }
      }),
    );
  });

  it('hides which exact value it came from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 199_999 }), (income) => {
        const start = Math.floor(income / 5000) * 5000;
        expect(coarsen('reference-income', income, 'band-5000')).toEqual(
          coarsen('reference-income', start, 'band-5000'),
        );
      }),
    );
  });

  it('has a precision that the fact knows', () => {
    expect(() => coarsen('bike-kind', 'electric', 'band-5')).toThrow('precision');
  });
});

describe('precisions', () => {
  it('are in order: the finest first', () => {
    expect(isAtMost('commune', 'department', 'exact')).toBe(true);
    expect(isAtMost('commune', 'exact', 'department')).toBe(false);
    expect(isAtMost('commune', 'exact', 'exact')).toBe(true);
    expect(isAtMost('commune', 'street', 'exact')).toBe(false);
    expect(isAtMost('commune', 'exact', 'street')).toBe(false);
  });
});

describe('the catalogue of facts', () => {
  it('stands in the order of its keys', () => {
    expect(catalogue.map((kind) => kind.key)).toEqual([...factKeys]);
    factKeys.forEach((key, place) => {
      expect(factPlace(key)).toBe(place);
    });
    expect(factPlace('shoe-size')).toBe(-1);
    expect(factPlace('constructor')).toBe(-1);
  });

  it('marks whereabouts, health and hardship as sensitive', () => {
    const sensitive = catalogue.filter((kind) => kind.sensitive).map((kind) => kind.key);
    expect(sensitive).toEqual(['minimum-income', 'disability', 'park-visits']);
  });
});

describe('the list of purposes', () => {
  it('names each purpose in both languages and in DPV', () => {
    for (const entry of purposes) {
      expect(purposeOf(entry.id)).toBe(entry);
      expect(entry.iri).toMatch(/^https:\/\/w3id\.org\/dpv#[A-Z]/);
      expect(entry.label.fr).not.toBe(entry.label.en);
    }
  });
});
