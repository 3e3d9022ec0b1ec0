import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { faultsOfKeys } from '../support/screens/keys.ts';
import { faultsOfLook } from '../support/screens/look.ts';

/** A page at which there is nothing to find, but for what is planted. */
const pageWith = (planted: string, behind = '') => `<!doctype html><html lang="fr"><title>Une page</title>
<style>a, button { display: inline-block; min-width: 48px; min-height: 48px } :focus-visible { outline: 3px solid #000 }</style>
<main><h1>Une page</h1><p>Un texte.</p><button type="button">Un</button>${planted}<button type="button">Deux</button></main>
<footer><a href="/aide" data-act="help">Besoin d’aide ?</a></footer>${behind}`;

describe('a page with one planted fault', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let session: CDPSession;

  beforeAll(async () => {
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 320, height: 740 } });
    page = await context.newPage();
    session = await context.newCDPSession(page);
  });
  afterAll(async () => {
    await browser?.close();
  });

  const look = async (html: string): Promise<string[]> => {
    await page.setContent(html);
    return faultsOfLook(page, { session });
  };
  const walk = async (html: string): Promise<string[]> => {
    await page.setContent(html);
    return faultsOfKeys(page);
  };

  it('is looked at beside one that has none', async () => {
    expect(await look(pageWith(''))).toEqual([]);
    expect(await walk(pageWith(''))).toEqual([]);
  });

  it('is looked at beside one whose last link comes when the walker was already there', async () => {
    const late = `<script>
      let steps = 0;
      addEventListener('focusin', () => {
        steps += 1;
        if (steps === 4) document.querySelector('footer').insertAdjacentHTML('beforeend', '<a href="/">Accueil</a>');
      });
    </script>`;
    expect(await walk(pageWith(late))).toEqual([]);
    expect(await page.locator('footer a').count()).toBe(2);
  });

  it.each([
    ['1.3.2 moved', '<div style="display: flex"><p style="order: 2">a</p><p>b</p></div>'],
    ['1.3.2 turned', '<div style="display: flex; flex-direction: row-reverse"><p>a</p><p>b</p></div>'],
    [
      'css-orientation-lock',
      '<style>@media (orientation: portrait) { html { transform: rotate(90deg) } }</style>',
    ],
    [
      '1.4.12 cut',
      '<p style="height: 1.5em; overflow: hidden">Une ligne de texte qui tient à peu près ici</p>',
    ],
    [
      '1.4.12 over each other',
      '<div style="position: relative"><p>Un texte</p><b style="position: absolute; top: 0; left: 0">Un autre</b></div>',
    ],
    ['1.4.12 wider', '<p style="white-space: nowrap">Une ligne de texte qui tient à peu près ici</p>'],
    [
      '2.2.2',
      '<style>@keyframes turn { to { rotate: 1turn } }</style><p style="animation: turn 2s infinite">x</p>',
    ],
    ['2.4.3', '<button type="button" tabindex="3">Trois</button>'],
    ['2.4.11', '<div class="tabs" style="position: fixed; inset: 0; background: #fff"></div>'],
    ['2.5.7', '<p draggable="true">À glisser</p>'],
    ['2.5.8', '<button type="button" style="min-height: 0; height: 20px">Petit</button>'],
    ['wider than the screen when', '<p style="width: 16em">x</p>'],
    [
      'when text is twice as large: color-contrast',
      '<style>@media (max-width: 15em) { em { color: #ccc } }</style><p><em>Pâle</em></p>',
    ],
  ])('is found by the look: %s', async (fault, planted) => {
    expect((await look(pageWith(planted))).filter((found) => found.startsWith(fault))).not.toEqual([]);
  });

  it('is found by the look: 3.2.6 help is not at its place', async () => {
    const found = await look(pageWith('', '<a href="/">Accueil</a>'));
    expect(found).toContainEqual(expect.stringMatching(/^3\.2\.6/));
  });

  it.each([
    ['Tab: 2.1.1', '<button type="button" onkeydown="event.preventDefault()">Piège</button>'],
    ['Tab: 2.4.3', '<button type="button" tabindex="3">Trois</button>'],
    ['Tab: 2.4.7', '<button type="button" style="outline: none">Caché</button>'],
    ['3.2.1', '<button type="button" onfocus="location.hash = \'elsewhere\'">x</button>'],
  ])('is found by the keys: %s', async (fault, planted) => {
    expect((await walk(pageWith(planted))).filter((found) => found.startsWith(fault))).not.toEqual([]);
  });
});
