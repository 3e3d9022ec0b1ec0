/**
 *   npm run bench -- noes           a party's call, by what the resident did: can the time of the answer tell?
 *   CALLS=8000 npm run bench -- noes     more calls of each kind
 *
 * Noes that share an outward form are compared with each other by a rank test (Mann–Whitney), call by call, in random
 * order. The control is one kind of no against itself: calls of the same kind, in two halves drawn by chance. The store is
 * in memory, without the disk whose waiting would hide a difference. A small `p` says that the two can be told apart by very
 * many calls; `chance` says how far a single call helps: 0.5 is a coin.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64url } from '../../crypto/encode.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { type AccessItem, itemText } from '../../policy/access.ts';
import { buildApp, openHouse } from '../../relay/app.ts';
import { type Line, signCall } from '../../relay/kit/call.ts';
import { newPartyKeys, partyRecord } from '../../relay/kit/keys.ts';
import { rootOfTexts } from '../../relay/kit/proof.ts';
import { Limits, type Rate } from '../../relay/middleware/limits.ts';
import { openLogs } from '../../relay/middleware/logs.ts';
import { newLogSigner } from '../../relay/proof/log-signer.ts';
import { openRegie, publishRegie } from '../../relay/regie.ts';
import { noWallet } from '../../relay/routes/wallet.ts';
import { openSqliteStore } from '../../relay/store/sqlite.ts';
import { aboutCity } from '../relay/house.ts';
import { dayMs, mailboxOf, newGrant, signedText, startMs } from '../relay/store/acts.ts';
import { aPause, aRefusal, someDigest, someId } from '../support/builders.ts';
import { median, printLine, printMachine, round } from '../support/measure.ts';

const origin = 'http://localhost:8787';
const callCount = Number(process.env['CALLS'] ?? 4000);
const warmCount = 500;
/** Residents of each kind; each is asked about several times, as a party would that wants to know. */
const residents = 500;
const nowMs = startMs + 60_000;

class OpenLimits extends Limits {
  override take(name: string, _rate: Rate, count?: number): void {
    super.take(name, { perSecond: 1e9, burst: 1e9 }, count);
  }
}

const kinds = {
  'not-now': ['paused', 'suspended', 'stale'],
  'not-granted': ['refused', 'unanswered', 'unknown'],
} as const;
type Form = keyof typeof kinds;
type Kind = (typeof kinds)[Form][number];

const nameOf = (kind: Kind, at: number): string => `${kind} resident ${at}`;

async function openRelay() {
  const folder = mkdtempSync(join(tmpdir(), 'vav-noes-'));
  const regie = openRegie(folder, origin, nowMs);
  const store = openSqliteStore(':memory:', newLogSigner(origin));
  await publishRegie(store, regie);
  const keys = newPartyKeys();
  const record = await partyRecord(keys, aboutCity, nowMs);
  const house = await openHouse({
    origin,
    now: () => nowMs,
    store,
    signer: newLogSigner(origin),
    regie: regie.id,
    isShared: false,
  });
  (house as { limits: Limits }).limits = new OpenLimits(() => nowMs);
  const logs = openLogs(() => undefined);
  const app = buildApp(house, logs, noWallet);
  const post = async (path: string, text: string): Promise<{ digest: string }> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ record: text });
    const response = await app.request(origin + path, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { digest: string };
  };
  const { digest: party } = await post('/party', record);
  await post('/label', regie.admit(party, nowMs + 365 * dayMs, nowMs));
  const line: Line = {
    realm: 'real',
    relay: origin,
    party,
    keys,
    fetch: () => Promise.reject(new Error('unused')),
    now: () => nowMs,
  };
  return { app, store, line, close: () => rmSync(folder, { recursive: true }) };
}

type Relay = Awaited<ReturnType<typeof openRelay>>;

/** Kept in turns of the kinds, so that none of them is older, or nearer to another, in memory or in a table. */
async function settle({ store, line: { party } }: Relay): Promise<void> {
  const suspended = someDigest('declaration of the suspended');
  for (let at = 0; at < residents; at += 1) {
    const stale = { terms: { maxAgeMs: dayMs }, atMs: nowMs - 2 * dayMs };
    const [paused, held, old] = [
      newGrant(nameOf('paused', at), { party }),
      { ...newGrant(nameOf('suspended', at), { party }), declaration: suspended },
      newGrant(nameOf('stale', at), { party, ...stale }),
    ];
    await Promise.all([paused, held, old].map((grant) => store.keepGrant(grant)));
    const pause = aPause({ id: someId(`pause ${at}`), by: paused.mailbox, grant: paused.id });
    const { id } = pause;
    await store.keepPause({
      mailbox: paused.mailbox,
      grant: paused.id,
      id,
      text: signedText(pause, id),
      act: 'pause',
      n: 1,
      atMs: nowMs,
    });
    const mailbox = mailboxOf(nameOf('refused', at));
    const refusal = aRefusal({ id: someId(`refusal ${at}`), by: mailbox, party });
    await store.keepRefusal({ mailbox, id: refusal.id, text: signedText(refusal, refusal.id) });
  }
  await store.suspendGrants(suspended);
}

interface Call {
  readonly kind: Kind;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** Signed beforehand: that is the party's work. */
function prepare({ line }: Relay, kind: Kind, at: number): Call {
  const name = nameOf(kind, at % residents);
  const item: AccessItem = {
    subject: { type: 'party', id: line.party },
    action: { name: 'read' },
    resource: { type: 'mailbox', id: mailboxOf(name) },
    context: {
      grant: kind in { paused: 1, suspended: 1, stale: 1 } ? someId(name) : randomId(),
      purpose: 'aid',
      facts: ['commune', 'reference-income'],
      salt: toBase64url(randomBytes(32)),
    },
  };
  const body = JSON.stringify(item);
  const root = rootOfTexts([itemText(item)]);
  return { kind, body, headers: { ...signCall(line, 'POST', '/access/v1/evaluation', body, root).headers } };
}

function shuffle<T>(entries: T[]): T[] {
  for (let at = entries.length - 1; at > 0; at -= 1) {
    const other = Math.floor(Math.random() * (at + 1));
    [entries[at], entries[other]] = [entries[other] as T, entries[at] as T];
  }
  return entries;
}

/** Microseconds of each call, by kind. */
async function time(relay: Relay, form: Form): Promise<Map<Kind, number[]>> {
  const times = new Map<Kind, number[]>(kinds[form].map((kind) => [kind, []]));
  const all: readonly Kind[] = kinds[form];
  // Made in the order in which they leave: calls of one kind that lie together in memory would be quicker, or slower.
  const made = (count: number): Call[] =>
    shuffle(all.flatMap((kind) => Array.from({ length: count }, (_, at) => [kind, at] as const))).map(
      ([kind, at]) => prepare(relay, kind, at),
    );
  const [warm, calls] = [made(warmCount), made(callCount)];
  const expected = `{"context":{"form":"${form}"},"decision":false}`;
  const one = async ({ body, headers }: Call): Promise<number> => {
    const from = process.hrtime.bigint();
    const response = await relay.app.request(`${origin}/access/v1/evaluation`, {
      method: 'POST',
      headers,
      body,
    });
    const text = await response.text();
    const spent = Number(process.hrtime.bigint() - from) / 1000;
    if (text !== expected) throw new Error(`expected ${expected}, found ${text}`);
    return spent;
  };
  for (const call of warm) await one(call);
  for (const call of calls) times.get(call.kind)?.push(await one(call));
  return times;
}

/** Two-sided, with the normal approximation and the correction for ties: thousands of calls on each side. */
function rankTest(left: readonly number[], right: readonly number[]): { p: number; chance: number } {
  const all = [...left.map((us) => ({ us, isLeft: true })), ...right.map((us) => ({ us, isLeft: false }))];
  all.sort((a, b) => a.us - b.us);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.us === all[from]?.us) to += 1;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at += 1) if (all[at]?.isLeft === true) rankSum += rank;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  const [n, m] = [left.length, right.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const mean = (n * m) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  const z = (Math.abs(u - mean) - 0.5) / Math.sqrt(variance);
  return { p: 2 * upperTail(Math.max(0, z)), chance: u / (n * m) };
}

/** P(Z > z) of the normal distribution; Abramowitz and Stegun 26.2.17, right to 7.5e-8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = series.reduceRight((before, factor) => (before + factor) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

interface Compared {
  readonly p: number;
  readonly chance: number;
  readonly medians: number;
}

function compare(left: readonly number[], right: readonly number[]): Compared {
  const { p, chance } = rankTest(left, right);
  return { p: round(p), chance: round(chance, 4), medians: round(median(left) / median(right), 4) };
}

function halves(times: readonly number[]): Compared {
  const drawn = shuffle([...times]);
  const middle = Math.floor(drawn.length / 2);
  return compare(drawn.slice(0, middle), drawn.slice(middle));
}

printMachine();
await readySodium();
const ours: Record<string, Compared> = {};
const control: Record<string, Compared> = {};
for (const form of Object.keys(kinds) as Form[]) {
  const relay = await openRelay();
  await settle(relay);
  const times = await time(relay, form);
  const all: readonly Kind[] = kinds[form];
  for (const kind of all) {
    const of = times.get(kind) ?? [];
    control[`${kind}, two halves`] = halves(of);
    console.log(`${form}: ${kind}: ${of.length} calls, median ${round(median(of))} µs`);
  }
  all.forEach((left, at) => {
    for (const right of all.slice(at + 1)) {
      const found = compare(times.get(left) ?? [], times.get(right) ?? []);
      ours[`${left} and ${right}`] = found;
      console.log(
        `  ${left} and ${right}: p ${found.p}, the first is the slower one with chance ${found.chance}, medians ${found.medians}`,
      );
    }
  });
  await relay.store.close();
  relay.close();
}
const ratio = Object.fromEntries(Object.entries(ours).map(([pair, { medians }]) => [pair, medians]));
printLine({
  bench: 'noes',
  unit: `p of a rank test over ${callCount} calls of each kind; chance that one call tells; ratio of medians`,
  ours,
  peers: control,
  ratio,
});
