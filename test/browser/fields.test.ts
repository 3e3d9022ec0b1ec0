import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { type Journey, journeyOn } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

describe('the fields of a request', () => {
  let city: City;
  let browser: Browser;
  let page: Page;
  let person: Journey;
  const field = (key: string) => page.locator(`[data-fact="${key}"]`);

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
    page = await (await browser.newContext(phone)).newPage();
    await addAuthenticator(page);
    person = journeyOn(page);
    await page.goto(city.origin);
    await person.tap('see-request');
    await person.fill(bikeFacts('').slice(0, 6));
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  it.each([
    ['household-parts', '25', '1,5'],
    ['bike-price', '', '1890'],
  ])('give no yes for %s « %s », though a value stood there before', async (key, wrong, right) => {
    await field(key).fill(wrong);
    await person.tap('yes');
    await person.see('.thumb .note');
    expect(await page.locator('dialog').count()).toBe(0);
    await field(key).fill(right);
  });

  it('give no yes for a town that was typed and not chosen', async () => {
    await field('commune').fill('Paris');
    await person.tap('yes');
    expect(await page.locator('dialog').count()).toBe(0);
    await page.locator('[data-place="75056"]').tap();
  });

  it('are one for each fact, and say what leaves where less is said', async () => {
    await person.tap('narrow');
    expect(await field('bike-price').count()).toBe(1);
    await person.tap('[data-act^="precision-reference-income"] >> nth=1');
    expect(await page.textContent('[data-value="reference-income"]')).toMatch(/10\s000\s€ à 15\s000\s€/);
  });

  it('ask for nothing that is kept under lock: the yes opens first, and shows what is there', async () => {
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.see('[data-act="back-to-service"]');
    await page.goto(`${city.partyOrigin('bike-grant')}/ask`);
    await person.see('[data-act="unlock"]');
    expect(await page.locator('[data-fact]').count()).toBe(0);
    await person.tap('yes');
    await person.tap('open-passkey');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.textContent('[data-value="commune"]')).toBe('Paris');
  });
});
