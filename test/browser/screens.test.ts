import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { screens } from '../support/screens/addresses.ts';
import { buildLooking } from '../support/screens/build.ts';
import { serveLooking } from '../support/screens/serve.ts';

/** For a person who wants to look: `SHOTS=folder npm test` leaves a picture of each screen there. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder === undefined) return;
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, '_')}.png`), fullPage: true });
}

const everySight = [
  [320, 'light', 'fr'],
  [320, 'dark', 'en'],
  [360, 'light', 'en'],
  [360, 'dark', 'fr'],
  [1280, 'light', 'fr'],
  [1280, 'dark', 'en'],
] as const;

describe('the screens, with a fictional wallet', () => {
  let folder: string;
  let browser: Browser;
  let served: Awaited<ReturnType<typeof serveLooking>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-looking-'));
    await buildLooking(folder);
    served = await serveLooking(folder);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(page: Page, screen: string, search: Record<string, string> = {}): Promise<void> {
    const address = new URL(screen, served.origin);
    for (const [name, value] of Object.entries(search)) address.searchParams.set(name, value);
    // Away first: an address that differs after `#` only would not be loaded again.
    await page.goto('about:blank');
    await page.goto(address.href);
    await page.locator('#page h1, #page [role="status"]').first().waitFor({ state: 'attached' });
    await page.locator('#page[aria-busy="true"]').waitFor({ state: 'detached' });
    // The rules run in their worker: what they say belongs to the screen.
    await page.locator('[data-personal="working"], [data-figure=""]').first().waitFor({ state: 'detached' });
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
  }

  const isWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

  // One of each width, of each light and of each language in every run; all six in the long one.
  it.each(process.env.LONG === '1' ? everySight : [everySight[0], everySight[3], everySight[5]])(
    'give axe nothing to say at %i px, %s, in %s',
    async (width, theme, lang) => {
      const context = await browser.newContext({ viewport: { width, height: 740 } });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      for (const screen of screens) {
        await open(page, screen, { theme, lang });
        if (await isWide(page)) faults.push(`${screen}: wider than the screen`);
        const { violations } = await new AxeBuilder({ page })
          .options({ rules: { 'color-contrast-enhanced': { enabled: true } } })
          .analyze();
        await keepPicture(page, `${width}-${theme}-${lang}${screen}`);
        for (const { id, nodes } of violations)
          faults.push(`${screen}: ${id} ${nodes[0]?.html.slice(0, 120)}`);
      }
      await context.close();
      expect(faults).toEqual([]);
    },
  );

  it('can be touched: nothing to press is smaller than 44 px', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const small: string[] = [];
    for (const screen of screens) {
      await open(page, screen);
      const found = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a, select, summary, label.choice, .box')]
          .filter((touched) => !touched.matches('.skip') && touched.checkVisibility())
          .map((touched) => ({
            name: touched.dataset['act'] ?? touched.textContent,
            box: touched.getBoundingClientRect(),
          }))
          .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
          .map(({ name, box }) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`),
      );
      small.push(...found.map((name) => `${screen}: ${name}`));
    }
    await context.close();
    expect(small).toEqual([]);
  });

  it('lose nothing when the reader’s text is twice as large on 320 px', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 740 } });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    const wide: string[] = [];
    for (const screen of screens) {
      await open(page, screen);
      if (await isWide(page)) wide.push(screen);
    }
    await context.close();
    expect(wide).toEqual([]);
  });

  it('are walked with the keyboard alone, and show where it is', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await open(page, '/r#ready');
    const acts: string[] = [];
    for (let turn = 0; turn < 60 && !acts.includes('later'); turn += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const at = document.activeElement as HTMLElement | null;
        const boxed = at?.closest('.box');
        const style = at && getComputedStyle(boxed ?? at);
        return { act: at?.dataset['act'] ?? at?.dataset['fact'] ?? '', width: style?.outlineWidth ?? '' };
      });
      expect([seen.act, Number.parseFloat(seen.width)]).toEqual([seen.act, 3]);
      acts.push(seen.act);
    }
    expect(acts).toEqual(expect.arrayContaining(['change-period', 'fold-how', 'no', 'yes', 'later']));
    await context.close();
  });
});
