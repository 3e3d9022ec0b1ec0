import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type CommuneList, findCommune, fold, placeOf, readCommunes } from '../../policy/commune.ts';

const file = readFileSync(new URL('../../pwa/wallet/communes.json', import.meta.url), 'utf8');
const list = JSON.parse(file) as CommuneList;
const communes = readCommunes(list);
const codes = (text: string) => findCommune(communes, text).map(({ code }) => code);

describe('a commune', () => {
  it.each([
    ['Bègles', '33039'],
    ['begles', '33039'],
    ['BÈGLES ', '33039'],
    ['paris', '75056'],
    ['Lyon', '69123'],
    ['St-Étienne', '42218'],
    ['saint etienne', '42218'],
    ['St Denis', '93066'],
    ['strasb', '67482'],
    ['ajaccio', '2A004'],
    ['33063', '33063'],
  ])('typed as `%s` is found first', (text, code) => {
    expect(codes(text)[0]).toBe(code);
  });

  it('brings its EPCI, département and région with it', () => {
    expect(placeOf(communes, '33039')).toMatchObject({
      name: 'Bègles',
      epci: 'Bordeaux Métropole',
      department: '33',
      departmentName: 'Gironde',
      region: '75',
    });
    expect(placeOf(communes, '67131')?.epci).toBe('Eurométropole de Strasbourg');
    expect(placeOf(communes, '99999')).toBeUndefined();
  });

  it('that is not listed is offered as another one of its département', () => {
    expect(findCommune(communes, '33130')).toEqual([
      expect.objectContaining({ kind: 'department', code: '33' }),
    ]);
    expect(codes('20090')).toEqual(['2A', '2B']);
    expect(codes('97400')).toEqual(['974']);
    expect(codes('Gironde')).toContain('33');
  });

  it('is never guessed from nothing', () => {
    expect(codes('')).toEqual([]);
    expect(codes('  -- ')).toEqual([]);
    expect(codes('xyzzy')).toEqual([]);
  });

  it('of any name in the list is found by that name', () => {
    for (const { folded, commune } of communes.words) {
      const found = findCommune(communes, commune.name, 40);
      expect(
        found.some(({ code }) => code === commune.code),
        `${folded} ${commune.code}`,
      ).toBe(true);
    }
  });
});

describe('the list of communes', () => {
  it('has one code for each, in its département', () => {
    expect(communes.byCode.size).toBeGreaterThan(7_000);
    for (const [code, { kind, department }] of communes.byCode) {
      expect(code).toMatch(kind === 'commune' ? /^(?:\d{5}|2[AB]\d{3})$/ : /^(?:\d{2}|2[AB]|97\d)$/);
      expect(code.startsWith(department)).toBe(true);
    }
  });

  it('holds every commune and EPCI that the bike grant knows', () => {
    const rules = readFileSync(new URL('../../docs/examples/bike-grant/rules.json', import.meta.url), 'utf8');
    const epcis = new Set([...communes.byCode.values()].map(({ epci }) => epci));
    // Monaco and Luxembourg are no communes of France; 69152 was merged into 69149 in 2024.
    const gone = new Set(['99137', '99138', '69152']);
    for (const [, code] of rules.matchAll(/code insee = '(\w{5})'/g)) {
      if (!gone.has(code ?? '')) expect(communes.byCode.has(code ?? ''), code).toBe(true);
    }
    for (const name of [
      'Bordeaux Métropole',
      'Métropole de Lyon',
      'Nantes Métropole',
      'Toulouse Métropole',
    ]) {
      expect(epcis.has(name), name).toBe(true);
    }
  });

  it('travels in fewer than 60 kB', () => {
    expect(gzipSync(file, { level: 9 }).length).toBeLessThan(60_000);
  });

  it('is the same for the service', () => {
    expect(
      readFileSync(new URL('../../docs/examples/bike-grant/communes.json', import.meta.url), 'utf8'),
    ).toBe(file);
  });

  it('with columns of different lengths is refused', () => {
    const [first, ...rest] = list.departments;
    if (first === undefined) throw new Error('empty list');
    const broken = { departments: [{ ...first, epciOf: first.epciOf.slice(1) }, ...rest] };
    expect(() => readCommunes(broken)).toThrow('expected a list of communes');
  });

  it('folds accents, case, hyphens and St', () => {
    expect(fold('Saint-Maur-des-Fossés')).toBe(fold('st maur des fosses'));
    expect(fold('Œuilly')).toBe('oeuilly');
  });
});
