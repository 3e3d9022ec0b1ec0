import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../policy/workshop.ts';
import { buildWorkshop } from '../../pwa/build.ts';
import { readingEase } from '../pwa/words/reading-ease.ts';
import { openBrowser } from '../support/chromium.ts';
import { type ServedWorkshop, serveWorkshop } from '../support/workshop/serve.ts';

/** Inside its margins, in CSS pixels. */
const a4 = { width: 680, height: 1031 };
const least = 80;
const hardest = 40;
const sheetNames = ['participant', 'plan', 'avis', 'premiers-pas', 'plus-loin', 'aider'];

const hard = (lines: readonly string[]) =>
  lines.filter((text) => text.split(' ').length >= 10 && readingEase([text]) < hardest);
const running = (lines: readonly string[]) => lines.filter((text) => text.split(' ').length >= 4);

describe('the papers of a workshop', () => {
  let folder: string;
  let browser: Browser;
  let served: ServedWorkshop;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-workshop-sheets-'));
    await buildWorkshop(folder);
    served = await serveWorkshop(folder);
    browser = await openBrowser();
    page = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize(a4);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What stands on the paper, line by line; a room tells its code and its scenario. */
  async function linesOn(name: string, secret: string | null): Promise<string[]> {
    await page.goto(`${served.origin}/fiches`);
    await page.evaluate((kept) => {
      if (kept === null) sessionStorage.removeItem('vav-workshop');
      else sessionStorage.setItem('vav-workshop', kept);
    }, secret);
    await page.goto(`${served.origin}/fiches/${name}`);
    await page.locator('#page:not([aria-busy="true"]) .a4').waitFor();
    if (secret !== null && name === 'participant') await page.locator('.paper-code').waitFor();
    return lines();
  }
  const lines = async (): Promise<string[]> =>
    (await page.locator('.a4').innerText())
      .split(/[\n\t]+/)
      .map((line) => line.replace(/localhost\S*|_+/g, '').trim())
      .filter((line) => /\p{L}/u.test(line));

  it('are as easy to read as 80 and more as they are printed, in each scenario, and no sentence is hard', async () => {
    const faults: unknown[] = [];
    for (const scenario of scenarios) {
      const { secret } = served.rooms.open({ scenario, language: 'fr', minutes: 60 }, served.now());
      for (const name of sheetNames) {
        const sentences = await linesOn(name, secret);
        const ease = readingEase(running(sentences));
        expect(running(sentences).length).toBeGreaterThan(4);
        if (ease < least || hard(sentences).length > 0) faults.push([scenario, name, ease, hard(sentences)]);
      }
    }
    expect(faults).toEqual([]);
  });

  it('say on the participant’s sheet how to come in, with the room’s code and without it', async () => {
    const { secret, code } = served.rooms.open(
      { scenario: 'fare', language: 'fr', minutes: 60 },
      served.now(),
    );
    const open = (await linesOn('participant', secret)).join('\n');
    expect(open.replace(/\s/g, '')).toContain(code);
    expect((await linesOn('participant', null)).join('\n')).not.toContain(code);
  });

  it('are found too hard where a sentence of the law is planted', async () => {
    const before = await linesOn('participant', null);
    expect(hard(before)).toEqual([]);
    await page.evaluate(() => {
      const planted = document.createElement('p');
      planted.textContent =
        'La licéité du traitement fondé sur le consentement effectué préalablement au retrait de celui-ci demeure inaltérée.';
      document.querySelector('.a4')?.append(planted);
    });
    expect(hard(await lines())).toHaveLength(1);
    expect(await lines()).toHaveLength(before.length + 1);
  });
});
