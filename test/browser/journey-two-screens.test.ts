import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { type Journey, journeyOn, readDrawnCode, readGroups } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

describe('a request on one screen, answered on another', () => {
  let city: City;
  let browser: Browser;
  let desk: Journey;
  let person: Journey;
  const said = () => city.output().toString();

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
    const big = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR' });
    desk = journeyOn(await big.newPage(), 'keyboard');
    const small = await browser.newContext(phone);
    const page = await small.newPage();
    await addAuthenticator(page);
    person = journeyOn(page);
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  it('is read from the drawn code, and needs one tap more than on one device', async () => {
    await desk.page.goto(city.partyOrigin('bike-grant'));
    await desk.tap('form button');
    const link = await readDrawnCode(desk.page, 'figure svg');
    expect(link).toMatch(new RegExp(`^${city.origin}/r#[\\w-]{22}\\.[\\w-]{22}$`));
    await person.page.goto(link ?? '');
    await person.fill(bikeFacts('').slice(0, 6));
    await person.tap('yes');
    await person.tap('in-front');
    await person.tap('open-passkey');
    await person.see('[data-confirm]');
    expect(person.taps).toHaveLength(3);
  });

  it('gives nothing until the six characters were typed on the first screen', async () => {
    await desk.see('#characters');
    await desk.type('#characters', 'ABCDEF');
    await desk.tap('#type button');
    await desk.page.waitForFunction(() => document.getElementById('wrong')?.textContent !== '');
    expect(said()).not.toContain('envelope-read');

    const confirm = (await person.page.textContent('[data-confirm]'))?.trim() ?? '';
    expect(confirm.replace(/\s/g, '')).toHaveLength(6);
    await desk.page.fill('#characters', '');
    await desk.type('#characters', confirm);
    await desk.tap('#type button');
    await desk.page.waitForURL(({ origin }) => origin === city.partyOrigin('bike-grant'));
    await expect.poll(said).toContain('"event":"envelope-read","facts":6');
  });

  it('shows the result on the phone alone', async () => {
    expect(await desk.page.textContent('main')).not.toMatch(/\d\s?€/);
    await person.tap('home');
    await person.tap('see-grant');
    await person.tap('see-result');
    await person.see('[data-verdict="same"]');
  });

  it('draws on the stop card what its groups say', async () => {
    await person.page.goto(`${city.origin}/carte`);
    await person.tap('open-passkey');
    await person.see('[data-group]');
    const drawn = await readDrawnCode(person.page, '.qr');
    const [address = '', code = ''] = (drawn ?? '').split('#');
    expect(address).toBe(`${city.origin}/stop`);
    expect(code.replace(/\W/g, '')).toBe((await readGroups(person.page)).replace(/\W/g, ''));
  });
});
