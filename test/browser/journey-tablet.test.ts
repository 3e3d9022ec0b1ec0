import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kitSecret, readKitCode } from '../../crypto/kit-code.ts';
import { readStopCode } from '../../crypto/stop-card.ts';
import { type Canary, findCanariesBelow } from '../support/canary.ts';
import { openProfile, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { checkAccess, type Journey, journeyOn, readGroups, type Sight, shoot } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

const people = [
  { name: 'first', bike: 'TABLETTE-AAA-7413' },
  { name: 'second', bike: 'TABLETTE-BBB-9026' },
] as const;
/** By somebody who left before any yes. */
const typedOnly = 'TABLETTE-CCC-5580';
/** One each time the tablet asks: the true seconds go on while it is looked at. */
const idleSights: readonly Sight[] = [
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'dark', width: 360 },
];

/** What Chromium itself says that it keeps for this address; no word of the page is asked for it. */
const heldBy = (page: Page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
  }));
/** But for the one word that this is a shared tablet. */
const nothingHeld = {
  databases: 0,
  caches: 0,
  workers: 0,
  local: ['vav-shared'],
  session: [],
  cookies: '',
};

/** What lies in the profile's folders, once no browser has them open. */
function keptOnDisk(folder: string): { databases: string[]; caches: string[] } {
  const below = (place: string): string[] =>
    existsSync(join(folder, place)) ? readdirSync(join(folder, place), { encoding: 'utf8' }) : [];
  const cacheFolder = 'Default/Service Worker/CacheStorage';
  return {
    databases: below('Default/IndexedDB').filter((entry) => entry.includes('localhost')),
    // One folder for each address, in it one for each cache.
    caches: below(cacheFolder).flatMap((address) =>
      below(join(cacheFolder, address)).filter((entry) => entry !== 'index.txt'),
    ),
  };
}

// By the keyboard alone.
describe('a tablet that is passed from one person to the next', () => {
  let city: City;
  let folder: string;
  let context: BrowserContext;
  let page: Page;
  let owner: Journey;
  const cards: string[] = [];
  const kits: string[] = [];

  beforeAll(async () => {
    city = await openCity();
    folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-tablet-'));
    context = await openProfile(folder, phone);
    page = context.pages()[0] ?? (await context.newPage());
    owner = journeyOn(page, 'keyboard');
  });
  afterAll(async () => {
    await context?.close();
    await city?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const counts = () =>
    page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('[data-count]')].map((row) => [
          row.getAttribute('data-count'),
          row.textContent,
        ]),
      ),
    );
  const nothing = { databases: '0', caches: '0', workers: '0', storage: '0', cookies: '0' };

  it('kept pages and a worker while it was its owner’s, who only looked at the wallet', async () => {
    await page.goto(city.origin);
    await expect.poll(async () => (await heldBy(page)).caches, { timeout: 30_000 }).toBeGreaterThan(0);
    expect((await heldBy(page)).workers).toBe(1);
  });

  it('becomes one by one press of its owner, and shows that it is empty', async () => {
    const before = await context.newPage();
    await before.goto(city.origin);
    await page.bringToFront();
    await page.goto(`${city.origin}/tablette`);
    await owner.tap('share-tablet');
    // What was open before is a tablet's from now on.
    await before.waitForURL(({ pathname }) => pathname === '/tablette');
    await before.close();
    // Also while the worker of the visit before is still fetching pages.
    await expect.poll(counts, { timeout: 30_000 }).toEqual(nothing);
    await owner.see('[data-empty="true"]');
    expect(await heldBy(page)).toEqual(nothingHeld);
    expect(await checkAccess(page, 'tablet-empty')).toEqual([]);
    // A worker that was still being installed fills its cache behind whoever wiped it.
    await page.evaluate(() => caches.open('late'));
    await expect.poll(async () => (await heldBy(page)).caches, { timeout: 30_000 }).toBe(0);
    await expect.poll(counts, { timeout: 30_000 }).toEqual(nothing);
  });

  it.each(people)(
    'serves the $name person, who leaves nothing on it',
    { timeout: 300_000 },
    async ({ name, bike }) => {
      await owner.tap('begin');
      const opening = context.waitForEvent('page');
      await owner.tap('see-request');
      const other = await opening;
      const person = journeyOn(other, 'keyboard');
      await person.fill(bikeFacts(bike));
      await person.tap('yes');
      await shoot(other, `tablet-yes-${name}`);
      await person.tap('open-visit');
      await person.see('[data-act="back-to-service"]');
      // The tab that stayed behind has it too.
      await page.bringToFront();
      await owner.see('[data-act="stop-grant"]');
      await owner.tap('new-person');
      expect(
        await checkAccess(page, `tablet-hand-on-${name}`, [{ colorScheme: 'light', width: 320 }]),
      ).toEqual([]);
      await owner.tap('stop-card');
      await owner.see('[data-group]');
      cards.push(await readGroups(page));
      await owner.tap('new-person');
      await owner.tap('kit');
      await owner.tap('show-kit');
      await owner.see('[data-group]');
      kits.push(await readGroups(page));
      await owner.tap('new-person');
      await owner.tap('wipe');
      await owner.see('[data-empty="true"]');
      expect(await counts()).toEqual(nothing);
      expect(await heldBy(page)).toEqual(nothingHeld);
      await other.waitForURL(({ pathname }) => pathname === '/tablette');
      await other.close();
    },
  );

  it('asks for more time as often as somebody is there, and wipes when nobody answers', async () => {
    // From here on an hour is as long as the test says; what was wiped above needed the true one.
    await context.clock.install();
    await page.goto(`${city.origin}/`);
    const opening = context.waitForEvent('page');
    await owner.tap('see-request');
    const other = await opening;
    const person = journeyOn(other, 'keyboard');
    await person.fill(bikeFacts(typedOnly));
    const question = other.locator('dialog[open]');
    expect(await question.count()).toBe(0);
    // More than ten times the first wait.
    for (let times = 0; times < 11; times += 1) {
      await context.clock.fastForward(181_000);
      await person.see('dialog[open] [data-act="still-here"]');
      const sight = idleSights[times];
      if (sight !== undefined) {
        expect(await checkAccess(other, 'tablet-idle', [sight])).toEqual([]);
        expect(await question.getAttribute('role')).toBe('alertdialog');
        expect(await other.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
      }
      await person.tap('still-here');
      await question.waitFor({ state: 'detached' });
    }
    expect(await other.locator('[data-fact="bike-number"]').inputValue()).toBe(typedOnly);
    await context.clock.fastForward(181_000);
    await person.see('dialog[open] [data-act="still-here"]');
    await context.clock.fastForward(30_000);
    await other.waitForURL(({ pathname }) => pathname === '/tablette');
    await person.see('[data-empty="true"]');
  });

  it('holds no database, cache, worker, key or fact when the browser is closed', async () => {
    // The browser says « deleted » before it has taken a cache off the disk.
    await vi.waitFor(() => expect(keptOnDisk(folder).caches).toEqual([]), { timeout: 20_000, interval: 200 });
    await context.close();
    const papers = [...cards, ...kits];
    expect(new Set(papers).size).toBe(2 * people.length);
    const canaries: Canary[] = [
      ...people.map(({ bike }) => bike),
      typedOnly,
      ...papers,
      ...papers.map((code) => code.replaceAll(/\s/g, '')),
      // What stands behind each paper.
      ...cards.map((code) => Buffer.from(readStopCode(code))),
      ...kits.map((code) => Buffer.from(readKitCode(code))),
      ...kits.map((code) => Buffer.from(kitSecret(readKitCode(code)))),
    ];
    const { found, files } = findCanariesBelow(canaries, folder);
    expect(files).toBeGreaterThan(20);
    expect(found).toEqual([]);
    expect(keptOnDisk(folder)).toEqual({ databases: [], caches: [] });
    // The same search finds each of them where a browser does keep something.
    await leaveBehind(canaries);
    const planted = findCanariesBelow(canaries, folder).found;
    for (const canary of canaries) {
      expect(findCanariesBelow([canary], folder).found, nameOf(canary)).not.toEqual([]);
    }
    expect(planted.some((place) => place.includes('IndexedDB'))).toBe(true);
    expect(planted.some((place) => place.includes('Local Storage'))).toBe(true);
    const { databases, caches } = keptOnDisk(folder);
    expect(databases.length).toBeGreaterThan(0);
    expect(caches.length).toBeGreaterThan(0);
  });

  /** What a careless wallet would do: text in plain storage, bytes in a database, a page in a cache. */
  async function leaveBehind(canaries: readonly Canary[]): Promise<void> {
    const again = await openProfile(folder, phone);
    const shown = again.pages()[0] ?? (await again.newPage());
    // Not the page that shows the tablet empty: it takes pages and workers away.
    await shown.goto(city.origin);
    await shown.evaluate(
      async ({ texts, bytes }) => {
        localStorage.setItem('left', texts.join(' '));
        await (await caches.open('left')).put('/left', new Response('a page'));
        await new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('left');
          opening.onerror = () => reject(opening.error);
          opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
          opening.onsuccess = () => {
            const writing = opening.result.transaction('rows', 'readwrite', { durability: 'strict' });
            for (const [at, row] of bytes.entries()) writing.objectStore('rows').put(new Uint8Array(row), at);
            writing.oncomplete = () => resolve();
            writing.onerror = () => reject(writing.error);
          };
        });
      },
      {
        texts: canaries.filter((canary) => typeof canary === 'string'),
        bytes: canaries.filter((canary) => typeof canary !== 'string').map((canary) => [...canary]),
      },
    );
    expect(await heldBy(shown)).toMatchObject({
      databases: 1,
      caches: 1,
      local: expect.arrayContaining(['left']),
    });
    await again.close();
  }
});

const nameOf = (canary: Canary): string => (typeof canary === 'string' ? canary : canary.toString('hex'));
