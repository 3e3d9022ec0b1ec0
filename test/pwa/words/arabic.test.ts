import { afterEach, describe, expect, it } from 'vitest';
import ar from '../../../pwa/words/ar.json' with { type: 'json' };
import fr from '../../../pwa/words/fr.json' with { type: 'json' };
import { inLanguage, say, sayCount, speakLanguage, tell } from '../../../pwa/words/lookup.ts';
import { writeEuros, writeNumber } from '../../../pwa/words/write.ts';

const arabic: Record<string, string> = ar;
const french: Record<string, string> = fr;
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
const numbers = /\.(?:zero|one|two|few|many|other)$/;

afterEach(() => speakLanguage('fr'));

describe('the Arabic book', () => {
  it('says all that a request says, but for what only joins two pieces', () => {
    const request = Object.keys(french).filter(
      (key) => key.startsWith('request.') && !key.endsWith('.simple'),
    );
    expect(request.length).toBeGreaterThan(80);
    expect(request.filter((key) => arabic[key] === undefined)).toEqual(['request.how.human']);
  });

  it('has no sentence of its own but for the numbers that French does not know', () => {
    const stray = Object.keys(arabic).filter((key) => french[key] === undefined);
    expect(stray.filter((key) => french[key.replace(numbers, '.other')] === undefined)).toEqual([]);
    expect(stray.filter((key) => !numbers.test(key))).toEqual([]);
  });

  it('leaves only holes that are filled; a small number may be said in a word', () => {
    const wrong = Object.keys(arabic).filter((key) => {
      const known = holes(french[key] ?? french[key.replace(numbers, '.other')] ?? '');
      const found = holes(arabic[key] ?? '');
      const isMissing = known.some((name) => !found.includes(name) && !(numbers.test(key) && name === 'n'));
      return isMissing || found.some((name) => !known.includes(name));
    });
    expect(wrong).toEqual([]);
  });

  it('is written in Arabic', () => {
    const isArabic = (text: string) =>
      /\p{Script=Arabic}/u.test(text) && !/\p{Script=Latin}/u.test(text.replace(/\{\w+\}/g, ''));
    expect(Object.keys(arabic).filter((key) => !isArabic(arabic[key] ?? ''))).toEqual([]);
  });
});

describe('a sentence in Arabic', () => {
  it('keeps what is set into it apart, and counts by its own numbers', async () => {
    await speakLanguage('ar');
    expect(say('request.cross', { name: 'Guichet vélo' })).toContain('\u2068Guichet vélo\u2069');
    expect(sayCount('request.asks', 2, { name: 'X' })).toContain('معلومتان');
    expect(sayCount('request.asks', 5, { name: 'X' })).toContain('\u20685\u2069 معلومات');
    expect(sayCount('request.asks', 40, { name: 'X' })).toContain('\u206840\u2069 معلومة');
    expect(tell('request.cross', { name: 'X' })).toContain('\u2068X\u2069');
  });

  it('has the digits of the place, and French words where a party wrote or no Arabic is there yet', async () => {
    await speakLanguage('ar');
    expect(writeNumber(1250)).toMatch(/^1.250$/);
    expect(writeEuros(300)).toMatch(/300/);
    expect(inLanguage({ fr: 'Aide vélo', en: 'Bike grant' })).toBe('Aide vélo');
    expect(say('kit.title')).toBe(french['kit.title']);
  });
});
