// For a person who wants to look: `npx node test/support/workshop/shots.ts FOLDER [NAME]` leaves a picture of each page there.

import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWorkshop } from '../../../pwa/build.ts';
import { openBrowser } from '../chromium.ts';
import { takeSeats } from './seats.ts';
import { serveWorkshop } from './serve.ts';

const into = process.argv[2] ?? 'build/workshop-shots';
const only = process.argv[3];
mkdirSync(into, { recursive: true });
const { folder } = await buildWorkshop(mkdtempSync(join(tmpdir(), 'vis-a-vis-workshop-')));
const served = await serveWorkshop(folder);
const opened = served.rooms.open({ scenario: 'bike-grant', language: 'fr', minutes: 60 }, served.now());
await takeSeats(served.origin, opened.code, 12);
const pages: readonly (readonly [name: string, path: string, withRoom: boolean])[] = [
  ['prepare', '/', false],
  ['no-room', '/salle', false],
  ['room', '/salle', true],
  ['board', '/tableau', true],
  ['attendance', '/bilan', true],
  ['sheets', '/fiches', false],
  ...['participant', 'plan', 'avis', 'premiers-pas', 'plus-loin', 'aider'].map(
    (sheet) => [sheet, `/fiches/${sheet}`, true] as const,
  ),
  ['lost', '/fiches/nulle-part', false],
];
const browser = await openBrowser();
for (const [lang, theme, width] of [
  ['fr', 'light', 1280],
  ['fr', 'light', 360],
  ['en', 'dark', 1280],
  ['en', 'dark', 320],
] as const) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    locale: lang === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: 'Europe/Paris',
  });
  const page = await context.newPage();
  page.on(
    'console',
    (message) => message.type() === 'error' && console.error(message.text(), message.location().url),
  );
  await page.goto(`${served.origin}/fiches`);
  for (const [name, path, withRoom] of pages) {
    if (only !== undefined && !name.startsWith(only)) continue;
    await page.evaluate(
      (secret) =>
        secret === null
          ? sessionStorage.removeItem('vav-workshop')
          : sessionStorage.setItem('vav-workshop', secret),
      withRoom ? opened.secret : null,
    );
    await page.goto(served.origin + path);
    await page.locator('#page:not([aria-busy="true"]) h1').first().waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(into, `${name}-${lang}-${theme}-${width}.png`), fullPage: true });
  }
  await context.close();
}
await browser.close();
await served.close();
