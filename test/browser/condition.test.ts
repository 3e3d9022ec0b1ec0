import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSelf } from '../../relay/kit/command-folder.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { type Journey, journeyOn, type Listening, listenTo, strays } from '../support/journey.ts';

const patienceMs = 120_000;

/** Against what `npm start` starts: four neighbours have said yes, and the count is looked at each minute. */
describe('yes, if at least five, on a phone', () => {
  let city: City;
  let browser: Browser;
  let context: BrowserContext;
  let listening: Listening;
  let page: Page;
  let person: Journey;
  let digest = '';
  const calls = (path: string) =>
    city.recorder.exchanges.filter((exchange) => exchange.path.endsWith(path)).length;
  const shownState = async (): Promise<string> => {
    const { conditions } = (await (await fetch(`${city.origin}/condition`)).json()) as {
      conditions: { state: string }[];
    };
    return conditions[0]?.state ?? 'none';
  };

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

  /** What the phone and the relay last said. */
  async function told(): Promise<string> {
    const said = await page.evaluate(() => `${Date.now()} ${document.body.innerText}`);
    return `${said}\n${city.output().toString().slice(-1500)}`;
  }

  async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
    const lastMs = Date.now() + patienceMs;
    while (!(await isSo())) {
      if (Date.now() > lastMs) throw new Error(`${what}:\n${await told()}`);
      await page.waitForTimeout(1_000);
    }
  }

  /** Calls that nobody waits for keep up to half a minute from each other. */
  async function seeInTime(step: string): Promise<void> {
    await until(async () => {
      await page.clock.fastForward('00:31');
      return page.locator(`[data-step="${step}"]`).isVisible();
    }, `never ${step}`);
  }

  it('is found, and asks with the real value; a yes is two taps', async () => {
    await until(async () => (await shownState()) === 'not-yet', 'no condition was asked');
    // The neighbours come one after the other.
    await until(async () => calls('/yes') === 4, 'the neighbours did not say yes');
    await page.goto(`${city.origin}/ensemble`);
    await person.tap('see-condition');
    // Nothing is kept that could be sent: the yes leads to the field.
    await person.tap('yes');
    await person.fill([{ key: 'commute-km', how: 'type', value: '12' }]);
    digest = (await (await person.see('[data-condition]')).getAttribute('data-condition')) ?? '';
    person.count();
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.see('[data-step="kept"]');
    expect(person.count()).toBe(2);
  });

  it('leaves by itself as a token that names nobody, and shows nothing but « not yet » until then', async () => {
    await page.clock.fastForward('11:00');
    await seeInTime('waiting');
    expect(await shownState()).toBe('not-yet');
    expect(calls('/yes')).toBe(4);
    await page.clock.fastForward('24:00:00');
    await seeInTime('sent');
    expect(calls('/yes')).toBe(5);
  });

  it('is met once there are five, and then the agreement leaves without another tap', async () => {
    await until(async () => (await shownState()) === 'met', 'the condition was not met');
    // Back to the city's own time: a yes that seems to be of tomorrow is refused.
    await page.clock.setSystemTime(Date.now());
    // The list is looked at once an hour, and the leap of a day may have cut the last look off.
    await page.clock.fastForward('01:11:00');
    await seeInTime('due');
    expect(calls('/grant')).toBe(0);
    await page.clock.fastForward('06:30:00');
    await seeInTime('agreed');
    await person.tap('see-grant');
    await person.see('[data-act="stop-grant"]');
    expect(calls(`/condition/${digest}/grant`)).toBe(1);
  });

  it('is found and read by the party that asked', async () => {
    const dataDir = join(city.dataDir, 'demonstration', 'transport-operator');
    const silent = () => undefined;
    const client = await openSelf({
      dataDir,
      relay: city.origin,
      lang: 'fr',
      say: silent,
      note: silent,
      fetch: globalThis.fetch,
      now: Date.now,
    });
    const [granted, ...others] = await client.conditionGrants(digest);
    expect(others).toEqual([]);
    if (granted === undefined) throw new Error('no grant came of the condition');
    const reading = await client.readEnvelope(granted.grant);
    expect(reading).toMatchObject({ decision: true });
    expect(JSON.stringify(reading)).toContain('commute-km');
  });

  it('asked nobody else, and complained of nothing', () => {
    expect(strays(listening, city.origin, [])).toEqual([]);
    expect(listening.complaints).toEqual([]);
  });
});
