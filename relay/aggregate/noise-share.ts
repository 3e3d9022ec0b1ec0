import type { Chance } from '../../crypto/noise.ts';
import { addNoise, unshardSigned } from '../../crypto/prio3/noisy.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Mechanism } from '../../policy/study.ts';
import type { Total } from '../store/aggregate-contract.ts';
import { samplerOf } from './sampler.ts';
import type { StudyTask } from './task.ts';

export type Noise = (mechanism: Mechanism, length: number) => readonly bigint[];

/** Each aggregator adds the whole of what the manifest names: one that keeps its word is enough. */
export const noiseFrom =
  (chance: Chance): Noise =>
  (mechanism, length) =>
    Array.from({ length }, samplerOf(mechanism, chance));

export const exactNoise: Noise = noiseFrom(randomBytes);

/** Drawn anew at each call: so it is called once a study, and what it gives is kept before it leaves. */
export function noisyShare({ vdaf, study }: StudyTask, total: Total, noise: Noise): Uint8Array {
  const share = total.share === undefined ? vdaf.aggregateInit() : vdaf.decodeAggregateShare(total.share);
  return vdaf.encodeAggregateShare(addNoise(vdaf.field, share, noise(study.mechanism, share.length)));
}

/** The count of each bucket and both noises; below zero where the noise was larger. */
export const cellsOf = ({ vdaf }: StudyTask, shares: readonly Uint8Array[]): number[] =>
  unshardSigned(
    vdaf.field,
    shares.map((share) => vdaf.decodeAggregateShare(share)),
  ).map(Number);
