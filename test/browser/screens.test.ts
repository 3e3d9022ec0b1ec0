import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screens } from '../support/screens/addresses.ts';
import { faultsOfKeys } from '../support/screens/keys.ts';
import { faultsOfFit, faultsOfLook } from '../support/screens/look.ts';
import { type Looking, openLooking } from '../support/screens/looking.ts';
import { isLong, narrowest, type Sight, sights, twiceEvery } from '../support/screens/sights.ts';

/** For a person who wants to look: `SHOTS=folder npm test` leaves a picture of each screen there. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder === undefined) return;
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w-]+/g, '_')}.png`), fullPage: true });
}

const sightsOf = (at: number): readonly Sight[] => (isLong ? sights : [sights[at % sights.length] as Sight]);

describe('the screens, with a fictional wallet', () => {
  let looking: Looking;

  beforeAll(async () => {
    looking = await openLooking();
  });
  afterAll(() => looking?.close());

  async function open(page: Page, screen: string, search: Record<string, string> = {}): Promise<void> {
    await looking.open(page, screen, search);
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
    if (width !== narrowest) {
      await page.setViewportSize({ width: narrowest, height: 740 });
      faults.push(...(await faultsOfFit(page)).map((fault) => `as narrow as ${narrowest} px: ${fault}`));
    }
    return faults.map((fault) => `${screen} at ${width} px, ${theme}, ${lang}: ${fault}`);
  }

  /** Two pages side by side, one for each core. */
  async function walk(
    look: (page: Page, session: CDPSession, screen: string, at: number) => Promise<string[]>,
  ): Promise<string[]> {
    const half = async (first: number): Promise<string[]> => {
      const context = await looking.browser.newContext({ viewport: { width: 360, height: 740 } });
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
      // Axe looks at the doubled letters of one screen in four in every run, of all in the long one.
      const isTwice = isLong || at % twiceEvery === 0;
      const found: string[] = [];
      for (const sight of sightsOf(at))
        found.push(...(await faultsOf(page, session, screen, sight, isTwice)));
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
