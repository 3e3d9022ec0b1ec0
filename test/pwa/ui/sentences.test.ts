import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../../../pwa/ui/sentences.ts';

const split = (text: string) => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

describe('the sentences of a text', () => {
  it.each([
    ['Rien ne part. Vous choisissez.', ['Rien ne part.', 'Vous choisissez.']],
    ['Prêt ? Dites oui !', ['Prêt ?', 'Dites oui !']],
    [
      'M. Dupont et Mme. Roy répondent. Ils lisent tout.',
      ['M. Dupont et Mme. Roy répondent.', 'Ils lisent tout.'],
    ],
    ['Un vélo, p. ex. Le Vaillant, suffit.', ['Un vélo, p. ex. Le Vaillant, suffit.']],
    ['Vélo, trottinette, etc. Tout compte.', ['Vélo, trottinette, etc.', 'Tout compte.']],
    ['Il dit : « Oui. » Puis il part.', ['Il dit : « Oui. »', 'Puis il part.']],
    ['« Oui ? » dit-il. « Non. »', ['« Oui ? » dit-il.', '« Non. »']],
    ['1. Ouvrez la page. 2. Lisez.', ['1. Ouvrez la page.', '2. Lisez.']],
    ['Vous payez 3.50 € de plus. Pas 12.', ['Vous payez 3.50 € de plus.', 'Pas 12.']],
    ['Le 3 mai 2026. Pas avant.', ['Le 3 mai 2026.', 'Pas avant.']],
    ['Attendez… puis recommencez. Merci…', ['Attendez… puis recommencez.', 'Merci…']],
    ['Sans point\nsur deux lignes', ['Sans point', 'sur deux lignes']],
    ['Article art. 7, n° 12. Lu par J. Martin.', ['Article art. 7, n° 12.', 'Lu par J. Martin.']],
  ])('in French: %s', (text, sentences) => expect(split(text)).toEqual(sentences));

  it.each([
    ['Mr. Smith says no. (He may.) That is all.', ['Mr. Smith says no.', '(He may.)', 'That is all.']],
    [
      'Some trips, e.g. Mondays, count. Others do not.',
      ['Some trips, e.g. Mondays, count.', 'Others do not.'],
    ],
    ['She said “Stop.” Then it stopped.', ['She said “Stop.”', 'Then it stopped.']],
  ])('in English: %s', (text, sentences) => expect(split(text)).toEqual(sentences));

  it.each([
    ['لا شيء يُرسل. أنت تختار. هل توافق؟ قل نعم.', ['لا شيء يُرسل.', 'أنت تختار.', 'هل توافق؟', 'قل نعم.']],
    ['يقول د. أحمد نعم. ثم يمضي!', ['يقول د. أحمد نعم.', 'ثم يمضي!']],
  ])('in Arabic: %s', (text, sentences) => expect(split(text)).toEqual(sentences));

  it('leave no letter and no digit out, and never overlap', () => {
    const letters = fc.constantFrom(
      'a',
      'É',
      '7',
      '.',
      '?',
      '!',
      '…',
      ' ',
      '\u00a0',
      '«',
      '»',
      '\n',
      'م',
      '؟',
      'M',
    );
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 60 }), (signs) => {
        const text = signs.join('');
        let last = 0;
        for (const { start, end } of sentencesOf(text)) {
          expect(/[\p{L}\p{N}]/u.test(text.slice(last, start))).toBe(false);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(/[\p{L}\p{N}]/u.test(text.slice(last))).toBe(false);
      }),
    );
  });
});
