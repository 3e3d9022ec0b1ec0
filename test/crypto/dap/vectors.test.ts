import { describe, expect, it } from 'vitest';
import {
  aggregateShareAad,
  writeAggregateShareRequest,
  writeCollection,
} from '../../../crypto/dap/aggregate-share.ts';
import { readAggregationJob, readVerifyResps } from '../../../crypto/dap/aggregation-job.ts';
import { readHpkeConfig } from '../../../crypto/dap/hpke-config.ts';
import { helperInit, leaderContinued, leaderInit } from '../../../crypto/dap/ping-pong.ts';
import {
  aggregateShareInfo,
  inputShareAad,
  inputShareInfo,
  readInputShare,
  readReport,
} from '../../../crypto/dap/report.ts';
import { taskOf } from '../../../crypto/dap/task.ts';
import { areEqual, toHex } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { prio3MultihotCountVec } from '../../../crypto/prio3/prio3.ts';
import { readContributor, reportIdOf } from '../../../crypto/report.ts';
import { challengeDigestFor, tokenNonceOf } from '../../../crypto/token.ts';
import { openHpke, openHpkeKey } from '../../../relay/proof/hpke.ts';
import vector from '../../vectors/dap.json' with { type: 'json' };
import { given } from './messages.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

const task = taskOf({
  id: bytes(vector.task.id),
  leaderUrl: vector.task.leaderUrl,
  helperUrl: vector.task.helperUrl,
  precisionSeconds: vector.task.timePrecision,
  minimumCohort: vector.task.minBatchSize,
  length: vector.task.length,
  maxWeight: vector.task.maxWeight,
  chunkLength: vector.task.chunkLength,
  opensMs: vector.task.opens * 1000,
  closesMs: vector.task.closes * 1000,
});
const vdaf = prio3MultihotCountVec(vector.task.length, 1, vector.task.chunkLength);
const report = readReport(bytes(vector.report));
const pong = {
  verifyKey: bytes(vector.verifyKey),
  ctx: task.ctx,
  reportId: report.metadata.id,
  publicShare: report.publicShare,
};

function shareOf(role: 'leader' | 'helper'): Uint8Array {
  const key = openHpkeKey(bytes(vector[`${role}Secret`]));
  const { enc, payload, configId } = report[`${role}Share`];
  const { id, publicKey } = readHpkeConfig(bytes(vector[`${role}Config`]));
  expect({ id, publicKey: toHex(publicKey) }).toEqual({ id: configId, publicKey: toHex(key.publicKey) });
  return readInputShare(openHpke(key, enc, inputShareInfo[role], bytes(vector.inputShareAad), payload))
    .payload;
}

describe('the vector of a contribution', () => {
  it('names its task, its key and its token as the page says', () => {
    expect(toHex(task.configuration)).toBe(vector.task.configuration);
    expect(toHex(task.ctx)).toBe(vector.task.ctx);
    const contributionKey = bytes(vector.contributionKey);
    expect(toHex(tokenNonceOf(contributionKey))).toBe(vector.tokenNonce);
    expect(toHex(reportIdOf(contributionKey, task.id))).toBe(vector.reportId);
    expect(toHex(report.metadata.id)).toBe(vector.reportId);
    expect(toHex(challengeDigestFor(vector.issuerName, task.id))).toBe(vector.challengeDigest);
    const contributor = readContributor(report.metadata.publicExtensions);
    expect(toHex(contributor?.contributionKey ?? new Uint8Array())).toBe(vector.contributionKey);
    expect(toHex(contributor?.token ?? new Uint8Array())).toBe(vector.token);
  });

  it('opens for each aggregator, and both come to one cell', () => {
    expect(toHex(inputShareAad(task, report.metadata, report.publicShare))).toBe(vector.inputShareAad);
    const [job] = readAggregationJob(bytes(vector.aggregationJob), 1).inits;
    const leader = leaderInit(vdaf, { ...pong, inputShare: shareOf('leader') });
    expect(toHex(leader.outbound)).toBe(toHex(job?.payload ?? new Uint8Array()));
    const helper = helperInit(vdaf, { ...pong, inputShare: shareOf('helper') }, leader.outbound);
    const [resp] = readVerifyResps(bytes(vector.aggregationJobResp));
    if (resp?.type !== 'continue') throw new Error('expected a word of the helper');
    expect(toHex(helper.outbound)).toBe(toHex(resp.payload));
    const shares = [leaderContinued(vdaf, leader.state, resp.payload), helper.outShare];
    expect(shares.map((share) => toHex(vdaf.encodeAggregateShare(share)))).toEqual([
      vector.leaderOutShare,
      vector.helperOutShare,
    ]);
    const cells = Array.from({ length: vector.task.length }, (_, cell) => (cell === vector.cell ? 1n : 0n));
    expect(vdaf.unshard(shares, 1)).toEqual(cells);
  });

  it('is refused by the helper when anything of the leader’s word was changed', () => {
    const leader = leaderInit(vdaf, { ...pong, inputShare: shareOf('leader') });
    const inputShare = shareOf('helper');
    for (let at = 0; at < leader.outbound.length; at += 1) {
      const changed = leader.outbound.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(areEqual(changed, leader.outbound)).toBe(false);
      expect(() => helperInit(vdaf, { ...pong, inputShare }, changed)).toThrow(CryptoFault);
    }
    const { outbound } = helperInit(vdaf, { ...pong, inputShare }, leader.outbound);
    for (let at = 0; at < outbound.length; at += 1) {
      const changed = outbound.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(() => leaderContinued(vdaf, leader.state, changed)).toThrow(CryptoFault);
    }
  });

  it('is collected by this question, bound into what answers it', () => {
    expect(toHex(writeCollection(task.interval))).toBe(vector.collectionJob);
    expect(toHex(writeAggregateShareRequest(task.interval, 100, given('checksum')))).toBe(
      vector.aggregateShareReq,
    );
    expect(toHex(aggregateShareAad(task, writeCollection(task.interval)))).toBe(vector.aggregateShareAad);
    expect(toHex(aggregateShareInfo.helper)).toBe(vector.aggregateShareInfo);
  });
});
