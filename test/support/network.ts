import type { Page } from 'playwright-core';

export interface Line {
  readonly roundTripMs: number;
  readonly downKbitPerSecond: number;
  readonly upKbitPerSecond: number;
}

/** The line on which the figures of the first load are said. */
export const slow4G: Line = { roundTripMs: 150, downKbitPerSecond: 1638, upKbitPerSecond: 750 };

/**
 * Slows the line of one page. What its service worker answers or fetches is not slowed: measure a first visit, or in a
 * context made with `serviceWorkers: 'block'`.
 */
export async function slowDown(
  page: Page,
  { roundTripMs, downKbitPerSecond, upKbitPerSecond }: Line,
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: roundTripMs,
    downloadThroughput: (downKbitPerSecond * 1000) / 8,
    uploadThroughput: (upKbitPerSecond * 1000) / 8,
  });
}

/**
 * Slows the processor of one page, and returns by how much it really got slower: the figure stands beside each
 * measurement. Chromium refuses to slow a worker (tried with 153: "only supported for pages"), so work that the wallet
 * gives to a worker is measured by running the same code in a page.
 */
export async function slowProcessor(page: Page, factor: number): Promise<number> {
  const spin = (): Promise<number> =>
    page.evaluate(() => {
      const start = performance.now();
      let sum = 0;
      for (let at = 0; at < 3e7; at += 1) sum = (sum + at * 7) % 1_000_003;
      return sum >= 0 ? performance.now() - start : 0;
    });
  await spin();
  const before = Math.min(await spin(), await spin());
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: factor });
  const after = Math.min(await spin(), await spin());
  return after / before;
}
