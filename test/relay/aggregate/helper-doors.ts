// What somebody sends to a helper's doors who holds everything that a leader holds: jobs made by hand, of reports made by
// hand, so that each can be wrong in one place.

import { type VerifyInit, writeAggregationJob } from '../../../crypto/dap/aggregation-job.ts';
import { leaderInit } from '../../../crypto/dap/ping-pong.ts';
import {
  type Extension,
  type Report,
  readInputShare,
  readReport,
  writeInputShare,
} from '../../../crypto/dap/report.ts';
import { fromBase64url } from '../../../crypto/encode.ts';
import type { NewReport } from '../../../crypto/report.ts';
import type { SigningPair } from '../../../crypto/sign.ts';
import { sealHpke } from '../../../relay/proof/hpke.ts';
import { aContributor, type CarriedStudy } from '../../support/carried-study.ts';

export const secretsOf = ({ helper, digest }: CarriedStudy) => {
  const secrets = helper.study(digest)?.state.secrets;
  if (secrets === undefined) throw new Error('expected a study that is alive');
  return secrets;
};

export const post = (
  carried: CarriedStudy,
  path: string,
  message: string,
  body: Uint8Array,
  headers: Record<string, string> = { authorization: `Bearer ${secretsOf(carried).bearer}` },
): Promise<Response> =>
  carried.ask(`/dap/tasks/${carried.digest}${path}`, {
    method: 'POST',
    headers: { 'content-type': `application/ppm-dap;message=${message}`, ...headers },
    body: new Uint8Array(body),
  });

export const postJob = (carried: CarriedStudy, body: Uint8Array) =>
  post(carried, '/aggregation_jobs', 'aggregation-job-init-req', body);

export const postShare = (carried: CarriedStudy, body: Uint8Array) =>
  post(carried, '/aggregate_shares', 'aggregate-share-req', body);

export interface InitOptions {
  readonly pair?: SigningPair;
  readonly cell?: number;
  readonly atMs?: number;
  readonly report?: Partial<NewReport>;
  readonly privateExtensions?: readonly Extension[];
  /** After sealing: what is changed no longer opens, unless the bend is of what is not bound. */
  readonly bend?: (report: Report) => Report;
}

/** One report as the leader passes it on. */
export async function anInit(carried: CarriedStudy, options: InitOptions = {}): Promise<VerifyInit> {
  const { known } = carried;
  const plains: Uint8Array[] = [];
  const bytes = await known.report(
    options.pair ?? aContributor(),
    options.cell ?? 0,
    options.atMs ?? known.of.closesMs - 1000,
    {
      seal: async ({ publicKey }, info, aad, plain) => {
        plains.push(plain);
        const { payload } = readInputShare(plain);
        const sent = writeInputShare({ privateExtensions: options.privateExtensions ?? [], payload });
        return sealHpke(publicKey, info, aad, sent);
      },
      ...options.report,
    },
  );
  const report = options.bend?.(readReport(bytes)) ?? readReport(bytes);
  const { outbound } = leaderInit(known.of.vdaf, {
    verifyKey: fromBase64url(secretsOf(carried).verifyKey),
    ctx: known.task.ctx,
    reportId: readReport(bytes).metadata.id,
    publicShare: report.publicShare,
    inputShare: readInputShare(plains[0] as Uint8Array).payload,
  });
  const { metadata, publicShare, helperShare } = report;
  return { metadata, publicShare, helperShare, payload: outbound };
}

export async function someInits(carried: CarriedStudy, count: number): Promise<VerifyInit[]> {
  const inits: VerifyInit[] = [];
  for (let at = 0; at < count; at += 1) inits.push(await anInit(carried, { cell: at % 10 }));
  return inits;
}

export const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer());

/** Token of a DAP problem, or a code of ours. */
export async function errorOf(response: Response): Promise<string> {
  if (response.ok) return 'none';
  const { type, code } = (await response.json()) as { type: string; code: string };
  return type.startsWith('urn:') ? (type.split(':').at(-1) ?? '') : code;
}

export const jobOf = (inits: readonly VerifyInit[]): Uint8Array<ArrayBuffer> => writeAggregationJob(inits);
