import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarioSteps } from '../../policy/workshop.ts';
import { buildWorkshop } from '../../pwa/build.ts';
import { openBrowser } from '../support/chromium.ts';
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
};

async function open(page: Page, path: string): Promise<void> {
  await page.goto(served.origin + path);
  await ready(page);
}

interface Sight {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly locale: string;
  readonly contrast?: 'more';
  readonly forcedColors?: 'active';
}

const everySight: readonly Sight[] = [
  { width: 320, colorScheme: 'light', locale: 'fr-FR' },
  { width: 1280, colorScheme: 'dark', locale: 'en-GB' },
  { width: 360, colorScheme: 'light', locale: 'en-GB', contrast: 'more' },
  { width: 320, colorScheme: 'dark', locale: 'fr-FR' },
  { width: 360, colorScheme: 'dark', locale: 'fr-FR', contrast: 'more' },
  { width: 1280, colorScheme: 'light', locale: 'fr-FR', forcedColors: 'active' },
  { width: 1280, colorScheme: 'light', locale: 'en-GB', contrast: 'more' },
];

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

  const faultsOf = (page: Page): Promise<string[]> =>
    page.evaluate(() => {
      const found: string[] = [];
      if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the screen');
      for (const touched of document.querySelectorAll<HTMLElement>(
        'button, a, select, summary, label.choice, .box',
      )) {
        const { width, height } = touched.getBoundingClientRect();
        if (touched.matches('.skip') || !touched.checkVisibility() || width === 0) continue;
        if (width < 43.5 || height < 43.5)
          found.push(`small: ${touched.dataset['act'] ?? touched.textContent}`);
      }
      return found;
    });

  // Three sights in every run, the rest in the long one.
  it.each(process.env.LONG === '1' ? everySight : everySight.slice(0, 3))(
    'give axe nothing to say, hold 7:1, fit, and can be touched: %o',
    async ({ width, ...sight }) => {
      const faults: string[] = [];
      await inContext({ viewport: { width, height: 740 }, ...sight }, (page) =>
        walk(page, async (name) => {
          faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
          const { violations } = await new AxeBuilder({ page })
            // In forced colours the system's own pairs stand on the screen, and axe reads ours.
            .options({ rules: { 'color-contrast-enhanced': { enabled: sight.forcedColors === undefined } } })
            .analyze();
          for (const { id, nodes } of violations)
            faults.push(`${name}: ${id} ${nodes[0]?.html.slice(0, 160)}`);
        }),
      );
      expect(faults).toEqual([]);
    },
  );

  it('lose nothing when the reader’s text is twice as large on 320 px', () =>
    inContext({ viewport: { width: 320, height: 740 } }, async (page, context) => {
      const session = await context.newCDPSession(page);
      await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
      const faults: string[] = [];
      await walk(page, async (name) => {
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) faults.push(name);
      });
      expect(faults).toEqual([]);
    }));

  it('show forty seats at once, all to be seen, none wider than the screen', () =>
    inContext({ viewport: { width: 360, height: 740 } }, async (page) => {
      const room = served.rooms.open({ scenario: 'study', language: 'fr', minutes: 45 }, served.now());
      for (let n = 0; n < 40; n += 1) served.rooms.join(room.code, served.now());
      await page.goto(`${served.origin}/fiches`);
      await page.evaluate(([name, secret]) => sessionStorage.setItem(name, secret), [
        keptName,
        room.secret,
      ] as const);
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 740 });
        await open(page, '/tableau');
        expect(await page.locator('[data-seat]').filter({ visible: true }).count()).toBe(40);
        expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
      }
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
      await page.goto(`${served.origin}/fiches`);
      await page.evaluate(([name, secret]) => sessionStorage.setItem(name, secret), [
        keptName,
        room.secret,
      ] as const);
      await open(page, '/salle');
      expect(await page.locator('.far > li').count()).toBe(scenarioSteps.score.length);
      served.rooms.end(room.secret, served.now());
    }));
});
