import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportErrors } from '../../crypto/dap/report.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { type Journey, journeyOn, type Listening, listenTo, strays } from '../support/journey.ts';

const patienceMs = 90_000;

/**
 * Against what `npm start` starts, its helper included. Here only the phone's clock can be moved, so a report that leaves
 * hours later comes too early for the leader's: what follows is walked through the same doors in
 * test/pwa/paths/study-whole.test.ts, where one clock stands still for all.
 */
describe('a study, on a phone', () => {
  let city: City;
  let browser: Browser;
  let context: BrowserContext;
  let listening: Listening;
  let page: Page;
  let person: Journey;
  /** Of this phone alone: the demonstration's own neighbours ask the relay for tokens too. */
  const paths = () => listening.requests.map(({ url }) => new URL(url).pathname);

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
    context = await browser.newContext({ ...phone, serviceWorkers: 'block' });
    listening = listenTo(context);
    page = await context.newPage();
    await page.clock.install();
    await addAuthenticator(page);
    person = journeyOn(page, 'keyboard');
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  it('is found by whoever looks for it, verified on the phone', async () => {
    const untilMs = Date.now() + patienceMs;
    for (;;) {
      await page.goto(`${city.origin}/etudes`);
      await page.locator('#page[aria-busy="true"]').waitFor({ state: 'detached' });
      if ((await page.locator('[data-act="see-study"][data-state="open"]').count()) > 0) break;
      if (Date.now() > untilMs) throw new Error(`no study opened:\n${city.output().toString().slice(-2000)}`);
      await page.waitForTimeout(1_000);
    }
    await person.tap('see-study');
    await person.see('[data-operator]');
    expect(await page.locator('[data-operator]').count()).toBe(2);
    const ids = await page
      .locator('[data-operator]')
      .evaluateAll((sides) => sides.map((side) => (side as HTMLElement).dataset['operator']));
    expect(new Set(ids).size).toBe(2);
  });

  it('shows what the phone works out from the real values, as they are typed', async () => {
    await person.see('[data-said="nothing"]');
    await person.fill([
      { key: 'trip-km', how: 'type', value: '3,2' },
      { key: 'travel-mode', how: 'choose', value: 'bike' },
    ]);
    await person.see('[data-class="from-2"]');
    await person.see('[data-class="bike"]');
    expect(await page.locator('[data-said="nothing"]').count()).toBe(0);
  });

  it('takes two taps to say yes, and the yes is kept', async () => {
    person.count();
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.see('[data-state="kept"]');
    expect(person.count()).toBe(2);
    expect(paths()).not.toContain('/blind-token');
  });

  it('fetches its token by itself after ten quiet minutes, and sends nothing yet', async () => {
    await page.clock.fastForward('11:00');
    await person.see('[data-state="waiting"]');
    expect(paths().filter((path) => path === '/blind-token')).toHaveLength(1);
    expect(paths().filter((path) => path.startsWith('/dap/'))).toEqual([]);
    await person.see('[data-said="waiting"]');
  });

  it('costs four parts of sixteen, in the reserve of the year', async () => {
    await page.goto(`${city.origin}/budget`);
    await person.tap('open-passkey');
    await person.see('[data-taken="4"]');
  });

  it('is taken back with one tap: nothing had left, and nobody was told', async () => {
    const before = paths().filter((path) => path.endsWith('/withdrawal')).length;
    await person.tap('see-study');
    await person.see('[data-state="waiting"]');
    await person.tap('take-back');
    await person.see('[data-act="yes"]');
    expect(paths().filter((path) => path.endsWith('/withdrawal'))).toHaveLength(before);
    expect(paths().filter((path) => path.startsWith('/dap/'))).toEqual([]);
  });

  it('splits, seals and sends when its hour has come, and keeps the same bytes until they are taken', async () => {
    await person.tap('yes');
    await person.see('[data-state="waiting"]');
    expect(paths().filter((path) => path === '/blind-token')).toHaveLength(1);
    // The browser lets go of the body of an answer that its page has read: noted on the way.
    const answers: Buffer[] = [];
    await page.route(/\/dap\/tasks\//, async (route) => {
      const answer = await route.fetch();
      answers.push(await answer.body());
      await route.fulfill({ response: answer });
    });
    const answered = page.waitForResponse((call) => new URL(call.url()).pathname.startsWith('/dap/tasks/'));
    await page.clock.fastForward('24:00:00');
    const response = await answered;
    const request = response.request();
    expect(response.status()).toBe(200);
    expect(request.headers()['content-type']).toBe('application/ppm-dap;message=upload-req');
    const sent = request.postDataBuffer();
    expect(sent?.length).toBeGreaterThan(1_000);
    // The one error of the one report: its id, and « too early ».
    expect(answers[0]?.at(-1)).toBe(reportErrors.report_too_early);
    await person.see('[data-state="waiting"]');
    await page.unroute(/\/dap\/tasks\//);
    const again = page.waitForRequest((call) => new URL(call.url()).pathname.startsWith('/dap/tasks/'));
    await page.clock.fastForward('11:00');
    expect((await again).postDataBuffer()).toEqual(sent);
  });

  it('never said an answer, a fact or a cell to anybody, and asked nobody else', async () => {
    const heads = city.recorder.exchanges.map(({ bytes }) => bytes.toString('latin1').split('\n\n')[0] ?? '');
    for (const head of heads) expect(head).not.toMatch(/trip-km|travel-mode|from-2|[?&]cell/);
    const accountCalls = city.recorder.exchanges.filter(({ path }) =>
      ['/account', '/blind-token'].includes(path),
    );
    expect(accountCalls.length).toBeGreaterThan(1);
    for (const { bytes } of accountCalls)
      expect(bytes.toString('latin1')).not.toMatch(/trip-km|travel-mode|from-2|"cell"|cookie/i);
    expect(strays(listening, city.origin, [])).toEqual([]);
    expect(listening.complaints).toEqual([]);
  });
});
