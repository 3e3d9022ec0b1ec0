import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import en from '../../../pwa/words/en.json' with { type: 'json' };
import fr from '../../../pwa/words/fr.json' with { type: 'json' };
import { inLanguage, language, say, sayCount, speakLanguage, tell } from '../../../pwa/words/lookup.ts';
import { readingEase, syllablesOf } from './reading-ease.ts';

const french: Record<string, string> = fr;
const english: Record<string, string> = en;
const keys = Object.keys(french);

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the words on screens', () => {
  it('are the same sentences in French and in English', () => {
    expect(Object.keys(english).sort()).toEqual([...keys].sort());
    expect(keys.filter((key) => french[key] === '' || english[key] === '')).toEqual([]);
  });

  it('leave the same holes in both languages', () => {
    // « 1 » may be said in a word.
    expect(
      keys.filter((key) => String(holes(french[key] ?? '')) !== String(holes(english[key] ?? ''))),
    ).toEqual([]);
  });

  it('have both numbers wherever they count', () => {
    const stems = keys.filter((key) => key.endsWith('.one')).map((key) => key.slice(0, -4));
    expect(stems.filter((stem) => french[`${stem}.other`] === undefined)).toEqual([]);
  });

  it('never say what only specialists say', () => {
    const forbidden =
      /finalité|traitement|responsable de|\bwallet\b|passkey|révoqu|revoke|\bconsent|opt-?in|controller|data subject|%/i;
    expect(keys.filter((key) => forbidden.test(`${french[key]} ${english[key]}`))).toEqual([]);
    expect(forbidden.test('la finalité du traitement')).toBe(true);
  });

  it('never leave a sign alone at the start of a French line', () => {
    expect(keys.filter((key) => / [:;?!»]|« |'/.test(french[key] ?? ''))).toEqual([]);
  });

  it('tell for every fault of the wallet what happened, what it changes and what to do', () => {
    const sources = ['paths', 'link', 'vault', 'passkey'].map((room) =>
      readFileSync(new URL(`../../../pwa/wallet/${room}/fault.ts`, import.meta.url), 'utf8'),
    );
    const codes = sources.flatMap((source) =>
      [...source.matchAll(/FaultCode =([\s\S]*?);/g)].flatMap(([, union]) =>
        [...(union ?? '').matchAll(/'([a-z-]+)'/g)].map(([, code]) => code ?? ''),
      ),
    );
    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((code) => !['what', 'so', 'do'].every((part) => french[`${code}.${part}`]))).toEqual(
      [],
    );
  });
});

const codesIn = (file: string, type: string): string[] => {
  const source = readFileSync(new URL(`../../../pwa/wallet/${file}`, import.meta.url), 'utf8');
  const [, union = ''] = new RegExp(`type ${type} =([\\s\\S]*?);`).exec(source) ?? [];
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
};

describe('every reason that a resident may meet', () => {
  it.each([
    ['vault/kept/wallet.ts', 'AlarmCode', 'alarm.'],
    ['paths/recompute.ts', 'RecomputeReason', 'result.not.'],
    ['paths/ask-rules.ts', 'RulesReason', 'result.not.'],
    ['paths/calculation.ts', 'CalculationFault', 'result.not.'],
  ])('in %s has a sentence of its own', (file, type, stem) => {
    const codes = codesIn(file, type);
    expect(codes.length).toBeGreaterThan(3);
    expect(codes.filter((code) => french[stem + code] === undefined)).toEqual([]);
  });
});

describe('reading ease after Kandel and Moles', () => {
  it('hears syllables as they are spoken', () => {
    expect(['partager', 'qui', 'aide', 'données', 'téléphone', 'quatre'].map(syllablesOf)).toEqual([
      3, 1, 1, 2, 3, 1,
    ]);
  });

  it('is far below 80 for a sentence of the law', () => {
    expect(
      readingEase([
        'La licéité du traitement fondé sur le consentement effectué préalablement au retrait de celui-ci demeure inaltérée.',
      ]),
    ).toBeLessThan(40);
  });

  it('is at least 80 on every screen', () => {
    const screens = new Map<string, string[]>();
    for (const key of keys) {
      const screen = /\.(?:what|so|do)$/.test(key) ? 'faults' : (key.split('.')[0] ?? '');
      screens.set(screen, [...(screens.get(screen) ?? []), (french[key] ?? '').replace(/\{\w+\}/g, 'un')]);
    }
    const measured = [...screens]
      .filter(([, sentences]) => sentences.join(' ').split(/\s+/).length >= 25)
      .map(([screen, sentences]) => ({ screen, ease: Math.round(readingEase(sentences)) }));
    expect(measured.filter(({ ease }) => ease < 80)).toEqual([]);
    expect(
      readingEase(Object.values(french).map((text) => text.replace(/\{\w+\}/g, 'un'))),
    ).toBeGreaterThanOrEqual(80);
  });
});

describe('looking up a sentence', () => {
  it('fills holes, counts, and keeps markup inside its sentence', () => {
    expect(say('fault.code', { code: 'x' })).toBe('Code\u00a0: x');
    expect(sayCount('home.shared', 1)).toBe('1 partage en cours');
    expect(sayCount('home.shared', 0)).toBe('0 partage en cours');
    expect(sayCount('home.shared', 2)).toBe('2 partages en cours');
    expect(tell('grant.last', { when: 7 })).toEqual(['Dernier regard\u00a0: ', 7, '.']);
  });

  it('changes to English as a whole', async () => {
    await speakLanguage('en');
    expect(say('home.nothing')).toBe('Nothing is shared');
    expect(sayCount('home.shared', 0)).toBe('0 shares going on');
    expect(inLanguage({ fr: 'oui', en: 'yes' })).toBe('yes');
    await speakLanguage('fr');
    expect(language.value).toBe('fr');
  });
});

describe('the screens', () => {
  it('leave no sentence unsaid', () => {
    const folder = fileURLToPath(new URL('../../../pwa', import.meta.url));
    const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:tsx?|html)$/.test(path))
      .map((path) => readFileSync(join(folder, path), 'utf8'))
      .join('\n');
    const beginnings = [...source.matchAll(/`([a-z][a-z.-]+)\$\{/g)].map(([, beginning]) => beginning ?? '');
    const isSaid = (key: string) => {
      const plain = key.replace(/\.simple$/, '');
      const stem = plain.replace(/\.(?:one|other)$/, '');
      return (
        /\.(?:what|so|do)$/.test(key) ||
        [plain, stem].some((name) => source.includes(`'${name}'`) || source.includes(`"${name}"`)) ||
        source.includes(`%word.${key}%`) ||
        beginnings.some((beginning) => key.startsWith(beginning))
      );
    };
    expect(keys.filter((key) => !isSaid(key))).toEqual([]);
  });
});
