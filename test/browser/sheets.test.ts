import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { recordDigest } from '../../crypto/hash.ts';
import { joinSheet } from '../../policy/sheet.ts';
import { readingEase } from '../pwa/words/reading-ease.ts';
import { readPng } from '../support/png.ts';
import { readPrintedCode } from '../support/printed-code.ts';
import { type Looking, openLooking } from '../support/screens/looking.ts';
import type { CodeLink, PrintedSheet } from '../support/screens/sheets.ts';
import { isLong } from '../support/screens/sights.ts';

/** Of the page inside its margins, in CSS pixels: 180 × 273 mm and 128 × 194 mm. */
const papers = {
  a4: { width: 680, height: 1031, points: [595, 842] },
  a5: { width: 484, height: 733, points: [420, 595] },
} as const;
type Paper = keyof typeof papers;
type Letters = 'normal' | 'large';
type Lang = 'fr' | 'en';

const everyForm = (['a4', 'a5'] as const).flatMap((paper) =>
  (['normal', 'large'] as const).map((letters) => [paper, letters] as const),
);
/** The roomiest form and the tightest in every run, all of them in the long one. */
const forms = isLong
  ? everyForm
  : everyForm.filter(([paper, letters]) => (paper === 'a5') === (letters === 'large'));
/** Rows of the fictional vault are dated from now. */
const shownAt = '2026-11-21T10:00:00Z';
const least = 80;
const hardest = 40;
const mostPages = 2;
/** 288 points an inch, as an office scanner or a phone held near. */
const scanner = 3;

const hard = (sentences: readonly string[]) =>
  sentences.filter((text) => text.split(' ').length >= 10 && readingEase([text]) < hardest);
const running = (sentences: readonly string[]) => sentences.filter((text) => text.split(' ').length >= 4);

describe('the papers that the wallet prints', () => {
  let looking: Looking;
  const pages = new Map<number, Page>();
  let sheets: readonly PrintedSheet[];

  beforeAll(async () => {
    vi.setSystemTime(shownAt);
    ({ sheets } = await import('../support/screens/sheets.ts'));
    vi.useRealTimers();
    looking = await openLooking();
  });
  afterAll(() => looking?.close());

  /** One for each fineness, whose code is compiled once; it keeps nothing from one sheet to the next. */
  async function pageOf(fineness: number): Promise<Page> {
    const known = pages.get(fineness);
    if (known !== undefined) return known;
    const context = await looking.browser.newContext({
      deviceScaleFactor: fineness,
      timezoneId: 'Europe/Paris',
    });
    const page = await context.newPage();
    await page.addInitScript(() => localStorage.clear());
    await page.clock.setFixedTime(shownAt);
    pages.set(fineness, page);
    return page;
  }

  const sheetOf = (kind: string): PrintedSheet => sheets.find((sheet) => sheet.kind === kind) as PrintedSheet;

  /** As a person reaches it, on a phone; then as it comes out of the printer. */
  async function show(sheet: PrintedSheet, lang: Lang = 'fr', fineness = 1): Promise<Page> {
    const page = await pageOf(fineness);
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 360, height: 740 });
    await looking.open(page, sheet.screen, { lang });
    for (const act of sheet.acts) {
      const [name, at = '0'] = act.split('@');
      await page.locator(`[data-act="${name}"]`).nth(Number(at)).click();
    }
    await sheet.write?.(page);
    await page.locator(`.sheet[data-sheet="${sheet.kind}"]`).waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.sheet .qr')].every((code) => code.querySelector('path') !== null),
    );
    return page;
  }

  async function print(page: Page, paper: Paper, letters: Letters): Promise<void> {
    await page.emulateMedia({ media: 'screen' });
    await page.locator(`[data-act="paper-${paper}"]`).check();
    await page.locator(`[data-act="letters-${letters}"]`).check();
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: papers[paper].width, height: papers[paper].height });
  }

  /** What is wider than the page, or could only be printed in two pieces. */
  const misfits = (page: Page, height: number): Promise<string[]> =>
    page.evaluate((pageHeight) => {
      const wide = [...document.querySelectorAll<HTMLElement>('.sheet, .sheet *')]
        .filter((node) => node.getBoundingClientRect().right > innerWidth + 0.5 && node.checkVisibility())
        .map((node) => `wide: ${node.outerHTML.slice(0, 80)}`);
      const whole = document.querySelectorAll<HTMLElement>(
        '.sheet-rows > *, .codes > *, .groups > *, .sheet > *',
      );
      const cut = [...whole].filter((node) => {
        const isHeld = getComputedStyle(node).breakInside === 'avoid';
        const isList = node.matches('.sheet-rows, .codes');
        return (!isHeld && !isList) || (isHeld && node.getBoundingClientRect().height > pageHeight);
      });
      return [...wide, ...cut.map((node) => `cut: ${node.outerHTML.slice(0, 80)}`)];
    }, height);

  const pagesOf = async (page: Page): Promise<{ pages: number; points: number[] }> => {
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\]/g)];
    const points = (boxes[0] ?? []).slice(1, 3).map((size) => Math.round(Number(size)));
    return { pages: pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0, points };
  };

  /** Share of pixels that are ink, and whether one of them has a colour. */
  async function ink(page: Page): Promise<{ share: number; isGrey: boolean }> {
    const { data } = readPng(await page.locator('.sheet').screenshot());
    let [dark, coloured] = [0, 0];
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      if (red < 128) dark += 1;
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 12) coloured += 1;
    }
    return { share: dark / (data.length / 4), isGrey: coloured === 0 };
  }

  /** As they are scanned, at the fineness of the page. */
  async function codesOn(page: Page): Promise<string[]> {
    const codes: string[] = [];
    for (const square of await page.locator('.sheet .qr').all())
      codes.push(readPrintedCode(readPng(await square.screenshot())) ?? 'not readable');
    return codes;
  }

  const sentencesOn = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          '.sheet p, .sheet h2, .sheet h3, .sheet dt, .sheet dd, .sheet li, .sheet .write',
        ),
      ]
        .filter((node) => !node.matches('.code') && node.querySelector('p, li, .code, .qr') === null)
        .map((node) =>
          node.innerText
            .replace(/localhost\S*/g, '')
            .replace(/\s+/g, ' ')
            .trim(),
        )
        .filter((text) => /\p{L}/u.test(text) && !/\S{26,}/.test(text)),
    );

  /** In their order on the sheet, as somebody copies them by hand. */
  const groupsOn = async (page: Page): Promise<string> =>
    (await page.locator('.sheet [data-group]').allInnerTexts()).join('-');

  /** Whether the one scanned code leads there, with the code that stands on the sheet and is the right one. */
  const isRightLink = (codes: readonly string[], groups: string, { path, isRight }: CodeLink): boolean =>
    codes.length === 1 && codes[0] === `${looking.origin}${path}#${groups}` && isRight(groups);

  it('are of fourteen kinds, and every code says the signed record, on both papers and in both sizes of letters', async () => {
    expect(sheets).toHaveLength(14);
    for (const sheet of sheets) {
      const page = await show(sheet, 'fr', scanner);
      for (const [paper, letters] of forms) {
        await print(page, paper, letters);
        const codes = await codesOn(page);
        const where = `${sheet.kind} ${paper} ${letters}`;
        expect([where, codes.indexOf('not readable')]).toEqual([where, -1]);
        if (sheet.carries === null) expect([where, codes]).toEqual([where, []]);
        else if (typeof sheet.carries === 'object')
          expect([where, isRightLink(codes, await groupsOn(page), sheet.carries)]).toEqual([where, true]);
        else
          expect([where, joinSheet(codes, recordDigest)]).toEqual([
            where,
            { isWhole: true, text: sheet.carries },
          ]);
      }
    }
  });

  it.each(['fr', 'en'] as const)(
    'fit on two pages at most, whole, in black and white, in %s',
    async (lang) => {
      const faults: string[] = [];
      for (const sheet of sheets) {
        const page = await show(sheet, lang);
        for (const [paper, letters] of forms) {
          const where = `${sheet.kind} ${paper} ${letters}`;
          await print(page, paper, letters);
          const { share, isGrey } = await ink(page);
          if (share < 0.005 || share > 0.5) faults.push(`${where}: ink on ${share}`);
          if (!isGrey) faults.push(`${where}: coloured`);
          faults.push(...(await misfits(page, papers[paper].height)).map((fault) => `${where}: ${fault}`));
          const { pages, points } = await pagesOf(page);
          if (pages < 1 || pages > mostPages) faults.push(`${where}: ${pages} pages`);
          if (points.join() !== papers[paper].points.join())
            faults.push(`${where}: ${points.join(' × ')} points`);
        }
      }
      expect(faults).toEqual([]);
    },
  );

  it('show nothing else of the screen on paper', async () => {
    for (const kind of ['request', 'slip', 'study']) {
      const page = await show(sheetOf(kind));
      await print(page, 'a4', 'normal');
      const seen = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a, input, nav, .top')]
          .filter((node) => node.checkVisibility() && node.getBoundingClientRect().width > 1)
          .map((node) => node.outerHTML.slice(0, 80)),
      );
      expect(seen).toEqual([]);
    }
  });

  it('are as easy to read as 80 and more, and no sentence is hard', async () => {
    for (const sheet of sheets) {
      const page = await show(sheet);
      const sentences = await sentencesOn(page);
      const words = running(sentences).join(' ').split(' ').length;
      const ease = readingEase(running(sentences));
      expect([sheet.kind, words >= 6, ease >= least ? 'easy' : ease, hard(sentences)]).toEqual([
        sheet.kind,
        true,
        'easy',
        [],
      ]);
    }
  });

  it('hold no value of the resident', async () => {
    for (const kind of ['request', 'grant', 'use', 'study', 'study-yes']) {
      const page = await show(sheetOf(kind));
      const text = await page.locator('.sheet').innerText();
      for (const value of ['Bordeaux', '14 200', '1 890'])
        expect(text.replace(/\s/g, ' ')).not.toContain(value);
    }
  });

  it('are found faulty where something wide, coloured, cut, long or hard is planted', async () => {
    const page = await show(sheetOf('card'));
    await print(page, 'a5', 'normal');
    expect(await misfits(page, papers.a5.height)).toEqual([]);
    expect((await ink(page)).isGrey).toBe(true);
    await page.evaluate(() => {
      const planted = document.createElement('p');
      planted.textContent =
        'La licéité du traitement fondé sur le consentement effectué préalablement au retrait de celui-ci demeure inaltérée.';
      planted.style.cssText = 'width: 600px; height: 2000px; color: #5a2f86; break-inside: auto';
      document.querySelector('.sheet')?.append(planted);
    });
    const faults = await misfits(page, papers.a5.height);
    expect(faults.some((fault) => fault.startsWith('wide: <p'))).toBe(true);
    expect(faults.some((fault) => fault.startsWith('cut: <p'))).toBe(true);
    expect((await ink(page)).isGrey).toBe(false);
    expect((await pagesOf(page)).pages).toBeGreaterThan(mostPages);
    expect(hard(await sentencesOn(page))).toHaveLength(1);
    // Another code beside the drawing, and the drawing of another one.
    const link = sheetOf('card').carries as CodeLink;
    const codes = await codesOn(page);
    const groups = await groupsOn(page);
    expect(isRightLink(codes, groups, link)).toBe(true);
    expect(isRightLink(codes, groups.replace(/.$/, '0'), link)).toBe(false);
    expect(isRightLink(codes, groups, { ...link, isRight: (code) => code !== groups })).toBe(false);
    // A code that is half covered is not read.
    await page.evaluate(() => {
      const path = document.querySelector('.sheet .qr path');
      path?.setAttribute('d', (path.getAttribute('d') ?? '').slice(0, 4_000));
    });
    expect(await codesOn(page)).toEqual(['not readable']);
  });
});
