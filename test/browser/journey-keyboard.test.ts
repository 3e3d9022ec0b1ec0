import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { type Journey, journeyOn } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

// The paths that no longer journey passes by keyboard; what is done here by Tab, Enter, Space and arrows is done by nothing else.
describe('the keyboard alone', () => {
  let city: City;
  let browser: Browser;
  let page: Page;
  let person: Journey;
  const printed = () => page.locator('html').getAttribute('data-printed');

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
    page = await (await browser.newContext(phone)).newPage();
    await addAuthenticator(page);
    // There is no printer here: which sheet was sent to it, and in what size, is noted on the page.
    await page.addInitScript(() => {
      globalThis.print = () => {
        const { sheet, paper, letters } = document.querySelector<HTMLElement>('.sheet')?.dataset ?? {};
        document.documentElement.dataset['printed'] = `${sheet} ${paper} ${letters}`;
      };
    });
    person = journeyOn(page, 'keyboard');
    await page.goto(city.origin);
    await person.tap('see-request');
    await person.fill(bikeFacts(''));
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.tap('back-to-service');
    await page.waitForURL(({ origin }) => origin === city.partyOrigin('bike-grant'));
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  it('reads who looked, asks again, and goes from a look to where it is contested', async () => {
    await expect.poll(() => city.output().toString()).toContain('"event":"envelope-read"');
    await page.goto(city.origin);
    await person.tap('open-passkey');
    await person.tap('tab-eye');
    await person.see('[data-look="allowed"]');
    await person.tap('look-again');
    await person.tap('contest');
    await person.tap('back');
    await person.see('[data-look="allowed"]');
  });

  it('holds everything still with one press, is told why a time is wrong, and lets it go on', async () => {
    await person.tap('tab-home');
    await person.tap('quiet-page');
    await person.tap('quiet-choose');
    await person.tap('quiet-go');
    await person.see('#quiet-wrong');
    person.count();
    await person.tap('quiet-hour');
    await person.see('[data-quiet="on"] .note.yes');
    expect(person.count()).toBe(1);
    await person.tap('quiet-end');
    await person.see('[data-quiet="off"]');
  });

  it('turns the copy on and off, and sees which devices there are', async () => {
    await person.tap('back');
    await person.tap('tab-gear');
    await person.tap('copy');
    await person.tap('copy-on');
    await person.see('[data-copy]');
    await person.tap('copy-off');
    await person.see('[data-act="copy-on"]');
    await person.tap('back');
    await person.tap('devices');
    await person.see('[data-device="this"]');
    await person.tap('add-device');
    await person.see('[name="link"]');
    await person.tap('back');
    await person.tap('back');
  });

  it('chooses paper and letters, and prints', async () => {
    await person.tap('stop-card');
    await person.see('[data-group]');
    await person.tap('[data-act="paper-a5"]');
    await person.tap('letters-large');
    expect(await printed()).toBeNull();
    await person.tap('print-card');
    expect(await printed()).toBe('card a5 large');
  });

  it('finds the blank sheets without a wallet, and fills in what the one for the counter asks', async () => {
    await page.goto(`${city.origin}/papier`);
    await person.tap('see-paper');
    await person.see('.sheet');
    await person.tap('print-paper');
    expect(await printed()).toBe('blank a4 normal');
    await person.tap('back');
    await person.tap('paper-mandate');
    await person.tap('help-reach-see');
    expect(await page.locator('[data-act="help-reach-see"]').isChecked()).toBe(true);
    await person.tap('print-paper');
    expect(await printed()).toBe('mandate-blank a4 normal');
  });
});
