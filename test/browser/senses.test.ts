import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingEase } from '../pwa/words/reading-ease.ts';
import { screens } from '../support/screens/addresses.ts';
import { faultsOfAxe } from '../support/screens/look.ts';
import { type Looking, openLooking } from '../support/screens/looking.ts';
import { giveVoice, type Spoken, sayOn, spokenOn } from '../support/voice.ts';

let looking: Looking;

beforeAll(async () => {
  looking = await openLooking();
});
afterAll(() => looking?.close());

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await looking.browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  const page = await context.newPage();
  await giveVoice(page);
  return page;
}

const open: Looking['open'] = (...where) => looking.open(...where);
const tap = (page: Page, act: string) => page.locator(`[data-act="${act}"]`).click();
const isWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
const litOn = (page: Page): Promise<string> =>
  page.evaluate(() => [...(CSS.highlights.get('heard') ?? [])].map(String).join().replace(/\s+/g, ' '));

describe('reading aloud', () => {
  /** Goes on until nothing more is said. */
  async function hearAll(page: Page): Promise<Spoken[]> {
    await tap(page, 'listen');
    await page.waitForFunction(() => globalThis.voice.said.length > 0);
    for (let n = 0; n < 400 && (await sayOn(page)); n += 1);
    return spokenOn(page);
  }

  it('says sentence after sentence, and each is lit on the page while it is heard', async () => {
    const page = await openPage();
    await open(page, '/r#ready');
    await tap(page, 'listen');
    await page.waitForFunction(() => globalThis.voice.said.length > 0);
    for (let n = 0; n < 20; n += 1) {
      const last = (await spokenOn(page)).at(-1);
      expect(await litOn(page)).toBe(last?.text);
      expect(await sayOn(page)).toBe(true);
    }
    const texts = (await spokenOn(page)).map(({ text }) => text);
    expect(texts[0]).toBe(await page.textContent('h1'));
    expect(texts).toEqual(expect.arrayContaining(['Qui', 'Pourquoi', 'Bordeaux']));
    await page.context().close();
  });

  it('leaves out buttons, what is folded and what is hidden, and stops being lit at the end', async () => {
    const page = await openPage();
    await open(page, '/r#ready');
    const all = (await hearAll(page)).map(({ text }) => text).join(' ');
    const shut = await page.evaluate(() =>
      [...document.querySelectorAll('#page details:not([open]) > :not(summary), #page button, #page .unseen')]
        .map((node) => node.textContent?.trim() ?? '')
        .filter((text) => text.length > 12)
        .filter((text) => !document.querySelector<HTMLElement>('#page')?.innerText.includes(text)),
    );
    expect(shut.length).toBeGreaterThan(5);
    expect(shut.filter((text) => all.includes(text))).toEqual([]);
    expect(all).toContain('Si vous dites non');
    expect(await litOn(page)).toBe('');
    expect(await page.locator('[data-act="listen"]').getAttribute('data-state')).toBe('silent');
    await page.context().close();
  });

  it('pauses within a sentence, begins it again, and can be silenced', async () => {
    const page = await openPage();
    await open(page, '/acces');
    await tap(page, 'listen');
    await page.waitForFunction(() => globalThis.voice.said.length > 0);
    await sayOn(page);
    const [, second] = await spokenOn(page);
    await tap(page, 'listen');
    expect(await sayOn(page)).toBe(false);
    expect(await spokenOn(page)).toHaveLength(2);
    await tap(page, 'listen');
    expect((await spokenOn(page)).map(({ text }) => text).slice(1)).toEqual([second?.text, second?.text]);
    await tap(page, 'listen-stop');
    expect(await sayOn(page)).toBe(false);
    expect(await litOn(page)).toBe('');
    await page.context().close();
  });

  it('falls silent when the page is left', async () => {
    const page = await openPage();
    await open(page, '/');
    await tap(page, 'listen');
    await page.waitForFunction(() => globalThis.voice.said.length > 0);
    await tap(page, 'tab-eye');
    await page.locator('.tabs a[href="/acces"][aria-current="page"]').waitFor();
    const before = await spokenOn(page);
    expect(await sayOn(page)).toBe(false);
    expect(await spokenOn(page)).toEqual(before);
    expect(await litOn(page)).toBe('');
    await page.context().close();
  });

  it('speaks each passage in its own language, and passes over what no voice here can say', async () => {
    const page = await openPage();
    await open(page, '/reglages');
    const said = await hearAll(page);
    expect(said.length).toBeGreaterThan(5);
    expect(said.find(({ text }) => text === 'English')?.lang).toBe('en-GB');
    expect(said.find(({ text }) => text === 'Réglages')?.lang).toBe('fr-FR');
    expect(said.some(({ text }) => text === 'العربية')).toBe(false);
    await page.context().close();
  });

  it('is not offered where the only voice would send the text away', async () => {
    const context = await looking.browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await giveVoice(page, { isLocal: false });
    await open(page, '/r#ready');
    expect(await page.locator('[data-act="listen"]').count()).toBe(0);
    await context.close();
  });

  it('lights the whole paragraph where a browser has no highlights', async () => {
    const page = await openPage();
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'Highlight'));
    await open(page, '/acces');
    await tap(page, 'listen');
    await page.waitForFunction(() => globalThis.voice.said.length > 0);
    expect(await page.locator('[data-heard]').count()).toBe(1);
    await page.context().close();
  });
});

/** Words that stand on a screen before anything is unfolded. Settings and lists of many things are the longest. */
const mostWords = 200;
const leastEase = 85;

describe('every screen of a resident', () => {
  /** What can be done: the name of each act that is in sight. */
  const actsOn = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('#app [data-act]')]
        .filter((act) => !act.closest('header') && act.checkVisibility())
        .map((act) => act.dataset['act'] ?? '')
        .filter((act) => !['tell-more', 'simple'].includes(act)),
    );
  /** What stands there to be read, line by line. What comes again with each entry of a list is counted once. */
  const linesOn = (page: Page) =>
    page.evaluate(() => {
      const silent = 'select, .unseen, .seal, .code, [aria-hidden="true"], [data-exercise]';
      const shown = [...document.querySelectorAll<HTMLElement>(`#page :is(${silent})`)];
      for (const node of shown) node.hidden = true;
      const text = document.querySelector<HTMLElement>('#page')?.innerText ?? '';
      for (const node of shown) node.hidden = false;
      const lines = text.split('\n').map((line) => line.replace(/\S{26,}/g, '').trim());
      return [...new Set(lines.filter((line) => /\p{L}/u.test(line)))];
    });
  const wordsIn = (lines: readonly string[]) => lines.join(' ').split(/\s+/).length;

  it('has a simple version that loses no act, speaks in short lines, and is whole at twice the size', async () => {
    const page = await openPage();
    const faults: string[] = [];
    const longest = { words: 0, screen: '' };
    page.on('pageerror', (error) => faults.push(error.message));
    for (const screen of screens) {
      await open(page, screen);
      const acts = await actsOn(page);
      // Its button comes after the screen: not waited for, it would be missed on a busy machine alone.
      await page
        .locator('[data-act="listen"]')
        .waitFor({ timeout: 20_000 })
        .catch(() => faults.push(`${screen}: cannot be heard`));
      await tap(page, 'simple');
      await page.locator('html[data-simple="on"]').waitFor({ state: 'attached' });
      await page.locator('[data-act="simple"]', { hasText: 'Tout voir' }).waitFor();
      if ((await page.locator('#page h1').count()) !== 1) faults.push(`${screen}: has no title`);
      const lines = await linesOn(page);
      const words = wordsIn(lines);
      if (words > longest.words) Object.assign(longest, { words, screen });
      if (words > mostWords) faults.push(`${screen}: ${words} words`);
      // « Contester · Service mobilité » is a label and no sentence.
      const running = lines.filter((line) => wordsIn([line]) >= 5 && !line.includes(' · '));
      const ease = readingEase(running);
      if (wordsIn(running) >= 40 && ease < leastEase) faults.push(`${screen}: reads at ${ease.toFixed(1)}`);
      // « Non », « Oui », « Arrêter » and what else is pressed stay in sight or are one tap away.
      const inSight = await actsOn(page);
      const main = acts.filter((act) =>
        /^(?:no|yes|later|stop|stop-all|erase|send|contest|withdraw)$/.test(act),
      );
      faults.push(...main.filter((act) => !inSight.includes(act)).map((act) => `${screen}: ${act} is gone`));
      if (await page.locator('[data-act="tell-more"]').isVisible()) {
        await tap(page, 'tell-more');
        await page.locator('html[data-whole]').waitFor({ state: 'attached' });
      }
      const after = await actsOn(page);
      faults.push(...acts.filter((act) => !after.includes(act)).map((act) => `${screen}: ${act} is lost`));
      await page.setViewportSize({ width: 320, height: 740 });
      await page.evaluate(() => {
        document.documentElement.dataset['size'] = '200';
        for (const fold of document.querySelectorAll('details')) fold.open = true;
      });
      if (await isWide(page)) faults.push(`${screen}: wider than 320 px at twice the size`);
      await page.setViewportSize({ width: 360, height: 740 });
      await page.evaluate(() => localStorage.clear());
    }
    await page.context().close();
    expect(faults).toEqual([]);
    expect(longest.words).toBeGreaterThan(60);
  });

  // Each sight takes other screens, a few in every run; all of them in the long one.
  it.each([
    ['by hand, light', 1, { theme: 'contrast' }, { colorScheme: 'light' }],
    ['by hand, dark', 6, { theme: 'contrast' }, { colorScheme: 'dark' }],
    ['as the phone asks', 11, {}, { contrast: 'more' }],
    ['in the colours of the system', 16, {}, { forcedColors: 'active' }],
  ] as const)('gives axe nothing to say in high contrast %s', async (_, first, search, options) => {
    const page = await openPage(options);
    const faults: string[] = [];
    const some = screens.filter((_screen, at) => process.env.LONG === '1' || at % 20 === first);
    expect(some.length).toBeGreaterThan(3);
    for (const screen of some) {
      await open(page, screen, search);
      faults.push(...(await faultsOfAxe(page)).map((fault) => `${screen}: ${fault}`));
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('who sees little', () => {
  it('gets edges where tints were', async () => {
    const page = await openPage();
    const edge = () =>
      page.evaluate(() => {
        const asked = document.querySelector('.asked:not(.missing)');
        if (asked === null) throw new Error('expected an asked value');
        const style = getComputedStyle(asked);
        return [style.outlineWidth, style.backgroundColor];
      });
    await open(page, '/r#ready');
    expect((await edge())[0]).toBe('0px');
    await open(page, '/r#ready', { theme: 'contrast' });
    expect(await edge()).toEqual(['2px', 'rgb(255, 255, 255)']);
    await page.context().close();
  });

  it('can have text of twice the size, chosen in the settings and kept', async () => {
    const page = await openPage({ viewport: { width: 320, height: 740 } });
    await open(page, '/reglages');
    const size = () => page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
    const normal = await size();
    await tap(page, 'size-200');
    expect((await size()) / normal).toBeGreaterThan(1.85);
    expect(await isWide(page)).toBe(false);
    expect(await page.evaluate(() => localStorage.getItem('vav-device'))).toContain('"size":"200"');
    // Nothing sticks over the text where so little of it fits.
    expect(
      await page.evaluate(() => getComputedStyle(document.querySelector('.tabs') ?? document.body).position),
    ).toBe('static');
    await page.context().close();
  });
});

describe('who is disturbed by motion', () => {
  const moving = (page: Page) =>
    page.evaluate(() => {
      const longest = (list: string) => Math.max(...list.split(',').map((part) => Number.parseFloat(part)));
      return [...document.querySelectorAll('*')].filter((node) => {
        const style = getComputedStyle(node);
        const isAnimated = style.animationName !== 'none' && longest(style.animationDuration) > 0.01;
        return isAnimated || longest(style.transitionDuration) > 0.01;
      }).length;
    });

  it('sees nothing move, where others do', async () => {
    const still = await openPage({ reducedMotion: 'reduce' });
    const other = await openPage({ reducedMotion: 'no-preference' });
    for (const screen of ['/', '/r', '/r#ready', '/donnees/importer#reading', '/reglages']) {
      await open(other, screen);
      expect(await moving(other), screen).toBeGreaterThan(0);
      await open(still, screen);
      expect(await moving(still), screen).toBe(0);
    }
    await still.context().close();
    await other.context().close();
  });
});

describe('a request in Arabic', () => {
  it('runs from right to left, and says in French, marked as French, what is not Arabic', async () => {
    const page = await openPage();
    await open(page, '/r#ready');
    await tap(page, 'language');
    await tap(page, 'language-ar');
    await page.locator('html[dir="rtl"][lang="ar"]').waitFor({ state: 'attached' });
    await page.locator('[data-foreign]').first().waitFor({ state: 'attached' });
    expect(await page.textContent('[data-act="yes"]')).toBe('نعم');
    expect(await page.textContent('[data-act="no"]')).toBe('لا');
    const found = await page.evaluate(() => {
      const wrong: string[] = [];
      for (const node of document.querySelectorAll<HTMLElement>('#app *')) {
        const own = [...node.childNodes]
          .flatMap((child) => (child instanceof Text ? [child.data] : []))
          .join('')
          // A value that was set into a sentence keeps its own letters.
          .replace(/\u2068[^\u2069]*\u2069/g, '');
        const isLatin = /\p{Script=Latin}/u.test(own) && !/\p{Script=Arabic}/u.test(own);
        const lang = node.closest('[lang]')?.getAttribute('lang');
        if (isLatin && !['fr', 'en'].includes(lang ?? '')) wrong.push(own);
        if (/\p{Script=Arabic}/u.test(own) && lang !== 'ar') wrong.push(own);
      }
      // What is unfolded here belongs to other screens, whose words are not Arabic yet.
      const terms = [...document.querySelectorAll('#page .term, #page summary, .thumb .button')]
        .filter((node) => node.checkVisibility())
        .map((node) => node.textContent ?? '');
      const seal = document.querySelector('.seal')?.getBoundingClientRect();
      return { wrong, terms, sealIsRight: (seal?.left ?? 0) > innerWidth / 2 };
    });
    expect(found.wrong).toEqual([]);
    expect(found.terms.filter((text) => !/\p{Script=Arabic}/u.test(text))).toEqual([]);
    expect(found.sealIsRight).toBe(true);
    expect(await faultsOfAxe(page)).toEqual([]);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      expect(await isWide(page)).toBe(false);
    }
    await page.context().close();
  });

  it('keeps the signs of a value on its side, and goes back to French without a trace', async () => {
    const page = await openPage();
    await open(page, '/r#ready');
    await tap(page, 'language');
    await tap(page, 'language-ar');
    await page.locator('html[dir="rtl"]').waitFor({ state: 'attached' });
    expect(await page.textContent('h1')).toMatch(/\u2068[^\u2069]+\u2069/);
    await tap(page, 'language');
    await tap(page, 'language-fr');
    await page.locator('html[dir="ltr"][lang="fr"]').waitFor({ state: 'attached' });
    await page.locator('[data-foreign]').first().waitFor({ state: 'detached' });
    expect(await page.locator('#page [dir="ltr"]').count()).toBe(0);
    expect(await page.textContent('[data-act="yes"]')).toBe('Oui');
    await page.context().close();
  });
});
