// Some of each message of DAP, with odd lengths and largest numbers, for round trips and for cutting short.

import { writeAggregateShare, writeAggregateShareRequest } from '../../../crypto/dap/aggregate-share.ts';
import { writeAggregationJob, writeVerifyResps } from '../../../crypto/dap/aggregation-job.ts';
import {
  type HpkeCiphertext,
  hpkeSuite,
  writeHpkeConfig,
  writeHpkeConfigs,
} from '../../../crypto/dap/hpke-config.ts';
import {
  type ReportMetadata,
  writeInputShare,
  writeReport,
  writeUploadErrors,
} from '../../../crypto/dap/report.ts';
import type { TaskTerms } from '../../../crypto/dap/task.ts';
import { toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';

/** The same bytes for the same name. */
export function given(name: string, length = 32): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 32)
    bytes.set(sha256(toUtf8(`dap: ${name} ${at}`)).subarray(0, length - at), at);
  return bytes;
}

export const terms: TaskTerms = {
  id: given('task'),
  leaderUrl: 'https://relay.example/dap',
  helperUrl: 'https://helper.example/dap',
  precisionSeconds: 3600,
  minimumCohort: 100,
  length: 26,
  maxWeight: 1,
  chunkLength: 9,
  opensMs: Date.parse('2026-12-01T08:00:00Z'),
  closesMs: Date.parse('2026-12-08T08:00:00Z'),
};

export const metadata: ReportMetadata = {
  id: given('report', 16),
  time: 498_921,
  publicExtensions: [
    { type: 3, data: new Uint8Array(0) },
    { type: 0xff56, data: given('extension', 386) },
  ],
};

const ciphertext = (name: string, length: number): HpkeCiphertext => ({
  configId: length % 256,
  enc: given(`${name} enc`),
  payload: given(name, length),
});

const report = {
  metadata,
  publicShare: given('public share', 64),
  leaderShare: ciphertext('leader', 700),
  helperShare: ciphertext('helper', 87),
};

const init = {
  metadata,
  publicShare: report.publicShare,
  helperShare: report.helperShare,
  payload: given('ping', 133),
};
const config = { id: 255, ...hpkeSuite, publicKey: given('public key') };
const interval = { start: 498_921, duration: 168 };

export const messages = {
  hpkeConfig: writeHpkeConfig(config),
  hpkeConfigs: writeHpkeConfigs([config, { ...config, id: 0 }]),
  report: writeReport(report),
  uploadErrors: writeUploadErrors([
    { id: given('first', 16), error: 'report_replayed' },
    { id: given('second', 16), error: 'outdated_config' },
  ]),
  inputShare: writeInputShare({
    privateExtensions: [{ type: 7, data: given('private', 3) }],
    payload: given('share', 65),
  }),
  aggregationJob: writeAggregationJob([init, { ...init, metadata: { ...metadata, publicExtensions: [] } }]),
  verifyResps: writeVerifyResps([
    { id: given('first', 16), type: 'continue', payload: given('pong', 37) },
    { id: given('second', 16), type: 'reject', error: 'vdaf_verify_error' },
    { id: given('third', 16), type: 'finish' },
  ]),
  aggregateShareRequest: writeAggregateShareRequest(interval, 12_345, given('checksum')),
  aggregateShare: writeAggregateShare(ciphertext('aggregate share', 432)),
} as const;
