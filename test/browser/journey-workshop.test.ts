import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readCode from 'jsqr';
import Papa from 'papaparse';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { animals } from '../../policy/workshop/animal.ts';
import { readAttendance } from '../../policy/workshop/attendance.ts';
import { joinLink } from '../../policy/workshop.ts';
import { buildWorkshop } from '../../pwa/build.ts';
import { keepSeat } from '../../pwa/wallet/link/workshop.ts';
import fr from '../../pwa/words/fr.json' with { type: 'json' };
import { openBrowser } from '../support/chromium.ts';
import { journeyOn, listenTo } from '../support/journey.ts';
import { readPng } from '../support/png.ts';
import { reachOf, takeSeats } from '../support/workshop/seats.ts';
import { type ServedWorkshop, serveWorkshop } from '../support/workshop/serve.ts';

const exercise = 'http://localhost:8790';
const minuteMs = 60_000;
const keptName = 'vav-workshop';
const sheetNames = ['participant', 'plan', 'avis', 'premiers-pas', 'plus-loin', 'aider'];
/** A page of A4 at 96 points an inch. */
const a4 = { width: 794, height: 1123 };

let folder: string;
let browser: Browser;
let served: ServedWorkshop;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-workshop-'));
  await buildWorkshop(folder);
  served = await serveWorkshop(folder, exercise);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

const inContext = async (
  options: Parameters<Browser['newContext']>[0],
  look: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'fr-FR',
    hasTouch: true,
    ...options,
  });
  try {
    await look(await context.newPage(), context);
  } finally {
    await context.close();
  }
};

const ready = async (page: Page): Promise<void> => {
  await page.locator('#page:not([aria-busy="true"]) h1').first().waitFor();
};

async function open(page: Page, path: string): Promise<void> {
  await page.goto(served.origin + path);
  await ready(page);
}

/** What the mediator saves, read from the disk. */
async function saved(page: Page, act: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(`[data-act="${act}"]`).tap(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** How the sheet leaves the printer: its pages, and the code that a camera reads off the paper. */
async function printed(
  page: Page,
): Promise<{ pages: number; darkShare: number; code: string | undefined; isWide: boolean }> {
  const before = page.viewportSize();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(a4);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  const { data, width, height } = readPng(await page.screenshot({ fullPage: true }));
  await page.emulateMedia({ media: null });
  if (before !== null) await page.setViewportSize(before);
  let [dark, coloured] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (red < 128) dark += 1;
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 12) coloured += 1;
  }
  expect(coloured).toBe(0);
  return {
    pages: pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0,
    darkShare: dark / (width * height),
    code: readCode(data, width, height)?.data,
    isWide,
  };
}

describe('a workshop of twelve seats', () => {
  it('goes from the printed sheet over the room and the board to the attendance file', () =>
    inContext({ acceptDownloads: true }, async (page, context) => {
      const heard = listenTo(context);
      const { tap, see } = journeyOn(page);

      await open(page, '/');
      await tap('scenario-fare');
      await see('[data-told="fare"]');
      await page.locator('#minutes').selectOption('90');
      await tap('open-room');
      const code = (await (await see('[data-code]')).getAttribute('data-code')) ?? '';
      const link = joinLink(exercise, code);
      await see('.come-in .qr path');
      const wall = readPng(await page.locator('.come-in .qr').screenshot());
      expect(readCode(wall.data, wall.width, wall.height)?.data).toBe(link);
      expect(await page.locator('.address').textContent()).toBe('localhost:8790/salle');
      expect(await page.locator('.big-clock').getAttribute('aria-label')).toBe('Encore 90 minutes');

      await tap('print-sheets');
      await see('[data-sheet="participant"] .qr path');
      const paper = await printed(page);
      expect(paper).toMatchObject({ pages: 1, code: link, isWide: false });
      expect(paper.darkShare).toBeGreaterThan(0.01);

      await tap('[data-act="go-board"]');
      await see('[data-act="show-code"]');
      const seats = await takeSeats(served.origin, code, 12);
      const tiles = page.locator('[data-seat]');
      await page.waitForFunction(() => document.querySelectorAll('[data-seat]').length === 12);
      expect(
        (await tiles.evaluateAll((all) => all.map((tile) => (tile as HTMLElement).dataset['seat']))).sort(),
      ).toEqual(seats.map(({ animal }) => animal).sort());
      for (const { animal, done } of seats)
        expect(await page.locator(`[data-seat="${animal}"] [data-done]`).getAttribute('data-done')).toBe(
          String(done.length),
        );
      const waiting = seats.filter(({ needsHelp }) => needsHelp);
      expect(waiting).toHaveLength(2);
      await see('[data-waiting="2"]');
      // For an ear: who is new, and each once.
      const called = page.locator('[data-called]');
      for (const { animal } of waiting) expect(await called.textContent()).toContain(animals[animal].fr);
      const fresh = seats[0];
      if (fresh === undefined) throw new Error('no seat');
      await keepSeat(reachOf(served.origin), { seat: fresh.seat, needsHelp: true });
      await see('[data-waiting="3"]');
      expect(await called.textContent()).toBe(
        fr['workshop.board.calls.one'].replace('{who}', animals[fresh.animal].fr),
      );
      await tap(`[data-act="helped-${fresh.animal}"]`);
      await see('[data-waiting="2"]');
      expect((await keepSeat(reachOf(served.origin), { seat: fresh.seat })).needsHelp).toBe(false);

      // A reload goes on with the room; the clock is the relay's.
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll('[data-seat]').length === 12);
      await tap('[data-act="go-room"]');
      await see('[data-clock="running"]');
      for (let minute = 0; minute < 80; minute += 20) {
        served.move(20 * minuteMs);
        await page.waitForResponse((response) => response.url().endsWith('/workshop/board'));
      }
      served.move(6 * minuteMs);
      await see('[data-clock="soon"]');
      expect(await page.locator('.warning').textContent()).toBe(fr['workshop.clock.soon']);
      served.move(5 * minuteMs);
      await see('[data-clock="over"]');
      expect(await page.locator('.warning').textContent()).toBe(fr['workshop.clock.over']);

      await tap('[data-act="go-attendance"]');
      const filled: Readonly<Record<string, string>> = {
        people: '12',
        'gender-women': '7',
        'gender-men': '4',
        'gender-not-told': '1',
        'age-18-24': '2',
        'age-40-59': '6',
        'age-70-and-over': '3',
        'status-work': '5',
        'status-retired': '7',
        'before-stop-1': '8',
        'before-stop-2': '3',
        'after-stop-4': '11',
      };
      for (const [id, count] of Object.entries(filled)) await page.locator(`[id="${id}"]`).fill(count);
      // Eleven ages for twelve people: said, and nothing is saved.
      await see('[data-faults="1"]');
      expect(await page.locator('[data-faults]').textContent()).toContain('Âge');
      expect(await page.locator('[data-act="save-csv"]').getAttribute('aria-disabled')).toBe('true');
      await page.locator('[id="age-12-17"]').fill('1');
      await see('[data-faults="0"]');
      const json = await saved(page, 'save-json');
      const attendance = readAttendance(JSON.parse(json.text));
      expect(json.name).toBe(`atelier-${attendance.day}.json`);
      expect(attendance).toMatchObject({ people: 12, scenario: 'fare', minutes: 90, language: 'fr' });
      const csv = await saved(page, 'save-csv');
      const { data, errors } = Papa.parse<Record<string, string>>(csv.text.replace(/^\uFEFF/, ''), {
        header: true,
        skipEmptyLines: true,
      });
      expect(errors).toEqual([]);
      const values = new Map(data.map((row) => [row['cle'] ?? '', Number(row['valeur'])]));
      for (const table of ['gender', 'age', 'status'])
        expect([...values].reduce((sum, [key, n]) => (key.startsWith(`${table}.`) ? sum + n : sum), 0)).toBe(
          12,
        );
      expect(values.get('after.stop.4')).toBe(11);
      expect(values.get('before.stop.answers')).toBe(11);

      await tap('[data-act="go-board"]');
      await tap('end');
      await tap('end-yes');
      await see('[data-act="prepare"]');
      expect(await page.locator('#page').textContent()).toContain(fr['workshop.room.gone']);
      expect(served.rooms.count).toBe(0);
      for (const { seat } of seats)
        await expect(keepSeat(reachOf(served.origin), { seat })).rejects.toThrow('workshop-unknown');
      expect(await page.evaluate((name) => sessionStorage.getItem(name), keptName)).toBeNull();

      // Nobody else was asked, and no address held the code or a secret.
      const asked = heard.requests.filter(({ url }) => !/^(?:data|blob|about):/.test(url));
      expect(asked.filter(({ url }) => new URL(url).origin !== served.origin)).toEqual([]);
      for (const word of [code, ...seats.map(({ seat }) => seat)])
        expect(asked.filter(({ url }) => url.includes(word))).toEqual([]);
      // The last look of a room that was just closed is answered by « no such room ».
      expect(heard.complaints.filter((text) => !text.includes('404'))).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      expect(await page.evaluate(() => localStorage.length)).toBe(0);
    }));

  it('is opened and closed by the keyboard alone, with the focus always to be seen', () =>
    inContext({}, async (page) => {
      const { tap, see } = journeyOn(page, 'keyboard');
      await open(page, '/');
      await tap('open-room');
      await see('[data-code]');
      await tap('end');
      await tap('keep-room');
      await tap('end');
      await tap('end-yes');
      await see('[data-act="prepare"]');
      expect(await page.evaluate((name) => sessionStorage.getItem(name), keptName)).toBeNull();
    }));
});

describe('every sheet', () => {
  it('comes out of the printer black on white, no wider than its page, on one page or two', () =>
    inContext({}, async (page) => {
      for (const name of sheetNames) {
        await open(page, `/fiches/${name}`);
        const { pages, darkShare, isWide } = await printed(page);
        expect(darkShare, name).toBeGreaterThan(0.01);
        expect(isWide, name).toBe(false);
        expect(pages, name).toBeGreaterThanOrEqual(1);
        expect(pages, name).toBeLessThanOrEqual(2);
        const left = await page.evaluate(() => {
          const shown = (selector: string) =>
            [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length;
          return shown('.a4') === 1 && document.querySelectorAll('.a4 h2, .a4 li').length > 3;
        });
        expect(left, name).toBe(true);
      }
    }));
});
