import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { buildLooking } from '../support/screens/build.ts';
import { serveLooking } from '../support/screens/serve.ts';

/** Keeps every text that comes into a region which a screen reader speaks by itself, once the page has settled. */
const startHearing = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const spoken = '[role="status"], [role="alert"], [aria-live="polite"], [aria-live="assertive"]';
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const hear = (node: Node) => {
      const at = node instanceof Element ? node : node.parentElement;
      const regions = [at?.closest(spoken), ...(at?.querySelectorAll(spoken) ?? [])];
      for (const region of regions)
        if (region) heard.push(`${region.getAttribute('role') ?? 'polite'}: ${region.textContent?.trim()}`);
    };
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes)
        for (const node of addedNodes.length > 0 ? addedNodes : [target]) hear(node);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });

const heardOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);

describe('what changes on a screen without having been touched', () => {
  let folder: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let served: Awaited<ReturnType<typeof serveLooking>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-live-'));
    await buildLooking(folder);
    served = await serveLooking(folder);
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const press = (act: string) => page.locator(`[data-act="${act}"]`).first().click();

  it.each<[string, string, () => Promise<unknown>, RegExp]>([
    ['that there is no network', '/', () => context.setOffline(true), /^status: .*réseau/i],
    [
      'that the kit was copied wrongly',
      '/cle',
      async () => {
        await press('show-kit');
        await press('rehearse');
        await page.locator('[name="group-0"]').fill('AAAAA');
        await page.locator('[name="group-1"]').fill('BBBBB');
        await press('kit-check');
      },
      /^alert: ./,
    ],
    [
      'which towns were found',
      '/donnees',
      async () => {
        await press('change-commune');
        await page.locator('[data-fact="commune"]').first().fill('Bord');
      },
      /^polite: .*Bordeaux/,
    ],
    [
      'what one would get',
      '/essayer/same',
      async () => {
        await page.locator('input[type="range"]').first().press('ArrowRight');
      },
      /^status: .*\d/,
    ],
    // The fictional agreement has no signature that could be followed by an end.
    [
      'that something went wrong, and that nothing is lost',
      '/',
      () => press('stop-grant'),
      /^alert: .*rien n’est perdu/,
    ],
  ])('says aloud %s', async (_, screen, act, expected) => {
    await page.goto('about:blank');
    await page.goto(new URL(screen, served.origin).href);
    await page.locator('#page h1').first().waitFor();
    await page.locator('#page[aria-busy="true"], [data-figure=""]').waitFor({ state: 'detached' });
    await startHearing(page);
    try {
      await act();
      await expect
        .poll(() => heardOn(page), { timeout: 10_000 })
        .toContainEqual(expect.stringMatching(expected));
    } finally {
      await context.setOffline(false);
    }
  });

  it('is not heard where it stands in no region that is announced', async () => {
    await page.setContent('<p id="mute">…</p><p id="aloud" role="status">…</p>');
    await startHearing(page);
    await page.evaluate(() => {
      for (const id of ['mute', 'aloud']) {
        const line = document.getElementById(id);
        if (line) line.textContent = `new in ${id}`;
      }
    });
    await expect.poll(() => heardOn(page)).toEqual(['status: new in aloud']);
  });
});
