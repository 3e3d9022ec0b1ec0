import { describe, expect, it } from 'vitest';
import { readTyped } from '../../../pwa/ui/fact-field.tsx';
import { writeFact, writeFigure } from '../../../pwa/ui/fact-text.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('a value on the screen', () => {
  it('is said as a person says it', () => {
    expect(plain(writeFact('reference-income', 14_200))).toBe('14 200 € par an');
    expect(plain(writeFact('bike-price', 1890.5))).toBe('1 890,50 €');
    expect(plain(writeFact('household-parts', 1.5))).toBe('1,5 part');
    expect(plain(writeFact('household-parts', 2))).toBe('2 parts');
    expect(writeFact('commune', { code: '33063', name: 'Bordeaux' })).toBe('Bordeaux');
    expect(writeFact('bike-kind', 'electric')).toBe('Vélo électrique');
    expect(writeFact('disability', false)).toBe('non');
    expect(plain(writeFact('birth-year', 1984))).toBe('1984');
  });

  it('shows a band as a band', () => {
    expect(plain(writeFact('reference-income', { from: 10_000, to: 15_000 }))).toBe(
      'de 10 000 € à 15 000 € par an',
    );
    expect(plain(writeFact('park-visits', 3))).toBe('3 visites');
  });

  it('says nothing where the rules gave nothing', () => {
    expect(writeFigure(null, '€')).toBe('–');
    expect(plain(writeFigure(300, '€'))).toBe('300 €');
    expect(plain(writeFigure(12.5, 'km'))).toBe('12,5 km');
  });
});

describe('a typed number', () => {
  it.each(['14200', '14 200', '14 200 €', '14\u202f200,00'])('%s is read', (text) => {
    expect(readTyped('reference-income', text)).toBe(14_200);
  });

  it('a sign before three digits parts thousands, in either language', () => {
    expect(readTyped('reference-income', '14,200')).toBe(14_200);
    expect(readTyped('reference-income', '14.200')).toBe(14_200);
    expect(readTyped('bike-price', '1,890.50')).toBe(1890.5);
    expect(readTyped('bike-price', '1.890,50')).toBe(1890.5);
    expect(readTyped('household-parts', '1,5')).toBe(1.5);
    expect(readTyped('household-parts', '1.25')).toBe(1.25);
  });

  it.each(['', 'abc', '-3', '1e5', '99999999999', '14,200,1'])('« %s » is not taken', (text) => {
    expect(readTyped('reference-income', text)).toBeUndefined();
  });
});
