/**
 * A whole study through the real doors: a relay and a helper as two processes, some thousand residents who do not exist,
 * some with nothing to say, some who take it back, and everybody who tries to be counted wrongly.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url } from '../../crypto/encode.ts';
import { addNoise, unshardSigned } from '../../crypto/prio3/noisy.ts';
import { prio3MultihotCountVec } from '../../crypto/prio3/prio3.ts';
import { randomBytes } from '../../crypto/random.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { intervalAround, noiseOf } from '../../policy/interval.ts';
import { readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { releaseGaps } from '../../policy/release/verify.ts';
import type { Release } from '../../policy/release.ts';
import { cellCount } from '../../policy/study.ts';
import {
  type DoorRefused,
  type FictionalStudy,
  FictionalWallet,
} from '../../relay/aggregate/fictional-wallet.ts';
import { noiseFrom } from '../../relay/aggregate/noise-share.ts';
import { readZip } from '../../relay/aggregate/package/zip.ts';
import { simulateResidents, type Truth } from '../../relay/aggregate/simulated.ts';
import { canDump, findInMemory } from '../support/memory-dump.ts';
import { seededChance, seededNumbers } from '../support/seeded-chance.ts';
import { TwoHouses } from '../support/two-houses.ts';

const isLong = process.env.LONG === '1';
const residents = isLong ? 2_000 : 240;
const repeats = isLong ? 2_000 : 400;

let houses: TwoHouses;
let of: FictionalStudy;
let truth: Truth;
let release: Release;
/** Some whose halves are known here, as each house was given its own. */
interface Victim {
  readonly cell: number;
  readonly leaderShare: Uint8Array;
  readonly helperShare: Uint8Array;
  readonly name: Uint8Array;
}
const victims: Victim[] = [];
/** What else was sent, and has to be refused. */
const tried = { otherStudy: 0, token: 0, unreadable: 0, duplicate: 0, late: 0, same: 0 };

const wallet = () => new FictionalWallet(houses.send, () => houses.now());

function turnBit(bytes: Uint8Array, fromEnd: number): void {
  const at = bytes.length - fromEnd;
  bytes[at] = (bytes[at] as number) ^ 1;
}

async function withToken(): Promise<FictionalWallet> {
  const one = wallet();
  await one.openAccount();
  await one.takeToken(of);
  return one;
}

async function sendWrong(): Promise<void> {
  const other = await houses.publish();
  for (let at = 0; at < 5; at += 1) {
    // A token of another study: the same account may have both, and each counts in its own.
    const stranger = wallet();
    await stranger.openAccount();
    const token = await stranger.takeToken(other);
    expect(token.length).toBeGreaterThan(0);
    await stranger.upload(of, await stranger.makeReport(of, at)).catch(() => undefined);
    tried.otherStudy += 1;
  }
  for (let at = 0; at < 5; at += 1) {
    const cheat = await withToken();
    // A bit of the issuer's signature turned: a token that nobody gave.
    turnBit(cheat.token, 9);
    await cheat.upload(of, await cheat.makeReport(of, at)).catch(() => undefined);
    tried.token += 1;
  }
  for (let at = 0; at < 5; at += 1) {
    const broken = await withToken();
    const report = await broken.makeReport(of, at);
    // The last bytes are sealed to the helper: it opens nothing.
    turnBit(report, 1);
    await broken.upload(of, report);
    tried.unreadable += 1;
  }
  for (let at = 0; at < 5; at += 1) {
    const twice = await withToken();
    const report = await twice.makeReport(of, at);
    expect(await twice.upload(of, report)).toBeUndefined();
    // The answer was lost: the very same bytes are no second contribution and no offence.
    expect(await twice.upload(of, report)).toBeUndefined();
    tried.same += 1;
    truth.accepted += 1;
    truth.cells[at] = (truth.cells[at] as number) + 1;
    // Another cell under the same key: the first stays.
    await twice.upload(of, await twice.makeReport(of, at + 1));
    tried.duplicate += 1;
  }
}

/** As the others, but what is split is noted on the way. */
async function sendVictims(): Promise<void> {
  const cells = of.study.vdaf.length;
  for (let at = 0; at < 26; at += 1) {
    const cell = (at * 7) % cells;
    const watched = Object.assign(Object.create(of) as FictionalStudy, {
      vdaf: {
        ...of.vdaf,
        shard: (...given: Parameters<typeof of.vdaf.shard>) => {
          const split = of.vdaf.shard(...given);
          const [leaderShare, helperShare] = split.inputShares as [Uint8Array, Uint8Array];
          victims.push({ cell, leaderShare, helperShare, name: given[2] });
          return split;
        },
      },
    });
    const one = await withToken();
    expect(await one.upload(of, await one.makeReport(watched, cell))).toBeUndefined();
    truth.accepted += 1;
    truth.cells[cell] = (truth.cells[cell] as number) + 1;
  }
}

async function sendLate(): Promise<void> {
  const late = await withToken();
  const report = await late.makeReport(of, 0);
  await houses.moveTo(Date.parse(of.study.window.closes) + 60_000);
  const error = await late.upload(of, report).catch((cause: DoorRefused) => cause.code);
  expect(error).toBeDefined();
  tried.late += 1;
  await expect(late.withdraw(of)).rejects.toThrow('withdrawal-late');
}

beforeAll(async () => {
  houses = await TwoHouses.start();
  of = await houses.publish();
  const population = {
    weights: Array.from({ length: cellCount(of.study.dimensions) }, (_, cell) => 1 + ((cell * 7) % 11)),
    ...{ nothing: 0.08, withdraw: 0.05, forge: 0.04, repeat: 0.04 },
  };
  const chance = seededNumbers('a town of residents');
  truth = await simulateResidents({
    of,
    population,
    residents,
    send: houses.send,
    now: () => houses.now(),
    chance,
  });
  await sendWrong();
  await sendVictims();
  await sendLate();
  release = await houses.release(of);
}, 900_000);

afterAll(() => houses?.stop());

/** What an aggregator holds before any noise, as whoever copies its files finds it. */
function totalOf(program: 'relay' | 'helper') {
  const folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-stolen-'));
  try {
    for (const end of ['', '-wal'])
      cpSync(join(houses.folder, program, `aggregate.db${end}`), join(folder, `aggregate.db${end}`));
    const db = new DatabaseSync(join(folder, 'aggregate.db'));
    const row = db.prepare('SELECT share, count FROM study WHERE digest = ?').get(of.digest);
    db.close();
    return {
      share: vdaf().decodeAggregateShare(row?.['share'] as Uint8Array),
      count: Number(row?.['count']),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const vdaf = () => {
  const { length, maxWeight, chunkLength } = of.study.vdaf;
  return prio3MultihotCountVec(length, maxWeight, chunkLength);
};

const unnoised = () => {
  const [leader, helper] = [totalOf('relay'), totalOf('helper')];
  return { leader, helper, cells: vdaf().unshard([leader.share, helper.share], leader.count).map(Number) };
};

describe('a whole study', () => {
  it('counts exactly who remained, before any noise', () => {
    const { leader, helper, cells } = unnoised();
    expect(truth.refused).toEqual(new Map());
    expect(leader.count).toBe(truth.accepted);
    expect(helper.count).toBe(truth.accepted);
    expect(cells).toEqual(truth.cells);
    expect(truth.cells.at(-1)).toBeGreaterThan(0);
  });

  it('looks like chance in either house alone', () => {
    const { leader, helper } = unnoised();
    const { modulus } = vdaf().field;
    for (const { share } of [leader, helper])
      for (const element of share) {
        const least = vdaf().field.integer(element);
        expect(least > 1_000_000n && least < modulus - 1_000_000n).toBe(true);
      }
  });

  it('tells in public what was taken back and what was refused, each by its reason', () => {
    const { accepted, withdrawn, rejected } = release.statement.counts;
    expect(accepted).toBe(truth.accepted);
    expect(withdrawn).toBe(truth.withdrawn);
    expect(truth.withdrawn).toBeGreaterThan(0);
    expect(rejected.forged).toBe(truth.forged);
    expect(truth.forged).toBeGreaterThan(0);
    expect(rejected['other-study']).toBe(tried.otherStudy);
    expect(rejected.token).toBe(tried.token);
    expect(rejected.unreadable).toBe(tried.unreadable);
    expect(rejected.late).toBe(tried.late);
    expect(rejected.duplicate).toBeGreaterThanOrEqual(tried.duplicate);
  });

  it('is signed by both houses over the same numbers and files', async () => {
    const { study, digest } = of;
    const versionsOf = async (id: string) => {
      const { texts } = await houses.get<{ texts: string[] }>(`/party/${id}`);
      return texts.map((text) => readParty(splitRecord(text).body));
    };
    const [leader, helper] = [await versionsOf(study.leader.party), await versionsOf(study.helper.party)];
    const verify = (label: string, text: string, signature: string, key: string): boolean =>
      verifyRecord(label, text, fromBase64url(signature), fromBase64url(key));
    expect(releaseGaps(release, { study, digest }, { leader, helper }, verify)).toEqual([]);
    const swapped = { leader: helper, helper: leader };
    expect(releaseGaps(release, { study, digest }, swapped, verify)).toEqual(['leader', 'helper']);
  });

  it('differs from the truth by noise, and by no more of it than both add', () => {
    const noises = release.statement.cells.map((cell, at) => cell - (truth.cells[at] as number));
    expect(noises.some((noise) => noise !== 0)).toBe(true);
    const { variance } = noiseOf(of.study.mechanism, 1);
    const sum = noises.reduce((total, noise) => total + noise * noise, 0) / noises.length;
    // Kurtosis of two Laplaces is 4.5: six standard deviations of the mean of 26 squares.
    expect(sum).toBeLessThan(variance * (1 + 6 * Math.sqrt(3.5 / noises.length)));
  });

  it('has intervals that cover the truth as often as the exact probability says, over repeated noise', () => {
    const noise = noiseFrom(seededChance('the same study, released again and again'));
    const { leader, helper } = unnoised();
    const { field } = vdaf();
    const law = noiseOf(of.study.mechanism, 1);
    const halfWidth = law.halfWidth();
    let covered = 0;
    let intervals = 0;
    for (let at = 0; at < repeats; at += 1) {
      const shares = [leader, helper].map(({ share }) =>
        addNoise(field, share, noise(of.study.mechanism, share.length)),
      );
      for (const [cell, estimate] of unshardSigned(field, shares).map(Number).entries()) {
        const real = truth.cells[cell] as number;
        const { low, high } = intervalAround(estimate, halfWidth, 0, truth.accepted);
        intervals += 1;
        if (low <= real && real <= high) covered += 1;
      }
    }
    const exact = law.coverage(halfWidth);
    const doubt = 4 * Math.sqrt((exact * (1 - exact)) / intervals);
    expect(exact).toBeGreaterThanOrEqual(0.95);
    expect(covered / intervals).toBeGreaterThan(exact - doubt);
    expect(covered / intervals).toBeLessThan(exact + doubt);
    // The check can fail: an interval one person narrower is found out.
    const narrower = law.coverage(halfWidth - 1);
    expect(Math.abs(covered / intervals - narrower)).toBeGreaterThan(doubt);
  });

  it('gives everybody the same bytes at the same address', async () => {
    const zip = async () =>
      Buffer.from(await (await houses.send(`/study/${of.digest}/release.zip`, {})).arrayBuffer());
    const [first, second] = [await zip(), await zip()];
    expect(first.equals(second)).toBe(true);
    const files = readZip(first);
    const names = Object.keys(release.statement.files);
    expect([...files.keys()].sort()).toEqual([...names, 'proof.json'].sort());
  });
});

/** A head is written beside its file and then takes its place: by then its own name may be gone. */
function readUnlessMoved(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT' && /log-checkpoint\.txt\.\d+$/.test(path))
      return Buffer.alloc(0);
    throw cause;
  }
}

/** Everything that is left of a house: its files and its log. */
function filesAndLog(program: 'relay' | 'helper'): Buffer {
  const files = readdirSync(join(houses.folder, program), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readUnlessMoved(join(entry.parentPath, entry.name)));
  return Buffer.concat([...files, Buffer.from(houses.program(program).said())]);
}

describe('whoever has one house whole, its database, its log and its memory', () => {
  const shown = () => victims.slice(0, 12);
  it('finds no half that the other house was given, in its files and log', () => {
    for (const program of ['relay', 'helper'] as const) {
      const all = filesAndLog(program);
      for (const victim of shown()) {
        const other = program === 'relay' ? victim.helperShare : victim.leaderShare;
        expect(all.includes(other.subarray(0, 32))).toBe(false);
        expect(all.includes(Buffer.from(other).toString('base64url').slice(0, 40))).toBe(false);
        // The search finds what is there: the name of the contribution.
        expect(all.includes(victim.name)).toBe(true);
      }
    }
  });

  it.skipIf(!canDump)(
    'finds none in the memory of the running process (Linux alone shows that)',
    () => {
      for (const program of ['relay', 'helper'] as const) {
        const others = shown().map((victim) =>
          (program === 'relay' ? victim.helperShare : victim.leaderShare).subarray(0, 32),
        );
        const known = Buffer.from(of.digest);
        const found = findInMemory(houses.program(program).process.pid as number, [known, ...others]);
        // The study's name is there, so the dump is one.
        expect(found).toEqual([true, ...others.map(() => false)]);
      }
    },
    120_000,
  );

  it('guesses a cell from its own half no better than by chance', () => {
    const { length } = of.study.vdaf;
    const { field } = vdaf();
    const guesses = Array.from({ length: isLong ? 3_000 : 600 }, (_, at) => {
      const cell = (at * 5) % length;
      const { inputShares } = of.vdaf.shard(
        of.task.ctx,
        oneHot(length, cell),
        someNonce(at),
        randomBytes(of.vdaf.randBytes),
      );
      const own = field.decode((inputShares[0] as Uint8Array).subarray(0, length * field.encodedBytes));
      const values = own.map((element) => field.integer(element));
      const least = values.indexOf(values.reduce((low, value) => (value < low ? value : low)));
      const most = values.indexOf(values.reduce((high, value) => (value > high ? value : high)));
      return [least === cell, most === cell];
    });
    for (const which of [0, 1]) {
      const right = guesses.filter((guess) => guess[which]).length;
      const usual = guesses.length / length;
      expect(Math.abs(right - usual)).toBeLessThan(5 * Math.sqrt(usual));
    }
  });
});

const oneHot = (length: number, cell: number) => Array.from({ length }, (_, at) => at === cell);
const someNonce = (at: number) =>
  Uint8Array.from({ length: 16 }, (_, place) => (at >> (8 * (place % 4))) & 0xff);
