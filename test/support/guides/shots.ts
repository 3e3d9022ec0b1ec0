/**
 * The pictures of the guides, from the demonstration as it runs: a person's phone, and a workshop with twelve seats.
 *
 *   npm run shots            into docs/images
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { bikeFacts } from '../../browser/facts.ts';
import { addAuthenticator } from '../authenticator.ts';
import { openBrowser, phone } from '../chromium.ts';
import { openCity } from '../city.ts';
import { journeyOn } from '../journey.ts';
import { takeSeats } from '../workshop/seats.ts';

const into = process.argv[2] ?? fileURLToPath(new URL('../../../docs/images/', import.meta.url));
mkdirSync(into, { recursive: true });
const keep = (page: Page, name: string) => page.screenshot({ path: join(into, `guide-${name}.png`) });

const city = await openCity();
const browser = await openBrowser();
try {
  const page = await (await browser.newContext(phone)).newPage();
  await addAuthenticator(page);
  const person = journeyOn(page);
  await page.goto(city.partyOrigin('bike-grant'));
  await person.tap('form button');
  await person.fill(bikeFacts('BC 12 34 56 78'));
  await page.evaluate(() => scrollTo(0, 0));
  await keep(page, 'demande');
  await person.tap('yes');
  await person.tap('open-passkey');
  await person.tap('back-to-service');
  await person.tap(`a.button[href^="${city.origin}"]`);
  await person.tap('open-passkey');
  await person.tap('see-result');
  await person.see('[data-verdict="same"]');
  await keep(page, 'resultat');
  await page.goto(city.origin);
  await person.tap('open-passkey');
  await person.see('[data-act="stop-grant"]');
  await keep(page, 'accueil');

  const beside = `http://localhost:${city.port + 2}`;
  const desk = await (
    await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR' })
  ).newPage();
  await desk.goto(beside);
  await desk.locator('[data-act="open-room"]').click();
  const code = (await desk.locator('[data-code]').first().getAttribute('data-code')) ?? '';
  await takeSeats(beside, code, 12);
  await desk.goto(`${beside}/tableau`);
  await desk.locator('[data-seat]').nth(11).waitFor();
  await keep(desk, 'tableau');
} finally {
  await browser.close();
  await city.close();
}
