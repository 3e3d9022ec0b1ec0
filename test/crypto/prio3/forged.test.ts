import { describe, expect, it } from 'vitest';
import { chooseChunkLength } from '../../../crypto/prio3/circuit.ts';
import {
  type Prio3,
  prio3Count,
  prio3Histogram,
  prio3MultihotCountVec,
  prio3Sum,
  prio3SumVec,
} from '../../../crypto/prio3/prio3.ts';
import { seededChance, seededChoice } from '../../support/seeded-chance.ts';
import { bentJointRandomness, bentOnTheWay, type Cheat, cheatingContributions, notLeast } from './cheat.ts';
import { contribute, type Delivery, isAccepted, type Verifier, type View } from './check.ts';

const length = 26;
const chunkLength = chooseChunkLength(length + 1);
const vdaf = prio3MultihotCountVec(length, 1, chunkLength);

/** Well over thirty thousand in all, spread over the kinds below. */
const perKind = process.env.LONG === '1' ? 4_000 : 1_100;
const honestCount = 3_000;
const timeout = 600_000;

const study = (seed: string) => {
  const chance = seededChance(seed);
  return { verifyKey: chance(32), ctx: chance(32) };
};

/** An answer to « one of these, or none »: about one in ten says nothing. */
const anAnswer = (choose: (limit: number) => number) => {
  const cell = choose(length + 3);
  return Array.from({ length }, (_, at) => at === cell);
};

/** How many of each kind were counted, and how many were tried. */
function tally(verifier: Verifier, kinds: Record<string, () => Delivery>, times: number) {
  return Object.entries(kinds).map(([kind, forge]) => {
    let accepted = 0;
    let tried = 0;
    for (; tried < times; tried++) if (isAccepted(verifier, forge())) accepted++;
    return { kind, tried, accepted };
  });
}

function onHonest(
  cheats: Record<string, Cheat>,
  pool: readonly (readonly View[])[],
  choose: (limit: number) => number,
): Record<string, () => Delivery> {
  const any = () => choose(pool.length);
  return Object.fromEntries(
    Object.entries(cheats).map(([kind, cheat]) => [
      kind,
      () => {
        const first = any();
        const second = (first + 1 + choose(pool.length - 1)) % pool.length;
        return cheat(pool[first] as View[], pool[second] as View[], choose);
      },
    ]),
  );
}

const question = study('forged: study');
const choose = seededChoice('forged: choices');
const chance = seededChance('forged: clients');
const pool = Array.from({ length: 300 }, () => contribute(vdaf, question, anAnswer(choose), chance));

const allKinds = () => ({
  ...onHonest({ ...bentOnTheWay, ...bentJointRandomness, 'an element not below p': notLeast }, pool, choose),
  ...cheatingContributions(length, chunkLength, question, chance, choose),
});

describe('a study of one cell out of 26', () => {
  it(
    'counts every honest contribution',
    () => {
      for (let at = 0; at < honestCount; at++) {
        const views = contribute(vdaf, question, anAnswer(choose), chance);
        expect(isAccepted(vdaf, { views })).toBe(true);
      }
    },
    timeout,
  );

  it(
    'counts none of over thirty thousand forged ones, of 28 kinds',
    () => {
      const tallies = tally(vdaf, allKinds(), perKind);
      expect(tallies.length).toBe(28);
      expect(tallies.every(({ tried }) => tried === perKind)).toBe(true);
      expect(tallies.length * perKind).toBeGreaterThan(30_000);
      expect(tallies.filter(({ accepted }) => accepted > 0)).toEqual([]);
      console.info(
        `forged: ${tallies.map(({ kind, tried, accepted }) => `${kind} ${accepted}/${tried}`).join(', ')}`,
      );
    },
    timeout,
  );

  it('an aggregator that forgot the proof would count them, and this test would say so', () => {
    const credulous: Verifier = {
      verifyInit: vdaf.verifyInit,
      verifierSharesToMessage: () => new Uint8Array(32),
      verifyNext: ({ outShare }) => outShare,
    };
    const seen = tally(credulous, allKinds(), 10).filter(({ accepted }) => accepted > 0);
    // All but those that are refused for their size or encoding, before any proof is looked at.
    expect(seen.length).toBe(28 - 5);
    expect(seen.map(({ kind }) => kind)).toContain('two cells, weight two');
  });

  it('an aggregator that forgot the joint randomness would count a bent public share', () => {
    const credulous: Verifier = { ...vdaf, verifyNext: ({ outShare }) => outShare };
    const seen = tally(credulous, allKinds(), 20).filter(({ accepted }) => accepted > 0);
    expect(seen.map(({ kind }) => kind)).toContain('a bit of the message for one');
  });
});

describe('the other questions', () => {
  const others: [string, Prio3<never>, () => unknown, Record<string, Cheat>][] = [
    ['Count', prio3Count() as Prio3<never>, () => choose(2), bentOnTheWay],
    ['Sum', prio3Sum(100) as Prio3<never>, () => choose(101), bentOnTheWay],
    [
      'SumVec',
      prio3SumVec(4, 9, 4) as Prio3<never>,
      () => Array.from({ length: 4 }, () => choose(10)),
      { ...bentOnTheWay, ...bentJointRandomness },
    ],
    [
      'Histogram',
      prio3Histogram(7, 3) as Prio3<never>,
      () => choose(7),
      { ...bentOnTheWay, ...bentJointRandomness },
    ],
  ];

  it.each(others)(
    'Prio3%s counts the honest and none of the forged',
    (name, other, measure, cheats) => {
      const task = study(`forged: ${name}`);
      const makers = Array.from({ length: 60 }, () => contribute(other, task, measure() as never, chance));
      expect(makers.every((views) => isAccepted(other, { views }))).toBe(true);
      const tallies = tally(other, onHonest(cheats, makers, choose), 150);
      expect(tallies.length).toBeGreaterThanOrEqual(14);
      expect(tallies.filter(({ accepted }) => accepted > 0)).toEqual([]);
    },
    timeout,
  );
});
