// One first visit of a phone that has never been here, on a slow line, with a slow processor, and what was seen when.

import { gzipSync } from 'node:zlib';
import type { Browser, Page, Request } from 'playwright-core';
import { phone } from '../../support/chromium.ts';
import { slow4G, slowDown, slowProcessor } from '../../support/network.ts';

/** Milliseconds since the link was tapped, taken once the frame that shows it has been drawn. */
export interface Seen {
  readonly firstPaintMs: number;
  /** The values that are asked for stand there, and « Non » can be tapped. */
  readonly decideMs: number;
  /** « Oui » can be tapped: every signature is verified and the keys' library has started. */
  readonly keysMs: number;
}

export interface Loaded {
  readonly path: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly isScript: boolean;
  readonly isEntry: boolean;
  readonly sentBytes: number;
  /** As gzip -9 makes it, whatever it was sent as: the figure that budgets are written in. */
  readonly gzipBytes: number;
}

export interface Visit {
  readonly seen: Seen;
  /** Asked for before the keys were ready, in order. */
  readonly loaded: readonly Loaded[];
  readonly slower: number;
}

export interface Manner {
  /** Nothing is accepted compressed. */
  readonly isPlain?: boolean;
}

const slowerBy = 4;
const patienceMs = 60_000;

type Marks = Partial<Record<keyof Seen | 'refusedMs', number>>;

/** Runs in the page before anything of it. */
function watch(): void {
  const marks: Record<string, number> = {};
  Object.assign(globalThis, { seenMarks: marks });
  const isOn = (act: string): boolean => {
    const button = document.querySelector(`[data-act="${act}"]`);
    return (
      button !== null && !button.matches(':disabled, [aria-disabled="true"]') && button.checkVisibility()
    );
  };
  const mark = (name: string, isThere: () => boolean): void => {
    if (name in marks || !isThere()) return;
    marks[name] = Number.NaN;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        marks[name] = performance.now();
      };
      port2.postMessage(null);
    });
  };
  const look = (): void => {
    mark(
      'decideMs',
      () => isOn('no') && document.querySelector('.values [data-fact], .values [data-value]') !== null,
    );
    mark('keysMs', () => isOn('yes'));
    mark('refusedMs', () => document.querySelector('[data-said="refused"]') !== null);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  addEventListener('DOMContentLoaded', look);
}

async function seenBy(page: Page, name: keyof Marks): Promise<number> {
  const found = await page.waitForFunction(
    (wanted) => (globalThis as unknown as { seenMarks: Marks }).seenMarks[wanted],
    name,
    { timeout: patienceMs },
  );
  return (await found.jsonValue()) as number;
}

async function sizes(request: Request, startedMs: number): Promise<Loaded> {
  const response = await request.response();
  const body = (await response?.body().catch(() => undefined)) ?? Buffer.alloc(0);
  const { startTime, responseEnd } = request.timing();
  const { responseBodySize } = await request.sizes();
  const { pathname } = new URL(request.url());
  return {
    path: `${request.method()} ${pathname}`,
    startMs: startTime - startedMs,
    endMs: startTime - startedMs + responseEnd,
    isScript: request.resourceType() === 'script' || /\.(?:m?js|wasm)$/.test(pathname),
    isEntry: false,
    sentBytes: responseBodySize,
    gzipBytes: gzipSync(body, { level: 9 }).length,
  };
}

/** Scripts that the HTML names, by itself and by what it preloads: before anything is asked. */
const namedByHtml = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');

async function open<T>(
  browser: Browser,
  manner: Manner,
  act: (page: Page, slower: number) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    ...phone,
    serviceWorkers: 'block',
    ...(manner.isPlain ? { extraHTTPHeaders: { 'accept-encoding': 'identity' } } : {}),
  });
  try {
    const page = await context.newPage();
    const slower = await slowProcessor(page, slowerBy);
    await slowDown(page, slow4G);
    await page.addInitScript(watch);
    return await act(page, slower);
  } finally {
    await context.close();
  }
}

/** `keys`: false for a page that has none. */
export async function visit(browser: Browser, address: string, manner: Manner = {}): Promise<Visit> {
  return open(browser, manner, async (page, slower) => {
    const requests: Request[] = [];
    page.on('request', (request) => requests.push(request));
    const response = await page.goto(address, { waitUntil: 'commit' });
    const keysMs = await seenBy(page, 'keysMs');
    const decideMs = await seenBy(page, 'decideMs');
    const { firstPaintMs, startedMs } = await page.evaluate(() => ({
      firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      startedMs: performance.timeOrigin,
    }));
    await page.waitForLoadState('networkidle');
    const entry = namedByHtml((await response?.text()) ?? '');
    const all = await Promise.all(requests.map((request) => sizes(request, startedMs)));
    return {
      seen: { firstPaintMs, decideMs, keysMs },
      loaded: all
        .filter(({ startMs }) => startMs <= keysMs)
        .map((one) => ({ ...one, isEntry: one.isScript && entry.includes(one.path.slice('GET '.length)) })),
      slower,
    };
  });
}

/** From the tap on « Non », made as soon as it is there, until the screen says that it was heard. */
export async function refuse(browser: Browser, address: string): Promise<number> {
  return open(browser, {}, async (page) => {
    await page.goto(address, { waitUntil: 'commit' });
    await seenBy(page, 'decideMs');
    const tappedMs = await page.evaluate(() => {
      document.querySelector<HTMLElement>('[data-act="no"]')?.click();
      return performance.now();
    });
    return (await seenBy(page, 'refusedMs')) - tappedMs;
  });
}
