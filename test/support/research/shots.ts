// For a person who wants to look: `npx node test/support/research/shots.ts FOLDER` leaves a picture of each page there.

import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildResearch } from '../../../pwa/build.ts';
import { openBrowser } from '../chromium.ts';
import { aShelf } from './fixture.ts';
import { serveResearch } from './serve.ts';

const into = process.argv[2] ?? 'build/research-shots';
const only = process.argv[3];
mkdirSync(into, { recursive: true });
const { folder } = await buildResearch(mkdtempSync(join(tmpdir(), 'vis-a-vis-research-')));
const served = await serveResearch(folder);
const shelf = await aShelf(Date.now(), ['released', 'open', 'counting', 'announced', 'too-few']);
const [released, open, counting, , tooFew] = shelf.studies;
const pages: Readonly<Record<string, string>> = {
  catalogue: '/',
  study: `/etude/${released?.digest}`,
  'study-open': `/etude/${open?.digest}`,
  results: `/resultats/${released?.digest}`,
  'not-out': `/resultats/${counting?.digest}`,
  'too-few': `/etude/${tooFew?.digest}`,
  combiner: `/combiner/${released?.digest}`,
  ratio: `/combiner/${released?.digest}#op=ratio&a=way:bike`,
  ask: '/demander',
  lost: '/etude/nulle-part',
};
const browser = await openBrowser();
for (const [lang, theme, width] of [
  ['fr', 'light', 1280],
  ['en', 'dark', 1280],
  ['fr', 'light', 360],
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
  for (const [name, path] of Object.entries({ empty: '/', ...pages })) {
    if (only !== undefined && !name.startsWith(only)) continue;
    served.show(name === 'empty' ? { ...shelf, studies: [] } : shelf);
    await page.goto('about:blank');
    await page.goto(served.origin + path);
    await page.locator('#page h1').first().waitFor();
    await page
      .locator('#page[aria-busy="true"], [data-checked="waiting"]')
      .first()
      .waitFor({ state: 'detached' });
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(into, `${name}-${lang}-${theme}-${width}.png`), fullPage: true });
  }
  await context.close();
}
await browser.close();
await served.close();
