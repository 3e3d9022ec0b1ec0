// Writes test/vectors/dap.json from the code: `node test/crypto/make-dap-vectors.ts`. One contribution to a study, from
// its keys to what both aggregators say: fixed chance, so that another implementation comes to the same bytes.

import { writeFileSync } from 'node:fs';
import {
  aggregateShareAad,
  writeAggregateShareRequest,
  writeCollection,
} from '../../crypto/dap/aggregate-share.ts';
import { writeAggregationJob, writeVerifyResps } from '../../crypto/dap/aggregation-job.ts';
import { type HpkeConfig, hpkeSuite, writeHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { helperInit, leaderInit } from '../../crypto/dap/ping-pong.ts';
import {
  aggregateShareInfo,
  inputShareAad,
  inputShareInfo,
  readInputShare,
  readReport,
} from '../../crypto/dap/report.ts';
import { taskOf } from '../../crypto/dap/task.ts';
import { toHex } from '../../crypto/encode.ts';
import { prio3MultihotCountVec } from '../../crypto/prio3/prio3.ts';
import { makeReport, reportIdOf } from '../../crypto/report.ts';
import { challengeDigestFor, joinToken, tokenInput, tokenNonceOf } from '../../crypto/token.ts';
import { openHpke, openHpkeKey, sealHpke } from '../../relay/proof/hpke.ts';
import { given, terms } from './dap/messages.ts';

const task = taskOf(terms);
const vdaf = prio3MultihotCountVec(terms.length, terms.maxWeight, terms.chunkLength);
const key = (name: string) => openHpkeKey(given(name));
const config = (id: number, name: string): HpkeConfig => ({
  id,
  ...hpkeSuite,
  publicKey: key(name).publicKey,
});

const contributionKey = given('contribution key');
const tokenNonce = tokenNonceOf(contributionKey);
const reportId = reportIdOf(contributionKey, task.id);
const challengeDigest = challengeDigestFor('relay.example', task.id);
// The bytes of a signature, and no signature: what the issuer signs is in other vectors (RFC 9474, RFC 9578).
const token = joinToken(
  tokenInput(tokenNonce, challengeDigest, given('token key id')),
  given('authenticator', 256),
);

let sealed = 0;
const bytes = await makeReport({
  task,
  vdaf,
  measurement: Array.from({ length: terms.length }, (_, cell) => cell === 7),
  contributionKey,
  token,
  nowMs: terms.opensMs + 5_000_000,
  leaderConfig: config(17, 'leader key'),
  helperConfig: config(194, 'helper key'),
  chance: (length) => given('rand', length),
  seal: async ({ publicKey }, info, aad, plain) =>
    sealHpke(publicKey, info, aad, plain, key(sealed++ === 0 ? 'leader ephemeral' : 'helper ephemeral')),
});

const { metadata, publicShare, leaderShare, helperShare } = readReport(bytes);
const aad = inputShareAad(task, metadata, publicShare);
const shareOf = (role: 'leader' | 'helper', { enc, payload }: typeof leaderShare) =>
  readInputShare(openHpke(key(`${role} key`), enc, inputShareInfo[role], aad, payload)).payload;
const pong = { verifyKey: given('verify key'), ctx: task.ctx, reportId, publicShare };
const leader = leaderInit(vdaf, { ...pong, inputShare: shareOf('leader', leaderShare) });
const helper = helperInit(vdaf, { ...pong, inputShare: shareOf('helper', helperShare) }, leader.outbound);

const vector = {
  note: 'bytes in hexadecimal; times in seconds since 1970; the authenticator of the token is no signature',
  task: {
    id: toHex(task.id),
    leaderUrl: terms.leaderUrl,
    helperUrl: terms.helperUrl,
    timePrecision: terms.precisionSeconds,
    minBatchSize: terms.minimumCohort,
    length: terms.length,
    chunkLength: terms.chunkLength,
    maxWeight: terms.maxWeight,
    opens: terms.opensMs / 1000,
    closes: terms.closesMs / 1000,
    configuration: toHex(task.configuration),
    ctx: toHex(task.ctx),
  },
  verifyKey: toHex(pong.verifyKey),
  leaderSecret: toHex(given('leader key')),
  helperSecret: toHex(given('helper key')),
  leaderConfig: toHex(writeHpkeConfig(config(17, 'leader key'))),
  helperConfig: toHex(writeHpkeConfig(config(194, 'helper key'))),
  issuerName: 'relay.example',
  challengeDigest: toHex(challengeDigest),
  contributionKey: toHex(contributionKey),
  tokenNonce: toHex(tokenNonce),
  token: toHex(token),
  cell: 7,
  rand: toHex(given('rand', vdaf.randBytes)),
  reportId: toHex(reportId),
  extensionType: 0xff56,
  extensionData: toHex(metadata.publicExtensions[0]?.data as Uint8Array),
  inputShareAad: toHex(aad),
  leaderInfo: toHex(inputShareInfo.leader),
  helperInfo: toHex(inputShareInfo.helper),
  report: toHex(bytes),
  aggregationJob: toHex(
    writeAggregationJob([{ metadata, publicShare, helperShare, payload: leader.outbound }]),
  ),
  aggregationJobResp: toHex(writeVerifyResps([{ id: reportId, type: 'continue', payload: helper.outbound }])),
  leaderOutShare: toHex(vdaf.encodeAggregateShare(leader.state.outShare)),
  helperOutShare: toHex(vdaf.encodeAggregateShare(helper.outShare)),
  collectionJob: toHex(writeCollection(task.interval)),
  aggregateShareReq: toHex(writeAggregateShareRequest(task.interval, 100, given('checksum'))),
  aggregateShareAad: toHex(aggregateShareAad(task, writeCollection(task.interval))),
  aggregateShareInfo: toHex(aggregateShareInfo.helper),
};

writeFileSync(new URL('../vectors/dap.json', import.meta.url), `${JSON.stringify(vector, null, 1)}\n`);
