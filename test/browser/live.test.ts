import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Looking, openLooking } from '../support/screens/looking.ts';

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
  let looking: Looking;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    looking = await openLooking();
    context = await looking.browser.newContext({ viewport: { width: 360, height: 740 } });
    page = await context.newPage();
  });
  afterAll(() => looking?.close());

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
    await looking.open(page, screen);
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
