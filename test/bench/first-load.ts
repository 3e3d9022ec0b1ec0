/**
 * The first visit: a resident who has never been here taps a request's link, on a phone of 360 px, slow 4G and a quarter
 * of this processor, without a service worker. Beside it, in the same browser under the same emulation: the same wallet
 * sent uncompressed, and two floors that no wallet can go below: the finished request screen as one page of plain HTML,
 * and a page that does nothing but start libsodium.
 */
import { loadavg } from 'node:os';
import { openBrowser } from '../support/chromium.ts';
import { openCity } from '../support/city.ts';
import { median, printLine, printMachine, round } from '../support/measure.ts';
import { slow4G } from '../support/network.ts';
import { openFloor } from './first-load/floor.ts';
import { type Loaded, refuse, type Seen, type Visit, visit } from './first-load/visit.ts';

const runs = Number(process.env['RUNS'] ?? 7);

const reach = { entryKb: 45, allKb: 230, firstPaintMs: 800, decideMs: 1200, keysMs: 2500 } as const;
type Reached = keyof typeof reach;

const city = await openCity();
const browser = await openBrowser();

/** What the button of the party's page does, up to the link that its waiting room shows. */
async function freshLink(): Promise<string> {
  const room = await (await fetch(`${city.partyOrigin('bike-grant')}/ask`)).text();
  const link = /href="(\/r#[\w.-]+)"/.exec(room)?.[1];
  if (link === undefined) throw new Error('the waiting room shows no link');
  return city.origin + link;
}

const kb = (files: readonly Loaded[]): number =>
  files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0) / 1000;
const middle = (visits: readonly Visit[], name: keyof Seen): number =>
  Math.round(median(visits.map(({ seen }) => seen[name])));

function printWaterfall(visits: readonly Visit[]): void {
  const typical = visits.toSorted((a, b) => a.seen.keysMs - b.seen.keysMs)[visits.length >> 1];
  for (const { path, startMs, endMs, sentBytes, gzipBytes, isScript } of typical?.loaded ?? []) {
    const times = `${Math.round(startMs)}…${Math.round(endMs)} ms`.padEnd(15);
    const sent = `${(sentBytes / 1000).toFixed(1).padStart(6)} kB sent`;
    const weighed = isScript ? `, ${(gzipBytes / 1000).toFixed(1).padStart(6)} kB gzip` : '';
    console.log(`  ${times} ${(sent + weighed).padEnd(32)} ${path}`);
  }
}

interface Peer {
  readonly visits: Visit[];
  readonly visit: () => Promise<Visit>;
}

const times = ({ visits }: Peer) => ({
  firstPaintMs: middle(visits, 'firstPaintMs'),
  decideMs: middle(visits, 'decideMs'),
  keysMs: middle(visits, 'keysMs'),
});

printMachine();
// A quarter of a processor that others use is less than a quarter: the figures are those of a quiet machine only.
console.log(`load before: ${loadavg()[0]?.toFixed(1)}`);
console.log(`line: ${JSON.stringify(slow4G)}, shared by all that is under way`);
const floor = await openFloor(browser, await freshLink());
const wallet: Peer = { visits: [], visit: async () => visit(browser, await freshLink()) };
const peers: Record<string, Peer> = {
  uncompressed: { visits: [], visit: async () => visit(browser, await freshLink(), { isPlain: true }) },
  'finished screen as HTML': { visits: [], visit: () => visit(browser, floor.page) },
  'libsodium alone': { visits: [], visit: () => visit(browser, floor.library) },
};

try {
  // Not counted: the relay, the browser and its own caches of code are warm for whoever comes next, us and peers alike.
  await wallet.visit();
  for (let run = 1; run <= runs; run += 1) {
    for (const peer of [wallet, ...Object.values(peers)]) peer.visits.push(await peer.visit());
    const { seen, slower } = wallet.visits.at(-1) as Visit;
    const { firstPaintMs, decideMs, keysMs } = seen;
    console.log(
      `run ${run}: processor ÷${slower.toFixed(2)}, paint ${Math.round(firstPaintMs)}, decide ${Math.round(decideMs)}, keys ${Math.round(keysMs)} ms`,
    );
  }
  printWaterfall(wallet.visits);
  const refusals: number[] = [];
  for (let run = 0; run < 3; run += 1) refusals.push(await refuse(browser, await freshLink()));
  console.log(
    `« Non », tapped as soon as it is there, is sent and answered after ${Math.round(median(refusals))} ms`,
  );
  const { loaded, seen } = wallet.visits[0] as Visit;
  const scripts = loaded.filter(({ isScript }) => isScript);
  // What was there when the keys were. What a yes will need is asked for in that same moment, and nobody waits for it.
  const arrived = scripts.filter(({ endMs }) => endMs <= seen.keysMs);
  const ours = {
    entryKb: round(kb(scripts.filter(({ isEntry }) => isEntry))),
    allKb: round(kb(arrived)),
    begunKb: round(kb(scripts)),
    ...times(wallet),
  };
  const missed = (Object.keys(reach) as Reached[]).filter((name) => !(ours[name] <= reach[name]));
  for (const name of missed) console.log(`missed: ${name} ${ours[name]}, reach ${reach[name]}`);
  if (missed.length > 0) process.exitCode = 1;
  printLine({
    bench: 'first-load',
    unit: 'kB gzip, ms',
    ours,
    peers: Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, times(peer)])),
    ratio: Object.fromEntries(
      Object.entries(peers).map(([name, peer]) => [name, round(ours.keysMs / times(peer).keysMs)]),
    ),
  });
} finally {
  floor.close();
  await browser.close();
  await city.close();
}
