// Writes test/vectors/prio3.json: `node test/crypto/make-prio3-vectors.ts`. Run it only when a format changes, together
// with its page. All chance is derived from seeds, so they come out the same each time.

import { writeFileSync } from 'node:fs';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { multihotCountVecCircuit } from '../../crypto/prio3/circuit.ts';
import { type Element, field128 } from '../../crypto/prio3/field.ts';
import {
  type Prio3,
  prio3,
  prio3Count,
  prio3Histogram,
  prio3MultihotCountVec,
  prio3Sum,
  prio3SumVec,
} from '../../crypto/prio3/prio3.ts';
import { seededChance } from '../support/seeded-chance.ts';
import { flipBit } from './prio3/cheat.ts';
import { contribute, type View } from './prio3/check.ts';

const text = toBase64url;
const chance = seededChance('vectors: prio3');
const study = { ctx: toUtf8('vectors: a study'), verifyKey: sha256(toUtf8('vectors: verify key')) };

const asContributed = (views: readonly View[]) => ({
  nonce: text((views[0] as View).nonce),
  publicShare: text((views[0] as View).publicShare),
  inputShares: views.map(({ inputShare }) => text(inputShare)),
});

function accepted<M>(name: string, parameters: object, vdaf: Prio3<M>, measurements: readonly M[]) {
  const aggregates = Array.from({ length: vdaf.shares }, () => vdaf.aggregateInit());
  const contributions = measurements.map((measurement) => {
    let rand = new Uint8Array(0);
    const keeping = (bytes: number) => {
      rand = new Uint8Array(chance(bytes));
      return rand;
    };
    // `contribute` draws the nonce first: what is kept at the end is what `shard` took.
    const views = contribute(vdaf, study, measurement, keeping);
    const checks = views.map((view) =>
      vdaf.verifyInit(
        view.verifyKey,
        view.ctx,
        view.aggregatorId,
        view.nonce,
        view.publicShare,
        view.inputShare,
      ),
    );
    const verifierShares = checks.map(({ verifierShare }) => verifierShare);
    const message = vdaf.verifierSharesToMessage(study.ctx, verifierShares);
    const outShares = checks.map(({ state }) => vdaf.verifyNext(state, message));
    outShares.forEach((share, at) => {
      aggregates[at] = vdaf.aggregateUpdate(aggregates[at] as Element[], share);
    });
    return {
      measurement,
      rand: text(rand),
      ...asContributed(views),
      verifierShares: verifierShares.map(text),
      message: text(message),
      outShares: outShares.map((share) => text(vdaf.field.encode(share))),
    };
  });
  return {
    name,
    ...parameters,
    contributions,
    aggregateShares: aggregates.map((share) => text(vdaf.encodeAggregateShare(share))),
    result: vdaf.unshard(aggregates, measurements.length).map(Number),
  };
}

const cells = { length: 3, maxWeight: 1, chunkLength: 2 };
const multihot = prio3MultihotCountVec(cells.length, cells.maxWeight, cells.chunkLength);
const count = prio3Count();
const sum = prio3Sum(100);
const sums = { length: 2, maxMeasurement: 5, chunkLength: 3 };
const sumVec = prio3SumVec(sums.length, sums.maxMeasurement, sums.chunkLength);
const buckets = { length: 5, chunkLength: 3 };
const histogram = prio3Histogram(buckets.length, buckets.chunkLength);

/** One bit of one part changed. */
function bent(
  why: string,
  name: string,
  parameters: object,
  views: readonly View[],
  part: keyof View,
  at?: number,
) {
  const bend = (view: View) => ({ ...view, [part]: flipBit(view[part] as Uint8Array, 3) });
  const changed = views.map((view, index) => (at === undefined || at === index ? bend(view) : view));
  return { why, name, ...parameters, ...asContributed(changed) };
}

/** Split and proved as it should be, but no answer. */
function cheated(why: string, encoded: readonly bigint[]) {
  const client = prio3<readonly boolean[]>(
    5,
    {
      ...multihotCountVecCircuit(cells.length, cells.maxWeight, cells.chunkLength),
      encode: () => encoded.map((value) => field128.element(value)),
    },
    2,
  );
  return {
    why,
    name: 'Prio3MultihotCountVec',
    ...cells,
    ...asContributed(contribute(client, study, [], chance)),
  };
}

const made = <M>(vdaf: Prio3<M>, measurement: M) => contribute(vdaf, study, measurement, chance);

const value = {
  note: 'VDAF draft 20; bytes in base64url. The contributions under `rejected` must not be counted',
  ctx: text(study.ctx),
  verifyKey: text(study.verifyKey),
  accepted: [
    accepted('Prio3MultihotCountVec', cells, multihot, [
      [false, true, false],
      [false, false, false],
      [false, true, false],
    ]),
    accepted('Prio3Count', {}, count, [1, 0, 1]),
    accepted('Prio3Sum', { maxMeasurement: 100 }, sum, [0, 64, 100]),
    accepted('Prio3SumVec', sums, sumVec, [
      [0, 5],
      [3, 4],
    ]),
    accepted('Prio3Histogram', buckets, histogram, [4, 0, 4]),
    accepted('Prio3Histogram', { ...buckets, shares: 3 }, prio3Histogram(5, 3, 3), [1, 2]),
  ],
  rejected: [
    cheated('two cells at weight one', [1n, 1n, 0n, 1n]),
    cheated('two cells at weight two', [1n, 1n, 0n, 2n]),
    cheated('a cell of two', [2n, 0n, 0n, 1n]),
    cheated('a cell of minus one', [1n, 1n, -1n, 1n]),
    ...([0, 1] as const).map((at) =>
      bent(
        'an input share is another',
        'Prio3MultihotCountVec',
        cells,
        made(multihot, [true, false, false]),
        'inputShare',
        at,
      ),
    ),
    bent(
      'the public share is another',
      'Prio3MultihotCountVec',
      cells,
      made(multihot, [true, false, false]),
      'publicShare',
    ),
    bent(
      'the nonce is another',
      'Prio3MultihotCountVec',
      cells,
      made(multihot, [true, false, false]),
      'nonce',
    ),
    bent('an input share is another', 'Prio3Count', {}, made(count, 1), 'inputShare', 0),
    bent('an input share is another', 'Prio3Sum', { maxMeasurement: 100 }, made(sum, 64), 'inputShare', 1),
    bent('an input share is another', 'Prio3SumVec', sums, made(sumVec, [1, 2]), 'inputShare', 0),
    bent('the public share is another', 'Prio3Histogram', buckets, made(histogram, 2), 'publicShare'),
  ],
};

writeFileSync(new URL('../vectors/prio3.json', import.meta.url), `${JSON.stringify(value, null, 1)}\n`);
