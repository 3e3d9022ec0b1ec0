import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { type Canary, findCanaries, findCanariesBelow } from '../support/canary.ts';
import { openBrowser, openProfile, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import {
  type Journey,
  journeyOn,
  type Listening,
  listenTo,
  readGroups,
  readNetLog,
  strays,
} from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

/** What must be nowhere but on the phone and at the desk it was sent to. */
const canaries = {
  fact: 'ZQ7WX4KJ9VBT2H',
  preference: 'Xk7QzW3vJp9Ty2Gw',
  result: 'Qv8ZjK2xWb6Yt4Hm',
};
/** Left on purpose: shows that the search finds what is there. */
const planted = 'Jw5XqZ8vKb3Yt7Rp';

describe('the whole path, on a phone that unlocks with a passkey', () => {
  let city: City;
  let folder: string;
  let context: BrowserContext;
  let listening: Listening;
  let page: Page;
  let person: Journey;
  let card = '';
  let giving = 0;
  const secrets: Buffer[] = [];
  const profile = () => join(folder, 'profile');
  const netLog = () => join(folder, 'net-log.json');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-phone-'));
    city = await openCity({ FILE_PREFIX: canaries.result });
    context = await openProfile(profile(), phone, [`--log-net-log=${netLog()}`]);
    listening = listenTo(context);
    await context.exposeBinding('keepSecret', (_, bytes: number[]) => void secrets.push(Buffer.from(bytes)));
    await context.addInitScript(copySecrets);
    page = context.pages()[0] ?? (await context.newPage());
    await addAuthenticator(page);
    person = journeyOn(page);
  });
  afterAll(async () => {
    await context?.close();
    await city?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('begins without an account, in French, with a request that waits', async () => {
    await page.goto(city.origin);
    await person.see('[data-act="see-request"]');
    expect(await page.getAttribute('html', 'lang')).toBe('fr');
  });

  it('takes one’s own facts and nothing else, and two taps for the yes', async () => {
    await person.tap('see-request');
    await person.fill(bikeFacts(canaries.fact));
    person.count();
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.see('[data-act="back-to-service"]');
    giving = person.count();
    expect(giving).toBe(2);
    expect(person.typed).toEqual(bikeFacts('').map(({ key }) => key));
  });

  it('leads back to the service, which reads, calculates and deposits: four taps so far', async () => {
    await person.tap('back-to-service');
    await page.waitForURL(({ origin }) => origin === city.partyOrigin('bike-grant'));
    await person.see('a.button');
    expect(person.taps).toHaveLength(4);
    expect(city.output().toString()).toContain('"event":"envelope-read","facts":7');
  });

  it('brings the result home within six taps, and the phone comes to the same', async () => {
    await person.tap(`a.button[href^="${city.origin}"]`);
    await person.tap('open-passkey');
    await person.see('[data-act="see-result"] .chip.yes');
    expect(person.taps).toHaveLength(6);
    await person.tap('see-result');
    await person.see('[data-verdict="same"]');
    expect(await page.textContent('main')).toContain(canaries.result);
    expect(await page.textContent('main')).toMatch(/200\s€/);
  });

  it('lists the reading among those who looked', async () => {
    await person.tap('looks');
    await person.see('[data-look="allowed"]');
    expect(await page.locator('[data-look]').count()).toBe(1);
    expect(new URL(page.url()).pathname).toMatch(/^\/acces\/./);
  });

  it('keeps a rule with its why, for the resident alone', async () => {
    await person.tap('back');
    await person.tap('back');
    await person.tap('tab-list');
    await person.tap('rules');
    await page.locator('[data-act="rule-fact"]').selectOption('park-visits');
    await page.locator('[data-act="rule-role"]').selectOption('private');
    await person.tap('rule-never');
    await person.type('[name="rule-note"]', canaries.preference);
    await person.tap('keep-rule');
    await person.see('[data-rule]');
    expect(await page.textContent('main')).toContain(canaries.preference);
  });

  it('prints a card that stops without the phone', async () => {
    await page.goto(`${city.origin}/carte`);
    await person.tap('open-passkey');
    await person.see('[data-group]');
    card = await readGroups(page);
    expect(card.replaceAll(' ', '').length).toBeGreaterThan(30);
  });

  it('is still all there without network, opened again on a deep link', async () => {
    await page.goto(`${city.origin}/acces`);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await context.setOffline(true);
    const before = city.recorder.exchanges.length;
    try {
      await page.reload();
      await person.tap('open-passkey');
      await person.see('[data-look="allowed"]');
      expect(new URL(page.url()).pathname).toBe('/acces');
      // The browser's own look for a newer service worker is made outside the page, where the network is still there.
      const since = city.recorder.exchanges.slice(before).filter(({ path }) => path !== '/sw.js');
      expect(since.map(({ path }) => path)).toEqual([]);
    } finally {
      await context.setOffline(false);
    }
  });

  it('is stopped by the card, in one tap, from another browser that has no keys', async () => {
    const other = await openBrowser();
    const elsewhere = await other.newContext(phone);
    const passer = journeyOn(await elsewhere.newPage());
    await passer.page.goto(`${city.origin}/stop#${card.replaceAll(' ', '')}`);
    await passer.tap('stop-by-card');
    await passer.see('[data-ended="1"]');
    expect(passer.taps).toHaveLength(1);
    expect(passer.taps.length).toBeLessThanOrEqual(giving);
    expect(passer.page.url()).not.toContain('#');
    await other.close();
  });

  it('denies the service’s next reading, and says `ended`', async () => {
    const again = await context.request.post(`${city.partyOrigin('bike-grant')}/again`);
    expect(again.ok()).toBe(true);
    await expect.poll(() => city.output().toString()).toContain('"event":"reading-denied","form":"ended"');
  });

  it('shows the end and the denied reading on the phone', async () => {
    await page.goto(`${city.origin}/acces`);
    await person.tap('open-passkey');
    await person.see('[data-look="denied"]');
    await person.tap('tab-home');
    await person.see('[data-act="ended"]');
    expect(await page.locator('[data-act="stop-grant"]').count()).toBe(0);
  });

  it('asks for nothing outside the relay and the service’s own door, in pages, workers and the whole browser', async () => {
    const service = city.partyOrigin('bike-grant');
    expect(strays(listening, city.origin, [service])).toEqual([]);
    expect(listening.requests.some(({ isOfWorker }) => isOfWorker)).toBe(true);
    expect(listening.complaints).toEqual([]);
    const stray = { url: 'https://elsewhere.example/x', isNavigation: true, isOfWorker: false };
    expect(strays({ requests: [stray], complaints: [] }, city.origin, [service])).toEqual([stray.url]);
  });

  it('sends no cookie with a call of the wallet or of the party, though the browser held the room’s', async () => {
    const doors = ['/request', '/grant', '/mailbox', '/stop', '/access/v1/evaluations', '/result'];
    const hasCookie = (bytes: Buffer) => /\ncookie\n/i.test(bytes.toString('latin1'));
    // The room's own call brings it, so it would be seen here too; with the room it is gone.
    expect(city.recorder.exchanges.some(({ path, bytes }) => path === '/room/here' && hasCookie(bytes))).toBe(
      true,
    );
    expect((await context.cookies(city.origin)).filter(({ name }) => name.includes('room'))).toEqual([]);
    for (const door of doors) {
      const heads = city.recorder.exchanges.filter(({ path }) => path === door);
      expect(heads.length, door).toBeGreaterThan(0);
      for (const { bytes } of heads)
        expect(bytes.toString('latin1'), door).not.toMatch(/\n(?:set-)?cookie\n/i);
    }
  });

  it('leaves no value, no result, no rule and no passkey secret in the browser, at the relay or on the way', async () => {
    // Planted in each place that is searched, by the means that a careless program would use.
    await page.evaluate(leaveInBrowser, planted);
    await fetch(`${city.origin}/healthz?${planted}`);
    await context.close();
    await city.stop();
    const asked = readNetLog(netLog()).filter((url) => !url.startsWith('data:') && !url.startsWith('blob:'));
    expect(asked.length).toBeGreaterThan(50);
    const origins = new Set(asked.map((url) => new URL(url).origin));
    expect([...origins].sort()).toEqual([city.origin, city.partyOrigin('bike-grant')].sort());

    expect(secrets.length).toBeGreaterThan(2);
    expect(secrets.every((secret) => secret.length === 32)).toBe(true);
    const hidden: Canary[] = [...Object.values(canaries), ...secrets];
    expect(search([planted])).toEqual({ inProfile: true, inWire: true, inOutput: false, inData: false });
    expect(search(hidden)).toEqual({ inProfile: false, inWire: false, inOutput: false, inData: false });
  });

  function search(wanted: readonly Canary[]) {
    const wire = city.recorder.exchanges.flatMap(({ path, bytes }) => findCanaries(wanted, path, bytes));
    const places = {
      inProfile: findCanariesBelow(wanted, profile()),
      inData: findCanariesBelow(wanted, city.dataDir),
    };
    expect(places.inProfile.files).toBeGreaterThan(20);
    expect(places.inData.files).toBeGreaterThan(5);
    const found = [...wire, ...places.inProfile.found, ...places.inData.found];
    if (found.length > 0) process.stderr.write(`${[...new Set(found)].join('\n')}\n`);
    return {
      inProfile: places.inProfile.found.length > 0,
      inWire: wire.length > 0,
      inOutput: findCanaries(wanted, 'output', city.output()).length > 0,
      inData: places.inData.found.length > 0,
    };
  }
});

/** Runs in the page, before it: each secret that a passkey gives is copied out before the wallet empties it. */
function copySecrets(): void {
  const { keepSecret } = globalThis as unknown as { keepSecret: (bytes: number[]) => void };
  const { prototype } = globalThis.PublicKeyCredential ?? {};
  if (prototype === undefined) return;
  const read = prototype.getClientExtensionResults;
  prototype.getClientExtensionResults = function (this: PublicKeyCredential) {
    const results = read.call(this);
    const first = results.prf?.results?.first;
    if (first !== undefined) keepSecret([...new Uint8Array(first as ArrayBuffer)]);
    return results;
  };
}

/** Runs in the page: what a wallet must never do. */
async function leaveInBrowser(text: string): Promise<void> {
  localStorage.setItem('planted', text);
  await new Promise<void>((kept, failed) => {
    const opening = indexedDB.open('planted', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const writing = opening.result.transaction('rows', 'readwrite');
      writing.objectStore('rows').put({ fact: text }, 1);
      writing.oncomplete = () => kept();
    };
  });
}
