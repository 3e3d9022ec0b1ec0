import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { screens } from '../support/screens/addresses.ts';
import { buildLooking } from '../support/screens/build.ts';
import { faultsOfKeys } from '../support/screens/keys.ts';
import { faultsOfLook } from '../support/screens/look.ts';
import { serveLooking } from '../support/screens/serve.ts';
import { isLong, others, type Sight, twiceEvery, usual } from '../support/screens/sights.ts';

/** For a person who wants to look: `SHOTS=folder npm test` leaves a picture of each screen there. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder === undefined) return;
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, '_')}.png`), fullPage: true });
}

const sightsOf = (at: number): readonly Sight[] => [
  usual,
  ...(isLong ? others : [others[at % others.length] as Sight]),
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

  /** Everything that one sight of a screen can show to be wrong. */
  async function faultsOf(
    page: Page,
    session: CDPSession,
    screen: string,
    [width, theme, lang]: Sight,
    isTwice: boolean,
  ): Promise<string[]> {
    await page.setViewportSize({ width, height: 740 });
    await open(page, screen, { theme, lang });
    await keepPicture(page, `${width}-${theme}-${lang}${screen}`);
    const faults = await faultsOfLook(page, { session, isTwice });
    return faults.map((fault) => `${screen} at ${width} px, ${theme}, ${lang}: ${fault}`);
  }

  /** Two pages side by side, one for each core. */
  async function walk(
    look: (page: Page, session: CDPSession, screen: string, at: number) => Promise<string[]>,
  ): Promise<string[]> {
    const half = async (first: number): Promise<string[]> => {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      for (const [at, screen] of screens.entries())
        if (at % 2 === first) faults.push(...(await look(page, session, screen, at >> 1)));
      await context.close();
      return faults;
    };
    return (await Promise.all([half(0), half(1)])).flat();
  }

  it('give axe nothing to say, fit with letters of twice the size and with wide spacing, and can be touched', async () => {
    const faults = await walk(async (page, session, screen, at) => {
      const found: string[] = [];
      for (const [n, sight] of sightsOf(at).entries()) {
        // Axe looks at the doubled letters of one screen in four in every run, of all in the long one.
        const isTwice = isLong || (n === 0 && at % twiceEvery === 0);
        found.push(...(await faultsOf(page, session, screen, sight, isTwice)));
      }
      return found;
    });
    expect(faults).toEqual([]);
  });

  it('are walked with Tab alone to the last act and back, and show where it is', async () => {
    const faults = await walk(async (page, _session, screen) => {
      await open(page, screen);
      return (await faultsOfKeys(page)).map((fault) => `${screen}: ${fault}`);
    });
    expect(faults).toEqual([]);
  });
});
