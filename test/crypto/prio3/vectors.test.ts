import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toHex } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { field128, type Vector } from '../../../crypto/prio3/field.ts';
import {
  type Prio3,
  prio3Count,
  prio3Histogram,
  prio3MultihotCountVec,
  prio3Sum,
  prio3SumVec,
  type VerifyState,
} from '../../../crypto/prio3/prio3.ts';
import { Xof } from '../../../crypto/prio3/xof.ts';
import own from '../../vectors/prio3.json' with { type: 'json' };
import { isAccepted, outSharesOf, type View } from './check.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

interface Parameters {
  readonly length?: number | undefined;
  readonly maxMeasurement?: number | undefined;
  readonly maxWeight?: number | undefined;
  readonly chunkLength?: number | undefined;
  readonly shares?: number | undefined;
}

function vdafOf(name: string, given: Parameters): Prio3<never> {
  const { length = 0, maxMeasurement = 0, maxWeight = 0, chunkLength = 0, shares = 2 } = given;
  const makers: Record<string, () => unknown> = {
    Prio3Count: () => prio3Count(shares),
    Prio3Sum: () => prio3Sum(maxMeasurement, shares),
    Prio3SumVec: () => prio3SumVec(length, maxMeasurement, chunkLength, shares),
    Prio3Histogram: () => prio3Histogram(length, chunkLength, shares),
    Prio3MultihotCountVec: () => prio3MultihotCountVec(length, maxWeight, chunkLength, shares),
  };
  const make = makers[name];
  if (make === undefined) throw new Error(`no variant is called ${name}`);
  return make() as Prio3<never>;
}

describe('our own vectors', () => {
  const ctx = fromBase64url(own.ctx);
  const verifyKey = fromBase64url(own.verifyKey);
  const names = ['Prio3Count', 'Prio3Histogram', 'Prio3MultihotCountVec', 'Prio3Sum', 'Prio3SumVec'];
  const viewsOf = (nonce: string, publicShare: string, inputShares: readonly string[]): View[] =>
    inputShares.map((inputShare, aggregatorId) => ({
      aggregatorId,
      verifyKey,
      ctx,
      nonce: fromBase64url(nonce),
      publicShare: fromBase64url(publicShare),
      inputShare: fromBase64url(inputShare),
    }));

  it('are of all five variants, counted and not counted', () => {
    expect([...new Set(own.accepted.map(({ name }) => name))].sort()).toEqual(names);
    expect([...new Set(own.rejected.map(({ name }) => name))].sort()).toEqual(names);
  });

  it.each(own.accepted)('$name: the same bytes at every step', ({ name, ...given }) => {
    const vdaf = vdafOf(name, given);
    const aggregates = Array.from({ length: vdaf.shares }, () => vdaf.aggregateInit());
    for (const known of given.contributions) {
      const { publicShare, inputShares } = vdaf.shard(
        ctx,
        known.measurement as never,
        fromBase64url(known.nonce),
        fromBase64url(known.rand),
      );
      expect(toBase64url(publicShare)).toBe(known.publicShare);
      expect(inputShares.map(toBase64url)).toEqual(known.inputShares);
      const verifierShares: string[] = [];
      const outShares = outSharesOf(vdaf, {
        views: viewsOf(known.nonce, known.publicShare, known.inputShares),
        onVerifierShare: (share) => {
          verifierShares.push(toBase64url(share));
          return share;
        },
        onMessage: (message) => {
          expect(toBase64url(message)).toBe(known.message);
          return message;
        },
      });
      expect(verifierShares).toEqual(known.verifierShares);
      expect(outShares.map((share) => toBase64url(vdaf.field.encode(share)))).toEqual(known.outShares);
      outShares.forEach((share, at) => {
        aggregates[at] = vdaf.aggregateUpdate(aggregates[at] as Vector, share);
      });
    }
    expect(aggregates.map((share) => toBase64url(vdaf.encodeAggregateShare(share)))).toEqual(
      given.aggregateShares,
    );
    const decoded = given.aggregateShares.map((share) => vdaf.decodeAggregateShare(fromBase64url(share)));
    expect(vdaf.unshard(decoded, given.contributions.length).map(Number)).toEqual(given.result);
  });

  it.each(own.rejected)('$name: not counted, since $why', ({ name, ...given }) => {
    const views = viewsOf(given.nonce, given.publicShare, given.inputShares);
    expect(isAccepted(vdafOf(name, given), { views })).toBe(false);
  });
});

/** The working group's own vectors (`test_vec` of its repository), where somebody has them. */
const folder =
  process.env.VDAF_VECTORS ?? fileURLToPath(new URL('../../../../shared/vectors/vdaf', import.meta.url));
const variants = /^(Prio3(?:Count|Sum|SumVec|Histogram|MultihotCountVec))_\w+\.json$/;
const files = existsSync(folder) ? readdirSync(folder).filter((file) => variants.test(file)) : [];
const xofFile = `${folder}/../xof/XofTurboShake128.json`;

interface Report {
  readonly measurement: unknown;
  readonly nonce: string;
  readonly rand: string;
  readonly public_share: string;
  readonly input_shares: readonly string[];
  readonly verifier_shares: readonly (readonly string[])[];
  readonly verifier_messages: readonly string[];
  readonly out_shares: readonly (string | readonly string[])[];
}

interface OfficialVector {
  readonly ctx: string;
  readonly verify_key: string;
  readonly shares: number;
  readonly length?: number;
  readonly max_measurement?: number;
  readonly max_weight?: number;
  readonly chunk_length?: number;
  readonly reports: readonly Report[];
  readonly agg_shares: readonly string[];
  readonly agg_result: unknown;
  readonly operations: readonly {
    readonly operation: string;
    readonly success: boolean;
    readonly report_index?: number;
    readonly aggregator_id?: number;
  }[];
}

/** Each operation of the vector in its order, on the bytes that the vector gives it; a failing one is the last. */
function replay(vdaf: Prio3<never>, vector: OfficialVector): number {
  const ctx = hex(vector.ctx);
  const states = new Map<string, VerifyState>();
  const outShares: Vector[][] = Array.from({ length: vector.shares }, () => []);
  const aggregates: Vector[] = [];
  const steps: Record<string, (report: Report, at: number, id: number) => void> = {
    shard(report) {
      const made = vdaf.shard(ctx, report.measurement as never, hex(report.nonce), hex(report.rand));
      expect(toHex(made.publicShare)).toBe(report.public_share);
      expect(made.inputShares.map(toHex)).toEqual(report.input_shares);
    },
    verify_init(report, at, id) {
      const { state, verifierShare } = vdaf.verifyInit(
        hex(vector.verify_key),
        ctx,
        id,
        hex(report.nonce),
        hex(report.public_share),
        hex(report.input_shares[id] as string),
      );
      states.set(`${at}:${id}`, state);
      expect(toHex(verifierShare)).toBe(report.verifier_shares[0]?.[id]);
    },
    verifier_shares_to_message(report) {
      const message = vdaf.verifierSharesToMessage(ctx, (report.verifier_shares[0] ?? []).map(hex));
      expect(toHex(message)).toBe(report.verifier_messages[0]);
    },
    verify_next(report, at, id) {
      const state = states.get(`${at}:${id}`) as VerifyState;
      const outShare = vdaf.verifyNext(state, hex(report.verifier_messages[0] as string));
      expect(toHex(vdaf.field.encode(outShare))).toBe([report.out_shares[id]].flat().join(''));
      outShares[id]?.push(outShare);
    },
    aggregate(_report, _at, id) {
      const aggregate = vdaf.merge(outShares[id] as Vector[]);
      expect(toHex(vdaf.encodeAggregateShare(aggregate))).toBe(vector.agg_shares[id]);
      aggregates.push(aggregate);
    },
    unshard() {
      expect(vdaf.unshard(aggregates, vector.reports.length).map(Number)).toEqual([vector.agg_result].flat());
    },
  };
  for (const { operation, success, report_index: at = 0, aggregator_id: id = 0 } of vector.operations) {
    const run = () => steps[operation]?.(vector.reports[at] as Report, at, id);
    expect(Object.keys(steps)).toContain(operation);
    if (success) run();
    else expect(run).toThrow(CryptoFault);
  }
  return vector.operations.length;
}

describe('the vectors of draft 20', () => {
  if (files.length === 0) {
    const reason = 'the folder that VDAF_VECTORS names is not there';
    console.warn(`skipped: ${reason}; test_vec of cfrg/draft-irtf-cfrg-vdaf has the official vectors`);
    it.skip(`of the working group are not run: ${reason}`, () => {});
    return;
  }

  it.each(files)('%s holds', (file) => {
    const vector = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as OfficialVector;
    const vdaf = vdafOf(variants.exec(file)?.[1] as string, {
      length: vector.length,
      maxMeasurement: vector.max_measurement,
      maxWeight: vector.max_weight,
      chunkLength: vector.chunk_length,
      shares: vector.shares,
    });
    expect(replay(vdaf, vector)).toBeGreaterThan(1);
    if (file.includes('_bad_')) expect(vector.operations.at(-1)?.success).toBe(false);
  });

  it.skipIf(!existsSync(xofFile))('the XOF gives the known seed and the known elements', () => {
    const vector = JSON.parse(readFileSync(xofFile, 'utf8')) as Record<string, string> & { length: number };
    const xof = new Xof(hex(vector['dst'] as string));
    const [seed, binder] = [hex(vector['seed'] as string), hex(vector['binder'] as string)];
    expect(toHex(xof.deriveSeed(seed, binder))).toBe(vector['derived_seed']);
    const elements = xof.expand(field128, vector.length, seed, binder);
    expect(toHex(field128.encode(elements))).toBe(vector['expanded_vec_field128']);
  });
});
