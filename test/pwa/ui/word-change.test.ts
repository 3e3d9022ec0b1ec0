import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineChange, wordChange } from '../../../pwa/ui/word-change.ts';

const sideOf = (pieces: ReturnType<typeof wordChange>, gone: 'gone' | 'new') =>
  pieces
    .filter(({ way }) => way !== gone)
    .map(({ text }) => text)
    .join('');

describe('what has changed, word by word', () => {
  it('is the words that went and the words that came', () => {
    expect(wordChange('Gardé 12 mois.', 'Gardé 36 mois.')).toEqual([
      { text: 'Gardé ', way: 'same' },
      { text: '12 ', way: 'gone' },
      { text: '36 ', way: 'new' },
      { text: 'mois. ', way: 'same' },
    ]);
  });

  it('is nothing in equal texts, and everything where one is empty', () => {
    expect(wordChange('Rien ne part.', 'Rien ne part.')).toEqual([{ text: 'Rien ne part. ', way: 'same' }]);
    expect(wordChange('', 'Tout part.')).toEqual([{ text: 'Tout part. ', way: 'new' }]);
    expect(wordChange('Tout part.', '')).toEqual([{ text: 'Tout part. ', way: 'gone' }]);
    expect(wordChange('', '')).toEqual([]);
  });

  it('gives both texts back, whatever they are', () => {
    const text = fc.array(fc.constantFrom('la', 'ville', 'lit', 'garde', 'deux', 'mois'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const [before, after] = [left.join(' '), right.join(' ')];
        const pieces = wordChange(before, after);
        expect(sideOf(pieces, 'gone').trimEnd()).toBe(after);
        expect(sideOf(pieces, 'new').trimEnd()).toBe(before);
      }),
    );
  });

  it('never fills a phone: texts without end are shown as a whole', () => {
    const long = Array.from({ length: 600 }, (_, at) => `mot${at}`).join(' ');
    expect(wordChange(long, `x ${long}`).map(({ way }) => way)).toEqual(['gone', 'new']);
  });
});

describe('what has changed, line by line', () => {
  it('leaves what stands in both lists where it is', () => {
    expect(lineChange(['a', 'b', 'c'], ['a', 'd', 'c'])).toEqual([
      { text: 'a', way: 'same' },
      { text: 'b', way: 'gone' },
      { text: 'd', way: 'new' },
      { text: 'c', way: 'same' },
    ]);
  });
});
