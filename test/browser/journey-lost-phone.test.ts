import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { checkAccess, everySight, type Journey, journeyOn, readGroups } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

const clockFile = new URL('../support/file-clock.ts', import.meta.url).href;
const phrase = 'deux vaches rouges dansent sous la lune';
const hourMs = 3_600_000;
const threeDaysMs = 72 * hourMs;
const waiting = { timeout: 90_000, interval: 500 };

// By the keyboard alone. What a camera would read from the other screen is opened as the address that it stands for.
describe('a phone that was open is lost', () => {
  let city: City;
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'vav-clock-'));
  const ahead = join(folder, 'ahead');
  let lost: Page;
  let finder: Journey;
  let kept: Page;
  let person: Journey;
  let kit = '';
  const contexts: BrowserContext[] = [];

  async function openPhone(): Promise<Page> {
    const context = await browser.newContext(phone);
    contexts.push(context);
    const page = await context.newPage();
    await page.clock.install();
    return page;
  }
  async function openAt(path: string): Promise<void> {
    await kept.goto(`${city.origin}${path}`);
    await person.see('[data-act="open-phrase"], [name="phrase"]');
    if (!(await kept.locator('[name="phrase"]').first().isVisible())) await person.tap('open-phrase');
    await person.type('[name="phrase"]', phrase);
    await person.tap('phrase-done');
  }
  /** On the phone, and at the relay and its parties: the file is theirs. */
  const pass = (page: Page, ms: number): Promise<void> => page.clock.fastForward(ms);
  const lastResult = async (): Promise<string | null> =>
    (await kept.locator('[data-act="see-result"]').count()) === 0
      ? null
      : kept.locator('[data-act="see-result"]').first().getAttribute('href');

  beforeAll(async () => {
    writeFileSync(ahead, '0');
    city = await openCity({ NODE_OPTIONS: `--import=${clockFile}`, AHEAD_FILE: ahead });
    browser = await openBrowser();
    lost = await openPhone();
    await addAuthenticator(lost);
    finder = journeyOn(lost, 'keyboard');
    await lost.goto(city.partyOrigin('bike-grant'));
    await finder.tap('form button');
    await finder.fill(bikeFacts('AB12CD34'));
    await finder.tap('yes');
    await finder.tap('open-passkey');
    await finder.tap('back-to-service');
    await finder.see('form[action^="/again"]');
    await lost.goto(`${city.origin}/cle`);
    await finder.tap('open-passkey');
    await finder.tap('show-kit');
    await finder.see('[data-group]');
    kit = await readGroups(lost);
    // Copied and checked on this phone: then the code is on paper and nowhere else, and outlives the phone.
    await finder.tap('rehearse');
    for (const at of [0, 1]) {
      const field = lost.locator(`[name="group-${at}"]`);
      const asked = Number(await field.getAttribute('data-asked'));
      await finder.type(`[name="group-${at}"]`, kit.split(' ')[asked] ?? '');
    }
    await finder.tap('kit-check');
    await finder.see('.note.yes');
  });
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await city?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('had given everything to a second one, while there were two', async () => {
    kept = await openPhone();
    person = journeyOn(kept, 'keyboard');
    await kept.goto(`${city.origin}/reprendre`);
    await person.tap('by-device');
    await kept.waitForSelector('[data-link]', { state: 'attached' });
    await lost.goto(((await kept.textContent('[data-link]')) ?? '').trim());
    await finder.tap('open-passkey');
    await finder.see('[data-code]');
    await finder.tap('digits-same');
    await person.tap('recover-yes');
    await person.type('[name="phrase"]', phrase);
    await person.type('[name="again"]', phrase);
    await person.tap('phrase-done');
    await person.see('[data-seeking]');
    await person.tap('home');
    await person.see('[data-act="stop-grant"]');
  });

  it('is taken out in three taps, and what is shared goes on with other keys', async () => {
    await openAt('/telephone-perdu');
    await person.see('[data-act="devices"]');
    expect(await checkAccess(kept, 'lost', everySight.slice(0, 1))).toEqual([]);
    await person.tap('devices');
    await person.see('[data-device="other"]');
    person.count();
    await person.tap('remove-device');
    await person.tap('was-open');
    await person.tap('after-hand-over');
    await person.see('.note.yes');
    expect(person.count()).toBe(3);
    await person.tap('turning');
    await person.see('[data-progress="0/1"]');
    await person.see('[data-act="stop-instead"]');
  });

  it('leaves the paper kit good: it opens what the root was turned under', async () => {
    await kept.goto(`${city.origin}/`);
    await person.tap('open-kit');
    await person.type('[name="kit"]', kit);
    await person.tap('kit-done');
    await person.see('[data-act="stop-grant"]');
  });

  it('is nobody any more within three days: the keys were handed over, and the mailbox kept its name', async () => {
    const before = city.recorder.exchanges.filter(({ path }) => path === '/handover').length;
    expect(before).toBe(0);
    await openAt('/telephone-perdu');
    await person.see('[data-progress="0/1"]');
    writeFileSync(ahead, String(threeDaysMs));
    await pass(kept, threeDaysMs);
    await expect
      .poll(async () => {
        await pass(kept, 20_000);
        return kept.locator('[data-progress="1/1"]').count();
      }, waiting)
      .toBe(1);
    // One key: a call that a leap of the clock has ended here is made again, and hands over to no other.
    const handedTo = city.recorder.exchanges
      .filter(({ path }) => path === '/handover')
      .map(({ bytes }) => /newKey[\\"]+:[\\"]+([\w-]{43})/.exec(bytes.toString())?.[1]);
    expect(handedTo[0]).toBeDefined();
    expect(new Set(handedTo).size).toBe(1);
  });

  it('and the party reads on, its next result is sealed to the new key and computed again here', async () => {
    await openAt('/');
    await person.see('[data-act="see-result"]');
    const first = await lastResult();
    const deposits = () => city.recorder.exchanges.filter(({ path }) => path === '/result').length;
    const before = deposits();
    expect(before).toBeGreaterThan(0);
    const [context] = contexts;
    const again = await context?.request.post(`${city.partyOrigin('bike-grant')}/again`);
    expect(again?.status()).toBe(200);
    // A look before that finds nothing, and the next one comes a long wait later.
    await expect.poll(deposits, waiting).toBeGreaterThan(before);
    await expect
      .poll(async () => {
        await pass(kept, 300_000);
        // What came is computed at once: a clock that leaps meanwhile would end it for being too slow.
        for (let looks = 0; looks < 30 && (await lastResult()) === first; looks += 1)
          await kept.waitForTimeout(500);
        return lastResult();
      }, waiting)
      .not.toBe(first);
    await person.tap('see-result');
    await person.see('[data-verdict="same"]');
    expect(await kept.textContent('main')).toMatch(/200\s€/);
  });

  it('can neither read nor pause on the lost phone, only stop, and is told that another one speaks', async () => {
    const answers: Response[] = [];
    lost.on('response', (response) => answers.push(response));
    const answersOf = (path: string) => answers.filter((answer) => new URL(answer.url()).pathname === path);
    const before = city.recorder.exchanges.length;
    await pass(lost, threeDaysMs);
    await lost.goto(`${city.origin}/`);
    await finder.tap('open-passkey');
    await expect
      .poll(async () => {
        await pass(lost, 20_000);
        return (await lost.textContent('main')) ?? '';
      }, waiting)
      .toContain('parle à votre place');
    await finder.tap('tab-eye');
    await finder.tap('look-again');
    await finder.tap('tab-home');
    await finder.tap('quiet-hour');
    await expect
      .poll(async () => {
        await pass(lost, 20_000);
        return answersOf('/pause').length;
      }, waiting)
      .toBeGreaterThan(0);
    await openAt('/');
    await person.see('[data-act="stop-grant"]');
    await finder.tap('stop-grant');
    await expect.poll(() => lost.locator('[data-act="stop-grant"]').count(), waiting).toBe(0);
    await expect.poll(() => answersOf('/revoke').map((answer) => answer.status()), waiting).toEqual([200]);
    await expect
      .poll(async () => {
        await pass(kept, 300_000);
        return kept.locator('[data-act="stop-grant"]').count();
      }, waiting)
      .toBe(0);
    const refusedOn = (path: string) =>
      city.recorder.exchanges
        .slice(before)
        .filter((exchange) => exchange.path === path && exchange.bytes.includes('key-unknown'));
    for (const path of ['/mailbox', '/pause']) {
      expect(refusedOn(path).length, path).toBeGreaterThan(0);
      expect(answersOf(path).length, path).toBeGreaterThan(0);
      // Each answer that came to this phone is one of those. A call that a leap of the clock has ended here is answered at
      // the relay all the same.
      await expect
        .poll(() => refusedOn(path).length - answersOf(path).length, waiting)
        .toBeGreaterThanOrEqual(0);
      expect(
        answersOf(path).filter((answer) => answer.ok()),
        path,
      ).toEqual([]);
    }
  });
});
