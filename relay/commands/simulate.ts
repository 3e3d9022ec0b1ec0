// npm run simulate -- --residents 2000: a whole study with residents who do not exist, through the real doors of a relay
// that runs on this machine. Publishes a short study, opens accounts, takes tokens, sends contributions (some of them with
// nothing to say, taken back, forged or sent twice), waits for the release and sets it beside the truth, which only this
// program knows.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { recordDigest } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { instantText } from '../../policy/instant.ts';
import { type Operation, readOperation } from '../../policy/label.ts';
import { splitRecord } from '../../policy/record.ts';
import { tableOf } from '../../policy/release/table.ts';
import { readRelease } from '../../policy/release.ts';
import { pathOf } from '../../policy/routes.ts';
import { cellCount, readStudy, type Study, type StudyOperator } from '../../policy/study.ts';
import { openFictionalStudy } from '../aggregate/fictional-wallet.ts';
import { type Population, simulateResidents, type Truth } from '../aggregate/simulated.ts';
import { readOwnSettings } from '../main.ts';
import { type OwnParty, openOwnParty } from '../own-party.ts';
import { openRegie } from '../regie.ts';

const usage =
  'npm run simulate -- [--residents 2000] [--minutes 4] [--study DRAFT.json]\n' +
  '  for a relay of this machine that has a helper: DATA_DIR and PORT as it was started with\n';
const usualDraft = new URL('../../docs/examples/mobility-study/study.json', import.meta.url);
const minuteMs = 60_000;

interface Shown {
  studies: { record: string; operations: { record: string }[]; state: string }[];
  operators: { leader: StudyOperator; issuer: StudyOperator; helpers: StudyOperator[] };
}

const { values } = parseArgs({
  options: { residents: { type: 'string' }, minutes: { type: 'string' }, study: { type: 'string' } },
});
const residents = whole(values.residents ?? '2000', 1, 1_000_000);
/** Some 25 residents a second on two cores, and a minute more. */
const minutes = whole(values.minutes ?? String(Math.ceil(residents / 1500) + 1), 1, 10_000);
const { dataDir, port, origin } = readOwnSettings();
const here = `http://localhost:${port}`;
const send = (path: string, init: RequestInit) => fetch(here + path, init);

function whole(text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  process.stderr.write(`expected a whole number from ${least} to ${most}, found \`${text}\`\n${usage}`);
  process.exit(2);
}

/** A sentence for whoever typed the command, and the end. */
function give(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

async function get<T>(path: string): Promise<T> {
  const response = await send(path, { method: 'GET' }).catch(() => give(`no relay answers on port ${port}`));
  if (!response.ok) give(`the relay refused ${path}: ${response.status}`);
  return (await response.json()) as T;
}

async function post(path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (response.ok) return;
  const {
    code = '',
    en = '',
    detail = '',
  } = (await response.json().catch(() => ({}))) as Record<string, string>;
  give(`the relay refused ${path}: ${code} ${en} ${detail}`);
}

/** A university that does not exist either; its keys rest beside the relay's, and the régie admits it. */
async function openAsker(): Promise<OwnParty> {
  const nowMs = Date.now();
  const asker = openOwnParty(
    join(dataDir, 'simulate'),
    {
      name: { fr: 'Université de la simulation', en: 'University of the simulation' },
      role: 'research',
      interest: 'general',
      legalId: 'simulation',
      url: origin,
      contact: { email: 'simulation@universite.example' },
    },
    nowMs,
  );
  const known = await send(pathOf('readParty', { id: asker.id }), { method: 'GET' });
  if (!known.ok) await post(pathOf('keepParty'), { record: asker.text });
  const isAdmitted = known.ok && ((await known.json()) as { admitted: boolean }).admitted;
  if (!isAdmitted)
    await post(pathOf('keepLabel'), {
      record: openRegie(dataDir, origin, nowMs).admit(asker.id, nowMs + 31 * 86_400_000, nowMs),
    });
  return asker;
}

/** Opens at the next minute, is told a minute after its close, and goes a day later. */
function writeStudy(asker: OwnParty, operators: Shown['operators']): { text: string; study: Study } {
  const [helper] = operators.helpers;
  if (helper === undefined)
    give('this relay has no second aggregator: `npm start` brings one, or set HELPERS');
  const draft = JSON.parse(readFileSync(values.study ?? usualDraft, 'utf8')) as object;
  const nowMs = Date.now();
  const opensMs = Math.ceil((nowMs + 2_000) / minuteMs) * minuteMs;
  const closesMs = opensMs + minutes * minuteMs;
  const body = {
    ...draft,
    v: 1,
    type: 'study',
    id: randomId(),
    at: instantText(nowMs),
    by: asker.id,
    ...{ leader: operators.leader, issuer: operators.issuer, helper },
    window: { opens: instantText(opensMs), closes: instantText(closesMs) },
    precisionSeconds: 60,
    releaseAt: instantText(closesMs + minuteMs),
    destroyAt: instantText(closesMs + 1440 * minuteMs),
  };
  const study = readStudy(body);
  return { text: asker.sign(study), study };
}

async function waitUntil(atMs: number, words: string): Promise<void> {
  for (let leftMs = atMs - Date.now(); leftMs > 0; leftMs = atMs - Date.now()) {
    bar(words, undefined, `${Math.ceil(leftMs / 1000)} s`);
    await pause(Math.min(1_000, leftMs));
  }
}

/** On a terminal one line that is written again; in a file one line at each tenth. */
let lastTenth = -1;
function bar(words: string, share: number | undefined, rest: string): void {
  const width = 30;
  const drawn = share === undefined ? '' : `[${'█'.repeat(Math.round(share * width)).padEnd(width, '·')}] `;
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[2K${words.padEnd(12)} ${drawn}${rest}`);
    return;
  }
  const tenth = share === undefined ? -1 : Math.floor(share * 10);
  if (tenth === lastTenth) return;
  lastTenth = tenth;
  process.stderr.write(`${words} ${rest}\n`);
}

async function waitForRelease(digest: string, study: Study) {
  await waitUntil(Date.parse(study.window.closes), 'closing in');
  const untilMs = Date.parse(study.releaseAt) + 10 * minuteMs;
  while (Date.now() < untilMs) {
    const response = await send(pathOf('readRelease', { digest }), { method: 'GET' });
    if (response.ok)
      return readRelease(splitRecord(((await response.json()) as { record: string }).record).body);
    bar('counting', undefined, 'both aggregators check each proof, then wait for the minute');
    await pause(1_000);
  }
  return give('no release ten minutes after its time: look at the lines of relay and helper');
}

/** A population with a shape: near trips on foot and by bike, far ones by car and train. */
function populationOf(study: Study): Population {
  const cells = cellCount(study.dimensions);
  const weights = Array.from({ length: cells }, (_, cell) => 1 + ((cell * 7919) % 13));
  return { weights, nothing: 0.06, withdraw: 0.03, forge: 0.02, repeat: 0.02 };
}

function tell(study: Study, statement: ReturnType<typeof readRelease>['statement'], truth: Truth): void {
  const { accepted, withdrawn, rejected } = statement.counts;
  process.stdout.write(`\n${study.question.en}\n`);
  process.stdout.write(
    `accepted ${accepted} (true: ${truth.accepted}), taken back ${withdrawn} (${truth.withdrawn}), refused ${JSON.stringify(rejected)}\n`,
  );
  const table = tableOf(study, statement);
  if (table.outcome === 'too-few') {
    process.stdout.write(`fewer than ${table.minimumCohort}: no number is told\n`);
    return;
  }
  let [covered, told] = [0, 0];
  for (const { cell, classes, estimate, low, high } of table.cells) {
    const name = classes.map(({ label }) => label.en).join(', ');
    const real = truth.cells[cell] as number;
    const start = `${name.padEnd(44)} true ${String(real).padStart(6)}`;
    if (estimate === null || low === null || high === null) {
      process.stdout.write(`${start}   suppressed\n`);
      continue;
    }
    const holds = low <= real && real <= high;
    told += 1;
    if (holds) covered += 1;
    process.stdout.write(
      `${start}   told ${String(estimate).padStart(6)}   ${low} to ${high}${holds ? '' : '   (outside)'}\n`,
    );
  }
  process.stdout.write(
    `the interval holds the truth in ${covered} of ${told} cells told; 19 of 20 are promised\n`,
  );
}

await readySodium();
const asker = await openAsker();
const { operators } = await get<Shown>(pathOf('listStudies'));
const { text, study } = writeStudy(asker, operators);
await post(pathOf('keepStudy'), { record: text });
const digest = recordDigest(text);
const { operations } = await get<Shown['studies'][number]>(pathOf('readStudy', { digest }));
const labels = operations.map(({ record }) => readOperation(splitRecord(record).body));
const of = (role: Operation['role']): Operation =>
  labels.find((label) => label.role === role) ?? give(`no word of the ${role}`);
process.stderr.write(`study ${digest}\n`);
await waitUntil(Date.parse(study.window.opens), 'opens in');
const truth = await simulateResidents({
  of: openFictionalStudy(text, of('leader'), of('helper')),
  population: populationOf(study),
  residents,
  send,
  now: Date.now,
  progress: (done) => bar('residents', done / residents, `${done} of ${residents}`),
});
process.stderr.write('\n');
const release = await waitForRelease(digest, study);
tell(study, release.statement, truth);
process.stdout.write(`${here}${pathOf('readReleaseFile', { digest })}\n`);
