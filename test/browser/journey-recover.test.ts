import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { checkAccess, everySight, type Journey, journeyOn, readGroups } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

const phrase = 'trois chats gris dorment au soleil';
const minuteMs = 60_000;

// By the keyboard alone. What a camera would read from the other screen is opened as the address that it stands for.
describe('lost and found, on real phones', () => {
  let city: City;
  let browser: Browser;
  /** The phone that had everything first. */
  let page: Page;
  let person: Journey;
  let kit = '';
  let card = '';
  const contexts: BrowserContext[] = [];

  async function openPhone(): Promise<Page> {
    const context = await browser.newContext(phone);
    contexts.push(context);
    return context.newPage();
  }
  async function openAt(path: string): Promise<void> {
    await page.goto(`${city.origin}${path}`);
    await person.tap('open-passkey');
  }
  /** A phone that makes its own phrase: typed twice, one tap. */
  async function makePhrase(by: Journey): Promise<void> {
    await by.type('[name="phrase"]', phrase);
    await by.type('[name="again"]', phrase);
    await by.tap('phrase-done');
  }

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
    page = await openPhone();
    await page.clock.install();
    await addAuthenticator(page);
    person = journeyOn(page, 'keyboard');
    await page.goto(city.origin);
    await person.tap('see-request');
    await person.fill(bikeFacts('AB12CD34'));
    await person.tap('yes');
    await person.tap('open-passkey');
    // The yes counts once the service’s own page is back.
    await person.tap('back-to-service');
    await page.waitForURL(({ origin }) => origin === city.partyOrigin('bike-grant'));
    await person.see('a.button');
    await openAt('/carte');
    await person.see('[data-group]');
    card = await readGroups(page);
    await openAt('/cle');
    await person.tap('show-kit');
    await person.see('[data-group]');
    kit = await readGroups(page);
  });
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await city?.close();
  });

  it('keeps a copy at three taps from home, which leaves when mailboxes were silent for ten minutes', async () => {
    await openAt('/donnees');
    person.count();
    await person.tap('tab-gear');
    await person.tap('copy');
    await person.tap('copy-on');
    expect(person.count()).toBe(3);
    await person.see('[data-copy="first"]');
    await expect
      .poll(
        async () => {
          await page.clock.fastForward(11 * minuteMs);
          return page.locator('[data-copy="sent"]').count();
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBe(1);
    const writes = city.recorder.exchanges.filter(({ path }) => path === '/backup');
    expect(writes.length).toBeGreaterThan(0);
    for (const { bytes } of writes) {
      const text = bytes.toString('latin1');
      expect(text).not.toContain('AB12CD34');
      expect(text.toLowerCase()).not.toContain('vav-call');
      expect(text.toLowerCase()).not.toContain('vav-account');
    }
  });

  it('is found by the paper kit on an empty phone: shown, asked, opened its own way', async () => {
    const fresh = await openPhone();
    const by = journeyOn(fresh, 'keyboard');
    await fresh.goto(`${city.origin}/`);
    await by.tap('recover');
    await by.tap('by-kit');
    await by.type('[name="kit"]', kit);
    await by.tap('kit-find');
    await by.see('[data-act="recover-yes"]');
    expect(await fresh.textContent('main')).toMatch(/1\saccord en cours/);
    expect(await checkAccess(fresh, 'found', everySight.slice(0, 1))).toEqual([]);
    await by.tap('recover-yes');
    await makePhrase(by);
    await by.see('[data-seeking]');
    expect(by.count()).toBe(5);
    await by.tap('home');
    await by.see('[data-act="stop-grant"]');
    await fresh.context().close();
  });

  it('is given by the other device: the same six digits on both, and both have everything', async () => {
    const fresh = await openPhone();
    const by = journeyOn(fresh, 'keyboard');
    await fresh.goto(`${city.origin}/reprendre`);
    await by.tap('by-device');
    await fresh.waitForSelector('[data-link]', { state: 'attached' });
    const link = (await fresh.textContent('[data-link]')) ?? '';
    await page.goto(link.trim());
    person.count();
    await person.tap('open-passkey');
    const shown = await (await person.see('[data-code]')).getAttribute('data-code');
    expect(await (await by.see('[data-code]')).getAttribute('data-code')).toBe(shown);
    expect(shown).toMatch(/^\d{6}$/);
    expect(page.url()).not.toContain('#');
    await person.tap('digits-same');
    await by.tap('recover-yes');
    await makePhrase(by);
    await person.see('.note.yes');
    expect(person.count()).toBe(2);
    expect(by.count()).toBe(3);
    await by.see('[data-seeking]');
    await by.tap('home');
    await by.see('[data-act="stop-grant"]');
    await fresh.context().close();
  });

  it('is refused by one tap where somebody only sent the link, and nothing leaves', async () => {
    const stranger = await openPhone();
    const by = journeyOn(stranger, 'keyboard');
    await stranger.goto(`${city.origin}/reprendre`);
    await by.tap('by-device');
    await stranger.waitForSelector('[data-link]', { state: 'attached' });
    // As from a message: the page is opened anew, and the vault with it.
    await page.goto('about:blank');
    await page.goto(((await stranger.textContent('[data-link]')) ?? '').trim());
    await person.tap('open-passkey');
    await person.see('[data-code]');
    const before = city.recorder.exchanges.filter(({ path }) => path === '/meeting/put').length;
    await person.tap('digits-differ');
    await person.see('.note.calm');
    expect(city.recorder.exchanges.filter(({ path }) => path === '/meeting/put')).toHaveLength(before);
    await stranger.context().close();
  });

  it('goes on without a device that is taken out, its root turned, and opens as before', async () => {
    await openAt('/appareils');
    await person.see('[data-device="other"]');
    const others = await page.locator('[data-device="other"]').count();
    person.count();
    await person.tap('remove-device');
    expect(await checkAccess(page, 'remove', everySight.slice(0, 1))).toEqual([]);
    await person.tap('was-locked');
    await person.see('.note.yes');
    expect(person.count()).toBe(2);
    await expect.poll(() => page.locator('[data-device="other"]').count()).toBe(others - 1);
    await openAt('/');
    await person.see('[data-act="stop-grant"]');
  });

  it('is found by a synced passkey on a phone that has nothing else', async () => {
    // The copy with the turned root has to be there before.
    await openAt('/copie');
    await expect
      .poll(
        async () => {
          await page.clock.fastForward(61 * minuteMs);
          return (await page.textContent('[data-copy]')) ?? '';
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toContain('Rien n’a changé');
    await page.goto(`${city.origin}/reglages`);
    await person.tap('erase');
    await person.tap('erase-yes');
    await page.waitForURL(`${city.origin}/`);
    person.count();
    await person.tap('recover');
    await person.tap('by-passkey');
    await person.see('[data-act="recover-yes"]');
    await person.tap('recover-yes');
    await person.see('[data-seeking]');
    expect(person.count()).toBe(3);
    const sent = city.recorder.exchanges.filter(({ path }) => path === '/backup/passkey');
    expect(sent.length).toBeGreaterThan(0);
    for (const { bytes } of sent) expect(bytes.toString('latin1')).not.toMatch(/"prf"|xtensionResults/);
    await person.tap('home');
    await person.see('[data-act="stop-grant"]');
  });

  it('is stopped by the card when nothing else is left', async () => {
    const borrowed = await openPhone();
    const by = journeyOn(borrowed, 'keyboard');
    await borrowed.goto(`${city.origin}/stop#${card.replaceAll(' ', '')}`);
    await by.tap('stop-by-card');
    await by.see('[data-ended="1"]');
    expect(by.count()).toBe(1);
    await borrowed.context().close();
  });
});
