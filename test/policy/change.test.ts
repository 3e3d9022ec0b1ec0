import { describe, expect, it } from 'vitest';
import { isNarrower } from '../../policy/change/purpose-broader.ts';
import type { Around } from '../../policy/change/rule.ts';
import { compareDeclarations, effectOf, graver, noticeDays, stacked } from '../../policy/change.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { purposeOf, purposes } from '../../policy/purpose.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { someDigest } from '../support/builders.ts';

const words = (text: string) => ({ fr: text, en: text });
const base = aDeclaration();
type Part = Partial<Declaration>;
const compare = (before: Part, after: Part, around?: Around) =>
  compareDeclarations(aDeclaration(before), aDeclaration(after), around);

describe('what is not known', () => {
  it('pauses: a new field, a field within a field, a value out of its list', () => {
    const unknown = { ...base, feeling: 'good' } as Declaration;
    expect(compareDeclarations(base, unknown)).toMatchObject([
      { field: 'feeling', way: 'other', effect: 'pause', before: null, after: 'good', path: 'feeling' },
    ]);
    const inner = { ...base, human: { ...base.human, mood: 'fine' } } as Declaration;
    expect(effectOf(compareDeclarations(base, inner))).toBe('pause');
    const value = { ...base, leavePolicy: 'sell' } as unknown as Declaration;
    expect(effectOf(compareDeclarations(base, value))).toBe('pause');
    const { scale: _, ...older } = base;
    expect(effectOf(compareDeclarations(older as Declaration, base))).toBe('pause');
  });
});

describe('the comparison', () => {
  it('finds nothing between a declaration and itself, in whatever order its lists stand', () => {
    expect(compareDeclarations(base, aDeclaration())).toEqual([]);
    const turned = aDeclaration({ inputs: base.inputs.toReversed(), rights: base.rights.toReversed() });
    expect(compareDeclarations(base, turned)).toEqual([]);
  });

  it('is not about version, date and chain', () => {
    const later = { version: '1.0.1', at: '2026-12-01T00:00:00Z', previousHash: someDigest('before') };
    expect(compare({}, later)).toEqual([]);
  });

  it('names the field, the place and both values', () => {
    const coarser = {
      inputs: base.inputs.map((input) =>
        input.key === 'commune' ? { ...input, precision: 'department' } : input,
      ),
    };
    expect(compare({}, coarser)).toEqual([
      {
        field: 'inputs',
        way: 'narrows',
        effect: 'log',
        before: 'exact',
        after: 'department',
        path: 'inputs › commune › precision',
      },
    ]);
  });

  it('takes words that change while no field does for tampering', () => {
    const told = { before: ['La ville calcule.'], after: ['La ville décide.'] };
    expect(effectOf(compare({}, {}, { told }))).toBe('pause');
    expect(compare({}, {}, { told: { ...told, after: told.before } })).toEqual([]);
    expect(effectOf(compare({}, { title: words('Autre') }, { told }))).toBe('log');
  });

  it('lets a resident be stricter and never looser', () => {
    expect(graver('log', 'pause')).toBe('pause');
    expect(graver('pause', 'log')).toBe('pause');
    expect(graver('stop', 'pause')).toBe('stop');
  });
});

describe('a purpose that is one kind of a former one', () => {
  it('is known by the tree of DPV, upwards through all its levels', () => {
    const dpv = (name: string) => `https://w3id.org/dpv#${name}`;
    expect(isNarrower(dpv('ServicePersonalisation'), dpv('Personalisation'))).toBe(true);
    expect(isNarrower(dpv('ImproveExistingProductsAndServices'), dpv('ServiceManagement'))).toBe(true);
    expect(isNarrower(dpv('Personalisation'), dpv('ServicePersonalisation'))).toBe(false);
    expect(isNarrower(dpv('Advertising'), dpv('Advertising'))).toBe(false);
    expect(isNarrower('https://example.org#Advertising', dpv('Marketing'))).toBe(false);
  });

  it('is none of the list: each of its purposes stands for itself, so an added one pauses', () => {
    for (const { id } of purposes) {
      for (const other of purposes) expect(isNarrower(purposeOf(id).iri, other.iri)).toBe(false);
    }
  });
});

describe('small changes that add up', () => {
  const at = (day: string, scale: number, changes: Part = {}) =>
    aDeclaration({ at: `${day}T09:00:00Z`, scale: { ...base.scale, peoplePerYear: scale }, ...changes });

  it('pause when several of 90 days together reach further', () => {
    expect(stacked([at('2026-01-01', 100), at('2026-02-01', 200), at('2026-03-01', 400)])).toBe(true);
  });

  it('do not when there is one, when they are further apart, or when the second takes the first back', () => {
    expect(stacked([at('2026-01-01', 100), at('2026-02-01', 200)])).toBe(false);
    expect(stacked([at('2026-01-01', 100), at('2026-02-01', 200), at('2026-06-01', 400)])).toBe(false);
    expect(stacked([at('2026-01-01', 100), at('2026-02-01', 200), at('2026-03-01', 100)])).toBe(false);
    expect(stacked([])).toBe(false);
  });

  it('add up over different fields', () => {
    const longer = { maxAgeDays: 180 };
    expect(stacked([at('2026-01-01', 100), at('2026-02-01', 200), at('2026-03-01', 200, longer)])).toBe(true);
  });

  it('count to the day: 90 days are within, 91 are not', () => {
    const third = (day: string) => [at('2026-01-01', 100), at('2026-02-01', 200), at(day, 400)];
    expect(stacked(third('2026-05-02'))).toBe(true);
    expect(stacked(third('2026-05-03'))).toBe(false);
  });

  it('are told thirty days ahead', () => {
    expect(noticeDays).toBe(30);
  });
});
