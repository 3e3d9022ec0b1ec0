import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { screens } from '../support/screens/addresses.ts';
import { buildLooking } from '../support/screens/build.ts';
import { serveLooking } from '../support/screens/serve.ts';
import { faultsAfterWcag } from '../support/screens/wcag.ts';

/** For a person who wants to look: `SHOTS=folder npm test` leaves a picture of each screen there. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder === undefined) return;
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, '_')}.png`), fullPage: true });
}

type Theme = 'light' | 'dark' | 'contrast';
type Sight = readonly [width: number, theme: Theme, lang: 'fr' | 'en'];

/** Narrow, light and French is what most people see; every screen is seen so in every run … */
const usual: Sight = [320, 'light', 'fr'];
/** … and in one of these, screen by screen in turn. The long run sees every screen in all of them. */
const others: readonly Sight[] = [
  [360, 'dark', 'en'],
  [1280, 'light', 'en'],
  [320, 'contrast', 'en'],
  [1280, 'dark', 'fr'],
  [360, 'contrast', 'fr'],
  [320, 'dark', 'en'],
  [360, 'light', 'en'],
  [1280, 'contrast', 'en'],
];
const sightsOf = (at: number): readonly Sight[] => [
  usual,
  ...(process.env['LONG'] === '1' ? others : [others[at % others.length] as Sight]),
];

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

  /** Everything that one sight of a screen can show to be wrong. */
  async function faultsOf(page: Page, session: CDPSession, screen: string, sight: Sight): Promise<string[]> {
    const [width, theme, lang] = sight;
    await page.setViewportSize({ width, height: 740 });
    await open(page, screen, { theme, lang });
    const faults = await small(page);
    if (await isWide(page)) faults.push('wider than the screen');
    const { violations } = await new AxeBuilder({ page })
      .options({ rules: { 'color-contrast-enhanced': { enabled: true } } })
      .analyze();
    for (const { id, nodes } of violations) faults.push(`${id} ${nodes[0]?.html.slice(0, 120)}`);
    await keepPicture(page, `${width}-${theme}-${lang}${screen}`);
    faults.push(...(await faultsAfterWcag(page)));
    // The reader's own letters, twice as large; the page is laid out anew as it stands.
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    if (await isWide(page)) faults.push('wider than the screen when text is twice as large');
    await session.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
    return faults.map((fault) => `${screen} at ${width} px, ${theme}, ${lang}: ${fault}`);
  }

  const small = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a, select, summary, label.choice, .box')]
        .filter((touched) => !touched.matches('.skip') && touched.checkVisibility())
        .map((touched) => ({
          name: touched.dataset['act'] ?? touched.textContent,
          box: touched.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
        .map(
          ({ name, box }) => `smaller than 44 px: ${name} ${Math.round(box.width)}×${Math.round(box.height)}`,
        ),
    );

  /** Two pages side by side, one for each core. */
  async function walk(half: number): Promise<string[]> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    for (const [at, screen] of screens.entries()) {
      if (at % 2 !== half) continue;
      for (const sight of sightsOf(at >> 1)) faults.push(...(await faultsOf(page, session, screen, sight)));
    }
    await context.close();
    return faults;
  }

  it('give axe nothing to say, fit the screen with text of twice the size too, and can be touched: 44 px', async () => {
    expect((await Promise.all([walk(0), walk(1)])).flat()).toEqual([]);
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
