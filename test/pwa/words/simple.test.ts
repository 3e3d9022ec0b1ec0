import { afterEach, describe, expect, it } from 'vitest';
import { sentencesOf } from '../../../pwa/ui/sentences.ts';
import en from '../../../pwa/words/en.json' with { type: 'json' };
import fr from '../../../pwa/words/fr.json' with { type: 'json' };
import { inLanguage, laterWords, say, speakLanguage, speakSimply } from '../../../pwa/words/lookup.ts';
import { readingEase } from './reading-ease.ts';

const twins = Object.entries(fr).filter(([key]) => key.endsWith('.simple'));

afterEach(async () => {
  await speakSimply(false);
  await speakLanguage('fr');
});

describe('the simple version of a sentence', () => {
  it('is its twin where there is one, and one idea a line where there is none', async () => {
    await speakSimply(true);
    expect(say('home.lead')).toBe(fr['home.lead.simple']);
    expect(say('request.what.missing')).toBe('Écrivez ce qui manque.\nRien ne part avant votre oui.');
    expect(inLanguage({ fr: 'Rien ne change. Vous gardez tout.', en: '' })).toBe(
      'Rien ne change.\nVous gardez tout.',
    );
    await speakLanguage('en');
    expect(say('home.lead')).toBe(en['home.lead.simple']);
  });

  it('stays when the other words come, and is gone when it is turned off', async () => {
    await speakSimply(true);
    await laterWords();
    expect(say('kit.lead')).toBe(fr['kit.lead.simple']);
    await speakSimply(false);
    expect(say('kit.lead')).toBe(fr['kit.lead']);
  });

  it('is turned off by the last word, though its book comes late', async () => {
    await Promise.all([speakSimply(true), speakSimply(false)]);
    expect(say('home.lead')).toBe(fr['home.lead']);
  });
});

describe('each twin', () => {
  it('stands beside a sentence, and is easier or shorter', () => {
    expect(twins.length).toBeGreaterThan(10);
    const isBetter = ([key, text]: [string, string]) => {
      const plain = (fr as Record<string, string>)[key.replace(/\.simple$/, '')];
      if (plain === undefined) return false;
      return text.length < plain.length || readingEase(text.split('\n')) > readingEase([plain]);
    };
    expect(twins.filter((twin) => !isBetter(twin))).toEqual([]);
  });

  it('has one sentence on each line, of ten words at most', () => {
    const lines = twins.flatMap(([, text]) => text.split('\n'));
    expect(lines.filter((line) => sentencesOf(line).length !== 1)).toEqual([]);
    expect(lines.filter((line) => line.split(/\s+/).length > 10)).toEqual([]);
  });
});
