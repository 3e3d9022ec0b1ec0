import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { openSealed, openWith, unpad } from '../../crypto/open.ts';
import { readySodium } from '../../crypto/sodium.ts';
import {
  type EnvelopeContent,
  envelopeBinding,
  readEnvelopeText,
  wrappedKeyBinding,
} from '../../policy/envelope.ts';
import { type Grant, readGrant } from '../../policy/grant.ts';
import { splitRecord } from '../../policy/record.ts';
import { viewDigest } from '../../policy/view.ts';
import { writeFact } from '../../pwa/ui/fact-text.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity, type PartyName } from '../support/city.ts';
import { journeyOn } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

let city: City;
let browser: Browser;

beforeAll(async () => {
  await readySodium();
  city = await openCity();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await city?.close();
});

/** A phone whose calls can be held up: a worker in between would take them out of sight. */
const openPhone = async (): Promise<Page> => {
  const context = await browser.newContext({ ...phone, serviceWorkers: 'block' });
  const page = await context.newPage();
  await addAuthenticator(page);
  return page;
};

describe('what is shown', () => {
  /** Opened with the key of the party, from the bytes that passed the recorder. */
  function sentToBikeDesk(): { grant: Grant; content: EnvelopeContent } {
    const exchange = city.recorder.exchanges.filter(({ path }) => path === '/grant').at(-1);
    const json = /\n\n(\{.*\})\n201\n/.exec(exchange?.bytes.toString('utf8') ?? '')?.[1] ?? '';
    const posted = JSON.parse(json) as { grant: string; envelope: string };
    const grant = readGrant(splitRecord(posted.grant).body);
    const self = readFileSync(join(city.dataDir, 'demonstration/bike-grant/self.json'), 'utf8');
    const { keys } = JSON.parse(self) as { keys: { seal: string } };
    const epochKey = openSealed(
      fromBase64url(keys.seal),
      fromBase64url(grant.wrappedKey),
      toUtf8(wrappedKeyBinding(grant)),
    );
    const { id, party, epoch, scope } = grant;
    const binding = envelopeBinding({ grant: id, epoch, n: 1, purpose: scope.purpose, party });
    const sealed = openWith(epochKey, fromBase64url(posted.envelope), toUtf8(binding));
    return { grant, content: readEnvelopeText(fromUtf8(unpad(sealed))) };
  }

  it('is what is signed and what is sent, narrowed as the resident narrowed it', async () => {
    const page = await openPhone();
    const person = journeyOn(page);
    await page.goto(city.partyOrigin('bike-grant'));
    await person.tap('form button');
    await person.fill(bikeFacts('BC 12 34 56 78'));
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.tap('back-to-service');
    await person.see('form button, a.button');

    await page.goto(city.partyOrigin('bike-grant'));
    await person.tap('form button');
    await person.tap('unlock');
    await person.tap('open-passkey');
    await person.see('[data-value="commune"]');
    await person.tap('narrow');
    await page.locator('[data-act="precision-commune-department"]').check();
    await page.locator('[data-act="precision-reference-income-band-5000"]').check();
    await page.locator('[data-act="include-bike-number"]').uncheck();
    await person.tap('change-period');
    await page.locator('[data-act="period-1"]').check();
    const shown = await page
      .locator('[data-value]')
      .evaluateAll((values) =>
        values.map((value) => [value.getAttribute('data-value') ?? '', value.textContent?.trim() ?? '']),
      );
    await person.tap('yes');
    await person.see('[data-act="back-to-service"]');

    const { grant, content } = sentToBikeDesk();
    expect(shown).toHaveLength(6);
    expect(content.facts.map(({ key, value }) => [key, writeFact(key, value)])).toEqual(shown);
    expect(Object.fromEntries(shown)).toMatchObject({ commune: expect.stringContaining('33') });
    expect(shown.join()).not.toContain('BC 12');
    expect(grant.scope.facts.map(({ key }) => key)).toEqual(shown.map(([key]) => key));
    expect(grant.period).toEqual({ days: 1 });
    expect(content.view).toMatchObject({
      values: content.facts,
      scope: grant.scope,
      period: grant.period,
      lang: 'fr',
    });
    const digest = viewDigest(content.view, fromBase64url(content.viewSalt), sha256);
    expect(toBase64url(digest)).toBe(grant.viewDigest);
    await page.context().close();
  });
});

describe('a request', () => {
  /** What a camera would read off the party's screen. */
  async function newLink(party: PartyName): Promise<string> {
    const asked = await fetch(`${city.partyOrigin(party)}/ask`, { redirect: 'manual' });
    const room = await fetch(asked.headers.get('location') ?? '', { headers: { accept: 'text/html' } });
    return /href="(\/r#[^"]+)"/.exec(await room.text())?.[1] ?? '';
  }
  const names = { bike: 'Guichet vélo', operator: /transport|tram|bus/i };

  /** Holds back the answer about one handle. */
  const holdUp = (page: Page, handle: string, until: Promise<unknown>) =>
    page.route('**/request', async (route) => {
      if (route.request().postData()?.includes(handle) === true) await until;
      await route.continue().catch(() => undefined);
    });
  const handleOf = (link: string): string => /#([^.]+)\./.exec(link)?.[1] ?? '-';

  it('is gone from the screen the moment another is scanned, before anything of the other is known', async () => {
    const page = await openPhone();
    const [first, second] = [await newLink('bike-grant'), await newLink('transport-operator')];
    const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
    await holdUp(page, handleOf(second), later);
    await page.goto(city.origin + first);
    await page.waitForSelector('[data-act="yes"]');
    expect(await page.textContent('h1')).toContain(names.bike);

    await page.evaluate((hash) => {
      location.hash = hash;
    }, second.slice(2));
    await page.waitForSelector('[data-act="yes"]', { state: 'detached' });
    expect(await page.textContent('body')).not.toContain(names.bike);
    goOn();
    await page.waitForSelector('[data-act="yes"]');
    expect(await page.textContent('h1')).toMatch(names.operator);
    await page.context().close();
  });

  it('whose answer comes late does not take the place of the newer one', async () => {
    const page = await openPhone();
    const [first, second] = [await newLink('bike-grant'), await newLink('transport-operator')];
    const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
    await holdUp(page, handleOf(first), later);
    await page.goto(city.origin + first);
    await page.waitForSelector('main[aria-busy="true"]');
    await page.evaluate((hash) => {
      location.hash = hash;
    }, second.slice(2));
    await page.waitForSelector('[data-act="yes"]');
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes(handleOf(first)) === true,
    );
    goOn();
    await answered;
    await page.waitForTimeout(300);
    expect(await page.textContent('h1')).toMatch(names.operator);
    expect(await page.textContent('body')).not.toContain(names.bike);
    await page.context().close();
  });
});
