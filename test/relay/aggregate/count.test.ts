import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReport, readUploadErrors, writeReport } from '../../../crypto/dap/report.ts';
import { multihotCountVecCircuit } from '../../../crypto/prio3/circuit.ts';
import { prio3, prio3MultihotCountVec } from '../../../crypto/prio3/prio3.ts';
import { randomBytes } from '../../../crypto/random.ts';
import type { SigningPair } from '../../../crypto/sign.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readRelease } from '../../../policy/release.ts';
import { newTokenKey } from '../../../relay/proof/blind-rsa.ts';
import { aContributor, type CarriedStudy, carryStudy } from '../../support/carried-study.ts';

let carried: CarriedStudy;
beforeEach(async () => {
  carried = await carryStudy();
});
afterEach(() => carried.close());

async function send(report: Uint8Array): Promise<string> {
  const taken = await carried.leader.upload(carried.digest, report);
  if (taken === undefined) return 'unknown';
  return taken.errors === undefined ? 'taken' : (readUploadErrors(taken.errors)[0]?.error ?? '');
}

const now = () => carried.clock.now();

/** Keeps the truth beside what it sends. */
async function takePart(truth: number[], cell: number): Promise<SigningPair> {
  const pair = aContributor();
  expect(await send(await carried.known.report(pair, cell, now()))).toBe('taken');
  truth[cell] = (truth[cell] ?? 0) + 1;
  return pair;
}

const released = () => readRelease(splitRecord(carried.releases[0] as string).body).statement;

describe('a study that two aggregators count', () => {
  it('comes to the truth of who remained, and says why each of the others was not counted', async () => {
    const { known, clock, leader, digest } = carried;
    const { length } = known.of.study.vdaf;
    const truth = Array.from({ length }, () => 0);
    // Before the window, and with a clock that runs ahead.
    const early = await known.report(aContributor(), 0, now());
    expect(await send(early)).toBe('report_dropped');
    carried.openWindow();
    expect(await send(await known.report(aContributor(), 0, now() + 2 * 3_600_000))).toBe('report_too_early');

    const pairs: SigningPair[] = [];
    for (let at = 0; at < 270; at += 1) pairs.push(await takePart(truth, at % length));
    const nulls = await takePart(truth, length - 1);
    expect(nulls.publicKey).toHaveLength(32);

    // Two cells at once, by a client whose own circuit lets it pass.
    const { chunkLength } = known.of.study.vdaf;
    const circuit = multihotCountVecCircuit(length, 1, chunkLength);
    const { field } = known.of.vdaf;
    const encode = (cells: readonly boolean[]) =>
      [...cells, true].map((cell) => (cell ? field.one : field.zero));
    const cheat = prio3(known.of.vdaf.algorithmId, { ...circuit, encode }, 2);
    const measurement = Array.from({ length }, (_, cell) => cell < 2);
    const heavy = await known.report(aContributor(), 0, now(), { vdaf: cheat, measurement });
    expect(await send(heavy)).toBe('taken');
    // A larger question than the study's.
    const other = prio3MultihotCountVec(length, 2, chunkLength);
    const larger = await known.report(aContributor(), 0, now(), { vdaf: other, measurement });
    expect(await send(larger)).toBe('invalid_message');
    // A share that no measurement has.
    const bent = await known.report(aContributor(), 0, now(), {
      vdaf: {
        randBytes: known.of.vdaf.randBytes,
        shard: (...given) => {
          const { publicShare, inputShares } = known.of.vdaf.shard(...given);
          const [leaderShare, helperShare] = inputShares as [Uint8Array, Uint8Array];
          leaderShare[0] = (leaderShare[0] as number) ^ 1;
          return { publicShare, inputShares: [leaderShare, helperShare] };
        },
      },
    });
    expect(await send(bent)).toBe('taken');
    // Sealed bytes that were changed on the way, for the leader and for the helper.
    for (const half of ['leaderShare', 'helperShare'] as const) {
      const report = readReport(await known.report(aContributor(), 0, now()));
      const payload = Uint8Array.from(report[half].payload);
      payload[3] = (payload[3] as number) ^ 0x10;
      expect(await send(writeReport({ ...report, [half]: { ...report[half], payload } }))).toBe('taken');
    }
    // Tokens: of another key, of another study, for another contribution, and none.
    const pair = aContributor();
    const withToken = (token: Uint8Array) => known.report(pair, 0, now(), { token });
    expect(await send(await withToken(known.token(pair.publicKey, { key: newTokenKey() })))).toBe(
      'invalid_message',
    );
    expect(await send(await withToken(known.token(pair.publicKey, { nonce: randomBytes(32) })))).toBe(
      'invalid_message',
    );
    expect(await send(await withToken(randomBytes(354)))).toBe('invalid_message');
    expect(await send(await withToken(known.token(pair.publicKey, { challenge: randomBytes(32) })))).toBe(
      'invalid_message',
    );
    // An id that is not the name of its key.
    const named = readReport(await known.report(aContributor(), 0, now()));
    expect(await send(writeReport({ ...named, metadata: { ...named.metadata, id: randomBytes(16) } }))).toBe(
      'invalid_message',
    );
    // The same key twice: another cell does not disturb the first. The same bytes are the same contribution.
    const first = pairs[0] as SigningPair;
    expect(await send(await known.report(first, 5, now()))).toBe('report_replayed');
    const again = await known.report(aContributor(), 1, now());
    for (let times = 0; times < 3; times += 1) expect(await send(again)).toBe('taken');
    truth[1] = (truth[1] as number) + 1;

    // Taken out: before it was sent, and after. Twice is once.
    for (const [at, gone] of [pairs[10], pairs[20], pairs[30]].entries()) {
      const call = known.withdrawal(gone as SigningPair, now());
      const { withdrawn, pending } = await leader.withdraw(digest, call);
      expect({ parties: withdrawn.map(({ party }) => party), pending }).toEqual({
        parties: [carried.regie.id, carried.helperParty.id],
        pending: false,
      });
      expect(await leader.withdraw(digest, call)).toEqual({ withdrawn, pending });
      const cell = ([10, 20, 30][at] as number) % length;
      truth[cell] = (truth[cell] as number) - 1;
      expect(await send(await known.report(gone as SigningPair, 2, now()))).toBe('report_dropped');
    }

    carried.closeWindow();
    expect(await send(await known.report(aContributor(), 0, now() - 1000))).toBe('report_dropped');
    expect(await send(await known.report(aContributor(), 0, now()))).toBe('report_dropped');
    // A lost answer, asked again too late: it is here, so it is taken.
    expect(await send(again)).toBe('taken');
    await carried.settle();

    expect(carried.told).toEqual([]);
    const statement = released();
    expect(statement.cells).toEqual(truth);
    expect(statement.counts).toEqual({
      accepted: truth.reduce((sum, count) => sum + count, 0),
      withdrawn: 3,
      rejected: { late: 2, early: 2, duplicate: 1, forged: 3, 'other-study': 1, token: 3, unreadable: 3 },
    });
    expect(clock.now()).toBe(known.of.closesMs);
  }, 60_000);

  it('is told under the minimum cohort by « too few » and no number, and by nothing else ever', async () => {
    carried.openWindow();
    const truth: number[] = [];
    for (let at = 0; at < 9; at += 1) await takePart(truth, at);
    carried.closeWindow();
    await carried.settle();
    const statement = released();
    expect(statement).toMatchObject({ outcome: 'too-few', cells: [], counts: { accepted: 0, withdrawn: 0 } });
    expect(carried.calls.map(({ path }) => path.split('/').at(-1))).toEqual([
      'studies',
      'aggregation_jobs',
      'cosign',
    ]);
  });

  it('asks the helper for its share once, and signs once, however often it is settled', async () => {
    carried.openWindow();
    for (let at = 0; at < 12; at += 1) await takePart([], 0);
    carried.closeWindow();
    await carried.settle();
    await carried.settle();
    await carried.restartLeader();
    await carried.settle();
    expect(carried.releases).toHaveLength(1);
    const last = carried.calls.map(({ path }) => path.split('/').at(-1));
    expect(last.filter((name) => name === 'aggregate_shares')).toHaveLength(1);
    expect(last.filter((name) => name === 'cosign')).toHaveLength(1);
  });
});
