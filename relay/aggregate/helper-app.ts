// The doors of a helper: DAP's, for the leader; ours beside them; and what anybody may ask. Times are logged to the minute,
// and of a call only its door, its status and how long it took.

import { type Context, Hono } from 'hono';
import { writeHpkeConfigs } from '../../crypto/dap/hpke-config.ts';
import { areEqual, fromBase64url, toUtf8 } from '../../crypto/encode.ts';
import { parseJson, readMessage, readText } from '../middleware/body.ts';
import { DapFault, dapAnswer } from '../middleware/dap-problem.ts';
import { type DoorMethod, Doors } from '../middleware/doors.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson, dataHeaders } from '../middleware/headers.ts';
import { Limits, type Rate } from '../middleware/limits.ts';
import type { Logs } from '../middleware/logs.ts';
import { Metrics } from '../middleware/metrics.ts';
import { partySkewMs } from '../middleware/signed.ts';
import { instantOf } from '../middleware/time.ts';
import {
  bodyComponents,
  readHttpSignature,
  verifyContentDigest,
  verifyHttpSignature,
} from '../proof/http-signature.ts';
import { UsedOnce } from '../room/once.ts';
import type { Helper, HelperStudy } from './helper.ts';
import { HelperJobs, maxJobBytes } from './helper-job.ts';
import { cosign, giveShare, maxShareBytes, readCosign } from './helper-share.ts';
import { keysOf, readHistory } from './party-history.ts';
import { maxTakeOnBytes, readTakeOn } from './take-on.ts';
import { readWithdrawalCall } from './withdrawal.ts';

const maxWordBytes = 256 * 1024;
/** Each costs a signature's check, a share or a package: a leader asks for one a study. */
const seldom: Rate = { perSecond: 20, burst: 200 };
const usual: Rate = { perSecond: 200, burst: 2_000 };
/** Taking out never waits: its limit is what one process can do. */
const often: Rate = { perSecond: 2_000, burst: 10_000 };

export function buildHelperApp(helper: Helper, logs: Logs): Hono {
  const app = new Hono();
  const jobs = new HelperJobs(helper);
  const usedOnce = new UsedOnce(10_000, 'refuse');
  const { own, now } = helper.given;

  const doors = new Doors(app, { now, limits: new Limits(now), metrics: new Metrics() }, logs);
  const open = (
    method: DoorMethod,
    path: string,
    rate: Rate,
    door: (context: Context) => Promise<Response>,
  ): void => doors.open(method, path, { rate, isDap: true }, door);

  const task = (context: Context): HelperStudy => {
    const study = helper.study(context.req.param('task') ?? '');
    if (study === undefined) throw new DapFault('unrecognizedTask', 'expected a task of this helper');
    requireBearer(context.req.raw, study);
    return study;
  };
  const study = (context: Context): HelperStudy => {
    const found = helper.require(context.req.param('digest') ?? '');
    requireBearer(context.req.raw, found);
    return found;
  };
  const body = async (context: Context, bytes: number): Promise<unknown> =>
    parseJson(await readText(context.req.raw, 'application/json', { bytes }));

  const jobPath = '/dap/tasks/:task/aggregation_jobs';
  open('POST', jobPath, usual, async (context) => {
    const of = task(context);
    const sent = await readMessage(context.req.raw, 'aggregation-job-init-req', { bytes: maxJobBytes });
    const { name, response } = await jobs.take(of, sent);
    const location = `/dap/tasks/${of.task.digest}/aggregation_jobs/${name}`;
    return dapAnswer('aggregation-job-resp', response, { location });
  });
  open('GET', `${jobPath}/:job`, usual, async (context) => {
    const { response } = await requireJob(task(context), context.req.param('job') ?? '');
    return dapAnswer('aggregation-job-resp', response);
  });
  // Prio3 is proved in one round: there is nothing to continue.
  open('POST', `${jobPath}/:job`, usual, async (context) => {
    await requireJob(task(context), context.req.param('job') ?? '');
    throw new DapFault('stepMismatch', 'expected no continuation: this job is done');
  });
  // What a replay is known by stays, so nothing is deleted before the day that the manifest names.
  open('DELETE', `${jobPath}/:job`, usual, async (context) => {
    await requireJob(task(context), context.req.param('job') ?? '');
    return new Response(null, { status: 204, headers: dataHeaders });
  });
  const requireJob = async (of: HelperStudy, name: string) => {
    const job = await helper.given.store.readJobByName(of.task.digest, name);
    if (job === undefined)
      throw new DapFault('unrecognizedAggregationJob', 'expected an aggregation job of this helper');
    return job;
  };

  const sharePath = '/dap/tasks/:task/aggregate_shares';
  open('POST', sharePath, seldom, async (context) => {
    const of = task(context);
    const sent = await readMessage(context.req.raw, 'aggregate-share-req', { bytes: maxShareBytes });
    const { name, answer } = await giveShare(helper, of, sent);
    const location = `/dap/tasks/${of.task.digest}/aggregate_shares/${name}`;
    return dapAnswer('aggregate-share', fromBase64url(answer), { location });
  });
  const requireShare = (context: Context) => {
    const { share } = task(context).state;
    if (share === undefined || share.name !== context.req.param('share'))
      throw new DoorFault('path-unknown', 'expected an aggregate share of this helper');
    return share;
  };
  open('GET', `${sharePath}/:share`, usual, async (context) =>
    dapAnswer('aggregate-share', fromBase64url(requireShare(context).answer)),
  );
  open('DELETE', `${sharePath}/:share`, usual, async (context) => {
    requireShare(context);
    return new Response(null, { status: 204, headers: dataHeaders });
  });

  open('GET', '/dap/hpke_config', usual, async () => {
    const configs = helper.configs();
    if (configs.length === 0) throw new DoorFault('study-unknown', 'this helper works on no study now');
    return dapAnswer('hpke-config-list', writeHpkeConfigs(configs), { 'cache-control': 'max-age=3600' });
  });

  open('POST', '/vav/studies', seldom, async (context) => {
    const text = await readText(context.req.raw, 'application/json', { bytes: maxTakeOnBytes });
    const call = readTakeOn(parseJson(text));
    const caller = requireLeader(helper, usedOnce, context.req.raw, text, call.parties.leader);
    return answerJson({ label: await helper.takeOn(call, caller) });
  });
  open('POST', '/vav/studies/:digest/withdrawal', often, async (context) => {
    const { task: of } = study(context);
    const call = readWithdrawalCall(await body(context, maxWordBytes));
    return answerJson(await helper.withdraw(of.digest, call));
  });
  open('POST', '/vav/studies/:digest/cosign', seldom, async (context) => {
    const of = study(context);
    const signature = await cosign(helper, of, readCosign(await body(context, maxWordBytes)));
    return answerJson({ signature });
  });

  open('GET', '/party', usual, async () => answerJson({ id: own.id, record: own.text }));
  open('GET', '/healthz', usual, async () => answerJson({ status: 'alive' }));
  doors.closeRest();
  return app;
}

/** DAP leaves it open how the leader is known (§3.5); here by a bearer token that both were given when the study began. */
function requireBearer(request: Request, { state }: HelperStudy): void {
  const [, shown = ''] =
    /^Bearer ([A-Za-z0-9_-]{1,100})$/.exec(request.headers.get('authorization') ?? '') ?? [];
  if (state.secrets === undefined || !areEqual(toUtf8(shown), toUtf8(state.secrets.bearer)))
    throw new DoorFault('client-invalid', 'expected the bearer token of this study');
}

/** RFC 9421 by the `http` key of a party of LEADERS; its record comes with the call and proves itself. */
function requireLeader(
  helper: Helper,
  usedOnce: UsedOnce,
  request: Request,
  body: string,
  texts: readonly string[],
): string {
  const { origin, leaders, now } = helper.given;
  const nowMs = now();
  const signature = readHttpSignature(
    request.headers.get('signature-input'),
    request.headers.get('signature'),
  );
  const [party = '', keyId = ''] = signature.keyId.split('#');
  if (!leaders.includes(party)) throw new DoorFault('party-not-admitted', 'expected a leader of LEADERS');
  const history = readHistory(texts);
  if (history.id !== party) throw new DoorFault('party-unknown', 'expected the record of the caller');
  const at = instantOf(nowMs);
  const keys = keysOf(history, 'http', at);
  const key = history.current.keys.find(
    ({ id, use, key }) => use === 'http' && id === keyId && keys.includes(key),
  );
  if (key === undefined) throw new DoorFault('key-unknown', 'expected an `http` key that holds now');
  const contentDigest = request.headers.get('content-digest');
  verifyContentDigest(contentDigest, body);
  const { pathname } = new URL(request.url);
  const signed = { method: request.method, targetUri: origin + pathname, contentDigest };
  verifyHttpSignature(signed, signature, bodyComponents, key.key, nowMs);
  usedOnce.use(`${party} ${signature.nonce}`, nowMs + 2 * partySkewMs, nowMs);
  return party;
}
