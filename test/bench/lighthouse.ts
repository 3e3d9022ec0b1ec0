/**
 * Lighthouse, as it judges a phone: slow 4G and a quarter of a processor, simulated by its own model. Each screen that a person can
 * reach without a key, of each entry, on a demonstration that runs; the figure of each category is the lowest of all screens, and of the
 * wallet and of the other pages apart. Beside it, in the same browser: one page of plain HTML with nothing on it to wait for.
 *
 *   RUNS=1 npm run bench -- lighthouse     one run for each screen instead of the middle of three
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import lighthouse from 'lighthouse';
import { openBrowser } from '../support/chromium.ts';
import { openCity } from '../support/city.ts';
import { median, printLine, printMachine, round } from '../support/measure.ts';

const runs = Number(process.env['RUNS'] ?? 3);
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Scores = Readonly<Record<(typeof categories)[number], number>>;
const full: Scores = { performance: 100, accessibility: 100, 'best-practices': 100, seo: 100 };
const reach = { wallet: { ...full, performance: 98 }, others: full };

const debugPort = 9_300 + (process.pid % 500);
const city = await openCity();
const browser = await openBrowser([`--remote-debugging-port=${debugPort}`]);
const plain = createServer((_, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(
    '<!doctype html><html lang="fr"><head><meta name="viewport" content="width=device-width"><meta name="description" content="Une page"><title>Une page</title></head><body><main><h1>Une page</h1></main></body></html>',
  );
});
await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));

/** What stands beside the wallet, each on an origin of its own: the ports after the relay's. */
const beside = (after: number, path: string) => `http://localhost:${city.port + after}${path}`;

const wallet = ['/', '/stop', '/organismes', '/reglages', '/retrouver'].map((path) => city.origin + path);
const others = [beside(1, '/'), beside(1, '/demander'), beside(2, '/')];

async function judge(url: string): Promise<Scores & { readonly faults: readonly string[] }> {
  const all: Scores[] = [];
  const faults = new Set<string>();
  for (let run = 0; run < runs; run += 1) {
    const result = await lighthouse(url, {
      port: debugPort,
      onlyCategories: [...categories],
      logLevel: 'error',
    });
    if (result === undefined || result.lhr.runtimeError !== undefined)
      throw new Error(`lighthouse did not judge \`${url}\`: ${result?.lhr.runtimeError?.code}`);
    const { lhr } = result;
    all.push(
      Object.fromEntries(
        categories.map((name) => [name, Math.round(100 * (lhr.categories[name]?.score ?? 0))]),
      ) as unknown as Scores,
    );
    for (const name of categories)
      for (const { id, weight } of lhr.categories[name]?.auditRefs ?? []) {
        const { score, title } = lhr.audits[id] ?? {};
        if (weight > 0 && typeof score === 'number' && score < 0.9) faults.add(`${id} ${score}: ${title}`);
      }
  }
  const middle = Object.fromEntries(categories.map((name) => [name, median(all.map((one) => one[name]))]));
  return { ...(middle as unknown as Scores), faults: [...faults] };
}

async function lowest(urls: readonly string[]): Promise<Scores> {
  const low: Record<string, number> = Object.fromEntries(categories.map((name) => [name, 100]));
  for (const url of urls) {
    const { faults, ...scores } = await judge(url);
    console.log(
      `${categories.map((name) => `${name} ${scores[name]}`).join(', ')}  ${new URL(url).pathname} (${url})`,
    );
    for (const fault of faults) console.log(`    ${fault}`);
    for (const name of categories) low[name] = Math.min(low[name] ?? 100, scores[name]);
  }
  return low as unknown as Scores;
}

printMachine();
try {
  const ours = { wallet: await lowest(wallet), others: await lowest(others) };
  const page = await lowest([`http://127.0.0.1:${(plain.address() as AddressInfo).port}/`]);
  for (const where of ['wallet', 'others'] as const)
    for (const name of categories) {
      if (ours[where][name] >= reach[where][name]) continue;
      console.log(`missed: ${where}, ${name} ${ours[where][name]}, reach ${reach[where][name]}`);
      process.exitCode = 1;
    }
  const line = (scores: Scores) => ({
    performance: scores.performance,
    accessibility: scores.accessibility,
    bestPractices: scores['best-practices'],
    seo: scores.seo,
  });
  printLine({
    bench: 'lighthouse',
    unit: 'points of 100, the lowest screen',
    ours: {
      ...line(ours.wallet),
      bestPractices: Math.min(ours.wallet['best-practices'], ours.others['best-practices']),
      accessibility: Math.min(ours.wallet.accessibility, ours.others.accessibility),
      others: line(ours.others),
    },
    peers: { 'plain HTML': line(page) },
    ratio: { performance: round(ours.wallet.performance / page.performance) },
  });
} finally {
  plain.close();
  await browser.close();
  await city.close();
}
