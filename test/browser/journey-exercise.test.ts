import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCanariesBelow } from '../support/canary.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { checkAccess, type Journey, journeyOn, shoot } from '../support/journey.ts';
import {
  type ServedExercise,
  serveExercise,
  venueArgs,
  venueHost,
} from '../support/realms/serve-exercise.ts';

interface Board {
  readonly seats: readonly { readonly done: readonly string[]; readonly needsHelp: boolean }[];
}

/** As it is on the screen, on paper, in the colours of the system, at night. */
const everyMedium = [{}, { media: 'print' }, { forcedColors: 'active' }, { colorScheme: 'dark' }] as const;

// By the keyboard alone; the code of the room stands in the address, as a camera opens it.
describe('an exercise on a phone, in a room without internet', () => {
  let served: ServedExercise;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let person: Journey;
  let realSize: number;
  let room: { code: string; secret: string };
  const realRecords = async () => (await served.relay.house.store.head()).size;
  const frame = () => page.locator('.exercise');
  const framed = new Set<string>();
  /** The frame stands on this screen, and is to be seen, in every medium. */
  async function requireFrame(screen: string): Promise<void> {
    expect(await frame().count(), screen).toBe(1);
    for (const media of everyMedium) {
      await page.emulateMedia({ media: null, forcedColors: null, colorScheme: null, ...media });
      expect(await frame().innerText(), screen).toContain('rien n’est vrai');
      const box = await frame().boundingBox();
      expect(box?.height, `${screen} ${JSON.stringify(media)}`).toBeGreaterThan(20);
      await shoot(page, `exercise-${screen}-${Object.values(media)[0] ?? 'screen'}`);
    }
    await page.emulateMedia({ media: null, forcedColors: null, colorScheme: null });
    framed.add(screen);
  }

  beforeAll(async () => {
    served = await serveExercise(venueHost);
    browser = await openBrowser(venueArgs);
    // Somebody's phone that speaks another language than the room.
    context = await browser.newContext({ ...phone, locale: 'en-GB' });
    page = await context.newPage();
    person = journeyOn(page, 'keyboard');
    realSize = await realRecords();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  const atBoard = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${new URL(served.workshopOrigin).port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };

  it('begins by the code of the room and speaks its language, where the browser gives no secure place', async () => {
    room = (await atBoard('/workshop', { scenario: 'fare', language: 'fr', minutes: 45 })) as typeof room;
    await page.goto(`${served.origin}/salle#${room.code}`);
    await person.see('[data-act="begin"]');
    const place = await page.evaluate(() => ({
      isSecure: isSecureContext,
      subtle: typeof crypto.subtle,
      workers: typeof navigator.serviceWorker,
      hash: location.hash,
    }));
    expect(place).toEqual({ isSecure: false, subtle: 'undefined', workers: 'undefined', hash: '' });
    await page.waitForFunction(() => document.documentElement.lang === 'fr');
    await requireFrame('room');
    await person.tap('begin');
  });

  it('says at home that nothing is true: narrow, on paper, in the colours of the system', async () => {
    await person.see('[data-act="see-request"]');
    await requireFrame('home');
    expect(await checkAccess(page, 'exercise-home')).toEqual([]);
  });

  it('goes the whole way to a result that the phone computes again', { timeout: 240_000 }, async () => {
    // The relay is slow to say which seat this is: the request stands there before.
    const seatFound = Promise.withResolvers<void>();
    await page.route('**/workshop/seat', async (route) => {
      await seatFound.promise;
      await route.continue();
    });
    await person.tap('see-request');
    await person.fill([{ key: 'family-quotient', how: 'type', value: '600' }]);
    await requireFrame('request');
    expect(await page.locator('[data-act="ask-help"]').count()).toBe(0);
    seatFound.resolve();
    await person.see('[data-act="ask-help"]');
    await person.tap('yes');
    await shoot(page, 'exercise-phrase');
    // The phrase is written already.
    await person.tap('phrase-done');
    await person.see('[data-act="back-to-service"]');
    await requireFrame('receipt');
    await person.tap('back-to-service');
    await person.tap(`a.button[href^="${served.origin}"]`);
    await person.tap('phrase-done');
    await person.tap('see-result');
    await person.see('[data-verdict="same"]');
    expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([
      expect.stringMatching(/^vav-exercise-/),
    ]);
  });

  it('tells the board its steps and that help is wanted, and no more', async () => {
    await person.tap('ask-help');
    await page.waitForFunction(() =>
      document.querySelector('[data-act="ask-help"]')?.classList.contains('full'),
    );
    const { seats } = (await atBoard('/workshop/board', { secret: room.secret })) as Board;
    expect(seats).toHaveLength(1);
    expect(seats[0]?.needsHelp).toBe(true);
    expect([...(seats[0]?.done ?? [])].sort()).toEqual(['answer', 'arrive', 'request', 'result']);
  });

  it('shows who looked', async () => {
    await person.tap('looks');
    await person.see('[data-look="allowed"]');
    await requireFrame('looks');
  });

  it('practises helping: sees, stops, ends, for somebody who does not exist', async () => {
    await person.tap('practise-help');
    await shoot(page, 'exercise-practise');
    await person.tap('practise-begin');
    await person.tap('practise-person');
    await person.tap('look-for');
    await person.see('[data-helped-grant="active"]');
    await person.see('[data-helped-look="allowed"]');
    await requireFrame('helped');
    expect(await checkAccess(page, 'exercise-helped', [{ colorScheme: 'dark', width: 320 }])).toEqual([]);
    await person.tap('stop-for');
    await person.tap('stop-for-yes');
    await person.see('[data-helped-grant] .note.calm');
    // Now on her side: what was done for her stands there, and she ends it.
    await person.tap('practise-help');
    await person.tap('practise-hers');
    await person.tap('see-help');
    await person.see('[data-deed="looked"]');
    await person.see('[data-deed="stopped"]');
    await person.tap('end-help');
    await person.see('.note.calm');
    expect(await frame().isVisible()).toBe(true);
  });

  it('has said on every kind of screen that nothing is true', () => {
    expect([...framed]).toEqual(['room', 'home', 'request', 'receipt', 'looks', 'helped']);
  });

  it('leaves nothing of it in the real house', async () => {
    expect(await realRecords()).toBe(realSize);
    const { house } = served.relay;
    expect(house.directory.list().map(({ id }) => id)).toEqual([house.regie]);
    const canaries = ['family-quotient', 'Connaître mon tarif de transport', 'vav-exercise'];
    expect(findCanariesBelow(canaries, served.dataDir).found).toEqual([]);
  });
});
