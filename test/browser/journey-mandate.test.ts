import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { checkAccess, type Journey, journeyOn, readDrawnCode } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

// By the keyboard alone, but for the camera that reads the other phone's code.
describe('help between two phones', () => {
  let city: City;
  let browser: Browser;
  let person: Journey;
  let helper: Journey;

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
    const open = async (): Promise<Journey> => {
      const page = await (await browser.newContext(phone)).newPage();
      await addAuthenticator(page);
      return journeyOn(page, 'keyboard');
    };
    person = await open();
    helper = await open();
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  const digits = async ({ page }: Journey): Promise<string | null> => {
    await page.waitForSelector('[data-code]');
    return page.getAttribute('[data-code]', 'data-code');
  };

  it('begins with an agreement that somebody may help with', async () => {
    await person.page.goto(city.origin);
    await person.tap('see-request');
    await person.fill(bikeFacts(''));
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.tap('back-to-service');
    await person.page.waitForURL(({ origin }) => origin === city.partyOrigin('bike-grant'));
    await expect.poll(() => city.output().toString()).toContain('"event":"envelope-read"');
  });

  it('shows the same number on both phones before anything is chosen', async () => {
    await helper.page.goto(`${city.origin}/j-aide`);
    await helper.tap('show-my-code');
    await helper.see('.qr path');
    const link = await readDrawnCode(helper.page, '.qr');
    expect(link).toMatch(new RegExp(`^${city.origin}/proches/donner#[\\w-]{22}\\.[\\w-]{22}$`));
    await person.page.goto(link ?? '');
    await person.tap('open-passkey');
    expect(await digits(person)).toBe(await digits(helper));
    expect(await digits(person)).toMatch(/^\d{6}$/);
    expect(person.page.url()).toBe(`${city.origin}/proches/donner`);
  });

  it('never offers a relative to stand beside a yes', async () => {
    await person.tap('code-same');
    await person.tap('helper-kind-relative');
    await person.see('[data-act="help-act-fill-in"]');
    expect(await person.page.locator('[data-act="help-act-decide"]').count()).toBe(0);
    expect(await checkAccess(person.page, 'help-choice')).toEqual([]);
  });

  it('is read aloud, then allowed with one tap', async () => {
    await person.type('[data-act="nickname"]', 'Lou');
    await person.tap('help-act-stop');
    await person.tap('help-place-0');
    await person.tap('help-days-1');
    await person.tap('hear-help');
    const said = (await person.page.textContent('[data-said="mandate"]')) ?? '';
    expect(said).toContain('Un proche m’aide.');
    expect(said).toContain('Cela dure 31 jours');
    expect(await checkAccess(person.page, 'help-aloud')).toEqual([]);
    await person.tap('help-yes');
    await person.see('.note.yes');
  });

  it('is kept by the helper in a vault of their own, and shows what may be seen', async () => {
    await helper.type('[data-act="nickname"]', 'Maman');
    await helper.tap('keep-help');
    await helper.tap('open-passkey');
    await helper.see('[data-act="look-for"]');
    await helper.tap('look-for');
    await helper.see('[data-helped-grant="active"]');
    await helper.see('[data-helped-look="allowed"]');
    // The person's values were never there.
    expect(await helper.page.textContent('main')).not.toContain('Bordeaux');
    expect(await checkAccess(helper.page, 'helped')).toEqual([]);
  });

  it('is seen by the person, look by look, and ended by her with one tap', async () => {
    await person.tap('mandates');
    await person.tap('see-help');
    await person.see('[data-deed="looked"]');
    expect(await checkAccess(person.page, 'help-deeds')).toEqual([]);
    person.count();
    await person.tap('end-help');
    await person.see('.note.calm');
    expect(person.count()).toBe(1);
  });

  it('is over for the helper at the next call, and nothing of it is left there', async () => {
    const refused = helper.page.waitForResponse((response) => response.url().endsWith('/mailbox'));
    await helper.tap('look-for');
    expect((await refused).status()).toBe(403);
    await helper.page.waitForSelector('[data-helped-grant]', { state: 'detached' });
    expect(await helper.page.locator('[data-act="look-for"]').count()).toBe(0);
  });
});
