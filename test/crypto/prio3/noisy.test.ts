import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discreteLaplace } from '../../../crypto/noise.ts';
import { type Field, field64, field128, type Vector } from '../../../crypto/prio3/field.ts';
import { addNoise, unshardSigned } from '../../../crypto/prio3/noisy.ts';
import { prio3MultihotCountVec } from '../../../crypto/prio3/prio3.ts';
import { seededChance } from '../../support/seeded-chance.ts';
import { contribute, outSharesOf } from './check.ts';

const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
const fields: [string, Field][] = [
  ['Field64', field64],
  ['Field128', field128],
];

describe.each(fields)('noise in aggregate shares over %s', (_, field) => {
  const small = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
  const cell = fc.record({
    sum: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    mask: fc.bigInt({ min: 0n, max: field.modulus - 1n }),
    first: small,
    second: small,
  });

  it('of both aggregators is added to the sum, with its sign', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), (cells) => {
        const vector = (of: (given: (typeof cells)[number]) => bigint) =>
          cells.map((given) => field.element(of(given)));
        const leader = addNoise(
          field,
          vector(({ mask }) => mask),
          cells.map(({ first }) => first),
        );
        const helper = addNoise(
          field,
          vector(({ sum, mask }) => sum - mask),
          cells.map(({ second }) => second),
        );
        expect(unshardSigned(field, [leader, helper])).toEqual(
          cells.map(({ sum, first, second }) => sum + first + second),
        );
      }),
    );
  });

  it('leaves a share as long in bytes as it was', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), (cells) => {
        const share = cells.map(({ mask }) => field.element(mask));
        const noisy = addNoise(
          field,
          share,
          cells.map(({ first }) => first),
        );
        expect(field.encode(noisy).length).toBe(field.encode(share).length);
        expect(field.decode(field.encode(noisy)).map((element) => field.integer(element))).toEqual(
          noisy.map((element) => field.integer(element)),
        );
      }),
    );
  });

  it('turns negative at half of the modulus', () => {
    const half = field.modulus / 2n;
    const values = [0n, half, half + 1n, field.modulus - 1n].map((value) => field.element(value));
    expect(unshardSigned(field, [values])).toEqual([0n, half, -half, -1n]);
  });

  it('has one value for each cell', () => {
    expect(() => addNoise(field, [field.one], [])).toThrow(sizeInvalid);
    expect(() => unshardSigned(field, [])).toThrow(sizeInvalid);
    expect(() => unshardSigned(field, [[field.one], []])).toThrow(sizeInvalid);
  });
});

describe('a study with noise', () => {
  it('releases the true sums and both noises, and neither share alone says anything of them', () => {
    const chance = seededChance('noisy: a study');
    const study = { verifyKey: chance(32), ctx: chance(32) };
    const vdaf = prio3MultihotCountVec(3, 1, 2);
    let aggregates: Vector[] = [vdaf.aggregateInit(), vdaf.aggregateInit()];
    for (let at = 0; at < 40; at++) {
      const answer = [at % 4 === 0, at % 4 === 1, false];
      const outShares = outSharesOf(vdaf, { views: contribute(vdaf, study, answer, chance) });
      aggregates = aggregates.map((share, id) => vdaf.aggregateUpdate(share, outShares[id] as Vector));
    }
    const scale = { numerator: 2n, denominator: 1n };
    const noises = aggregates.map((share) => share.map(() => discreteLaplace(scale, chance)));
    const sent = aggregates.map((share, id) =>
      vdaf.encodeAggregateShare(addNoise(vdaf.field, share, noises[id] as bigint[])),
    );
    const released = unshardSigned(
      vdaf.field,
      sent.map((bytes) => vdaf.decodeAggregateShare(bytes)),
    );
    const noise = [0, 1, 2].map((cell) => (noises[0]?.[cell] as bigint) + (noises[1]?.[cell] as bigint));
    expect(released).toEqual([10n + (noise[0] as bigint), 10n + (noise[1] as bigint), noise[2]]);
    expect(noise.some((value) => value !== 0n)).toBe(true);
  });
});
