// Ways to cheat two aggregators: each takes honest contributions, or a cheating client, and delivers something else.

import { concat } from '../../../crypto/encode.ts';
import type { Chance } from '../../../crypto/noise.ts';
import { type Circuit, multihotCountVecCircuit } from '../../../crypto/prio3/circuit.ts';
import { type Element, field128, type Vector } from '../../../crypto/prio3/field.ts';
import { prio3 } from '../../../crypto/prio3/prio3.ts';
import { contribute, type Delivery, type Study, type View } from './check.ts';

type Choice = (limit: number) => number;

/** Takes two honest contributions to the same study. */
export type Cheat = (honest: readonly View[], other: readonly View[], choose: Choice) => Delivery;

export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
  return flipped;
}

const anyBit = (bytes: Uint8Array, choose: Choice) => flipBit(bytes, choose(bytes.length * 8));

const changed = (views: readonly View[], at: number, change: (view: View) => Partial<View>): View[] =>
  views.map((view, index) => (index === at ? { ...view, ...change(view) } : view));

const shortened = (bytes: Uint8Array, choose: Choice) => bytes.slice(0, choose(bytes.length));
const extended = (bytes: Uint8Array, choose: Choice) => concat(bytes, new Uint8Array(1 + choose(40)));

/** What can be done to any contribution. */
export const bentOnTheWay: Record<string, Cheat> = {
  'a bit of the leader’s share': (honest, _, choose) => ({
    views: changed(honest, 0, ({ inputShare }) => ({ inputShare: anyBit(inputShare, choose) })),
  }),
  'a bit of the helper’s share': (honest, _, choose) => ({
    views: changed(honest, 1, ({ inputShare }) => ({ inputShare: anyBit(inputShare, choose) })),
  }),
  'a bit of the leader’s verifier share': (honest, _, choose) => ({
    views: honest,
    onVerifierShare: (share, from) => (from === 0 ? anyBit(share, choose) : share),
  }),
  'a bit of the helper’s verifier share': (honest, _, choose) => ({
    views: honest,
    onVerifierShare: (share, from) => (from === 1 ? anyBit(share, choose) : share),
  }),
  'another context': (honest, _, choose) => ({
    views: honest.map((view) => ({ ...view, ctx: anyBit(view.ctx, choose) })),
  }),
  'another context for one': (honest, _, choose) => ({
    views: changed(honest, choose(2), ({ ctx }) => ({ ctx: anyBit(ctx, choose) })),
  }),
  'another verify key for one': (honest, _, choose) => ({
    views: changed(honest, choose(2), ({ verifyKey }) => ({ verifyKey: anyBit(verifyKey, choose) })),
  }),
  'another nonce for one': (honest, _, choose) => ({
    views: changed(honest, choose(2), ({ nonce }) => ({ nonce: anyBit(nonce, choose) })),
  }),
  'aggregator ids swapped': (honest) => ({
    views: honest.map((view) => ({ ...view, aggregatorId: 1 - view.aggregatorId })),
  }),
  'shares of two contributions': (honest, other, choose) => ({
    views: changed(honest, choose(2), ({ aggregatorId }) => ({
      inputShare: (other[aggregatorId] as View).inputShare,
    })),
  }),
  'a share cut short': (honest, _, choose) => ({
    views: changed(honest, choose(2), ({ inputShare }) => ({ inputShare: shortened(inputShare, choose) })),
  }),
  'a share made longer': (honest, _, choose) => ({
    views: changed(honest, choose(2), ({ inputShare }) => ({ inputShare: extended(inputShare, choose) })),
  }),
  'a public share of another length': (honest, _, choose) => ({
    views: changed(honest, choose(2), ({ publicShare }) => ({ publicShare: extended(publicShare, choose) })),
  }),
  'a verifier share of another length': (honest, _, choose) => ({
    views: honest,
    onVerifierShare: (share, from) =>
      from === 0 ? extended(share, choose) : choose(2) === 0 ? share : shortened(share, choose),
  }),
  'a message of another length': (honest, _, choose) => ({
    views: honest,
    onMessage: (message) => extended(message, choose),
  }),
};

/** What can be done as well where there is joint randomness: the nonce, the public share and the message are bound in. */
export const bentJointRandomness: Record<string, Cheat> = {
  'a bit of the public share': (honest, _, choose) => {
    const publicShare = anyBit((honest[0] as View).publicShare, choose);
    return { views: honest.map((view) => ({ ...view, publicShare })) };
  },
  'another public share for one': (honest, other, choose) => ({
    views: changed(honest, choose(2), () => ({ publicShare: (other[0] as View).publicShare })),
  }),
  'a bit of the message for one': (honest, _, choose) => {
    const victim = choose(2);
    return { views: honest, onMessage: (message, to) => (to === victim ? anyBit(message, choose) : message) };
  },
  'another nonce': (honest, _, choose) => {
    const nonce = anyBit((honest[0] as View).nonce, choose);
    return { views: honest.map((view) => ({ ...view, nonce })) };
  },
};

/** The leader's share with one element that has a second encoding: itself plus the modulus, or else the most there is. */
export const notLeast: Cheat = (honest, _, choose) => ({
  views: changed(honest, 0, ({ inputShare }) => {
    const bent = inputShare.slice();
    const at = 16 * choose(Math.floor((inputShare.length - 32) / 16));
    bent.fill(0xff, at, at + 16);
    return { inputShare: bent };
  }),
});

type Multihot = Circuit<readonly boolean[]>;

/** A client that splits and proves as it should, but something that is no answer. */
export function cheatingClient(
  length: number,
  maxWeight: number,
  chunkLength: number,
  bend: Partial<Multihot>,
) {
  return prio3(5, { ...multihotCountVecCircuit(length, maxWeight, chunkLength), ...bend }, 2);
}

/** Encoded answers to « one of so many cells » that are none; the last element is the weight. */
export const invalidAnswers: Record<string, (length: number, choose: Choice) => Vector> = {
  'two cells, weight one': (length, choose) => {
    const encoded = oneOf(length, choose);
    encoded[(encoded.indexOf(field128.one) + 1 + choose(length - 1)) % length] = field128.one;
    return encoded;
  },
  'two cells, weight two': (length, choose) => {
    const encoded = oneOf(length, choose);
    encoded[(encoded.indexOf(field128.one) + 1 + choose(length - 1)) % length] = field128.one;
    encoded[length] = field128.element(2n);
    return encoded;
  },
  'a cell of two': (length, choose) => {
    const encoded = oneOf(length, choose);
    encoded[encoded.indexOf(field128.one)] = field128.element(2n);
    return encoded;
  },
  'a cell of minus one beside two of one': (length, choose) => {
    const first = choose(length - 2);
    const encoded = field128.zeros(length + 1);
    encoded[first] = field128.one;
    encoded[first + 1] = field128.one;
    encoded[first + 2] = field128.element(-1n);
    encoded[length] = field128.one;
    return encoded;
  },
  'a cell of a million': (length, choose) => {
    const encoded = field128.zeros(length + 1);
    const size = field128.element(BigInt(1_000_000 + choose(1000)));
    encoded[choose(length)] = size;
    encoded[length] = size;
    return encoded;
  },
  'no cell, weight one': (length) => {
    const encoded = field128.zeros(length + 1);
    encoded[length] = field128.one;
    return encoded;
  },
};

function oneOf(length: number, choose: Choice): Element[] {
  const encoded = field128.zeros(length + 1);
  encoded[choose(length)] = field128.one;
  encoded[length] = field128.one;
  return encoded;
}

/** All a cheating client can do alone, as contributions that then arrive unchanged. */
export function cheatingContributions(
  length: number,
  chunkLength: number,
  study: Study,
  chance: Chance,
  choose: Choice,
): Record<string, () => Delivery> {
  const clientOf = (encode: () => Vector, bend: Partial<Multihot> = {}) => {
    const client = cheatingClient(length, 1, chunkLength, { encode: () => [...encode()], ...bend });
    return () => ({ views: contribute(client, study, [], chance) });
  };
  const kinds = Object.entries(invalidAnswers).map(([name, encode]) => [
    name,
    clientOf(() => encode(length, choose)),
  ]);
  const bad = () =>
    (invalidAnswers['a cell of a million'] as (typeof invalidAnswers)[string])(length, choose);
  return {
    ...Object.fromEntries(kinds),
    // Its outputs add up to 0, as they would for an answer: only the test at a random point tells.
    'a proof that says 0 everywhere': clientOf(bad, { gadget: () => field128.zero }),
    'a proof made for another answer': clientOf(bad, provesAnother(length, chunkLength, choose)),
  };
}

/** Splits one measurement and proves another: the inputs of the gadget are those of an answer. */
function provesAnother(length: number, chunkLength: number, choose: Choice): Partial<Multihot> {
  const honest = multihotCountVecCircuit(length, 1, chunkLength);
  return {
    inputs: (_, jointRand, constantOne) => honest.inputs(oneOf(length, choose), jointRand, constantOne),
  };
}
