/**
 * A study by its parts and whole. On a phone-like page with a sixth of the processor: splitting, proving and sealing one
 * contribution. On a server: what each aggregator does for one contribution, on one core. Whole: a study through two
 * processes over HTTP. Beside them @divviup/prio3, which speaks an older draft of the same protocol (8, Histogram), and two
 * other designs for what they cost in accuracy: a centre that everybody has to trust, and noise on each phone.
 */
import { Prio3Histogram } from '@divviup/prio3';
import { hpkeSuite, writeHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { toBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { type Prio3, prio3Histogram, prio3MultihotCountVec } from '../../crypto/prio3/prio3.ts';
import { randomBytes } from '../../crypto/random.ts';
import { joinToken, tokenBytes } from '../../crypto/token.ts';
import { Noise } from '../../policy/interval.ts';
import { cellCount } from '../../policy/study.ts';
import { simulateResidents } from '../../relay/aggregate/simulated.ts';
import {
  blindMessage,
  blindSign,
  finalizeToken,
  newTokenKey,
  openTokenKey,
  tokenKeyOf,
  verifyToken,
} from '../../relay/proof/blind-rsa.ts';
import { newHpkeKey, openHpke, sealHpke } from '../../relay/proof/hpke.ts';
import { aStudy } from '../support/a-study.ts';
import { someDigest } from '../support/builders.ts';
import { countPerCoreSecond, median, printLine, printMachine, round } from '../support/measure.ts';
import { slowProcessor } from '../support/network.ts';
import { seededChance } from '../support/seeded-chance.ts';
import { TwoHouses } from '../support/two-houses.ts';
import { localAnswers, meanError, peopleIn, trustedCentre, twoAggregators } from './aggregates/designs.ts';
import type { bench } from './aggregates/page.ts';
import { callPage, openPhonePage, several } from './phone/page.ts';

const residents = Number(process.env['RESIDENTS'] ?? 600);
const slowerBy = 6;
const ctx = randomBytes(38);
const verifyKey = randomBytes(32);
const study = aStudy();
const { length, chunkLength } = study.vdaf;
const batch = 64;

printMachine();

/** So many contributions of one kind, split, as both aggregators get them. */
function split<M>(vdaf: Prio3<M>, measurementAt: (at: number) => M) {
  return Array.from({ length: batch }, (_, at) => {
    const nonce = randomBytes(16);
    return { nonce, ...vdaf.shard(ctx, measurementAt(at), nonce, randomBytes(vdaf.randBytes)) };
  });
}

/** The whole proof of one contribution: what leader and helper each do, and what both do together. */
function checks<M>(vdaf: Prio3<M>, measurementAt: (at: number) => M) {
  const reports = split(vdaf, measurementAt);
  const init = (at: number, role: 0 | 1) => {
    const { nonce, publicShare, inputShares } = reports[at] as (typeof reports)[number];
    return vdaf.verifyInit(verifyKey, ctx, role, nonce, publicShare, inputShares[role] as Uint8Array);
  };
  const both = (at: number): void => {
    const [leader, helper] = [init(at, 0), init(at, 1)];
    const message = vdaf.verifierSharesToMessage(ctx, [leader.verifierShare, helper.verifierShare]);
    vdaf.verifyNext(leader.state, message);
    vdaf.verifyNext(helper.state, message);
  };
  const perSecond = (act: (at: number) => unknown) =>
    countPerCoreSecond(() => {
      for (let at = 0; at < batch; at += 1) act(at);
      return batch;
    });
  return {
    shard: perSecond((at) =>
      vdaf.shard(ctx, measurementAt(at), randomBytes(16), randomBytes(vdaf.randBytes)),
    ),
    leader: perSecond((at) => init(at, 0)),
    helper: perSecond((at) => init(at, 1)),
    both: perSecond(both),
  };
}

/** How many of these are taken for contributions: each has one bit turned somewhere in what the client sends. */
function countForged(tries: number): number {
  const vdaf = prio3MultihotCountVec(length, 1, chunkLength);
  let accepted = 0;
  for (let at = 0; at < tries; at += 1) {
    const nonce = randomBytes(16);
    const measurement = Array.from({ length }, (_, cell) => cell === at % length);
    const { publicShare, inputShares } = vdaf.shard(ctx, measurement, nonce, randomBytes(vdaf.randBytes));
    const parts = [publicShare, ...inputShares].map((part) => part.slice());
    const part = parts[at % parts.length] as Uint8Array;
    const place = new DataView(randomBytes(4).buffer).getUint32(0) % (part.length * 8);
    part[place >> 3] = (part[place >> 3] as number) ^ (1 << (place & 7));
    const [publicPart, ...shares] = parts as [Uint8Array, Uint8Array, Uint8Array];
    try {
      const sides = shares.map((share, role) =>
        vdaf.verifyInit(verifyKey, ctx, role, nonce, publicPart, share),
      );
      const message = vdaf.verifierSharesToMessage(
        ctx,
        sides.map(({ verifierShare }) => verifierShare),
      );
      for (const { state } of sides) vdaf.verifyNext(state, message);
      accepted += 1;
    } catch (cause) {
      if (!(cause instanceof CryptoFault)) throw cause;
    }
  }
  return accepted;
}

async function peer() {
  const vdaf = new Prio3Histogram({ shares: 2, length, chunkLength });
  const key = Buffer.from(randomBytes(vdaf.verifyKeySize));
  const made = await Promise.all(
    Array.from({ length: batch }, async (_, at) => {
      const nonce = Buffer.from(randomBytes(16));
      const rand = Buffer.from(randomBytes(vdaf.randSize));
      return { nonce, ...(await vdaf.shard(at % length, nonce, rand)) };
    }),
  );
  const perSecond = async (act: (at: number) => Promise<unknown>): Promise<number> => {
    const rounds: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const start = process.cpuUsage();
      const startMs = performance.now();
      let count = 0;
      while (performance.now() - startMs < 600) {
        await act(count % batch);
        count += 1;
      }
      const { user, system } = process.cpuUsage(start);
      if (turn > 0) rounds.push((count * 1e6) / (user + system));
    }
    return median(rounds);
  };
  return {
    shard: await perSecond((at) =>
      vdaf.shard(at % length, Buffer.from(randomBytes(16)), Buffer.from(randomBytes(vdaf.randSize))),
    ),
    both: await perSecond(async (at) => {
      const { nonce, publicShare, inputShares } = made[at] as (typeof made)[number];
      const sides = await Promise.all(
        inputShares.map((share, role) => vdaf.prepareInit(key, role, null, nonce, publicShare, share)),
      );
      const message = await vdaf.unshardPreparationShares(
        null,
        sides.map(({ preparationShare }) => preparationShare),
      );
      for (const { preparationState } of sides) vdaf.prepareNext(preparationState, message);
    }),
  };
}

function sealing() {
  const key = newHpkeKey();
  const [info, aad, plain] = [randomBytes(20), randomBytes(700), randomBytes(870)];
  const { enc, payload } = sealHpke(key.publicKey, info, aad, plain);
  return countPerCoreSecond(() => {
    for (let at = 0; at < batch; at += 1) openHpke(key, enc, info, aad, payload);
    return batch;
  });
}

function tokens() {
  const key = newTokenKey();
  const publicKey = openTokenKey(tokenKeyOf(key));
  const input = new Uint8Array(98);
  input[1] = 2;
  input.set(randomBytes(96), 2);
  const { blinded, inverse } = blindMessage(publicKey, input);
  const token = joinToken(input, finalizeToken(publicKey, input, blindSign(key, blinded), inverse));
  if (!verifyToken(publicKey, token)) throw new Error('expected a token that holds');
  const perSecond = (act: () => unknown) =>
    countPerCoreSecond(() => {
      for (let at = 0; at < 16; at += 1) act();
      return 16;
    });
  return {
    signed: perSecond(() => blindSign(key, blinded)),
    checked: perSecond(() => verifyToken(publicKey, token)),
  };
}

async function onPhone() {
  const phone = await openPhonePage(new URL('aggregates/', import.meta.url));
  try {
    const slower = await slowProcessor(phone.page, slowerBy);
    const config = (id: number) =>
      toBase64url(writeHpkeConfig({ id, ...hpkeSuite, publicKey: newHpkeKey().publicKey }));
    const asked = {
      study,
      digest: someDigest('study'),
      configs: [config(1), config(2)] as const,
      tokenBytes,
    };
    const [first, ...runs] = await several(16, () =>
      callPage<typeof bench, 'contribute'>(phone.page, 'contribute', asked),
    );
    if (first === undefined) throw new Error('expected runs');
    return {
      slower: round(slower),
      shardMs: round(median(runs.map(({ shardMs }) => shardMs))),
      contributeMs: round(median(runs.map(({ wholeMs }) => wholeMs))),
      firstMs: round(first.shardMs + first.wholeMs),
      bytes: first.bytes,
    };
  } finally {
    await phone.close();
  }
}

/** From the close to the release that both have signed, and what both processes worked for it. */
async function whole() {
  const houses = await TwoHouses.start();
  try {
    const of = await houses.publish();
    const weights = Array.from({ length: cellCount(of.study.dimensions) }, () => 1);
    const population = { weights, nothing: 0, withdraw: 0, forge: 0, repeat: 0 };
    const startMs = performance.now();
    const truth = await simulateResidents({
      of,
      population,
      residents,
      send: houses.send,
      now: () => houses.now(),
    });
    const sentMs = performance.now();
    await houses.release(of);
    const countedMs = performance.now();
    if (truth.accepted !== residents) throw new Error('expected every contribution to be taken');
    return {
      residents,
      sentPerS: round((residents * 1000) / (sentMs - startMs)),
      countedPerS: round((residents * 1000) / (countedMs - sentMs)),
    };
  } finally {
    await houses.stop();
  }
}

/** Persons that a cell is off by, at ε = 1; the two other designs in the same run. */
function utility() {
  const shares = Array.from({ length }, (_, at) => 1 + ((at * 7) % 11));
  const rows = [200, 2_000, 100_000, 1_000_000].map((people) => {
    const counts = peopleIn(shares, people);
    const runs = people > 10_000 ? 3 : 200;
    const error = (design: typeof twoAggregators, times: number) =>
      round(meanError(design, counts, study.mechanism, times, seededChance(`${people} people`)));
    return {
      people,
      ours: error(twoAggregators, 200),
      trusted: error(trustedCentre, 200),
      local: error(localAnswers, runs),
    };
  });
  return rows;
}

const multihot = checks(prio3MultihotCountVec(length, 1, chunkLength), (at) =>
  Array.from({ length }, (_, cell) => cell === at % length),
);
const histogram = checks(prio3Histogram(length, chunkLength), (at) => at % length);
const divviup = await peer();
const forged = countForged(Number(process.env['FORGED'] ?? 30_000));
const opens = sealing();
const token = tokens();
const phone = await onPhone();
const study2000 = await whole();
const table = utility();

console.log(
  `one contribution on a phone, processor ÷${phone.slower}: split ${phone.shardMs} ms; split, proven and sealed to both ${phone.contributeMs} ms; the first time ${phone.firstMs} ms; ${phone.bytes} bytes leave`,
);
console.log('a second on one core:');
for (const [what, count] of [
  ['proofs begun by the leader', multihot.leader],
  ['proofs begun by the helper', multihot.helper],
  ['contributions through both', multihot.both],
  ['the same as Histogram', histogram.both],
  ['@divviup/prio3 (draft 8), Histogram', divviup.both],
  ['HPKE opened', opens],
  ['tokens signed, and checked', token.signed],
  ['tokens verified', token.checked],
] as const)
  console.log(`  ${what.padEnd(40)} ${Math.round(count)}`);
console.log(
  `a whole study through two processes: ${study2000.sentPerS} residents a second to the doors, ${study2000.countedPerS} contributions a second from the close to the signed release`,
);
console.log(
  'persons that a cell is off by on average, 25 cells, ε = 1 (two aggregators; one trusted centre; noise on each phone):',
);
for (const { people, ours, trusted, local } of table)
  console.log(`  ${String(people).padStart(9)} people   ${ours}   ${trusted}   ${local}`);

const reach = { checksPerCoreS: 5_000, meanError: 3 };
if (forged > 0) process.exitCode = 1;
printLine({
  bench: 'aggregates',
  unit: 'per core-second; ms at processor ÷6; persons',
  ours: {
    forgedAccepted: forged,
    checksPerCoreS: Math.round(multihot.both),
    meanError: round(new Noise(study.mechanism, 1).meanAbsolute()),
    leaderPerCoreS: Math.round(multihot.leader),
    helperPerCoreS: Math.round(multihot.helper),
    histogramPerCoreS: Math.round(histogram.both),
    hpkeOpensPerCoreS: Math.round(opens),
    tokensSignedPerCoreS: Math.round(token.signed),
    tokensVerifiedPerCoreS: Math.round(token.checked),
    ...phone,
    whole: study2000,
    utility: table,
    reach,
  },
  peers: {
    '@divviup/prio3 0.8.0, draft 8, Histogram': {
      shardPerCoreS: Math.round(divviup.shard),
      checksPerCoreS: Math.round(divviup.both),
    },
  },
  ratio: {
    histogramShard: round(histogram.shard / divviup.shard),
    histogramChecks: round(histogram.both / divviup.both),
  },
});
