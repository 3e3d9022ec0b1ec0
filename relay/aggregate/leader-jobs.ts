// The leader's part of aggregation (DAP §4.5.3.1). A job is on the disk before it is sent; while the helper works on one,
// the next is prepared. Each report ends in exactly one way, in the transaction that adds up what its job proved.

import {
  readVerifyResps,
  type VerifyInit,
  type VerifyResp,
  writeAggregationJob,
} from '../../crypto/dap/aggregation-job.ts';
import { leaderContinued, leaderInit } from '../../crypto/dap/ping-pong.ts';
import { readReport } from '../../crypto/dap/report.ts';
import { areEqual, fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import type { VerifyState } from '../../crypto/prio3/prio3.ts';
import type { KeptReport, LeaderJob, Rejected } from '../store/aggregate-contract.ts';
import { type Rejection, reasonOf, rejectionFor } from './contribution.ts';
import { HelperRefused } from './helper-line.ts';
import type { LeaderStudy, LeaderTools } from './leader-study.ts';
import { openShare } from './share.ts';
import { Slices } from './slices.ts';
import { added, type Proved } from './sum.ts';

export const jobReports = 256;

/** By the report's id, base64url. */
type States = ReadonlyMap<string, VerifyState>;

export async function countAll(tools: LeaderTools, of: LeaderStudy): Promise<void> {
  const { store } = tools;
  const { digest } = of.task;
  for (const job of await store.openJobs(digest)) {
    const reports = await store.reportsOf(digest, job.ids);
    const { states } = await prepare(tools, of, reports);
    await send(tools, of, job, states);
  }
  let sending: Promise<void> = Promise.resolve();
  try {
    for (;;) {
      const reports = await store.waitingReports(digest, jobReports);
      if (reports.length === 0) break;
      const { states, inits, rejected } = await prepare(tools, of, reports);
      const request = writeAggregationJob(inits);
      const ids = inits.map(({ metadata }) => Uint8Array.from(metadata.id));
      const n = await store.openJob(digest, { request, ids }, rejected);
      await sending;
      sending = ids.length === 0 ? Promise.resolve() : send(tools, of, { n, request, ids }, states);
      sending.catch(() => undefined);
    }
  } finally {
    await sending;
  }
}

interface Prepared {
  readonly states: States;
  readonly inits: readonly VerifyInit[];
  readonly rejected: readonly Rejected[];
}

async function prepare(
  tools: LeaderTools,
  of: LeaderStudy,
  reports: readonly KeptReport[],
): Promise<Prepared> {
  const slices = new Slices();
  const states = new Map<string, VerifyState>();
  const inits: VerifyInit[] = [];
  const rejected: Rejected[] = [];
  for (const { id, bytes } of reports) {
    const made = begin(tools, of, bytes);
    if ('rejection' in made) rejected.push({ id, reason: made.rejection.reason });
    else {
      states.set(toBase64url(id), made.state);
      inits.push(made.init);
    }
    await slices.pause();
  }
  return { states, inits, rejected };
}

/** The token and the names were looked at when the report came. */
function begin(
  { key }: LeaderTools,
  { task, state: { secrets } }: LeaderStudy,
  bytes: Uint8Array,
): { state: VerifyState; init: VerifyInit } | { rejection: Rejection } {
  try {
    const { metadata, publicShare, leaderShare, helperShare } = readReport(bytes);
    const inputShare = openShare(
      task,
      'leader',
      key(leaderShare.configId),
      metadata,
      publicShare,
      leaderShare,
    );
    const verifyKey = fromBase64url(secrets?.verifyKey ?? '');
    const { ctx } = task.task;
    const pong = { verifyKey, ctx, reportId: metadata.id, publicShare, inputShare };
    const { state, outbound } = leaderInit(task.vdaf, pong);
    return { state, init: { metadata, publicShare, helperShare, payload: outbound } };
  } catch (cause) {
    return { rejection: rejectionFor(cause) };
  }
}

async function send(tools: LeaderTools, of: LeaderStudy, job: LeaderJob, states: States): Promise<void> {
  const { digest } = of.task;
  const answer = await of.line.postDap(
    `/tasks/${digest}/aggregation_jobs`,
    of.state.secrets?.bearer ?? '',
    'aggregation-job-init-req',
    job.request,
  );
  const resps = respsOf(answer.bytes, job);
  const proved: Proved[] = [];
  const rejected: Rejected[] = [];
  for (const [at, id] of job.ids.entries()) {
    const end = endOf(of, resps[at] as VerifyResp, states.get(toBase64url(id)));
    if ('outShare' in end) proved.push({ id, outShare: end.outShare });
    else rejected.push({ id, reason: end.reason });
  }
  const total = added(of.task, await tools.store.total(digest), proved);
  const accepted = proved.map(({ id }) => id);
  await tools.store.endJob(digest, { n: job.n, location: answer.location, accepted, rejected, total });
}

/** DAP §4.5.3.1: the same reports in the same order, or the job is abandoned; with it the study, see `leader-study.ts`. */
function respsOf(bytes: Uint8Array, { ids }: LeaderJob): VerifyResp[] {
  let resps: VerifyResp[];
  try {
    resps = readVerifyResps(bytes);
  } catch (cause) {
    if (cause instanceof CryptoFault) throw new HelperRefused('answer-invalid');
    throw cause;
  }
  const areSame =
    resps.length === ids.length && resps.every(({ id }, at) => areEqual(id, ids[at] as Uint8Array));
  if (!areSame || resps.some(({ type }) => type === 'finish')) throw new HelperRefused('answer-other');
  return resps;
}

function endOf(
  { task }: LeaderStudy,
  resp: VerifyResp,
  state: VerifyState | undefined,
): { outShare: Proved['outShare'] } | Pick<Rejected, 'reason'> {
  if (resp.type === 'reject') return { reason: reasonOf(resp.error) };
  if (resp.type === 'finish' || state === undefined) throw new HelperRefused('answer-other');
  try {
    return { outShare: leaderContinued(task.vdaf, state, resp.payload) };
  } catch (cause) {
    return { reason: rejectionFor(cause).reason };
  }
}
