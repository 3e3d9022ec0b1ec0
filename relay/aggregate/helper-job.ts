// An aggregation job (DAP §4.5.3.2): the helper opens its half of each report, proves it with the leader's word on the
// other half, and commits what holds, all of a job in one transaction together with the answer.

import {
  type AggregationJob,
  readAggregationJob,
  type VerifyInit,
  type VerifyResp,
  writeVerifyResps,
} from '../../crypto/dap/aggregation-job.ts';
import { helperInit } from '../../crypto/dap/ping-pong.ts';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import type { Vector } from '../../crypto/prio3/field.ts';
import { randomId } from '../../crypto/random.ts';
import { DapFault } from '../middleware/dap-problem.ts';
import { DoorFault } from '../middleware/fault.ts';
import { bytesDigest } from '../proof/hash.ts';
import type { HelperJob, JobLook, JobVerdict, Rejected } from '../store/aggregate-contract.ts';
import { type Rejection, reasonOf, rejectionFor, rejectionOf } from './contribution.ts';
import { alone, type Helper, type HelperStudy } from './helper.ts';
import { openShare } from './share.ts';
import { Slices } from './slices.ts';
import { added, type Proved } from './sum.ts';

/** Reports in one job: what a few hundred milliseconds prove. */
export const maxJobReports = 1024;
export const maxJobBytes = 16 * 1024 * 1024;
/** No error of DAP's list says it: the window is open, ask again after its close. */
const retryAfterS = 60;

type Checked =
  | { readonly init: VerifyInit; readonly outShare: Vector; readonly outbound: Uint8Array }
  | { readonly init: VerifyInit; readonly rejection: Rejection };

export class HelperJobs {
  readonly #helper: Helper;
  /** Jobs that are being worked on, by the digest of their request: the same bytes twice are one piece of work. */
  readonly #running = new Map<string, Promise<HelperJob>>();

  constructor(helper: Helper) {
    this.#helper = helper;
  }

  async take(of: HelperStudy, body: Uint8Array): Promise<HelperJob> {
    const key = `${of.task.digest} ${bytesDigest(body)}`;
    const running = this.#running.get(key) ?? this.#begin(of, body);
    this.#running.set(key, running);
    try {
      return await running;
    } finally {
      this.#running.delete(key);
    }
  }

  async #begin(of: HelperStudy, body: Uint8Array): Promise<HelperJob> {
    const { store, now } = this.#helper.given;
    const { digest, closesMs } = of.task;
    const known = await store.readJob(digest, body);
    if (known !== undefined) return known;
    const job = requireJob(body);
    // Until then a contribution can be taken out, and what was added up cannot.
    if (now() < closesMs)
      throw new DoorFault('study-early', 'expected a study whose window is closed', { retryAfterS });
    const checked = await this.#check(of, job);
    // Never between a total that is read and its share that is written.
    return alone(of, () =>
      store.keepJob(digest, { request: body, name: randomId() }, (look) => verdictOf(of, checked, look)),
    );
  }

  async #check(of: HelperStudy, { inits }: AggregationJob): Promise<Checked[]> {
    const slices = new Slices();
    const checked: Checked[] = [];
    for (const init of inits) {
      checked.push(this.#prove(of, init));
      await slices.pause();
    }
    return checked;
  }

  #prove({ task, state }: HelperStudy, init: VerifyInit): Checked {
    const { metadata, publicShare, helperShare, payload } = init;
    const rejection = rejectionOf(task, metadata, this.#helper.given.now());
    if (rejection !== undefined) return { init, rejection };
    try {
      const key = this.#helper.key(helperShare.configId);
      const inputShare = openShare(task, 'helper', key, metadata, publicShare, helperShare);
      const verifyKey = fromBase64url(state.secrets?.verifyKey ?? '');
      const { ctx } = task.task;
      const pong = { verifyKey, ctx, reportId: metadata.id, publicShare, inputShare };
      return { init, ...helperInit(task.vdaf, pong, payload) };
    } catch (cause) {
      return { init, rejection: rejectionFor(cause) };
    }
  }
}

function requireJob(body: Uint8Array): AggregationJob {
  const job = readJob(body);
  if (job.extensionTypes.length > 0)
    throw new DapFault('unsupportedExtension', 'expected no extension of the job', job.extensionTypes);
  if (job.aggregationParameter.length > 0)
    throw new DapFault('invalidAggregationParameter', 'expected no aggregation parameter');
  if (job.verificationKeyId !== 0) throw new DapFault('invalidMessage', 'expected verification key 0');
  const ids = new Set(job.inits.map(({ metadata }) => toBase64url(metadata.id)));
  if (ids.size !== job.inits.length || ids.size === 0)
    throw new DapFault('invalidMessage', 'expected reports, each once');
  return job;
}

function readJob(body: Uint8Array): AggregationJob {
  try {
    return readAggregationJob(body, maxJobReports);
  } catch (cause) {
    if (cause instanceof CryptoFault) throw new DapFault('invalidMessage', 'expected an aggregation job');
    throw cause;
  }
}

/** Inside the transaction: what was proved is committed unless the batch is collected, or the report was here before. */
function verdictOf({ task, state }: HelperStudy, checked: readonly Checked[], look: JobLook): JobVerdict {
  const isCollected = state.share !== undefined || state.cosigned !== undefined;
  const proved: Proved[] = [];
  const rejected: Rejected[] = [];
  const resps = checked.map((entry): VerifyResp => {
    const { id } = entry.init.metadata;
    const error =
      'rejection' in entry
        ? entry.rejection.error
        : isCollected
          ? 'batch_collected'
          : look.wasAggregated(id)
            ? 'report_replayed'
            : look.wasWithdrawn(id)
              ? 'report_dropped'
              : undefined;
    if (error !== undefined) {
      rejected.push({ id, reason: reasonOf(error) });
      return { id, type: 'reject', error };
    }
    const { outShare, outbound } = entry as Extract<Checked, { outShare: Vector }>;
    proved.push({ id, outShare });
    return { id, type: 'continue', payload: outbound };
  });
  return {
    response: writeVerifyResps(resps),
    accepted: proved.map(({ id }) => id),
    rejected,
    total: added(task, look.total, proved),
  };
}
