// A browser before the screens with a fictional wallet: what each test of them opens, and how one of them is come to.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../chromium.ts';
import { buildLooking } from './build.ts';
import { serveLooking } from './serve.ts';

export interface Looking {
  readonly origin: string;
  readonly browser: Browser;
  /** Until nothing more is to come; `search` as test/support/screens/main.tsx reads it. */
  open(page: Page, screen: string, search?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

export async function openLooking(): Promise<Looking> {
  const folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-looking-'));
  await buildLooking(folder);
  const served = await serveLooking(folder);
  const browser = await openBrowser();
  return {
    origin: served.origin,
    browser,
    async open(page, screen, search = {}) {
      const address = new URL(screen, served.origin);
      for (const [name, value] of Object.entries(search)) address.searchParams.set(name, value);
      // Away first: an address that differs after `#` only would not be loaded again.
      await page.goto('about:blank');
      await page.goto(address.href);
      await page.locator('#page h1, #page [role="status"]').first().waitFor({ state: 'attached' });
      await page.locator('#page[aria-busy="true"]').waitFor({ state: 'detached' });
      // The rules run in their worker: what they say belongs to the screen.
      await page
        .locator('[data-personal="working"], [data-figure=""]')
        .first()
        .waitFor({ state: 'detached' });
    },
    async close() {
      await browser.close();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
