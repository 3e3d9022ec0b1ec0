import { areEqual, concat } from '../encode.ts';
import { CryptoFault } from '../fault.ts';
import {
  type Circuit,
  countCircuit,
  histogramCircuit,
  multihotCountVecCircuit,
  sumCircuit,
  sumVecCircuit,
} from './circuit.ts';
import type { Element, Field, Vector } from './field.ts';
import { ProofSystem } from './proof.ts';
import { seedBytes, XofsOfAlgorithm } from './xof.ts';

/** What an aggregator holds between the two steps of one check. */
export interface VerifyState {
  readonly outShare: Vector;
  /** Empty when the circuit needs no joint randomness. */
  readonly jointRandSeed: Uint8Array;
}

/**
 * One kind of question to many people, of which only the sum is ever seen (VDAF §7, draft 20). The client splits its
 * measurement into one input share per aggregator; the aggregators prove to each other, unseen, that it is a valid one.
 * What travels or is kept is bytes; vectors live only between `verifyNext` and `encodeAggregateShare`.
 */
export interface Prio3<M> {
  readonly algorithmId: number;
  /** How many aggregators: 0 is the leader, all others are helpers. */
  readonly shares: number;
  readonly nonceBytes: 16;
  readonly verifyKeyBytes: 32;
  /** How much chance `shard` takes. */
  readonly randBytes: number;
  readonly outputLength: number;
  readonly publicShareBytes: number;
  /** Of the leader, then of each helper. */
  readonly inputShareBytes: readonly number[];
  readonly field: Field;
  shard(
    ctx: Uint8Array,
    measurement: M,
    nonce: Uint8Array,
    rand: Uint8Array,
  ): { publicShare: Uint8Array; inputShares: Uint8Array[] };
  /** Same input, same output: so the state need not be kept, it can be made again when the message comes. */
  verifyInit(
    verifyKey: Uint8Array,
    ctx: Uint8Array,
    aggregatorId: number,
    nonce: Uint8Array,
    publicShare: Uint8Array,
    inputShare: Uint8Array,
  ): { state: VerifyState; verifierShare: Uint8Array };
  /** Throws `contribution-invalid` when the proof does not hold. */
  verifierSharesToMessage(ctx: Uint8Array, verifierShares: readonly Uint8Array[]): Uint8Array;
  /** The output share; throws `contribution-invalid` when the aggregators did not look at the same contribution. */
  verifyNext(state: VerifyState, message: Uint8Array): Vector;
  aggregateInit(): Vector;
  aggregateUpdate(aggregateShare: Vector, outShare: Vector): Vector;
  merge(aggregateShares: readonly Vector[]): Vector;
  encodeAggregateShare(aggregateShare: Vector): Uint8Array;
  decodeAggregateShare(bytes: Uint8Array): Vector;
  /** The sums, each from 0 to the modulus. With noise in the shares, see `unshardSigned`. */
  unshard(aggregateShares: readonly Vector[], count: number): bigint[];
}

export const prio3Count = (shares = 2): Prio3<number> => prio3(1, countCircuit(), shares);

export const prio3Sum = (maxMeasurement: number, shares = 2): Prio3<number> =>
  prio3(2, sumCircuit(maxMeasurement), shares);

export const prio3SumVec = (
  length: number,
  maxMeasurement: number,
  chunkLength: number,
  shares = 2,
): Prio3<readonly number[]> => prio3(3, sumVecCircuit(length, maxMeasurement, chunkLength), shares);

export const prio3Histogram = (length: number, chunkLength: number, shares = 2): Prio3<number> =>
  prio3(4, histogramCircuit(length, chunkLength), shares);

export const prio3MultihotCountVec = (
  length: number,
  maxWeight: number,
  chunkLength: number,
  shares = 2,
): Prio3<readonly boolean[]> => prio3(5, multihotCountVecCircuit(length, maxWeight, chunkLength), shares);

const nonceBytes = 16;
const oneProof = byte(1);

/** VDAF §7.2. */
const usage = {
  measurementShare: 1,
  proofShare: 2,
  jointRandomness: 3,
  proveRandomness: 4,
  queryRandomness: 5,
  jointRandSeed: 6,
  jointRandPart: 7,
} as const;

const zeroSeed = new Uint8Array(seedBytes);

/** One question is a circuit, an algorithm id and a number of shares; exported so that a test can cheat with a circuit. */
export function prio3<M>(algorithmId: number, circuit: Circuit<M>, shares: number): Prio3<M> {
  if (!Number.isInteger(shares) || shares < 2 || shares > 255)
    throw new CryptoFault('size-invalid', `\`${shares}\` shares, expected 2 to 255`);
  const { field } = circuit;
  const proof = new ProofSystem(circuit, shares);
  const isJoint = circuit.jointRandLength > 0;
  const seedsPerShare = isJoint ? 2 : 1;
  const randBytes = shares * seedsPerShare * seedBytes;
  const measurementBytes = circuit.measurementLength * field.encodedBytes;
  const proofBytes = proof.proofLength * field.encodedBytes;
  const verifierBytes = proof.verifierLength * field.encodedBytes;
  const outputBytes = circuit.outputLength * field.encodedBytes;
  const jointBytes = isJoint ? seedBytes : 0;
  const publicShareBytes = shares * jointBytes;
  const inputShareBytes = Array.from(
    { length: shares },
    (_, at) => (at === 0 ? measurementBytes + proofBytes : seedBytes) + jointBytes,
  );
  const xofs = new XofsOfAlgorithm(algorithmId);

  const measurementShare = (ctx: Uint8Array, aggregatorId: number, seed: Uint8Array) =>
    xofs.for(usage.measurementShare, ctx).expand(field, circuit.measurementLength, seed, byte(aggregatorId));
  const proofShare = (ctx: Uint8Array, aggregatorId: number, seed: Uint8Array) =>
    xofs.for(usage.proofShare, ctx).expand(field, proof.proofLength, seed, oneProof, byte(aggregatorId));
  const jointRandPart = (
    ctx: Uint8Array,
    aggregatorId: number,
    blind: Uint8Array,
    nonce: Uint8Array,
    encodedShare: Uint8Array,
  ) => xofs.for(usage.jointRandPart, ctx).deriveSeed(blind, byte(aggregatorId), nonce, encodedShare);
  const jointRandSeed = (ctx: Uint8Array, parts: readonly Uint8Array[]) =>
    xofs.for(usage.jointRandSeed, ctx).deriveSeed(zeroSeed, ...parts);
  const jointRands = (ctx: Uint8Array, seed: Uint8Array) =>
    xofs.for(usage.jointRandomness, ctx).expand(field, circuit.jointRandLength, seed, oneProof);

  return {
    algorithmId,
    shares,
    nonceBytes,
    verifyKeyBytes: seedBytes,
    randBytes,
    outputLength: circuit.outputLength,
    publicShareBytes,
    inputShareBytes,
    field,

    shard(ctx, measurement, nonce, rand) {
      checkSize('nonce', nonce, nonceBytes);
      checkSize('rand', rand, randBytes);
      const seeds = cut(rand, seedBytes);
      const encoded = circuit.encode(measurement);

      // Helpers come first in `rand`, each with its seed and, if there is one, its blind; the leader's blind, then the
      // prover's seed, end it (VDAF §7.2.1.1 and §7.2.1.2).
      const helpers = Array.from({ length: shares - 1 }, (_, at) => ({
        aggregatorId: at + 1,
        seed: seeds[at * seedsPerShare] as Uint8Array,
        blind: isJoint ? (seeds[at * 2 + 1] as Uint8Array) : new Uint8Array(0),
      }));
      const leaderBlind = isJoint ? (seeds[seeds.length - 2] as Uint8Array) : new Uint8Array(0);
      const proveSeed = seeds[seeds.length - 1] as Uint8Array;

      const helperShares = helpers.map(({ aggregatorId, seed }) => measurementShare(ctx, aggregatorId, seed));
      const leaderShare = field.encode(
        helperShares.reduce((rest, share) => field.subtractVectors(rest, share), encoded),
      );
      const parts = isJoint
        ? [
            jointRandPart(ctx, 0, leaderBlind, nonce, leaderShare),
            ...helpers.map(({ aggregatorId, blind }, at) =>
              jointRandPart(ctx, aggregatorId, blind, nonce, field.encode(helperShares[at] as Vector)),
            ),
          ]
        : [];
      const joint = isJoint ? jointRands(ctx, jointRandSeed(ctx, parts)) : [];
      const proveRand = xofs
        .for(usage.proveRandomness, ctx)
        .expand(field, proof.proveRandLength, proveSeed, oneProof);
      const leaderProof = helpers.reduce(
        (rest, { aggregatorId, seed }) => field.subtractVectors(rest, proofShare(ctx, aggregatorId, seed)),
        proof.prove(encoded, proveRand, joint),
      );
      return {
        publicShare: concat(...parts),
        inputShares: [
          concat(leaderShare, field.encode(leaderProof), leaderBlind),
          ...helpers.map(({ seed, blind }) => concat(seed, blind)),
        ],
      };
    },

    verifyInit(verifyKey, ctx, aggregatorId, nonce, publicShare, inputShare) {
      if (!Number.isInteger(aggregatorId) || aggregatorId < 0 || aggregatorId >= shares)
        throw new CryptoFault(
          'size-invalid',
          `aggregator \`${aggregatorId}\`, expected 0 to \`${shares - 1}\``,
        );
      checkSize('verify key', verifyKey, seedBytes);
      checkSize('nonce', nonce, nonceBytes);
      checkSize('public share', publicShare, publicShareBytes);
      const isLeader = aggregatorId === 0;
      checkSize('input share', inputShare, inputShareBytes[aggregatorId] as number);
      const body = inputShare.subarray(0, inputShare.length - jointBytes);
      const blind = inputShare.subarray(inputShare.length - jointBytes);
      const share = isLeader
        ? field.decode(body.subarray(0, measurementBytes))
        : measurementShare(ctx, aggregatorId, body);
      const proofOfShare = isLeader
        ? field.decode(body.subarray(measurementBytes))
        : proofShare(ctx, aggregatorId, body);

      // The own part of the joint randomness is computed, never believed: so a client cannot choose it.
      const part = isJoint ? jointRandPart(ctx, aggregatorId, blind, nonce, field.encode(share)) : blind;
      const parts = cut(publicShare, seedBytes);
      if (isJoint) parts[aggregatorId] = part;
      const seed = isJoint ? jointRandSeed(ctx, parts) : blind;
      const joint = isJoint ? jointRands(ctx, seed) : [];

      const queryRand = xofs
        .for(usage.queryRandomness, ctx)
        .expand(field, proof.queryRandLength, verifyKey, oneProof, nonce);
      const verifier = proof.query(share, proofOfShare, queryRand, joint);
      return {
        state: { outShare: circuit.truncate(share), jointRandSeed: seed },
        verifierShare: concat(field.encode(verifier), part),
      };
    },

    verifierSharesToMessage(ctx, verifierShares) {
      if (verifierShares.length !== shares)
        throw new CryptoFault(
          'size-invalid',
          `\`${verifierShares.length}\` verifier shares, expected \`${shares}\``,
        );
      let verifier = field.zeros(proof.verifierLength);
      for (const share of verifierShares) {
        checkSize('verifier share', share, verifierBytes + jointBytes);
        verifier = field.addVectors(verifier, field.decode(share.subarray(0, verifierBytes)));
      }
      if (!proof.decide(verifier)) throw new CryptoFault('contribution-invalid', 'the proof does not hold');
      return isJoint
        ? jointRandSeed(
            ctx,
            verifierShares.map((share) => share.subarray(verifierBytes)),
          )
        : new Uint8Array(0);
    },

    verifyNext(state, message) {
      checkSize('message', message, jointBytes);
      if (!areEqual(state.jointRandSeed, message))
        throw new CryptoFault('contribution-invalid', 'the joint randomness is another');
      return state.outShare;
    },

    aggregateInit: () => field.zeros(circuit.outputLength),
    aggregateUpdate: (aggregateShare, outShare) => field.addVectors(aggregateShare, outShare),
    merge: (aggregateShares) => sum(field, circuit.outputLength, aggregateShares),
    encodeAggregateShare: (aggregateShare) => field.encode(aggregateShare),
    decodeAggregateShare(bytes) {
      checkSize('aggregate share', bytes, outputBytes);
      return field.decode(bytes);
    },
    unshard(aggregateShares, count) {
      if (!Number.isSafeInteger(count) || count < 1)
        throw new CryptoFault('size-invalid', `\`${count}\` measurements, expected 1 or more`);
      if (aggregateShares.length !== shares)
        throw new CryptoFault(
          'size-invalid',
          `\`${aggregateShares.length}\` aggregate shares, expected \`${shares}\``,
        );
      return sum(field, circuit.outputLength, aggregateShares).map((element) => field.integer(element));
    },
  };
}

function sum(field: Field, length: number, vectors: readonly Vector[]): Element[] {
  return vectors.reduce<Element[]>((total, vector) => field.addVectors(total, vector), field.zeros(length));
}

function byte(value: number): Uint8Array {
  return Uint8Array.of(value);
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: bytes.length / size }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

function checkSize(name: string, bytes: Uint8Array, expected: number): void {
  if (bytes.length !== expected)
    throw new CryptoFault('size-invalid', `${name} of \`${bytes.length}\` bytes, expected \`${expected}\``);
}
