import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../policy/declaration.ts';
import { daysText, numberText, timesOf } from '../../policy/telling/form.ts';
import { tell, tellingLevels } from '../../policy/telling.ts';
import { readingEase } from '../pwa/words/reading-ease.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { declared } from '../support/declared.ts';

const all = await declared();
const spoken = (declaration: Declaration): string => tell(declaration, 'plain', 'fr').join('\n');

describe.each(all)('the declaration « %s », told in words', (_, declaration) => {
  it('is easy French where residents read it', () => {
    expect(readingEase(tell(declaration, 'plain', 'fr'))).toBeGreaterThanOrEqual(80);
    expect(readingEase(tell(declaration, 'one', 'fr'))).toBeGreaterThanOrEqual(80);
  });

  it('says in one sentence who asks, what for, and that one may say no', () => {
    const [sentence = '', ...more] = tell(declaration, 'one', 'fr');
    expect(more).toEqual([]);
    expect(sentence.match(/[.!?](?:\s|$)/g)).toHaveLength(1);
    expect(sentence).toContain(declaration.controller.name.fr);
    expect(sentence).toContain('oui ou non');
  });

  it('says the same things in English, line by line', () => {
    for (const level of tellingLevels) {
      const [french, english] = [tell(declaration, level, 'fr'), tell(declaration, level, 'en')];
      expect(english).toHaveLength(french.length);
      expect(english.join()).not.toBe(french.join());
    }
  });

  it('leaves no hole, no lost sign and no specialist’s word', () => {
    for (const level of tellingLevels) {
      const lines = [...tell(declaration, level, 'fr'), ...tell(declaration, level, 'en')];
      expect(lines.filter((line) => /\{\}|undefined|\[object|NaN| {2}|\.\./.test(line))).toEqual([]);
    }
    for (const level of ['one', 'plain'] as const) {
      expect(tell(declaration, level, 'fr').filter((line) => line.includes('%'))).toEqual([]);
      expect(tell(declaration, level, 'fr').filter((line) => / [:;?!»]|« /.test(line))).toEqual([]);
    }
    const generated = [...tell(declaration, 'one', 'fr'), ...tell(declaration, 'plain', 'fr')].join();
    expect(generated).not.toMatch(/finalité|traitement|responsable de traitement|passkey|révoqu/i);
  });

  it('changes wherever a field changes: nothing is told that was not declared, nothing declared stays untold', () => {
    const untold = leavesOf(declaration, [])
      .filter(([path]) => !heads.has(String(path[0])) && path.at(-1) !== 'en')
      .filter(([path, value]) => isSame(declaration, changed(declaration, path, value)))
      .map(([path]) => path.join('.'))
      // Follows from `comparison.used`, and the reader refuses anything else.
      .filter((path) => path !== 'comparison.method');
    expect(untold).toEqual([]);
  });
});

/** What every record begins with: the log tells it. */
const heads = new Set(['v', 'type', 'id', 'at', 'by']);

type Path = readonly (string | number)[];

function leavesOf(value: unknown, path: Path): [Path, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

function changed(declaration: Declaration, path: Path, value: unknown): Declaration {
  const copy = JSON.parse(JSON.stringify(declaration)) as Record<string, unknown>;
  let at = copy;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[path.at(-1) as string] = other(value);
  return copy as unknown as Declaration;
}

function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (value === null) return { fr: 'Autre', en: 'Other' };
  return `${String(value)} autre`;
}

/** A value outside its list cannot be told: that it is looked up shows that it counts. */
function isSame(before: Declaration, after: Declaration): boolean {
  try {
    return tell(before, 'full', 'fr').join('\n') === tell(after, 'full', 'fr').join('\n');
  } catch {
    return false;
  }
}

describe('the plain words', () => {
  const words = (changes: Partial<Declaration>): string =>
    spoken(aDeclaration(changes)).replaceAll('\u00a0', ' ');
  const { human, decision, refusal, comparison } = aDeclaration();

  it('say whether a person looks again, and whether that person may say otherwise', () => {
    expect(words({})).toContain('Cette personne peut dire le contraire.');
    expect(words({ human: { ...human, canOverride: false } })).toContain(
      'Cette personne ne peut rien changer.',
    );
    expect(words({ human: { ...human, involved: false } })).toContain('Personne ne relit.');
  });

  it('say how far a machine decides', () => {
    expect(words({ decision: { ...decision, automation: 5 } })).toContain('La machine fait tout.');
    expect(words({ decision: { ...decision, automation: 0 } })).toContain('Aucune machine ne décide.');
  });

  it('say what a no costs', () => {
    expect(words({})).toContain('Dire non ne coûte rien.');
    expect(words({ refusal: { ...refusal, costDelta: 12.5 } })).toContain('Dire non coûte 12,5 € de plus.');
  });

  it('say to whom one is compared', () => {
    expect(words({})).toContain('On ne vous compare à personne.');
    const cohort = { definition: { fr: 'Les gens de votre rue', en: 'People of your street' }, minimum: 50 };
    expect(words({ comparison: { ...comparison, used: true, method: 'rank', cohort } })).toContain(
      'On vous compare à d’autres : les gens de votre rue.',
    );
  });

  it('say that a price is personal, that a trial runs, that data is sold, only when it is so', () => {
    expect(words({})).not.toMatch(/Le prix n’est pas le même|Un essai|sont vendues/);
    expect(words({ personalisedPrice: { used: true, inputs: ['reference-income'] } })).toContain(
      'Le prix n’est pas le même pour tous : « Mon revenu fiscal de référence ».',
    );
    expect(words({ resale: true })).toContain('Vos données sont vendues.');
  });

  it('say how long data is kept, and that what is not kept is not', () => {
    const [kept] = aDeclaration().retention;
    if (kept === undefined) throw new TypeError('expected a retention');
    expect(words({})).toContain('On garde 2 ans : votre dossier, puis on efface.');
    expect(words({ retention: [{ ...kept, days: 0 }] })).toContain('On ne garde pas : votre dossier.');
  });
});

describe('figures in words', () => {
  it('never become a percentage', () => {
    expect([0, 0.125, 0.5, 0.8, 1].map((rate) => timesOf(rate).fr)).toEqual([
      'jamais',
      '1 fois sur 8',
      '1 fois sur 2',
      '8 fois sur 10',
      'à chaque fois',
    ]);
  });

  it('are written as each language writes them', () => {
    expect([daysText(1), daysText(31), daysText(365), daysText(730)].map(({ fr }) => fr)).toEqual([
      '1 jour',
      '31 jours',
      '1 an',
      '2 ans',
    ]);
    expect(numberText(1_234_567.5)).toEqual({ fr: '1\u202f234\u202f567,5', en: '1,234,567.5' });
    expect(numberText(999)).toEqual({ fr: '999', en: '999' });
  });
});
