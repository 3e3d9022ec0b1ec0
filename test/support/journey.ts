import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import readCode from 'jsqr';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { violationsOn } from './axe.ts';

/** Shape, colour and size do not matter to a keyboard; to a finger a target may be covered. Both are walked. */
export type Hand = 'finger' | 'keyboard';

/**
 * One person going through pages. An act is a button or a link, named by `data-act` or found by a selector; what is done
 * inside fields (typing a value, choosing from a list) is the person's own facts and is counted apart.
 */
export interface Journey {
  readonly page: Page;
  /** Every act so far, in order. */
  readonly taps: string[];
  /** Every field that something was typed or chosen in. */
  readonly typed: string[];
  tap(act: string): Promise<void>;
  fill(facts: readonly TypedFact[]): Promise<void>;
  type(selector: string, text: string): Promise<void>;
  choose(selector: string, value: string): Promise<void>;
  /** Acts since the last count. */
  count(): number;
  see(selector: string): Promise<Locator>;
}

export interface TypedFact {
  readonly key: string;
  readonly how: 'type' | 'choose' | 'place' | 'offered';
  readonly value: string;
}

const patienceMs = 20_000;

export function journeyOn(page: Page, hand: Hand = 'finger'): Journey {
  const taps: string[] = [];
  const typed: string[] = [];
  let counted = 0;
  const find = (act: string) =>
    page
      .locator(/^[a-z-]+(?:-\d+)?$/.test(act) ? `[data-act="${act}"]` : act)
      .filter({ visible: true })
      .first();
  const press = async (target: Locator, key?: string): Promise<void> => {
    await target.waitFor({ timeout: patienceMs });
    if (hand === 'finger') return target.tap({ timeout: patienceMs });
    await reachByKeyboard(page, target);
    const isBox = await target.evaluate((element) =>
      element.matches('input[type="radio"], input[type="checkbox"]'),
    );
    await page.keyboard.press(key ?? (isBox ? 'Space' : 'Enter'));
  };
  const write = async (field: Locator, text: string): Promise<void> => {
    await field.waitFor({ timeout: patienceMs });
    if (hand === 'keyboard') await reachByKeyboard(page, field);
    else await field.tap();
    await page.keyboard.type(text);
  };
  const pick = async (field: Locator, value: string): Promise<void> => {
    await field.waitFor({ timeout: patienceMs });
    if (hand === 'keyboard') await chooseByKeyboard(page, field, value);
    else await field.selectOption(value);
  };
  const journey: Journey = {
    page,
    taps,
    typed,
    tap: async (act) => {
      const target = find(act);
      await target.waitFor({ timeout: patienceMs });
      // A yes that is not ready yet takes no tap: the person waits for it.
      await page.waitForFunction(
        (element) => element?.getAttribute('aria-disabled') !== 'true',
        await target.elementHandle(),
        { timeout: patienceMs },
      );
      await press(target);
      taps.push(act);
    },
    fill: async (facts) => {
      for (const fact of facts) {
        const field = page.locator(`[data-fact="${fact.key}"]`).first();
        if (fact.how === 'offered') await press(page.locator(`[data-act="give-${fact.key}"]`));
        if (fact.how === 'choose') await pick(field, fact.value);
        else {
          await write(field, fact.value);
          if (fact.how === 'place') await press(page.locator('[data-place]').first());
        }
        typed.push(fact.key);
      }
    },
    type: async (selector, text) => {
      await write(page.locator(selector).first(), text);
      typed.push(selector);
    },
    choose: async (selector, value) => {
      await pick(page.locator(selector).first(), value);
      typed.push(selector);
    },
    count: () => {
      const since = taps.length - counted;
      counted = taps.length;
      return since;
    },
    see: async (selector) => {
      const found = page.locator(selector).filter({ visible: true }).first();
      await found.waitFor({ timeout: patienceMs });
      return found;
    },
  };
  return journey;
}

const mostTabs = 120;

/** Tab, and nothing else, until the target has the focus; and the focus can be seen there. */
async function reachByKeyboard(page: Page, target: Locator): Promise<void> {
  // Of choices that exclude each other one takes the tab, and arrows lead to the others.
  const where = () =>
    target.evaluate((element) => {
      const at = document.activeElement;
      if (at === element) return 'there';
      const isChoice = (node: Element | null): node is HTMLInputElement =>
        node instanceof HTMLInputElement && node.type === 'radio';
      return isChoice(at) && isChoice(element) && at.name === element.name ? 'beside' : 'elsewhere';
    });
  for (let keys = 0, at = await where(); at !== 'there'; keys += 1, at = await where()) {
    if (keys > mostTabs) throw new Error(`the keyboard does not reach ${target}`);
    await page.keyboard.press(at === 'beside' ? 'ArrowDown' : 'Tab');
  }
  await requireVisibleFocus(target);
}

/** With outline or shadow, on the element or on the box around a field. */
export async function requireVisibleFocus(target: Locator): Promise<void> {
  const isSeen = await target.evaluate((element) => {
    const shows = (one: Element | null): boolean => {
      if (one === null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
    };
    return shows(element) || shows(element.closest('.box, .choice, label'));
  });
  if (!isSeen) throw new Error(`the focus is not visible on ${target}`);
}

async function chooseByKeyboard(page: Page, field: Locator, value: string): Promise<void> {
  await reachByKeyboard(page, field);
  const options = await field.locator('option').count();
  await page.keyboard.press('Home');
  for (let keys = 0; (await field.inputValue()) !== value; keys += 1) {
    if (keys > options) throw new Error(`the keyboard does not choose \`${value}\``);
    await page.keyboard.press('ArrowDown');
  }
}

/** Everything that pages, workers and service workers of a context asked for. */
export interface Listening {
  readonly requests: { readonly url: string; readonly isNavigation: boolean; readonly isOfWorker: boolean }[];
  /** Scripts that failed or wrote to the console as an error. */
  readonly complaints: string[];
}

export function listenTo(context: BrowserContext): Listening {
  const listening: Listening = { requests: [], complaints: [] };
  context.on('request', (request) => {
    const isOfWorker = request.serviceWorker() !== null;
    listening.requests.push({
      url: request.url(),
      isNavigation: !isOfWorker && request.isNavigationRequest(),
      isOfWorker,
    });
  });
  context.on('weberror', (error) => listening.complaints.push(error.error().message));
  context.on('console', (message) => {
    // That there is no network is the browser's own remark, and what the journey wanted.
    if (message.type() !== 'error' || message.text().includes('ERR_INTERNET_DISCONNECTED')) return;
    listening.complaints.push(message.text());
  });
  return listening;
}

/** What was asked of another origin; a page may only be *led* to one of `doors`. */
export function strays({ requests }: Listening, origin: string, doors: readonly string[]): string[] {
  return requests
    .filter(({ url, isNavigation }) => {
      if (url.startsWith('data:') || url.startsWith('blob:')) return false;
      const found = new URL(url).origin;
      return found !== origin && !(isNavigation && doors.includes(found));
    })
    .map(({ url }) => url);
}

export interface Sight {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

export const everySight: readonly Sight[] = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [320, 360, 1280].map((width) => ({ colorScheme, width })),
);

/** What is wrong with one screen as it stands, in each of these sights. Leaves it as it was. */
export async function checkAccess(
  page: Page,
  name: string,
  sights: readonly Sight[] = everySight,
): Promise<string[]> {
  const before = page.viewportSize();
  const found: string[] = [];
  for (const { colorScheme, width } of sights) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 740 });
    for (const { id, nodes } of await violationsOn(page)) {
      const places = nodes.map(({ target }) => target.join(' ')).join(', ');
      found.push(`${name} ${colorScheme} ${width}: ${id} ${places}`);
    }
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (isWide) found.push(`${name} ${colorScheme} ${width}: wider than the screen`);
    await shoot(page, `${name}-${colorScheme}-${width}`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before !== null) await page.setViewportSize(before);
  return found;
}

/** Only for whoever wants to look: nothing is written unless `SHOTS` names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Chromium's own account of every address that the whole browser asked for. Complete once the browser is closed. */
export function readNetLog(file: string): string[] {
  const { events } = JSON.parse(readFileSync(file, 'utf8')) as { events: { params?: { url?: unknown } }[] };
  const urls = events.flatMap(({ params }) => (typeof params?.url === 'string' ? [params.url] : []));
  return [...new Set(urls)];
}

/** What the paper in a drawer says: read from the screen, as its owner copies it. */
export async function readGroups(page: Page): Promise<string> {
  return (await page.locator('[data-group]').allTextContents()).map((group) => group.trim()).join(' ');
}

/** What a camera reads: the drawing as it is on the screen, not the text it was made from. */
export async function readDrawnCode(page: Page, selector: string): Promise<string | undefined> {
  const side = 360;
  const drawing = page.locator(selector);
  await drawing.locator('path, rect').first().waitFor({ state: 'attached', timeout: patienceMs });
  const pixels = await drawing.evaluate(async (svg, edge) => {
    const copy = svg.cloneNode(true) as SVGElement;
    copy.setAttribute('width', String(edge));
    copy.setAttribute('height', String(edge));
    const image = new Image();
    image.src = `data:image/svg+xml;base64,${btoa(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    const canvas = new OffscreenCanvas(edge + 80, edge + 80);
    const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, edge + 80, edge + 80);
    pen.drawImage(image, 40, 40, edge, edge);
    return [...pen.getImageData(0, 0, edge + 80, edge + 80).data];
  }, side);
  return readCode(Uint8ClampedArray.from(pixels), side + 80, side + 80)?.data;
}
