import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../crypto/encode.ts';
import { chooseChunkLength } from '../../../crypto/prio3/circuit.ts';
import type { Vector } from '../../../crypto/prio3/field.ts';
import {
  type Prio3,
  prio3Count,
  prio3Histogram,
  prio3MultihotCountVec,
  prio3Sum,
  prio3SumVec,
} from '../../../crypto/prio3/prio3.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { seededChance } from '../../support/seeded-chance.ts';
import { contribute, outSharesOf, type View } from './check.ts';

const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
const encodingInvalid = expect.objectContaining({ code: 'encoding-invalid' });
const contributionInvalid = expect.objectContaining({ code: 'contribution-invalid' });

const chance = seededChance('prio3: round trips');
const study = { verifyKey: chance(32), ctx: chance(32) };

/** From the clients to the sums, as two or more aggregators and a collector do it. */
function sumsOf<M>(vdaf: Prio3<M>, measurements: readonly M[]): number[] {
  let aggregates: Vector[] = Array.from({ length: vdaf.shares }, () => vdaf.aggregateInit());
  for (const measurement of measurements) {
    const outShares = outSharesOf(vdaf, { views: contribute(vdaf, study, measurement, chance) });
    aggregates = aggregates.map((aggregate, at) => vdaf.aggregateUpdate(aggregate, outShares[at] as Vector));
  }
  const sent = aggregates.map((aggregate) => vdaf.encodeAggregateShare(aggregate));
  const received = sent.map((bytes) => vdaf.decodeAggregateShare(bytes));
  return vdaf.unshard(received, measurements.length).map(Number);
}

const columns = (rows: readonly (readonly number[])[], length: number) =>
  Array.from({ length }, (_, at) => rows.reduce((total, row) => total + (row[at] as number), 0));

describe('what the collector learns is the sum, for any number of aggregators', () => {
  const shares = fc.integer({ min: 2, max: 5 });

  it('of counts', () => {
    fc.assert(
      fc.property(shares, fc.array(fc.nat({ max: 1 }), { minLength: 1, maxLength: 8 }), (count, bits) => {
        expect(sumsOf(prio3Count(count), bits)).toEqual(
          columns(
            bits.map((bit) => [bit]),
            1,
          ),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('of numbers up to a limit', () => {
    const cases = fc
      .integer({ min: 1, max: 5000 })
      .chain((most) =>
        fc.tuple(fc.constant(most), fc.array(fc.nat({ max: most }), { minLength: 1, maxLength: 5 })),
      );
    fc.assert(
      fc.property(shares, cases, (count, [most, numbers]) => {
        expect(sumsOf(prio3Sum(most, count), numbers)).toEqual(
          columns(
            numbers.map((number) => [number]),
            1,
          ),
        );
      }),
      { numRuns: 30 },
    );
  });

  const shapes = fc.record({
    length: fc.integer({ min: 1, max: 12 }),
    chunkLength: fc.integer({ min: 1, max: 14 }),
    most: fc.integer({ min: 1, max: 20 }),
    people: fc.array(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
  });

  it('of vectors of numbers', () => {
    fc.assert(
      fc.property(shares, shapes, (count, { length, chunkLength, most, people }) => {
        const rows = people.map((row) => row.slice(0, length).map((value) => value % (most + 1)));
        expect(sumsOf(prio3SumVec(length, most, chunkLength, count), rows)).toEqual(columns(rows, length));
      }),
      { numRuns: 30 },
    );
  });

  it('of one cell each', () => {
    fc.assert(
      fc.property(shares, shapes, (count, { length, chunkLength, people }) => {
        const cells = people.map(([value]) => (value as number) % length);
        const rows = cells.map((cell) => Array.from({ length }, (_, at) => (at === cell ? 1 : 0)));
        expect(sumsOf(prio3Histogram(length, chunkLength, count), cells)).toEqual(columns(rows, length));
      }),
      { numRuns: 30 },
    );
  });

  it('of several cells each, or none', () => {
    fc.assert(
      fc.property(shares, shapes, (count, { length, chunkLength, people }) => {
        const rows = people.map((row) => row.slice(0, length).map((value) => value % 2 === 0));
        const maxWeight = Math.max(1, ...rows.map((row) => row.filter(Boolean).length));
        expect(sumsOf(prio3MultihotCountVec(length, maxWeight, chunkLength, count), rows)).toEqual(
          columns(
            rows.map((row) => row.map(Number)),
            length,
          ),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('a contribution', () => {
  const vdaf = prio3MultihotCountVec(26, 1, chooseChunkLength(27));
  const answer = Array.from({ length: 26 }, (_, at) => at === 3);
  const views = contribute(vdaf, study, answer, chance);
  const [leader, helper] = views as [View, View];
  const init = (view: View) =>
    vdaf.verifyInit(
      view.verifyKey,
      view.ctx,
      view.aggregatorId,
      view.nonce,
      view.publicShare,
      view.inputShare,
    );

  it('has the sizes that the page of its format says', () => {
    expect([leader, helper].map(({ inputShare }) => inputShare.length)).toEqual([864, 64]);
    expect(leader.publicShare.length).toBe(64);
    expect([vdaf.nonceBytes, vdaf.randBytes, vdaf.verifyKeyBytes, vdaf.outputLength]).toEqual([
      16, 128, 32, 26,
    ]);
    expect(init(leader).verifierShare.length).toBe(352);
    expect(vdaf.field.encodedBytes).toBe(16);
  });

  it('is the same for the same chance, and another for any other', () => {
    const [nonce, rand] = [randomBytes(16), randomBytes(vdaf.randBytes)];
    const first = vdaf.shard(study.ctx, answer, nonce, rand).inputShares.map(toHex);
    expect(vdaf.shard(study.ctx, answer, nonce, rand).inputShares.map(toHex)).toEqual(first);
    rand[0] = (rand[0] as number) ^ 1;
    const [otherLeader, otherHelper] = vdaf.shard(study.ctx, answer, nonce, rand).inputShares.map(toHex);
    expect(otherLeader).not.toBe(first[0]);
    expect(otherHelper).not.toBe(first[1]);
  });

  it('gives an aggregator the same state however often it looks', () => {
    const [once, twice] = [init(helper), init(helper)];
    expect(toHex(once.verifierShare)).toBe(toHex(twice.verifierShare));
    expect(twice.state).toEqual(once.state);
  });

  it('looks to one aggregator like any other: no share holds the answer', () => {
    const cell = vdaf.field.encode([vdaf.field.one]);
    const [leaderOut, helperOut] = outSharesOf(vdaf, { views }) as [Vector, Vector];
    for (const out of [leaderOut, helperOut])
      for (const element of out) {
        const bytes = toHex(vdaf.field.encode([element]));
        expect(bytes).not.toBe(toHex(cell));
        expect(bytes).not.toBe('00'.repeat(16));
      }
    expect(vdaf.unshard([leaderOut, helperOut], 1).map(Number)).toEqual(answer.map(Number));
  });

  it('of a wrong size is refused by name', () => {
    const bad: [string, Partial<View>][] = [
      ['nonce', { nonce: leader.nonce.slice(1) }],
      ['verify key', { verifyKey: leader.verifyKey.slice(1) }],
      ['public share', { publicShare: leader.publicShare.slice(1) }],
      ['input share', { inputShare: leader.inputShare.slice(1) }],
      ['aggregator', { aggregatorId: 2 }],
      ['aggregator', { aggregatorId: -1 }],
      ['aggregator', { aggregatorId: 0.5 }],
    ];
    for (const [name, change] of bad) {
      expect(() => init({ ...leader, ...change })).toThrow(sizeInvalid);
      expect(() => init({ ...leader, ...change })).toThrow(new RegExp(`^${name}`));
    }
    expect(() => vdaf.shard(study.ctx, answer, leader.nonce.slice(1), randomBytes(128))).toThrow(sizeInvalid);
    expect(() => vdaf.shard(study.ctx, answer, leader.nonce, randomBytes(127))).toThrow(sizeInvalid);
    const share = init(leader).verifierShare;
    expect(() => vdaf.verifierSharesToMessage(study.ctx, [share])).toThrow(sizeInvalid);
    expect(() => vdaf.verifierSharesToMessage(study.ctx, [share, share.slice(1)])).toThrow(sizeInvalid);
    expect(() => vdaf.verifyNext(init(leader).state, new Uint8Array(31))).toThrow(sizeInvalid);
    expect(() => vdaf.decodeAggregateShare(new Uint8Array(15))).toThrow(sizeInvalid);
  });

  it('is refused with the code of what is wrong', () => {
    const above = leader.inputShare.slice().fill(0xff, 0, 16);
    expect(() => init({ ...leader, inputShare: above })).toThrow(encodingInvalid);
    const shares = [init(leader), init(helper)].map(({ verifierShare }) => verifierShare);
    const [one] = shares as [Uint8Array];
    expect(() => vdaf.verifierSharesToMessage(study.ctx, [one, one])).toThrow(contributionInvalid);
    expect(() => vdaf.verifyNext(init(leader).state, new Uint8Array(32))).toThrow(contributionInvalid);
  });
});

describe('a question', () => {
  it('needs two aggregators, and has 255 at most', () => {
    for (const shares of [0, 1, 256, 2.5]) expect(() => prio3Count(shares)).toThrow(sizeInvalid);
    expect(sumsOf(prio3Count(255), [1])).toEqual([1]);
  });

  it('is answered by the shares of all aggregators, and of one person at least', () => {
    const vdaf = prio3Count();
    const shares = outSharesOf(vdaf, { views: contribute(vdaf, study, 1, chance) });
    expect(() => vdaf.unshard(shares.slice(1), 1)).toThrow(sizeInvalid);
    expect(() => vdaf.unshard(shares, 0)).toThrow(sizeInvalid);
    expect(vdaf.unshard(shares, 1)).toEqual([1n]);
  });

  it('may be as long as a city has streets', () => {
    const length = 1500;
    const vdaf = prio3Histogram(length, chooseChunkLength(length));
    const sums = sumsOf(vdaf, [length - 1]);
    expect(sums.indexOf(1)).toBe(length - 1);
    expect(sums.filter((sum) => sum !== 0).length).toBe(1);
  });
});
