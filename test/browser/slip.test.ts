import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordDigest } from '../../crypto/hash.ts';
import { joinSheet } from '../../policy/sheet.ts';
import { slipPage } from '../../relay/kit/slip-page.ts';
import { aSlip } from '../support/a-slip.ts';
import { openBrowser } from '../support/chromium.ts';
import { readPng } from '../support/png.ts';
import { readPrintedCode } from '../support/printed-code.ts';

/** A5 inside its margins, in CSS pixels: 128 × 194 mm. */
const paper = { width: 484, height: 733 };
/** 288 points an inch, as an office scanner or a phone held near. */
const scanner = 3;
const papers = [
  ['A5', { preferCSSPageSize: true }, [420, 595]],
  ['A4', { format: 'A4' }, [596, 843]],
] as const;

describe('the slip of a paper grant, printed', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function print(html: string): Promise<Page> {
    const page = await browser.newPage({ viewport: paper, deviceScaleFactor: scanner });
    await page.setContent(html);
    await page.emulateMedia({ media: 'print' });
    return page;
  }

  const widerThanPage = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((node) => node.getBoundingClientRect().right > innerWidth + 0.5)
        .map((node) => node.outerHTML.slice(0, 80)),
    );

  async function isGrey(page: Page): Promise<boolean> {
    const { data } = readPng(await page.screenshot({ fullPage: true }));
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 12) return false;
    }
    return true;
  }

  async function pagesOf(page: Page, options: Parameters<Page['pdf']>[0]) {
    const pdf = (await page.pdf({ ...options, printBackground: true })).toString('latin1');
    const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
    const points = [Math.round(Number(width)), Math.round(Number(height))];
    return { pages: pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0, points };
  }

  async function codesOn(page: Page): Promise<string[]> {
    const codes: string[] = [];
    for (const square of await page.locator('.qr').all())
      codes.push(readPrintedCode(readPng(await square.screenshot())) ?? 'not readable');
    return codes;
  }

  it.each(['fr', 'en'] as const)(
    'fits on two pages of A5 or A4, in black and white, and its squares say the stop link and the signed grant, in %s',
    async (lang) => {
      const slip = aSlip(lang);
      const page = await print(slipPage(slip));
      const [stop, ...record] = await codesOn(page);
      expect(stop).toBe(slip.stop.link);
      expect(joinSheet(record, recordDigest)).toEqual({ isWhole: true, text: slip.grant });
      expect(await widerThanPage(page)).toEqual([]);
      expect(await isGrey(page)).toBe(true);
      for (const [name, options, points] of papers)
        expect([name, await pagesOf(page, options)]).toEqual([name, { pages: 2, points }]);
      await page.close();
    },
  );

  it('is as narrow as its page with the longest word, and on a small phone', async () => {
    const long = 'Communauté-d’agglomération-de-'.repeat(4);
    const page = await print(slipPage(aSlip('fr', { party: long, alternative: long, contact: [long] })));
    expect(await widerThanPage(page)).toEqual([]);
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await widerThanPage(page)).toEqual([]);
    await page.close();
  });

  it('is found faulty where something wide, coloured or long is planted', async () => {
    const planted = '<p style="width: 600px; height: 2000px; color: #5a2f86">trop</p></main>';
    const page = await print(slipPage(aSlip('fr')).replace('</main>', planted));
    expect(await widerThanPage(page)).toHaveLength(1);
    expect(await isGrey(page)).toBe(false);
    expect((await pagesOf(page, { preferCSSPageSize: true })).pages).toBeGreaterThan(2);
    await page.close();
  });
});
