import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarioSteps } from '../../policy/workshop.ts';
import { buildWorkshop } from '../../pwa/build.ts';
import { openBrowser } from '../support/chromium.ts';
import { faultsOfLook, faultsOfSpacing } from '../support/screens/look.ts';
import { besidesOfRun, isLong } from '../support/screens/sights.ts';
import { takeSeats } from '../support/workshop/seats.ts';
import { type ServedWorkshop, serveWorkshop } from '../support/workshop/serve.ts';

const keptName = 'vav-workshop';
const sheetNames = ['participant', 'plan', 'avis', 'premiers-pas', 'plus-loin', 'aider'];

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
  await page.locator('[data-act="help"]').waitFor();
};

async function open(page: Page, path: string): Promise<void> {
  await page.goto(served.origin + path);
  await ready(page);
}

/** The room's own page, in a tab that holds its secret. */
async function openRoom(page: Page, { secret }: { readonly secret: string }): Promise<void> {
  await page.goto(`${served.origin}/fiches`);
  await page.evaluate(([name, kept]) => sessionStorage.setItem(name, kept), [keptName, secret] as const);
  await open(page, '/salle');
}

describe('the pages for workshops', () => {
  const screens: readonly (readonly [path: string, withRoom: boolean])[] = [
    ['/', false],
    ['/', true],
    ['/salle', false],
    ['/salle', true],
    ['/tableau', true],
    ['/bilan', true],
    ['/fiches', false],
    ...sheetNames.map((name) => [`/fiches/${name}`, true] as const),
    ['/fiches/nulle-part', false],
  ];

  const walk = async (page: Page, look: (name: string) => Promise<void>): Promise<void> => {
    const room = served.rooms.open({ scenario: 'offers', language: 'fr', minutes: 45 }, served.now());
    await takeSeats(served.origin, room.code, 12);
    await page.goto(`${served.origin}/fiches`);
    for (const [path, withRoom] of screens) {
      await page.evaluate(
        ([name, secret]) =>
          secret === '' ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, secret),
        [keptName, withRoom ? room.secret : ''] as const,
      );
      await open(page, path);
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll('details')) fold.open = true;
      });
      await look(`${path}${withRoom ? ' with a room' : ''}`);
    }
    served.rooms.end(room.secret, served.now());
  };

  it.each(besidesOfRun)(
    'give axe nothing to say, fit with letters of twice the size and with wide spacing, and can be touched: %o',
    ({ width, ...sight }) =>
      inContext({ viewport: { width, height: 740 }, ...sight }, async (page, context) => {
        const session = await context.newCDPSession(page);
        const isForced = sight.forcedColors !== undefined;
        const faults: string[] = [];
        await walk(page, async (name) => {
          const found = await faultsOfLook(page, { session, isForced, isTwice: isLong });
          faults.push(...found.map((fault) => `${name}: ${fault}`));
        });
        expect(faults).toEqual([]);
      }),
  );

  // Which animals wait is by lot: here all of them do, the ones with long names too.
  it.each([
    { locale: 'fr-FR', scenario: 'offers' },
    { locale: 'en-GB', scenario: 'study' },
  ] as const)(
    'show forty seats at once that all call, none wider than the screen: $locale',
    ({ locale, scenario }) =>
      inContext({ locale }, async (page, context) => {
        const session = await context.newCDPSession(page);
        const room = served.rooms.open({ scenario, language: 'fr', minutes: 45 }, served.now());
        for (let n = 0; n < 40; n += 1) {
          const { seat } = served.rooms.join(room.code, served.now());
          for (const step of scenarioSteps[scenario]) served.rooms.keep({ seat, step }, served.now());
          served.rooms.keep({ seat, needsHelp: true }, served.now());
        }
        await page.goto(`${served.origin}/fiches`);
        await page.evaluate(([name, secret]) => sessionStorage.setItem(name, secret), [
          keptName,
          room.secret,
        ] as const);
        for (const width of [320, 360, 1280])
          for (const standard of [16, 32]) {
            await page.setViewportSize({ width, height: 740 });
            await session.send('Page.setFontSizes', { fontSizes: { standard, fixed: 13 } });
            await open(page, '/tableau');
            expect(await page.locator('[data-seat]').filter({ visible: true }).count()).toBe(40);
            expect(await page.locator('.calls li').count()).toBe(40);
            expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
            expect(await faultsOfSpacing(page), `${width} ${standard}`).toEqual([]);
          }
        served.rooms.end(room.secret, served.now());
      }),
  );

  it('open the board beside the room in a tab of its own, which has the room too', () =>
    inContext({}, async (page) => {
      const room = served.rooms.open({ scenario: 'study', language: 'fr', minutes: 45 }, served.now());
      served.rooms.join(room.code, served.now());
      await openRoom(page, room);
      const coming = page.waitForEvent('popup');
      await page.locator('[data-act="board-tab"]').click();
      const board = await coming;
      await board.locator('[data-seat]').first().waitFor({ timeout: 10_000 });
      served.rooms.end(room.secret, served.now());
    }));

  it('take no text for markup, and reach no other origin', () =>
    inContext({}, async (page) => {
      await open(page, '/');
      const outcome = await page.evaluate(async () => {
        const attempt = (act: () => unknown) => {
          try {
            act();
            return 'ran';
          } catch (error) {
            return (error as Error).name;
          }
        };
        return {
          markup: attempt(() => {
            document.createElement('div').innerHTML = '<b>x</b>';
          }),
          elsewhere: await fetch('https://elsewhere.example/').then(
            () => 'called',
            () => 'refused',
          ),
        };
      });
      expect(outcome).toEqual({ markup: 'TypeError', elsewhere: 'refused' });
    }));

  it('say which scenario has how many steps on the wall', () =>
    inContext({}, async (page) => {
      const room = served.rooms.open({ scenario: 'score', language: 'fr', minutes: 45 }, served.now());
      await openRoom(page, room);
      expect(await page.locator('.far > li').count()).toBe(scenarioSteps.score.length);
      served.rooms.end(room.secret, served.now());
    }));
});
