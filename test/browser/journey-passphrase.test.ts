import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { type Journey, journeyOn, type Listening, listenTo, strays } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

const phrase = 'seven blue bikes under the rain';

describe('the whole path, by keyboard, in English, where no passkey gives a secret', () => {
  let city: City;
  let browser: Browser;
  let context: BrowserContext;
  let listening: Listening;
  let page: Page;
  let person: Journey;
  const service = () => city.partyOrigin('bike-grant');
  const readAgain = () => context.request.post(`${service()}/again`);
  const said = () => city.output().toString();

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    listening = listenTo(context);
    page = await context.newPage();
    await addAuthenticator(page, { hasPrf: false });
    person = journeyOn(page, 'keyboard');
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  it('speaks English to a browser that asks for it', async () => {
    await page.goto(city.origin);
    await page.waitForFunction(() => document.documentElement.lang === 'en');
  });

  it('goes through the waiting room on the same device', async () => {
    await person.tap('see-request');
    await page.waitForURL(({ pathname }) => pathname === '/authorize');
    expect(await page.textContent('h1')).toContain('has a request for you');
    await person.tap('#here');
    await page.waitForURL(({ pathname }) => pathname === '/r');
    await person.fill(bikeFacts('BC 12 34 56 78').slice(0, 6));
  });

  it('says that this passkey gives no secret, and takes a passphrase instead', async () => {
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.see('[data-fault="passkey-no-secret"]');
    await person.tap('open-phrase');
    await person.type('[name="phrase"]', phrase);
    await person.type('[name="again"]', phrase);
    await person.tap('phrase-done');
    await person.see('[data-act="back-to-service"]');
    expect(await page.textContent('html')).not.toContain('BC 12 34');
  });

  it('brings the result home, and the browser comes to the same', async () => {
    await person.tap('back-to-service');
    await page.waitForURL(({ origin }) => origin === service());
    await person.tap(`a.button[href^="${city.origin}"]`);
    await person.type('[name="phrase"]', phrase);
    await person.tap('phrase-done');
    await person.tap('see-result');
    await person.see('[data-verdict="same"]');
    await person.tap('looks');
    await person.see('[data-look="allowed"]');
  });

  it('needs one press for a no, which costs nothing and tells nobody why', async () => {
    // From the other party's own page, and the wallet is locked: a no needs no key. The waiting room's script is late: who
    // pressed before it would be taken for somebody on another device, and shown no way back.
    await context.route('**/room/page.js', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    await page.goto(city.partyOrigin('transport-operator'));
    await person.tap('form button');
    await person.tap('#here');
    await context.unroute('**/room/page.js');
    await person.see('[data-act="no"]');
    person.count();
    await person.tap('no');
    await person.see('[data-said="refused"]');
    expect(person.count()).toBe(1);
    await person.tap('back-to-service');
    await page.waitForURL(({ origin }) => origin === city.partyOrigin('transport-operator'));
    expect(await page.textContent('h1')).toBe('Noted: no.');
  });

  it('stops from home in one press without network: in force here, waiting to be sent', async () => {
    await page.goto(city.origin);
    await person.type('[name="phrase"]', phrase);
    await person.tap('phrase-done');
    await person.see('[data-act="stop-grant"]');
    await context.setOffline(true);
    person.count();
    await person.tap('stop-grant');
    expect(person.count()).toBe(1);
    await person.see('[data-outbox="1"]');
    expect(await page.locator('[data-act="stop-grant"]').count()).toBe(0);
  });

  it('says what is true: the service can still read until the stop has left', async () => {
    const readings = () => said().split('"event":"envelope-read"').length - 1;
    expect(readings()).toBe(1);
    await readAgain();
    await expect.poll(readings).toBe(2);
    await context.setOffline(false);
    await expect.poll(() => page.locator('[data-outbox]').count(), { timeout: 10_000 }).toBe(0);
    await readAgain();
    await expect.poll(said).toContain('"event":"reading-denied","form":"ended"');
    expect(readings()).toBe(2);
  });

  it('lost no typed word and asked for nothing elsewhere', () => {
    const doors = [service(), city.partyOrigin('transport-operator')];
    expect(strays(listening, city.origin, doors)).toEqual([]);
    expect(listening.complaints).toEqual([]);
  });
});
