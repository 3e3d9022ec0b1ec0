import { describe, expect, it } from 'vitest';
import type { Around } from '../../policy/change/rule.ts';
import { compareDeclarations, effectOf } from '../../policy/change.ts';
import type { GroupTest, NotServed } from '../../policy/declaration/people.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { aboutMe, type Fact, type FactKey } from '../../policy/fact.ts';
import { isInGroup } from '../../policy/group.ts';
import { aDeclaration } from '../support/a-declaration.ts';

const [group] = aDeclaration().notServed as [NotServed];
const kids: NotServed = {
  ...group,
  who: { fr: 'Les enfants', en: 'Children' },
  fact: { key: 'birth-year', is: { from: 2010, to: 2027 } },
};
const compare = (before: Partial<Declaration>, after: Partial<Declaration>, around: Around) =>
  compareDeclarations(aDeclaration(before), aDeclaration(after), around);

describe('a fact tells whether one is in a group', () => {
  const fact = (key: FactKey, value: unknown): Fact => aboutMe(key, value, 'self', '2026-11-21');

  it.each<[string, Fact, GroupTest, boolean]>([
    ['a yes', fact('disability', true), true, true],
    ['a no', fact('disability', false), true, false],
    ['a number at the start', fact('birth-year', 2010), { from: 2010, to: 2027 }, true],
    ['a number at the end', fact('birth-year', 2027), { from: 2010, to: 2027 }, false],
    ['a band that reaches in', fact('birth-year', { from: 2000, to: 2010 }), { from: 2009, to: 2027 }, true],
    [
      'a band that ends before',
      fact('birth-year', { from: 2000, to: 2010 }),
      { from: 2010, to: 2027 },
      false,
    ],
    ['one of the choices', fact('activity', 'student'), ['student', 'apprentice'], true],
    ['another choice', fact('activity', 'retired'), ['student', 'apprentice'], false],
    ['a town of the department', fact('commune', { code: '33063', name: 'Bordeaux' }), ['33'], true],
    ['a town elsewhere', fact('commune', { code: '13055', name: 'Marseille' }), ['33'], false],
    ['a value of another kind', fact('disability', true), ['33'], false],
  ])('%s', (_, known, is, isIn) => {
    expect(isInGroup({ fact: { key: known.key, is } }, [known])).toBe(isIn);
  });

  it('by that fact alone: another fact or none tells nothing', () => {
    const of = { fact: { key: 'disability', is: true } } as const;
    expect(isInGroup(of, [fact('minimum-income', true)])).toBe(false);
    expect(isInGroup(of, [])).toBe(false);
    expect(isInGroup({}, [fact('disability', true)])).toBe(false);
  });
});

describe('a group that is no longer served', () => {
  const born = (year: number) => [aboutMe('birth-year', year, 'self', '2026-11-21')];

  it('pauses for whoever is in it, and is told to everyone else', () => {
    const wide = { notServed: [group, kids] };
    expect(effectOf(compare({}, wide, { facts: born(2012) }))).toBe('pause');
    expect(effectOf(compare({}, wide, { facts: born(1987) }))).toBe('notify');
    expect(effectOf(compare({}, wide, { facts: [] }))).toBe('notify');
  });

  it('pauses too when a group that was there grows to hold one', () => {
    const grown = { ...kids, fact: { key: 'birth-year', is: { from: 1980, to: 2027 } } } as const;
    const [before, after] = [{ notServed: [kids] }, { notServed: [grown] }];
    expect(effectOf(compare(before, after, { facts: born(1987) }))).toBe('pause');
    expect(effectOf(compare(before, after, { facts: born(1970) }))).toBe('notify');
  });
});
