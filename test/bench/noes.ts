/**
 *   npm run bench -- noes           a party's call, by what the resident did: can the time of the answer tell?
 *   CALLS=8000 npm run bench -- noes     more calls of each kind
 *
 * Noes that share an outward form are compared with each other by a rank test (Mann–Whitney), call by call, in random
 * order. The control is one kind of no against itself: calls of the same kind, in two halves drawn by chance. The store is
 * in memory, without the disk whose waiting would hide a difference. A small `p` says that the two can be told apart by very
 * many calls; `chance` says how far a single call helps: 0.5 is a coin.
 *
 * Each `p` is corrected after Bonferroni: times the number of comparisons of its sort, pairs or controls. It ends with 1
 * when a pair is under 0.01 while its form's controls are not, and with 2 when a control is: that form was not judged.
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
import { openParty } from '../../relay/kit/client.ts';
import { newPartyKeys, partyRecord } from '../../relay/kit/keys.ts';
import { rootOfTexts } from '../../relay/kit/proof.ts';
import { Limits, type Rate } from '../../relay/middleware/limits.ts';
import { openLogs } from '../../relay/middleware/logs.ts';
import { newLogSigner } from '../../relay/proof/log-signer.ts';
import { openRegie, publishRegie } from '../../relay/regie.ts';
import { noWallet } from '../../relay/routes/wallet.ts';
import { openSqliteStore } from '../../relay/store/sqlite.ts';
import { aboutCity, declarationBody, redirectUri } from '../relay/house.ts';
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

/** Under it, two kinds are told apart by their times. */
const significant = 0.01;

async function openRelay() {
  const folder = mkdtempSync(join(tmpdir(), 'vav-noes-'));
  const regie = openRegie(folder, origin, nowMs);
  const signer = newLogSigner(origin);
  const store = openSqliteStore(':memory:', signer);
  await publishRegie(store, regie);
  const keys = newPartyKeys();
  const record = await partyRecord(keys, aboutCity, nowMs);
  const house = await openHouse({
    origin,
    now: () => nowMs,
    store,
    signer,
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
  const fetch = async (address: string, options?: RequestInit) => app.request(address, options);
  const now = () => nowMs;
  const client = await openParty({ relay: origin, keys, record, fetch, now });
  const { digest: declaration } = await client.declare(declarationBody());
  /** Asked, and the request open on a phone that says nothing. */
  const leaveOpen = async (): Promise<void> => {
    const { address } = await client.pushRequest({
      declaration,
      purpose: 'aid',
      facts: [{ key: 'commune', necessity: 'required', precision: 'exact' }],
      period: { days: 182 },
      redirectUri,
      state: randomId(),
    });
    const page = await (await fetch(address, { headers: { accept: 'text/html' } })).text();
    const handle = /href="\/r#([A-Za-z0-9_-]{22})\./.exec(page)?.[1];
    const body = JSON.stringify({ handle, claim: toBase64url(randomBytes(32)) });
    const headers = { 'content-type': 'application/json' };
    const opened = await fetch(`${origin}/request`, { method: 'POST', headers, body });
    if (!opened.ok) throw new Error(await opened.text());
  };
  return { app, store, line, leaveOpen, close: () => rmSync(folder, { recursive: true }) };
}

type Relay = Awaited<ReturnType<typeof openRelay>>;

/** Kept in turns of the kinds, so that none of them is older, or nearer to another, in memory or in a table. */
async function settle({ store, leaveOpen, line: { party } }: Relay): Promise<void> {
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
    await leaveOpen();
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

interface Row extends Compared {
  readonly form: Form;
  readonly what: string;
  /** What it is judged by. */
  readonly corrected: number;
}

/** After Bonferroni: however many are looked at, chance finds one in as few runs as with one comparison. */
const correct = (rows: readonly Omit<Row, 'corrected'>[]): Row[] =>
  rows.map((row) => ({ ...row, corrected: round(Math.min(1, row.p * rows.length)) }));

function printTable(rows: readonly Row[]): void {
  console.log('| form | compared | p, corrected | chance of one call | medians |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const { form, what, corrected, chance, medians } of rows)
    console.log(`| \`${form}\` | ${what} | ${corrected} | ${chance} | ${medians} |`);
}

/** What stands at the end of the run, and what it ends with. */
function judge(pairs: readonly Row[], controls: readonly Row[]): { said: string; exitCode: number } {
  const isTold = ({ corrected }: Row) => !(corrected >= significant);
  const isJudged = ({ form }: Row) => !controls.some((control) => control.form === form && isTold(control));
  const told = pairs.filter((pair) => isTold(pair) && isJudged(pair));
  if (told.length > 0)
    return { said: `told apart by their times: ${told.map(({ what }) => what).join('; ')}`, exitCode: 1 };
  if (!pairs.every(isJudged))
    return { said: 'not judged: two halves of one kind differ too; measure again', exitCode: 2 };
  return { said: 'no pair is told apart by its times', exitCode: 0 };
}

printMachine();
await readySodium();
const pairsFound: Omit<Row, 'corrected'>[] = [];
const controlsFound: Omit<Row, 'corrected'>[] = [];
for (const form of Object.keys(kinds) as Form[]) {
  const relay = await openRelay();
  await settle(relay);
  const times = await time(relay, form);
  const all: readonly Kind[] = kinds[form];
  all.forEach((left, at) => {
    const of = times.get(left) ?? [];
    console.log(`${form}: ${left}: ${of.length} calls, median ${round(median(of))} µs`);
    controlsFound.push({ form, what: `${left}, two halves`, ...halves(of) });
    for (const right of all.slice(at + 1))
      pairsFound.push({ form, what: `${left} and ${right}`, ...compare(of, times.get(right) ?? []) });
  });
  await relay.store.close();
  relay.close();
}
const [pairs, controls] = [correct(pairsFound), correct(controlsFound)];
printTable([...pairs, ...controls]);
const { said, exitCode } = judge(pairs, controls);
console.log(said);
process.exitCode = exitCode;
const lined = (rows: readonly Row[]) =>
  Object.fromEntries(
    rows.map(({ what, corrected, chance, medians }) => [what, { p: corrected, chance, medians }]),
  );
printLine({
  bench: 'noes',
  unit: `p of a rank test over ${callCount} calls of each kind, corrected after Bonferroni; chance that one call tells; ratio of medians`,
  ours: lined(pairs),
  peers: lined(controls),
  ratio: Object.fromEntries(pairs.map(({ what, medians }) => [what, medians])),
});
