import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import {
  checkAccess,
  type Journey,
  journeyOn,
  type Listening,
  listenTo,
  strays,
} from '../support/journey.ts';

const sample = (path: string) =>
  fileURLToPath(new URL(`../../docs/examples/import/${path}`, import.meta.url));

/** So many points that a browser is busy with them for seconds. */
function aLongTrack(points: number): Buffer {
  const startMs = Date.parse('2020-01-01T00:00:00Z');
  const lines = Array.from(
    { length: points },
    (_, at) =>
      `<trkpt lat="${(44 + (at % 9000) / 9000).toFixed(5)}" lon="-0.58"><time>${new Date(startMs + at * 10_000).toISOString()}</time></trkpt>`,
  );
  return Buffer.from(`<gpx><trk><trkseg>${lines.join('\n')}</trkseg></trk></gpx>`);
}

// By the keyboard alone, but for the window of the system in which a file is chosen.
describe('a file of one’s own', () => {
  let city: City;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let person: Journey;
  let heard: Listening;

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext(phone);
    heard = listenTo(context);
    page = await context.newPage();
    person = journeyOn(page, 'keyboard');
    await page.goto(`${city.origin}/donnees`);
    await person.tap('add-file');
    await person.see('[data-act="choose-track"]');
  });
  afterEach(() => context.close());

  const choose = (kind: string, path: string) => page.setInputFiles(`[data-file="${kind}"]`, sample(path));
  const importWorkers = () => page.workers().filter((worker) => worker.url().includes('import'));
  const kept = (key: string) => page.locator(`[data-kept="${key}"]`);

  it('of tracks is read, shown and kept, and its facts say that the phone found them', async () => {
    const called = heard.requests.length;
    await choose('track', 'week.gpx');
    await person.see('[data-summary="track"]');
    expect(await page.textContent('h1')).toBe('6 trajets trouvés');
    expect(await page.textContent('[data-summary="track"]')).toMatch(
      /3,4\skm[\s\S]*Sans doute à vélo[\s\S]*5 trajets sur 6/,
    );
    await person.tap('keep-import');
    await person.see('[data-kept="trip-km"]');
    expect(await kept('trip-km').textContent()).toMatch(/3,4\skm.*vient du téléphone/);
    expect(await kept('travel-mode').textContent()).toMatch(/À vélo/);
    expect(await page.locator('[data-import="track"]').textContent()).toContain('week.gpx');
    // The rest of the wallet may come meanwhile; nothing of the file leaves, and nothing is asked of anybody else.
    expect(strays(heard, city.origin, [])).toEqual([]);
    const sent = heard.requests
      .slice(called)
      // The service worker keeps the files of the wallet for later, whatever is read meanwhile.
      .filter(({ url, isOfWorker }) => !isOfWorker && !/\/assets\/|\.(?:js|json|css|wasm)$/.test(url));
    expect(sent).toEqual([]);
    expect(heard.complaints).toEqual([]);
    await person.tap('forget-import');
    await kept('trip-km').waitFor({ state: 'detached' });
    expect(await page.locator('[data-import]').count()).toBe(0);
  });

  it('that is large can be stopped: nothing is kept, and no worker goes on', async () => {
    await page.setInputFiles('[data-file="track"]', {
      name: 'long.gpx',
      mimeType: 'application/gpx+xml',
      buffer: aLongTrack(400_000),
    });
    await page.locator('progress[value]:not([value="0"])').waitFor();
    expect(importWorkers()).toHaveLength(1);
    const [worker] = importWorkers();
    const doors = await worker?.evaluate(() =>
      ['fetch', 'XMLHttpRequest', 'WebSocket', 'indexedDB', 'caches', 'importScripts'].filter(
        (name) => (globalThis as Record<string, unknown>)[name] !== undefined,
      ),
    );
    expect(doors).toEqual([]);
    await person.tap('cancel-import');
    await person.see('[data-act="choose-track"]');
    await expect.poll(() => importWorkers().length).toBe(0);
    await person.tap('back');
    await person.see('[data-act="add-file"]');
    expect(await page.locator('[data-import], [data-kept]').count()).toBe(0);
  });

  it('leaves a value that the person wrote, unless she says otherwise with both before her eyes', async () => {
    await person.tap('back');
    await person.choose('[data-act="add-fact"]', 'travel-mode');
    await person.choose('[data-fact="travel-mode"]', 'walk');
    await person.tap('fact-done');
    await person.tap('add-file');
    await choose('track', 'week.gpx');
    await person.see('[data-held="travel-mode"]');
    expect(await page.textContent('[data-found="travel-mode"]')).toBe('À vélo');
    expect(await page.textContent('[data-held="travel-mode"]')).toMatch(/À pied, écrit par vous/);
    expect(await page.locator('[data-act="keep-travel-mode"]').isChecked()).toBe(false);
    await person.tap('keep-import');
    await person.see('[data-kept="trip-km"]');
    expect(await kept('travel-mode').textContent()).toMatch(/À pied.*écrit par vous/);
  });

  it('of half-hours tells what a day takes and which line was not read', async () => {
    await choose('load', 'enedis-half-hours.csv');
    await person.see('[data-summary="load"]');
    expect(await page.textContent('[data-summary="load"]')).toMatch(/9,6\skWh[\s\S]*le plus le soir/);
    await person.tap('fold-rows');
    expect(await page.textContent('[data-refused]')).toMatch(/Ligne 174.: le nombre manque/);
    await person.tap('keep-nothing');
    await person.see('[data-act="choose-load"]');
  });

  it('of any columns is read as the person says', async () => {
    await choose('table', 'notebook.csv');
    await person.see('[data-map="fact"]');
    expect(await page.locator('[data-map="number"]').inputValue()).toBe('2');
    await person.tap('read-table');
    await person.see('.wrong[role="alert"]');
    const wanted = page.locator('[data-map="fact"]');
    await wanted.focus();
    await page.keyboard.type('Mon trajet');
    expect(await wanted.inputValue()).toBe('trip-km');
    await person.tap('read-table');
    await person.see('[data-summary="table"]');
    expect(await page.textContent('[data-summary="table"]')).toMatch(/3,3\skm/);
    await person.tap('change-columns');
    await person.see('[data-map="folding"]');
    await person.choose('[data-map="folding"]', 'count');
    await person.tap('read-table');
    await person.see('[data-summary="table"]');
    await person.tap('keep-import');
    await person.see('[data-kept="trip-km"]');
  });

  it('that is none of these says so in words, and another can be chosen', async () => {
    await choose('track', 'notebook.csv');
    await person.see('[data-refusal="import-not-gpx"]');
    await person.tap('other-file');
    await person.see('[data-act="choose-track"]');
  });

  it('of a hundred thousand rows is there in seconds', async () => {
    const text = readFileSync(sample('notebook.csv'), 'latin1').split('\r\n');
    const rows = Array.from({ length: 100_000 }, (_, at) => text[1 + (at % 4)]);
    await page.setInputFiles('[data-file="table"]', {
      name: 'long.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from([text[0], ...rows].join('\n'), 'latin1'),
    });
    await person.choose('[data-map="fact"]', 'trip-km');
    await person.tap('read-table');
    await person.see('[data-summary="table"]');
    expect(await page.textContent('h1')).toMatch(/100\s?000 lignes lues/);
  });

  it('has screens that give axe nothing to say, in any width and light', async () => {
    const found = await checkAccess(page, 'choose');
    await choose('track', 'week.gpx');
    await person.see('[data-summary="track"]');
    found.push(...(await checkAccess(page, 'found')));
    await person.tap('keep-nothing');
    await choose('table', 'notebook.csv');
    await person.see('[data-map="fact"]');
    found.push(...(await checkAccess(page, 'map')));
    expect(found).toEqual([]);
  });
});
