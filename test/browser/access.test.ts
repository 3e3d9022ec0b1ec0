import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import en from '../../pwa/words/en.json' with { type: 'json' };
import fr from '../../pwa/words/fr.json' with { type: 'json' };
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { checkAccess, type Journey, journeyOn } from '../support/journey.ts';
import { faultsOfKeys } from '../support/screens/keys.ts';
import { faultsOfLook } from '../support/screens/look.ts';
import { besidesOfRun } from '../support/screens/sights.ts';
import { bikeFacts } from './facts.ts';

/** Screens of the path as they really come, one after the other. `SHOTS=folder` keeps a picture of each. */
describe('every screen of the path', () => {
  let city: City;
  let browser: Browser;
  let page: Page;
  let person: Journey;
  const faults: string[] = [];
  const texts = new Map<string, string>();

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
    const context = await browser.newContext(phone);
    page = await context.newPage();
    await addAuthenticator(page);
    person = journeyOn(page);
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  const check = async (name: string): Promise<void> => {
    faults.push(...(await checkAccess(page, name)));
    texts.set(name, await page.locator('body').innerText());
  };
  /** Inside the wallet, without a reload that would lock it. */
  const goTo = async (path: string, seen: string): Promise<void> => {
    await page.evaluate((address) => {
      history.pushState(null, '', address);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await person.see(seen);
  };
  const none = () => expect(faults.splice(0)).toEqual([]);

  it('before the yes can be used by everyone', async () => {
    await page.goto(city.origin);
    await person.see('[data-act="see-request"]');
    await check('home-first');
    await person.tap('see-request');
    await person.see('[data-act="yes"]');
    await check('request-empty');
    for (const fold of await page.locator('.folds summary').all()) await fold.click();
    await check('request-unfolded');
    await person.fill(bikeFacts('BC 12 34 56 78'));
    await check('request-filled');
    await person.tap('yes');
    await person.see('[data-act="open-passkey"]');
    await check('gate');
    none();
  });

  it('of the yes and of the result can be used by everyone', async () => {
    await person.tap('open-passkey');
    await person.see('[data-act="back-to-service"]');
    await check('receipt');
    await person.tap('back-to-service');
    await page.waitForURL(({ origin }) => origin === city.partyOrigin('bike-grant'));
    await check('service-done');
    await person.tap(`a.button[href^="${city.origin}"]`);
    await person.see('[data-act="open-passkey"]');
    await check('unlock');
    await person.tap('open-passkey');
    await person.see('[data-act="see-result"]');
    await check('home-shared');
    await person.tap('see-result');
    await person.see('[data-verdict="same"]');
    await check('result');
    await person.tap('looks');
    await person.see('[data-look]');
    await check('looks');
    none();
  });

  it('for keeping, for rules and for settings can be used by everyone', async () => {
    for (const [path, seen] of [
      ['/donnees', '[data-kept]'],
      ['/regles', '[data-act="keep-rule"]'],
      ['/reglages', '[data-act="export"]'],
      ['/carte', '[data-group]'],
      ['/cle', '[data-act="show-kit"]'],
      ['/arreter', '[data-act="stop-all"]'],
    ] as const) {
      await goTo(path, seen);
      await check(path.slice(1));
    }
    none();
  });

  it('of stopping, and of what goes wrong, can be used by everyone', async () => {
    await goTo('/', '[data-act="stop-grant"]');
    await person.tap('stop-grant');
    await page.waitForSelector('[data-act="stop-grant"]', { state: 'detached' });
    await check('home-stopped');
    await goTo('/nulle-part', 'h1');
    await check('lost');
    await page.goto(`${city.origin}/r#${'A'.repeat(22)}.${'A'.repeat(22)}`);
    await person.see('[data-fault]');
    await check('request-failed');
    await page.goto(`${city.origin}/stop`);
    await person.see('[data-act="stop-by-card"]');
    await check('stop-by-card');
    none();
  });

  it('would be told of a picture without words and of a line that is too long', async () => {
    const context = await browser.newContext(phone);
    const planted = await context.newPage();
    await planted.setContent(
      '<!doctype html><html lang="fr"><title>x</title><main><h1>x</h1><img src="data:,">',
    );
    await planted.evaluate(() => {
      document.body.style.width = '3000px';
    });
    const found = await checkAccess(planted, 'planted', [{ colorScheme: 'light', width: 320 }]);
    expect(found.join()).toMatch(/image-alt.*wider than the screen/);
    await context.close();
  });

  it('at the relay’s and the party’s own doors can be used by everyone', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR' });
    const desk = await context.newPage();
    await desk.goto(city.partyOrigin('bike-grant'));
    const found = await checkAccess(desk, 'service');
    await desk.locator('form button').click();
    await desk.waitForSelector('#here');
    found.push(...(await checkAccess(desk, 'room')));
    await context.close();
    expect(found).toEqual([]);
  });

  it.each(besidesOfRun)(
    'that stops by card, or waits for an answer, holds in each light and language: %o',
    async ({ width, ...sight }) => {
      const context = await browser.newContext({ viewport: { width, height: 740 }, ...sight });
      const desk = await context.newPage();
      const session = await context.newCDPSession(desk);
      const isForced = sight.forcedColors !== undefined;
      const found: string[] = [];
      const look = async (name: string) => {
        const seen = [...(await faultsOfLook(desk, { session, isForced })), ...(await faultsOfKeys(desk))];
        found.push(...seen.map((fault) => `${name}: ${fault}`));
      };
      await desk.goto(`${city.origin}/stop`);
      await desk.locator('[data-act="stop-by-card"]').waitFor();
      await look('stop');
      await desk.goto(city.partyOrigin('bike-grant'));
      await desk.locator('form button').click();
      await desk.locator('#here').waitFor();
      expect(await desk.locator('html').getAttribute('lang')).toBe(sight.locale.slice(0, 2));
      await look('room');
      // As when the request is open on a phone that shows its characters.
      await desk.evaluate(() => {
        for (const part of document.querySelectorAll<HTMLElement>('[data-when]'))
          part.hidden = part.dataset['when'] !== 'type';
      });
      await look('room, characters');
      await context.close();
      expect(found).toEqual([]);
    },
  );

  it('speaks French, and then English, in whole: no sentence of the one in the other', async () => {
    const only = (one: Record<string, string>, other: Record<string, string>) =>
      Object.entries(one)
        .filter(
          ([key, sentence]) => other[key] !== sentence && !sentence.includes('{') && sentence.length > 12,
        )
        .map(([, sentence]) => sentence);
    const english = only(en, fr);
    for (const [name, text] of texts) {
      if (name.startsWith('service')) continue;
      expect(
        english.filter((sentence) => text.includes(sentence)),
        name,
      ).toEqual([]);
    }
    await page.goto(city.origin);
    await person.tap('open-passkey');
    await person.tap('language');
    await person.tap('language-en');
    await page.waitForFunction(() => document.documentElement.lang === 'en');
    const french = only(fr, en);
    for (const path of ['/', '/acces', '/donnees', '/regles', '/reglages', '/carte', '/cle', '/arreter']) {
      await goTo(path, 'h1');
      const found = await checkAccess(page, `en-${path.slice(1) || 'home'}`, [
        { colorScheme: 'light', width: 320 },
      ]);
      const text = await page.locator('body').innerText();
      expect(found).toEqual([]);
      expect(
        french.filter((sentence) => text.includes(sentence)),
        path,
      ).toEqual([]);
    }
  });
});
