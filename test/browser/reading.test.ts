import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingEase } from '../pwa/words/reading-ease.ts';
import { screens } from '../support/screens/addresses.ts';
import { type Looking, openLooking } from '../support/screens/looking.ts';

const least = 80;
/** Fewer words than this on a screen are no running text to measure. */
const fewest = 40;
/** Labels and figures of a word or two would make any screen look easy. */
const shortest = 5;
/** One hard sentence hides in the mean of a long screen: none of ten words and more may be so hard. */
const hardest = 40;
const hard = (pieces: readonly string[]) =>
  pieces.filter((piece) => piece.split(/\s+/).length >= 10 && readingEase([piece]) < hardest);

/**
 * What a reader reads from top to bottom, piece by piece: every block that has text of its own, folded or not. Left out
 * is what no one reads as a sentence: codes, digests, names of laws, and what a person of the other language would hear.
 */
const piecesOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    const isLine = (node: Element) =>
      ['inline', 'inline-flex', 'contents'].includes(getComputedStyle(node).display);
    const isRead = (node: Element) =>
      node.checkVisibility() &&
      !node.matches('.code, .qr, .seal, option, [lang="en"], [data-source], [aria-hidden="true"]');
    const pieces: string[] = [];
    /** Gives the words that stand in the line of its parent; a block ends the line. */
    const read = (node: Element): string => {
      let line = '';
      const end = () => {
        if (/\p{L}/u.test(line)) pieces.push(line.replace(/\s+/g, ' ').trim());
        line = '';
      };
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) line += child.textContent;
        if (!(child instanceof Element) || !isRead(child)) continue;
        const inside = read(child);
        if (isLine(child)) line += ` ${inside}`;
        else end();
      }
      if (isLine(node)) return line;
      end();
      return '';
    };
    for (const part of document.querySelectorAll('#page, .thumb')) read(part);
    return pieces;
  });

describe('the running French text of each screen, after Kandel and Moles', () => {
  let looking: Looking;
  let page: Page;

  beforeAll(async () => {
    looking = await openLooking();
    page = await (await looking.browser.newContext({ viewport: { width: 360, height: 740 } })).newPage();
  });
  afterAll(() => looking?.close());

  async function sentencesOn(screen: string): Promise<string[]> {
    await looking.open(page, screen, { lang: 'fr' });
    return sentences();
  }
  const sentences = async () =>
    (await piecesOf(page))
      .map((piece) => piece.replace(/\S{26,}/g, '').trim())
      .filter((piece) => piece.split(/\s+/).length >= shortest);
  const wordsIn = (pieces: readonly string[]) => pieces.join(' ').split(/\s+/).length;

  it('is as easy as 80 and more', async () => {
    const tooHard: string[] = [];
    const measured: { screen: string; words: number; ease: number }[] = [];
    for (const screen of screens) {
      const pieces = await sentencesOn(screen);
      tooHard.push(...hard(pieces).map((piece) => `${screen}: ${piece}`));
      measured.push({ screen, words: wordsIn(pieces), ease: Math.round(readingEase(pieces) * 10) / 10 });
    }
    expect(measured.filter(({ words }) => words >= fewest).length).toBeGreaterThan(20);
    expect(measured.filter(({ words, ease }) => words >= fewest && ease < least)).toEqual([]);
    expect(tooHard).toEqual([]);
  });

  it('is found too hard where a sentence of the law is planted', async () => {
    const before = await sentencesOn('/regles');
    expect(readingEase(before)).toBeGreaterThanOrEqual(least);
    await page.evaluate(() => {
      const planted = document.createElement('p');
      planted.textContent =
        'La licéité du traitement fondé sur le consentement effectué préalablement au retrait de celui-ci demeure ' +
        'inaltérée, sous réserve des dispositions législatives et réglementaires applicables à la communication ' +
        'administrative des informations individuelles.';
      document.querySelector('#page')?.append(planted);
    });
    const after = await sentences();
    expect(after).toHaveLength(before.length + 1);
    expect(readingEase(after)).toBeLessThan(least);
    expect(hard(before)).toEqual([]);
    expect(hard(after)).toEqual(after.slice(-1));
  });
});
