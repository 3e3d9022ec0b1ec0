import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readCode from 'jsqr';
import Papa from 'papaparse';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Animal, animals } from '../../policy/workshop/animal.ts';
import { readAttendance } from '../../policy/workshop/attendance.ts';
import { joinLink } from '../../policy/workshop.ts';
import { buildWorkshop } from '../../pwa/build.ts';
import { keepSeat } from '../../pwa/wallet/link/workshop.ts';
import fr from '../../pwa/words/fr.json' with { type: 'json' };
import { findCanariesBelow } from '../support/canary.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { type Journey, journeyOn, listenTo, strays } from '../support/journey.ts';
import { readPng } from '../support/png.ts';
import { reachOf, takeSeats } from '../support/workshop/seats.ts';
import { type ServedWorkshop, serveWorkshop } from '../support/workshop/serve.ts';

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
  served = await serveWorkshop(folder);
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

async function open(page: Page, path: string, origin = served.origin): Promise<void> {
  await page.goto(origin + path);
  await ready(page);
}

/** What the mediator saves, read from the disk. */
async function saved({ page, tap }: Journey, act: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), tap(act)]);
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

// What `npm start` starts, and the mediator's way through it by the keyboard alone.
describe('a workshop of twelve seats', () => {
  let city: City;
  /** Where the mediator works, and where the phones of the room go: two doors of one process. */
  let desk: string;
  let exercise: string;

  beforeAll(async () => {
    city = await openCity();
    desk = `http://localhost:${city.port + 2}`;
    exercise = `http://localhost:${city.port + 3}`;
  });
  afterAll(() => city?.close());

  it('goes from the printed sheet over the room and the board to the attendance file', () =>
    inContext({ acceptDownloads: true }, async (page, context) => {
      const heard = listenTo(context);
      const mediator = journeyOn(page, 'keyboard');
      const { tap, see, type, choose } = mediator;
      // There is no printer here: that it was asked for is noted on the page.
      await page.addInitScript(() => {
        globalThis.print = () => document.documentElement.setAttribute('data-printed', 'yes');
      });
      const print = async () => {
        await tap('print');
        expect(await page.locator('html').getAttribute('data-printed')).toBe('yes');
        await page.evaluate(() => document.documentElement.removeAttribute('data-printed'));
      };

      await open(page, '/', desk);
      await tap('scenario-fare');
      await see('[data-told="fare"]');
      await choose('#minutes', '90');
      await tap('open-room');
      const code = (await (await see('[data-code]')).getAttribute('data-code')) ?? '';
      const link = joinLink(exercise, code);
      await see('.come-in .qr path');
      const wall = readPng(await page.locator('.come-in .qr').screenshot());
      expect(readCode(wall.data, wall.width, wall.height)?.data).toBe(link);
      expect(await page.locator('.address').textContent()).toBe(`${new URL(exercise).host}/salle`);
      expect(await page.locator('.big-clock').getAttribute('aria-label')).toBe('Encore 90 minutes');

      await tap('print-sheets');
      await see('[data-sheet="participant"] .qr path');
      const paper = await printed(page);
      expect(paper).toMatchObject({ pages: 1, code: link, isWide: false });
      expect(paper.darkShare).toBeGreaterThan(0.01);
      await print();
      await tap('all-sheets');
      await tap('sheet-plan');
      await see('[data-sheet="plan"]');
      await print();

      await tap('go-board');
      await see('[data-act="show-code"]');
      // One real phone comes by the code on the paper; eleven more call the same door as its wallet does.
      const room = await browser.newContext(phone);
      const participant = journeyOn(await room.newPage());
      await participant.page.goto(paper.code ?? '');
      await participant.see('[data-act="begin"]');
      const tiles = page.locator('[data-seat]');
      await page.waitForFunction(() => document.querySelectorAll('[data-seat]').length === 1);
      const fresh = (await tiles.first().getAttribute('data-seat')) as Animal;
      expect(await participant.page.textContent('h1')).toContain(animals[fresh].fr);
      const seats = await takeSeats(exercise, code, 11);
      await page.waitForFunction(() => document.querySelectorAll('[data-seat]').length === 12);
      expect(
        (await tiles.evaluateAll((all) => all.map((tile) => (tile as HTMLElement).dataset['seat']))).sort(),
      ).toEqual([fresh, ...seats.map(({ animal }) => animal)].sort());
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
      await participant.tap('ask-help');
      await see('[data-waiting="3"]');
      expect(await called.textContent()).toBe(
        fr['workshop.board.calls.one'].replace('{who}', animals[fresh].fr),
      );
      await tap(`[data-act="helped-${fresh}"]`);
      await see('[data-waiting="2"]');
      await participant.see('[data-act="ask-help"].gentle');

      // A reload goes on with the room.
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll('[data-seat]').length === 12);
      await tap('go-room');
      await see('[data-clock="running"]');

      await tap('go-attendance');
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
      for (const [id, count] of Object.entries(filled)) await type(`[id="${id}"]`, count);
      // Eleven ages for twelve people: said, and nothing is saved.
      await see('[data-faults="1"]');
      expect(await page.locator('[data-faults]').textContent()).toContain('Âge');
      expect(await page.locator('[data-act="save-csv"]').getAttribute('aria-disabled')).toBe('true');
      await type('[id="age-12-17"]', '1');
      await see('[data-faults="0"]');
      const json = await saved(mediator, 'save-json');
      const attendance = readAttendance(JSON.parse(json.text));
      expect(json.name).toBe(`atelier-${attendance.day}.json`);
      expect(attendance).toMatchObject({ people: 12, scenario: 'fare', minutes: 90, language: 'fr' });
      const csv = await saved(mediator, 'save-csv');
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

      await tap('go-board');
      await tap('end');
      await tap('keep-room');
      await tap('end');
      await tap('end-yes');
      await see('[data-act="prepare"]');
      expect(await page.locator('#page').textContent()).toContain(fr['workshop.room.gone']);
      for (const { seat } of seats)
        await expect(keepSeat(reachOf(exercise), { seat })).rejects.toThrow('workshop-unknown');
      expect(await page.evaluate((name) => sessionStorage.getItem(name), keptName)).toBeNull();
      await room.close();

      // Nobody else was asked, no address held the code or a secret, and the relay kept none of it.
      expect(strays(heard, desk, [])).toEqual([]);
      const secrets = seats.map(({ seat }) => seat);
      for (const word of [code, ...secrets])
        expect(heard.requests.filter(({ url }) => url.includes(word))).toEqual([]);
      expect(findCanariesBelow(secrets, city.dataDir).found).toEqual([]);
      for (const word of secrets) expect(city.output().toString()).not.toContain(word);
      // The last look of a room that was just closed is answered by « no such room ».
      expect(heard.complaints.filter((text) => !text.includes('404'))).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      expect(await page.evaluate(() => localStorage.length)).toBe(0);
    }));
});

describe('the clock of a room', () => {
  it('is the relay’s, warns when time is short, and says when it is over', () =>
    inContext({}, async (page) => {
      const { tap, see } = journeyOn(page);
      await open(page, '/');
      await page.locator('#minutes').selectOption('90');
      await tap('open-room');
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
      await tap('end');
      await tap('end-yes');
      await see('[data-act="prepare"]');
      expect(served.rooms.count).toBe(0);
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
